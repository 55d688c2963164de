"""The process that talks to a CUPS server: a call that hangs ends with it, and a command does not wait for the same server again."""

import os
import time

import pytest

from badge_forge.destinations import CupsProcess


async def test_a_command_waits_for_a_server_that_hangs_once():
    process = CupsProcess(once=True)
    try:
        with pytest.raises(TimeoutError):
            await process(time.sleep, 60, timeout_s=0.3)
        with pytest.raises(TimeoutError):
            await process(time.sleep, 0, timeout_s=30)  # would be done at once
    finally:
        await process.stop()


async def test_a_node_asks_again():
    process = CupsProcess()
    try:
        with pytest.raises(TimeoutError):
            await process(time.sleep, 60, timeout_s=0.3)
        assert await process(os.getpid, timeout_s=20) != os.getpid()
    finally:
        await process.stop()
