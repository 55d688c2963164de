"""Times and spans as a person writes them: `2026-11-24`, `2026-11-24 18:30`, `30 days`. No I/O."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MOMENT = "a time is a date such as 2026-11-24, or a date and a time such as 2026-11-24T18:30"
SPAN = "a span is a number of minutes, hours, days or weeks, such as 30 days"
_SPAN = re.compile(r"(\d{1,5})\s*(minute|hour|day|week)s?")


def moment(text: str, timezone: str) -> datetime:
    """A date (its first moment) or a date and a time, by the event's clock unless it says its own. ValueError with the rule."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{MOMENT}, not {text!r}") from error
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone))


def span(text: str) -> timedelta:
    """A span of time. ValueError with the rule."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{SPAN}, not {text!r}")
    return timedelta(**{f"{found[2]}s": int(found[1])})
