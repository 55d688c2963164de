"""Which printer of a route takes a sheet, and which sheets are asked back from one that fails: what the views of the ledger say."""

import pytest

from ledger import print_jobs, printers, submissions
from ledger.print_job_mover import Sighting
from ledger.printers import Printer
from ledger.statements import rows
from ledger.values import Impact, Trouble
from tests.ledger.conftest import Ledger

SHEET = (
    "insert into badgeforge.sheet (event, route, design, stock, number, state, pdf, media, width, height, sides, pages, printer)"
    " values ('e', 'badges', 'd1', 's1', 1, 'imposed', 'x.pdf', 'iso_a4_210x297mm', 210, 297, %s, 1, %s) returning id"
)


@pytest.fixture
async def pool(ledger: Ledger) -> Ledger:
    """The route has two printers, P and Q."""
    await printers.put(ledger.conn, Printer(name="Q", kind="folder", target="/y", server="", paused=False), by="test")
    await ledger.conn.execute("update badgeforge.route set printers = '{P,Q}'")
    return ledger


async def sheets(pool: Ledger, count: int, *, sides: str = "one-sided", wish: str | None = None) -> list[int]:
    return [int((await pool.all(SHEET, sides, wish))[0][0]) for _ in range(count)]


async def trouble(pool: Ledger, printer: str, impact: Impact) -> None:
    await printers.trouble(pool.conn, printer, Trouble(words=f"is {impact}", remedy="mend it", impact=impact))


async def taken(pool: Ledger, printer: str) -> int | None:
    """The sheet that the printer takes next, if it does; from then on it is out at it, and CUPS was not seen to begin."""
    intent = await submissions.intend(pool.conn, printer, holder="h", token=f"t{printer}")
    if intent is None:
        return None
    await submissions.releasing(pool.conn, intent.id, holder="h", cups_id=intent.id, cups_uuid="u")
    await submissions.released(pool.conn, intent.id)
    return intent.sheet


async def ask(pool: Ledger, *printers_: str) -> list[int | None]:
    return [await taken(pool, printer) for printer in printers_]


async def test_the_first_takes_what_it_has_room_for_and_the_next_the_rest(pool: Ledger):
    first, second, third, fourth, fifth = await sheets(pool, 5)
    assert await ask(pool, "Q", "P", "Q", "P", "P", "Q", "Q", "Q") == [None, first, None, second, None, third, fourth, None]
    [(job,)] = await pool.all(f"select id from badgeforge.print_job where sheet = {first}")
    await print_jobs.printed(pool.conn, job, root="/files", evidence="done")
    assert await ask(pool, "Q", "P") == [None, fifth]


@pytest.mark.parametrize("impact", [Impact.HINDERED, Impact.STOPPED, Impact.CLOSED, Impact.BARRED, Impact.STUCK])
async def test_of_a_printer_in_trouble_the_next_takes_the_sheets_until_it_is_well(pool: Ledger, impact: Impact):
    first, second, third, fourth = await sheets(pool, 4)
    await trouble(pool, "P", impact)
    assert await ask(pool, "P", "Q", "Q", "Q", "P") == [None, first, second, None, None], "and waits for it when it is full"
    assert await printers.pause(pool.conn, "P", paused=False, by="a person who resumes it")
    assert await ask(pool, "P", "P") == [third, fourth]


async def test_only_a_person_ends_what_bars_a_printer_and_less_does_not_hide_it(pool: Ledger):
    await trouble(pool, "P", Impact.BARRED)
    await trouble(pool, "P", Impact.CLOSED)
    assert not await printers.well(pool.conn, "P")
    assert await pool.all("select trouble from badgeforge.printer where name = 'P'") == [("is barred",)]


async def test_a_printer_that_was_stuck_is_well_when_a_sheet_goes_in(pool: Ledger):
    first, _ = await sheets(pool, 2)
    await trouble(pool, "P", Impact.STUCK)
    await pool.conn.execute("update badgeforge.printer set retry_at = now() where name = 'P'")
    assert not await printers.well(pool.conn, "P"), "a look does not tell"
    assert await taken(pool, "P") == first
    assert await pool.all("select trouble from badgeforge.printer where name = 'P'") == [(None,)]


async def test_who_lost_a_printer_to_another_node_chooses_no_sheet_for_it(pool: Ledger):
    [first] = await sheets(pool, 1)
    assert await printers.lease(pool.conn, "P", "another")
    assert await taken(pool, "P") is None
    await pool.conn.execute("update badgeforge.printer set feeder_until = now() where name = 'P'")
    assert await taken(pool, "P") == first


async def test_where_none_is_well_a_printer_that_is_only_hindered_takes_sheets(pool: Ledger):
    [first, second] = await sheets(pool, 2)
    await trouble(pool, "P", Impact.STOPPED)
    await trouble(pool, "Q", Impact.HINDERED)
    assert await ask(pool, "P", "Q", "Q") == [None, first, second]


async def test_a_warning_in_spite_of_which_a_sheet_came_out_counts_no_more(pool: Ledger):
    first, second, third = await sheets(pool, 3)
    await trouble(pool, "P", Impact.HINDERED)
    await pool.conn.execute("update badgeforge.route set printers = '{P}'")
    assert await ask(pool, "P", "P") == [first, second]
    await pool.conn.execute("update badgeforge.route set printers = '{P,Q}'")
    assert await ask(pool, "P") == [None]
    [(job,)] = await pool.all(f"select id from badgeforge.print_job where sheet = {first}")
    await print_jobs.printed(pool.conn, job, root="/files", evidence="done")
    assert await ask(pool, "Q", "P") == [None, third]


async def test_a_warning_counts_again_when_a_sheet_lies_there_for_long(pool: Ledger):
    """The empty tray was another one; now it is this one."""
    await sheets(pool, 3)
    await trouble(pool, "P", Impact.HINDERED)
    await pool.conn.execute("update badgeforge.route set printers = '{P}'")
    [first, _] = await ask(pool, "P", "P")
    [(job,)] = await pool.all(f"select id from badgeforge.print_job where sheet = {first}")
    await print_jobs.printed(pool.conn, job, root="/files", evidence="done")
    well = "select well from badgeforge.printer_now where name = 'P'"
    assert await pool.all(well) == [(True,)]
    await pool.conn.execute("update badgeforge.print_job set released_at = released_at - interval '2 minutes' where state = 'released'")
    assert await pool.all(well) == [(False,)]


async def test_a_paused_printer_takes_nothing(pool: Ledger):
    [first] = await sheets(pool, 1)
    await printers.pause(pool.conn, "P", paused=True, by="grace")
    assert await ask(pool, "P", "Q") == [None, first]


async def test_a_kind_of_sheet_that_a_printer_refuses_goes_to_the_next_and_lets_others_pass(pool: Ledger):
    [duplex] = await sheets(pool, 1, sides="two-sided-long-edge")
    [simplex] = await sheets(pool, 1)
    assert await printers.refuses(pool.conn, "P", duplex, "it does one-sided"), "news"
    assert not await printers.refuses(pool.conn, "P", duplex, "it does one-sided"), "said before"
    assert await ask(pool, "P", "Q") == [simplex, duplex]


async def test_a_sheet_that_all_refuse_waits_and_is_told_and_tried_again(pool: Ledger):
    [duplex] = await sheets(pool, 1, sides="two-sided-long-edge")
    for printer in ("P", "Q"):
        await printers.refuses(pool.conn, printer, duplex, "it does one-sided")
    assert await ask(pool, "P", "Q") == [None, None]
    told = [(each["printer"], each["route"], each["sheets"]) for each in await rows(pool.conn, "printer/refusals")]
    assert told == [("P", "badges", 1)]
    await pool.conn.execute("update badgeforge.refusal set until = now()")
    assert await ask(pool, "P") == [duplex]


async def test_a_sheet_waits_for_the_printer_that_it_names(pool: Ledger):
    [wished] = await sheets(pool, 1, wish="P")
    await trouble(pool, "P", Impact.STOPPED)
    assert await ask(pool, "P", "Q") == [None, None]
    waiting = {each["name"]: each["waiting"] for each in await printers.all_printers(pool.conn)}
    assert waiting == {"P": 1, "Q": 0}
    await printers.well(pool.conn, "P")
    assert await ask(pool, "Q", "P") == [None, wished]


async def see_begun(pool: Ledger, job: int) -> None:
    followed = [each for each in await print_jobs.followed(pool.conn) if each.id == job]
    await print_jobs.seen(pool.conn, followed, {job: Sighting(begun=True, moving_since=None, server_run="")})


async def stranded(pool: Ledger) -> list[int]:
    return [job.sheet for job in await print_jobs.stranded(pool.conn)]


async def test_what_lies_unbegun_at_a_printer_that_does_not_print_is_asked_back(pool: Ledger):
    begun, behind = await sheets(pool, 2)
    await ask(pool, "P", "P")
    [(job,)] = await pool.all(f"select id from badgeforge.print_job where sheet = {begun}")
    await see_begun(pool, job)
    assert await stranded(pool) == [], "it prints"
    await trouble(pool, "P", Impact.CLOSED)
    assert await stranded(pool) == [], "it takes no more, and prints what it has"
    await trouble(pool, "P", Impact.STOPPED)
    assert await stranded(pool) == [behind]
    await trouble(pool, "Q", Impact.STOPPED)
    assert await stranded(pool) == [], "no other could print it"
    await printers.well(pool.conn, "Q")
    await pool.conn.execute(f"update badgeforge.sheet set printer = 'P' where id = {behind}")
    assert await stranded(pool) == [], "somebody wants it there"


async def test_only_what_was_not_seen_to_begin_can_be_recalled_and_what_comes_back_is_a_new_attempt(pool: Ledger):
    first, second = await sheets(pool, 2)
    await ask(pool, "P", "P")
    jobs = dict(await pool.all("select sheet, id from badgeforge.print_job"))
    await see_begun(pool, jobs[first])
    assert [await print_jobs.recall(pool.conn, jobs[sheet]) for sheet in (first, second)] == [False, True]
    assert await print_jobs.recalled(pool.conn, list(jobs.values())) == {jobs[second]}
    await print_jobs.taken_back(pool.conn, jobs[second], "canceled and not begun")
    assert await pool.all(f"select state, attempt from badgeforge.sheet where id = {second}") == [("imposed", 2)]
    await trouble(pool, "P", Impact.STOPPED)
    assert await ask(pool, "Q") == [second]


async def test_an_intent_whose_spooler_gives_no_answer_goes_elsewhere_and_the_janitor_still_knows_it(pool: Ledger):
    [sheet] = await sheets(pool, 1)
    hung = await submissions.intend(pool.conn, "P", holder="h", token="hung")
    assert hung is not None
    await trouble(pool, "P", Impact.CLOSED)
    assert await ask(pool, "Q") == [None], "not while it is intended there"
    await submissions.let_go(pool.conn, "P", holder="h", why="no answer")
    assert not await submissions.releasing(pool.conn, hung.id, holder="h", cups_id=9, cups_uuid="late")
    assert await ask(pool, "Q") == [sheet]
    assert await print_jobs.abandoned(pool.conn, [hung.title], age_s=0) == [hung.title]


async def test_what_a_dead_node_began_is_finished_whatever_the_printer_is_like(pool: Ledger):
    """The intent is withdrawn, and the sheet goes elsewhere; what may print is released where the spooler can be asked."""
    await sheets(pool, 1)
    intent = await submissions.intend(pool.conn, "P", holder="dead", token="t")
    assert intent is not None
    await trouble(pool, "P", Impact.CLOSED)
    assert "P" in await printers.hungry(pool.conn, 2)
    await submissions.releasing(pool.conn, intent.id, holder="dead", cups_id=1, cups_uuid="u")
    assert "P" not in await printers.hungry(pool.conn, 2), "it would wait for an answer each second"
    await trouble(pool, "P", Impact.STOPPED)
    assert "P" in await printers.hungry(pool.conn, 2)


async def test_a_sheet_of_a_batch_waits_for_those_before_it(pool: Ledger):
    await pool.conn.execute(
        "insert into badgeforge.batch (code, event, route, design, stock, sheets, by) values ('b1', 'e', 'badges', 'd1', 's1', 3, 'test')"
    )
    numbered = await sheets(pool, 3)
    for number, sheet in enumerate(numbered, start=1):
        await pool.conn.execute(f"update badgeforge.sheet set batch = 1, number = {number} where id = {sheet}")
    await pool.conn.execute(f"update badgeforge.sheet set state = 'closed' where id = {numbered[1]}")
    assert await ask(pool, "P", "P") == [numbered[0], None]
