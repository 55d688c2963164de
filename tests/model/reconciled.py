"""What the reconciler does, held to the contract: prints follow their jobs, and nobody else's."""

from typing import Any

from psycopg import AsyncConnection

from ledger.states import PrintState as P

PRINTS = """
select p.id, p.state, p.state_at < now() - interval '5 s' as aged, j.state::text as job
from badgeforge.print p
left join oban_jobs j on j.id = p.job
order by p.id
"""
LOST = (None, "completed")

type Print = tuple[P, bool, str | None]
"""its state; whether it has been so for some time; its job's state"""


async def with_their_jobs(conn: AsyncConnection[Any]) -> dict[int, Print]:
    return {number: (P(state), aged, job) for number, state, aged, job in await (await conn.execute(PRINTS)).fetchall()}


def assert_reconciled(before: dict[int, Print], after: dict[int, Print]) -> None:
    for number, (state, aged, job) in before.items():
        now, _, its_job = after[number]
        told = f"print {number}: {state}, its job {job}; and then {now}, {its_job}"
        match state:
            case P.GENERATED | P.IMPOSED if job == "cancelled":
                assert now is P.CANCELED, told
            case P.REQUESTED if aged and job in ("cancelled", "discarded"):
                assert now is (P.CANCELED if job == "cancelled" else P.FAILED), told
            case P.REQUESTED if aged and job in LOST:
                assert (now, its_job) == (P.REQUESTED, "available"), told
            case _:
                assert now is state or (state, now) == (P.IMPOSED, P.GENERATED), told
