"""`badgeforge export history`: complete, harmless in a spreadsheet, and of any length."""

import csv
import json
from pathlib import Path

import psycopg
import pytest

from badge_forge.commands.export import COLUMNS
from tests.badge_forge.conftest import Type
from tests.services.memory import peak_kb

IDS = ("=1+1", "+2", "-3", "@SUM(A1)", "plain", 'quoted "x", y')


@pytest.fixture
def batch(types: Type, folder: Path) -> None:
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("id", "name"), *((id_, "Ada Lovelace") for id_ in IDS)])
    assert "6 badges on 2 sheets" in types("print", "list.csv").stdout
    assert types("cancel", "b1").exit_code == 0


@pytest.mark.usefixtures("batch")
def test_a_table_holds_no_formula_and_json_lines_hold_what_was_sent(types: Type, folder: Path):
    assert types("export", "history", "-o", "history.csv").exit_code == 0
    with (folder / "history.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    lines = [json.loads(line) for line in types("export", "history", "--format", "jsonl").stdout.splitlines()]
    assert len(table) == len(lines) == 8, "each print and each sheet was canceled"
    assert [list(line) for line in lines] == [list(COLUMNS)] * 8
    assert sorted({row["badge"] for row in table} - {""}) == sorted(["'=1+1", "'+2", "'-3", "'@SUM(A1)", "plain", 'quoted "x", y'])
    assert {line["badge"] for line in lines} == {*IDS, None}
    canceled = next(row for row in table if row["badge"] == "plain")
    assert (canceled["what"], canceled["from"], canceled["to"], canceled["batch"]) == ("print", "requested", "canceled", "b1")
    assert (canceled["slot"], canceled["why"]) == ("A1", f"canceled by {canceled['by']}")
    assert canceled["at_utc"].endswith("Z")
    assert "Ada" not in (folder / "history.csv").read_text(encoding="utf-8")


@pytest.mark.usefixtures("batch")
def test_it_is_of_one_event_and_from_a_time_on(types: Type, database: str):
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("update badgeforge.history set at = '2026-11-24 09:30+00' where badge is not null")
        conn.execute("update badgeforge.history set at = '2026-11-23 20:00+00' where badge is null")
    (Path("badgeforge.toml")).write_text('[event]\nkey = "e"\ntimezone = "Asia/Tokyo"\n', encoding="utf-8")

    def lines(*options: str) -> int:
        return len(types("export", "history", "--format", "jsonl", *options).stdout.splitlines())

    assert lines() == 8
    assert (lines("--since", "2026-11-24"), lines("--since", "2026-11-24T06:00")) == (8, 6), "the event's clock is 9 h ahead"
    assert lines("--since", "2026-11-24T10:00Z") == 0
    assert lines("--event", "another") == 0
    assert types("export", "history", "--since", "yesterday").exit_code == 2


def test_a_long_history_is_never_in_memory_as_a_whole(types: Type, folder: Path, database: str):
    """60 MB of it pass through a process that grows by less than 15."""
    types("status")
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("insert into badgeforge.history (what, why) select 'route', repeat('x', 1000) from generate_series(1, 60000)")
    before = peak_kb(reset=True)
    assert types("export", "history", "-o", "history.csv").exit_code == 0
    assert (folder / "history.csv").stat().st_size > 60_000_000
    assert peak_kb() - before < 15_000
