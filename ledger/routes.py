"""Routes: which printers, stock and design a queue has. The ledger wins over the configuration once it knows a route."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.statements import Connection, Row, row, rows, run


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A queue's way to paper. linger: seconds, None holds a part-filled sheet until it is flushed; options: IPP attributes for its jobs;
    sides: long-edge or short-edge; marks: what differs from plain ones."""

    queue: str
    printers: tuple[str, ...]
    design: str
    design_digest: str
    stock: str
    stock_digest: str
    stock_data: Mapping[str, Any]
    linger: float | None
    desk: bool
    options: Mapping[str, str]
    sides: str
    marks: Mapping[str, Any]
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoute:
    """A route as the configuration has it; designs and stocks are in the ledger by their digest already."""

    queue: str
    printers: tuple[str, ...]
    design: str
    design_digest: str
    stock: str
    stock_digest: str
    linger: float | None = 5.0
    desk: bool = False
    options: Mapping[str, str] | None = None
    sides: str = "long-edge"
    marks: Mapping[str, Any] | None = None


async def get(conn: Connection, queue: str) -> Route | None:
    """The route of a queue, or None where nobody set one."""
    found = await row(conn, "route/get", queue=queue)
    return _route(found) if found else None


async def all_routes(conn: Connection) -> list[Route]:
    """Every route, by queue."""
    return [_route(found) for found in await rows(conn, "route/all")]


async def seed(conn: Connection, route: NewRoute) -> bool:
    """Enter a route that the ledger lacks; True when it was entered."""
    return (
        await run(
            conn,
            "route/seed",
            queue=route.queue,
            printers=list(route.printers),
            design=route.design,
            design_digest=route.design_digest,
            stock=route.stock,
            stock_digest=route.stock_digest,
            linger=route.linger,
            desk=route.desk,
            options=json.dumps(dict(route.options or {})),
            sides=route.sides,
            marks=json.dumps(dict(route.marks or {})),
        )
        > 0
    )


async def put_design(conn: Connection, *, name: str, digest: str, archive: bytes) -> bool:
    """Keep a design by its digest: a file edited at 9:00 changes no running batch. False where it was kept before."""
    return await run(conn, "design/put", name=name, digest=digest, archive=archive) > 0


async def put_stock(conn: Connection, *, name: str, digest: str, data: Mapping[str, Any]) -> None:
    """Keep a stock by its digest."""
    await run(conn, "stock/put", name=name, digest=digest, data=json.dumps(dict(data)))


def _route(found: Row) -> Route:
    return Route(**{**found, "printers": tuple(found["printers"])})
