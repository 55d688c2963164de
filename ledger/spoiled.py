"""Sheets that came out and cannot be used: everything on one is printed once more, in the same places."""

import json

from ledger.history import note
from ledger.statements import Connection, Row, row, rows, run
from ledger.wire import enqueue, generate


async def reprint_sheet(conn: Connection, sheet: Row, *, reason: str, printer: str | None, by: str) -> Row:
    """A batch of one urgent sheet with the badges of a printed one, each a reprint; returns its id, code and number of prints.

    Their content is what is known of them now; design, stock and slots are the old sheet's."""
    async with conn.transaction():
        badges = await rows(conn, "sheet/printed_badges", sheet=sheet["id"])
        wanted = {badge["badge_id"]: generate(sheet["route"], badge["badge_id"], sheet["event"], urgent=True) for badge in badges}
        jobs = {badge_id: job for job, badge_id in await enqueue(conn, wanted.values())}
        batch = await row(
            conn,
            "batch/open",
            event=sheet["event"],
            route=sheet["route"],
            design=sheet["design"],
            stock=sheet["stock"],
            sheets=1,
            held=False,
            source=f"sheet S{sheet['id']}",
            by=by,
        )
        assert batch is not None  # noqa: S101 - an insert returns its row
        await run(conn, "batch/add_sheets", batch=batch["id"], printer=printer, urgent=True)
        prints = [
            {**{key: badge[key] for key in ("badge_id", "copy", "slot")}, "sequence": n, "number": 1, "job": jobs[badge["badge_id"]]}
            for n, badge in enumerate(badges)
        ]
        await run(conn, "batch/add_prints", batch=batch["id"], printer=printer, prints=json.dumps(prints), reason=reason, lane=None)
        for badge in badges:
            await note(conn, "reprint", badge=badge["badge"], sheet=sheet["id"], why=reason, by=by)
            await run(conn, "badge/flag", badge=badge["badge"], changed=False)
    return {**batch, "prints": len(badges)}
