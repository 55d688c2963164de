"""The table of states is the one the design names, and the database refuses what it does not list."""

from itertools import product

import pytest
from psycopg import errors

from ledger.states import PRINT_EDGES, SHEET_EDGES, PrintState, SheetState
from tests.ledger.conftest import Ledger, arrival

NEVER = [(a, b) for a, b in product(PrintState, PrintState) if b not in PRINT_EDGES[a] and a is not b]


def test_printed_and_canceled_are_final():
    for state in (PrintState.PRINTED, PrintState.CANCELED):
        assert not PRINT_EDGES[state]
    for state in (SheetState.PRINTED, SheetState.CANCELED):
        assert not SHEET_EDGES[state]


def test_every_state_has_a_row():
    assert set(PRINT_EDGES) == set(PrintState)
    assert set(SHEET_EDGES) == set(SheetState)


async def test_the_database_refuses_every_move_that_the_table_does_not_list(ledger: Ledger):
    await ledger.arrive(arrival(1))
    for before, after in NEVER:
        async with ledger.conn.transaction(force_rollback=True):
            await ledger.conn.execute("alter table badgeforge.print disable trigger print_move")
            await ledger.conn.execute("update badgeforge.print set state = %s", [before])
            await ledger.conn.execute("alter table badgeforge.print enable trigger print_move")
            with pytest.raises(errors.CheckViolation, match=f"from {before} to {after}"):
                async with ledger.conn.transaction():
                    await ledger.conn.execute("update badgeforge.print set state = %s", [after])


async def test_the_database_allows_every_move_that_the_table_lists(ledger: Ledger):
    await ledger.arrive(arrival(1))
    for before, into in PRINT_EDGES.items():
        for after in into:
            async with ledger.conn.transaction(force_rollback=True):
                await ledger.conn.execute("alter table badgeforge.print disable trigger print_move")
                await ledger.conn.execute("update badgeforge.print set state = %s", [before])
                await ledger.conn.execute("alter table badgeforge.print enable trigger print_move")
                await ledger.conn.execute("update badgeforge.print set state = %s", [after])
