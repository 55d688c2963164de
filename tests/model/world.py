"""A world in which each thing happens when the test says so: nodes with the real stages on a real ledger, their slots, Oban and CUPS.

A node's work is a Hand: it goes from gate to gate (a slot's call, a request to CUPS, before and after it), and waits at each for a verdict.
A node that dies, dies before one of its transactions, and all its hands with it. One that was only stopped goes on when its hands do.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast

from oban import Cancel, Snooze
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

from badge_forge.finishing import Finishing
from badge_forge.outcomes import answer
from badge_forge.slots import SlotDied
from forge.errors import CannotRender
from forge.generation import Defaults, Generation
from forge.slot import BadgeOrder, StoredBadge, design_key, made_of
from imposition.aggregation import Aggregation
from imposition.errors import BadgeFileError
from imposition.slot import SheetOrder, StoredSheet
from imposition.stocks import find
from ledger import nodes, print_jobs, printers, prints, routes
from ledger.printers import Printer
from ledger.reconcile import reconcile
from ledger.store import Store
from ledger.values import Done
from ledger.wire import wake
from spool.beside import Beside
from spool.cups_destination import CupsDestination
from spool.destination import Destination
from spool.feeding import Feeding
from spool.janitor import Janitor
from spool.pools import Pools
from spool.server import Server
from spool.tracking import Tracking
from tests.model.cupsd import Cupsd

OK, FAULT, LOST = "ok", "fault", "lost"
"""verdicts: it is done; it fails (cannot be rendered, no answer within the time); it breaks (the slot dies, the answer is lost)"""
MAKER = "what the slots render with"
LATER = """
update badgeforge.print set state_at = state_at - interval '1 minute';
update badgeforge.sheet set state_at = state_at - interval '1 minute';
update badgeforge.print_job set at = at - interval '2 minutes', ended_at = ended_at - interval '2 minutes';
update badgeforge.printer set retry_at = 'epoch', feeder_until = feeder_until - interval '1 minute';
"""
FETCH = """
update oban_jobs
set state = 'executing', attempt = attempt + 1, attempted_at = timezone('utc', clock_timestamp()), attempted_by = array[%s, 'u']
where id = %s and state = 'available' returning id, queue, args, attempt, max_attempts, attempted_at
"""
ACK = """
update oban_jobs set state = %s::oban_job_state, attempt = attempt + %s where id = %s and state = 'executing' and attempted_at = %s
"""


class Killed(BaseException):
    """kill -9 of the node."""


class Hand:
    """A piece of work of a node."""

    def __init__(self, work: Coroutine[Any, Any, Any], job: int) -> None:
        self.job = job
        self.gate = ""
        self.arrived = asyncio.Event()
        self.verdict: asyncio.Future[str] | None = None
        self.task = asyncio.ensure_future(self._run(work))

    async def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        _hand.set(self)
        with suppress(Killed, OperationalError):  # as an acknowledgement or a duty that meets a cut connection
            await work

    async def wait(self, gate: str) -> str:
        self.gate = gate
        self.verdict = asyncio.get_running_loop().create_future()
        self.arrived.set()
        return await self.verdict

    async def settle(self) -> None:
        """Until it stands at a gate, or has ended."""
        arrived = asyncio.ensure_future(self.arrived.wait())
        await asyncio.wait([self.task, arrived], return_when=asyncio.FIRST_COMPLETED)
        arrived.cancel()
        if self.task.done():
            self.task.result()

    async def go(self, verdict: str) -> None:
        assert self.verdict is not None
        self.arrived.clear()
        self.verdict.set_result(verdict)
        await self.settle()


_hand: ContextVar[Hand] = ContextVar("hand")


class Pool:
    """One connection, lent to one at a time; a node of the dead is lent none. dies: before how many loans more; cut: likewise."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.dies: int | None = None
        self.cut: int | None = None

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        async with self._world.lock:
            self.dies, self.cut = _less(self.dies), _less(self.cut)
            if self.dies is not None and self.dies <= 0:
                raise Killed
            if self.cut == 0:
                self.cut = None
                raise OperationalError("the connection was cut")
            yield self._world.conn


def _less(number: int | None) -> int | None:
    return None if number is None else number - 1


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
        )
        self.tracking = Tracking(pool=pool, store=store, destination=self._destination)
        self.pools = Pools(pool=pool, destination=self._destination)
        self.tracking._looks, self.pools._looks = Beside(patience_s=1e9), Beside(patience_s=1e9)  # a hand at a gate is not late
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
            maker=MAKER,
            render=self._render,
            broken=(SlotDied,),
            finish=finish,
            onward=finishing.onward,
        )

    @property
    def alive(self) -> bool:
        return self.pool.dies is None or self.pool.dies > 0

    def kill(self) -> None:
        self.pool.dies = 0
        for hand in self.hands:
            hand.task.cancel()
        self.hands = []

    async def begin(self, work: Coroutine[Any, Any, Any], job: int = 0) -> None:
        """job: Oban's, 0 for a duty."""
        hand = Hand(work, job)
        self.hands.append(hand)
        await hand.settle()
        self._clear()

    async def go(self, hand: Hand, verdict: str) -> None:
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
            await wake(conn, await printers.hungry(conn, print_jobs.OUTSTANDING))

    async def reconcile(self) -> None:
        async with self.pool.connection() as conn:
            await reconcile(conn)

    async def reclaim(self) -> None:
        """What its cut connections lost."""
        async with self.pool.connection() as conn:
            lost = await nodes.forgotten(conn, self.name, [hand.job for hand in self.hands])
            await nodes.give_back(conn, self.name, [each.job for each in lost])

    async def _render(self, order: BadgeOrder, *, urgent: bool) -> StoredBadge:
        verdict = await _hand.get().wait("render")
        if verdict == FAULT and not order.accept:
            raise CannotRender("a glyph is in the font", order.name, "accept it")
        if verdict == LOST:
            raise SlotDied("a slot lives", "killed", "try again")
        pdf = f"badge/{order.id}:{order.name}"
        self._world.store.write(pdf, b"")
        made = made_of(order, MAKER)
        return StoredBadge(pdf=pdf, trim_width=86, trim_height=124, bleed=3, pages=1, warnings=(), made_of=made)

    async def _impose(self, order: SheetOrder, *, urgent: bool) -> StoredSheet:
        verdict = await _hand.get().wait("impose")
        if verdict == FAULT:
            raise BadgeFileError(order.cells[0].id, "its file is bad")
        if verdict == LOST:
            raise SlotDied("a slot lives", "killed", "try again")
        pdf = "sheet/" + json.dumps({cell.slot: cell.pdf.removeprefix("badge/") for cell in order.cells}, sort_keys=True)
        return StoredSheet(pdf=pdf, media="iso_a4_210x297mm", width=210, height=297, sides="one-sided", pages=1, warnings=())

    def _destination(self, printer: Printer, **_: Any) -> Destination:
        return CupsDestination(queue=printer.target, server=Server.parse("cups:631"), run=self._ask_cups)

    async def _ask_cups(self, function: Any, *args: Any, timeout_s: float) -> Any:
        hand = _hand.get()
        verdict = await hand.wait(f"before {function.__name__}")
        if verdict == FAULT:
            raise TimeoutError("no answer")
        result = self._world.cupsd.perform(function, *args)
        if verdict == LOST:
            raise ConnectionError("the answer was lost")
        await hand.wait(f"after {function.__name__}")
        return result


@dataclass
class World:
    """conn: the ledger's; paper: each sheet that came out, as (title, document)."""

    conn: AsyncConnection[Any]
    store: Store
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    paper: list[tuple[str, str]] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    started: int = 0

    def __post_init__(self) -> None:
        self.cupsd = Cupsd(lambda title, document: self.paper.append((title, document)))

    async def begin(self) -> None:
        """An empty ledger with two queues, one of them a desk's, and a printer."""
        tables = await self.all(
            "select table_name from information_schema.tables where table_schema = 'badgeforge' and table_type = 'BASE TABLE'"
        )
        ours = [f"badgeforge.{name}" for (name,) in tables if name not in ("edge", "migration")]
        await self.conn.execute(f"truncate {', '.join(ours)}, oban_jobs cascade".encode())
        self.store.write(design_key("d1"), b"")
        await routes.put_design(self.conn, name="d", digest="d1", archive=b"")
        await routes.put_stock(self.conn, name="a4-2x2", digest="s1", data=find("a4-2x2").to_dict())
        await printers.put(self.conn, Printer(name="P", kind="cups", target="P", server="cups:631", paused=False), by="test")
        for queue, desk in (("badges", False), ("desk", True)):
            await routes.seed(
                self.conn,
                routes.NewRoute(
                    queue=queue, printers=("P",), design="d", design_digest="d1", stock="a4-2x2", stock_digest="s1", linger=0.3, desk=desk
                ),
            )
        for _ in range(2):
            await self.start_node()

    async def start_node(self) -> None:
        self.started += 1
        node = Node(self, f"n{self.started}")
        await nodes.beat(self.conn, node.name)
        self.nodes.append(node)

    def bury_the_dead(self) -> list[str]:
        """Take them off the list of those that work; their names."""
        names = [node.name for node in self.nodes if not node.alive]
        self.nodes = [node for node in self.nodes if node.alive]
        return names

    async def fetch(self, node: Node, job: int) -> None:
        cursor = await self.conn.execute(FETCH.encode(), [node.name, job])
        found = await cursor.fetchone()
        assert found is not None and cursor.description is not None
        row = dict(zip((column.name for column in cursor.description), found, strict=True))
        await node.begin(node.perform(row), row["id"])

    async def later(self) -> None:
        """A minute passes."""
        for statement in filter(str.strip, LATER.split(";")):
            await self.conn.execute(statement.encode())

    async def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return await (await self.conn.execute(sql.encode(), values)).fetchall()

    async def insert(self, queue: str, args: dict[str, Any], attempts: int) -> None:
        """What a producer does."""
        await self.conn.execute(
            "insert into oban_jobs (queue, worker, args, max_attempts) values (%s, 'badge_forge.generator.GenerateBadge', %s, %s)",
            [queue, json.dumps(args), attempts],
        )
