"""At the desk: `reprint`, `status`, `cancel` and `resolve`, by id or by a piece of the name."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ledger.points import Point
from tests.badge_forge.conftest import Type
from tests.services.cups import private_cups
from tests.services.node import ROOT, Program, wait_for

NAMES = {"1001": "Ada Lovelace", "1002": "Jürgen Weißhaupt", "1003": "Zoë van der Heijden", "1004": "Ada Fernsby", "1005": "王小明"}

type Sql = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def sql(database: str) -> Sql:
    def run(text: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(database, autocommit=True) as conn:
            cursor = conn.execute(text.encode(), values)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def batch(types: Type, folder: Path) -> str:
    """Five people of a list, of which nothing is rendered yet: no node runs."""
    rows = "\n".join(f"{number},{name},speaker" for number, name in NAMES.items())
    (folder / "list.csv").write_text(f"id,name,type\n{rows}", encoding="utf-8")
    assert "batch b1: 5 badges on 2 sheets" in types("print", "list.csv").stdout
    return "b1"


def put(sql: Sql, badge: str, *states: str, problem: str | None = None) -> None:
    """Bring a badge's first print to a state, as a node would."""
    for state in states:
        sql(
            "update badgeforge.print p set state = %s, problem = %s from badgeforge.badge b where b.id = p.badge and b.badge_id = %s"
            " and p.reason is null",
            state,
            problem,
            badge,
        )


ON_PAPER = ("generated", "imposed", "spooled", "printed")


@pytest.mark.parametrize(
    ("query", "badge"), [("1002", "1002"), ("jürgen", "1002"), ("HEIJDEN zoë", "1003"), ("小明", "1005"), ("fern", "1004")]
)
def test_a_badge_is_meant_by_its_id_or_enough_of_its_name(types: Type, batch: str, sql: Sql, query: str, badge: str):
    put(sql, badge, *ON_PAPER)
    result = types("reprint", query, "--reason", "lost")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"badge {badge}, {NAMES[badge]}: one more is on its way (lost)\n")
    assert "no node serves badges" in result.stdout
    assert "cancels both" not in result.stdout
    assert sql("select b.badge_id from badgeforge.print p join badgeforge.badge b on b.id = p.badge where reason = 'lost'") == [(badge,)]


def test_who_is_not_unique_is_listed_and_nothing_is_printed(types: Type, batch: str, sql: Sql):
    result = types("reprint", "ada", "--reason", "lost")
    assert result.exit_code == 2
    assert result.stderr == "Error: 'ada' may be any of these; give the id:\n  1001  Ada Lovelace\n  1004  Ada Fernsby\n"
    for nobody in ("grace", " ", "%"):
        for command in (("reprint", nobody, "--reason", "lost"), ("status", nobody), ("cancel", nobody)):
            assert (types(*command).exit_code, "no badge of e has the id or name" in types(*command).stderr) == (2, True)
    assert sql("select count(*) from badgeforge.print") == [(5,)]


def test_a_reprint_changes_the_text_and_history_says_who_and_why(types: Type, batch: str, sql: Sql, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUDO_USER", "grace")
    put(sql, "1001", *ON_PAPER)
    assert types("reprint", "1001", "--reason", "wrong-name", "--set", "name=Ada King", "--set", "table=12", "--accept").exit_code == 0
    assert sql("select content -> 'name', content -> 'fields' from badgeforge.revision where revision = 2") == [
        ("Ada King", {"table": "12"})
    ]
    told = types("status", "ada king").stdout
    assert "1001, Ada King: revision 2" in told
    assert [line.split()[:3] for line in told.splitlines() if line.startswith("wrong-name")] == [["wrong-name", "grace", "requested"]]
    assert [line.split()[2:] for line in told.splitlines() if " reprint " in line] == [["reprint", "grace", "wrong-name"]]
    assert sql("select accept, by from badgeforge.print where reason = 'wrong-name'") == [(True, "grace")]


@pytest.mark.parametrize(
    ("wish", "code", "said"),
    [
        (("--set", "type=emperor"), 1, "'emperor'; use one of attendee, speaker, sponsor, organizer, or map it in the configuration"),
        (("--set", "name="), 1, "a badge bears a name"),
        (("--set", "name"), 2, "--set takes FIELD=VALUE, not 'name'"),
        (("--set", "id=7"), 2, "a badge keeps its id"),
        (("--printer", "Nobody"), 1, "no printer is called Nobody; known are folder"),
        (("--reason", "whim"), 2, "'whim' is not one of 'lost', 'damaged'"),
    ],
)
def test_a_wrong_wish_prints_nothing(types: Type, batch: str, sql: Sql, wish: tuple[str, ...], code: int, said: str):
    result = types("reprint", "1001", "--reason", "other", *wish)
    assert result.exit_code == code
    assert said in result.stderr
    assert sql("select count(*), max(revision) from badgeforge.print") == [(5, 1)]


def test_a_reprint_of_what_is_on_its_way_says_so(types: Type, batch: str):
    assert (
        "the one before is on its way too (requested); `badgeforge cancel 1001` cancels both"
        in types("reprint", "1001", "--reason", "other").stdout
    )
    assert types("cancel", "1001").stdout == "2 prints canceled\n"


def test_a_reprint_replaces_what_failed(types: Type, batch: str, sql: Sql):
    put(sql, "1005", "failed", problem="no font has '王'")
    status = types("status")
    assert status.exit_code == 1
    assert "e: 5 prints = 4 requested + 1 failed" in status.stdout
    assert "no font has '王'" in status.stdout
    assert "failed: correct the list and print it again, or `badgeforge reprint ID --reason other`" in status.stdout
    types("reprint", "1005", "--reason", "other", "--set", "name=Wang Xiaoming")
    assert "no font has" not in types("status").stdout
    assert "replaced by a reprint: other" in types("status", "1005").stdout
    assert "nothing new: 1 changed since print, 4 known already" in types("print", "list.csv").stdout


def test_the_status_adds_up_and_says_what_to_do(types: Type, batch: str, sql: Sql):
    put(sql, "1001", *ON_PAPER)
    put(sql, "1002", "generated", "imposed", "spooled", "uncertain", problem="the printer was switched off")
    put(sql, "1003", *ON_PAPER)
    sql("update badgeforge.badge set changed = true where badge_id = '1003'")
    sql("insert into badgeforge.rejected (job, queue, why) values (7, 'badges', 'an id has 1 to 200 characters')")
    result = types("status")
    assert result.exit_code == 1
    assert "e: 5 prints = 2 requested + 2 printed + 1 uncertain, 0 confirmed" in result.stdout
    assert "uncertain: look into the printer's tray, then `badgeforge resolve SHEET --printed` or `--print-again`" in result.stdout
    assert "changed since print: `badgeforge reprint ID --reason wrong-name`" in result.stdout
    assert "an id has 1 to 200 characters" in result.stdout
    assert "no node serves badges, sheets, spool, printing" in result.stdout
    of_batch = types("status", batch)
    assert "b1: 5 prints = 2 requested + 2 printed + 1 uncertain, 0 confirmed" in of_batch.stdout
    assert "1002" in of_batch.stdout


def test_a_row_that_no_node_reads_is_told(types: Type, sql: Sql):
    assert "no node" not in types("status").stdout
    sql("insert into oban_jobs (queue, worker, args) values ('desk', 'badge_forge.generator.GenerateBadge', '{}')")
    result = types("status")
    assert (result.exit_code, "no node serves desk, sheets, spool, printing" in result.stdout) == (1, True)


def test_what_a_badge_went_through_is_its_own(types: Type, batch: str, sql: Sql):
    """The four badges of a sheet share its lines, and no others."""
    sql("insert into badgeforge.history (what, badge, sheet, why) select 'print', id, 1, badge_id from badgeforge.badge order by id")
    sql("insert into badgeforge.history (what, sheet, why) values ('sheet', 1, 'of the sheet')")
    told = types("status", "1002").stdout.split("history\n")[1]
    assert ("1002" in told, "1001" in told, "of the sheet" in told) == (True, False, True)


def test_cancel_takes_a_batch_a_badge_or_a_queue(types: Type, batch: str, sql: Sql):
    put(sql, "1001", "generated", "imposed", "spooled")
    assert types("cancel", "heijden").stdout == "1 print canceled\n"
    result = types("cancel", batch)
    assert result.exit_code == 1
    assert "3 prints canceled" in result.stdout
    assert "not canceled: a printer has them" in result.stdout
    assert [line.split()[:2] for line in result.stdout.splitlines()[3:]] == [["1001", "spooled"]]
    put(sql, "1001", "printed")
    again = types("cancel", batch)
    assert (again.exit_code, again.stdout) == (0, "nothing to cancel: all of it is printed or canceled already\n")
    assert "no queue is called walkins; known are badges, desk" in types("cancel", "--queue", "walkins").stderr
    assert "no badge of e has the id or name 'b7'" in types("cancel", "b7").stderr
    types("reprint", "1002", "--reason", "lost")
    assert types("cancel", "--queue", "badges").stdout == "1 print canceled\n"
    assert types("cancel").exit_code == 2
    assert types("cancel", batch, "--queue", "badges").exit_code == 2


def test_an_uncertain_sheet_that_nobody_wants_is_canceled(types: Type, batch: str, sql: Sql):
    for badge in ("1001", "1002", "1003", "1004"):
        put(sql, badge, "generated", "imposed", "spooled", "uncertain")
    for state in ("closed", "imposed", "spooled", "uncertain"):
        sql("update badgeforge.sheet set state = %s where id = 1", state)
    assert types("resolve", "1", "--cancel").stdout == "sheet 1 is canceled\n"
    assert "5 prints = 1 requested + 4 canceled" in types("status", batch).stdout
    assert "sheet 1 is canceled; `badgeforge status` lists them" in types("resolve", "1", "--printed").stderr


def test_only_an_uncertain_sheet_is_resolved(types: Type, batch: str):
    assert "sheet 1 is open; `badgeforge status` lists them" in types("resolve", "1", "--printed").stderr
    assert "sheet 99 is unknown" in types("resolve", "99", "--print-again").stderr
    assert "say --printed or --print-again" in types("resolve", "1").stderr


def test_a_sheet_that_the_spooler_holds_is_canceled_there_too(types: Type, folder: Path, database: str, sql: Sql):
    """A node died between handing the sheet over and releasing it; then the batch is canceled."""
    with private_cups() as cups:
        cups.add_queue("north")
        program = Program(folder, database, f'[event]\nkey = "e"\n[printers.north]\nserver = "{cups.address}"\n')
        (folder / "list.csv").write_text("id,name\n1,Ada Lovelace\n", encoding="utf-8")
        types("print", "list.csv")
        dying = [sys.executable, "-m", "tests.services.dying_node", str(program.config), Point.CREATED]
        assert subprocess.run(dying, env=program.environment, cwd=ROOT, timeout=100, check=False, capture_output=True).returncode == -9
        held = ["lpstat", "-h", cups.address, "-o"]
        assert "north-" in subprocess.run(held, capture_output=True, text=True, check=True).stdout
        assert "1 print canceled" in types("cancel", "b1").stdout
        sql("update badgeforge.printer set feeder_until = now() - interval '1 second'")
        with program.node():
            wait_for(lambda: sql("select state from badgeforge.print_job") == [("withdrawn",)], what="the held job is withdrawn")
        assert subprocess.run(held, capture_output=True, text=True, check=True).stdout == ""
        assert cups.done("north") == []


def test_a_badge_of_another_event_is_asked_for_with_its_event(types: Type, folder: Path):
    (folder / "list.csv").write_text("id,name\n1,Grace Hopper\n", encoding="utf-8")
    types("print", "list.csv", "--event", "last-year")
    assert "no badge of e has the id or name 'grace'" in types("status", "grace").stderr
    assert "1, Grace Hopper: revision 1" in types("status", "grace", "--event", "last-year").stdout
    assert "last-year: 1 print = 1 requested" in types("status", "--event", "last-year").stdout
    assert types("cancel", "grace", "--event", "last-year").stdout == "1 print canceled\n"


def test_a_spoiled_sheet_is_printed_again_as_a_whole(types: Type, batch: str, sql: Sql):
    for badge in NAMES:
        put(sql, badge, *ON_PAPER)
    for state in ("closed", "imposed", "spooled", "printed"):
        sql("update badgeforge.sheet set state = %s", state)
    result = types("reprint", "--sheet", "s1", "--reason", "damaged")
    assert "sheet S1: 4 badges once more on a sheet of their own, batch b2 (damaged)" in result.stdout
    stand = "select b.badge_id, p.slot, p.reason, s.urgent, s.stock from badgeforge.print p join badgeforge.badge b on b.id = p.badge"
    stand += " join badgeforge.sheet s on s.id = p.sheet where s.id = %s order by p.sequence"
    old, new = sql(stand, 1), sql(stand, 3)
    assert [row[:2] + row[4:] for row in new] == [row[:2] + row[4:] for row in old]
    assert {row[2:4] for row in new} == {("damaged", True)}
    assert sql("select count(distinct job) from badgeforge.print where sheet = 3") == [(4,)]


def test_only_a_printed_sheet_is_spoiled(types: Type, batch: str, sql: Sql):
    assert "sheet S1 is open" in types("reprint", "--sheet", "S1", "--reason", "damaged").stderr
    for state in ("closed", "imposed", "spooled", "uncertain"):
        sql("update badgeforge.sheet set state = %s where id = 1", state)
    assert "`badgeforge resolve 1`" in types("reprint", "--sheet", "1", "--reason", "damaged").stderr
    assert "no sheet has the code S77" in types("reprint", "--sheet", "S77", "--reason", "damaged").stderr
    assert "a sheet's code is S and a number" in types("reprint", "--sheet", "b1", "--reason", "damaged").stderr
    for wrong in (("1001", "--sheet", "S1"), (), ("--sheet", "S1", "--set", "name=X")):
        assert types("reprint", *wrong, "--reason", "damaged").exit_code == 2
    assert sql("select count(*) from badgeforge.print") == [(5,)]


def test_badges_that_are_good_as_they_came_out_need_nobody_any_more(types: Type, batch: str, sql: Sql, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUDO_USER", "grace")
    for badge in NAMES:
        put(sql, badge, *ON_PAPER)
    sql("update badgeforge.print set warnings = '[\"set small\"]' where sheet = 1 or slot = 'A1'")
    sql("update badgeforge.badge set changed = true where badge_id = '1005'")
    assert types("status", batch).exit_code == 1
    assert types("resolve", "S1", "--accept").stdout == "4 badges of S1 accepted as printed\n"
    said = types("status", batch)
    assert (said.exit_code, said.stdout.count("set small"), "1005" in said.stdout) == (1, 0, True)
    assert types("resolve", batch, "--accept").stdout == "1 badge of b1 accepted as printed\n"
    assert "attention\n" not in types("status").stdout
    assert sql("select warnings from badgeforge.print where sheet = 2") == [(["set small"],)], "they stay in the history"
    assert sql("select count(*), max(by) from badgeforge.history where what = 'accepted'") == [(5, "grace")]
    again = types("resolve", "1", "--accept")
    assert (again.exit_code, "of 1 nothing printed has a warning" in again.stderr) == (1, True)
    assert "neither a sheet nor a batch is called b7" in types("resolve", "b7", "--accept").stderr
    assert "a sheet has a number, not 'b1'" in types("resolve", "b1", "--printed").stderr
