"""The journal of submissions: nothing is released that is not wanted any more, or is another worker's, and what one poller saw all know."""

from dataclasses import replace

from ledger import decisions, print_jobs, printers, submissions
from ledger.print_job_mover import Sighting
from ledger.printers import Printer
from ledger.reconcile import cancel
from ledger.statements import Row, row, rows
from ledger.values import UNCALIBRATED, Calibration, Correction
from tests.ledger.conftest import IMPOSED, Ledger, batch, jobs


async def test_a_printer_has_two_outstanding_sheets_at_most(ledger: Ledger):
    await batch(ledger, 12)
    for job in await jobs(ledger):
        await ledger.generate(job)
    for args in await ledger.jobs("sheets"):
        await ledger.impose(args["sheet"])
    first = await ledger.spool()
    await ledger.conn.execute("update badgeforge.print_job set title = title || id")
    await ledger.spool()
    assert await submissions.intend(ledger.conn, "P", holder="h", token="t") is None
    await print_jobs.printed(ledger.conn, first, root="/files", evidence="done")
    assert await submissions.intend(ledger.conn, "P", holder="h", token="t") is not None


async def test_a_slow_poller_does_not_hide_that_a_job_was_begun_before(ledger: Ledger):
    await batch(ledger, 1)
    await ledger.generate((await jobs(ledger))[0])
    await ledger.impose((await ledger.jobs("sheets"))[0]["sheet"])
    number = await ledger.spool()
    [slow] = await print_jobs.followed(ledger.conn)
    for since in (1, 2):
        await print_jobs.seen(ledger.conn, [slow], {number: Sighting(begun=True, moving_since=since, server_run=slow.server_run)})
    [now] = await print_jobs.followed(ledger.conn)
    assert now.moving_since == 1
    assert await print_jobs.printed(ledger.conn, number, root="/files", evidence="done", as_seen=slow.known) == []
    assert await print_jobs.taken_back(ledger.conn, number, "canceled", as_seen=slow.known) == []
    assert await print_jobs.printed(ledger.conn, number, root="/files", evidence="done", as_seen=now.known) == [1]


async def test_what_is_canceled_before_its_release_is_never_released(ledger: Ledger):
    await batch(ledger, 4)
    for job in await jobs(ledger):
        await ledger.generate(job)
    [args] = await ledger.jobs("sheets")
    await ledger.impose(args["sheet"])
    intent = await submissions.intend(ledger.conn, "P", holder="h", token="t")
    assert intent is not None
    assert await cancel(ledger.conn, [1, 2, 3, 4], by="test", why="test") == [1, 2, 3, 4]
    assert not await submissions.releasing(ledger.conn, intent.id, holder="h", cups_id=1, cups_uuid="u")
    assert await ledger.states() == ["canceled"] * 4
    assert await ledger.all("select state from badgeforge.sheet") == [("canceled",)]


async def test_a_worker_that_lost_its_print_job_may_not_release_it(ledger: Ledger):
    await batch(ledger, 1)
    await ledger.generate((await jobs(ledger))[0])
    await ledger.impose((await ledger.jobs("sheets"))[0]["sheet"])
    intent = await submissions.intend(ledger.conn, "P", holder="zombie", token="t")
    assert intent is not None
    await submissions.take_over(ledger.conn, "P", holder="rescuer")
    assert not await submissions.releasing(ledger.conn, intent.id, holder="zombie", cups_id=1, cups_uuid="u")


async def test_an_intent_names_the_ids_that_its_server_may_have_lost(ledger: Ledger):
    """What is out may have been lost in a crash a moment ago; of what is uncertain that may be the reason."""
    await ledger.conn.execute(
        "update badgeforge.printer set kind = 'cups';"
        " insert into badgeforge.printer (name, kind, target, server, set_by)"
        " values ('here', 'cups', 'x', '', 't'), ('far', 'cups', 'x', 'far', 't')"
    )
    await batch(ledger, 5)
    for job in await jobs(ledger):
        await ledger.generate(job)
    for args in await ledger.jobs("sheets"):
        await ledger.impose(args["sheet"])
    await ledger.conn.execute(
        "insert into badgeforge.print_job (sheet, attempt, title, printer, holder, state, cups_id, ended_at)"
        " select (select min(id) from badgeforge.sheet), cups_id, cups_id::text, printer, 'h', state, cups_id, now() - ago::interval"
        " from (values (101, 'here', 'uncertain', '1 h'), (102, 'here', 'uncertain', '2 days'), (103, 'far', 'uncertain', '1 h'),"
        " (104, 'here', 'done', '1 h'), (105, 'here', 'released', '0')) as j (cups_id, printer, state, ago)"
    )
    intent = await submissions.intend(ledger.conn, "P", holder="h", token="t")
    assert intent is not None
    assert intent.avoid == {101, 105}


async def test_a_recall_or_a_poller_that_wakes_late_does_not_touch_the_next_attempt(ledger: Ledger):
    """One stood still between CUPS's answer and its commit; another one called the sheet uncertain, and a person had it printed again."""
    await batch(ledger, 1)
    await ledger.generate((await jobs(ledger))[0])
    [args] = await ledger.jobs("sheets")
    await ledger.impose(args["sheet"])
    first = await ledger.spool()
    assert await print_jobs.recall(ledger.conn, first)
    await print_jobs.uncertain(ledger.conn, first, "its server was restarted")
    assert await decisions.print_again(ledger.conn, args["sheet"], by="grace")
    await ledger.conn.execute("update badgeforge.print_job set title = title || id")
    second = await ledger.spool()
    assert await print_jobs.taken_back(ledger.conn, first, "canceled and not begun") == []
    assert await print_jobs.uncertain(ledger.conn, first, "nobody knows") == []
    assert await print_jobs.printed(ledger.conn, first, root="/files", evidence="job 1 is completed") == []
    assert await ledger.all("select state from badgeforge.sheet") == [("spooled",)]
    assert len(await print_jobs.printed(ledger.conn, second, root="/files", evidence="job 2 is completed")) == 1


async def test_a_sheet_made_anew_for_a_printer_is_entered_only_while_the_intent_stands(ledger: Ledger):
    await batch(ledger, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
    await ledger.impose((await ledger.jobs("sheets"))[0]["sheet"])
    wanted = Calibration(front=Correction(dx=1.5))
    await printers.calibrate(ledger.conn, "P", wanted, by="test")
    intent = await submissions.intend(ledger.conn, "P", holder="h", token="t")
    assert intent is not None
    assert (intent.calibration, intent.wanted) == (UNCALIBRATED, wanted)
    made = replace(IMPOSED, pdf="sheet/y.pdf", calibration=wanted)
    assert not await submissions.remade(ledger.conn, intent.id, made, holder="another")
    assert await submissions.remade(ledger.conn, intent.id, made, holder="h")
    assert await ledger.all("select pdf, calibration from badgeforge.sheet") == [("sheet/y.pdf", wanted.to_dict())]
    await cancel(ledger.conn, [1], by="test", why="test")
    assert not await submissions.remade(ledger.conn, intent.id, replace(made, pdf="sheet/z.pdf"), holder="h"), "it shows a canceled badge"


async def test_a_sheet_that_lies_held_at_the_spooler_is_not_released_once_a_badge_of_it_is_canceled(ledger: Ledger):
    """The held PDF still has the badge; the one that is made anew has not."""
    await batch(ledger, 2)
    for job in await jobs(ledger):
        await ledger.generate(job)
    assert await ledger.impose(1)
    held = await submissions.intend(ledger.conn, "P", holder="h", token="t1")
    assert held is not None
    assert len(await cancel(ledger.conn, [1], by="test", why="canceled")) == 1
    assert await ledger.impose(1)
    assert await submissions.intend(ledger.conn, "P", holder="h", token="t2") is None, "not while the old one may lie there"
    assert not await submissions.releasing(ledger.conn, held.id, holder="h", cups_id=1, cups_uuid="u")
    await submissions.withdrawn(ledger.conn, held.id, "canceled while it was held")
    await ledger.spool()
    assert await ledger.states() == ["canceled", "spooled"]


async def test_what_waits_is_moved_before_what_lies_at_the_printer_and_what_is_handed_over_meanwhile_stays(ledger: Ledger):
    await printers.put(ledger.conn, Printer(name="Q", kind="folder", target="/y", server="", paused=False), by="test")
    await batch(ledger, 12)
    for job in await jobs(ledger):
        await ledger.generate(job)
    for args in await ledger.jobs("sheets"):
        await ledger.impose(args["sheet"])
    at_printer = await ledger.spool()
    first, second, third = await rows(ledger.conn, "sheet/movable", printer="P")
    assert [each["print_job"] for each in (first, second, third)] == [None, None, at_printer]
    assert await retarget(ledger, second) == {"id": second["id"]}
    assert await submissions.intend(ledger.conn, "P", holder="h", token="t") is not None
    assert await retarget(ledger, first) is None
    assert await submissions.intend(ledger.conn, "P", holder="h", token="t") is None
    assert await ledger.all("select id from badgeforge.sheet where printer = 'Q'") == [(second["id"],)]


async def retarget(ledger: Ledger, sheet: Row) -> Row | None:
    return await row(ledger.conn, "sheet/retarget", sheet=sheet["id"], printer="Q", print_job=sheet["print_job"])
