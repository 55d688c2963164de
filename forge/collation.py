"""The order of names, the same on every machine and in every database: no locale takes part in it. No I/O."""

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŧ": "t"})
_DIGITS = re.compile(r"\d+")
_IGNORED = re.compile(r"['’‘`\-‐‑.·]")


def sort_key(text: str) -> tuple[str, str]:
    """Sort names as a person looks for them: case and accents count only between equals, 9 comes before 10.

    The first part is the text in NFKD without combining marks, apostrophes and hyphens, case folded, numbers padded; the second
    breaks ties. Scripts follow each other in the order of Unicode, so Chinese is not sorted by sound: no locale rules apply.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    folded = _IGNORED.sub("", bare.translate(_LETTERS))
    return _DIGITS.sub(lambda digits: digits[0].zfill(20), folded), text
