"""The life of the slots, with real processes: warming, stopping, and the end of everything when a node is killed."""

import asyncio
import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from badge_forge import slot
from badge_forge.slot_calls import SlotsStopped
from badge_forge.slot_home import Homes
from badge_forge.slots import SlotDied, SlotError, Slots
from tests.badge_forge import slot_tasks as tasks
from tests.badge_forge.slot_probes import PRELOAD, ROOT, alive, of_session, until


async def test_every_process_is_warmed_before_it_works(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with Slots(count=2, preload=PRELOAD, warm=[functools.partial(tasks.warm_note, log)]) as warmed:
        assert log.read_text() == "warm\n" * 2
        with pytest.raises(SlotDied):
            await warmed.call(tasks.die, 1)
        await asyncio.gather(*(warmed.call(tasks.pid) for _ in range(20)))
        await until(lambda: log.read_text() == "warm\n" * 3)


async def test_calls_wait_for_a_slot_that_warms_up_and_urgent_ones_are_first(tmp_path: Path) -> None:
    gate, log = tmp_path / "gate", tmp_path / "log"
    slots = Slots(count=1, preload=PRELOAD, warm=[functools.partial(tasks.wait_for, gate, "warming", log)])
    starting = asyncio.create_task(slots.start())
    await until(log.exists)
    calls = [
        asyncio.create_task(slots.call(tasks.note, "batch", log)),
        asyncio.create_task(slots.call(tasks.note, "desk", log, urgent=True)),
    ]
    await asyncio.sleep(0)
    assert not slots.warm
    gate.touch()
    await asyncio.gather(starting, *calls)
    assert slots.warm
    assert log.read_text().split() == ["warming", "desk", "batch"]
    await slots.stop()


async def test_a_start_that_is_given_up_leaves_no_process_and_no_call(tmp_path: Path) -> None:
    log = tmp_path / "log"
    slots = Slots(count=1, preload=PRELOAD, warm=[functools.partial(tasks.hang_with_the_lock_held, log)])
    starting = asyncio.create_task(slots.start())
    await until(log.exists)
    waiting = asyncio.create_task(slots.call(tasks.pid))
    await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(SlotsStopped):
        await waiting
    await asyncio.wait([starting])
    assert starting.cancelled()
    assert not alive(int(log.read_text()))


async def test_slots_that_cannot_warm_up_do_not_start() -> None:
    slots = Slots(count=2, preload=PRELOAD, warm=[functools.partial(tasks.explode, "no fonts")])
    with pytest.raises(SlotError, match="starts and warms up: no fonts; run"):
        await slots.start()
    with pytest.raises(SlotError, match="they are stopped"):
        await slots.call(tasks.pid)


async def test_a_process_that_is_killed_while_it_warms_up_is_replaced_at_the_start_too(tmp_path: Path) -> None:
    async with Slots(count=1, preload=PRELOAD, warm=[functools.partial(tasks.warm_at_last, tmp_path / "log", 3)]) as slots:
        assert await slots.call(tasks.add, 1, 2) == 3
    with pytest.raises(SlotError, match=r"starts and warms up: .*killed by SIGKILL; run"):
        await Slots(count=1, preload=PRELOAD, warm=[tasks.be_killed]).start()


async def test_a_warming_up_that_hangs_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """One design that never ends would keep the others' badges waiting, for ever."""
    monkeypatch.setattr(slot, "WARM_S", 1.0)
    async with Slots(count=1, preload=PRELOAD, warm=[functools.partial(tasks.hang_with_the_lock_held, tmp_path / "log")]) as slots:
        assert await slots.call(tasks.add, 1, 2) == 3
    assert "it is left out" in caplog.text


async def test_calls_do_not_wait_for_ever_for_a_slot_that_cannot_come_back(tmp_path: Path) -> None:
    async with Slots(count=1, preload=PRELOAD, warm=[functools.partial(tasks.warm_once, tmp_path / "once")]) as doomed:
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
    assert process.wait(timeout=60) == 0
    await until(lambda: not of_session(process.pid))
