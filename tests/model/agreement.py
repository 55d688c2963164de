"""What holds after each step: the ledger, its history, the jobs table, CUPS and the paper agree."""

import json
from collections import Counter
from typing import Any

from ledger.states import PRINT_EDGES, SHEET_EDGES
from ledger.states import PrintState as P
from ledger.states import SheetState as S
from ledger.submissions import OUTSTANDING
from tests.model.cupsd import WAITING
from tests.model.wishes import COPIES
from tests.model.world import World

PRINTS = """
select p.id, p.state, p.sheet, p.slot, p.pdf, p.attempt, p.reason, b.badge_id, b.changed, r.content ->> 'name' as name,
       l.content ->> 'name' as latest,
       array(select j.args - 'printed_at' from oban_jobs j
             where j.worker = 'BadgeForge.PrintCenter' and (j.args ->> 'print_id')::bigint = p.id) as confirmations
from badgeforge.print p
join badgeforge.badge b on b.id = p.badge
join badgeforge.revision r on r.badge = p.badge and r.revision = p.revision
join badgeforge.revision l on l.badge = b.id and l.revision = b.revision
order by p.id
"""
SHEETS = "select id, state, pdf from badgeforge.sheet"
JOURNAL = "select title, sheet, attempt, printer, state, evidence from badgeforge.print_job order by id"
ON_SHEET = {
    S.OPEN: {P.REQUESTED, P.GENERATED},
    S.CLOSED: {P.REQUESTED, P.GENERATED},
    S.IMPOSED: {P.IMPOSED},
    S.SPOOLED: {P.SPOOLED},
    S.PRINTED: {P.PRINTED},
    S.UNCERTAIN: {P.UNCERTAIN},
    S.FAILED: set(),
    S.CANCELED: set(),
}
"""what the prints on a sheet are, besides failed and canceled"""
UNDER_WAY = ("intent", "releasing", "released")

type Rows = list[dict[str, Any]]


async def assert_agreement(world: World) -> None:
    prints, journal = await _rows(world, PRINTS), await _rows(world, JOURNAL)
    sheets = {row["id"]: row for row in await _rows(world, SHEETS)}
    await _agrees_with_its_history(world, prints, sheets)
    _sheets_bear_their_prints(prints, sheets)
    _journal_is_true(world, journal, sheets)
    _papers_show_what_they_are_called(world)
    _printed_once(world, prints, journal)
    _nobody_gets_what_nobody_asked_for(world, prints)


def _sheets_bear_their_prints(prints: Rows, sheets: dict[int, dict[str, Any]]) -> None:
    for each in prints:
        if each["state"] not in (P.REQUESTED, P.FAILED, P.CANCELED):
            assert each["pdf"] == f"badge/{each['badge_id']}:{each['name']}", each
        if each["sheet"] and each["state"] not in (P.FAILED, P.CANCELED):
            assert each["state"] in ON_SHEET[S(sheets[each["sheet"]]["state"])], f"{each} on {sheets[each['sheet']]}"
    for sheet in sheets.values():
        if (state := sheet["state"]) in (S.IMPOSED, S.SPOOLED, S.UNCERTAIN, S.PRINTED):
            on_it = {each["slot"]: each["pdf"][6:] for each in prints if each["sheet"] == sheet["id"] and each["state"] == state}
            assert json.loads(sheet["pdf"].removeprefix("sheet/")) == on_it, sheet


def _journal_is_true(world: World, journal: Rows, sheets: dict[int, dict[str, Any]]) -> None:
    """Nothing prints but what the journal says; what may be on paper is not moved, and not believed, without a person."""
    truth, at, jobs = world.cupsd.truth, Counter[str](), {row["title"]: row for row in journal}
    papers = Counter(paper.title for paper in truth.paper)
    assert papers.keys() <= jobs.keys()
    live = Counter[int]()
    for row in journal:
        title, state = row["title"], row["state"]
        match state:
            case "withdrawn":
                assert title not in truth.begun, f"moved, and it may be on paper: {row}"
            case "done" if not row["evidence"].startswith("seen by"):
                assert papers[title] == 1 and title not in truth.unbelievable, f"on paper {papers[title]} times: {row}"
            case "uncertain":
                assert title in truth.unbelievable | truth.interrupted, f"there was nothing to doubt: {row}"
            case "intent":
                assert title not in truth.begun, row
            case "releasing" | "released":
                assert sheets[row["sheet"]]["state"] == S.SPOOLED, f"{row}, {sheets[row['sheet']]}"
                assert papers[title] <= 1 or title in truth.unbelievable, f"on paper {papers[title]} times: {row}"
        at[row["printer"]] += state in UNDER_WAY
        live[row["sheet"]] += state in (*UNDER_WAY, "done")
    assert all(number <= OUTSTANDING for number in at.values()), at
    assert all(number <= 1 for number in live.values()), live
    for job in world.cupsd.jobs.values():
        if job.state in WAITING:
            found = jobs[job.report.title]
            assert found["state"] in ("releasing", "released") and found["printer"] == job.queue, f"CUPS prints {job}: {found}"


def _papers_show_what_they_are_called(world: World) -> None:
    """Else a person who looks for a sheet finds another one, twice."""
    truth = world.cupsd.truth
    wrong = [paper for paper in truth.paper if paper.document != truth.sent[paper.title]]
    assert not wrong, wrong


def _printed_once(world: World, prints: Rows, journal: Rows) -> None:
    """By what nobody had to decide about: on paper once, as the print says, and confirmed so."""
    decided = {row["title"] for row in journal if row["state"] == "uncertain" or (row["evidence"] or "").startswith("seen by")}
    decided |= world.cupsd.truth.unbelievable
    done = {row["sheet"]: row for row in journal if row["state"] == "done"}
    came: dict[tuple[int, str], list[str]] = {}
    for paper in world.cupsd.truth.paper:
        if paper.title not in decided:
            for slot, badge in json.loads(paper.document.removeprefix("sheet/")).items():
                came.setdefault((int(paper.title.split("-")[-3]), slot), []).append(badge)
    for each in prints:
        on_paper = came.get((each["sheet"], each["slot"]), [])
        if each["state"] == P.PRINTED:
            job = done[each["sheet"]]
            assert on_paper == ([] if job["title"] in decided else [each["pdf"][6:]]), f"on paper {on_paper}: {each}"
            if each["id"] in world.wishes.unconfirmed and not each["confirmations"]:
                continue
            [said] = each["confirmations"]
            told = {"id": each["badge_id"], "name": each["name"], "attempt": each["attempt"], "printer": job["printer"]}
            told |= {"sheet": each["sheet"], "slot": each["slot"], "path": f"/store/{each['pdf']}"}
            assert told.items() <= {**said, "path": "/store/" + "/".join(said["path"].rsplit("/", 2)[1:])}.items(), f"{said}: {each}"
        else:
            assert each["confirmations"] == [], each
            assert each["state"] == P.SPOOLED or on_paper == [], f"on paper {on_paper}: {each}"


def _nobody_gets_what_nobody_asked_for(world: World, prints: Rows) -> None:
    kept = [each for each in prints if each["state"] != P.CANCELED]
    first = Counter(each["badge_id"] for each in kept if each["reason"] is None)
    again = Counter(each["badge_id"] for each in kept if each["reason"] is not None)
    assert all(number <= COPIES for number in first.values()), first
    assert all(number <= world.wishes.reprints[badge] for badge, number in again.items()), again
    told = {each["badge_id"] for each in prints if each["changed"] or each["name"] == each["latest"]}
    if untold := [each for each in kept if each["badge_id"] not in told]:
        raise AssertionError(f"out of date, and nobody is told: {untold}")


async def _rows(world: World, sql: str) -> Rows:
    cursor = await world.conn.execute(sql.encode())
    assert cursor.description is not None
    columns = [column.name for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in await cursor.fetchall()]


async def _agrees_with_its_history(world: World, prints: Rows, sheets: dict[int, dict[str, Any]]) -> None:
    """Move by move, each is where its history says."""
    told = "select what, coalesce(print, sheet), from_state, to_state from badgeforge.history where what in ('print', 'sheet') order by id"
    now: dict[tuple[str, int], str] = {}
    for what, number, before, after in await world.all(told):
        edges: Any = PRINT_EDGES if what == "print" else SHEET_EDGES
        known = now.get((what, number), "requested" if what == "print" else "open")
        if before is not None and before != after:
            assert before == known, f"{what} {number}: {before} > {after}, and it was {known}"
            assert after in edges[before]
        now[what, number] = after
    for each in prints:
        assert now.get(("print", each["id"]), "requested") == each["state"], each
    for number, sheet in sheets.items():
        assert now.get(("sheet", number), "open") == sheet["state"], sheet
