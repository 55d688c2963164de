"""`make chaos` in short: kills at no chosen point."""

from pathlib import Path

from tests.acceptance.conftest import Database
from tests.chaos.__main__ import run
from tests.services.cups import private_cups


def test_each_sheet_is_on_paper_once_however_often_the_node_is_killed(tmp_path: Path, database: str):
    with private_cups() as cups:
        cups.add_queue("chaos")
        counts = run(tmp_path, Database(database), cups, sheets=6, kills=3, seed=1)
    assert counts == {"sheets": 6, "kills": 3, "once": 6, "lost": 0, "doubled": 0, "uncertain": 0, "stuck": 0}
