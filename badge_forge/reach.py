"""Can a printer print a stock, and all of it? Asked where a person chooses a printer, before paper is spoiled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from imposition.geometry import Rect
from imposition.stock import Stock
from ledger.values import Millimetre
from spool.destination import Destination
from spool.printable import Margins, margins_of
from spool.ticket import Ticket, refusal

UNSEEN: Final[Millimetre] = 0.1
"""less than this nobody misses at an edge"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a printer says to a stock. refusal: why it cannot print it; warning: what of it will be missing."""

    refusal: str | None
    warning: str | None


async def ask(destination: Destination, printer: str, stock: Stock, options: Mapping[str, str]) -> Answer:
    """Whether a printer, ready or not, can print this stock with these options. Raises SpoolError."""
    offer = await destination.offer()
    ticket = Ticket(token="none", title="none", media=stock.media, size=stock.sheet, pages=1, options=options)  # noqa: S106 - no secret
    margins = margins_of(offer.printable, stock.sheet)
    return Answer(refusal=refusal(ticket, offer, printer), warning=_beyond(stock, margins, printer) if margins else None)


def _beyond(stock: Stock, margins: Margins, printer: str) -> str | None:
    cut = {side: slots for side in ("left", "right", "bottom", "top") if (slots := _lost(stock, side, getattr(margins, side)))}
    if not cut:
        return None
    blank = " and ".join(f"{getattr(margins, side):.3g} mm at the {side}" for side in cut)
    lost = ", ".join(slot for slot in stock.slots if any(slot in slots for slots in cut.values()))
    remedy = "choose a stock with wider margins, or a printer that prints borderless"
    return f"a badge lies where its printer prints: {printer} leaves {blank} blank, and {lost} of {stock.name} lose an edge; {remedy}"


def _lost(stock: Stock, side: str, margin: Millimetre) -> tuple[str, ...]:
    """The slots that reach into the margin of this side."""
    return stock.beyond(Rect.of(stock.sheet).grown(**{side: UNSEEN - margin})) if margin > UNSEEN else ()
