"""A real node: the program in a process of its own, as a user starts it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger.points import Point

ROOT = Path(__file__).parents[2]
PLAIN, QUICK = "badge_forge.cli", "tests.services.quick_node"
"""badgeforge as it is, and with less of a warm-up"""


def wait_for[T](ask: Callable[[], T], *, seconds: float = 120.0, what: str = "") -> T:
    """Ask until the answer is true; fails with `what` and the last answer. A node's first badge waits for its slots to warm up: 3 s, and
    half a minute on a machine that has ten times the work it can do."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what or ask}: {answer!r}"
        time.sleep(0.02)  # between two questions: the condition ends the wait
    return answer


class Program:
    """badgeforge with a configuration, as a command line sees it."""

    def __init__(self, folder: Path, database: str, toml: str = "", *, slots: int = 1) -> None:
        """slots: one is enough for a few badges, and each costs a node that starts 2 CPU seconds."""
        self.folder = folder
        self.config = folder / "badgeforge.toml"
        self.config.write_text(toml or "", encoding="utf-8")
        self.environment = {**os.environ, "BADGEFORGE_DATABASE_URL": database, "BADGEFORGE_SLOTS": str(slots), "PYTHONPATH": str(ROOT)}

    @property
    def sheets(self) -> list[Path]:
        """The sheets in the folder destination, in the order of their names' sheet ids."""
        return sorted((self.folder / "var" / "sheets").glob("*.pdf"), key=lambda path: int(path.stem.split("-")[-3]))

    def run(self, *arguments: str, seconds: float = 120.0, module: str = PLAIN) -> subprocess.CompletedProcess[str]:
        """A command to its end."""
        command = self.command(arguments, module)
        return subprocess.run(command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=seconds, check=False)

    def die_at(self, point: Point) -> None:
        """A node that ends there, as by kill -9."""
        (self.folder / "reached").unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.services.dying_node", str(self.config), point]
        killed = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, timeout=240, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
        assert (self.folder / "reached").read_text() == point

    @contextmanager
    def node(self, *arguments: str, module: str = QUICK) -> Iterator["NodeProcess"]:
        """`badgeforge up`, or another command that stays, until the block ends; then Ctrl-C, and it must end by itself.

        module: whose `main` starts it."""
        node = NodeProcess(self.command(arguments or ("up",), module), self.environment, self.folder)
        try:
            node.wait_until_up()
            yield node
            if not node.ended:
                node.stop()
        except BaseException:
            print(node.log)  # pytest shows it with the failure
            raise
        finally:
            node.kill()

    def command(self, arguments: Sequence[str], module: str = PLAIN) -> list[str]:
        """What a shell would start."""
        return [sys.executable, "-c", f"from {module} import main; main()", "--config", str(self.config), *arguments]


class NodeProcess:
    """A node that runs."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], folder: Path) -> None:
        self._log = folder / f"node-{time.monotonic_ns()}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, env=environment, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def wait_until_up(self) -> None:
        wait_for(lambda: "the node is up" in self.log or self.ended, what="the node is up")
        assert not self.ended, self.log

    def run_for(self, seconds: float) -> None:
        """Let it run for so long; it must not end by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=seconds)
        assert not self.ended, self.log

    def stop(self, seconds: float = 60.0) -> None:
        """Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(seconds) == 0, self.log

    def kill(self) -> None:
        """kill -9 of the node alone; what it started must see that by itself."""
        if not self.ended:
            self._process.kill()
            self._process.wait()
