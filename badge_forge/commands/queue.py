"""`badgeforge queue`: the routes, where they print, and what waits."""

import json

import click

from badge_forge.config import Config
from badge_forge.seeding import fits, load_design, publish
from badge_forge.session import attention, console, local, show, who, with_ledger
from imposition import stocks
from imposition.stock import Stock
from ledger import lanes, printers, routes
from ledger.history import note
from ledger.routes import Route
from ledger.statements import Connection, row, rows, run
from ledger.wire import enqueue, feed


@click.group(invoke_without_command=True)
@click.pass_context
def queue(context: click.Context) -> None:
    """List the queues with their printers, stock, design and what waits."""
    if context.invoked_subcommand is None:
        with_ledger(context.obj, lambda conn: _list(conn, context.obj))


async def _list(conn: Connection, config: Config) -> None:
    lines = []
    for route in await routes.all_routes(conn):
        waiting = await row(conn, "route/waiting", queue=route.queue) or {}
        origin = "from config" if route.set_by == "config" else f"set by {route.set_by} at {local(config, route.set_at)}"
        linger = "hold" if route.linger is None else f"{route.linger:g} s"
        lines.append((route.queue, ", ".join(route.printers), route.design, route.stock, linger, *waiting.values(), origin))
    show("queues", ("queue", "printers", "design", "stock", "linger", "rendering", "waiting", "at printer", ""), lines)


@queue.command("set")
@click.argument("name")
@click.option("--printer", "targets", multiple=True, help="The target; repeat it for the ones to fall back on, in their order.")
@click.option("--stock", help="The paper and its grid.")
@click.option("--design", help="The badge's design.")
@click.option("--linger", metavar="SECONDS|hold", help="How long a part-filled sheet waits for more.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="ATTRIBUTE=VALUE",
    help="An IPP attribute for its print jobs, such as media-source=tray-2.",
)
@click.pass_obj
def set_(
    config: Config,
    name: str,
    *,
    targets: tuple[str, ...],
    stock: str | None,
    design: str | None,
    linger: str | None,
    options: tuple[str, ...],
) -> None:
    """Change a route at run time; it holds for every sheet not yet fed, on every node."""

    async def ask(conn: Connection) -> None:
        route = await _route(conn, name)
        for target in targets:
            if await printers.get(conn, target) is None:
                raise attention(f"no printer is called {target}; `badgeforge printer add {target}` makes it known")
        await _change(conn, config, route, targets, stock=stock, design=design, linger=linger, options=options)
        await enqueue(conn, [feed(target) for target in targets or route.printers])

    with_ledger(config, ask)
    console.print(f"queue {name} is set")


async def _change(
    conn: Connection,
    config: Config,
    route: Route,
    targets: tuple[str, ...],
    *,
    stock: str | None,
    design: str | None,
    linger: str | None,
    options: tuple[str, ...],
) -> None:
    new_design = load_design(config, design or route.design)
    new_stock = stocks.find(stock) if stock else Stock.from_dict(route.stock_data)
    fits(new_design, new_stock)
    async with conn.transaction():
        await publish(conn, new_design)
        await routes.put_stock(conn, name=new_stock.name, digest=new_stock.digest, data=new_stock.to_dict())
        await run(
            conn,
            "route/set",
            queue=route.queue,
            printers=list(targets) or None,
            design=design,
            design_digest=new_design.digest if design else None,
            stock=stock,
            stock_digest=new_stock.digest if stock else None,
            set_linger=linger is not None,
            linger=_seconds(linger),
            options=json.dumps(_options(options)) if options else None,
            by=who(),
        )
        changes = {"printers": targets, "stock": stock, "design": design, "linger": linger, "options": options}
        said = ", ".join(f"{key}={value}" for key, value in changes.items() if value)
        await note(conn, "route", why=f"{route.queue}: {said}", by=who())


def _seconds(linger: str | None) -> float | None:
    if linger is None or linger == "hold":
        return None
    try:
        return max(0.0, float(linger))
    except ValueError:
        raise click.UsageError(f"--linger takes seconds or `hold`, not {linger!r}") from None


def _options(options: tuple[str, ...]) -> dict[str, str]:
    pairs = [option.partition("=") for option in options]
    for key, equals, _ in pairs:
        if not equals or not key:
            raise click.UsageError(f"--option takes ATTRIBUTE=VALUE, not {key!r}")
    return {key: value for key, _, value in pairs}


@queue.command()
@click.argument("name")
@click.pass_obj
def flush(config: Config, name: str) -> None:
    """Close the part-filled sheets of a queue now."""

    async def ask(conn: Connection) -> int:
        await _route(conn, name)
        closed = 0
        for found in await rows(conn, "lane/of_queue", queue=name):
            async with conn.transaction():
                lane = await lanes.lock(conn, found["lane"])
                if lane is not None:
                    slots = Stock.from_dict(lane["stock_data"]).slots
                    closed += len(await lanes.cut(conn, found["lane"], slots=slots, flush=True, urgent=False))
        return closed

    console.print(f"{with_ledger(config, ask)} sheets closed")


async def _route(conn: Connection, name: str) -> Route:
    route = await routes.get(conn, name)
    if route is None:
        known = ", ".join(each.queue for each in await routes.all_routes(conn))
        raise attention(f"no route is called {name}; known are {known}")
    return route
