"""Which encoding a list was written in. UTF-8 is tried first and strictly; the rest is for exports of older spreadsheets."""

import codecs
import io
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

LINES = 300
LONGEST = 4096
"""how many lines are looked at, and how many bytes such a line has at most"""
type Opener = Callable[[], BinaryIO]
"""opens the list at its beginning, as often as it is read"""
_CHUNK = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("cp932", "gb18030", "big5", "cp949", "euc_jp")
_NARROW = ("cp1252", "cp1250", "cp1254", "cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8_r", "mac_roman", "cp850")
"""in this order where nothing else decides"""
_RARE = {
    "cp1252": r"[šžŠŽýÝÿŸ]|[ìòùÌÒÙ](?=\w)|(?<=\w)[þÞ]|[ðÐ]|[õÕ](?!e)",
    "cp1250": r"[ĺĹŕŔďĎľĽđĐ]|\b[ţŢ]",
    "cp1254": r"[áéíóúàèìòùæåøãõñÁÉÍÓÚÆÅØ]",
    "mac_roman": r"[ıˇ˘˙˚¸˝˛ˆ˜¯ﬁﬂ]|[ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙ](?=[a-z])",
    "cp850": r"[ıÞþÐð]|[ÓßÔÒõÕµ](?=[a-z])",
}
"""what text of people who use that encoding seldom has, and other encodings read wrongly have often"""
_WORD = re.compile(r"[^\s;,|\t\"'’()./-]*[^\x00-\x7f\s;,|\t\"'’()./-][^\s;,|\t\"'’()./-]*")


def chunks(opens: Opener) -> Iterator[bytes]:
    """The list, bit by bit."""
    with opens() as file:
        while part := file.read(_CHUNK):
            yield part


def encoding_of(opens: Opener) -> str | None:
    """The name of a codec that decodes a list; None where it is no text. ASCII is UTF-8."""
    with opens() as file:
        beginning = file.read(4)
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name if decodes(opens, name) else None
    if decodes(opens, "utf-8"):
        return "utf-8"
    return _legacy(opens)


def decodes(opens: Opener, encoding: str) -> bool:
    """Can all of it be read so?"""
    try:
        with io.TextIOWrapper(opens(), encoding=encoding, newline="") as text:
            while text.read(_CHUNK):
                pass
    except (LookupError, ValueError):
        return False
    return True


def _legacy(opens: Opener) -> str | None:
    sample = _telling(opens)
    best = from_bytes(sample, cp_isolation=[*_WIDE, *_NARROW]).best()
    guess = [best.encoding] if best and best.encoding in _WIDE else []
    able = [name for name in (*guess, *_NARROW) if decodes(opens, name)]
    return min(able, key=lambda name: _strangeness(sample.decode(name, "replace"), name), default=None)


def _telling(opens: Opener) -> bytes:
    """The first lines with a byte above ASCII, which alone can tell."""
    with opens() as file:
        lines = (line for line in file if not line.isascii() and len(line) <= LONGEST)
        return b"".join(itertools.islice(lines, LINES))


def _strangeness(text: str, encoding: str) -> float:
    """Lower is more like names: no signs, no second script and no capitals inside words, no letters nobody uses there."""
    words = _WORD.findall(text)
    rare = len(re.findall(_RARE[encoding], text)) if encoding in _RARE else 0
    return rare + sum(map(_oddity, words))


def _oddity(word: str) -> float:
    signs = sum(unicodedata.category(char)[0] not in "LM" for char in word if char > "\x7f")
    capitals = sum(a.islower() and b.isupper() for a, b in itertools.pairwise(word) if max(a, b) > "\x7f")
    scripts = {unicodedata.name(char, "?").split()[0] for char in word if char.isalpha()}
    return 3 * signs + 2 * capitals + 3 * (len(scripts) > 1) + 0.5 * (word[0] > "\x7f" and word[0].islower())
