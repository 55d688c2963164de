"""The files of a design under one web address that does not exist: what a page may reach, and nothing else. No I/O."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

BASE: Final = "https://design.invalid/"
"""what relative addresses are resolved against; `.invalid` is reserved by RFC 2606 and never has a host"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of the design. kind: its media type."""

    body: bytes
    kind: str


class Assets:
    """Looks addresses up among a design's files. It has no way to a file system or a network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.lent: dict[str, bytes] = {}
        """what one badge has besides them, by name"""

    def get(self, url: str) -> Asset:
        """The asset under `url`. Raises LookupError for every address that is no file of the design."""
        name = unquote(urlsplit(url).path).removeprefix("/")
        body = self.lent.get(name) or self._files.get(name)
        if not url.startswith(BASE) or body is None:
            raise LookupError("a design reaches its own files only")
        return Asset(body=body, kind=mimetypes.guess_type(name)[0] or "application/octet-stream")


def address(name: str) -> str:
    """Of a file, as a page writes it."""
    return BASE + quote(name)


def name_of(url: str) -> str:
    """An address as a person knows it: the file's name in the design, or the foreign address."""
    return url.removeprefix(BASE)[:200]
