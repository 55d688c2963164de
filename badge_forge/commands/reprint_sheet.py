"""`badgeforge reprint --sheet`: a spoiled sheet once more, as a whole."""

import re

from badge_forge.commands.known import known_route
from badge_forge.commands.preflight import what_printers_say
from badge_forge.config import Config
from badge_forge.session import attention, counted, who
from badge_forge.watching import no_node, queues_of, unserved
from imposition.stock import Stock
from ledger import decisions
from ledger.spoiled import reprint_sheet as enqueue_again
from ledger.statements import Connection, Row, row

_CODE = re.compile(r"[Ss]?([0-9]{1,15})")


async def reprint_sheet(conn: Connection, config: Config, code: str, *, reason: str, printer: str | None) -> list[str]:
    """What became of the wish, in sentences."""
    sheet = await _printed_sheet(conn, code)
    if printer is not None:
        route = await known_route(conn, sheet["route"])
        stock = await row(conn, "stock/get", digest=sheet["stock"]) or {}
        await what_printers_say(conn, [printer], Stock.from_dict(stock["data"]), route.options, wished=True)
    batch = await enqueue_again(conn, sheet, reason=reason, printer=printer, by=who())
    return [
        f"sheet S{sheet['id']}: {counted(batch['prints'], 'badge')} once more on a sheet of their own, batch {batch['code']} ({reason})",
        *([no_node(missing)] if (missing := await unserved(conn, queues_of(config, sheet["route"]))) else []),
    ]


async def _printed_sheet(conn: Connection, code: str) -> Row:
    number = _CODE.fullmatch(code.strip())
    if number is None:
        raise attention(f"a sheet's code is S and a number, as its margin says, not {code!r}")
    sheet = await decisions.find_sheet(conn, int(number[1]))
    if sheet is None:
        raise attention(f"no sheet has the code S{number[1]}; read it in the sheet's margin, or scan the code beside it")
    if sheet["state"] == "uncertain":
        raise attention(f"sheet S{sheet['id']} is uncertain: `badgeforge resolve {sheet['id']}` says what became of it, or prints it again")
    if sheet["state"] != "printed":
        told = "`badgeforge status` tells how far it is"
        raise attention(f"only a printed sheet can be spoiled, sheet S{sheet['id']} is {sheet['state']}; {told}")
    return sheet
