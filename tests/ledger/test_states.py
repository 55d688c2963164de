"""The table of states is the one the design names, and the database refuses what it does not list."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product

import pytest
from psycopg import errors

from ledger.states import PRINT_EDGES, PRINT_JOB_EDGES, SHEET_EDGES, PrintJobState, PrintState, SheetState
from tests.ledger.conftest import Ledger, arrival

MOVES: dict[str, Mapping[StrEnum, frozenset[StrEnum]]] = {"print": PRINT_EDGES, "sheet": SHEET_EDGES, "print_job": PRINT_JOB_EDGES}


def test_printed_and_canceled_are_final():
    for state in (PrintState.PRINTED, PrintState.CANCELED):
        assert not PRINT_EDGES[state]
    for state in (SheetState.PRINTED, SheetState.CANCELED):
        assert not SHEET_EDGES[state]
    for job in (PrintJobState.DONE, PrintJobState.WITHDRAWN):
        assert not PRINT_JOB_EDGES[job]


def test_every_state_has_a_row():
    assert set(PRINT_EDGES) == set(PrintState)
    assert set(SHEET_EDGES) == set(SheetState)
    assert set(PRINT_JOB_EDGES) == set(PrintJobState)


async def test_the_database_knows_which_moves_the_table_lists(ledger: Ledger):
    """Every pair of states, of prints, sheets and print jobs."""
    await ledger.arrive(arrival(1))
    await ledger.generate(1)
    [sheet] = await ledger.cut()
    await ledger.impose(sheet)
    await ledger.spool()
    for what, edges in MOVES.items():
        for before, after in product(edges, repeat=2):
            async with ledger.conn.transaction(force_rollback=True):
                await ledger.conn.execute(f"alter table badgeforge.{what} disable trigger {what}_move")
                await ledger.conn.execute(f"update badgeforge.{what} set state = %s", [before])
                await ledger.conn.execute(f"alter table badgeforge.{what} enable trigger {what}_move")
                move = ledger.conn.execute(f"update badgeforge.{what} set state = %s", [after])
                if after in edges[before] or after is before:
                    await move
                else:
                    with pytest.raises(errors.CheckViolation, match=f"from {before} to {after}"):
                        await move
