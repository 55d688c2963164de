"""Calm returns: whatever happened, everything ends."""

from typing import Any

from ledger import printers
from spool.ipp import JobState
from tests.model.cupsd import QUEUES, WAITING
from tests.model.world import World


async def calm(world: World) -> None:
    """Nobody dies or decides any more, printers print, and each duty has its turns."""
    for node in world.nodes:
        node.pool.cut = None
        if node.pool.dies is not None:
            node.kill()
    await world.rescue()
    await world.conn.execute("update badgeforge.batch set held = false")
    for name in QUEUES:
        world.cupsd.go_on(name)
        await printers.pause(world.conn, name, paused=False, by="test")
    for _ in range(40):
        await _round(world)
        if not await _under_way(world):
            return


async def _round(world: World) -> None:
    for node in list(world.nodes):
        await node.finish()
    await world.later()
    worker = world.nodes[0]
    for duty in ("reclaim", "sweep", "reconcile", "pools", "poll", "janitor"):
        for node in world.nodes if duty == "reclaim" else [worker]:
            await node.duty(duty)
            await node.finish()
    for (job,) in await world.all("select id from oban_jobs where state = 'available' order by priority, id"):
        await world.fetch(worker, job)
        await worker.finish()
    for number in world.cupsd.numbers(*WAITING):
        world.cupsd.finish(number)


async def _under_way(world: World) -> list[Any]:
    prints = await world.all("select id, state from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled')")
    told = await world.all("select id, confirmation from badgeforge.print where state = 'printed' and confirmed is null")
    jobs = await world.all("select id, queue, state::text from oban_jobs where state in ('available', 'executing')")
    journal = await world.all("select id, state from badgeforge.print_job where state in ('intent', 'releasing', 'released')")
    return [*prints, *told, *jobs, *journal, *world.cupsd.numbers(JobState.HELD, JobState.STOPPED)]


async def assert_nothing_is_left(world: World) -> None:
    if left := await _under_way(world):
        sheets = await world.all("select id, state, attempt, number, batch from badgeforge.sheet where state <> 'printed'")
        journal = await world.all("select sheet, attempt, state, evidence from badgeforge.print_job where state <> 'done'")
        printer = await world.all("select name, paused, trouble, impact, retry_at, feeder from badgeforge.printer")
        raise AssertionError(f"it does not end: {left}; {sheets=} {journal=} {printer=}")
    known = {badge for (badge,) in await world.all("select b.badge_id from badgeforge.badge b join badgeforge.print p on p.badge = b.id")}
    assert world.wishes.badges <= known, "somebody asked for a badge, and there is no print of it"
