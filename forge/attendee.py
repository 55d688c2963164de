"""Step 1: whoever gets a badge. Rows, forms and the args of jobs become a validated attendee here. No I/O."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forge import args as values
from forge import bounds
from forge.args import REASONS
from forge.bounds import AttendeeError
from forge.text import key, normalise, show

__all__ = [
    "REASONS",
    "Attendee",
    "AttendeeError",
    "Request",
    "accept",
    "map_type",
    "normalise",
    "request_from_args",
    "type_key",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One person's badge, as texts that are normalised and bounded (see `accept`)."""

    id: str
    """1-200 characters; with the event it is the badge's identity"""
    name: str
    """1-200 characters, at least one of them visible"""
    company: str = ""
    """0-200 characters"""
    type: str = ""
    """0-200 characters; the event's word, or what the config's `[types]` made of it"""
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    """whatever else the source said: at most 200 fields of at most 2,000 characters, none of them empty"""

    @property
    def content(self) -> dict[str, object]:
        """What a revision of the badge is made of. Printer, copies, reason and request are no content."""
        return {"name": self.name, "company": self.company, "type": self.type, "fields": dict(self.fields)}

    @property
    def digest(self) -> str:
        """SHA-256, 64 hex digits, of the content as JSON with sorted keys: equal for equal badges on every machine."""
        text = json.dumps(self.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One job's wish, after all checks."""

    attendee: Attendee
    event: str | None = None
    """the event's key; None = the config's"""
    printer: str | None = None
    """the printer asked for by name; None = the route's"""
    copies: int = 1
    """prints wanted, 1-100; each has a slot and a confirmation of its own"""
    reason: str | None = None
    """one of REASONS makes it a reprint; None = the first print"""
    request: str | None = None
    """the producer's own key of this wish: the same key again is the same wish"""


def accept(
    *,
    id: str,  # noqa: A002 (the contract's word)
    name: str,
    company: str = "",
    type: str = "",  # noqa: A002 (the contract's word)
    fields: Mapping[str, str] | None = None,
) -> Attendee:
    """Normalise and check texts from anywhere. Raises AttendeeError, which quotes no name and no company."""
    return Attendee(
        id=bounds.identity(id),
        name=bounds.name(name),
        company=bounds.bounded("the company", company),
        type=bounds.bounded("the type", type),
        fields=bounds.fields(fields or {}),
    )


def type_key(text: str) -> str:
    """The form in which two spellings of one type are equal: "  Speaker" and "SPEAKER" are "speaker"."""
    return key(text)


def map_type(attendee: Attendee, mapping: Mapping[str, str], default: str) -> Attendee:
    """Apply the config's `[types]` table; without a type the default holds, an unknown type stays as it is."""
    table = {type_key(word): wanted for word, wanted in mapping.items()}
    wanted = table.get(type_key(attendee.type), attendee.type) or default
    return attendee if wanted == attendee.type else replace(attendee, type=bounds.bounded("the type", wanted))


def request_from_args(args: Mapping[str, object]) -> Request:
    """Read a producer's args: `{id, name, company, type}` and `event, printer, copies, reason, request, fields`.

    `badge_id` is accepted for `id`, `given_name` and `family_name` for `name`; null is as good as absent. Unknown keys are
    kept as fields: scalars as text, nested values as compact JSON. Raises AttendeeError and nothing else.
    """
    if not isinstance(args, Mapping):
        raise AttendeeError("args are a JSON object", show(args), "send {id, name, company, type}")
    return Request(
        attendee=_attendee(args),
        event=values.key("event", args.get("event")),
        printer=values.key("printer", args.get("printer")),
        copies=values.copies(args.get("copies")),
        reason=values.reason(args.get("reason")),
        request=values.key("request", args.get("request")),
    )


def _attendee(args: Mapping[str, object]) -> Attendee:
    source = "badge_id" if args.get("id") in (None, "") else "id"
    return accept(
        id=values.key("id", args.get(source)) or "",
        name=values.text("name", args.get("name")) or _joined(args),
        company=values.text("company", args.get("company")),
        type=values.text("type", args.get("type")),
        fields=values.further(args, source),
    )


def _joined(args: Mapping[str, object]) -> str:
    return " ".join(filter(None, (values.text(part, args.get(part)) for part in ("given_name", "family_name"))))
