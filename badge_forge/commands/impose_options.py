"""What `badgeforge impose` is told about places, marks and the printer, and what it makes of it."""

from collections.abc import Callable
from typing import Any

import click

from badge_forge.commands.place_options import place_options, used_slots
from badge_forge.commands.values import Within
from imposition.mark_style import Ink, Style, Where
from imposition.order import Order
from imposition.plan import SIDES, Options
from imposition.stock import Stock
from ledger.values import Correction


def _millimetres(_: click.Context, __: click.Parameter, text: str) -> tuple[float, float]:
    """0.8,-0.5"""
    try:
        dx, dy = (Within(-1000, 1000).convert(each, None, None) for each in text.split(","))
    except (ValueError, click.BadParameter):
        raise click.BadParameter(f"a shift is RIGHT,UP in mm, such as 0.8,-0.5, not {text!r}") from None
    return dx, dy


_CHOICES = (
    click.option("--sides", type=click.Choice(list(SIDES)), default="long-edge", show_default=True, help="How backs are turned."),
    click.option(
        "--marks", type=click.Choice([str(each) for each in Where]), default=str(Where.OUTER), show_default=True, help="Which trims."
    ),
    click.option("--mark-length", type=Within(0), metavar="MM", help="Of crop marks; 0 for none. Default: the stock's."),
    click.option("--mark-offset", type=Within(0), metavar="MM", help="From the trim to the mark, at least. Default: the stock's."),
    click.option("--mark-weight", type=Within(0.1, 3), default=0.25, show_default=True, metavar="PT", help="Of crop marks."),
    click.option(
        "--mark-ink", type=click.Choice([str(each) for each in Ink]), default=str(Ink.BLACK), show_default=True, help="K, or all plates."
    ),
    click.option("--targets", is_flag=True, help="Registration targets in the margins."),
    click.option("--shift", callback=_millimetres, default="0,0", metavar="RIGHT,UP", help="Moves the fronts by so many mm."),
    click.option("--shift-back", callback=_millimetres, default="0,0", metavar="RIGHT,UP", help="Moves the backs, as they are looked at."),
    click.option("--scale", type=Within(0.9, 1.1), default=1, help="Of the fronts: 1.002 where the printer shrinks by 0.2 %."),
    click.option("--scale-back", type=Within(0.9, 1.1), default=1, help="Of the backs."),
)


def sheet_options[F: Callable[..., Any]](command: F) -> F:
    """Adds them to a command, which passes them on to `options`."""
    for option in reversed(_CHOICES):
        command = option(command)
    return place_options(command)


def options(stock: Stock, title: str, told: dict[str, Any]) -> Options:
    """The options of a run."""
    return Options(
        batch=title,
        order=Order(told["order"]),
        stack=told["stack"],
        sides=SIDES[told["sides"]],
        used=used_slots(stock, told),
        marks=Style(
            where=Where(told["marks"]),
            length=told["mark_length"],
            offset=told["mark_offset"],
            weight=told["mark_weight"],
            ink=Ink(told["mark_ink"]),
            targets=told["targets"],
        ),
        front=_correction(told["shift"], told["scale"]),
        back=_correction(told["shift_back"], told["scale_back"]),
    )


def _correction(shift: tuple[float, float], scale: float) -> Correction:
    return Correction(dx=shift[0], dy=shift[1], scale=scale)
