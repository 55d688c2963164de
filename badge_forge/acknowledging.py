"""How Oban is told that jobs are done: all of a queue that end together in one statement. Its own way takes one a job, and there are two
jobs a badge.

It goes through the hook that Oban has for this, which is no public API: the lock file holds the version, and the tests what it must do."""

from collections.abc import Sequence

from oban._executor import AckAction
from oban._extensions import put_ext
from oban._query import Query, _ack_jobs

from ledger.wire import complete


def share_statements() -> None:
    """For every Oban of this process, from now on."""
    put_ext("query.ack_jobs", acknowledge)


async def acknowledge(query: Query, acks: Sequence[AckAction]) -> list[int]:
    """The ids of the jobs that were still ours. What did not simply end well, Oban writes as ever; after an error all is written again."""
    plain = [ack for ack in acks if _is_plain(ack)]
    others = [ack for ack in acks if not _is_plain(ack)]
    async with query.connection() as conn:
        done = await complete(conn, [(ack.job.id, ack.job.attempted_at) for ack in plain]) if plain else []
    return done + (await _ack_jobs(query, others) if others else [])


def _is_plain(ack: AckAction) -> bool:
    return ack.state == "completed" and not any((ack.error, ack.meta, ack.schedule_in, ack.attempt_change))
