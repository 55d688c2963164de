"""Nodes: what they are given, how far they go, and how they end."""

import asyncio

from hypothesis import strategies as some
from hypothesis.stateful import rule

from tests.model.cupsd import QUEUES
from tests.model.steps import Steps, printers, verdicts, when, which


class NodeSteps(Steps):
    @rule(node=which, job=which, steps=some.integers(0, 12))
    def a_job_is_fetched(self, node: int, job: int, steps: int) -> None:
        async def fetch() -> None:
            available = await self.world.all("select id from oban_jobs where state = 'available' order by priority, id")
            if available:
                chosen = self.world.nodes[node % len(self.world.nodes)]
                await self.world.fetch(chosen, available[job % len(available)][0])
                for _ in range(steps):
                    await chosen.step(-1)

        self.run(fetch())

    @rule(node=which, hand=which, verdict=verdicts)
    @when(lambda self: any(node.hands for node in self.world.nodes))
    def a_hand_goes_on(self, node: int, hand: int, verdict: str) -> None:
        working = [node for node in self.world.nodes if node.hands]
        self.run(working[node % len(working)].step(hand, verdict))

    @rule(steps=some.integers(5, 25), hands=some.integers(1, 3), paper=some.booleans())
    def the_work_goes_on(self, steps: int, hands: int, paper: bool) -> None:
        self.run(self.world.work(steps, hands, paper=paper))

    more_work_goes_on = the_work_goes_on

    @rule(
        node=which, duty=some.sampled_from(["sweep", "reconcile", "reclaim", "pools", "poll", "poll", "janitor"]), steps=some.integers(0, 6)
    )
    def a_duty_has_its_turn(self, node: int, duty: str, steps: int) -> None:
        async def turn() -> None:
            chosen = self.world.nodes[node % len(self.world.nodes)]
            await chosen.duty(duty)
            for _ in range(steps):
                await chosen.step(-1)

        self.run(turn())

    @rule(node=which, source=printers, steps=some.integers(0, 4))
    def a_person_moves_what_waits_for_a_printer(self, node: int, source: str, steps: int) -> None:
        async def ask() -> None:
            chosen = self.world.nodes[node % len(self.world.nodes)]
            [target] = set(QUEUES) - {source}
            await chosen.begin(chosen.move(source, target))
            for _ in range(steps):
                await chosen.step(-1)

        self.run(ask())

    @rule(node=which, after=some.integers(0, 6))
    def a_node_dies(self, node: int, after: int) -> None:
        chosen = self.world.nodes[node % len(self.world.nodes)]
        if after:
            chosen.pool.dies = after
        else:
            chosen.kill()
        self.run(asyncio.sleep(0))

    @rule(node=which, after=some.integers(1, 6))
    def a_connection_is_cut(self, node: int, after: int) -> None:
        self.world.nodes[node % len(self.world.nodes)].pool.cut = after

    @rule()
    def the_dead_are_buried_and_others_start(self) -> None:
        self.run(self.world.rescue())

    @rule(node=which)
    @when(lambda self: any(node.hands for node in self.world.nodes))
    def a_node_is_stopped_so_long_that_it_is_taken_for_dead(self, node: int) -> None:
        """Its hands go on later."""
        working = [node.name for node in self.world.nodes if node.hands]
        self.run(self.world.bury(working[node % len(working)]))

    @rule()
    def a_minute_passes(self) -> None:
        self.run(self.world.later())
