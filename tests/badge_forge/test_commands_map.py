"""The map: every command is in `--help`, and every command that a page or a message names is on the map."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from badge_forge.cli import badgeforge
from tests.badge_forge.conftest import Type

ROOT = Path(__file__).parents[2]
ORDER = [
    "up",
    "work",
    "print",
    "release",
    "reprint",
    "cancel",
    "resolve",
    "status",
    "queue",
    "printer",
    "stock",
    "design",
    "impose",
    "export",
    "backup",
    "restore",
    "purge",
    "erase",
    "doctor",
]
QUOTED = re.compile(r"`(badgeforge [^`]+)`")
TYPED = re.compile(r"^(?:\$ |\.venv/bin/)?(badgeforge [^#|\n]+)", re.MULTILINE)


def test_the_help_is_the_map_in_the_order_of_the_work(types: Type):
    text = types("--help").stdout
    assert re.findall(r"^  ([a-z]+) {2,}\S", text.split("Commands:")[1], re.MULTILINE) == ORDER
    assert "..." not in text.split("Commands:")[1], "a command's first sentence fits its line"
    assert "Exit codes: 0" in text


def commands_of(group: click.Group) -> dict[str, click.Command]:
    with click.Context(group) as context:
        found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, command in commands_of(group).items():
        found.append((*path, name))
        if isinstance(command, click.Group):
            found += all_commands(command, (*path, name))
    return found


@pytest.mark.parametrize("path", all_commands(badgeforge), ids=" ".join)
def test_every_command_explains_itself_and_each_of_its_options(path: tuple[str, ...]):
    command: click.Command = badgeforge
    for name in path:
        assert isinstance(command, click.Group)
        command = commands_of(command)[name]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
    assert CliRunner().invoke(badgeforge, [*path, "--help"]).exit_code == 0


def named() -> list[str]:
    """The commands that pages and messages tell people to type."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    code = [path for room in ("badge_forge", "forge", "imposition", "spool", "ledger") for path in (ROOT / room).rglob("*.py")]
    found = [text for path in pages for text in TYPED.findall(path.read_text(encoding="utf-8"))]
    return sorted({*found, *(text for path in (*pages, *code) for text in QUOTED.findall(path.read_text(encoding="utf-8")))})


@pytest.mark.parametrize("text", named())
def test_a_command_that_a_page_or_a_message_names_exists(text: str):
    command: click.Command = badgeforge
    words = shlex.split(re.sub(r"\{[^}]*\}", "X", text).replace("...", "").replace("|", " "))[1:]
    while isinstance(command, click.Group) and words and words[0] in commands_of(command):
        command = commands_of(command)[words.pop(0)]
    assert command is not badgeforge or not words or words[0].startswith("-"), f"{words[0]} is no command"
    options = {name for option in command.params for name in option.opts} | {"--help", "--version"}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options
