"""The nodes of a run: each is started again when it is gone, as a service manager does."""

from collections.abc import Sequence

from tests.chaos.processes import grandchildren, kill
from tests.services.node import NodeProcess, Program, wait_for

SENTENCE = "Error: "
"""how a node ends that finds no database when it starts, and says so"""


class Crew:
    """`count` nodes on one database. module: whose `main` a node runs."""

    def __init__(self, program: Program, *, count: int, module: str = "tests.chaos.node") -> None:
        self._program = program
        self._module = module
        self._count = count
        self._nodes: list[NodeProcess] = []
        self.faults: list[str] = []
        """what nodes said that ended though nobody killed them"""

    def start(self) -> None:
        """All of them, and wait until they are up."""
        self._nodes = [self._begin() for _ in range(self._count)]
        wait_for(lambda: all("the node is up" in node.log or node.ended for node in self._nodes), what="the nodes are up")
        assert not any(node.ended for node in self._nodes), [node.log for node in self._nodes]

    def tend(self) -> None:
        """Start those again that have ended."""
        for place, node in enumerate(self._nodes):
            if node.ended:
                told = node.log.splitlines()[-15:]
                if not any(line.startswith(SENTENCE) for line in told[-6:]):
                    self.faults.append("\n".join(told))
                self._nodes[place] = self._begin()

    def kill(self, which: int) -> bool:
        """kill -9 of a node, up or about to be; another takes its place at once."""
        place = which % self._count
        self._nodes[place].kill()
        self._nodes[place] = self._begin()
        return True

    def kill_slot(self, which: int) -> bool:
        """kill -9 of one of the processes that nodes have for rendering, imposing and for CUPS."""
        found = [slot for node in self._nodes for slot in grandchildren(node.pid)]
        return bool(found) and kill(found[which % len(found)])

    def stop(self) -> None:
        """Ctrl-C, and each must end by itself."""
        wait_for(lambda: all("the node is up" in node.log or node.ended for node in self._nodes), what="the nodes are up")
        for node in self._nodes:
            if not node.ended:
                node.stop()

    def abandon(self) -> None:
        """Leave nobody behind, whatever happened."""
        for node in self._nodes:
            node.kill()

    @property
    def logs(self) -> Sequence[str]:
        return [node.log for node in self._nodes]

    def _begin(self) -> NodeProcess:
        return NodeProcess(self._program.command(["up"], self._module), self._program.environment, self._program.folder)
