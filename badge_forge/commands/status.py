"""`badgeforge status`: the funnel, what needs a person, or one badge's whole history."""

import click

from badge_forge.commands.reprint import one_badge
from badge_forge.config import Config
from badge_forge.session import console, local, show, with_ledger
from ledger import badges, batches
from ledger.statements import Connection, Row, row, rows

STEPS = ("requested", "generated", "imposed", "spooled", "printed", "confirmed", "failed", "uncertain", "canceled")


@click.command()
@click.argument("what", required=False, metavar="BADGE|BATCH")
@click.pass_obj
def status(config: Config, what: str | None) -> None:
    """Say how far everything is, or one batch, or one badge."""

    async def ask(conn: Connection) -> int:
        batch = await batches.get(conn, what) if what else None
        if what and batch is None:
            return await _badge(conn, config, what)
        return await _overview(conn, config, batch)

    raise SystemExit(with_ledger(config, ask))


async def _overview(conn: Connection, config: Config, batch: Row | None) -> int:
    event = batch["event"] if batch else config.event.key
    funnel = await row(conn, "print/funnel", event=event, batch=batch["id"] if batch else None) or {}
    show(f"{event}: {funnel['prints']} prints", STEPS, [[funnel[step] for step in STEPS]])
    if batch is None:
        recent = await rows(conn, "batch/recent", event=event)
        columns = ("batch", "at", "sheets", "prints", "printed", "attention", "source")
        show("batches", columns, [_batch(config, each) for each in recent])
    wanting = await rows(conn, "print/attention", event=event)
    wanting = [each for each in wanting if batch is None or each["batch"] == batch["code"]]
    if wanting:
        show("attention", ("badge", "state", "sheet", "slot", "why"), [_attention(each) for each in wanting])
    return 1 if wanting else 0


async def _badge(conn: Connection, config: Config, query: str) -> int:
    badge = await one_badge(conn, config.event.key, query)
    told = await badges.story(conn, badge["id"])
    console.print(f"{badge['badge_id']}: revision {badge['revision']}" + (", changed since print" if badge["changed"] else ""))
    show("history", ("at", "what", "from", "to", "sheet", "by", "why"), [_line(config, line) for line in told])
    return 0


def _batch(config: Config, batch: Row) -> tuple[object, ...]:
    held = " (held)" if batch["held"] else ""
    at = local(config, batch["at"])
    return batch["code"] + held, at, batch["sheets"], batch["prints"], batch["printed"], batch["attention"], batch["source"]


def _attention(print_: Row) -> tuple[object, ...]:
    why = print_["problem"] or ("changed since print" if print_["changed"] else "; ".join(print_["warnings"]))
    return print_["badge_id"], print_["state"], print_["sheet"], print_["slot"], why


def _line(config: Config, line: Row) -> tuple[object, ...]:
    return local(config, line["at"]), line["what"], line["from_state"], line["to_state"], line["sheet"], line["by"], line["why"]
