"""The disk of the database fills up in the middle of work, its server falls over that, and it comes back when there is room."""

import time
from collections.abc import Iterator

import psycopg
import pytest

from badge_forge.database_words import AGAIN_S
from tests.acceptance.conftest import Database
from tests.acceptance.test_outages import CONFIG, Hall
from tests.services.folders import service_folder
from tests.services.node import Program, wait_for
from tests.services.small_disk import SmallDisk, small_disk

FULL = "the database needs room on its disk: could not extend file"
WAITS = "; make room there; what waits goes on by itself"


@pytest.fixture
def disk() -> Iterator[tuple[SmallDisk, Hall]]:
    with service_folder() as folder, small_disk(folder) as disk:
        program = Program(folder, disk.dsn, CONFIG)
        with program.node(module="tests.services.odd_badges") as node:
            yield disk, Hall(program=program, node=node, db=Database(disk.dsn))


def test_a_database_without_room_waits_says_so_and_loses_nothing(disk: tuple[SmallDisk, Hall]):
    small, hall = disk
    hall.insert("Room", 40)
    hall.wait_until("Room", 1, "generated")
    full_at = time.monotonic()
    small.fill()
    wait_for(lambda: FULL in hall.node.log, what="the node says it")
    told = hall.program.run("status")
    assert (told.returncode, FULL in told.stdout, WAITS in told.stdout) == (1, True, True), told
    (hall.program.folder / "more.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    refused = hall.program.run("print", "more.csv")
    assert (refused.returncode, FULL.partition(":")[0] in refused.stderr) == (1, True), refused
    fall_over(hall)
    down = hall.program.run("status")
    assert (down.returncode, "the database must answer" in down.stderr) == (1, True), down
    said = hall.node.log.count(FULL)
    minutes = (time.monotonic() - full_at) // AGAIN_S
    assert said <= 1 + minutes, "once a minute, not for each statement"
    small.free()
    hall.assert_once("Room", 40)
    assert hall.program.run("status").returncode == 0
    assert "Traceback" not in hall.node.log


def fall_over(hall: Hall) -> None:
    """The log of changes needs its next file: PostgreSQL gives up, and cannot come back without it."""

    def gone() -> bool:
        try:
            hall.db.rows("select pg_logical_emit_message(true, 'x', repeat('x', 8000000))")
        except psycopg.OperationalError as error:
            return error.sqlstate is None
        return False

    wait_for(gone, what="the server is gone")
