"""Identity: what a second row for the same badge means, in each state of the first."""

from ledger import prints, sheets
from ledger.adoption import retry
from ledger.entering import enqueue_batch
from ledger.history import reject
from ledger.identity import Decision
from ledger.reconcile import cancel, reconcile
from tests.ledger.conftest import Ledger, arrival, row_by_row

CANCELLED = """
insert into oban_jobs (id, queue, worker, state) overriding system value values (1, 'badges', 'w', 'cancelled') on conflict do nothing
"""


async def names(ledger: Ledger) -> list[str]:
    rows = await ledger.all(
        "select r.content ->> 'name' from badgeforge.print p join badgeforge.revision r on r.badge = p.badge and r.revision = p.revision"
        " order by p.id"
    )
    return [name for (name,) in rows]


async def test_the_same_row_again_prints_nothing_new(ledger: Ledger):
    assert await ledger.arrive(arrival(1)) is Decision.NEW
    assert await ledger.arrive(arrival(2)) is Decision.DUPLICATE
    assert await ledger.states() == ["requested"]
    assert ("duplicate",) in await ledger.all("select what from badgeforge.history")


async def test_two_events_with_the_same_ids_are_different_badges(ledger: Ledger):
    await ledger.arrive(arrival(1, event="spring"))
    await ledger.arrive(arrival(2, event="autumn"))
    assert len(await ledger.states()) == 2


async def test_a_change_before_imposition_reaches_the_paper(ledger: Ledger):
    await ledger.arrive(arrival(1, name="Ada Lovlace"))
    assert await ledger.arrive(arrival(2, name="Ada Lovelace")) is Decision.REVISE
    assert await prints.claim(ledger.conn, 1) == []
    await ledger.generate(2)
    assert await ledger.states() == ["generated"]
    assert await names(ledger) == ["Ada Lovelace"]


async def test_a_late_result_of_the_old_content_is_not_entered(ledger: Ledger):
    from tests.ledger.conftest import done

    await ledger.arrive(arrival(1, name="old"))
    [old] = await prints.claim(ledger.conn, 1)
    await ledger.arrive(arrival(2, name="new"))
    await prints.generated(ledger.conn, [done(old.id, old.fence, "old")])
    assert await ledger.states() == ["requested"]
    await ledger.generate(2)
    assert await ledger.all("select pdf from badgeforge.print") == [("badge/new.pdf",)]


async def test_a_change_while_its_sheet_is_closed_shuts_the_imposer_out(ledger: Ledger):
    await ledger.arrive(arrival(1, name="old"))
    await ledger.generate(1)
    [sheet] = await ledger.cut()
    claimed = await sheets.claim(ledger.conn, sheet)
    assert claimed is not None
    await ledger.arrive(arrival(2, name="new"))
    from tests.ledger.conftest import IMPOSED

    assert not await sheets.imposed(ledger.conn, claimed, IMPOSED, [1])
    await ledger.generate(2)
    assert await ledger.impose(sheet)
    assert await ledger.states() == ["imposed"]
    assert await ledger.all("select count(*) from badgeforge.sheet") == [(1,)]
    assert await names(ledger) == ["new"]


async def test_a_change_after_imposition_is_flagged_and_prints_nothing(ledger: Ledger):
    await ledger.arrive(arrival(1, name="old"))
    await ledger.generate(1)
    [sheet] = await ledger.cut()
    await ledger.impose(sheet)
    assert await ledger.arrive(arrival(2, name="new")) is Decision.TOO_LATE
    assert await names(ledger) == ["old"]
    assert await ledger.all("select changed, revision from badgeforge.badge") == [(True, 2)]


async def test_a_badge_that_is_changed_back_is_as_printed(ledger: Ledger):
    await ledger.arrive(arrival(1, name="old"))
    await ledger.generate(1)
    [sheet] = await ledger.cut()
    await ledger.impose(sheet)
    await ledger.arrive(arrival(2, name="new"))
    assert await ledger.arrive(arrival(3, name="old")) is Decision.AS_PRINTED
    assert await ledger.all("select changed, revision from badgeforge.badge") == [(False, 3)]
    await ledger.arrive(arrival(4, name="new"))
    await ledger.conn.execute("select setval('oban_jobs_id_seq', 100)")  # jobs of lists are younger than those that came before
    listed = await enqueue_batch(ledger.conn, [arrival(0, name="old")], ledger.route, place=row_by_row)
    assert (listed.batch, dict(listed.decisions)) == (None, {Decision.AS_PRINTED: 1})
    assert await ledger.all("select changed, revision from badgeforge.badge") == [(False, 5)]
    await ledger.arrive(arrival(1006, name="new", reason="wrong-name"))
    assert await ledger.arrive(arrival(1007, name="old")) is Decision.TOO_LATE, "the reprint says something else"
    assert len(await ledger.states()) == 2


async def test_an_older_job_never_replaces_a_newer_one(ledger: Ledger):
    await ledger.arrive(arrival(5, name="new"))
    assert await ledger.arrive(arrival(4, name="old")) is Decision.STALE
    assert await names(ledger) == ["new"]


async def test_an_older_reprint_says_what_is_known(ledger: Ledger):
    await ledger.arrive(arrival(1, name="first"))
    await ledger.arrive(arrival(5, name="new"))
    assert await ledger.arrive(arrival(4, name="old", reason="lost", request="r")) is Decision.REPRINT
    assert await names(ledger) == ["new", "new"]
    await ledger.arrive(arrival(3, name="old", reason="lost", request="r"))
    assert await ledger.all("select changed, revision from badgeforge.badge") == [(False, 2)]
    assert await ledger.all("select why from badgeforge.history where what = 'stale' order by id") == [("job 4",), ("job 3",)]


async def test_a_reason_makes_a_reprint_and_a_request_makes_it_once(ledger: Ledger):
    await ledger.arrive(arrival(1))
    assert await ledger.arrive(arrival(2, reason="lost", request="r1")) is Decision.REPRINT
    await ledger.arrive(arrival(3, reason="lost", request="r1"))
    assert len(await ledger.states()) == 2
    await ledger.arrive(arrival(4, reason="lost", request="r2"))
    assert len(await ledger.states()) == 3


async def test_the_same_request_with_new_content_prints_nothing_and_is_flagged(ledger: Ledger):
    for job, name, changed in ((1, "old", False), (2, "new", True), (3, "new", True), (4, "old", False)):
        await ledger.arrive(arrival(job, name=name, reason="lost", request="r1"))
        assert await ledger.all("select changed from badgeforge.badge") == [(changed,)], job
    assert await names(ledger) == ["old"]


async def test_a_reprint_that_failed_is_tried_again_with_what_is_known_by_then(ledger: Ledger):
    await ledger.arrive(arrival(1, name="old", reason="lost", request="r1"))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 1), "no font")
    await ledger.arrive(arrival(2, name="new", reason="lost", request="r1"))
    await retry(ledger.conn, 1)
    assert (await names(ledger), await ledger.states()) == (["new"], ["requested"])


async def test_a_failed_badge_that_is_corrected_is_made(ledger: Ledger):
    await ledger.arrive(arrival(1, name="\ue000"))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 1), "no glyph")
    assert await ledger.states() == ["failed"]
    assert await ledger.arrive(arrival(2, name="Ada")) is Decision.REVISE
    await ledger.generate(2)
    assert await ledger.states() == ["generated"]


async def test_a_retried_job_tries_what_failed_of_it_again(ledger: Ledger):
    await ledger.arrive(arrival(1))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 1), "no font")
    await retry(ledger.conn, 1)
    await ledger.generate(1)
    assert await ledger.states() == ["generated"]
    await retry(ledger.conn, 1)
    assert await ledger.states() == ["generated"]


async def test_the_job_of_older_content_that_is_retried_changes_nothing(ledger: Ledger):
    await ledger.arrive(arrival(1, name="old"))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 1), "no font")
    await ledger.arrive(arrival(2, name="new"))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 2), "no font")
    await retry(ledger.conn, 1)
    assert await ledger.states() == ["failed"]
    await retry(ledger.conn, 2)
    assert await ledger.states() == ["requested"]
    assert await names(ledger) == ["new"]


async def test_a_rejected_job_that_is_retried_is_judged_anew(ledger: Ledger):
    await reject(ledger.conn, job=1, queue="badges", why="no printer is called so")
    assert not await prints.known(ledger.conn, 1)
    assert await ledger.all("select job from badgeforge.rejected") == []


async def test_copies_are_prints_of_their_own(ledger: Ledger):
    await ledger.arrive(arrival(1, copies=3))
    await ledger.generate(1)
    [sheet] = await ledger.cut()
    assert await ledger.all(f"select slot from badgeforge.print where sheet = {sheet} order by copy") == [("A1",), ("B1",), ("A2",)]


async def test_a_reprint_stands_for_the_first_print_that_failed(ledger: Ledger):
    """Its list once more prints no second badge, whatever it says; only a reprint that fails too leaves the badge to be printed."""
    await ledger.arrive(arrival(1))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 1), "no glyph")
    assert await ledger.arrive(arrival(2, name="Ada L.", reason="other")) is Decision.REPRINT
    assert await ledger.states() == ["canceled", "requested"]
    assert ("replaced by a reprint: other",) in await ledger.all("select why from badgeforge.history where to_state = 'canceled'")
    assert await ledger.arrive(arrival(3, name="Ada L.")) is Decision.DUPLICATE
    assert await ledger.arrive(arrival(4)) is Decision.TOO_LATE
    listed = await enqueue_batch(ledger.conn, [arrival(0, name="Ada Lovelace")], ledger.route, place=row_by_row)
    assert (listed.batch, dict(listed.decisions)) == (None, {Decision.DUPLICATE: 1})
    assert await ledger.states() == ["canceled", "requested"]
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 2), "no glyph")
    listed = await enqueue_batch(ledger.conn, [arrival(0, name="Ada King")], ledger.route, place=row_by_row)
    assert dict(listed.decisions) == {Decision.NEW: 1}


async def test_a_reprint_of_what_was_canceled_is_no_reason_for_another(ledger: Ledger):
    await ledger.arrive(arrival(1))
    await cancel(ledger.conn, [1], by="test", why="by mistake")
    await ledger.arrive(arrival(2, reason="other"))
    assert await ledger.arrive(arrival(3)) is Decision.DUPLICATE
    assert await ledger.states() == ["canceled", "requested"]


async def test_the_same_request_again_leaves_what_failed(ledger: Ledger):
    await ledger.arrive(arrival(1, reason="lost", request="desk-7"))
    await prints.failed(ledger.conn, await prints.claim(ledger.conn, 1), "no glyph")
    await ledger.arrive(arrival(2, reason="lost", request="desk-7"))
    assert await ledger.states() == ["failed"]


async def test_a_job_that_was_cancelled_and_is_retried_prints_its_badge(ledger: Ledger):
    """Who retries it in Oban wants it after all; again and again."""
    for _ in range(2):
        await ledger.arrive(arrival(1, copies=2)) if not await ledger.states() else await retry(ledger.conn, 1)
        await ledger.conn.execute(CANCELLED)
        await reconcile(ledger.conn, root="/f", age_s=0)
    await retry(ledger.conn, 1)
    await retry(ledger.conn, 1)
    await ledger.generate(1)
    assert await ledger.states() == ["canceled"] * 4 + ["generated"] * 2
    assert await ledger.all("select copy from badgeforge.print where state = 'generated' order by id") == [(1,), (2,)]


async def test_a_cancelled_job_that_is_retried_after_its_badge_came_again_asks_for_no_second_one(ledger: Ledger):
    await ledger.arrive(arrival(1, name="old"))
    await ledger.conn.execute(CANCELLED)
    await reconcile(ledger.conn, root="/f", age_s=0)
    assert await ledger.arrive(arrival(2, name="new")) is Decision.NEW
    await retry(ledger.conn, 1)
    assert (await names(ledger), await ledger.states()) == (["old", "new"], ["canceled", "requested"])


async def test_what_a_person_canceled_stays_canceled_when_its_job_runs_again(ledger: Ledger):
    """Its node may have died over the job; nobody asked for it."""
    await ledger.arrive(arrival(1))
    await cancel(ledger.conn, [1], by="test", why="not wanted")
    await retry(ledger.conn, 1)
    assert await ledger.states() == ["canceled"]
