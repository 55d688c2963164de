"""`badgeforge purge`: badges' and sheets' files that nothing needs any more are removed now, not when `keep_files` says."""

import time
from datetime import UTC, datetime

import click

from badge_forge.config import Config
from badge_forge.session import counted, with_ledger
from badge_forge.times import moment, span
from ledger import retention
from ledger.retention import Purged
from ledger.statements import Connection
from ledger.store import Store


@click.command()
@click.option("--before", metavar="TIME", help="Only what was last used before: 2026-11-24, or 2026-11-24T18:30, by the event's clock.")
@click.option("--older-than", metavar="SPAN", help="Only what was last used so long ago: '30 days', '12 hours'.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.pass_obj
def purge(config: Config, *, before: str | None, older_than: str | None, dry_run: bool) -> None:
    """Remove the files of badges and sheets that are settled.

    The history stays, and a badge that is wanted again is rendered again. What a print on its way needs stays."""
    if before and older_than:
        raise click.UsageError("say either --before or --older-than")
    try:
        limit = _limit(config, before, older_than)
    except ValueError as error:
        raise click.UsageError(str(error)) from error

    async def ask(conn: Connection) -> Purged:
        return await retention.purge(conn, Store(root=config.files), before=limit, dry_run=dry_run)

    purged = with_ledger(config, ask)
    click.echo(f"{counted(purged.files, 'file')} {'would be removed' if dry_run else 'removed'}, {purged.size / (1 << 20):.1f} MB")
    if purged.kept:
        click.echo(f"{counted(purged.kept, 'file')} stay: what is on its way needs them")


def _limit(config: Config, before: str | None, older_than: str | None) -> float:
    """Seconds of the epoch; now where nothing is said."""
    if before:
        return moment(before, config.event.timezone).timestamp()
    return (datetime.now(UTC) - span(older_than)).timestamp() if older_than else time.time()
