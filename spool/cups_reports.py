"""What a queue of CUPS says of itself, as a value of ours."""

from collections.abc import Mapping
from typing import Any

from spool.destination import PrinterReport
from spool.ipp import PrinterState
from spool.printer_words import words
from spool.ticket import Offer

_CLASS = 0x1
"""the bit of CUPS's printer-type that tells a class"""


def printer_report(attributes: Mapping[str, Any]) -> PrinterReport:
    """By the attributes of a queue, as pycups gives them."""
    state = PrinterState(attributes["printer-state"])
    reasons = tuple(reason for reason in attributes["printer-state-reasons"] if reason != "none")
    message = attributes.get("printer-state-message") or ""
    accepting = bool(attributes["printer-is-accepting-jobs"])
    said = words(state, reasons, message)
    return PrinterReport(
        name=attributes["printer-name"],
        state=state,
        words=said if accepting else f"{said}, rejecting jobs",
        accepting=accepting,
        reasons=reasons,
        message=message,
        media_ready=_texts(attributes.get("media-ready")),
        device=attributes.get("device-uri") or "",
        model=attributes.get("printer-make-and-model") or "",
        group=bool(attributes.get("printer-type", 0) & _CLASS),
        offer=_offer(attributes),
    )


def _offer(attributes: Mapping[str, Any]) -> Offer:
    """A queue without a driver passes the PDF through, and its attributes are CUPS's defaults: it offers nothing of its own."""
    if "media-supported" not in attributes:
        return Offer()
    # CUPS takes media-source and media-type without a word and heeds neither: they are no attributes of a job for it.
    heeded = [name for name in attributes.get("job-creation-attributes-supported", ()) if f"{name}-supported" in attributes]
    return Offer(
        media=_texts(attributes["media-supported"]),
        sides=_texts(attributes.get("sides-supported")),
        formats=_texts(attributes.get("document-format-supported")),
        options={**attributes.get("ppd-options", {}), **{name: _texts(attributes[f"{name}-supported"]) for name in heeded}},
        printable=attributes.get("ppd-areas", ()),
    )


def _texts(value: object) -> tuple[str, ...]:
    """pycups gives one value bare, several as a list, a range as a tuple."""
    if value is None:
        return ()
    return tuple(str(each) for each in value) if isinstance(value, list) else (str(value),)
