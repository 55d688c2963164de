"""Whose badges are rendered, and the fonts that draw them."""

import subprocess
from dataclasses import replace
from importlib.resources import as_file, files

from forge.attendee import Attendee
from forge.intake import read_list


def sample(count: int = 100) -> list[Attendee]:
    """The shipped list of 100 people with names in many scripts; the second hundred are called the other way round."""
    with as_file(files("forge") / "samples" / "attendees.csv") as path:
        people = [row.attendee for row in read_list(path, types={}, default_type="attendee").rows]
    return [*people, *map(_turned, people)][:count]


def again(people: list[Attendee], turn: int) -> list[Attendee]:
    """The same people under new ids: no badge of theirs was made before."""
    return [replace(person, id=f"{person.id}-{turn}") for person in people]


def font_file(pattern: str) -> str:
    """The file that fontconfig finds for a pattern."""
    found = subprocess.run(["fc-match", "--format=%{file}", pattern], capture_output=True, text=True, check=True)
    return found.stdout


def _turned(person: Attendee) -> Attendee:
    words = person.name.split()
    return replace(person, id=f"{person.id}-2", name=" ".join(reversed(words)) if len(words) > 1 else f"{person.name} {person.name}")
