"""A node of the model: the stages as the program puts them together, on slots and a CUPS that wait for verdicts."""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from oban import Cancel, Snooze
from psycopg_pool import AsyncConnectionPool

from badge_forge.commands.printer_move import Move
from badge_forge.finishing import Finishing
from badge_forge.outcomes import answer
from badge_forge.slots import SlotDied
from forge.arrivals import Defaults
from forge.errors import CannotRender
from forge.generation import Generation
from forge.slot import BadgeOrder, StoredBadge, made_of
from imposition.aggregation import Aggregation
from imposition.errors import BadgeFileError
from imposition.slot import SheetOrder, StoredSheet
from ledger import nodes, printers, prints, submissions
from ledger.printers import Printer
from ledger.reconcile import reconcile
from ledger.values import Done
from ledger.wire import wake
from spool import cups_jobs
from spool.cups_destination import CupsDestination
from spool.destination import Destination, JobRef
from spool.feeding import Feeding
from spool.janitor import Janitor
from spool.pools import Pools
from spool.server import Server
from spool.ticket import Offer, Ticket
from spool.tracking import Tracking
from tests.model.cupsd import QUEUES
from tests.model.hand import FAULT, LOST, OK, Hand, current
from tests.model.pool import Pool
from tests.model.reconciled import assert_reconciled, with_their_jobs

if TYPE_CHECKING:
    from tests.model.world import World

MAKER = "what the slots render with"
ACK = """
update oban_jobs set state = %s::oban_job_state, attempt = attempt + %s where id = %s and state = 'executing' and attempted_at = %s
"""


class InTurn:
    """For a Beside: a hand is at one gate at a time, and not late there."""

    async def round(self, calls: Mapping[str, Callable[[], Coroutine[Any, Any, Any]]]) -> list[Any]:
        return [await call() for call in calls.values()]


class Node:
    """The stages as the program puts them together, with slots and a CUPS that wait for verdicts."""

    def __init__(self, world: "World", name: str) -> None:
        self.name = name
        self.hands: list[Hand] = []
        self.pool = Pool(world)
        self._world = world
        pool, store = cast(AsyncConnectionPool[Any], self.pool), world.store
        self.aggregation = Aggregation(pool=pool, store=store, impose=self._impose, broken=(SlotDied,))
        self.feeding = Feeding(
            pool=pool,
            store=store,
            holder=name,
            destination=self._destination,
            nudge=lambda: None,
            make_anew=self.aggregation.make_anew,
            renew_s=3600,  # the world's clock goes on when a story says so
        )
        self.tracking = Tracking(pool=pool, store=store, destination=self._destination)
        self.pools = Pools(pool=pool, destination=self._destination)
        self.tracking._looks = self.pools._looks = self.pools._recalls = InTurn()  # type: ignore[assignment]
        self.janitor = Janitor(pool=pool, destination=self._destination)
        finishing = Finishing(pool=pool, aggregation=self.aggregation, feeding=self.feeding)

        async def claim(job: int) -> list[prints.Claimed]:
            async with self.pool.connection() as conn:
                return await prints.claim(conn, job)

        async def finish(results: Any, urgent: bool) -> Any:
            [lanes] = await finishing._enter_all([(results, urgent)])
            return lanes

        self.generation = Generation(
            pool=pool,
            store=store,
            defaults=Defaults(event="e"),
            claim=claim,
            maker=self._maker,
            render=self._render,
            broken=(SlotDied,),
            finish=finish,
            onward=finishing.onward,
        )

    @property
    def alive(self) -> bool:
        return self.pool.dies is None or self.pool.dies > 0

    @property
    def free(self) -> list[Hand]:
        return [hand for hand in self.hands if not hand.stopped]

    def kill(self) -> None:
        self.pool.dies = 0
        for hand in self.hands:
            hand.task.cancel()
        self.hands = []

    async def begin(self, work: Coroutine[Any, Any, Any], job: int = 0, duty: str = "") -> None:
        """job: Oban's, 0 for a duty."""
        hand = Hand(work, job, duty)
        self.hands.append(hand)
        await hand.settle()
        self._clear()

    async def step(self, hand: int, verdict: str = OK) -> None:
        """One of its hands goes on, if it has any."""
        if self.free:
            await self.go(self.free[hand % len(self.free)], verdict)

    async def finish(self) -> None:
        """Until its hands are empty."""
        for _ in range(1000):
            if not self.hands:
                return
            await self.step(0)

    async def duty(self, name: str) -> None:
        verbs = {
            "sweep": self.sweep,
            "reconcile": self.reconcile,
            "reclaim": self.reclaim,
            "poll": self.tracking.tick,
            "pools": self.pools.tick,
            "janitor": self.janitor.tick,
        }
        await self.begin(verbs[name](), duty=name)

    async def go(self, hand: Hand, verdict: str = OK) -> None:
        await nodes.beat(self._world.conn, self.name)
        await hand.go(verdict)
        self._clear()

    def _clear(self) -> None:
        self.hands = [hand for hand in self.hands if not hand.task.done()]
        if not self.alive:
            self.kill()

    async def perform(self, job: dict[str, Any]) -> None:
        """One job as Oban has it performed, and acknowledged."""
        match await answer(self._stage(job)):  # a JobError is a fault of the program
            case Cancel():
                state, change = "cancelled", 0
            case Snooze():
                state, change = "available", -1
            case _:
                state, change = "completed", 0
        async with self.pool.connection() as conn:
            await conn.execute(ACK, [state, change, job["id"], job["attempted_at"]])

    async def _stage(self, job: dict[str, Any]) -> Any:
        args = job["args"]
        match job["queue"]:
            case "sheets":
                return await self.aggregation.run(args["sheet"])
            case "spool":
                return await self.feeding.run(args["printer"])
            case "printing":
                async with self.pool.connection() as conn:
                    await prints.confirmed(conn, args["print_id"])
                return Done()
            case queue:
                return await self.generation.run(job["id"], queue, args)

    async def sweep(self) -> None:
        await self.aggregation.sweep()
        async with self.pool.connection() as conn:
            await wake(conn, await printers.hungry(conn, submissions.OUTSTANDING))

    async def reconcile(self) -> None:
        async with self.pool.connection() as conn, conn.transaction():  # in one, in which all ages are of one moment
            before = await with_their_jobs(conn)
            await reconcile(conn, root=str(self._world.store.root))
            assert_reconciled(before, await with_their_jobs(conn))

    async def reclaim(self) -> None:
        """What its cut connections lost."""
        async with self.pool.connection() as conn:
            in_hand = [hand.job for hand in self.hands]
            performed = "select id from oban_jobs where state = 'executing' and id = any(%s) order by id"
            before = await (await conn.execute(performed, [in_hand])).fetchall()
            lost = await nodes.forgotten(conn, self.name, in_hand)
            await nodes.give_back(conn, self.name, [each.job for each in lost])
            assert await (await conn.execute(performed, [in_hand])).fetchall() == before

    async def _maker(self) -> str:
        return MAKER

    async def _render(self, order: BadgeOrder, *, urgent: bool) -> StoredBadge:
        verdict = await current.get().wait("render", [order.id])
        if verdict == FAULT and not order.accept:
            raise CannotRender("a glyph is in the font", order.name, "accept it")
        if verdict == LOST:
            raise SlotDied("a slot lives", "killed", "try again")
        pdf = f"badge/{order.id}:{order.name}"
        self._world.store.write(pdf, b"")
        made = made_of(order, MAKER)
        return StoredBadge(pdf=pdf, trim_width=86, trim_height=124, bleed=3, pages=1, warnings=(), made_of=made)

    async def _impose(self, order: SheetOrder, *, urgent: bool) -> StoredSheet:
        verdict = await current.get().wait("impose", [cell.id for cell in order.cells])
        if verdict == FAULT:
            raise BadgeFileError(order.cells[0].id, "its file is bad")
        if verdict == LOST:
            raise SlotDied("a slot lives", "killed", "try again")
        pdf = "sheet/" + json.dumps({cell.slot: cell.pdf.removeprefix("badge/") for cell in order.cells}, sort_keys=True)
        return StoredSheet(pdf=pdf, media="iso_a4_210x297mm", width=210, height=297, sides="one-sided", pages=1, warnings=())

    async def move(self, source: str, target: str) -> None:
        """A person at this machine: `badgeforge printer move`."""
        async with self.pool.connection() as conn:
            found = {printer.name: printer for printer in map(printers.of_row, await printers.all_printers(conn))}
        at_source = self._destination(found[source])
        pool = cast(AsyncConnectionPool[Any], self.pool)
        moving = Move(pool=pool, conn=self._world.conn, target=found[target], at_source=at_source, offer=Offer())
        await moving.all_of(source)
        async with self.pool.connection() as conn:
            await wake(conn, [target])

    def _destination(self, printer: Printer, **_: Any) -> Destination:
        return CupsDestination(queue=printer.target, server=Server.parse("cups:631"), run=self._ask_cups)

    async def _ask_cups(self, function: Any, *args: Any, timeout_s: float) -> Any:
        hand = current.get()
        titles = _titles(args)
        verdict = await hand.wait(f"before {function.__name__}", titles)
        if verdict == FAULT:
            raise TimeoutError("no answer")
        if (hand.duty, function) == ("janitor", cups_jobs.withdraw):
            await self._assert_nobody_releases(titles)
        result = self._world.cupsd.perform(function, *args)
        if verdict == LOST:
            raise ConnectionError("the answer was lost")
        await hand.wait(f"after {function.__name__}", titles)
        return result

    async def _assert_nobody_releases(self, titles: Sequence[str]) -> None:
        known = await self._world.all("select title, state from badgeforge.print_job where title = any(%s)", titles)
        assert known and all(state not in ("intent", "releasing") for _, state in known), f"the janitor takes {known}"


def _titles(args: Sequence[Any]) -> list[str]:
    """Which print jobs a request is about."""
    jobs = [job for each in args for job in (each if isinstance(each, tuple) else (each,))]
    return [job if isinstance(job, str) else job.title for job in jobs if isinstance(job, str | JobRef | Ticket) and job not in QUEUES]
