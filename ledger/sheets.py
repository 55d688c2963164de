"""Sheets on the way from a plan to a PDF: step 3 of the flow."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.mover import clean, move_prints, move_sheets
from ledger.statements import Connection, Row, row, rows, run
from ledger.states import PrintState, SheetState
from ledger.values import UNCALIBRATED, Calibration
from ledger.wire import FEED, SPOOL_QUEUE, enqueue, impose


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedSheet:
    """A closed sheet that this worker imposes now. batch_sheets: how many sheets its batch was planned with, None without a batch."""

    id: int
    fence: int
    number: int
    urgent: bool
    event: str
    route: str
    printer: str | None
    sides: str
    """long-edge or short-edge: how its backs are turned"""
    marks: Mapping[str, Any]
    stock_data: Mapping[str, Any]
    batch_code: str | None
    batch_sheets: int | None
    calibration: Calibration
    """of the printer that it is made for"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One slot of a sheet and the badge that goes there. pdf: the key in the store; trim and bleed in mm."""

    id: int
    slot: str
    state: str
    pdf: str | None
    trim_width: float | None
    trim_height: float | None
    bleed: float | None
    pages: int | None
    badge_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposedSheet:
    """A sheet's PDF in the store. media: PWG 5101.1 name; width and height in mm; calibration: that it was made with.

    made_of: a digest of what it was made of; None where it says itself which one it is."""

    pdf: str
    media: str
    width: float
    height: float
    sides: str
    pages: int
    calibration: Calibration = UNCALIBRATED
    made_of: str | None = None


async def claim(conn: Connection, sheet: int) -> ClaimedSheet | None:
    """Take a closed sheet; None when it is elsewhere by now."""
    return _claimed(await row(conn, "sheet/claim", sheet=sheet))


async def planned(conn: Connection, sheet: int) -> ClaimedSheet | None:
    """An imposed sheet, to make its PDF anew; None when it is elsewhere by now."""
    return _claimed(await row(conn, "sheet/plan", sheet=sheet))


def _claimed(found: Row | None) -> ClaimedSheet | None:
    return ClaimedSheet(**{**found, "calibration": Calibration.from_dict(found["calibration"])}) if found else None


async def same(conn: Connection, made_of: str, calibration: Calibration) -> ImposedSheet | None:
    """A sheet that was made of the same, for this calibration among it."""
    found = await row(conn, "sheet/same", made_of=made_of)
    return ImposedSheet(**found, calibration=calibration) if found else None


async def cells(conn: Connection, sheet: int) -> list[Cell]:
    """What stands on the sheet, without the failed and the canceled."""
    return [Cell(**found) for found in await rows(conn, "sheet/cells", sheet=sheet)]


async def imposed(
    conn: Connection, claimed: ClaimedSheet, result: ImposedSheet, prints: Iterable[int], *, hand_on: bool = True, why: str = ""
) -> bool:
    """Enter a sheet's PDF in one transaction; False when the plan changed meanwhile, and then nothing is entered.

    hand_on: wake its printers; else the caller feeds them; why: for the history."""
    async with conn.transaction():
        moved = await row(
            conn,
            "sheet/imposed",
            sheet=claimed.id,
            fence=claimed.fence,
            ids=list(prints),
            pdf=result.pdf,
            media=result.media,
            width=result.width,
            height=result.height,
            sides=result.sides,
            pages=result.pages,
            calibration=json.dumps(result.calibration.to_dict()),
            made_of=result.made_of,
            why=clean(why),
        )
        if moved and hand_on:
            await wake_printers(conn, claimed.id)
    return moved is not None


async def printers(conn: Connection, sheet: int) -> list[str]:
    """Each printer that might print the sheet, the preferred one first."""
    return [found["printer"] for found in await rows(conn, "sheet/printers", sheet=sheet)]


async def wake_printers(conn: Connection, sheet: int) -> None:
    """Have each printer fed that might print the sheet."""
    await run(conn, "sheet/wake_printers", sheet=sheet, queue=SPOOL_QUEUE, worker=FEED)


async def stumbled(conn: Connection, claimed: ClaimedSheet) -> int:
    """Its slot died or took too long: how often it did so far; 0 where it is somebody else's by now."""
    found = await row(conn, "sheet/stumble", sheet=claimed.id, fence=claimed.fence)
    return int(found["tries"]) if found else 0


async def failed(conn: Connection, sheet: int, why: str) -> None:
    """The sheet cannot be made: it and the prints on it fail, with the reason."""
    async with conn.transaction():
        if await move_sheets(conn, [sheet], SheetState.FAILED, why=why):
            on_it = await rows(conn, "print/of_sheet", sheets=[sheet])
            await move_prints(conn, [found["id"] for found in on_it], PrintState.FAILED, source=[PrintState.GENERATED], why=why)


async def close_sheets_of(conn: Connection, prints: Sequence[int]) -> None:
    """Close the sheets on which these prints stand, where nothing more is waited for. The caller has locked them."""
    sheets = await rows(conn, "sheet/lock_of_prints", ids=list(prints))
    await close(conn, {found["id"] for found in sheets})


async def close(conn: Connection, sheets: Iterable[int]) -> None:
    """Level-triggered, under the sheets' locks: what waits for nothing is closed and handed to step 3; what is empty is canceled."""
    complete = await rows(conn, "sheet/completed", sheets=list(sheets)) if sheets else []
    await move_sheets(conn, [found["id"] for found in complete if not found["ready"]], SheetState.CANCELED, why="no badge left on it")
    await move_sheets(conn, [found["id"] for found in complete if found["ready"] and found["state"] == "open"], SheetState.CLOSED)
    await enqueue(conn, [impose(found["id"], urgent=found["urgent"]) for found in complete if found["ready"]])


async def close_left_behind(conn: Connection) -> None:
    """Close open sheets that wait for nothing: whoever ends the wait closes them in its transaction, so this finds what nobody foresaw."""
    async with conn.transaction():
        unclosed = [found["id"] for found in await rows(conn, "sheet/unclosed")]
        await rows(conn, "sheet/lock", sheets=unclosed)
        await close(conn, unclosed)


async def hand_on_lost(conn: Connection, *, age_s: float = 2.0) -> None:
    """Closed sheets that no job imposes, because a node died over them: hand them to step 3 again."""
    lost = await rows(conn, "sheet/unimposed", age=age_s)
    await enqueue(conn, [impose(found["id"], urgent=found["urgent"]) for found in lost])


async def send_back(conn: Connection, sheet: int, prints: Sequence[int], *, why: str) -> None:
    """An imposed sheet whose PDF cannot be made anew: to step 3, which finds out why."""
    async with conn.transaction():
        await rows(conn, "sheet/lock", sheets=[sheet])
        await remake(conn, prints, by="", why=why)
        await close(conn, [sheet])


async def remake(conn: Connection, prints: Sequence[int], *, by: str, why: str = "made anew") -> None:
    """Undo the imposed sheets of these prints: closed again, their prints generated, so that they are made without what goes away."""
    imposed_sheets = [found["id"] for found in await rows(conn, "sheet/imposed_of_prints", ids=list(prints))]
    undone = await move_sheets(conn, imposed_sheets, SheetState.CLOSED, source=[SheetState.IMPOSED], why=why, by=by)
    on_them = [found["id"] for found in await rows(conn, "print/of_sheet", sheets=undone)]
    await move_prints(conn, on_them, PrintState.GENERATED, source=[PrintState.IMPOSED], why="its sheet is made anew", by=by)
