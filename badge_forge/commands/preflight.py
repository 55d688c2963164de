"""What a list holds, said before anything of it is enqueued; and the types that its design does not know."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import click

from badge_forge.commands.known import known_printer
from badge_forge.destinations import Destinations
from badge_forge.reach import ask
from badge_forge.session import attention, counted
from forge.attendee import type_key
from forge.design import Design
from forge.intake import Intake, Refusal, Skip
from imposition.stock import Stock
from ledger.statements import Connection
from spool.errors import SpoolError

SHOWN = 8
"""lines that are named for one reason; the others are counted"""
WHYS = 200
"""reasons that are told, so that a long list with the same mistake in each row ends on the screen too"""


def refuse_unknown_types(intake: Intake, design: Design) -> None:
    """Refuse the rows whose type the design does not know: they would fail one by one, on half-empty sheets."""
    whys = {word: why for word in intake.types if (why := type_trouble(word, design))}
    intake.shelf.refuse_types(whys)


def type_trouble(word: str, design: Design) -> str | None:
    """Why a design has no badge for this type; None where it has."""
    if type_key(word) in design.types:
        return None
    mapped = f"{json.dumps(word, ensure_ascii=False)} = {json.dumps(next(iter(design.types)))}"
    remedy = f"use one of {', '.join(design.types)}, or map it in the configuration: below [types] write {mapped}"
    return f"a badge's type is one of the design {design.name}: {word!r}; {remedy}"


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
    """Each reason once, with the lines that it holds for; of a long list of different ones the first."""
    lines: dict[str, list[int]] = {}
    counts: Counter[str] = Counter()
    others = 0
    for row in rows:
        if row.why not in lines and len(lines) == WHYS:
            others += 1
            continue
        counts[row.why] += 1
        if len(named := lines.setdefault(row.why, [])) < SHOWN:
            named.append(row.line)
    said = [f"{_lines(named, counts[why])}: {why}" for why, named in lines.items()]
    return [*said, f"{counted(others, 'more line')}, for other reasons"] if others else said


def _lines(named: Sequence[int], count: int) -> str:
    more = f" and {count - len(named)} more" if count > len(named) else ""
    return f"line{'s' if count > 1 else ''} {', '.join(map(str, named))}{more}"
