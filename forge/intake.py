"""Step 1, lists: a file of attendees becomes rows, and every row that does not is named with its line and the reason."""

import io
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from forge.attendee import Attendee
from forge.collation import sort_key
from forge.headers import Columns, IntakeError, recognise
from forge.rows import Order, Rows
from forge.shelf import Refusal, Row, Shelf, Shelved, Skip
from forge.table import Table
from forge.text import show
from forge.words import COMPANY, ID, NAME, TYPE, word

__all__ = ["Intake", "IntakeError", "Refusal", "Row", "Skip", "read_list"]

MAX_BYTES = 1 << 30
"""a list of more is none (a million rows are 100 to 500 MB)"""
_NO_TYPES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a list holds. Each record after the header is in exactly one of rows, refused and skipped; blank lines are none."""

    shelf: Shelf
    """where its rows are, however many"""
    missing: tuple[str, ...]
    """ids that `only` asked for and no row has"""
    mapping: Mapping[str, str]
    """header to field, of the columns that were understood"""
    unmapped: tuple[str, ...]
    """headers of the others; their cells are kept as fields"""
    encoding: str
    """Python's name of it"""
    delimiter: str
    """one character"""
    profile: str
    """the exporter, or generic"""
    types: Counter[str]
    """how many rows have each type, after mapping"""

    @property
    def rows(self) -> Shelved[Row]:
        """In the order wished for, else in the list's."""
        return self.shelf.rows

    @property
    def refused(self) -> Shelved[Refusal]:
        """Wrong rows, by line."""
        return self.shelf.refused

    @property
    def skipped(self) -> Shelved[Skip]:
        """Rows without a badge: canceled, unassigned, empty, repeated, not asked for; by line."""
        return self.shelf.skipped


def read_list(
    source: Path | str | bytes,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    types: Mapping[str, str] = _NO_TYPES,
    default_type: str = "",
    sort: Sequence[str] = (),
    only: Collection[str] = (),
) -> Intake:
    """Read a list of attendees from a file, or from its bytes.

    Delimiter and encoding are found out where they are not given. types and default_type are those of `map_type`. sort: columns
    by header or field, the first weighs most, equals keep their order. only: ids; all other rows are skipped.
    Raises IntakeError where the file cannot be read as a list; a row that is wrong is in `refused` and stops nothing.
    """
    table = Table(_opener(source), delimiter=delimiter, encoding=encoding)
    records = iter(table)
    header = next(records, None)
    columns = recognise(header.cells if header else ())
    taken = Rows(columns, types=types, default_type=default_type, only=only, order=_order(columns, sort))
    try:
        for record in records:
            taken.take(record)
        missing = taken.finish()
    except sqlite3.OperationalError as error:
        rule = "a long list is laid aside on the disk while it is read"
        raise IntakeError(rule, str(error), "make room for temporary files, or name a folder that has it in TMPDIR") from error
    return Intake(
        shelf=taken.shelf,
        missing=missing,
        mapping=columns.mapping,
        unmapped=columns.unmapped,
        encoding=table.encoding,
        delimiter=table.delimiter,
        profile=columns.profile,
        types=taken.shelf.types(),
    )


def _opener(source: Path | str | bytes) -> Callable[[], BinaryIO]:
    """What opens a list, again and again; a pipe can be read only once, and is held."""
    if isinstance(source, bytes):
        return lambda: io.BytesIO(source)
    path = Path(source)
    try:
        with path.open("rb") as file:
            size, held = (file.seek(0, io.SEEK_END), None) if file.seekable() else _held(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IntakeError("a list of attendees is a file that can be read", f"{show(str(path))}: {reason}", "check its path") from error
    if size > MAX_BYTES:
        raise IntakeError(f"a list has at most {MAX_BYTES >> 20} MB", f"{size >> 20} MB", "split it")
    return (lambda: path.open("rb")) if held is None else (lambda: io.BytesIO(held))


def _held(file: BinaryIO) -> tuple[int, bytes]:
    data = file.read(MAX_BYTES + 1)
    return len(data), data


def _order(columns: Columns, sort: Sequence[str]) -> Order:
    """The key of a row: bytes that are sorted as the texts are. Raises IntakeError for a column that is not there."""
    values = [_value(columns, column) for column in sort]

    def order(attendee: Attendee, cells: Sequence[str]) -> bytes:
        parts = (part for value in values for part in sort_key(value(attendee, cells)))
        return "\0".join(part.replace("\0", "") for part in parts).encode("utf-8", "surrogatepass")

    return order


def _value(columns: Columns, column: str) -> Callable[[Attendee, Sequence[str]], str]:
    index = columns.find(column)
    field = word(column) if index is None else columns.fields[index]
    if field in {ID, NAME, COMPANY, TYPE}:
        return lambda attendee, _: str(getattr(attendee, field))
    if index is None:
        known = ", ".join(dict.fromkeys((*columns.labels, NAME)))
        raise IntakeError("a list is sorted by columns that it has", show(column), f"use one of: {known}")
    return lambda _, cells: cells[index]
