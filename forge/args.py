"""The values of a job's args, which are JSON from anywhere, as the texts of an attendee. No I/O."""

import json
from collections.abc import Mapping

from forge.bounds import MAX_FIELD_LENGTH, MAX_LENGTH, AttendeeError
from forge.text import normalise, show

REASONS = ("lost", "damaged", "wrong-name", "printer-fault", "other")
"""why a badge is printed once more"""
MAX_COPIES = 100
"""prints of one request"""
_CONTENT = frozenset({"name", "company", "type", "event", "printer", "copies", "reason", "request", "fields"})
_BITS = 600
"""an integer below this has fewer than 200 digits, and its decimal is cheap"""


def key(what: str, value: object) -> str | None:
    """A string, or a JSON integer as its decimal; blank and null are absent."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < _BITS:
        value = str(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise AttendeeError(f"{what} is a string or an integer", show(value), f'send "{what}" as a string')
    clean = normalise(value) if len(value) <= MAX_FIELD_LENGTH else value
    if len(clean) > MAX_LENGTH:
        raise AttendeeError(f"{what} has at most {MAX_LENGTH} characters", show(value), "use a shorter one")
    return clean or None


def text(what: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool) and what != "name":
        return plain(what, value)
    raise AttendeeError(f"{what} is a string", show(value), f'send "{what}" as a string')


def copies(value: object) -> int:
    if value is None:
        return 1
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_COPIES:
        return value
    raise AttendeeError(f"copies is an integer from 1 to {MAX_COPIES}", show(value), "send several requests for more")


def reason(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and value in REASONS:
        return value
    raise AttendeeError(f"a reason is one of {', '.join(REASONS)}", show(value), "use one of them, or leave it out")


def plain(what: object, value: object) -> str:
    """A field's text: a string as it is, null as nothing, everything else as compact JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise AttendeeError("a field is a JSON value", f"{show(value)} in {show(what)}", "send it as text") from error


def further(args: Mapping[str, object], source: str) -> dict[str, str]:
    """Unknown keys and the object `fields`, which wins over a key beside it; `source` is the key that gave the id."""
    inner = args.get("fields")
    if not isinstance(inner, Mapping | None):
        raise AttendeeError("fields is a JSON object", show(inner), 'send {"fields": {"table": "12"}} or leave it out')
    beside = {key: value for key, value in args.items() if key not in _CONTENT | {"id", source}}
    return {str(key): plain(key, value) for key, value in (beside | dict(inner or {})).items()}
