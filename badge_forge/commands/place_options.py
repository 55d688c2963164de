"""What `print` and `impose` are told about the places of badges on sheets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from imposition.order import Last, Layout, Order
from imposition.stock import Stock

_CHOICES = (
    click.option(
        "--order",
        type=click.Choice([str(each) for each in Order]),
        default=str(Order.AS_SORTED),
        show_default=True,
        help="How badges follow each other; step-and-repeat fills a sheet with each.",
    ),
    click.option(
        "--stack", type=click.IntRange(1), metavar="SHEETS", help="How many sheets are cut at once, for cut-and-stack; default: all."
    ),
    click.option("--start-at", metavar="SLOT", help="The first free slot of a part-used sheet."),
    click.option("--used", metavar="SLOT,...", default="", help="Slots of the first sheet that are gone."),
    click.option(
        "--last",
        type=click.Choice([str(each) for each in Last]),
        default=str(Last.FLUSH),
        show_default=True,
        help="Of a last sheet that is not full: print it, fill it, or hold its badges back.",
    ),
)
AS_SORTED: dict[str, Any] = {"order": Order.AS_SORTED, "stack": None, "start_at": None, "used": "", "last": Last.FLUSH}
"""what is told where nothing is said"""


def place_options[F: Callable[..., Any]](command: F) -> F:
    """Adds them to a command, which passes them on to `used_slots` or `layout`."""
    for option in reversed(_CHOICES):
        command = option(command)
    return command


def used_slots(stock: Stock, told: dict[str, Any]) -> frozenset[str]:
    """The slots of the first sheet that are gone."""
    gone = {slot.strip().upper() for slot in told["used"].split(",") if slot.strip()}
    if told["start_at"]:
        gone |= set(stock.slots[: stock.position(told["start_at"].strip().upper())])
    return frozenset(gone)


def layout(stock: Stock, count: int, told: dict[str, Any]) -> Layout:
    """The places of so many prints. Those of one badge that fills its sheet follow each other as sorted ones do."""
    used = frozenset(stock.position(slot) for slot in used_slots(stock, told))
    asked = Layout(count=count, capacity=stock.capacity, order=Order(told["order"]), used=used, stack=told["stack"])
    return replace(asked, order=Order.AS_SORTED) if asked.order is Order.STEP_AND_REPEAT else asked
