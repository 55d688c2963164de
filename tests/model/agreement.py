"""What holds after each step: the ledger, its history, the jobs table and the paper agree."""

import json
from collections import Counter
from typing import Any

from ledger.states import PRINT_EDGES, SHEET_EDGES
from ledger.states import PrintState as P
from ledger.states import SheetState as S
from tests.model.world import World

PRINTS = """
select p.id, p.state, p.sheet, p.slot, p.pdf, p.attempt, b.badge_id, r.content ->> 'name' as name,
       (select count(*) from oban_jobs j
        where j.worker = 'BadgeForge.PrintCenter' and (j.args ->> 'print_id')::bigint = p.id) as confirmations
from badgeforge.print p join badgeforge.badge b on b.id = p.badge
join badgeforge.revision r on r.badge = p.badge and r.revision = p.revision
"""
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


async def assert_agreement(world: World) -> None:
    prints = await _prints(world)
    sheets = {row[0]: row for row in await world.all("select id, state, pdf from badgeforge.sheet")}
    stories, uncertain = await _stories(world)
    titles = Counter(number for title, document in world.paper for number in _on(title, document, prints))
    for number, print_ in prints.items():
        told = f"print {number}: {print_}"
        assert print_["confirmations"] == (1 if print_["state"] == P.PRINTED else 0), told
        assert stories["print", number] == print_["state"], told
        if not uncertain[number] and print_["state"] != P.SPOOLED:
            assert titles[number] == (print_["state"] == P.PRINTED), f"on paper {titles[number]} times, and nobody was asked: {told}"
        if print_["state"] not in (P.REQUESTED, P.FAILED, P.CANCELED):
            assert print_["pdf"] == f"badge/{print_['badge_id']}:{print_['name']}", told
        if print_["sheet"]:
            live = print_["state"] not in (P.FAILED, P.CANCELED)
            assert not live or print_["state"] in ON_SHEET[S(sheets[print_["sheet"]][1])], f"{told} on {sheets[print_['sheet']]}"
    for sheet, state, pdf in sheets.values():
        assert stories.get(("sheet", sheet), "open") == state
        if state in (S.IMPOSED, S.SPOOLED, S.UNCERTAIN, S.PRINTED):
            on_it = {each["slot"]: each["pdf"][6:] for each in prints.values() if each["sheet"] == sheet and each["state"] == state}
            assert json.loads(pdf.removeprefix("sheet/")) == on_it, f"sheet {sheet}, {state}"


async def _prints(world: World) -> dict[int, dict[str, Any]]:
    cursor = await world.conn.execute(PRINTS)
    assert cursor.description is not None
    columns = [column.name for column in cursor.description]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in await cursor.fetchall()}


def _on(title: str, document: str, prints: dict[int, dict[str, Any]]) -> list[int]:
    """The prints that came out with a sheet."""
    sheet = int(title.split("-")[-3])
    slots = json.loads(document.removeprefix("sheet/"))
    return [number for number, each in prints.items() if each["sheet"] == sheet and each["slot"] in slots]


async def _stories(world: World) -> tuple[dict[tuple[str, int], str], Counter[int]]:
    """Where the history says that each print and sheet is, move by move; and how often a person was asked about each print."""
    told = "select what, coalesce(print, sheet), from_state, to_state from badgeforge.history where what in ('print', 'sheet') order by id"
    now: dict[tuple[str, int], str] = {}
    for (number,) in await world.all("select id from badgeforge.print"):
        now["print", number] = "requested"
    uncertain = Counter[int]()
    for what, number, before, after in await world.all(told):
        edges: Any = PRINT_EDGES if what == "print" else SHEET_EDGES
        if before is not None and before != after:
            assert before == now.get((what, number), "open"), f"{what} {number}: {before} > {after}, and it was {now.get((what, number))}"
            assert after in edges[before]
        now[what, number] = after
        uncertain[number] += what == "print" and after == P.UNCERTAIN
    return now, uncertain
