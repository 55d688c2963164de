"""`badgeforge stock`: papers and their grids, the shipped ones and your own."""

import json
import re
import subprocess
from pathlib import Path
from typing import Final

import click

from badge_forge.commands.values import Within
from badge_forge.config import Config
from badge_forge.session import attention, console, show
from imposition import stocks
from imposition.fit import SHEETS, Wish, best_fit
from imposition.geometry import Rect
from imposition.marks import crop_marks, margins
from imposition.stock import Kind, Stock
from imposition.testsheet import write_test_sheet
from ledger.values import Millimetre, Size

RIM: Final[Millimetre] = 5


def find_stock(config: Config, name: str) -> Stock:
    """A stock by its name: the configuration's own come first."""
    return stocks.find(name, config.stocks)


@click.group()
def stock() -> None:
    """List the stocks, show one, draw it, or find the best for a sheet."""


@stock.command("list")
@click.pass_obj
def list_(config: Config) -> None:
    """All stocks: yours first."""
    own = {each.name: each for each in config.stocks}
    known = [*own.values(), *(stocks.find(name) for name in stocks.names() if name not in own)]
    rows = [(each.name, each.title, str(each.kind), str(each.sheet), str(each.label), f"{each.columns} x {each.rows}") for each in known]
    show("stocks", ("name", "", "kind", "sheet", "label", "grid"), rows)


@stock.command("show")
@click.argument("name")
@click.pass_obj
def show_(config: Config, name: str) -> None:
    """The measures of one stock, and what to know about it."""
    found = find_stock(config, name)
    edges = ", ".join(f"{side} {margin:.4g}" for side, margin in margins(found).items())
    gutters = f"{found.pitch_x - found.label.width:.4g} across, {found.pitch_y - found.label.height:.4g} down"
    console.print(f"{found.name}: {found.title}")
    for key, value in (
        ("source", found.source),
        ("kind", _kind(found.kind)),
        ("sheet", f"{found.sheet} ({found.media})"),
        ("label", found.label),
        ("grid", f"{found.columns} x {found.rows}: {found.slots[0]} to {found.slots[-1]}"),
        ("margins", f"{edges} mm"),
        ("gutters", f"{gutters} mm"),
    ):
        console.print(f"  {key:8}{value}")
    for warning in (*found.warnings, *crop_marks(found, 3).warnings, *_rim(found)):
        console.print(f"  warning: {warning}")


def _rim(found: Stock) -> list[str]:
    slots = found.beyond(Rect.of(found.sheet).grown(-RIM)) if found.kind is not Kind.SINGLE else ()
    said = f"stock {found.name}: {', '.join(slots)} reach into the outer {RIM:g} mm, where most printers print nothing: try one sheet"
    return [said] if slots else []


def _kind(kind: Kind) -> str:
    return {
        Kind.CUT: "cut: crop marks, the bleed is kept up to half the gutter",
        Kind.DIE_CUT: "die-cut: no marks, the bleed is kept up to half the gutter",
        Kind.SINGLE: "single: one badge a page, the bleed is cut off",
    }[kind]


@stock.command()
@click.argument("name")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: the stock's name.")
@click.option("--png", is_flag=True, help="A picture of the front rather than a PDF.")
@click.pass_obj
def preview(config: Config, name: str, *, output: Path | None, png: bool) -> None:
    """Draw the sheet, front and back: outlines of the labels, their slots, and what to measure on paper."""
    found = find_stock(config, name)
    target = output or Path(f"{found.name}.{'png' if png else 'pdf'}")
    pdf = target.with_suffix(".pdf") if png else target
    with pdf.open("wb") as out:
        write_test_sheet(found, out)
    if png:
        _draw(pdf, target)
        pdf.unlink()
    console.print(str(target))


def _size(_: click.Context, __: click.Parameter, text: str) -> Size:
    """86x124, in mm."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)", text)
    if not match:
        raise click.BadParameter(f"a size is WIDTHxHEIGHT in mm, such as 86x124, not {text!r}")
    return Size(width=float(match[1]), height=float(match[2]))


@stock.command()
@click.argument("sheet", type=click.Choice(list(SHEETS)))
@click.argument("trim", callback=_size, metavar="WIDTHxHEIGHT")
@click.option("--bleed", type=Within(0, 1000), default=3, show_default=True, help="Of the badges, in mm.")
@click.option("--gutter", type=Within(0, 1000), default=6, show_default=True, help="Between two trims; 0 for a shared cut.")
@click.option("--marks", type=Within(0, 1000), default=5, show_default=True, help="Length of the crop marks; 0 for none.")
@click.option("--margin", type=Within(0, 1000), default=5, show_default=True, help="What the printer cannot reach at each edge.")
def fit(sheet: str, trim: Size, *, bleed: float, gutter: float, marks: float, margin: float) -> None:
    """Find the grid with most badges on a sheet.

    Prints it as a table for badgeforge.toml, and what keeps it from having more.
    """
    found = best_fit(Wish(sheet=sheet, trim=trim, bleed=bleed, gutter=gutter, marks=marks, margin=margin))
    for limit in found.limits:
        console.print(f"# {limit}")
    console.print(f"[stocks.{found.stock.name}]", markup=False)
    for key, value in found.stock.to_dict().items():
        if key != "name":
            console.print(f"{key} = {json.dumps(value)}", markup=False)


def _draw(pdf: Path, png: Path) -> None:
    command = ["pdftoppm", "-r", "100", "-png", "-singlefile", str(pdf), str(png.with_suffix(""))]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        raise attention("pictures are drawn by pdftoppm, which is not installed: apt-get install poppler-utils") from None
