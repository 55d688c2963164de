"""PDF's tokens as a plain file spells them, read into pypdf's objects. What is spelled otherwise is not understood, and said so."""

import re
from functools import lru_cache
from typing import Any, Final

from imposition.objects import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NullObject,
    NumberObject,
    Verbatim,
)


class NotPlain(Exception):  # noqa: N818 (no error: pypdf reads such files)
    """A file that is not understood to its last byte."""


BLANK: Final = rb"[\0\t\n\f\r ]*+"
ENDS: Final = rb"(?![^\0\t\n\f\r \[\]<>/(])"
"""what may follow a token that brackets do not end"""
NAME: Final = rb"/[A-Za-z0-9+,._-]*+"
"""without escapes"""
REFERENCE: Final = rb"\d{1,7}+ 0 R"
NUMBER: Final = rb"[+-]?(?:\d{1,10}+(?:\.\d{0,10}+)?|\.\d{1,10}+)"
STRING: Final = rb"\((?:[^()\\]|\\.)*+\)"
"""without brackets in it"""
WORD: Final = rb"(?:true|false|null)"
_NUMBERS: Final = rb"\[(?:%b%b%b)*+%b\]" % (BLANK, NUMBER, ENDS, BLANK)
_TOKEN: Final = re.compile(
    rb"%b(?:(?:(%b)|(%b)|(%b)|(%b))%b" % (BLANK, NAME, REFERENCE, NUMBER, WORD, ENDS)  # 1 2 3 4
    + rb"|(\[(?:%b(?:%b%b|%b))*+%b\]|%b|<[0-9A-Fa-f]*+>)" % (BLANK, NUMBER, ENDS, _NUMBERS, BLANK, STRING)  # 5 verbatim
    + rb"|(<<)|(>>)|(\[)|(\])|(.))",  # 6 7 8 9, and 10: nothing of these
    re.DOTALL,
)


def parse(data: bytes, position: int, file: Any) -> tuple[Any, int]:
    """The value at a position, and where it ends. References point into `file`. Raises NotPlain."""
    items: list[Any] = []
    outer: list[tuple[list[Any], int]] = []
    for token in _TOKEN.finditer(data, position):
        kind = token.lastindex
        if kind == 1:
            items.append(_name(token[1]))
        elif kind == 2:
            items.append(IndirectObject(int(token[2][:-4]), 0, file))
        elif kind == 3:
            items.append(_number(token[3]))
        elif kind == 4:
            items.append(_WORDS[token[4]])
        elif kind == 5:
            items.append(Verbatim(token[5]))
        elif kind == 6 or kind == 8:  # noqa: PLR1714 (faster)
            outer.append((items, kind))
            items = []
            continue
        else:
            items = _closed(items, outer, kind)
        if not outer:
            return items[0], token.end()
    raise NotPlain


def _closed(items: list[Any], outer: list[tuple[list[Any], int]], kind: int | None) -> list[Any]:
    """The list that the value belongs to which ends here."""
    if not outer or outer[-1][1] + 1 != kind:
        raise NotPlain
    owner, _ = outer.pop()
    owner.append(_dictionary(items) if kind == 7 else ArrayObject(items))
    return owner


def _dictionary(items: list[Any]) -> DictionaryObject:
    keys = items[::2]
    made = DictionaryObject(zip(keys, items[1::2], strict=False))
    if 2 * len(made) != len(items) or not _NAMES.issuperset(map(type, keys)):
        raise NotPlain  # a value without its key, or a key twice: programs differ in what they make of it
    return made


_NAMES: Final = frozenset({str})
_WORDS: Final = {b"true": BooleanObject(value=True), b"false": BooleanObject(value=False), b"null": NullObject()}


@lru_cache(maxsize=1024)
def _name(token: bytes) -> str:
    """A name is a bare str here: dictionaries are found twice as fast by those as by pypdf's own kind."""
    return token.decode("ascii")


@lru_cache(maxsize=4096)
def _number(token: bytes) -> NumberObject | FloatObject:
    return FloatObject(token) if b"." in token else NumberObject(token)
