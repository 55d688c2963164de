"""Ten thousand seeded cases of what producers and spreadsheets may send: nothing crashes, and each case is accounted for."""

import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from badge_forge.connections import configured
from forge.arrivals import Defaults
from forge.attendee import AttendeeError, Request, request_from_args
from forge.generation import Generation
from forge.intake import IntakeError, read_list
from imposition.stocks import find
from ledger import printers, routes
from ledger.printers import Printer
from ledger.store import Store
from ledger.values import Done, Refused

ARGS, ROWS, LISTS = 6000, 1000, 3000
KEYS = (
    "id",
    "badge_id",
    "name",
    "given_name",
    "family_name",
    "company",
    "type",
    "event",
    "printer",
    "copies",
    "reason",
    "request",
    "fields",
    "x",
    "",
)
TEXTS = (
    *(
        "",
        " ",
        "Ada",
        "Zoë",
        "名前",
        "محمد",
        "e\u0301",
        "\u200b",
        "\ufffd",
        "\ue000",
        "\x00",
        "\ud800",
        "\x1b[31m",
        "a\nb",
        "a,b",
        'a"b',
        "'; --",
        "{{x}}",
    ),
    *("x" * 200, "x" * 201, "x" * 5000, "\u202eabc", "👩‍👩‍👧", "-1", "1e309", "NaN", "lost", "../../etc/passwd", "=1+1"),
)
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "cp1251", "cp932", "mac_roman", "latin-1")
HEADERS = ("id", "name", "company", "type", "Name", "Vorname", "Order code", "Position ID", "E-Mail", "", "name", "\x00", "x" * 300)


def value(dice: random.Random, depth: int = 0) -> Any:
    """Whatever JSON can hold."""
    kind = dice.randrange(10 if depth < 3 else 7)
    if kind < 4:
        return dice.choice(TEXTS)
    if kind < 7:
        return dice.choice([None, True, False, 0, -1, 7, 101, 10**30, 1.5, 1e308])
    if kind < 8:
        return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice((*KEYS, *TEXTS)): value(dice, depth + 1) for _ in range(dice.randrange(5))}


def args(dice: random.Random) -> dict[str, Any]:
    """Half of them with a good id and name, so that what is behind those checks is reached."""
    found = {dice.choice(KEYS): value(dice) for _ in range(dice.randrange(6))}
    return {"id": f"P{dice.randrange(40)}", "name": "Ada", **found} if dice.random() < 0.5 else found


def table(dice: random.Random) -> bytes:
    """A list, or what somebody takes for one."""
    comma, quote = dice.choice(",;\t|"), dice.choice(['"', '"', "'", ""])
    width = dice.randrange(1, 8)
    rows = [[dice.choice(HEADERS) for _ in range(width)], *([dice.choice(TEXTS) for _ in range(width)] for _ in range(dice.randrange(12)))]
    if dice.random() < 0.6:
        rows[0][0] = "name"
    if dice.random() < 0.2:
        rows[-1].append("one too many")
    lines = (comma.join(f"{quote}{cell}{quote}" if dice.random() < 0.5 else cell for cell in row) for row in rows)
    data = dice.choice(["\n", "\r\n", "\r"]).join(lines).encode(dice.choice(CODECS), "replace" if dice.random() < 0.9 else "ignore")
    cut = dice.randrange(len(data) + 1)
    return {0: data[:cut], 1: data[:cut] + dice.randbytes(4) + data[cut:]}.get(dice.randrange(8), data)


def test_args_are_a_request_or_an_error_in_three_parts():
    dice = random.Random(1)
    seen: Counter[type] = Counter()
    for case in range(ARGS):
        given = args(dice)
        try:
            seen[type(request_from_args(given))] += 1
        except AttendeeError as error:
            assert all((error.rule, error.value, error.remedy)), f"case {case}: {given!r}"
            seen[AttendeeError] += 1
    assert seen.total() == ARGS
    assert min(seen[Request], seen[AttendeeError]) > ARGS // 10, "the cases are of both kinds"


def test_lists_are_read_or_refused_and_no_record_is_counted_twice():
    dice = random.Random(2)
    seen: Counter[str] = Counter()
    for case in range(LISTS):
        data = table(dice)
        try:
            found = read_list(data, default_type="attendee")
        except IntakeError as error:
            assert all((error.rule, error.value, error.remedy)), f"case {case}: {data!r}"
            seen["no list"] += 1
            continue
        lines = [each.line for part in (found.rows, found.refused, found.skipped) for each in part]
        assert len(lines) == len(set(lines)), f"case {case}: a record is counted once: {data!r}"
        assert all(each.why for part in (found.refused, found.skipped) for each in part)
        assert len({row.attendee.id for row in found.rows}) == len(found.rows), f"case {case}: {data!r}"
        seen["read"] += 1
    assert seen.total() == LISTS
    assert min(seen.values()) > LISTS // 10, f"the cases are of both kinds: {seen}"


@pytest.fixture
async def pool(database: str) -> AsyncIterator[AsyncConnectionPool[Any]]:
    async with AsyncConnectionPool[Any](database, kwargs={"autocommit": True}, configure=configured, open=False) as made:
        async with made.connection() as conn:
            await routes.put_design(conn, name="d", digest="d1", archive=b"")
            await routes.put_stock(conn, name="a4-2x2", digest="s1", data=find("a4-2x2").to_dict())
            await printers.put(conn, Printer(name="P", kind="folder", target="/x", server="", paused=False), by="test")
            new = routes.NewRoute(queue="badges", printers=("P",), design="d", design_digest="d1", stock="a4-2x2", stock_digest="s1")
            await routes.seed(conn, new)
        yield made


async def test_rows_of_the_jobs_table_are_refused_there_rejected_or_adopted(pool: AsyncConnectionPool[Any]):
    dice = random.Random(3)
    outcomes: Counter[str] = Counter()

    async def nothing(_: int) -> Sequence[Any]:
        return ()

    unused: Any = None
    stage = Generation(
        pool=pool,
        store=Store(root=unused),
        defaults=Defaults(event="e", type="attendee"),
        claim=nothing,
        maker=unused,
        render=unused,
        broken=(),
        finish=unused,
        onward=unused,
    )
    async with pool.connection() as conn:
        for case in range(ROWS):
            try:
                cursor = await conn.execute(
                    "insert into oban_jobs (queue, worker, args) values ('badges', 'w', %s) returning id, args", [json.dumps(args(dice))]
                )
            except psycopg.DataError:  # NUL, or half of a character: PostgreSQL holds none
                outcomes["refused"] += 1
                continue
            row = await cursor.fetchone()
            assert row is not None
            match await stage.run(row[0], "badges", row[1]):
                case Done():
                    outcomes["adopted"] += 1
                case Refused(why=why):
                    assert why.count(";") + why.count(":") >= 2, f"case {case}: rule, value, remedy: {why}"
                    outcomes["rejected"] += 1
        traces = """
        select j.id from oban_jobs j
        where not exists (select from badgeforge.rejected r where r.job = j.id)
          and not exists (select from badgeforge.print p where p.job = j.id)
          and not exists (select from badgeforge.revision r where r.job = j.id)
          and not exists (select from badgeforge.history h where h.why in ('job ' || j.id, 'request ' || (j.args ->> 'request')))
        """
        assert await (await conn.execute(traces)).fetchall() == [], "a job that left no trace"
        rejected = await (await conn.execute("select count(*) from badgeforge.rejected")).fetchone()
    assert outcomes.total() == ROWS
    assert rejected == (outcomes["rejected"],)
    assert len(outcomes) == 3 and min(outcomes.values()) > ROWS // 50, outcomes
