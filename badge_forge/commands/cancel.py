"""`badgeforge cancel`: what is not released to a printer is canceled, the rest is listed."""

import click

from badge_forge.commands.known import known_route, one_badge
from badge_forge.config import Config
from badge_forge.session import counted, show, who, with_ledger
from ledger import batches
from ledger.reconcile import cancel as cancel_prints
from ledger.statements import Connection, Row, rows


@click.command()
@click.argument("what", required=False, metavar="[BATCH|BADGE]")
@click.option("--queue", metavar="NAME", help="Everything of this queue.")
@click.option("--event", metavar="KEY", help="The badge's event, instead of the configuration's.")
@click.pass_obj
def cancel(config: Config, what: str | None, *, queue: str | None, event: str | None) -> None:
    """Cancel what no printer has of a batch, badge or queue.

    The rest is listed: a sheet that was released to a printer may be on paper at any moment."""
    if (what is None) == (queue is None):
        raise click.UsageError("name either a batch or badge, or a queue with --queue")

    async def ask(conn: Connection) -> tuple[int, list[Row]]:
        if queue is not None:
            await known_route(conn, queue)
        batch = await batches.get(conn, what) if what else None
        badge = await one_badge(conn, event or config.event.key, what) if what and batch is None else None
        wanted = {"batch": batch["id"] if batch else None, "badge": badge["id"] if badge else None, "queue": queue}
        found = await rows(conn, "print/cancelable", **wanted)
        canceled = await cancel_prints(conn, [print_["id"] for print_ in found], by=who(), why=f"canceled by {who()}")
        return len(canceled), [print_ for print_ in found if print_["id"] not in set(canceled)]

    count, rest = with_ledger(config, ask)
    click.echo(f"{counted(count, 'print')} canceled" if count or rest else "nothing to cancel: all of it is printed or canceled already")
    if rest:
        title = "not canceled: a printer has them, or nobody knows (`badgeforge resolve`)"
        show(title, ("badge", "state", "sheet", "slot"), [_cells(print_) for print_ in rest])
    raise SystemExit(1 if rest else 0)


def _cells(print_: Row) -> tuple[object, ...]:
    return print_["badge_id"], print_["state"], print_["sheet"], print_["slot"]
