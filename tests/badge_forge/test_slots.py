"""The calls of the slots, with real processes: order, errors, deaths and isolation."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from badge_forge.slots import SlotDied, SlotError, Slots, SlotTimeout
from tests.badge_forge import slot_tasks as tasks
from tests.badge_forge.slot_probes import PRELOAD, alive, until


async def test_calls_are_answered_by_processes_of_their_own(slots: Slots) -> None:
    assert await asyncio.gather(*(slots.call(tasks.add, n, 1) for n in range(1000))) == list(range(1, 1001))
    pids = set(await asyncio.gather(*(slots.call(tasks.pid) for _ in range(50))))
    assert os.getpid() not in pids
    assert len(pids) == 2


async def test_urgent_calls_go_first_and_the_others_in_order(one: Slots, tmp_path: Path) -> None:
    gate, log = tmp_path / "gate", tmp_path / "log"
    first = asyncio.create_task(one.call(tasks.wait_for, gate, "0", log))
    await until(log.exists)
    batch = [asyncio.create_task(one.call(tasks.note, f"batch {n}", log)) for n in range(20)]
    await asyncio.sleep(0)
    desk = [asyncio.create_task(one.call(tasks.note, f"desk {n}", log, urgent=True)) for n in range(3)]
    await asyncio.sleep(0)
    gate.touch()
    await asyncio.gather(first, *batch, *desk)
    assert log.read_text().split("\n") == ["0", *(f"desk {n}" for n in range(3)), *(f"batch {n}" for n in range(20)), ""]


async def test_an_urgent_call_overtakes_a_loaded_pool(slots: Slots, tmp_path: Path) -> None:
    log = tmp_path / "log"
    batch = [asyncio.create_task(slots.call(tasks.note, "batch", log)) for _ in range(2000)]
    await until(log.exists)
    before = len(log.read_text().splitlines())
    await slots.call(tasks.note, "desk", log, urgent=True)
    place = log.read_text().splitlines().index("desk")
    await asyncio.gather(*batch)
    assert place <= before + 200
    assert len(log.read_text().splitlines()) == 2001


async def test_an_urgent_call_that_was_announced_finds_an_idle_slot(one: Slots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badge_forge.slots._KEPT_S", 1.0)
    log = tmp_path / "log"
    one.expect_urgent()
    batch = asyncio.create_task(one.call(tasks.note, "batch", log))
    await asyncio.sleep(0)
    desk = asyncio.create_task(one.call(tasks.note, "desk", log, urgent=True))
    await asyncio.gather(batch, desk)
    assert log.read_text().split() == ["desk", "batch"]


async def test_one_of_two_slots_goes_on_with_the_batch_meanwhile(slots: Slots, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badge_forge.slots._KEPT_S", 60.0)
    slots.expect_urgent()
    busy = set(await asyncio.gather(*(slots.call(tasks.pid) for _ in range(20))))
    assert len(busy) == 1


async def test_the_batch_goes_on_where_nobody_comes(one: Slots) -> None:
    one.expect_urgent()
    assert await one.call(tasks.add, 1, 2) == 3


async def test_batch_work_is_nice_and_a_person_is_not_kept_waiting(one: Slots, tmp_path: Path) -> None:
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    able = os.geteuid() == 0
    for urgent in (False, True, False):
        value = await one.call(tasks.note, "x", tmp_path / "log", urgent=urgent)
        assert value - mine == (10 if able and not urgent else 0)


async def test_errors_of_the_function_come_back_as_they_are(one: Slots) -> None:
    with pytest.raises(ValueError, match="boom") as caught:
        await one.call(tasks.explode, "boom")
    assert str(caught.value) == "boom"
    assert "in explode" in caught.value.__notes__[0]
    with pytest.raises(TypeError, match="add"):
        await one.call(tasks.add, 1)
    assert await one.call(tasks.add, 1, 2) == 3


@pytest.mark.parametrize(
    ("function", "args", "words"),
    [
        (tasks.odd, (), "odd raised tests.badge_forge.slot_tasks.Odd: odd 7"),
        (tasks.leave, (3,), "leave raised SystemExit: 3"),
    ],
)
async def test_errors_that_cannot_travel_come_as_text(one: Slots, function: Callable[..., object], args: tuple[object], words: str) -> None:
    pid = await one.call(tasks.pid)
    with pytest.raises(SlotError, match=words):
        await one.call(function, *args)
    assert await one.call(tasks.pid) == pid


async def test_results_and_functions_that_cannot_travel(one: Slots) -> None:
    pid = await one.call(tasks.pid)
    with pytest.raises(Exception, match="local object"):
        await one.call(tasks.unpicklable)
    with pytest.raises(ValueError, match="unreadable"):
        await one.call(tasks.unreadable)
    with pytest.raises(ValueError, match="unreadable"):
        await one.call(tasks.swallow, tasks.Unreadable())  # type: ignore[arg-type]
    with pytest.raises(Exception, match="local object"):
        await one.call(lambda: None)
    assert await one.call(tasks.pid) == pid


async def test_large_values_pass_both_ways_while_the_loop_runs(slots: Slots) -> None:
    size = 20_000_000
    assert len(await slots.call(tasks.blob, size)) == size
    assert await slots.call(tasks.swallow, b"x" * size) == size


async def test_a_call_over_its_time_is_killed_and_its_slot_replaced(slots: Slots, tmp_path: Path) -> None:
    neighbour = asyncio.create_task(slots.call(tasks.wait_for, tmp_path / "gate", "n", tmp_path / "log"))
    await until((tmp_path / "log").exists)
    victim = tmp_path / "pid"
    with pytest.raises(SlotTimeout, match=r"ends within 2 s: hang_with_the_lock_held was killed"):
        await slots.call(tasks.hang_with_the_lock_held, victim, timeout_s=2)
    assert not alive(int(victim.read_text()))
    assert await slots.call(tasks.pid) not in {int(victim.read_text()), os.getpid()}
    (tmp_path / "gate").touch()
    assert alive(await neighbour)


async def test_waiting_in_line_is_not_counted_as_time(one: Slots, tmp_path: Path) -> None:
    first = asyncio.create_task(one.call(tasks.wait_for, tmp_path / "gate", "n", tmp_path / "log"))
    await until((tmp_path / "log").exists)
    second = asyncio.create_task(one.call(tasks.add, 1, 2, timeout_s=2))
    await asyncio.wait([second], timeout=2.2)
    (tmp_path / "gate").touch()
    await first
    assert await second == 3


@pytest.mark.parametrize(
    ("function", "args", "how"),
    [(tasks.die, (3,), "exit status 3"), (tasks.die, (0,), "exit status 0"), (tasks.be_killed, (), "killed by SIGKILL")],
)
async def test_a_dead_child_is_told_and_replaced(one: Slots, function: Callable[..., object], args: tuple[int], how: str) -> None:
    waiting = [asyncio.create_task(one.call(function, *args)), *(asyncio.create_task(one.call(tasks.add, n, 1)) for n in range(5))]
    with pytest.raises(SlotDied, match=how):
        await waiting[0]
    assert await asyncio.gather(*waiting[1:]) == [1, 2, 3, 4, 5]


async def test_a_child_that_dies_idle_costs_no_call(one: Slots) -> None:
    pid = await one.call(tasks.pid)
    os.kill(pid, signal.SIGKILL)
    while alive(pid):
        pass  # the loop has no turn, so the slot cannot know
    left, pid = Path(await one.call(tasks.temporary)), await one.call(tasks.pid)
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not left.exists())
    assert await one.call(tasks.pid) != pid


async def test_a_hundred_deaths(slots: Slots) -> None:
    calls = [slots.call(tasks.die, 1) if n % 10 == 0 else slots.call(tasks.add, n, 0) for n in range(300)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(r, SlotDied) if n % 10 == 0 else r == n for n, r in enumerate(results))


async def test_memory_is_bounded() -> None:
    async with Slots(count=1, preload=PRELOAD, memory_bytes=600_000_000) as small:
        full = await small.call(tasks.pid)
        with pytest.raises(SlotDied, match="out of memory"):
            await small.call(tasks.eat, 700_000_000)
        assert await small.call(tasks.eat, 1_000_000) == 1_000_000
        assert await small.call(tasks.pid) != full


async def test_a_cancelled_caller_does_not_confuse_the_slot(one: Slots, tmp_path: Path) -> None:
    running = asyncio.create_task(one.call(tasks.wait_for, tmp_path / "gate", "running", tmp_path / "log"))
    await until((tmp_path / "log").exists)
    waiting = asyncio.create_task(one.call(tasks.note, "waiting", tmp_path / "log"))
    after = asyncio.create_task(one.call(tasks.add, 20, 3))
    await asyncio.sleep(0)
    for task in (running, waiting):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (tmp_path / "gate").touch()
    assert await after == 23
    assert (tmp_path / "log").read_text() == "running\n"


async def test_a_cancelled_call_is_still_killed_when_it_hangs(one: Slots, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await one.call(tasks.hang_with_the_lock_held, log, timeout_s=2)
    assert await one.call(tasks.add, 1, 2) == 3
    assert not alive(int(log.read_text()))
