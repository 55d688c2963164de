"""`badgeforge up` and `badgeforge work`: a node until Ctrl-C."""

import asyncio
import logging
import signal

import click

from badge_forge.config import Config
from badge_forge.database import connected
from badge_forge.logs import set_up
from badge_forge.node import Node


@click.command()
@click.pass_obj
def up(config: Config) -> None:
    """Run a node with all queues, until Ctrl-C."""
    _run(config, ())


@click.command()
@click.option("--queues", required=True, help="The queues to serve, with commas: badges,sheets,spool,printing.")
@click.pass_obj
def work(config: Config, queues: str) -> None:
    """Run a node with some of the queues, until Ctrl-C."""
    _run(config, tuple(filter(None, (name.strip() for name in queues.split(",")))))


def _run(config: Config, queues: tuple[str, ...]) -> None:
    set_up(log_names=config.log_names)
    asyncio.run(serve(config, queues))


async def serve(config: Config, queues: tuple[str, ...] = ()) -> None:
    """A node that ends gracefully on SIGINT or SIGTERM: what is under way is finished, the rest is resumed by the next start."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with connected(config, size=20) as pool, Node(config=config, pool=pool, queues=queues).run():
        logging.getLogger("badgeforge").info("the node is up; Ctrl-C ends it")
        await stop.wait()
        logging.getLogger("badgeforge").info("stopping: what is under way is finished first")
