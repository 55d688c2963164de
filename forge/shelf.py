"""What a list holds, laid aside on the disk: a list of a million rows costs no more memory than one of a hundred."""

import json
import sqlite3
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forge.attendee import Attendee

CACHE_KB = 8000
"""of memory; a list that fits into it never touches the disk"""
_TABLES = """
create table shelved (line integer primary key, id text unique, key blob, name text, company text, type text, fields text);
create table clash (id text, line integer);
create table refused (line integer, why text);
create table skipped (line integer, why text);
create table person (digest blob primary key, count integer) without rowid;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An attendee and where it stands."""

    line: int
    """of the file, from 1; the first of a row that has several"""
    attendee: Attendee


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that is wrong: `why` is rule, value, remedy."""

    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """A row that is well but gets no badge, and why."""

    line: int
    why: str


class Shelved[T](Collection[T]):
    """Rows of one kind, read from the disk each time they are asked for."""

    def __init__(self, shelf: "Shelf", make: Callable[[Sequence[Any]], T], *, count: str, read: str) -> None:
        self._shelf = shelf
        self._make = make
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return int(next(self._shelf.ask(self._count))[0])

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._shelf.ask(self._read))

    def __contains__(self, wanted: object) -> bool:
        return any(each == wanted for each in self)


class Shelf:
    """A database of SQLite's without a name: it goes when nobody holds it any more, however the program ends."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        self._db.executescript(f"pragma journal_mode = off; pragma temp_store = file; pragma cache_size = -{CACHE_KB}; {_TABLES} begin;")
        self.rows = Shelved(
            self,
            _row,
            count="select count(*) from shelved",
            read="select line, id, name, company, type, fields from shelved order by key, line",
        )
        self.refused = Shelved(
            self,
            lambda found: Refusal(line=found[0], why=found[1]),
            count="select count(*) from refused",
            read="select line, why from refused order by line, rowid",
        )
        self.skipped = Shelved(
            self,
            lambda found: Skip(line=found[0], why=found[1]),
            count="select count(*) from skipped",
            read="select line, why from skipped order by line, rowid",
        )

    def ask(self, sql: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Run a statement of SQL and give its rows one by one."""
        return iter(self._db.execute(sql, values))

    def add(self, row: Row, key: bytes) -> Row | None:
        """Lay a row aside, in the order of keys, then lines; the row that has its id already, where there is one."""
        who = row.attendee
        values = (row.line, who.id, key, who.name, who.company, who.type, json.dumps(dict(who.fields)))
        if self._db.execute("insert or ignore into shelved values (?, ?, ?, ?, ?, ?, ?)", values).rowcount:
            return None
        return _row(next(self.ask("select line, id, name, company, type, fields from shelved where id = ?", who.id)))

    def refuse(self, line: int, why: str) -> None:
        """A row that is wrong."""
        self._db.execute("insert into refused values (?, ?)", (line, why))

    def skip(self, line: int, why: str) -> None:
        """A row that gets no badge."""
        self._db.execute("insert into skipped values (?, ?)", (line, why))

    def clashes(self, row: Row) -> None:
        """A row whose id is another's: none of those that bear it can stay."""
        self._db.execute("insert into clash values (?, ?)", (row.attendee.id, row.line))

    def refuse_clashes(self, why: Callable[[str, Sequence[int]], str]) -> None:
        """Refuse every row of an id that belongs to different rows. why: from the id and the lines."""
        for (badge,) in self._db.execute("select distinct id from clash").fetchall():
            both = "select line from shelved where id = ? union all select line from clash where id = ?"
            lines = sorted(line for (line,) in self.ask(both, badge, badge))
            said = why(badge, lines)
            self._db.executemany("insert into refused values (?, ?)", ((line, said) for line in lines))
            self._db.execute("delete from shelved where id = ?", (badge,))

    def refuse_types(self, whys: Mapping[str, str]) -> None:
        """Refuse the rows of these types. whys: by type."""
        for word, why in whys.items():
            self._db.execute("insert into refused select line, ? from shelved where type = ?", (why, word))
            self._db.execute("delete from shelved where type = ?", (word,))

    def types(self) -> Counter[str]:
        """How many rows have each type."""
        return Counter(dict(self.ask("select type, count(*) from shelved group by type order by min(line)")))

    def missing(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Those of the ids that no row has, by now."""
        return tuple(sorted(each for each in ids if not list(self.ask("select 1 from shelved where id = ?", each))))

    def nth(self, digest: bytes) -> int:
        """How often this person was seen, now counted in."""
        sql = "insert into person values (?, 1) on conflict do update set count = count + 1 returning count"
        return int(next(self.ask(sql, digest))[0])


def _row(found: Sequence[Any]) -> Row:
    line, badge, name, company, kind, fields = found
    return Row(line=line, attendee=Attendee(id=badge, name=name, company=company, type=kind, fields=json.loads(fields)))
