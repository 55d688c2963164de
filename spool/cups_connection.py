"""A connection to CUPS, for a process that can be killed: pycups waits for ever for a cupsd that hangs.

The one module that imports pycups. Each call connects anew (0.1 ms): a connection kept over a restart of cupsd fails at the next request,
and one that is shared between threads hangs. Everything that a request takes and gives can be pickled; errors are this room's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cups

from spool.printable import Printable, areas
from spool.server import ANSWER_LOST, NOT_PERMITTED, Server, Status


@contextmanager
def connected(server: Server, queue: str) -> Iterator[Any]:
    """A connection of its own; what pycups raises inside becomes an error of this room."""
    cups.setPasswordCB(_no_password)
    # Create-Job names its queue by these, whatever the connection; they are the thread's. Empty and 0: CUPS_SERVER or client.conf.
    cups.setServer(server.host)
    cups.setPort(server.port)
    try:
        yield cups.Connection()
    except cups.IPPError as error:
        raise server.refused(queue, *error.args) from error
    except (cups.HTTPError, RuntimeError) as error:
        raise server.down(str(error)) from error


def user() -> str:
    """For whom we ask."""
    return str(cups.getUser())


def _no_password(_prompt: str) -> str:
    """libcups would ask the terminal."""
    return ""


@contextmanager
def somebody_may_be_quicker() -> Iterator[None]:
    """The job ended, or vanished, between the look and the request: the look after it tells."""
    try:
        yield
    except cups.IPPError as error:
        if error.args[0] not in (Status.NOT_POSSIBLE, Status.NOT_FOUND):
            raise


@contextmanager
def answer_may_be_lost() -> Iterator[None]:
    """CUPS did what was asked, and nobody heard it: whoever asked finds out by himself, after the block."""
    try:
        yield
    except cups.IPPError as error:
        if error.args != ANSWER_LOST:
            raise


@contextmanager
def may_be_gone() -> Iterator[None]:
    """CUPS may not know (any more) what is asked for in the block."""
    try:
        yield
    except cups.IPPError as error:
        if error.args[0] != Status.NOT_FOUND:
            raise


@contextmanager
def may_be_refused() -> Iterator[None]:
    """CUPS, or what answers in its place, may not do this for us, or has no room for it, and we can do without."""
    try:
        yield
    except cups.IPPError as error:
        if error.args[0] not in (*NOT_PERMITTED, Status.NOT_SUPPORTED, Status.TOO_MANY_SUBSCRIPTIONS):
            raise


def printable_areas(path: Path) -> tuple[Printable, ...]:
    """What a PPD says of its media. pycups reads these lines and keeps them to itself."""
    return areas(path.read_text(encoding="utf-8", errors="replace"))


def ppd_choices(path: Path) -> dict[str, tuple[str, ...]]:
    """Each option of a PPD with its choices."""
    groups = cups.PPD(str(path)).optionGroups
    return {option.keyword: tuple(choice["choice"] for choice in option.choices) for group in groups for option in group.options}
