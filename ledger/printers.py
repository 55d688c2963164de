"""Printers as the ledger knows them: destinations, who feeds them now, what trouble they had."""

import json
from dataclasses import dataclass

from ledger.history import note
from ledger.statements import Connection, Row, row, rows, run
from ledger.values import UNCALIBRATED, Calibration, Trouble

LEASE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """A destination. kind: `folder` or `cups`; target: the folder, or the name in CUPS; server: CUPS's address, "" for the default."""

    name: str
    kind: str
    target: str
    server: str
    paused: bool
    calibration: Calibration = UNCALIBRATED
    """written by `calibrate` only"""


async def get(conn: Connection, name: str) -> Printer | None:
    """A printer by its name, or None."""
    found = await row(conn, "printer/get", printer=name)
    return of_row(found) if found else None


async def all_printers(conn: Connection) -> list[Row]:
    """Every printer with what it has under way, what waits and what is uncertain."""
    return await rows(conn, "printer/all")


async def put(conn: Connection, printer: Printer, *, by: str, only_new: bool = False) -> bool:
    """Enter or change a printer; `only_new` leaves one that is known as it is. True when something was written."""
    return (
        await run(
            conn,
            "printer/put",
            name=printer.name,
            kind=printer.kind,
            target=printer.target,
            server=printer.server,
            by=by,
            only_new=only_new,
        )
        > 0
    )


async def pause(conn: Connection, name: str, *, paused: bool, by: str) -> bool:
    """Stop or go on feeding a printer, on every node; what it has already goes on."""
    return await run(conn, "printer/pause", printer=name, paused=paused, by=by) > 0


async def calibrate(conn: Connection, name: str, calibration: Calibration, *, by: str) -> None:
    """Make up for the printer's own offset from now on: it holds for every sheet that is not yet fed."""
    async with conn.transaction():
        await run(conn, "printer/calibrate", printer=name, calibration=json.dumps(calibration.to_dict()))
        await note(conn, "calibration", why=f"{name}: {calibration or 'none'}", by=by)


async def trouble(conn: Connection, name: str, found: Trouble, *, retry_s: float = 5.0) -> bool:
    """Remember what is wrong with a printer, since when, and when feeding is tried again; True when it is news."""
    said = await row(conn, "printer/trouble", printer=name, words=found.words, remedy=found.remedy, impact=found.impact, seconds=retry_s)
    return said is not None and bool(said["news"])


async def well(conn: Connection, name: str) -> bool:
    """A look shows no trouble; True when that is news."""
    return await row(conn, "printer/well", printer=name) is not None


async def refuses(conn: Connection, name: str, sheet: int, why: str, *, retry_s: float = 5.0) -> bool:
    """Sheets of this one's kind cannot be printed there, as it is: others are. True when it is news."""
    said = await row(conn, "printer/refuse", printer=name, sheet=sheet, why=why, seconds=retry_s)
    return said is not None and bool(said["news"])


async def minded(conn: Connection) -> list[Printer]:
    """The printers to look at: they have sheets, or sheets wait for them, or they are in trouble."""
    return [of_row(found) for found in await rows(conn, "printer/minded")]


async def hungry(conn: Connection, outstanding: int) -> list[str]:
    """Printers that could take a sheet, or that left a submission unfinished."""
    return [found["name"] for found in await rows(conn, "printer/hungry", outstanding=outstanding)]


async def lease(conn: Connection, name: str, holder: str) -> Printer | None:
    """Become the one who feeds the printer, for LEASE_SECONDS by the database's clock; None when another does or it is unknown."""
    found = await row(conn, "printer/lease", printer=name, holder=holder, seconds=LEASE_SECONDS)
    return of_row(found) if found else None


async def release(conn: Connection, name: str, holder: str) -> None:
    """Let others feed the printer."""
    await run(conn, "printer/release", printer=name, holder=holder)


def of_row(found: Row) -> Printer:
    """The printer of a row of `all_printers`."""
    fields = {field: found[field] for field in ("name", "kind", "target", "server", "paused")}
    return Printer(**fields, calibration=Calibration.from_dict(found["calibration"]))
