"""`badgeforge impose`: PDFs of any origin onto sheets. It needs no database and no node."""

from pathlib import Path
from typing import Any

import click

from badge_forge.commands.impose_options import options, sheet_options
from badge_forge.commands.stock import find_stock
from badge_forge.config import Config
from badge_forge.session import attention, console
from imposition.files import impose_files
from imposition.order import Last
from imposition.plan import Sides
from imposition.stocks import DEFAULT


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--stock", "name", default=DEFAULT, show_default=True, help="The paper and its grid: see `badgeforge stock list`.")
@click.option(
    "-o", "--output", default="sheets.pdf", show_default=True, type=click.Path(path_type=Path, dir_okay=False), help="The sheets."
)
@click.option("--pages", type=click.IntRange(1, 2), help="Pages of a badge, for files that hold many; by default a file is a badge.")
@click.option("--copies", type=click.IntRange(1), default=1, help="Of each badge.")
@click.option("--title", default="", help="Of the document, and in the sheets' margin.")
@sheet_options
@click.pass_obj
def impose(
    config: Config,
    /,
    files: tuple[Path, ...],
    *,
    name: str,
    output: Path,
    pages: int | None,
    copies: int,
    title: str,
    **told: Any,
) -> None:
    """Place the badges of PDF files on sheets, with crop marks.

    A badge is placed by its TrimBox and keeps its bleed. Nothing is scaled to fit: a file of another size is named and left out,
    as is one that is damaged or encrypted; the exit code is then 1.
    """
    stock = find_stock(config, name)
    if output.resolve() in {file.resolve() for file in files}:
        raise click.UsageError(f"{output} is one of the files to be imposed; name another with --output")
    imposed = impose_files(files, stock, output, options(stock, title, told), pages=pages, copies=copies, last=Last(told["last"]))
    for error in imposed.errors:
        click.echo(f"badgeforge: {error}", err=True)
    if imposed.held:
        click.echo(f"held back until a sheet is full: {', '.join(imposed.held)}", err=True)
    if imposed.written is None:
        raise attention("no badge is left; nothing was written")
    for warning in imposed.written.warnings:
        click.echo(f"warning: {warning}", err=True)
    sides = 2 if imposed.written.sides is not Sides.ONE_SIDED else 1
    console.print(f"{imposed.badges} badges on {imposed.written.pages // sides} sheets of {stock.name}: {output}")
    if imposed.errors:
        raise SystemExit(1)
