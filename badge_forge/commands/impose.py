"""`badgeforge impose`: PDFs of any origin onto sheets. It needs no database and no node."""

from pathlib import Path
from typing import Any

import click

from badge_forge.commands.stock import find_stock
from badge_forge.config import Config
from badge_forge.session import attention, console
from imposition.files import impose_files
from imposition.mark_style import Ink, Style, Where
from imposition.order import Order
from imposition.plan import Options, Sides
from imposition.stock import Stock
from imposition.stocks import DEFAULT

SIDES = {"long-edge": Sides.LONG_EDGE, "short-edge": Sides.SHORT_EDGE}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--stock", "name", default=DEFAULT, show_default=True, help="The paper and its grid: see `badgeforge stock list`.")
@click.option(
    "-o", "--output", default="sheets.pdf", show_default=True, type=click.Path(path_type=Path, dir_okay=False), help="The sheets."
)
@click.option("--pages", type=click.IntRange(1, 2), help="Pages of a badge, for files that hold many; by default a file is a badge.")
@click.option("--copies", type=click.IntRange(1), default=1, help="Of each badge.")
@click.option(
    "--order",
    type=click.Choice([str(each) for each in Order]),
    default=str(Order.AS_SORTED),
    show_default=True,
    help="How badges follow each other; step-and-repeat fills a sheet with each.",
)
@click.option("--stack", type=click.IntRange(1), metavar="SHEETS", help="How many sheets are cut at once, for cut-and-stack; default: all.")
@click.option("--sides", type=click.Choice(list(SIDES)), default="long-edge", show_default=True, help="How backs are turned.")
@click.option("--start-at", metavar="SLOT", help="The first free slot of a part-used sheet.")
@click.option("--used", metavar="SLOT,...", default="", help="Slots of the first sheet that are gone.")
@click.option("--marks", type=click.Choice([str(each) for each in Where]), default=str(Where.OUTER), show_default=True, help="Which trims.")
@click.option("--mark-length", type=click.FloatRange(0), metavar="MM", help="Of crop marks; 0 for none. Default: the stock's.")
@click.option("--mark-offset", type=click.FloatRange(0), metavar="MM", help="From the trim to the mark, at least. Default: the stock's.")
@click.option("--mark-weight", type=click.FloatRange(0.1, 3), default=0.25, show_default=True, metavar="PT", help="Of crop marks.")
@click.option(
    "--mark-ink", type=click.Choice([str(each) for each in Ink]), default=str(Ink.BLACK), show_default=True, help="K, or all plates."
)
@click.option("--targets", is_flag=True, help="Registration targets in the margins.")
@click.option("--title", default="", help="Of the document, and in the sheets' margin.")
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
    order: str,
    stack: int | None,
    sides: str,
    start_at: str | None,
    used: str,
    title: str,
    targets: bool,
    **marks: Any,
) -> None:
    """Place the badges of PDF files on sheets, with crop marks.

    A badge is placed by its TrimBox and keeps its bleed. Nothing is scaled: a file of another size is named and left out, as is
    one that is damaged or encrypted; the exit code is then 1.
    """
    stock = find_stock(config, name)
    if output.resolve() in {file.resolve() for file in files}:
        raise click.UsageError(f"{output} is one of the files to be imposed; name another with --output")
    options = Options(
        batch=title,
        order=Order(order),
        stack=stack,
        sides=SIDES[sides],
        used=_used(stock, start_at, used),
        marks=_style(targets=targets, **marks),
    )
    imposed = impose_files(files, stock, output, options, pages=pages, copies=copies)
    for error in imposed.errors:
        click.echo(f"badgeforge: {error}", err=True)
    if imposed.written is None:
        raise attention("no badge is left; nothing was written")
    for warning in imposed.written.warnings:
        click.echo(f"warning: {warning}", err=True)
    sides_of = 2 if imposed.written.sides is not Sides.ONE_SIDED else 1
    console.print(f"{imposed.badges * copies} badges on {imposed.written.pages // sides_of} sheets of {stock.name}: {output}")
    if imposed.errors:
        raise SystemExit(1)


def _style(*, marks: str, mark_length: float | None, mark_offset: float | None, mark_weight: float, mark_ink: str, targets: bool) -> Style:
    return Style(where=Where(marks), length=mark_length, offset=mark_offset, weight=mark_weight, ink=Ink(mark_ink), targets=targets)


def _used(stock: Stock, start_at: str | None, used: str) -> frozenset[str]:
    """The slots of the first sheet that are gone."""
    gone = {slot.strip().upper() for slot in used.split(",") if slot.strip()}
    if start_at:
        gone |= set(stock.slots[: stock.position(start_at.strip().upper())])
    return frozenset(gone)
