"""The bounds of what can stand on a badge, and the error that names the bound, the value and the remedy. No I/O."""

from collections.abc import Mapping
from functools import lru_cache

from forge.errors import ForgeError
from forge.text import normalise, show, visible

MAX_LENGTH = 200
"""characters of an id, a name, a company, a type: more is no badge text, and costs the renderer seconds"""
MAX_FIELD_LENGTH = 2000
"""characters of one further field (answers to questions are long, and designs show few of them)"""
MAX_FIELDS = 200
"""further fields of one attendee"""
_REPLACEMENT = "\ufffd"


class AttendeeError(ForgeError):
    """These data give no badge."""


def identity(text: str) -> str:
    clean = normalise(text[: MAX_FIELD_LENGTH + 1])
    if not visible(clean):
        raise AttendeeError("an id has 1 to 200 characters", show(text), "give each badge an id of its own")
    if len(clean) > MAX_LENGTH:
        raise AttendeeError("an id has 1 to 200 characters", show(text), "use a shorter id, such as the ticket code")
    return clean


def name(text: str) -> str:
    clean = bounded("the name", text)
    if not visible(clean):
        raise AttendeeError("a badge bears a name", _emptiness(text), "fill in name, or given_name and family_name")
    return clean


def _emptiness(text: str) -> str:
    return "only characters that cannot be seen" if text.strip() else "an empty text"


def bounded(what: str, text: str) -> str:
    clean = normalise(text) if len(text) <= MAX_FIELD_LENGTH else text
    if len(clean) > MAX_LENGTH:
        raise AttendeeError(f"{what} has at most {MAX_LENGTH} characters", f"{len(clean)}", "shorten it for the badge")
    if _REPLACEMENT in clean:
        remedy = "the text was read in a wrong encoding before it came here: send it again from its source, as UTF-8"
        raise AttendeeError(f"{what} has no replacement character (U+FFFD)", "a text with one", remedy)
    return clean


def fields(given: Mapping[str, str]) -> dict[str, str]:
    """The fields in the order given; empty ones are as good as absent ones, so they are left out."""
    if len(given) > MAX_FIELDS:
        raise AttendeeError(f"a badge has at most {MAX_FIELDS} further fields", f"{len(given)}", "leave some out")
    clean: dict[str, str] = {}
    for name, text in given.items():
        label, value = _label(name), _field(name, text)
        if value and clean.setdefault(label, value) != value:
            raise AttendeeError("each field has a name of its own", f"{show(label)} twice", "rename one of them")
    return clean


@lru_cache(maxsize=1024)
def _label(name: str) -> str:
    """The rows of a list share their names of fields."""
    return bounded("the name of a field", name)


def _field(name: str, text: str) -> str:
    clean = normalise(text) if len(text) <= 2 * MAX_FIELD_LENGTH else text
    if len(clean) > MAX_FIELD_LENGTH:
        rule = f"a field has at most {MAX_FIELD_LENGTH} characters"
        raise AttendeeError(rule, f"{len(clean)} in {show(name)}", "shorten it, or leave the field out")
    return clean
