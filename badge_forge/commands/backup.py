"""`badgeforge backup` and `restore`: a second machine that goes on where this one broke."""

import asyncio
from pathlib import Path

import click

from badge_forge.backup import back_up, bring_back
from badge_forge.config import Config


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(config: Config, archive: Path) -> None:
    """Write the database and the files into one archive.

    It has everything but badgeforge.toml and your designs' folder: copy them beside it. It bears names: keep it as you keep the list."""
    size = asyncio.run(back_up(config, archive))
    click.echo(f"{archive}: {size / (1 << 20):.1f} MB; on another machine `badgeforge restore {archive.name}` brings it back")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def restore(config: Config, archive: Path) -> None:
    """Bring a backup back on a machine that has printed nothing yet.

    Let only one of the two machines run from then on. What lay at a printer when the backup was made comes up as uncertain."""
    asyncio.run(bring_back(config, archive))
    click.echo("restored: `badgeforge status` says how far everything was; `badgeforge up` goes on")
