"""A world in which each thing happens when the test says so: nodes with the real stages on a real ledger, their slots, Oban and CUPS.

A node's work is a Hand: it goes from gate to gate (a slot's call, a request to CUPS, before and after it), and waits at each for a verdict.
A node that dies, dies before one of its transactions, and all its hands with it. One that was only stopped goes on when its hands do.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from psycopg import AsyncConnection

from forge.slot import design_key
from imposition.stocks import find
from ledger import nodes, printers, routes
from ledger.printers import Printer
from ledger.store import Store
from tests.model.cupsd import QUEUES, WAITING, Cupsd
from tests.model.node import Node
from tests.model.wishes import Wishes

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


@dataclass
class World:
    """conn: the ledger's."""

    conn: AsyncConnection[Any]
    store: Store
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    cupsd: Cupsd = field(default_factory=Cupsd)
    wishes: Wishes = field(default_factory=Wishes)
    nodes: list[Node] = field(default_factory=list)
    started: int = 0
    more: Iterator[int] = field(default_factory=count)
    """numbers for badges that nobody asked for by name"""

    async def begin(self) -> None:
        """An empty ledger with two queues, one of them a desk's, and two printers, of which each is the other's stand-in."""
        tables = await self.all(
            "select table_name from information_schema.tables where table_schema = 'badgeforge' and table_type = 'BASE TABLE'"
        )
        ours = [f"badgeforge.{name}" for (name,) in tables if name not in ("edge", "migration")]
        await self.conn.execute(f"truncate {', '.join(ours)}, oban_jobs cascade".encode())
        self.store.write(design_key("d1"), b"")
        await routes.put_design(self.conn, name="d", digest="d1", archive=b"")
        await routes.put_stock(self.conn, name="a4-2x2", digest="s1", data=find("a4-2x2").to_dict())
        for name in QUEUES:
            await printers.put(self.conn, Printer(name=name, kind="cups", target=name, server="cups:631", paused=False), by="test")
        for queue, pool in (("badges", QUEUES), ("desk", QUEUES[::-1])):
            await routes.seed(
                self.conn,
                routes.NewRoute(
                    queue=queue,
                    printers=pool,
                    design="d",
                    design_digest="d1",
                    stock="a4-2x2",
                    stock_digest="s1",
                    linger=0.3,
                    desk=queue == "desk",
                ),
            )
        for _ in range(2):
            await self.start_node()

    async def start_node(self) -> None:
        self.started += 1
        node = Node(self, f"n{self.started}")
        await nodes.beat(self.conn, node.name)
        self.nodes.append(node)

    async def rescue(self) -> None:
        """The dead are buried, and as many others start."""
        dead = [node.name for node in self.nodes if not node.alive]
        self.nodes = [node for node in self.nodes if node.alive]
        for name in dead:
            await self.bury(name)
            await self.start_node()

    async def bury(self, name: str) -> None:
        """One that is taken for dead gives back its jobs, and nobody else's."""
        others = "select id from oban_jobs where state = 'executing' and attempted_by[1] <> %s order by id"
        before = await self.all(others, name)
        await nodes.bury(self.conn, name)
        assert await self.all(others, name) == before

    async def fetch(self, node: Node, job: int) -> None:
        cursor = await self.conn.execute(FETCH.encode(), [node.name, job])
        found = await cursor.fetchone()
        assert found is not None and cursor.description is not None
        row = dict(zip((column.name for column in cursor.description), found, strict=True))
        await node.begin(node.perform(row), row["id"])

    async def work(self, steps: int, hands: int, *, paper: bool) -> None:
        """As on a good day, for so many steps, with so many hands a node; paper: the printers print."""
        idle = 0
        for turn in range(steps):
            node = self.nodes[turn % len(self.nodes)]
            jobs = await self.all("select id from oban_jobs where state = 'available' order by priority, id limit 1")
            if jobs and len(node.free) < hands:
                await self.fetch(node, jobs[0][0])
            elif node.free:
                await node.step(turn // 2)
            else:
                idle += 1
                await node.duty(("sweep", "poll", "sweep", "poll", "pools")[idle % 5])
                for number in self.cupsd.numbers(*WAITING) if paper else ():
                    self.cupsd.finish(number)

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
