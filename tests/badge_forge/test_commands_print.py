"""`badgeforge print` and `release`: what a person is told about a list before anything of it is printed."""

import os
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from badge_forge.commands import print as print_
from tests.badge_forge.conftest import Type
from tests.services.node import Program, wait_for

PEOPLE = "id,name,company,type\n" + "".join(f"P{n},Person {n},Acme,attendee\n" for n in range(6))


@pytest.fixture
def people(folder: Path) -> Path:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    return folder / "people.csv"


def prints(database: str) -> int:
    with psycopg.connect(database) as conn:
        return int(conn.execute("select count(*) from badgeforge.print").fetchone()[0])


def test_a_list_is_told_before_it_is_enqueued_and_twice_is_once(types: Type, people: Path, database: str):
    first = types("print", people)
    assert first.exit_code == 0
    assert "6 badges, 0 rows refused, 0 skipped (generic, utf-8, delimiter ',')" in first.stdout
    assert "columns: id -> id, name -> name, company -> company, type -> type" in first.stdout
    assert "types: attendee 6" in first.stdout
    assert "batch b1: 6 badges on 2 sheets (6 new)" in first.stdout
    assert "no node serves badges, sheets, spool, printing: start one with `badgeforge up`" in first.stderr
    again = types("print", people)
    assert "nothing new: 6 known already" in again.stdout
    assert "no node" not in again.stderr
    assert prints(database) == 6


def test_a_list_of_an_older_spreadsheet_is_understood(types: Type, folder: Path):
    (folder / "liste.csv").write_bytes("Vorname;Name;Firma;Teilnehmerart\nJürgen;Weißhaupt;Größenwerk;Speaker\n".encode("cp1252"))
    result = types("print", "liste.csv")
    assert "columns: Vorname -> given_name, Name -> family_name, Firma -> company, Teilnehmerart -> type" in result.stdout
    assert "(generic, cp1252, delimiter ';')" in result.stdout
    assert "1 badge on 1 sheet (1 new)" in result.stdout
    assert "h-" in types("status", "weißhaupt").stdout


def test_wrong_rows_are_named_and_stop_nothing_unless_strict(types: Type, folder: Path, database: str):
    rows = ["A,Ada,,speaker", "B,,,", "C,Caesar,,emperor", "D,Nero,,emperor", "E,Eve,x,speaker,5"]
    (folder / "list.csv").write_text("id,name,company,type\n" + "\n".join(rows), encoding="utf-8")
    strict = types("print", "list.csv", "--strict")
    assert strict.exit_code == 1
    assert "nothing was enqueued" in strict.stderr
    assert prints(database) == 0
    result = types("print", "list.csv")
    assert result.exit_code == 1
    assert "refused: line 3: a badge bears a name" in result.stderr
    assert "refused: lines 4, 5: a badge's type is one of the design conference: 'emperor'" in result.stderr
    assert """or map it in the configuration: below [types] write "emperor" = "attendee\"""" in result.stderr
    assert "refused: line 6: a row has as many cells as the header, 4: 5" in result.stderr
    assert prints(database) == 1
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as config:
        config.write('[types]\nEmperor = "organizer"\n')
    assert "2 new" in types("print", "list.csv").stdout


def test_only_some_and_who_is_not_there_is_said(types: Type, people: Path, database: str):
    result = types("print", people, "--only", "P1", "--only", "P3", "--only", "nobody")
    assert result.exit_code == 1
    assert "not in the list: nobody" in result.stderr
    assert "skipped: lines 2, 4, 6, 7: not among the ids asked for" in result.stdout
    assert prints(database) == 2


def test_a_dry_run_enqueues_nothing_and_knows_the_queue(types: Type, people: Path, database: str):
    assert types("print", people, "--dry-run").exit_code == 0
    assert prints(database) == 0
    assert "no queue is called walkins; known are badges, desk" in types("print", people, "--dry-run", "--queue", "walkins").stderr


def test_an_unknown_printer_or_column_is_refused_with_those_that_are_known(types: Type, people: Path, database: str):
    assert "no printer is called Office; known are folder" in types("print", people, "--printer", "Office").stderr
    assert "'shoe'; use one of: id, name, company, type" in types("print", people, "--sort", "shoe").stderr
    assert prints(database) == 0


def test_names_of_many_scripts_stand_on_the_sheets_in_the_order_of_a_reader(types: Type, folder: Path, database: str):
    names = ["Zoë", "émile", "Adam", "Łukasz", "Özil", "Eva", "Lukas", "Élodie", "Oz"]
    (folder / "list.csv").write_text("id,name\n" + "\n".join(f"{n},{name}" for n, name in enumerate(names)), encoding="utf-8")
    assert types("print", "list.csv", "--sort", "name", "--copies", "2").exit_code == 0
    with psycopg.connect(database) as conn:
        placed = conn.execute(
            "select r.content ->> 'name' from badgeforge.print p join badgeforge.sheet s on s.id = p.sheet"
            " join badgeforge.revision r using (badge) order by s.number, array_position('{A1,B1,A2,B2}', p.slot)"
        ).fetchall()
    order = ["Adam", "Élodie", "émile", "Eva", "Lukas", "Łukasz", "Oz", "Özil", "Zoë"]
    assert [name for (name,) in placed] == [name for name in order for _ in range(2)]


def test_a_corrected_row_is_told_apart_from_one_that_came_too_late(types: Type, people: Path, database: str):
    types("print", people)
    with psycopg.connect(database, autocommit=True) as conn:  # as a node would: P1 is on paper
        for state in ("generated", "imposed", "spooled", "printed"):
            conn.execute("update badgeforge.print set state = %s where id = 2", [state])
    people.write_text(PEOPLE.replace("Person 0", "Ada").replace("Person 1", "Eve"), encoding="utf-8")
    result = types("print", people)
    assert "nothing new: 1 changed since print, 4 known already, 1 corrected in time" in result.stdout
    assert "`badgeforge status` lists it" in result.stdout
    status = types("status")
    assert status.exit_code == 1
    assert "changed since print: `badgeforge reprint ID --reason wrong-name` prints the new text" in status.stdout


def test_a_design_that_does_not_fit_any_more_prints_nothing_and_blocks_nothing_else(types: Type, people: Path, database: str):
    own = people.with_name("designs")
    shipped = Path(print_.__file__).parents[2] / "templates" / "conference"
    (own / "conference").mkdir(parents=True)
    for file in shipped.iterdir():
        if file.is_file():
            (own / "conference" / file.name).write_bytes(file.read_bytes())
    with people.with_name("badgeforge.toml").open("a", encoding="utf-8") as config:
        config.write('[node]\ndesigns = "designs"\n')
    types("print", people, "--only", "P0")
    design = own / "conference" / "design.toml"
    whole = design.read_text(encoding="utf-8")
    design.write_text(whole.replace("trim = [86, 124]", "trim = [90, 124]"), encoding="utf-8")
    result = types("print", people)
    assert result.exit_code == 1
    assert "design is 90 x 124 mm, stock a4-2x2 takes 86 x 124 mm: 4 mm too wide" in result.stderr
    design.write_text("trim = ?", encoding="utf-8")
    assert "conference: Invalid value (at line 1" in types("print", people).stderr
    assert prints(database) == 1
    assert "e: 1 print = 1 requested" in types("status").stdout
    assert "1 print canceled" in types("cancel", "b1").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"hello world\n", "the first row of a list names its columns"),
        (b"\x7fELF\x00\x00\x00\x01", "bytes that are no text"),
        (b"PK\x03\x04\x00\x00", "this is a spreadsheet (xlsx, ods)"),
        (b"id,name\n", "0 badges"),
    ],
)
def test_a_file_that_is_no_list_is_named(types: Type, folder: Path, content: bytes, said: str):
    (folder / "list.csv").write_bytes(content)
    result = types("print", "list.csv")
    assert result.exit_code == 1
    assert said in result.output


def test_a_path_that_is_no_file_is_wrong_usage(types: Type, folder: Path):
    assert "does not exist" in types("print", "none.csv").stderr
    assert types("print", folder).exit_code == 2


def test_waiting_without_a_node_ends_and_the_jobs_stay(types: Type, people: Path, database: str, monkeypatch: pytest.MonkeyPatch):
    assert print_.PATIENCE_S == 10
    monkeypatch.setattr(print_, "PATIENCE_S", 0.5)
    result = types("print", people, "--wait")
    assert result.exit_code == 1
    assert "not waiting longer than 0.5 s: no node serves badges, sheets, spool, printing" in result.stderr
    with psycopg.connect(database) as conn:
        assert conn.execute("select count(*) from oban_jobs where state = 'available'").fetchone() == (6,)


def test_a_proof_holds_the_rest_until_it_is_released(types: Type, people: Path, database: str):
    program = Program(people.parent, database, '[event]\nkey = "e"\n')
    with program.node():
        proof = types("print", people, "--proof", "--wait")
        assert proof.exit_code == 0, proof.output
        assert "look at it, then `badgeforge release b1`" in proof.stdout
        assert "4 badges printed on 1 sheets" in proof.stdout
        assert "others are held until `badgeforge release b1`" in types("status", "b1").stdout
        assert len(program.sheets) == 1
        assert types("release", "b1").stdout == "b1 is released\n"
        wait_for(lambda: len(program.sheets) == 2, what="the rest")
    assert "b1 was not held" in types("release", "b1").stdout
    assert "no batch is called b7" in types("release", "b7").stderr


def places(database: str) -> list[tuple[str, int, str]]:
    with psycopg.connect(database) as conn:
        return conn.execute(
            "select b.badge_id, s.number, p.slot from badgeforge.print p join badgeforge.badge b on b.id = p.badge"
            " join badgeforge.sheet s on s.id = p.sheet order by p.sequence, p.copy"
        ).fetchall()


def test_a_cut_pile_is_sorted_and_its_first_sheet_is_made_first(types: Type, people: Path, database: str):
    assert "6 badges on 2 sheets" in types("print", people, "--order", "cut-and-stack").stdout
    assert places(database) == [("P0", 1, "A1"), ("P1", 2, "A1"), ("P2", 1, "B1"), ("P3", 2, "B1"), ("P4", 1, "A2"), ("P5", 2, "A2")]
    with psycopg.connect(database) as conn:
        made = [name for (name,) in conn.execute("select args ->> 'id' from oban_jobs where queue = 'badges' order by id").fetchall()]
    assert made == ["P0", "P2", "P4", "P1", "P3", "P5"]


def test_a_part_used_sheet_is_filled_first(types: Type, people: Path, database: str):
    assert types("print", people, "--start-at", "A2").exit_code == 0
    assert [place[1:] for place in places(database)] == [(1, "A2"), (1, "B2"), (2, "A1"), (2, "B1"), (2, "A2"), (2, "B2")]


def test_slots_that_the_stock_lacks_and_orders_that_do_not_go_together_are_refused(types: Type, people: Path, database: str):
    assert "stock a4-2x2 has slots A1 to B2, not 'Z9'" in types("print", people, "--start-at", "Z9").stderr
    both = types("print", people, "--used", "A1", "--order", "step-and-repeat")
    assert both.exit_code == 1
    assert "a part-used first sheet goes with the order as-sorted" in both.stderr
    assert prints(database) == 0


def test_badges_that_fill_no_sheet_wait_for_a_flush_or_join_the_stream(types: Type, people: Path, database: str):
    held = types("print", people, "--last", "hold", "--event", "held")
    assert "6 badges on 1 sheet (6 new)\n2 badges of them fill no sheet: `badgeforge queue flush badges` prints them\n" in held.stdout
    filled = types("print", people, "--last", "fill", "--only", "P1", "--event", "filled")
    assert "1 badge on 0 sheets (1 new)\n1 badge of them fills no sheet: the queue's next ones do\n" in filled.stdout
    assert types("print", people, "--last", "fill", "--used", "A1", "--only", "P1", "--only", "P2", "--event", "x").exit_code == 1
    with psycopg.connect(database) as conn:
        waiting = conn.execute(
            "select l.held, l.batch = p.batch, count(*) from badgeforge.print p join badgeforge.lane l on l.id = p.lane"
            " where p.sheet is null and p.slot is null group by 1, 2 order by 1 desc"
        ).fetchall()
    assert waiting == [(True, True, 2), (False, False, 1)]
    for both in (("--last", "hold", "--wait"), ("--last", "fill", "--proof")):
        assert types("print", people, *both).exit_code == 2


def test_each_badge_fills_a_sheet(types: Type, people: Path, database: str):
    assert "8 badges on 2 sheets" in types("print", people, "--only", "P1", "--only", "P4", "--order", "step-and-repeat").stdout
    assert places(database) == [(badge, sheet, slot) for sheet, badge in ((1, "P1"), (2, "P4")) for slot in ("A1", "B1", "A2", "B2")]


def test_a_long_list_is_never_in_memory_as_a_whole(types: Type, folder: Path, database: str):
    """A million rows take 75 MB in all, as ten thousand do; this is the form of it that a suite can afford."""
    rows = (f"{n},Person {n},Company,attendee,{'x' * 300}\n" for n in range(3000))
    (folder / "long.csv").write_text("id,name,company,type,Answer\n" + "".join(rows), encoding="utf-8")
    types("print", "long.csv", "--dry-run", "--only", "0")  # what is imported and kept once for all
    tracemalloc.start()
    try:
        assert "3000 badges on 750 sheets (3000 new)" in types("print", "long.csv").stdout
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_500_000, "1.2 MB for any number; its rows are more than a KB each in Python"
    assert prints(database) == 3000


def test_a_list_with_the_same_mistake_in_each_row_ends_on_the_screen(types: Type, folder: Path):
    (folder / "list.csv").write_text("id,name,type\n" + "".join(f"{n},Ada,kind {n}\n" for n in range(300)), encoding="utf-8")
    result = types("print", "list.csv")
    assert (result.exit_code, result.stderr.count("refused: line")) == (1, 200)
    assert "refused: 100 more lines, for other reasons" in result.stderr


def test_a_list_comes_through_a_pipe_too(types: Type, folder: Path, database: str):
    os.mkfifo(folder / "pipe")
    with ThreadPoolExecutor() as pool:
        pool.submit((folder / "pipe").write_text, PEOPLE, encoding="utf-8")
        assert "6 badges on 2 sheets (6 new)" in types("print", "pipe").stdout
    assert prints(database) == 6
