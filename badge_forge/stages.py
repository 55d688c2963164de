"""The stages of this process. Oban makes its workers without arguments, so they find their collaborators here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forge.generation import Generation
from imposition.aggregation import Aggregation
from spool.confirming import PrintCenter
from spool.feeding import Feeding


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Steps 2 to 5, built by the node with their collaborators. announce: is told of each badge, its queue and args, first."""

    announce: Callable[[str, Mapping[str, Any]], None]
    generation: Generation
    aggregation: Aggregation
    feeding: Feeding
    print_center: PrintCenter


class NoNodeError(RuntimeError):
    """A job was performed in a process where no node was started."""


_installed: list[Stages] = []


def install(stages: Stages) -> None:
    """From now on the workers of this process use these."""
    _installed[:] = [stages]


def stages() -> Stages:
    """What `install` was told."""
    if not _installed:
        raise NoNodeError("this process has no node; start one with `badgeforge up`")
    return _installed[0]
