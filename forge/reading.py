"""What a line must say so that a reader of the PDF has it in logical order. No I/O.

pdftotext takes what a line says for its characters from left to right on paper. In each line it turns round what runs against most letters
of the page. Here that is turned the other way beforehand.
"""

import re
import unicodedata
from typing import Final

_LEFT, _RIGHT = re.compile("L(?:[Lm ]*[Lm])?"), re.compile("R(?:[Rm ]*[Rm])?")
_LRM, _RLM = "\u200e", "\u200f"
_KNOWN: Final = "\u07c0"
"""up to here and from the presentation forms on pdftotext knows what runs from the right: not N'Ko"""
_FORMS: Final = "\ufb1d"


def lean(text: str) -> int:
    """Letters that run from the left, less those that run from the right."""
    kinds = _kinds(text)
    return kinds.count("L") - kinds.count("R")


def spoken(text: str, *, from_left: bool) -> str:
    """What says `text` on a page most of whose letters run from the left, or from the right.

    What is turned lies between two marks where they are needed: a point would stay before the letters that are turned, a sign behind
    them would be turned as well."""
    against, before, behind = (_RIGHT, _RLM, _LRM) if from_left else (_LEFT, _LRM, _RLM)
    kinds, parts, at = _kinds(text), [], 0
    for run in against.finditer(kinds):
        parts += [text[at : run.start()], before if run[0].endswith("m") else "", text[run.start() : run.end()][::-1], behind]
        at = run.end()
    said = "".join([*parts, text[at:]])
    return said if from_left else said[::-1]


def _kinds(text: str) -> str:
    return "".join(map(_kind, text))


def _kind(char: str) -> str:
    match unicodedata.bidirectional(char):
        case "R" | "AL" if char < _KNOWN or char >= _FORMS:
            return "R"
        case "L":
            return "L"
        case "NSM" | "BN":
            return "m"
        case "WS":
            return " "
        case _:
            return "-"
