"""A model of the states: steps, crashes, people's decisions and CUPS's answers in any order, on the real ledger with the real stages.

After each step the ledger, the jobs table and the paper agree; and whatever happened, when calm returns everything ends.
Here the same stories are told each time; MODEL_EXAMPLES=1000 tells so many others."""

import asyncio
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from psycopg import AsyncConnection

from ledger import decisions, nodes
from ledger.adoption import Arrival, adopt
from ledger.batches import enqueue_batch
from ledger.reconcile import cancel
from ledger.routes import Route, get
from ledger.spoiled import reprint_sheet
from ledger.states import PRINT_EDGES, SHEET_EDGES
from ledger.states import PrintState as P
from ledger.states import SheetState as S
from ledger.store import Store
from ledger.wire import enqueue, generate
from spool.ipp import JobState
from tests.ledger.conftest import arrival, row_by_row
from tests.model.world import FAULT, LOST, OK, Node, World

DONE = ("completed", "cancelled", "discarded")
PRINTS = """
select p.id, p.state, p.sheet, p.slot, p.pdf, p.attempt, b.badge_id, r.content ->> 'name' as name,
       (select count(*) from oban_jobs j
        where j.worker = 'BadgeForge.PrintCenter' and (j.args ->> 'print_id')::bigint = p.id) as confirmations
from badgeforge.print p join badgeforge.badge b on b.id = p.badge
join badgeforge.revision r on r.badge = p.badge and r.revision = p.revision
"""
ON_SHEET = {
    S.OPEN: {P.REQUESTED, P.GENERATED},
    S.CLOSED: {P.REQUESTED, P.GENERATED},
    S.IMPOSED: {P.IMPOSED},
    S.SPOOLED: {P.SPOOLED},
    S.PRINTED: {P.PRINTED},
    S.UNCERTAIN: {P.UNCERTAIN},
    S.FAILED: set(),
    S.CANCELED: set(),
}
"""what the prints on a sheet are, besides failed and canceled"""
verdicts = some.sampled_from([OK, OK, OK, OK, OK, FAULT, LOST])
which = some.integers(0, 30)
badge_ids = some.sampled_from(["a", "b", "c"])
names = some.sampled_from(["Ada", "Ben"])


def when(possible: Callable[["Machine"], Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Leave a step out where it cannot be taken. A precondition would let what is drawn hang on the times of a real database."""

    def limited(step: Callable[..., None]) -> Callable[..., None]:
        @wraps(step)
        def taken(machine: "Machine", **drawn: Any) -> None:
            if possible(machine):
                step(machine, **drawn)

        return taken

    return limited


def has_nodes(machine: "Machine") -> bool:
    return bool(machine.world.nodes)


class Machine(RuleBasedStateMachine):
    database = ""
    runner: asyncio.Runner

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="model-")
        self.run(self._begin())

    async def _begin(self) -> None:
        conn = await AsyncConnection.connect(self.database, autocommit=True)
        self.world = World(conn=conn, store=Store(root=Path(self.folder.name)))
        await self.world.begin()

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.run(self._calm())
            self.consistent()
            self.run(self._nothing_is_left())
        finally:
            self.run(self._end())
            self.folder.cleanup()

    async def _end(self) -> None:
        for node in self.world.nodes:
            node.kill()
        await asyncio.sleep(0)
        await self.world.conn.close()

    async def route(self, queue: str) -> Route:
        found = await get(self.world.conn, queue)
        assert found is not None
        return found

    # Producers and people who print.

    @rule(
        badge=badge_ids,
        name=names,
        queue=some.sampled_from(["badges", "badges", "desk"]),
        copies=some.integers(1, 2),
        attempts=some.integers(1, 3),
    )
    def arrives(self, badge: str, name: str, queue: str, copies: int, attempts: int) -> None:
        self.run(self.world.insert(queue, {"id": badge, "name": name, "copies": copies}, attempts))

    @rule(badge=badge_ids, name=names, request=some.sampled_from([None, "r1"]))
    def arrives_as_a_reprint(self, badge: str, name: str, request: str | None) -> None:
        self.run(self.world.insert("badges", {"id": badge, "name": name, "reason": "lost", "request": request}, 3))

    @rule(who=some.lists(some.sampled_from("abcdef"), min_size=1, max_size=6, unique=True), name=names, held=some.booleans())
    def a_list_is_printed(self, who: list[str], name: str, held: bool) -> None:
        async def enter() -> None:
            people = [arrival(0, badge_id=badge, name=name) for badge in who]
            await enqueue_batch(self.world.conn, people, await self.route("badges"), place=row_by_row, held=held)

        self.run(enter())

    @rule(badge=badge_ids, name=names, accepted=some.booleans())
    def a_person_reprints(self, badge: str, name: str, accepted: bool) -> None:
        async def reprint() -> None:
            known = await self.world.all("select 1 from badgeforge.badge where badge_id = %s", badge)
            if known:
                async with self.world.conn.transaction():
                    [(job, _)] = await enqueue(self.world.conn, [generate("badges", badge, "e", urgent=True)])
                    wanted: Arrival = arrival(job, badge_id=badge, name=name, reason="lost", accept=accepted)
                    await adopt(self.world.conn, wanted, await self.route("badges"))

        self.run(reprint())

    @rule(which=which)
    def a_sheet_is_reprinted(self, which: int) -> None:
        async def again() -> None:
            if sheets := await self.world.all("select id from badgeforge.sheet where state = 'printed' order by id"):
                found = await decisions.find_sheet(self.world.conn, sheets[which % len(sheets)][0])
                assert found is not None
                await reprint_sheet(self.world.conn, found, reason="damaged", printer=None, by="test")

        self.run(again())

    # Nodes.

    @rule(node=which, job=which, steps=some.integers(0, 12))
    @when(has_nodes)
    def a_job_is_fetched(self, node: int, job: int, steps: int) -> None:
        async def fetch() -> None:
            available = await self.world.all("select id from oban_jobs where state = 'available' order by priority, id")
            if available:
                chosen = self.world.nodes[node % len(self.world.nodes)]
                await self.world.fetch(chosen, available[job % len(available)][0])
                for _ in range(steps):
                    await self.step(chosen, -1, OK)

        self.run(fetch())

    @rule(node=which, hand=which, verdict=verdicts)
    @when(lambda self: any(node.hands for node in self.world.nodes))
    def a_hand_goes_on(self, node: int, hand: int, verdict: str) -> None:
        working = [node for node in self.world.nodes if node.hands]
        self.run(self.step(working[node % len(working)], hand, verdict))

    @rule(steps=some.integers(5, 40), hands=some.integers(1, 3), paper=some.booleans())
    @when(has_nodes)
    def the_work_goes_on(self, steps: int, hands: int, paper: bool) -> None:
        """As on a good day, for so many steps, with so many hands a node; paper: the printers print."""
        self.run(self._work(steps, hands, paper))

    more_work_goes_on = the_work_goes_on
    still_more_work_goes_on = the_work_goes_on

    async def _work(self, steps: int, hands: int, paper: bool) -> None:
        idle = 0
        for turn in range(steps):
            if not self.world.nodes:
                return
            node = self.world.nodes[turn % len(self.world.nodes)]
            jobs = await self.world.all("select id from oban_jobs where state = 'available' order by priority, id limit 1")
            if jobs and len(node.hands) < hands:
                await self.world.fetch(node, jobs[0][0])
            elif node.hands:
                await self.step(node, turn // 2, OK)
            else:
                idle += 1
                await self.duty(node, ("sweep", "poll")[idle % 2])
                for number in self.world.cupsd.numbers(JobState.PENDING, JobState.PROCESSING) if paper else ():
                    self.world.cupsd.finish(number)

    async def step(self, node: Node, hand: int, verdict: str) -> None:
        if node.hands:
            await node.go(node.hands[hand % len(node.hands)], verdict)

    @rule(
        node=which, duty=some.sampled_from(["sweep", "reconcile", "reclaim", "pools", "poll", "poll", "janitor"]), steps=some.integers(0, 6)
    )
    @when(has_nodes)
    def a_duty_has_its_turn(self, node: int, duty: str, steps: int) -> None:
        async def turn() -> None:
            chosen = self.world.nodes[node % len(self.world.nodes)]
            await self.duty(chosen, duty)
            for _ in range(steps):
                await self.step(chosen, -1, OK)

        self.run(turn())

    async def duty(self, node: Node, duty: str) -> None:
        verbs = {
            "sweep": node.sweep,
            "reconcile": node.reconcile,
            "reclaim": node.reclaim,
            "poll": node.tracking.tick,
            "pools": node.pools.tick,
            "janitor": node.janitor.tick,
        }
        await node.begin(verbs[duty]())

    @rule(node=which, after=some.integers(0, 6))
    @when(has_nodes)
    def a_node_dies(self, node: int, after: int) -> None:
        chosen = self.world.nodes[node % len(self.world.nodes)]
        if after:
            chosen.pool.dies = after
        else:
            chosen.kill()
        self.run(asyncio.sleep(0))

    @rule(node=which, after=some.integers(1, 6))
    @when(has_nodes)
    def a_connection_is_cut(self, node: int, after: int) -> None:
        self.world.nodes[node % len(self.world.nodes)].pool.cut = after

    @rule()
    @when(lambda self: not all(node.alive for node in self.world.nodes))
    def the_dead_are_buried_and_others_start(self) -> None:
        self.run(self.rescue())

    async def rescue(self) -> None:
        for name in self.world.bury_the_dead():
            await nodes.bury(self.world.conn, name)
            await self.world.start_node()

    @rule(node=which)
    @when(lambda self: any(node.hands for node in self.world.nodes))
    def a_node_is_stopped_so_long_that_it_is_taken_for_dead(self, node: int) -> None:
        """Its hands go on later."""
        working = [node.name for node in self.world.nodes if node.hands]
        self.run(nodes.bury(self.world.conn, working[node % len(working)]))

    @rule()
    def a_minute_passes(self) -> None:
        self.run(self.world.later())

    # CUPS and its printer.

    @rule(
        job=which,
        how=some.sampled_from(["prints", "starts", "jams", "jams printed", "loses", "loses printed", "is canceled", "is forgotten"]),
    )
    @when(lambda self: self.world.cupsd.numbers(JobState.HELD, JobState.PENDING, JobState.PROCESSING))
    def a_print_job(self, job: int, how: str) -> None:
        cups = self.world.cupsd
        running = cups.numbers(JobState.PROCESSING)
        waiting = cups.numbers(JobState.PENDING) + running
        if how == "is canceled":
            waiting += cups.numbers(JobState.HELD)
        if waiting:
            number = waiting[job % len(waiting)]
            match how:
                case "prints":
                    cups.finish(number)
                case "starts":
                    cups.start(number)
                case "jams" | "jams printed":
                    cups.jam(number, printed=how.endswith("printed"))
                case "loses" | "loses printed":
                    cups.lose_history(number, printed=how.endswith("printed"))
                case "is canceled":
                    cups.cancel_by_operator(number)
                case "is forgotten":
                    cups.forget(number)

    @rule(job=which)
    @when(lambda self: self.world.cupsd.numbers(JobState.PROCESSING))
    def cupsd_is_killed_under_a_print_job(self, job: int) -> None:
        """One that was seen at work. What begins and is killed between two looks leaves no trace: docs/limits.md."""

        async def moving(title: str) -> bool:
            return bool(await self.world.all("select 1 from badgeforge.print_job where title = %s and moving_since is not null", title))

        working = self.world.cupsd.numbers(JobState.PROCESSING)
        number = working[job % len(working)]
        if self.run(moving(self.world.cupsd.jobs[number].report.title)):
            self.world.cupsd.restart_under(number)

    # People, and what others do to the jobs table.

    @rule(badge=badge_ids)
    def a_person_cancels(self, badge: str) -> None:
        async def ask() -> None:
            found = await self.world.all(
                "select p.id from badgeforge.print p join badgeforge.badge b on b.id = p.badge where b.badge_id = %s", badge
            )
            await cancel(self.world.conn, [number for (number,) in found], by="test", why="not wanted")

        self.run(ask())

    @rule(which=which, answer=some.sampled_from(["printed", "again", "cancel"]))
    def a_person_resolves(self, which: int, answer: str) -> None:
        async def ask() -> None:
            uncertain = await self.world.all("select id from badgeforge.sheet where state = 'uncertain' order by id")
            if not uncertain:
                return
            sheet = await decisions.find_sheet(self.world.conn, uncertain[which % len(uncertain)][0])
            assert sheet is not None
            match answer:
                case "printed":
                    assert await decisions.is_printed(self.world.conn, sheet, root="/store", by="test")
                case "again":
                    assert await decisions.print_again(self.world.conn, sheet["id"], by="test")
                case "cancel":
                    assert await decisions.not_wanted(self.world.conn, sheet["id"], by="test")

        self.run(ask())

    @rule(which=which, to=some.sampled_from(["cancelled", "discarded", "available", "pruned"]))
    def somebody_changes_a_job(self, which: int, to: str) -> None:
        """Oban Web, Elixir's pruner, a person with SQL. Confirmations are Elixir's own."""

        async def change() -> None:
            found = await self.world.all("select id, state::text from oban_jobs where queue <> 'printing' order by id")
            if found:
                job, state = found[which % len(found)]
                if to == "pruned":
                    await self.world.conn.execute("delete from oban_jobs where id = %s", [job])
                elif (state in DONE) == (to == "available"):
                    await self.world.conn.execute(
                        "update oban_jobs set state = %s, max_attempts = greatest(max_attempts, attempt + 1) where id = %s", [to, job]
                    )

        self.run(change())

    # What holds after each step.

    @invariant()
    def consistent(self) -> None:
        if hasattr(self, "world"):
            self.run(self._consistent())

    async def _consistent(self) -> None:
        prints = await self._prints()
        sheets = {row[0]: row for row in await self.world.all("select id, state, pdf from badgeforge.sheet")}
        stories, uncertain = await self._stories()
        titles = Counter(number for title, document in self.world.paper for number in self._on(title, document, prints))
        for number, print_ in prints.items():
            told = f"print {number}: {print_}"
            assert print_["confirmations"] == (1 if print_["state"] == P.PRINTED else 0), told
            assert stories["print", number] == print_["state"], told
            if not uncertain[number] and print_["state"] != P.SPOOLED:
                assert titles[number] == (print_["state"] == P.PRINTED), f"on paper {titles[number]} times, and nobody was asked: {told}"
            if print_["state"] not in (P.REQUESTED, P.FAILED, P.CANCELED):
                assert print_["pdf"] == f"badge/{print_['badge_id']}:{print_['name']}", told
            if print_["sheet"]:
                live = print_["state"] not in (P.FAILED, P.CANCELED)
                assert not live or print_["state"] in ON_SHEET[S(sheets[print_["sheet"]][1])], f"{told} on {sheets[print_['sheet']]}"
        for sheet, state, pdf in sheets.values():
            assert stories.get(("sheet", sheet), "open") == state
            if state in (S.IMPOSED, S.SPOOLED, S.UNCERTAIN, S.PRINTED):
                on_it = {each["slot"]: each["pdf"][6:] for each in prints.values() if each["sheet"] == sheet and each["state"] == state}
                assert json.loads(pdf.removeprefix("sheet/")) == on_it, f"sheet {sheet}, {state}"

    async def _prints(self) -> dict[int, dict[str, Any]]:
        cursor = await self.world.conn.execute(PRINTS)
        assert cursor.description is not None
        columns = [column.name for column in cursor.description]
        return {row[0]: dict(zip(columns, row, strict=True)) for row in await cursor.fetchall()}

    def _on(self, title: str, document: str, prints: dict[int, dict[str, Any]]) -> list[int]:
        """The prints that came out with a sheet."""
        sheet = int(title.split("-")[-3])
        slots = json.loads(document.removeprefix("sheet/"))
        return [number for number, each in prints.items() if each["sheet"] == sheet and each["slot"] in slots]

    async def _stories(self) -> tuple[dict[tuple[str, int], str], Counter[int]]:
        """Where the history says that each print and sheet is, move by move; and how often a person was asked about each print."""
        told = (
            "select what, coalesce(print, sheet), from_state, to_state from badgeforge.history where what in ('print', 'sheet') order by id"
        )
        now: dict[tuple[str, int], str] = {}
        for (number,) in await self.world.all("select id from badgeforge.print"):
            now["print", number] = "requested"
        uncertain = Counter[int]()
        for what, number, before, after in await self.world.all(told):
            edges: Any = PRINT_EDGES if what == "print" else SHEET_EDGES
            if before is not None and before != after:
                assert before == now.get((what, number), "open"), (
                    f"{what} {number}: {before} > {after}, and it was {now.get((what, number))}"
                )
                assert after in edges[before]
            now[what, number] = after
            uncertain[number] += what == "print" and after == P.UNCERTAIN
        return now, uncertain

    # Calm returns.

    async def _calm(self) -> None:
        for node in self.world.nodes:
            node.pool.cut = None
            if node.pool.dies is not None:
                node.kill()
        await self.rescue()
        await self.world.conn.execute("update badgeforge.batch set held = false")
        for _ in range(40):
            for node in list(self.world.nodes):
                await self._finish(node)
            await self.world.later()
            worker = self.world.nodes[0]
            for duty in ("reclaim", "sweep", "reconcile", "pools", "poll", "janitor"):
                for node in self.world.nodes if duty == "reclaim" else [worker]:
                    await self.duty(node, duty)
                    await self._finish(node)
            for (job,) in await self.world.all("select id from oban_jobs where state = 'available' order by priority, id"):
                await self.world.fetch(worker, job)
                await self._finish(worker)
            for number in self.world.cupsd.numbers(JobState.PENDING, JobState.PROCESSING):
                self.world.cupsd.finish(number)
            if not await self._under_way():
                return

    async def _finish(self, node: Node) -> None:
        for _ in range(1000):
            if not node.hands:
                return
            await self.step(node, 0, OK)

    async def _under_way(self) -> list[Any]:
        prints = await self.world.all(
            "select id, state from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled')"
        )
        jobs = await self.world.all("select id, queue, state::text from oban_jobs where state in ('available', 'executing')")
        journal = await self.world.all("select id, state from badgeforge.print_job where state in ('intent', 'releasing', 'released')")
        return [*prints, *jobs, *journal, *self.world.cupsd.numbers(JobState.HELD)]

    async def _nothing_is_left(self) -> None:
        if left := await self._under_way():
            sheets = await self.world.all("select id, state, attempt, number, batch from badgeforge.sheet where state <> 'printed'")
            journal = await self.world.all("select sheet, attempt, state, evidence from badgeforge.print_job where state <> 'done'")
            printer = await self.world.all("select paused, trouble, impact, retry_at, feeder from badgeforge.printer")
            raise AssertionError(f"it does not end: {left}; {sheets=} {journal=} {printer=}")


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
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
