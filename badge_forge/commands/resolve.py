"""`badgeforge resolve`: a person says what became of an uncertain sheet."""

import click

from badge_forge.config import Config
from badge_forge.session import attention, counted, who, with_ledger
from ledger import decisions
from ledger.statements import Connection


@click.command()
@click.argument("sheet", type=int)
@click.option("--printed", "answer", flag_value="printed", help="It lies in the printer's tray: confirm its badges.")
@click.option("--print-again", "answer", flag_value="again", help="It does not: print it once more.")
@click.option("--cancel", "answer", flag_value="cancel", help="It does not, or is spoiled, and nobody wants it any more.")
@click.pass_obj
def resolve(config: Config, sheet: int, answer: str | None) -> None:
    """Say what became of an uncertain sheet.

    SHEET is its number, as `badgeforge status` lists it. Look into the printer's tray first."""
    if answer is None:
        raise click.UsageError("say --printed or --print-again (or --cancel), after a look into the printer's tray")

    async def ask(conn: Connection) -> str:
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

    click.echo(with_ledger(config, ask))
