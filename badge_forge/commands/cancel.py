"""`badgeforge cancel`: what is not released to a printer is canceled, the rest is listed."""

import click

from badge_forge.commands.reprint import one_badge
from badge_forge.config import Config
from badge_forge.session import console, show, who, with_ledger
from ledger import batches
from ledger.reconcile import cancel as cancel_prints
from ledger.statements import Connection, Row, rows


@click.command()
@click.argument("what", required=False, metavar="BATCH|BADGE")
@click.option("--queue", help="Everything of this queue.")
@click.pass_obj
def cancel(config: Config, what: str | None, queue: str | None) -> None:
    """Cancel a batch, a badge or a whole queue, as far as no printer has it."""
    if (what is None) == (queue is None):
        raise click.UsageError("name either a batch or badge, or a queue with --queue")

    async def ask(conn: Connection) -> tuple[int, list[Row]]:
        batch = await batches.get(conn, what) if what else None
        badge = await one_badge(conn, config.event.key, what) if what and batch is None else None
        wanted = {"batch": batch["id"] if batch else None, "badge": badge["id"] if badge else None, "queue": queue}
        found = await rows(conn, "print/cancelable", **wanted)
        canceled = await cancel_prints(conn, [print_["id"] for print_ in found], by=who(), why=f"canceled by {who()}")
        return len(canceled), [print_ for print_ in found if print_["id"] not in set(canceled)]

    count, rest = with_ledger(config, ask)
    console.print(f"{count} prints canceled")
    if rest:
        show("not canceled: a printer may have them", ("badge", "state", "sheet", "slot"), [_cells(print_) for print_ in rest])
    raise SystemExit(1 if rest else 0)


def _cells(print_: Row) -> tuple[object, ...]:
    return print_["badge_id"], print_["state"], print_["sheet"], print_["slot"]
