"""A model of the states: steps, crashes, people's decisions and CUPS's answers in any order, on the real ledger with the real stages.

After each step the ledger, the jobs table and the paper agree; and whatever happened, when calm returns everything ends.
Here the same stories are told each time; MODEL_EXAMPLES=1000 tells so many others."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test
from psycopg import AsyncConnection

from ledger.store import Store
from tests.model.agreement import assert_agreement
from tests.model.calm import assert_nothing_is_left, calm
from tests.model.cups_steps import CupsSteps
from tests.model.meeting_steps import MeetingSteps
from tests.model.node_steps import NodeSteps
from tests.model.world import World


class Machine(MeetingSteps, NodeSteps, CupsSteps):
    """Tells stories: steps of people, nodes and CUPS in any order, and then calm."""

    database = ""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="model-")
        self.run(self._begin())

    async def _begin(self) -> None:
        conn = await AsyncConnection.connect(self.database, autocommit=True)
        self.world = World(conn=conn, store=Store(root=Path(self.folder.name)))
        await self.world.begin()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.run(calm(self.world))
            self.consistent()
            self.run(assert_nothing_is_left(self.world))
        finally:
            self.run(self._end())
            self.folder.cleanup()

    async def _end(self) -> None:
        for node in self.world.nodes:
            node.kill()
        await asyncio.sleep(0)
        await self.world.conn.close()

    @invariant()
    def consistent(self) -> None:
        if hasattr(self, "world"):
            self.run(assert_agreement(self.world))


@pytest.fixture(scope="module")
def runner() -> Any:
    with asyncio.Runner() as made:
        yield made


@pytest.mark.timeout(600)  # to tell the shortest story of a failure takes longer than to find it
def test_whatever_happens_the_ledger_agrees_with_the_paper_and_everything_ends(shared_database: str, runner: asyncio.Runner):
    Machine.database, Machine.runner = shared_database, runner
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=int(os.environ.get("MODEL_EXAMPLES", "25")),
            derandomize="MODEL_EXAMPLES" not in os.environ,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
