"""The README's five minutes are what happens: its files, its commands and their output."""

import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.badge_forge.conftest import Type
from tests.services.cups import IppPrinter, private_cups
from tests.services.folders import service_folder
from tests.services.node import PLAIN, Program, wait_for

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
VARIES = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\(\d+\.\d s\)|PostgreSQL \d+\.\d+|/\S+/var/files has \d+ MB")
"""times, how long it took, a version, a disk"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def sessions() -> Iterator[tuple[str, str]]:
    """Each command with the output that the page shows."""
    for block in blocks("console"):
        for session in re.split(r"^\$ badgeforge ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = session.partition("\n")
            yield command, shown


def as_shown(shown: str, said: str) -> bool:
    """Equal, but for what varies; a line of three dots stands for any lines."""
    pattern = re.escape(VARIES.sub("~", shown)).replace(re.escape("...\n"), "(?:.*\n)*")
    return re.fullmatch(pattern, VARIES.sub("~", said)) is not None


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose CUPS has the printer Office, and whose user is grace."""
    with private_cups() as cups, service_folder() as folder, IppPrinter(folder / "office") as printer:
        cups.add_printer("Office", printer)
        monkeypatch.setenv("CUPS_SERVER", cups.address)
        monkeypatch.setenv("SUDO_USER", "grace")
        yield


@pytest.mark.usefixtures("office")
def test_the_five_minutes_are_what_happens(types: Type, folder: Path, database: str):
    [attendees], [configuration] = blocks("csv"), blocks("toml")
    (folder / "attendees.csv").write_text(attendees, encoding="utf-8")
    (folder / "badgeforge.toml").write_text("", encoding="utf-8")
    (dry_run, refused), *tour = sessions()
    assert as_shown(refused, types(*shlex.split(dry_run)).output)
    with Program(folder, database, configuration).node(module=PLAIN):
        for command, shown in tour:
            ask = partial(_said, types, command, shown.replace(", embedded", ""))  # the page tells of the embedded database
            seen = wait_for(ask, what=command) if command.startswith("status") else ask()  # a reader types slower than a sheet prints
            assert seen, f"{command}:\n{types(*shlex.split(command)).output}"


def _said(types: Type, command: str, shown: str) -> bool:
    return as_shown(shown, types(*shlex.split(command)).output)
