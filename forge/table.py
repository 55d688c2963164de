"""A delimited text file as records with their line numbers."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from forge.decoding import Opener, chunks, decodes, encoding_of
from forge.headers import IntakeError, recognised
from forge.text import show

DELIMITERS = (",", ";", "\t", "|")
_BINARY = {
    b"PK\x03\x04": "a spreadsheet (xlsx, ods) or a ZIP file",
    b"\xd0\xcf\x11\xe0": "a spreadsheet (xls)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}
_SEPARATOR_LINE = re.compile(r'\A"?sep=(.)"?[ ;,\t]*\r?\n?\Z', re.IGNORECASE)
_RULE = "a list of attendees is a text file with a row for each"
_REMEDY = "save it as CSV (UTF-8)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row as it stands in the file."""

    line: int
    """of its beginning, from 1"""
    last_line: int
    """of its end; another one where a quoted cell holds line breaks"""
    cells: list[str]


class Table:
    """Records are decoded and parsed while they are iterated; nothing of them is held."""

    def __init__(self, opens: Opener, *, delimiter: str | None = None, encoding: str | None = None) -> None:
        """Find out encoding and delimiter where they are not given. Raises IntakeError."""
        self._opens = opens
        self.encoding = _checked_encoding(opens, encoding)
        with self._text() as text:
            first = text.readline()
        told = _SEPARATOR_LINE.match(first)
        self._skipped = 1 if told else 0
        self.delimiter = _checked_delimiter(delimiter or (told[1] if told else None)) or self._likeliest()

    def __iter__(self) -> Iterator[Record]:
        """All records but blank lines; the first is the header. Raises IntakeError where a quote is never closed."""
        return self._records(self.delimiter)

    def _records(self, delimiter: str) -> Iterator[Record]:
        line = self._skipped + 1
        try:
            with self._text() as text:
                for _ in range(self._skipped):
                    text.readline()
                reader = csv.reader(text, delimiter=delimiter, skipinitialspace=True)
                for cells in reader:
                    last_line = reader.line_num + self._skipped
                    if cells:
                        yield Record(line=line, last_line=last_line, cells=cells)
                    line = last_line + 1
        except (UnicodeError, OSError) as error:  # it could be read as a whole a moment ago
            raise IntakeError("a list stays as it is while it is read", f"it changed near line {line}", "try it again") from error
        except csv.Error as error:
            limit = csv.field_size_limit()
            rule = f"a cell has at most {limit} characters"
            raise IntakeError(rule, f"one that begins near line {line} has more", "close the quote that is open there") from error

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._opens(), encoding=self.encoding, newline="")

    def _likeliest(self) -> str:
        """The delimiter with which the header has most known columns, then most columns."""
        headers = {each: next(self._records(each), None) for each in DELIMITERS}
        return max(DELIMITERS, key=lambda each: _columns(headers[each]))


def _columns(header: Record | None) -> tuple[int, int]:
    return (recognised(header.cells), len(header.cells)) if header else (0, 0)


def _checked_encoding(opens: Opener, wanted: str | None) -> str:
    with opens() as file:
        beginning = file.read(16)
    if all(not part.strip() for part in chunks(opens)):
        raise IntakeError(_RULE, "the file is empty", "choose another file")
    for signature, what in _BINARY.items():
        if beginning.startswith(signature):
            raise IntakeError(_RULE, f"this is {what}", _REMEDY)
    encoding = _named(opens, wanted) if wanted else encoding_of(opens)
    if encoding is None or (_many_nuls(opens) and not encoding.startswith(("utf-16", "utf-32"))):
        raise IntakeError(_RULE, "this file holds bytes that are no text", _REMEDY)
    return encoding


def _many_nuls(opens: Opener) -> bool:
    counts = [(part.count(b"\0"), len(part)) for part in chunks(opens)]
    return sum(nuls for nuls, _ in counts) > sum(size for _, size in counts) // 1000


def _named(opens: Opener, wanted: str) -> str:
    if not decodes(opens, wanted):
        rule = "the encoding of a list is one that can read it"
        raise IntakeError(rule, f"{show(wanted)} cannot", "leave the encoding out, and it is found out")
    return wanted.lower()


def _checked_delimiter(wanted: str | None) -> str | None:
    if wanted in {None, ""}:
        return None
    delimiter = {"tab": "\t", "\\t": "\t"}.get(str(wanted).lower(), str(wanted))
    if len(delimiter) == 1 and (delimiter == "\t" or (delimiter.isascii() and delimiter.isprintable() and delimiter not in '" ')):
        return delimiter
    raise IntakeError("a delimiter is one character such as , ; tab or |", show(wanted), "leave it out, and it is found out")
