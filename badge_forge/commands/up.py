"""`badgeforge up` and `badgeforge work`: a node until Ctrl-C."""

import asyncio
import logging
import signal

import click

from badge_forge import slot_process, slot_work
from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.drift import drifted
from badge_forge.logs import set_up
from badge_forge.node import Node
from badge_forge.session import with_ledger
from ledger import routes
from ledger.statements import Connection
from ledger.wire import RESERVED_QUEUES


@click.command()
@click.pass_obj
def up(config: Config) -> None:
    """Run a node with all queues, until Ctrl-C."""
    _run(config, ())


@click.command()
@click.option("--queues", metavar="NAMES", required=True, help="The queues to serve, with commas: badges,sheets,spool,printing.")
@click.pass_obj
def work(config: Config, queues: str) -> None:
    """Run a node with some of the queues, until Ctrl-C.

    Besides the queues of badges there are sheets (step 3), spool (step 4) and printing (step 5)."""
    names = tuple(filter(None, (name.strip() for name in queues.split(","))))
    with_ledger(config, lambda conn: _check(conn, names))
    _run(config, names)


async def _check(conn: Connection, names: tuple[str, ...]) -> None:
    known = [*(route.queue for route in await routes.all_routes(conn)), *sorted(RESERVED_QUEUES)]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise click.UsageError(f"--queues takes queues that are known, {', '.join(known)}, not {', '.join(unknown) or 'nothing'}")


def _run(config: Config, queues: tuple[str, ...]) -> None:
    set_up(log_names=config.log_names)
    with slot_process.importing(slot_work.PRELOAD):
        asyncio.run(serve(config, queues))


async def serve(config: Config, queues: tuple[str, ...] = ()) -> None:
    """A node that ends gracefully on SIGINT or SIGTERM: what is under way is finished, the rest is resumed by the next start."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with connected(config, size=20) as pool, Node(config=config, pool=pool, queues=queues).run():
        async with pool.connection() as conn:
            for changed in await drifted(conn, config):
                logging.getLogger("badgeforge").warning(changed)
        logging.getLogger("badgeforge").info("the node is up; Ctrl-C ends it")
        await stop.wait()
        logging.getLogger("badgeforge").info("stopping: what is under way is finished first")
