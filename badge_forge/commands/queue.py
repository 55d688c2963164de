"""`badgeforge queue`: the routes, where they print, and what waits."""

import click

from badge_forge.commands.known import known_route
from badge_forge.commands.queue_set import set_queue
from badge_forge.config import Config
from badge_forge.session import counted, local, show, with_ledger
from imposition.stock import Stock
from ledger import lanes, routes
from ledger.routes import Route
from ledger.statements import Connection, row, rows


@click.group(invoke_without_command=True)
@click.pass_context
def queue(context: click.Context) -> None:
    """List the queues, or set and flush one."""
    if context.invoked_subcommand is None:
        with_ledger(context.obj, lambda conn: _list(conn, context.obj))


queue.add_command(set_queue)


async def _list(conn: Connection, config: Config) -> None:
    lines = []
    for route in await routes.all_routes(conn):
        waiting = await row(conn, "route/waiting", queue=route.queue) or {}
        paper = f"{route.design} on {route.stock}"
        lines.append((route.queue, ", ".join(route.printers), paper, _linger(route), *waiting.values(), _more(config, route)))
    show("queues", ("queue", "printers", "design", "linger", "rendering", "waiting", "at printer", "set"), lines)


def _linger(route: Route) -> str:
    if route.desk:
        return "desk"
    return "hold" if route.linger is None else f"{route.linger:g} s"


def _more(config: Config, route: Route) -> str:
    origin = "from config" if route.set_by == "config" else f"by {route.set_by} at {local(config, route.set_at)}"
    sides = [route.sides] if route.sides != "long-edge" else []
    marks = [f"marks {name}={value}" for name, value in route.marks.items()]
    return ", ".join([*(f"{name}={value}" for name, value in route.options.items()), *sides, *marks, origin])


@queue.command()
@click.argument("name", metavar="QUEUE")
@click.pass_obj
def flush(config: Config, name: str) -> None:
    """Close the part-filled sheets of a queue now."""

    async def ask(conn: Connection) -> int:
        await known_route(conn, name)
        closed = 0
        for found in await rows(conn, "lane/of_queue", queue=name):
            async with conn.transaction():
                lane = await lanes.lock(conn, found["lane"])
                if lane is not None:
                    slots = Stock.from_dict(lane["stock_data"]).slots
                    closed += len(await lanes.cut(conn, found["lane"], slots=slots, flush=True, urgent=False))
        return closed

    click.echo(f"{counted(with_ledger(config, ask), 'sheet')} closed")
