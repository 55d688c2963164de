"""badgeforge: the map of the command line. Exit codes: 0 done, 1 something needs the user's attention, 2 wrong usage."""

import sys
from pathlib import Path

import click
from psycopg import OperationalError

from badge_forge.commands import cancel, doctor, printer, queue, reprint, resolve, status, up
from badge_forge.commands import print as print_
from badge_forge.config import ConfigError, load
from badge_forge.postgres_programs import PostgresError
from forge.errors import ForgeError
from imposition.errors import ImpositionError
from spool.errors import SpoolError

EXPECTED = (ConfigError, PostgresError, ForgeError, ImpositionError, SpoolError, OperationalError)
"""what a user can mend: a sentence each, never a traceback"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The configuration; badgeforge.toml here by default.")
@click.version_option(package_name="badge-forge")
@click.pass_context
def badgeforge(context: click.Context, config: Path | None) -> None:
    """Print conference badges: lists the night before, one in a hurry at the desk."""
    context.obj = load(config)


for command in (up.up, up.work, print_.print_list, print_.release, reprint.reprint, cancel.cancel, resolve.resolve, status.status):
    badgeforge.add_command(command)
for group in (queue.queue, printer.printer):
    badgeforge.add_command(group)
badgeforge.add_command(doctor.doctor)


def main() -> None:
    """The console script."""
    try:
        badgeforge()
    except EXPECTED as error:
        click.echo(f"badgeforge: {error}", err=True)
        sys.exit(1)
