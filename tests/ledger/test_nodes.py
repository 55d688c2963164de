"""A dead node's work is given back, and nobody else's."""

from ledger import leases, nodes, printers
from tests.ledger.conftest import Ledger

EXECUTING = """
insert into oban_jobs (queue, worker, state, attempt, max_attempts, attempted_at, attempted_by)
values ('badges', 'w', 'executing', 1, 1, timezone('utc', now()), array[%s, 'uuid']) returning id
"""


async def executing(ledger: Ledger, node: str) -> int:
    [(job,)] = await ledger.all(EXECUTING, node)
    return int(job)


async def state(ledger: Ledger, job: int) -> tuple[str, bool]:
    [found] = await ledger.all("select state::text, attempt < max_attempts from oban_jobs where id = %s", job)
    return found


async def test_the_jobs_of_a_dead_node_are_given_back_and_cost_no_attempt(ledger: Ledger):
    for name in ("dead", "alive"):
        await nodes.beat(ledger.conn, name)
    lost, running, elixirs = [await executing(ledger, node) for node in ("dead", "alive", "elixir@host")]
    assert await nodes.bury(ledger.conn, "dead") == 1
    assert await state(ledger, lost) == ("available", True)
    assert (await state(ledger, running))[0] == (await state(ledger, elixirs))[0] == "executing"


async def test_it_is_buried_once_for_each_death(ledger: Ledger):
    await nodes.beat(ledger.conn, "dead")
    await executing(ledger, "dead")
    assert await nodes.bury(ledger.conn, "dead") == 1
    await executing(ledger, "dead")
    assert await nodes.bury(ledger.conn, "dead") == 0


async def test_duties_and_printers_of_a_dead_node_are_free_at_once(ledger: Ledger):
    await nodes.beat(ledger.conn, "dead")
    assert await leases.take(ledger.conn, "poller", "dead", seconds=60)
    assert await printers.lease(ledger.conn, "P", "dead")
    assert not await leases.take(ledger.conn, "poller", "other", seconds=60)
    assert not await printers.lease(ledger.conn, "P", "other")
    await nodes.bury(ledger.conn, "dead")
    assert await leases.take(ledger.conn, "poller", "other", seconds=60)
    assert await printers.lease(ledger.conn, "P", "other")


async def test_a_node_is_silent_when_it_has_not_been_heard_of_for_long_enough(ledger: Ledger):
    await nodes.beat(ledger.conn, "far")
    assert await nodes.silent(ledger.conn, seconds=10) == []
    await ledger.all("update badgeforge.node set seen = seen - interval '11 seconds' returning name")
    [(name, seconds)] = await nodes.silent(ledger.conn, seconds=10)
    assert (name, 11 <= seconds < 60) == ("far", True)
    await nodes.beat(ledger.conn, "far")
    assert await nodes.silent(ledger.conn, seconds=10) == []
