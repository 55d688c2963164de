"""What a node asks of Oban."""

from typing import Any

import pytest

from badge_forge import node
from badge_forge.config import Config
from ledger.wire import SPOOL_QUEUE


def test_printers_whose_server_hangs_leave_room_for_others(monkeypatch: pytest.MonkeyPatch):
    """Each keeps a job of the queue until its request is given up."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr(node, "Oban", lambda **settings: asked.update(settings["queues"]))
    pool: Any = None
    node.Node(config=Config(), pool=pool)._oban([], 30, pool)
    assert asked[SPOOL_QUEUE]["limit"] >= 30 + node.FEEDING
