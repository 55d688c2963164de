"""What a list holds, said before anything of it is enqueued; and the types that its design does not know."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

import click

from badge_forge.commands.known import known_printer
from badge_forge.destinations import Destinations
from badge_forge.reach import ask
from badge_forge.session import attention, counted
from forge.attendee import Attendee, type_key
from forge.design import Design
from forge.intake import Intake, Refusal, Skip
from imposition.stock import Stock
from ledger.statements import Connection
from spool.errors import SpoolError

SHOWN = 8
"""lines that are named for one reason; the others are counted"""


def typed(intake: Intake, design: Design) -> Intake:
    """The list without the rows whose type the design does not know: they would fail one by one, on half-empty sheets."""
    whys = [(row, type_trouble(row.attendee, design)) for row in intake.rows]
    refused = [Refusal(line=row.line, why=why) for row, why in whys if why]
    return replace(
        intake,
        rows=tuple(row for row, why in whys if not why),
        refused=tuple(sorted((*intake.refused, *refused), key=lambda each: each.line)),
    )


def type_trouble(attendee: Attendee, design: Design) -> str | None:
    """Why a design has no badge for this type; None where it has."""
    if type_key(attendee.type) in design.types:
        return None
    mapped = f"{json.dumps(attendee.type, ensure_ascii=False)} = {json.dumps(next(iter(design.types)))}"
    remedy = f"use one of {', '.join(design.types)}, or map it in the configuration: below [types] write {mapped}"
    return f"a badge's type is one of the design {design.name}: {attendee.type!r}; {remedy}"


def preflight(intake: Intake) -> None:
    """Say what was found in the file: rows, columns, types, and each row that gets no badge with its line and the reason."""
    rows = f"{counted(len(intake.rows), 'badge')}, {counted(len(intake.refused), 'row')} refused, {len(intake.skipped)} skipped"
    click.echo(f"{rows} ({intake.profile}, {intake.encoding}, delimiter {intake.delimiter!r})")
    click.echo("columns: " + ", ".join(f"{header} -> {field}" for header, field in intake.mapping.items()))
    if intake.unmapped:
        click.echo(f"kept as fields: {', '.join(intake.unmapped)}")
    click.echo("types: " + ", ".join(f"{word or '(none)'} {count}" for word, count in sorted(intake.types.items())))
    for line in _grouped(intake.refused):
        click.echo(f"refused: {line}", err=True)
    for line in _grouped(intake.skipped):
        click.echo(f"skipped: {line}")
    if intake.missing:
        click.echo(f"not in the list: {', '.join(intake.missing)}", err=True)


async def what_printers_say(
    conn: Connection, names: Iterable[str], stock: Stock, options: Mapping[str, str], *, wished: bool = False
) -> None:
    """Name the printers that cannot print this stock, or not all of it; one that a person wished for is refused. One that gives no answer
    is asked again when it is fed."""
    async with Destinations(once=True) as destinations:
        for name in names:
            printer = await known_printer(conn, name)
            if printer.kind == "folder":
                continue
            with suppress(SpoolError):
                answer = await ask(destinations.of(printer), name, stock, options)
                if wished and answer.refusal:
                    raise attention(answer.refusal)
                if said := answer.refusal or answer.warning:
                    click.echo(f"warning: {said}", err=True)


def _grouped(rows: Iterable[Refusal | Skip]) -> list[str]:
    """Each reason once, with the lines that it holds for."""
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        lines[row.why].append(row.line)
    return [f"{_lines(numbers)}: {why}" for why, numbers in lines.items()]


def _lines(numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers[:SHOWN]))
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return f"line{'s' if len(numbers) > 1 else ''} {named}{more}"
