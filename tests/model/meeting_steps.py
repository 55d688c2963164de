"""Things that meet: something happens to what a hand has in hand, others go on with it, and then the hand does."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from hypothesis import strategies as some
from hypothesis.stateful import rule

from ledger.entering import enqueue_batch
from tests.ledger.conftest import arrival, row_by_row
from tests.model.hand import Hand
from tests.model.node import Node
from tests.model.people_steps import PeopleSteps
from tests.model.steps import which

GATES = ("render", "impose", "impose", "after create_held", "after create_held", "before release", "after release", "after look")
OTHERS = (0, 0, 6, 15)
"""how far others go meanwhile"""
ON_SHEETS = """
select b.badge_id from badgeforge.print p join badgeforge.badge b on b.id = p.badge where p.sheet = any(%s::bigint[]) order by p.id
"""
CANCEL_JOB = """
update oban_jobs set state = 'cancelled'
where id in (select p.job from badgeforge.print p join badgeforge.badge b on b.id = p.badge where b.badge_id = %s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A hand of a node that stands at a gate, a badge that it has in hand, and another node."""

    node: Node
    hand: Hand
    badge: str
    other: Node


class MeetingSteps(PeopleSteps):
    @rule(gate=some.sampled_from(GATES), deed=some.integers(0, 7), which=which, others=some.sampled_from(OTHERS), paper=some.booleans())
    def meanwhile(self, gate: str, deed: int, which: int, others: int, paper: bool) -> None:
        self.run(self._meanwhile(gate, deed, which, others, paper))

    meanwhile_2 = meanwhile_3 = meanwhile_4 = meanwhile_5 = meanwhile

    async def _meanwhile(self, gate: str, deed: int, which: int, others: int, paper: bool) -> None:
        met = await self._meet(gate, which)
        if met is None:
            return
        met.hand.stopped = True
        try:
            await self.deeds[deed % len(self.deeds)](met)
            await self.world.work(others, 2, paper=paper)
        finally:
            met.hand.stopped = False
        for _ in range(20):
            if met.hand in met.node.hands:
                await met.node.go(met.hand)

    async def _meet(self, gate: str, which: int) -> Meeting | None:
        """At this gate, on the way to which there is a list of two badges."""
        await self.world.rescue()
        two = [arrival(0, badge_id=f"more{next(self.world.more)}", name="Cy") for _ in range(2)]
        await enqueue_batch(self.world.conn, two, await self.route("badges"), place=row_by_row)
        for _ in range(40):
            for node in self.world.nodes:
                for hand in node.hands:
                    if hand.gate == gate and (gate != "impose" or len(hand.about) > 1):
                        other = next(each for each in self.world.nodes if each is not node)
                        return Meeting(node=node, hand=hand, badge=await self._badge(hand, which), other=other)
            await self.world.work(1, 2, paper=False)
        return None

    async def _badge(self, hand: Hand, which: int) -> str:
        on_sheets = [int(about.split("-")[-3]) for about in hand.about if about.count("-") > 2]
        badges = [badge for (badge,) in await self.world.all(ON_SHEETS, on_sheets)] or list(hand.about)
        return badges[which % len(badges)]

    @property
    def deeds(self) -> tuple[Callable[[Meeting], Awaitable[None]], ...]:
        return self._canceled, self._job_cancelled, self._changed, self._taken_for_dead, self._moved, self._ended_by_operator, self._duties

    async def _canceled(self, met: Meeting) -> None:
        await self.cancel(met.badge)

    async def _job_cancelled(self, met: Meeting) -> None:
        await self.world.conn.execute(CANCEL_JOB, [met.badge])
        await self.world.later()
        await met.other.duty("reconcile")

    async def _changed(self, met: Meeting) -> None:
        await self.world.insert("badges", {"id": met.badge, "name": "Di"}, 3)

    async def _taken_for_dead(self, met: Meeting) -> None:
        await self.world.bury(met.node.name)

    async def _moved(self, met: Meeting) -> None:
        await met.other.begin(met.other.move("P", "Q"))

    async def _ended_by_operator(self, met: Meeting) -> None:
        for number, job in list(self.world.cupsd.jobs.items()):
            if job.report.title in met.hand.about:
                self.world.cupsd.cancel_by_operator(number)

    async def _duties(self, met: Meeting) -> None:
        await self.world.later()
        await met.node.duty("reclaim")
        for duty in ("reclaim", "sweep", "janitor", "poll"):
            await met.other.duty(duty)
