"""`badgeforge export`: what was printed, where, when and why, for whoever keeps the books."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import click

from badge_forge.config import Config
from badge_forge.session import with_ledger
from badge_forge.times import moment
from ledger.statements import Connection, Row
from ledger.story import history as story

COLUMNS: Final = {
    "at_utc": "at",
    "event": "event",
    "badge": "badge",
    "print": "print",
    "copy": "copy",
    "wish": "wish",
    "what": "what",
    "from": "from_state",
    "to": "to_state",
    "batch": "batch",
    "sheet": "sheet",
    "slot": "slot",
    "printer": "printer",
    "attempt": "attempt",
    "by": "by",
    "why": "why",
}
"""of the export, and what they are in the ledger"""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""what a spreadsheet takes for the beginning of a formula"""

type Write = Callable[[Row], object]


@click.group()
def export() -> None:
    """Write out what was printed, where, when and why."""


@export.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True, help="A table, or JSON lines.")
@click.option("--event", metavar="KEY", help="The event's key, instead of the configuration's.")
@click.option("--since", metavar="TIME", help="From this time on, by the event's clock: 2026-11-24, or 2026-11-24T18:30.")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-", help="Default: the screen.")
@click.pass_obj
def history(config: Config, *, form: str, event: str | None, since: str | None, output: TextIO) -> None:
    """Write all that happened to badges and sheets, oldest first.

    A line for each move of a print or a sheet, and for each wish and decision: ids, states and reasons, no names. Times are UTC."""
    try:
        begin = moment(since, config.event.timezone) if since else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    write = (_csv if form == "csv" else _jsonl)(output)

    async def ask(conn: Connection) -> None:
        async for line in story(conn, event or config.event.key, since=begin):
            write({column: line[field] for column, field in COLUMNS.items()})

    with_ledger(config, ask)


def _csv(output: TextIO) -> Write:
    table = csv.writer(output, lineterminator="\n")
    table.writerow(COLUMNS)
    return lambda line: table.writerow([_harmless(_text(value)) for value in line.values()])


def _jsonl(output: TextIO) -> Write:
    return lambda line: output.write(json.dumps(line, ensure_ascii=False, default=_text) + "\n")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
    return "" if value is None else str(value)


def _harmless(cell: str) -> str:
    """A producer chooses ids: a cell that a spreadsheet would calculate gets an apostrophe before it, which makes it a text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
