"""How a badge goes on from step 2: a batch's many at a time to their sheets, an urgent one at once to its printer."""

from collections.abc import Sequence
from typing import Any

from psycopg_pool import AsyncConnectionPool

from badge_forge.gathering import Gathering
from imposition.aggregation import Aggregation
from ledger import prints, sheets
from ledger.prints import Generated
from ledger.values import Later
from ledger.wire import enqueue, impose
from spool.feeding import Feeding

WINDOW_S = 0.1
"""how long a batch's badge waits for others to be entered with it"""


class Finishing:
    """Enters badges into the ledger, and takes urgent ones through steps 3 and 4 in the job that made them: a hop from queue to queue
    costs 4 ms. Whatever is cut off on the way the sweep takes up."""

    def __init__(self, *, pool: AsyncConnectionPool[Any], aggregation: Aggregation, feeding: Feeding) -> None:
        self._pool = pool
        self._aggregation = aggregation
        self._feeding = feeding
        self._entering = Gathering(self._enter_all, window_s=WINDOW_S)

    async def enter(self, results: Sequence[Generated], urgent: bool) -> Sequence[int]:
        """Commit the badges of a job; returns the lanes that `onward` is to take on."""
        return await self._entering((results, urgent), urgent=urgent)

    async def onward(self, lanes: Sequence[int]) -> None:
        """Impose these lanes' sheets and feed them, here and now."""
        for lane in lanes:
            for sheet in await self._aggregation.cut(lane, hand_on=False):
                await self._impose_and_feed(sheet)

    async def _enter_all(self, items: Sequence[tuple[Sequence[Generated], bool]]) -> Sequence[Sequence[int]]:
        async with self._pool.connection() as conn:
            lane_of = await prints.generated(conn, [result for results, _ in items for result in results])
        lanes = [sorted({lane_of[result.id] for result in results if result.id in lane_of}) for results, _ in items]
        for lane in sorted({lane for (_, urgent), own in zip(items, lanes, strict=True) if not urgent for lane in own}):
            await self._aggregation.cut(lane)
        return [own if urgent else () for (_, urgent), own in zip(items, lanes, strict=True)]

    async def _impose_and_feed(self, sheet: int) -> None:
        outcome = await self._aggregation.run(sheet, hand_on=False)
        async with self._pool.connection() as conn:
            if isinstance(outcome, Later):
                await enqueue(conn, [impose(sheet, urgent=True)])
                return
            candidates = await sheets.printers(conn, sheet)
        for printer in candidates:
            await self._feeding.run(printer)
