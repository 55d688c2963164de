"""What is wrong with a printer, as `printer` and `status` say it: `Office: out of paper since 08:41, 3 sheets waiting; load paper`."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from badge_forge.config import Config
from badge_forge.session import counted
from ledger.statements import Row
from ledger.values import Trouble


def trouble_words(config: Config, printer: Row, found: Trouble | None = None) -> str:
    """Of a row of the ledger that is in trouble or paused; found: what a look shows now, which may be news to the ledger."""
    count = printer["outstanding"] + printer["waiting"]
    waiting = f", {counted(count, 'sheet')} waiting" if count else ""
    if printer["paused"]:
        resume = f"`badgeforge printer resume {printer['name']}`"
        return f"paused by {printer['set_by']} since {clock(config, printer['set_at'])}{waiting}; {resume}"
    words, remedy = (found.words, found.remedy) if found else (printer["trouble"], printer["remedy"])
    known = words == printer["trouble"]
    since = f" since {clock(config, printer['trouble_since'])}" if known else ""
    return f"{words}{since}{waiting}; {remedy}"


def refusal_words(config: Config, refused: Row) -> str:
    """Of sheets that a printer cannot print as they are."""
    return f"{counted(refused['sheets'], 'sheet')} of {refused['route']} waiting since {clock(config, refused['since'])}: {refused['why']}"


def hold_words(config: Config, held: Row) -> str:
    """Of a sheet that CUPS holds though we let it go."""
    server = f" -h {held['server']}" if held["server"] else ""
    since = clock(config, held["held_since"])
    remedy = f"`lp{server} -i {held['cups_id']} -H resume` lets sheet {held['sheet']} go on"
    return f"CUPS holds job {held['cups_id']} since {since}: {held['hold']}; {remedy}"


def clock(config: Config, at: datetime) -> str:
    """A time by the event's clock: 08:41 if it is of today, else with its day."""
    zone = ZoneInfo(config.event.timezone)
    there = at.astimezone(zone)
    return f"{there:%H:%M}" if there.date() == datetime.now(UTC).astimezone(zone).date() else f"{there:%Y-%m-%d %H:%M}"
