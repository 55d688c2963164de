"""badgeforge: the map of the command line. Exit codes: 0 done, 1 something needs the user's attention, 2 wrong usage."""

from pathlib import Path
from typing import Any

import click

from badge_forge.commands import (
    backup,
    cancel,
    design,
    doctor,
    erase,
    export,
    impose,
    printer,
    purge,
    queue,
    reprint,
    resolve,
    status,
    stock,
    up,
)
from badge_forge.commands import print as print_
from badge_forge.config import ConfigError, load
from badge_forge.session import EXPECTED


class Map(click.Group):
    """The commands in the order in which they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise click.ClickException(str(error)) from error


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


for command in (
    up.up,
    up.work,
    print_.print_list,
    print_.release,
    reprint.reprint,
    cancel.cancel,
    resolve.resolve,
    status.status,
    queue.queue,
    printer.printer,
    stock.stock,
    design.design,
    impose.impose,
    export.export,
    backup.backup,
    backup.restore,
    purge.purge,
    erase.erase,
    doctor.doctor,
):
    badgeforge.add_command(command)


def main() -> None:
    """The console script."""
    badgeforge()
