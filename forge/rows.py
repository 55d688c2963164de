"""The rows of a list, one after the other: attendees, and those that are none, each with its line and the reason."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from forge.attendee import Attendee, AttendeeError, accept, type_key
from forge.bounds import MAX_LENGTH
from forge.headers import Columns
from forge.shelf import Row, Shelf
from forge.table import Record
from forge.text import key, normalise, show, visible
from forge.words import COMPANY, EMAIL, FAMILY, GIVEN, ID, INACTIVE, NAME, ORDER, POSITION, STATUS, TICKET, TYPE, VOID, VOIDED, word

_PARTS_OF_CONTENT = frozenset({ID, NAME, COMPANY, TYPE})
_EMPTY = "empty row"
_NOT_ASKED_FOR = "not among the ids asked for"
_UNASSIGNED = "unassigned ticket: no name"

type Order = Callable[[Attendee, Sequence[str]], bytes]
"""what a row is sorted by, from the attendee and its cells"""


class Rows:
    """Takes records one by one and sorts them into rows, refusals and skips on a shelf. order: the key of a row."""

    def __init__(self, columns: Columns, *, types: Mapping[str, str], default_type: str, only: Collection[str], order: Order) -> None:
        self.shelf = Shelf()
        self._order = order
        self._columns = columns
        self._kept = [
            index
            for index, (field, kept) in enumerate(zip(columns.fields, columns.kept, strict=True))
            if kept and field not in _PARTS_OF_CONTENT
        ]
        self._types = {type_key(name): wanted for name, wanted in types.items()}
        self._default_type = default_type
        self._only = {normalise(each) for each in only}

    def take(self, record: Record) -> None:
        """One more record of the list, after its header."""
        if not any(map(str.strip, record.cells)):
            self._skip(record, _EMPTY)
        elif why := _ragged(record, len(self._columns.labels)):
            self.shelf.refuse(record.line, why)
        else:
            self._take_values(record, dict(zip(self._columns.fields, record.cells, strict=False)))

    def finish(self) -> tuple[str, ...]:
        """All are taken: refuse every row of an id that belongs to different rows; the ids that were asked for and that no row has."""
        missing = self.shelf.missing(self._only)
        self.shelf.refuse_clashes(_ambiguous)
        return missing

    def _take_values(self, record: Record, values: Mapping[str, str]) -> None:
        name = _name(values)
        why = _inactive(values) or (_UNASSIGNED if not visible(name) and _has_ticket(values) else "")
        badge = self._id(values, name)
        if not why and self._only and badge not in self._only:
            why = _NOT_ASKED_FOR
        if why:
            self._skip(record, why)
            return
        try:
            attendee = accept(
                id=badge,
                name=name,
                company=values.get(COMPANY, ""),
                type=self._type(values.get(TYPE, "")),
                fields={self._columns.fields[index]: record.cells[index] for index in self._kept},
            )
        except AttendeeError as error:
            self.shelf.refuse(record.line, str(error))
        else:
            self._add(Row(line=record.line, attendee=attendee), record)

    def _add(self, row: Row, record: Record) -> None:
        first = self.shelf.add(row, self._order(row.attendee, record.cells))
        if first is None:
            return
        if first.attendee == row.attendee:
            self._skip(record, f"same id and content as line {first.line}")
        else:
            self.shelf.clashes(row)

    def _skip(self, record: Record, why: str) -> None:
        self.shelf.skip(record.line, why)

    def _type(self, text: str) -> str:
        wanted = self._types.get(_type_key(text), text) if len(text) <= MAX_LENGTH else text
        return wanted if visible(wanted) else self._default_type

    def _id(self, values: Mapping[str, str], name: str) -> str:
        """The id column, else order and position, else the ticket's code, else a hash; never the line."""
        for parts in ((ID,), (ORDER, POSITION), (TICKET,)):
            found = [normalise(values.get(part, "")) for part in parts]
            if all(map(visible, found)):
                return "-".join(found)
        person = "\x1f".join(key(each) for each in (name, values.get(COMPANY, ""), values.get(EMAIL, "")))
        digest = hashlib.sha256(person.encode())
        return f"h-{digest.hexdigest()[:12]}-{self.shelf.nth(digest.digest())}"


@lru_cache(maxsize=1024)
def _type_key(text: str) -> str:
    """A list has few types."""
    return type_key(text)


def _name(values: Mapping[str, str]) -> str:
    full = values.get(NAME, "")
    return full if visible(full) else " ".join(filter(None, (values.get(part, "").strip() for part in (GIVEN, FAMILY))))


def _has_ticket(values: Mapping[str, str]) -> bool:
    return any(visible(values.get(part, "")) for part in (ORDER, POSITION, TICKET))


def _inactive(values: Mapping[str, str]) -> str:
    """Why the row's status gives it no badge; empty where it does."""
    status = values.get(STATUS, "")
    if word(status[:100]) in INACTIVE:
        return f"status {show(normalise(status))}"
    return "void" if word(values.get(VOID, "")[:100]) in VOIDED else ""


def _ragged(record: Record, width: int) -> str:
    """Why the row cannot be laid under its header; empty cells beyond the last column do no harm."""
    count = len(record.cells)
    rule = f"a row has as many cells as the header, {width}"
    if count > width and any(map(str.strip, record.cells[width:])):
        return f"{rule}: {count}; put cells that contain the delimiter in double quotes"
    if count >= width:
        return ""
    if record.last_line > record.line:
        return f"{rule}: {count} in lines {record.line} to {record.last_line}; close the quote that is open there"
    return f"{rule}: {count}; add the missing cells, empty ones too"


def _ambiguous(badge: str, lines: Sequence[int]) -> str:
    stand = ", ".join(map(str, lines[:9])) + (" and others" if len(lines) > 9 else "")
    return f"each id belongs to one badge: {show(badge)} stands in lines {stand} with different content; correct the id or delete a line"
