"""The shipped list of attendees."""

from importlib.resources import as_file, files

from forge.attendee import Attendee
from forge.intake import read_list


def sample() -> list[Attendee]:
    """100 people with names in many scripts."""
    with as_file(files("forge") / "samples" / "attendees.csv") as path:
        return [row.attendee for row in read_list(path, types={}, default_type="attendee").rows]
