"""A PostgreSQL of its own that is killed and comes back, with fsync and synchronous_commit on as a user has them."""

import signal
from pathlib import Path

from badge_forge.postgres import EmbeddedPostgres
from tests.chaos.processes import children, kill

SETTINGS = {"recovery_init_sync_method": "syncfs"}
"""after a kill PostgreSQL has the disk write what is not on it yet: in one call, instead of 3 s of a thousand files' own"""


class MortalPostgres(EmbeddedPostgres):
    """The embedded one, which any start brings up again."""

    def __init__(self, *, root: Path) -> None:
        super().__init__(root=root, settings=SETTINGS)
        self._pid_file = root / "data" / "postmaster.pid"

    def stop_now(self) -> bool:
        """PostgreSQL's immediate stop: nobody is asked, nothing is written."""
        return kill(self._postmaster, signal.SIGQUIT)

    def kill(self) -> bool:
        """Of the postmaster."""
        return kill(self._postmaster)

    def kill_backend(self, which: int) -> bool:
        """Of one of its processes, a connection's or one of its own."""
        found = children(self._postmaster)
        return bool(found) and kill(found[which % len(found)])

    @property
    def _postmaster(self) -> int:
        return int(self._pid_file.read_text().partition("\n")[0])
