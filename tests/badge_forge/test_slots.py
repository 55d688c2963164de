"""The slots, with real processes: order, replacement, isolation, and the end of everything."""

import asyncio
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from badge_forge.slot_home import Homes
from badge_forge.slots import SlotDied, SlotError, Slots, SlotTimeout
from tests.badge_forge import slot_tasks as tasks

ROOT = Path(__file__).parents[2]
PRELOAD = ["tests.badge_forge.slot_tasks"]


@pytest.fixture
async def slots() -> AsyncIterator[Slots]:
    async with Slots(count=2, preload=PRELOAD) as made:
        yield made


@pytest.fixture
async def one() -> AsyncIterator[Slots]:
    async with Slots(count=1, preload=PRELOAD) as made:
        yield made


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def of_session(session: int) -> list[str]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        rest = text.rpartition(")")[2].split()
        if int(rest[3]) == session and rest[0] != "Z":
            found.append(text)
    return found


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
    with pytest.raises(SlotTimeout, match=r"ends within 0.3 s: hang_with_the_lock_held was killed"):
        await slots.call(tasks.hang_with_the_lock_held, victim, timeout_s=0.3)
    assert not alive(int(victim.read_text()))
    assert await slots.call(tasks.pid) not in {int(victim.read_text()), os.getpid()}
    (tmp_path / "gate").touch()
    assert alive(await neighbour)


async def test_waiting_in_line_is_not_counted_as_time(one: Slots, tmp_path: Path) -> None:
    first = asyncio.create_task(one.call(tasks.wait_for, tmp_path / "gate", "n", tmp_path / "log"))
    await until((tmp_path / "log").exists)
    second = asyncio.create_task(one.call(tasks.add, 1, 2, timeout_s=0.2))
    await asyncio.wait([second], timeout=0.4)
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
        with pytest.raises(MemoryError):
            await small.call(tasks.eat, 700_000_000)
        assert await small.call(tasks.eat, 1_000_000) == 1_000_000


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
            await one.call(tasks.hang_with_the_lock_held, log, timeout_s=0.5)
    assert await one.call(tasks.add, 1, 2) == 3
    assert not alive(int(log.read_text()))


async def test_every_process_is_warmed_before_it_works(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with Slots(count=2, preload=PRELOAD, warm=functools.partial(tasks.warm_note, log)) as warmed:
        assert log.read_text() == "warm\n" * 2
        with pytest.raises(SlotDied):
            await warmed.call(tasks.die, 1)
        await asyncio.gather(*(warmed.call(tasks.pid) for _ in range(20)))
        await until(lambda: log.read_text() == "warm\n" * 3)


async def test_slots_that_cannot_warm_up_do_not_start() -> None:
    slots = Slots(count=2, preload=PRELOAD, warm=functools.partial(tasks.explode, "no fonts"))
    with pytest.raises(SlotError, match="starts and warms up: no fonts; run"):
        await slots.start()
    with pytest.raises(SlotError, match="they are stopped"):
        await slots.call(tasks.pid)


async def test_a_process_that_is_killed_while_it_warms_up_is_replaced_at_the_start_too(tmp_path: Path) -> None:
    async with Slots(count=1, preload=PRELOAD, warm=functools.partial(tasks.warm_at_last, tmp_path / "log", 3)) as slots:
        assert await slots.call(tasks.add, 1, 2) == 3
    with pytest.raises(SlotError, match=r"starts and warms up: .*killed by SIGKILL; run"):
        await Slots(count=1, preload=PRELOAD, warm=tasks.be_killed).start()


async def test_calls_do_not_wait_for_ever_for_a_slot_that_cannot_come_back(tmp_path: Path) -> None:
    async with Slots(count=1, preload=PRELOAD, warm=functools.partial(tasks.warm_once, tmp_path / "once")) as doomed:
        with pytest.raises(SlotDied):
            await doomed.call(tasks.die, 1)
        with pytest.raises(SlotDied, match="no second time"):
            await doomed.call(tasks.pid)
        (tmp_path / "once").unlink()
        assert await doomed.call(tasks.add, 1, 2) == 3


async def test_ctrl_c_and_terminate_are_the_nodes_business(one: Slots) -> None:
    pid = await one.call(tasks.pid)
    await one.call(tasks.signals)
    assert await one.call(tasks.pid) == pid


async def test_a_child_has_the_nodes_environment_and_not_its_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BADGE_FORGE_TEST", "now")
    async with Slots(count=1, preload=PRELOAD) as fresh:
        assert await fresh.call(tasks.variable, "BADGE_FORGE_TEST") == "now"
        assert not await fresh.call(tasks.loaded, "pytest")


async def test_stop_lets_a_running_call_end_and_refuses_the_others(tmp_path: Path) -> None:
    slots = Slots(count=1, preload=PRELOAD)
    await slots.start()
    pid = await slots.call(tasks.pid)
    running = asyncio.create_task(slots.call(tasks.wait_for, tmp_path / "gate", "r", tmp_path / "log"))
    await until((tmp_path / "log").exists)
    waiting = asyncio.create_task(slots.call(tasks.add, 1, 2))
    stopping = asyncio.create_task(slots.stop())
    with pytest.raises(SlotError, match="they are stopped"):
        await waiting
    (tmp_path / "gate").touch()
    assert await running == pid
    await stopping
    assert not alive(pid)
    with pytest.raises(SlotError, match="they are stopped"):
        await slots.call(tasks.add, 1, 2)


async def test_stop_kills_what_does_not_end(tmp_path: Path) -> None:
    slots = Slots(count=1, preload=PRELOAD)
    await slots.start()
    hanging = asyncio.create_task(slots.call(tasks.hang_with_the_lock_held, tmp_path / "log"))
    await until((tmp_path / "log").exists)
    await slots.stop(grace_s=0.1)
    with pytest.raises(SlotError):
        await hanging
    assert not alive(int((tmp_path / "log").read_text()))


async def test_temporary_files_end_with_their_process(one: Slots) -> None:
    killed = Path(await one.call(tasks.temporary))
    assert killed.exists()
    with pytest.raises(SlotDied):
        await one.call(tasks.be_killed)
    assert not killed.parent.exists()
    ended = Path(await one.call(tasks.temporary))
    await one.stop()
    assert not ended.parent.parent.exists()


async def test_slots_can_be_started_again(one: Slots) -> None:
    await one.stop()
    await one.start()
    assert await one.call(tasks.add, 1, 2) == 3


def test_the_folders_of_killed_nodes_are_swept_and_no_others(tmp_path: Path) -> None:
    living = Homes.open(tmp_path)
    home = Path(living.new())
    dead = tmp_path / f"badgeforge-slots-{os.geteuid()}-dead"
    (dead / "slot-1").mkdir(parents=True)
    (dead / "lock").touch()
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "lock").touch()
    (tmp_path / f"badgeforge-slots-{os.geteuid()}-link").symlink_to(precious)
    other = Homes.open(tmp_path)
    assert not dead.exists()
    assert home.exists()
    assert precious.exists()
    other.close()
    living.close()
    assert not home.exists()


def node(folder: Path, how: str, *command: str) -> subprocess.Popen[bytes]:
    """A node of its own session, so that all its processes can be counted."""
    environment = os.environ | {"TMPDIR": str(folder)}
    return subprocess.Popen([sys.executable, *command, str(folder), how], cwd=ROOT, env=environment, start_new_session=True)


@pytest.mark.parametrize("how", ["busy", "hang"])
async def test_nothing_outlives_a_killed_node(tmp_path: Path, how: str) -> None:
    process = node(tmp_path, how, "-m", "tests.badge_forge.slot_node")
    await until((tmp_path / "started").exists)
    assert len(of_session(process.pid)) >= 4
    process.kill()
    process.wait()
    (tmp_path / "gate").touch()
    await until(lambda: not of_session(process.pid))
    assert list(tmp_path.glob("badgeforge-*"))
    Homes.open(tmp_path).close()
    assert not list(tmp_path.glob("badgeforge-*"))


async def test_the_child_of_a_killed_node_removes_its_files(tmp_path: Path) -> None:
    process = node(tmp_path, "busy", "-m", "tests.badge_forge.slot_node")
    await until((tmp_path / "started").exists)
    left = Path((tmp_path / "ready").read_text())
    assert left.exists()
    process.kill()
    process.wait()
    (tmp_path / "gate").touch()
    await until(lambda: not of_session(process.pid))
    assert not left.parent.exists()


async def test_a_console_script_that_forgets_to_stop_ends(tmp_path: Path) -> None:
    script = tmp_path / "badgeforge"
    script.write_text(
        f"#!{sys.executable}\nimport asyncio, sys, pathlib\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.badge_forge.slot_node import main\nassert __name__ == '__main__'\n"
        "asyncio.run(main(pathlib.Path(sys.argv[1]), sys.argv[2]))\n"
    )
    process = node(tmp_path, "forget", str(script))
    assert process.wait(timeout=10) == 0
    await until(lambda: not of_session(process.pid))
