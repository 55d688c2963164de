"""Step 3 as a stage: lanes are cut into sheets, closed sheets become PDFs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from psycopg_pool import AsyncConnectionPool

from imposition.errors import BadgeFileError, ImpositionError
from imposition.slot import CellOrder, SheetOrder, StoredSheet, made_of
from imposition.stock import Stock
from ledger import lanes, sheets
from ledger.mover import move_prints
from ledger.points import Point, Reached, unwatched
from ledger.sheets import Cell, ClaimedSheet, ImposedSheet
from ledger.states import PrintState
from ledger.store import ROOM_S, Room, Store
from ledger.values import Calibration, Done, Later, Outcome, Refused

log = logging.getLogger("badgeforge")

TRIES = 3
PAUSES_S = (2.0, 8.0)


class Aggregation:
    """impose: imposes in a slot and raises ImpositionError, or one of `broken` when the slot died or took too long;
    clock: the local time that the slug shows."""

    def __init__(
        self,
        *,
        pool: AsyncConnectionPool[Any],
        store: Store,
        impose: Callable[..., Awaitable[StoredSheet]],
        broken: tuple[type[Exception], ...],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        room: Room | None = None,
        reached: Reached = unwatched,
    ) -> None:
        self._pool = pool
        self._store = store
        self._room = room or Room()
        self._impose = impose
        self._broken: tuple[type[Exception], ...] = (*broken, OSError)
        self._unmade: tuple[type[Exception], ...] = (*self._broken, ImpositionError)
        self._clock = clock
        self._reached = reached

    async def cut(self, lane: int, *, flush: bool = False, hand_on: bool = True) -> list[int]:
        """Cut a lane: its full sheets, and the rest when it is ripe or flushed. Level-triggered: callable by anybody at any time.

        hand_on: a job imposes each of the sheets; else the caller does (`run`)."""
        async with self._pool.connection() as conn, conn.transaction():
            locked = await lanes.lock(conn, lane)
            if locked is None:
                return []
            slots = Stock.from_dict(locked["stock_data"]).slots
            flush = flush or await lanes.ripe(conn, lane)
            return await lanes.cut(conn, lane, slots=slots, flush=flush, urgent=locked["job"] != 0, hand_on=hand_on)

    async def sweep(self) -> None:
        """Cut what lingered long enough, and go on with what a node that died left behind."""
        async with self._pool.connection() as conn:
            await sheets.hand_on_lost(conn)
            uncut = await lanes.uncut(conn)
        for lane in uncut:
            await self.cut(lane)

    async def run(self, sheet: int, *, hand_on: bool = True) -> Outcome:
        """One job of the queue `sheets`. hand_on: its printers are woken; else the caller feeds them."""
        async with self._pool.connection() as conn:
            claimed = await sheets.claim(conn, sheet)
            cells = await sheets.cells(conn, sheet) if claimed else []
        if claimed is None or any(cell.state == "requested" for cell in cells):
            return Done()  # it is elsewhere, or a badge of it is made anew and its finisher comes back here
        order = self._order(claimed, cells)
        if claimed.urgent and (kept := await self._kept(order)):
            return await self._enter(claimed, cells, kept, hand_on=hand_on, why="as it was imposed before")
        try:
            stored = await self._impose(order, urgent=claimed.urgent)
        except BadgeFileError as error:
            return await self._leave_out(claimed, cells, error)
        except ImpositionError as error:
            return await self._give_up(claimed, str(error))
        except self._broken as error:
            return await self._again(claimed, error)
        self._room.found()
        self._reached(Point.SHEET_WRITTEN)
        return await self._enter(claimed, cells, _result(stored, order), hand_on=hand_on)

    async def _kept(self, order: SheetOrder) -> ImposedSheet | None:
        """The sheet of a badge that is printed again, where it would be the same and its file is there: no slot is asked."""
        if (wanted := made_of(order)) is None:
            return None
        async with self._pool.connection() as conn:
            kept = await sheets.same(conn, wanted, order.calibration)
        if kept is None or not await asyncio.to_thread(self._store.holds, kept.pdf):
            return None
        return kept

    async def make_anew(self, sheet: int, calibration: Calibration) -> ImposedSheet | None:
        """An imposed sheet's PDF for the printer that takes it: the plan is as it was, and the caller enters the result. A printer waits.

        None: it cannot be made, and is back in step 3, which finds out why."""
        async with self._pool.connection() as conn:
            planned = await sheets.planned(conn, sheet)
            cells = await sheets.cells(conn, sheet)
        if planned is None:
            return None
        planned = replace(planned, calibration=calibration)
        order = self._order(planned, cells)
        try:
            stored = await self._impose(order, urgent=True)
        except self._unmade as error:
            async with self._pool.connection() as conn:
                await sheets.send_back(conn, sheet, [cell.id for cell in cells], why=str(error))
            return None
        self._reached(Point.SHEET_WRITTEN)
        return _result(stored, order)

    async def _enter(self, claimed: ClaimedSheet, cells: Sequence[Cell], result: ImposedSheet, *, hand_on: bool, why: str = "") -> Outcome:
        async with self._pool.connection() as conn:
            entered = await sheets.imposed(conn, claimed, result, [cell.id for cell in cells], hand_on=hand_on, why=why)
        self._reached(Point.SHEET_COMMITTED)
        if entered:
            log.info("3 sheet: %s sheet %d imposed, %d badges", claimed.batch_code or claimed.route, claimed.number, len(cells))
        return Done()

    def _order(self, claimed: ClaimedSheet, cells: Sequence[Cell]) -> SheetOrder:
        return SheetOrder(
            root=self._store.root,
            stock=dict(claimed.stock_data),
            batch=claimed.batch_code or ("single" if claimed.urgent else claimed.route),
            number=claimed.number,
            total=claimed.batch_sheets if claimed.batch_sheets and claimed.number <= claimed.batch_sheets else None,
            time=f"{self._clock():%Y-%m-%d %H:%M}",
            cells=[_cell(cell) for cell in cells],
            code=f"S{claimed.id}",
            calibration=claimed.calibration,
            sides=claimed.sides,
            marks=dict(claimed.marks),
        )

    async def _leave_out(self, claimed: ClaimedSheet, cells: Sequence[Cell], error: BadgeFileError) -> Outcome:
        """One badge's file is bad: it fails by name, and the sheet is made without it."""
        bad = [cell.id for cell in cells if cell.badge_id == error.badge]
        async with self._pool.connection() as conn, conn.transaction():
            failed = await move_prints(conn, bad, PrintState.FAILED, source=[PrintState.GENERATED], why=str(error))
            await sheets.close_sheets_of(conn, bad)
        log.warning("3 sheet: %s", error)
        return Done() if failed else await self._give_up(claimed, str(error))

    async def _again(self, claimed: ClaimedSheet, error: Exception) -> Outcome:
        why = str(error)
        if self._room.wants(error):
            return Later(seconds=ROOM_S, why=why)
        async with self._pool.connection() as conn:
            tries = await sheets.stumbled(conn, claimed)
        if tries >= TRIES:
            return await self._give_up(claimed, f"{why} ({tries} attempts)")
        return Later(seconds=PAUSES_S[tries - 1], why=why) if tries else Done()

    async def _give_up(self, claimed: ClaimedSheet, why: str) -> Refused:
        async with self._pool.connection() as conn:
            await sheets.failed(conn, claimed.id, why)
        log.warning("3 sheet: %s sheet %d failed: %s", claimed.batch_code or claimed.route, claimed.number, why)
        return Refused(why=why)


def _result(stored: StoredSheet, order: SheetOrder) -> ImposedSheet:
    return ImposedSheet(
        pdf=stored.pdf,
        media=stored.media,
        width=stored.width,
        height=stored.height,
        sides=stored.sides,
        pages=stored.pages,
        calibration=order.calibration,
        made_of=made_of(order),
    )


def _cell(cell: Cell) -> CellOrder:
    return CellOrder(
        slot=cell.slot,
        id=cell.badge_id,
        pdf=cell.pdf or "",
        trim_width=cell.trim_width or 0,
        trim_height=cell.trim_height or 0,
        bleed=cell.bleed or 0,
    )
