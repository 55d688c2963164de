"""From the configuration to the ledger: the event, designs, stocks, printers and routes that the ledger lacks."""

import logging
from contextlib import suppress
from pathlib import Path

from badge_forge.config import Config, ConfigError, PrinterConfig, QueueConfig
from forge.design import Design
from forge.design import find as find_design
from forge.errors import DesignError
from forge.event import EventText
from forge.lint import lint
from imposition import stocks
from imposition.errors import Misfit
from imposition.stock import Stock
from ledger import printers, routes
from ledger.printers import Printer
from ledger.routes import NewRoute, Route
from ledger.statements import Connection, run

log = logging.getLogger("badgeforge")


async def seed(conn: Connection, config: Config) -> None:
    """Enter what the ledger lacks. From then on the ledger wins; only designs follow their files, for what is enqueued next."""
    await _agree_on_print_center(conn, config)
    event = config.event
    await run(conn, "event/put", key=event.key, name=event.name, dates=event.dates, place=event.place, language=event.language)
    for printer in config.printers:
        here = _here(printer)
        new = await printers.put(conn, here, by="config", only_new=True)
        if new and here.kind == "folder":  # made once: one that vanishes later (a share that is not mounted) is trouble, not ours to make
            make_folder(here)
    known = {route.queue: route for route in await routes.all_routes(conn)}
    for queue in config.queues:
        if queue.name not in known:
            await _seed_route(conn, config, queue)
    for route in known.values():
        with suppress(DesignError, Misfit):  # broken or gone, while the ledger has it: who prints is told, others go on
            design = design_of(config, route)
            await publish(conn, design)
            await run(conn, "route/refresh_design", queue=route.queue, digest=design.digest)


async def folders_here(conn: Connection, config: Config) -> None:
    """On another machine, the sheets' folders that it lacks are where its configuration says."""
    known = {printer["name"]: printer for printer in await printers.all_printers(conn)}
    for printer in config.printers:
        there = known.get(printer.name)
        if there and there["kind"] == printer.kind == "folder" and not Path(there["target"]).is_dir():
            make_folder(_here(printer))
            await printers.put(conn, _here(printer), by=there["set_by"])


def _here(printer: PrinterConfig) -> Printer:
    return Printer(name=printer.name, kind=printer.kind, target=printer.target or printer.name, server=printer.server, paused=False)


def make_folder(printer: Printer) -> None:
    """The folder of a folder printer. Raises ConfigError."""
    try:
        Path(printer.target).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = f"{printer.target}: {error.strerror}"
        raise ConfigError(f"a folder for sheets is one that we may make and write, not {why}; name another for {printer.name}") from error


async def _seed_route(conn: Connection, config: Config, queue: QueueConfig) -> None:
    for name in queue.printers:
        if await printers.get(conn, name) is None:
            names = ", ".join(each["name"] for each in await printers.all_printers(conn))
            raise ConfigError(f"[queues.{queue.name}] names printers that are known: {name!r} is not, {names} are; add [printers.{name}]")
    design, stock = load_design(config, queue.design), stocks.find(queue.stock, config.stocks)
    fits(design, stock)
    await publish(conn, design)
    await routes.put_stock(conn, name=stock.name, digest=stock.digest, data=stock.to_dict())
    route = NewRoute(
        queue=queue.name,
        printers=queue.printers,
        design=design.name,
        design_digest=design.digest,
        stock=stock.name,
        stock_digest=stock.digest,
        linger=queue.linger,
        desk=queue.desk,
        options=queue.options,
        sides=queue.sides,
        marks=queue.marks.to_dict(),
    )
    await routes.seed(conn, route)


def fits(design: Design, stock: Stock) -> None:
    """Does a design fit a stock? Raises Misfit with the arithmetic."""
    stocks.fits(stock, design.trim, design.bleed)


def design_of(config: Config, route: Route) -> Design:
    """The design of a route, as its files are now. Raises DesignError, or Misfit where they do not fit the route's stock any more."""
    design = load_design(config, route.design)
    fits(design, Stock.from_dict(route.stock_data))
    return design


def load_design(config: Config, name: str) -> Design:
    """A design by its name: the user's folder first, then the shipped ones."""
    folders: list[Path] = [config.designs] if config.designs else []
    return find_design(name, folders)


async def publish(conn: Connection, design: Design) -> None:
    """Keep a design in the ledger by its digest, and say once what is wrong with it: it is printed all the same."""
    if await routes.put_design(conn, name=design.name, digest=design.digest, archive=design.archive()):
        for finding in lint(design):
            log.warning("design %s: %s", design.name, finding)


async def _agree_on_print_center(conn: Connection, config: Config) -> None:
    await run(conn, "setting/seed", name="print_center", value=config.print_center)
    cursor = await conn.execute("select value from badgeforge.setting where name = 'print_center'")
    found = await cursor.fetchone()
    if found is not None and found[0] != config.print_center:
        raise ConfigError(
            f"every node agrees who performs the confirmations: the ledger says print_center = {found[0]!r}, this configuration"
            f" {config.print_center!r}; correct it under [node]"
        )


def event_text(config: Config) -> EventText:
    """What badges say of the configuration's event."""
    event = config.event
    return EventText(key=event.key, name=event.name or event.key, dates=event.dates, place=event.place, language=event.language)
