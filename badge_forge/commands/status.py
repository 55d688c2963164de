"""`badgeforge status`: the funnel, what needs a person and what to do, or one badge's whole history."""

import click
from psycopg.errors import DiskFull

from badge_forge.commands.known import one_badge
from badge_forge.commands.printer_words import hold_words, refusal_words, trouble_words
from badge_forge.config import Config
from badge_forge.database_words import words
from badge_forge.session import counted, local, show, with_ledger
from badge_forge.watching import no_node, queues_of, unserved
from ledger import badges, batches, holds
from ledger.statements import Connection, Row, row, rows, run
from ledger.wire import GENERATE

STATES = ("requested", "generated", "imposed", "spooled", "printed", "failed", "uncertain", "canceled")
REMEDIES = {
    "failed": "correct the list and print it again, or `badgeforge reprint ID --reason other` with --set or --accept",
    "uncertain": "look into the printer's tray, then `badgeforge resolve SHEET --printed` or `--print-again`",
    "changed since print": "`badgeforge reprint ID --reason wrong-name` prints the new text,"
    " `badgeforge resolve SHEET --accept` leaves it at the old one",
    "warning": "look at the badge; `badgeforge reprint ID --reason other --set name=...` prints a shorter text,"
    " `badgeforge resolve SHEET --accept` says that it is good as it is",
}


@click.command()
@click.argument("what", required=False, metavar="[BADGE|BATCH]")
@click.option("--event", metavar="KEY", help="The event's key, instead of the configuration's.")
@click.pass_obj
def status(config: Config, what: str | None, event: str | None) -> None:
    """Say how far everything is, one batch, or one badge.

    A badge is named by its id or a piece of its name. Exit code 1: something needs your attention."""

    async def ask(conn: Connection) -> int:
        batch = await batches.get(conn, what) if what else None
        if what and batch is None:
            return await _badge(conn, config, event or config.event.key, what)
        return await _overview(conn, config, event or config.event.key, batch)

    raise SystemExit(with_ledger(config, ask))


async def _overview(conn: Connection, config: Config, event: str, batch: Row | None) -> int:
    event, only = (batch["event"], batch["id"]) if batch else (event, None)
    click.echo(f"{batch['code'] if batch else event}: {_funnel(await row(conn, 'print/funnel', event=event, batch=only) or {})}")
    if batch is None:
        recent = [_batch(config, each) for each in await rows(conn, "batch/recent", event=event)]
        show("batches", ("batch", "at", "sheets", "badges", "printed", "attention", "source"), recent)
        await _rejected(conn, config)
    elif batch["held"]:
        click.echo(f"sheet 1 is the proof, the others are held until `badgeforge release {batch['code']}`")
    attention = _attention(await rows(conn, "print/attention", event=event, batch=only))
    return max(attention, await _held_up(conn, config), await _full(conn))


def _funnel(funnel: Row) -> str:
    """The states that add up to the whole, without those that nobody is in."""
    parts = [f"{funnel[state]} {state}" for state in STATES if funnel[state]]
    confirmed = f", {funnel['confirmed']} confirmed" if funnel["printed"] else ""
    return f"{counted(funnel['prints'], 'print')}{' = ' if parts else ''}{' + '.join(parts)}{confirmed}"


async def _rejected(conn: Connection, config: Config) -> None:
    """What producers sent that nobody can use."""
    rejected = [(each["job"], each["queue"], local(config, each["at"]), each["why"]) for each in await rows(conn, "history/rejected")]
    show("rejected jobs", ("job", "queue", "at", "why"), rejected)


async def _held_up(conn: Connection, config: Config) -> int:
    """Printers that print nothing, sheets that a printer cannot print, and queues with work that no node does."""
    troubled, refused, held = await rows(conn, "printer/troubled"), await rows(conn, "printer/refusals"), await holds.held(conn)
    for each in troubled:
        click.echo(f"{each['name']}: {trouble_words(config, each)}")
    for each in refused:
        click.echo(f"{each['printer']}: {refusal_words(config, each)}")
    for each in held:
        click.echo(f"{each['printer']}: {hold_words(config, each)}")
    busy = [each["route"] for each in await rows(conn, "route/busy", generate=GENERATE)]
    hindered = await rows(conn, "node/troubled")
    show("nodes that cannot work", ("node", "why"), [(each["name"], each["trouble"]) for each in hindered])
    missing = await unserved(conn, list(dict.fromkeys(name for queue in busy for name in queues_of(config, queue))))
    if missing:
        click.echo(no_node(missing))
    return 1 if missing or hindered or refused or held or any(not each["paused"] for each in troubled) else 0


async def _full(conn: Connection) -> int:
    """A database that has no room answers questions, so that nothing else here would tell."""
    try:
        async with conn.transaction(force_rollback=True):
            await run(conn, "setting/room")
    except DiskFull as error:
        click.echo(f"{words(error)}; what waits goes on by itself")
        return 1
    return 0


def _batch(config: Config, batch: Row) -> tuple[object, ...]:
    held = " (held)" if batch["held"] else ""
    at = local(config, batch["at"])
    return batch["code"] + held, at, batch["sheets"], batch["prints"], batch["printed"], batch["attention"], batch["source"]


def _attention(prints: list[Row]) -> int:
    whys = [(_kind(print_), print_) for print_ in prints]
    cells = ("badge_id", "state", "sheet", "slot", "at_printer")
    lines = [(*(print_[cell] for cell in cells), _why(kind, print_)) for kind, print_ in whys]
    show("attention", ("badge", "state", "sheet", "slot", "printer", "why"), lines)
    for kind in dict.fromkeys(kind for kind, _ in whys):
        click.echo(f"{kind}: {REMEDIES[kind]}")
    return 1 if prints else 0


def _kind(print_: Row) -> str:
    if print_["state"] in REMEDIES:
        return str(print_["state"])
    return "changed since print" if print_["changed"] else "warning"


def _why(kind: str, print_: Row) -> str:
    return str(print_["problem"] or ("; ".join(print_["warnings"]) if kind == "warning" else kind))


async def _badge(conn: Connection, config: Config, event: str, query: str) -> int:
    badge = await one_badge(conn, event, query)
    changed = ", changed since print" if badge["changed"] else ""
    name = f"erased {local(config, badge['erased_at'])}" if badge["erased_at"] else badge["name"]
    click.echo(f"{badge['badge_id']}, {name}: revision {badge['revision']}{changed}")
    prints = await rows(conn, "badge/prints", badge=badge["id"])
    columns = ("wish", "by", "state", "sheet", "slot", "printer", "printed at", "confirmation", "why")
    show("prints", columns, [_print(config, each) for each in prints])
    told = await badges.story(conn, badge["id"])
    show("history", ("at", "what", "from", "to", "sheet", "by", "why"), [_line(config, line) for line in told])
    return 1 if changed or any(each["state"] in ("failed", "uncertain") for each in prints) else 0


def _print(config: Config, each: Row) -> tuple[object, ...]:
    wish = each["reason"] or each["batch"] or "first"
    copy = f", copy {each['copy']}" if each["copy"] > 1 else ""
    why = each["problem"] or "; ".join(each["warnings"])
    paper = (each["sheet"], each["slot"], each["at_printer"], local(config, each["printed_at"]), each["confirmed"])
    return wish + copy, each["by"], each["state"], *paper, why


def _line(config: Config, line: Row) -> tuple[object, ...]:
    return local(config, line["at"]), line["what"], line["from_state"], line["to_state"], line["sheet"], line["by"], line["why"]
