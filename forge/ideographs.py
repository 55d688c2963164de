"""Which language's forms the ideographs of a badge take: 直 and 骨 are written differently in China, Taiwan, Japan and Korea. No I/O."""

from collections.abc import Iterable
from typing import Final

from forge.fonts import block

REPERTOIRES: Final = {"zh": "gb2312", "zh-Hant": "big5", "ja": "shift_jis", "ko": "euc_kr"}
"""each language's everyday letters, as its oldest encoding lists them; the likelier language first"""
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})


def language(own: Iterable[str], *, said: str = "", others: Iterable[str] = (), event: str = "") -> str:
    """A key of REPERTOIRES, or "" where the texts hold no such letter.

    The first that knows decides: what the list says of this person (a language tag), kana or hangul in the badge's own texts, ideographs
    alone by kana or hangul in the person's other fields, by letters that only some languages have, and by the event's language."""
    letters = {char: script for text in own for char in text if char > "\u10ff" and (script := block(char))}
    if not letters:
        return ""
    if wished := tongue(said):
        return wished
    if (scripts := set(letters.values())) != {"zh"}:
        return "ja" if "ja" in scripts else "ko"
    if spoken := {block(char) for text in others for char in text if char > "\u10ff"} & {"ja", "ko"}:
        return "ja" if "ja" in spoken else "ko"
    written = [name for name, encoding in REPERTOIRES.items() if _holds(encoding, "".join(letters))]
    here = tongue(event)
    return here if here and (here in written or not written) else (written or ["zh"])[0]


def tongue(tag: str) -> str:
    """The key of a language tag (BCP 47) such as ja, zh-TW or ko-KR, or ""."""
    first, *others = tag.strip().lower().replace("_", "-").split("-")
    if first == "zh" and _TRADITIONAL.intersection(others):
        return "zh-Hant"
    return first if first in REPERTOIRES else ""


def _holds(encoding: str, letters: str) -> bool:
    try:
        letters.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
