"""What a sheet asks of a printer, what a printer offers, and whether the two agree. CUPS itself refuses nothing of it: it prints
on other media, or holds the job for ever. So we ask before."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.values import Size
from spool.printable import Printable

PDF = "application/pdf"
ONE_SIDED = "one-sided"
_TOLERANCE = 0.5
"""mm between two names of one size: na_index-4x6_4x6in and a 101.6 x 152.4 mm sheet"""
_PROVED = {
    "copies": "1",
    "number-up": "1",
    "print-scaling": "none",
    "outputorder": "normal",
    "job-sheets": "none",
    "document-format": PDF,
    "job-cancel-after": str(1 << 25),
}
"""without print-scaling, or without media, a sheet shrank to 90 % on a printer whose default is Letter. job-cancel-after, in seconds, is a
year: for want of it CUPS cancels after three hours (MaxJobTime), as what waits for paper over night"""
_OURS = frozenset(
    {*_PROVED, "media", "media-col", "sides", "job-hold-until", "job-name", "orientation-requested", "page-ranges", "page-set"}
    | {"page-delivery", "number-up-layout", "fit-to-page", "scaling", "mirror", "PageSize", "PageRegion", "Duplex"}
)
_PWG = re.compile(r"_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One attempt to print one sheet."""

    token: str
    """unique by attempt: with the job's uuid it is the identity of the print job"""
    title: str
    """the job's title, `<batch>-<sheet>-<attempt>-<token>`: a slug without personal data"""
    media: str
    """exactly the PDF's MediaBox, as a PWG 5101.1 self-describing name"""
    size: Size
    """the same in mm"""
    sides: str = ONE_SIDED
    """IPP sides: one-sided, two-sided-long-edge or two-sided-short-edge"""
    pages: int
    """of the PDF"""
    options: Mapping[str, str] = field(default_factory=dict)
    """of the route: tray and media type by their PPD names (InputSlot, MediaType), quality and colour by their IPP or PPD names"""
    avoid: frozenset[int] = frozenset()
    """job-ids that this sheet must not get: a cupsd that was killed gives those of the jobs that it lost once more, and the backend of a
    lost one, which lives on, may read the new job's document when it comes to print"""

    def job_options(self) -> dict[str, str]:
        """The job's attributes, all strings: the PDF comes out pixel by pixel, never scaled, turned, copied or with a banner."""
        return {**self.options, **_PROVED, "media": self.media, "sides": self.sides_asked}

    @property
    def sides_asked(self) -> str:
        """Sides as the printer is asked for them: a duplex job of one page would get a blank page first."""
        return self.sides if self.pages > 1 else ONE_SIDED

    @property
    def usurped(self) -> tuple[str, ...]:
        """Options of the route that are the sheet's own business."""
        return tuple(sorted(set(self.options) & _OURS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a destination says it can do. Empty: it does not say (a raw queue), and takes everything."""

    media: tuple[str, ...] = ()
    """media-supported, PWG names; custom_min_... and custom_max_... bound what may be cut to measure"""
    sides: tuple[str, ...] = ()
    """sides-supported"""
    formats: tuple[str, ...] = ()
    """document-format-supported"""
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """each option with its values: those of the PPD, and of IPP those that CUPS heeds"""
    printable: tuple[Printable, ...] = ()
    """what it can reach of its media"""


def refusal(ticket: Ticket, offer: Offer, printer: str) -> str | None:
    """Why this printer cannot print this ticket as it is: the rule, the value, the remedy and what it offers. None: it can."""
    return (
        _usurped(ticket)
        or _format(offer, printer)
        or _media(ticket, offer, printer)
        or _sides(ticket, offer, printer)
        or _options(ticket, offer, printer)
    )


def _usurped(ticket: Ticket) -> str | None:
    if not ticket.usurped:
        return None
    return f"the sheet itself decides on {', '.join(ticket.usurped)}: a route may not; take it out of the route's options"


def _format(offer: Offer, printer: str) -> str | None:
    if not offer.formats or PDF in offer.formats:
        return None
    return f"a printer must take PDF: {printer} takes {_listed(offer.formats)}; install cups-filters, or choose another printer"


def _media(ticket: Ticket, offer: Offer, printer: str) -> str | None:
    if not offer.media or _cut(ticket, offer.media):
        return None
    return (
        f"a sheet is never scaled to other media: {printer} has no {ticket.media} ({ticket.size}), it offers {_listed(offer.media)}; "
        "choose a stock of these, or another printer"
    )


def _sides(ticket: Ticket, offer: Offer, printer: str) -> str | None:
    known = offer.sides or ((ONE_SIDED,) if offer.media else ())
    if not known or ticket.sides_asked in known:
        return None
    return f"a printer must do the sheet's sides: {printer} does {_listed(known)}, not {ticket.sides_asked}; choose another printer"


def _options(ticket: Ticket, offer: Offer, printer: str) -> str | None:
    if not offer.media:
        return None
    for name, value in sorted(ticket.options.items()):
        if name not in offer.options:
            known = _listed(tuple(option for option in offer.options if option not in _OURS))
            return f"a route's option must be one of the printer's: {printer} has no {name}; it has {known}"
        if value not in offer.options[name]:
            return f"{name} must be one of the printer's values: {value!r} is none; {printer} offers {_listed(offer.options[name])}"
    return None


def _cut(ticket: Ticket, media: tuple[str, ...]) -> bool:
    """Whether the sheet's size is among the media, by name or by measure, or within the bounds of custom sizes."""
    if ticket.media in media:
        return True
    sizes = {name: size for name in media if (size := size_of(name)) is not None}
    least = [size for name, size in sizes.items() if name.startswith("custom_min_")]
    most = [size for name, size in sizes.items() if name.startswith("custom_max_")]
    fixed = [size for name, size in sizes.items() if not name.startswith(("custom_min_", "custom_max_"))]
    within = any(_fits(small, ticket.size) and _fits(ticket.size, large) for small in least for large in most)
    return within or any(_fits(size, ticket.size) and _fits(ticket.size, size) for size in fixed)


def _fits(inner: Size, outer: Size) -> bool:
    return inner.width <= outer.width + _TOLERANCE and inner.height <= outer.height + _TOLERANCE


def size_of(media: str) -> Size | None:
    """The size at the end of a PWG 5101.1 self-describing name; None where there is none."""
    found = _PWG.search(media)
    if found is None:
        return None
    unit = 25.4 if found[3] == "in" else 1.0
    return Size(width=float(found[1]) * unit, height=float(found[2]) * unit)


def _listed(names: tuple[str, ...], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
