"""Calls side by side: one that hangs keeps nobody waiting for the others, and is not begun a second time."""

import asyncio

import pytest

from spool.beside import Beside


async def test_one_that_hangs_keeps_nobody_waiting_and_ends_in_a_later_round():
    beside: Beside[str] = Beside(patience_s=0.2)
    gate, begun = asyncio.Event(), []

    async def hang() -> str:
        begun.append("slow")
        await gate.wait()
        return "slow"

    async def answer() -> str:
        return "quick"

    assert await beside.round({"a": hang, "b": answer}) == ["quick"]
    assert await beside.round({"a": hang, "b": answer}) == ["quick"]
    gate.set()
    assert sorted(await beside.round({"a": hang, "b": answer})) == ["quick", "slow"]
    assert begun == ["slow"]


async def test_who_ends_takes_its_calls_along():
    beside: Beside[None] = Beside(patience_s=60)
    ended = asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    turn = asyncio.create_task(beside.round({"a": hang}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    async with asyncio.timeout(5):
        await ended.wait()


async def test_an_error_is_raised_and_the_others_are_not_lost():
    beside: Beside[str] = Beside(patience_s=5)

    async def fail() -> str:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await beside.round({"a": fail})
    assert await beside.round({}) == []
