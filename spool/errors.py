"""What can go wrong between a sheet and its printer. Each error is one sentence: the rule, the value that breaks it, the remedy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class SpoolError(Exception):
    """The base of this room's errors. Its parts are positional, so that it survives the way out of another process."""

    def __init__(self, rule: str, value: str, remedy: str) -> None:
        super().__init__(rule, value, remedy)
        self.rule = rule
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.rule}: {self.value}; {self.remedy}"


class DestinationDown(SpoolError):  # noqa: N818 (the names are the contract with the node)
    """The spooler gives no answer: it is not running, cannot be reached, or hangs. What it did last is not known."""


class UnknownPrinter(SpoolError):  # noqa: N818
    """The spooler answers, and has no such destination."""


class Rejected(SpoolError):  # noqa: N818
    """The spooler answers, and will not have this."""


class DocumentMissing(SpoolError):  # noqa: N818
    """The sheet's PDF cannot be read here: nothing was sent."""


class FolderTrouble(SpoolError):  # noqa: N818
    """The folder of a folder destination cannot be written: missing, full, or not ours."""


@contextmanager
def reading(document: Path) -> Iterator[BinaryIO]:
    """The document, open. Raises DocumentMissing."""
    try:
        pdf = document.open("rb")
    except OSError as error:
        value = f"{document}: {error.strerror}"
        raise DocumentMissing(
            "a sheet's PDF must be in the store", value, "have the sheet made anew, or let the node's user read it"
        ) from error
    with pdf:
        yield pdf
