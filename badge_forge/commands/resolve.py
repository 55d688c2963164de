"""`badgeforge resolve`: a person says what became of an uncertain sheet, or that badges are good as they came out."""

import re

import click

from badge_forge.config import Config
from badge_forge.session import attention, counted, who, with_ledger
from ledger import batches, decisions
from ledger.statements import Connection

_NUMBER = re.compile(r"[Ss]?([0-9]{1,15})")


@click.command()
@click.argument("what", metavar="SHEET")
@click.option("--printed", "answer", flag_value="printed", help="It lies in the printer's tray: confirm its badges.")
@click.option("--print-again", "answer", flag_value="again", help="It does not: print it once more.")
@click.option("--cancel", "answer", flag_value="cancel", help="It does not, or is spoiled, and nobody wants it any more.")
@click.option("--accept", "answer", flag_value="accept", help="Its badges are good as they are, warnings and later changes or not.")
@click.pass_obj
def resolve(config: Config, what: str, answer: str | None) -> None:
    """Say what became of an uncertain sheet.

    SHEET is its number, as `badgeforge status` lists it. Look into the printer's tray first. With --accept it is a printed sheet, or a
    batch, that is listed for a warning, and is not any more."""
    if answer is None:
        raise click.UsageError("say --printed or --print-again (or --cancel, --accept), after a look into the printer's tray")
    number = _NUMBER.fullmatch(what.strip())

    async def ask(conn: Connection) -> str:
        if answer == "accept":
            return await _accept(conn, what, int(number[1]) if number else None)
        if number is None:
            raise attention(f"a sheet has a number, not {what!r}; `badgeforge status` lists those that are uncertain")
        return await _resolve(conn, config, int(number[1]), answer)

    click.echo(with_ledger(config, ask))


async def _resolve(conn: Connection, config: Config, sheet: int, answer: str) -> str:
    found = await decisions.find_sheet(conn, sheet)
    if found is None or found["state"] != "uncertain":
        state = found["state"] if found else "unknown"
        raise attention(f"only an uncertain sheet can be resolved, sheet {sheet} is {state}; `badgeforge status` lists them")
    if answer == "printed":
        prints = await decisions.is_printed(conn, found, root=str(config.files), by=who())
        return f"sheet {sheet} is printed, {counted(len(prints), 'confirmation')} go out"
    if answer == "cancel":
        await decisions.not_wanted(conn, sheet, by=who())
        return f"sheet {sheet} is canceled"
    await decisions.print_again(conn, sheet, by=who())
    return f"sheet {sheet} is printed again"


async def _accept(conn: Connection, what: str, sheet: int | None) -> str:
    batch = await batches.get(conn, what) if sheet is None else None
    if sheet is None and batch is None:
        raise attention(f"neither a sheet nor a batch is called {what}; `badgeforge status` lists them")
    count = await decisions.accept(conn, sheet=sheet, batch=batch["id"] if batch else None, by=who())
    if not count:
        raise attention(f"of {what} nothing printed has a warning or was changed since; `badgeforge status` lists what has")
    return f"{counted(count, 'badge')} of {what} accepted as printed"
