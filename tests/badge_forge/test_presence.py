"""Who lives on this machine, told by locks that the kernel frees."""

import subprocess
import sys
from pathlib import Path

import pytest

from badge_forge.presence import Presence
from tests.services.node import wait_for

HOLD = "import sys, pathlib; from badge_forge.presence import Presence\nwith Presence(pathlib.Path(sys.argv[1]), 'other'): sys.stdin.read()"


@pytest.fixture
def neighbour(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE) as process:
        wait_for((tmp_path / "other").exists, what="the neighbour is there")
        yield process
        process.kill()


def test_a_neighbour_is_dead_once_it_is_killed_and_not_before(tmp_path: Path, neighbour: subprocess.Popen[bytes]):
    with Presence(tmp_path, "me") as presence:
        assert presence.dead() == []
        neighbour.kill()
        neighbour.wait()
        assert presence.dead() == ["other"]
        presence.forget("other")
        assert presence.dead() == []


def test_one_that_leaves_is_not_dead(tmp_path: Path, neighbour: subprocess.Popen[bytes]):
    with Presence(tmp_path, "me") as presence:
        neighbour.communicate()
        assert presence.dead() == []
    assert list(tmp_path.iterdir()) == []
