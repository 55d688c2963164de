"""Sheets, print jobs and confirmations: the sums are right, and nothing is confirmed that is not on paper."""

import asyncio
from typing import Any

from psycopg import AsyncConnection

from ledger import decisions, lanes, print_jobs, printers, prints, sheets, submissions
from ledger.adoption import retry
from ledger.batches import progress
from ledger.entering import enqueue_batch
from ledger.prints import Claimed
from ledger.reconcile import cancel, reconcile
from ledger.statements import rows
from ledger.values import Impact, Trouble
from tests.ledger.conftest import IMPOSED, Ledger, arrival, batch, done, jobs, row_by_row


async def test_a_batch_fixes_its_slots_when_it_is_enqueued(ledger: Ledger):
    await batch(ledger, 5)
    placed = await ledger.all(
        "select s.number, p.slot from badgeforge.print p join badgeforge.sheet s on s.id = p.sheet order by p.sequence"
    )
    assert placed == [(1, "A1"), (1, "B1"), (1, "A2"), (1, "B2"), (2, "A1")]
    assert [args["id"] for args in await ledger.jobs("badges")] == ["A0", "A1", "A2", "A3", "A4"]


async def test_what_fills_no_sheet_of_a_batch_is_held_until_it_is_flushed(ledger: Ledger):
    await ledger.conn.execute("update badgeforge.route set linger = 0")
    arrivals = [arrival(0, badge_id=f"A{n}", name=f"Name {n}") for n in range(6)]
    enqueued = await enqueue_batch(ledger.conn, arrivals, ledger.route, place=lambda _: row_by_row(4), rest_held=True)
    assert (enqueued.sheets, enqueued.waiting) == (1, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
        await ledger.conn.execute("update oban_jobs set state = 'completed' where id = %s", [job])
    [(lane,)] = await ledger.all("select id from badgeforge.lane")
    assert not await lanes.ripe(ledger.conn, lane)
    await ledger.conn.execute("update badgeforge.lane set held = false")
    assert await lanes.ripe(ledger.conn, lane), "nothing but the hold keeps it"
    [sheet] = await ledger.cut()
    assert await ledger.all(f"select batch, number from badgeforge.sheet where id = {sheet}") == [(enqueued.batch, 2)]
    assert await ledger.all(f"select slot from badgeforge.print where sheet = {sheet} order by id") == [("A1",), ("B1",)]


async def test_the_same_list_twice_prints_nothing_new(ledger: Ledger):
    await batch(ledger, 5)
    again = await enqueue_batch(
        ledger.conn, [arrival(0, badge_id=f"A{n}", name=f"Name {n}") for n in range(5)], ledger.route, place=row_by_row
    )
    assert again.batch is None
    assert len(await ledger.states()) == 5


async def test_a_sheet_closes_once_when_its_last_badge_is_settled(ledger: Ledger, database: str):
    await batch(ledger, 4)
    claims = [claim for job in await jobs(ledger) for claim in await prints.claim(ledger.conn, job)]
    await prints.failed(ledger.conn, [claims[0]], "no glyph")

    async def finish(claim: Claimed) -> None:
        async with await AsyncConnection.connect(database, autocommit=True) as conn:
            await prints.generated(conn, [done(claim.id, claim.fence, "x")])

    assert await ledger.jobs("sheets") == []
    await asyncio.gather(*(finish(claim) for claim in claims[1:]))
    assert len(await ledger.jobs("sheets")) == 1
    assert await ledger.all("select state from badgeforge.sheet") == [("closed",)]


async def test_sheets_of_a_batch_are_fed_in_order(ledger: Ledger):
    await batch(ledger, 8)
    ids = await jobs(ledger)
    for job in ids[4:]:
        await ledger.generate(job)
    [second] = await ledger.jobs("sheets")
    await ledger.impose(second["sheet"])
    assert await submissions.intend(ledger.conn, "P", holder="h", token="t") is None
    for job in ids[:4]:
        await ledger.generate(job)
    first = (await ledger.jobs("sheets"))[1]
    await ledger.impose(first["sheet"])
    intent = await submissions.intend(ledger.conn, "P", holder="h", token="t")
    assert intent is not None
    assert intent.sheet == first["sheet"]


async def test_a_printer_is_in_trouble_while_a_sheet_waits_for_it(ledger: Ledger):
    await batch(ledger, 1)
    await ledger.generate((await jobs(ledger))[0])
    await ledger.impose((await ledger.jobs("sheets"))[0]["sheet"])
    rejects = Trouble(words="rejects jobs", remedy="resume it", impact=Impact.CLOSED)
    assert await printers.trouble(ledger.conn, "P", rejects), "news"
    assert not await printers.trouble(ledger.conn, "P", rejects), "said before"
    assert [(found["trouble"], found["waiting"]) for found in await rows(ledger.conn, "printer/troubled")] == [("rejects jobs", 1)]
    await cancel(ledger.conn, [1], by="test", why="test")
    assert await rows(ledger.conn, "printer/troubled") == []


async def test_each_print_is_confirmed_once_and_only_when_printed(ledger: Ledger):
    number = await batch(ledger, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
    [args] = await ledger.jobs("sheets")
    await ledger.impose(args["sheet"])
    print_job = await ledger.spool()
    assert await ledger.jobs("printing") == []
    assert len(await print_jobs.printed(ledger.conn, print_job, root="/files", evidence="done")) == 2
    assert await print_jobs.printed(ledger.conn, print_job, root="/files", evidence="done again") == []
    confirmations = await ledger.jobs("printing")
    assert [(each["id"], each["name"], each["slot"]) for each in confirmations] == [("A0", "Name 0", "A1"), ("A1", "Name 1", "B1")]
    assert confirmations[0]["path"] == "/files/badge/Name 0.pdf"
    assert confirmations[0]["reprint"] is None
    for each in confirmations:
        await prints.confirmed(ledger.conn, each["print_id"])
    reached = await progress(ledger.conn, number)
    assert (reached.printed, reached.confirmed, reached.sheets, reached.settled) == (2, 2, 1, True)


async def test_an_uncertain_sheet_that_nobody_wants_is_canceled_once(ledger: Ledger):
    await batch(ledger, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
    [args] = await ledger.jobs("sheets")
    await ledger.impose(args["sheet"])
    await print_jobs.uncertain(ledger.conn, await ledger.spool(), "nobody knows")
    assert await decisions.not_wanted(ledger.conn, args["sheet"], by="test")
    assert not await decisions.print_again(ledger.conn, args["sheet"], by="test")
    assert await ledger.states() == ["canceled"] * 2
    assert await ledger.all("select state from badgeforge.sheet") == [("canceled",)]
    assert await ledger.jobs("printing") == []


async def test_a_sheet_that_cannot_be_made_anew_goes_back_to_step_3(ledger: Ledger):
    await batch(ledger, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
    [args] = await ledger.jobs("sheets")
    await ledger.impose(args["sheet"])
    await sheets.send_back(ledger.conn, args["sheet"], [1, 2], why="a badge's file is gone")
    assert await ledger.jobs("sheets") == [args, args]
    assert await ledger.states() == ["generated"] * 2
    assert await ledger.impose(args["sheet"])


async def test_one_canceled_badge_leaves_its_cell_empty_and_the_sheet_is_made_anew(ledger: Ledger):
    await batch(ledger, 4)
    for job in await jobs(ledger):
        await ledger.generate(job)
    [args] = await ledger.jobs("sheets")
    await ledger.impose(args["sheet"])
    await cancel(ledger.conn, [2], by="test", why="test")
    assert await ledger.all("select state from badgeforge.sheet") == [("closed",)]
    assert await ledger.impose(args["sheet"])
    assert await ledger.states() == ["imposed", "canceled", "imposed", "imposed"]


async def test_a_failed_badge_that_is_retried_takes_a_new_sheet_of_its_batch_and_of_its_paper(ledger: Ledger):
    number = await batch(ledger, 4)
    first, *others = await jobs(ledger)
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, first), "no font")
    for job in others:
        await ledger.generate(job)
    await ledger.impose((await ledger.jobs("sheets"))[0]["sheet"])
    await ledger.conn.execute("insert into badgeforge.stock values ('s2', 'other', '{}'); update badgeforge.route set stock_digest = 's2'")
    await retry(ledger.conn, first)
    await ledger.generate(first)
    [sheet] = await ledger.cut()
    assert await ledger.all(f"select batch, number, stock from badgeforge.sheet where id = {sheet}") == [(number, 2, "s1")]
    assert await ledger.all(f"select slot from badgeforge.print where sheet = {sheet}") == [("A1",)]


async def test_the_reconciler_follows_jobs_that_others_ended(ledger: Ledger):
    await batch(ledger, 3)
    cancelled, discarded, missing = await jobs(ledger)
    await ledger.conn.execute("update oban_jobs set state = 'cancelled' where id = %s", [cancelled])
    await ledger.conn.execute("update oban_jobs set state = 'discarded' where id = %s", [discarded])
    await ledger.conn.execute("delete from oban_jobs where id = %s", [missing])
    await reconcile(ledger.conn, root="/f", age_s=0)
    assert await ledger.states() == ["canceled", "failed", "requested"]
    again = max(await jobs(ledger))
    assert again > missing
    await ledger.generate(again)
    assert await ledger.states() == ["canceled", "failed", "generated"]


async def test_what_is_printed_is_confirmed_once_whatever_becomes_of_its_job(ledger: Ledger):
    confirmations = "select id, state::text, args - 'path' from oban_jobs where queue = 'printing' order by args -> 'print_id'"
    await printed(ledger, 5)
    cancelled, discarded, missing, performed, runs = before = await ledger.all(confirmations)
    await ledger.conn.execute("update oban_jobs set state = 'cancelled' where id = any(%s)", [[cancelled[0], performed[0]]])
    await ledger.conn.execute("update oban_jobs set state = 'discarded', attempt = max_attempts where id = %s", [discarded[0]])
    await ledger.conn.execute("delete from oban_jobs where id = %s", [missing[0]])
    await ledger.conn.execute("update oban_jobs set state = 'executing' where id = %s", [runs[0]])
    await prints.confirmed(ledger.conn, performed[2]["print_id"])
    await reconcile(ledger.conn, root="/files", age_s=0)
    after = await ledger.all(confirmations)
    assert [state for _, state, _ in after] == ["available", "available", "available", "cancelled", "executing"]
    assert [args for _, _, args in after] == [args for _, _, args in before], "it says what it said"
    assert await ledger.all("select count(*) from badgeforge.print p join oban_jobs j on j.id = p.confirmation") == [(5,)]


async def test_two_who_miss_a_confirmation_enqueue_one(ledger: Ledger, database: str):
    await printed(ledger, 1)
    await ledger.conn.execute("delete from oban_jobs where queue = 'printing'")
    async with await AsyncConnection.connect(database, autocommit=True) as other:
        async with ledger.conn.transaction():
            await reconcile(ledger.conn, root="/files", age_s=0)
            beside = asyncio.create_task(reconcile(other, root="/files", age_s=0))
            while not await ledger.all("select from pg_locks where not granted"):
                assert not beside.done()
        await beside
    assert len(await ledger.jobs("printing")) == 1


async def test_a_confirmation_that_was_handed_over_is_handed_over_once(ledger: Ledger):
    await ledger.conn.execute("insert into badgeforge.setting values ('print_center', 'elsewhere')")
    await printed(ledger, 2)
    [missing, discarded] = await ledger.all("select id from oban_jobs where queue = 'printing' order by id")
    await ledger.conn.execute("delete from oban_jobs where id = %s", missing)
    await ledger.conn.execute("update oban_jobs set state = 'discarded' where id = %s", discarded)
    await reconcile(ledger.conn, root="/files", age_s=0)
    assert await ledger.all("select id, state::text from oban_jobs where queue = 'printing'") == [(*discarded, "discarded")]


async def printed(ledger: Ledger, count: int) -> None:
    """So many badges of one batch are on paper."""
    await batch(ledger, count)
    for job in await jobs(ledger):
        await ledger.generate(job)
    for args in await ledger.jobs("sheets"):
        await ledger.impose(args["sheet"])
        await print_jobs.printed(ledger.conn, await ledger.spool(), root="/files", evidence="done")


async def test_a_reprint_is_told_what_became_of_the_same_revision_before(ledger: Ledger):
    async def rendered(job: int, name: str = "Ada", **more: Any) -> str | None:
        await ledger.arrive(arrival(job, name=name, **more))
        [claim] = await prints.claim(ledger.conn, job)
        await prints.generated(ledger.conn, [done(claim.id, claim.fence, f"{name}{job}")])
        return claim.rendered and claim.rendered["made_of"]

    assert await rendered(1) is None
    assert await rendered(2, reason="lost", accept=True) == "Ada1"
    assert await rendered(3, reason="lost") == "Ada1", "what was accepted is no answer where nobody accepts"
    assert await rendered(4, reason="lost", accept=True) == "Ada3"
    assert await rendered(5, name="Ada L.", reason="misprint") is None
    assert await rendered(6, badge_id="A2") is None


async def test_a_badge_that_is_canceled_while_its_sheet_is_imposed_is_not_on_it(ledger: Ledger):
    await batch(ledger, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
    claimed = await sheets.claim(ledger.conn, 1)
    assert claimed is not None
    assert await cancel(ledger.conn, [1], by="test", why="not wanted") == [1]
    assert not await sheets.imposed(ledger.conn, claimed, IMPOSED, [1, 2]), "its PDF has the badge"
    assert await ledger.impose(1)
    assert await ledger.states() == ["canceled", "imposed"]
