"""badgeforge: the map of the command line. Exit codes: 0 done, 1 something needs the user's attention, 2 wrong usage."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from badge_forge.config import ConfigError, load
from badge_forge.database_words import words
from badge_forge.session import EXPECTED

COMMANDS = {
    "up": "up.up",
    "work": "up.work",
    "print": "print.print_list",
    "release": "print.release",
    "reprint": "reprint.reprint",
    "cancel": "cancel.cancel",
    "resolve": "resolve.resolve",
    "status": "status.status",
    "queue": "queue.queue",
    "printer": "printer.printer",
    "stock": "stock.stock",
    "design": "design.design",
    "impose": "impose.impose",
    "export": "export.export",
    "backup": "backup.backup",
    "restore": "backup.restore",
    "purge": "purge.purge",
    "erase": "erase.erase",
    "doctor": "doctor.doctor",
}
"""in the order in which they are needed; where each stands below commands/: only the one that is called is imported"""


class Map(click.Group):
    """The commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"badge_forge.commands.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise click.ClickException(words(error) or str(error)) from error
        except OSError as error:
            if error.filename is None:
                raise
            rule, remedy = "a command can read and write its files", "name another, or see to the rights and the room there"
            raise click.ClickException(f"{rule}: {error.filename}: {error.strerror}; {remedy}") from error


@click.group(cls=Map, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The configuration; badgeforge.toml here by default.")
@click.version_option(package_name="badge-forge")
@click.pass_context
def badgeforge(context: click.Context, config: Path | None) -> None:
    """Print conference badges: lists the night before, one in a hurry at the desk.

    Exit codes: 0 done, 1 something needs your attention, 2 wrong usage."""
    try:
        context.obj = load(config)
    except ConfigError as error:
        if context.invoked_subcommand != "doctor":
            raise
        context.obj = error  # what it is asked about


def main() -> None:
    """The console script."""
    badgeforge()
