"""`badgeforge reprint`: a further badge for one person, and why."""

from typing import Any

import click

from badge_forge.commands.known import known_route, one_badge
from badge_forge.commands.preflight import type_trouble, what_printers_say
from badge_forge.commands.reprint_sheet import reprint_sheet
from badge_forge.config import Config
from badge_forge.seeding import design_of
from badge_forge.session import attention, who, with_ledger
from badge_forge.watching import no_node, queues_of, unserved
from forge.args import REASONS
from forge.attendee import Attendee, accept, map_type
from imposition.stock import Stock
from ledger import badges
from ledger.adoption import adopt
from ledger.identity import Arrival
from ledger.statements import Connection, rows
from ledger.states import UNSETTLED
from ledger.wire import enqueue, generate


@click.command()
@click.argument("badge", required=False)
@click.option("--sheet", metavar="CODE", help="Everything on this sheet instead: the code in its margin, such as S16.")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="Why; it stands in the history.")
@click.option("--set", "changes", multiple=True, metavar="FIELD=VALUE", help="Change name, company, type or a field; may be repeated.")
@click.option("--printer", metavar="NAME", help="Print it there instead of the queue's printer.")
@click.option("--accept", "accepted", is_flag=True, help="Print it even with a missing glyph, or text that does not fit.")
@click.option("--event", metavar="KEY", help="The event's key, instead of the configuration's.")
@click.pass_obj
def reprint(
    config: Config,
    badge: str | None,
    *,
    sheet: str | None,
    reason: str,
    changes: tuple[str, ...],
    printer: str | None,
    accepted: bool,
    event: str | None,
) -> None:
    """Print one badge once more, or a spoiled sheet, and say why.

    BADGE is its id, or enough of the name to be unique. It takes a sheet of its own and overtakes the batches; what failed before is
    replaced by it."""

    if (badge is None) == (sheet is None):
        raise click.UsageError("name either a badge, or a sheet with --sheet")
    if sheet is not None and (changes or accepted or event):
        raise click.UsageError("a sheet is printed again as it is: --set, --accept and --event go with a badge")

    async def ask(conn: Connection) -> list[str]:
        if sheet is not None:
            return await reprint_sheet(conn, config, sheet, reason=reason, printer=printer)
        found = await one_badge(conn, event or config.event.key, badge or "")
        if found["erased_at"] is not None:
            raise attention(f"the data of badge {found['badge_id']} was erased: a person who is back takes a badge with another id")
        queue = await badges.last_route(conn, found["id"]) or config.queues[0].name
        route = await known_route(conn, queue)
        if printer is not None:
            await what_printers_say(conn, [printer], Stock.from_dict(route.stock_data), route.options, wished=True)
        person = map_type(changed(found, changes), config.types, config.default_type)
        if (trouble := type_trouble(person.type, design_of(config, route))) is not None:
            raise attention(trouble)
        async with conn.transaction():
            [(job, _)] = await enqueue(conn, [generate(queue, found["badge_id"], found["event"], urgent=True)])
            arrival = Arrival(
                job=job,
                event=found["event"],
                badge_id=found["badge_id"],
                content=person.content,
                digest=person.digest,
                printer=printer,
                reason=reason,
                accept=accepted,
                by=who(),
            )
            await adopt(conn, arrival, route)
            pending = await _on_their_way(conn, found["id"])
        return [
            f"badge {found['badge_id']}, {person.name}: one more is on its way ({reason})",
            *(f"the one before is on its way too ({state}); `badgeforge cancel {found['badge_id']}` cancels both" for state in pending),
            *([no_node(missing)] if (missing := await unserved(conn, queues_of(config, queue))) else []),
        ]

    for line in with_ledger(config, ask):
        click.echo(line)


async def _on_their_way(conn: Connection, badge: int) -> list[str]:
    """The state of a print before this one that is not on paper yet."""
    *earlier, _ = await rows(conn, "print/cancelable", batch=None, badge=badge, queue=None)
    return [print_["state"] for print_ in earlier if print_["state"] in UNSETTLED][:1]


def changed(found: dict[str, Any], changes: tuple[str, ...]) -> Attendee:
    """The badge's latest content with the changes made."""
    content = dict(found["content"])
    fields = dict(content.pop("fields", {}))
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals or not key:
            raise click.UsageError(f"--set takes FIELD=VALUE, not {change!r}; for example --set 'name=Ada Lovelace'")
        if key in ("id", "badge_id"):
            raise click.UsageError("a badge keeps its id: it is what the badge is known by; print a new list for a new one")
        if key == "name":  # the parts belong to the old name
            fields.pop("given_name", None)
            fields.pop("family_name", None)
        (content if key in content else fields)[key] = value
    return accept(id=found["badge_id"], fields=fields, **content)
