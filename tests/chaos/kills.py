"""Which kills a run makes, and when: all of it from one seed, before the run begins."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Victim(StrEnum):
    """What is killed; by SIGKILL where nothing else is said."""

    NODE = "node"
    SLOT = "slot"
    """a process that renders, imposes or talks to CUPS"""
    DATABASE_STOP = "database stop"
    """PostgreSQL's immediate stop, which is SIGQUIT to the postmaster"""
    DATABASE = "database"
    """the postmaster; its backends notice"""
    BACKEND = "database backend"
    """one connection's process: PostgreSQL ends all the others too and recovers by itself"""
    CUPSD = "cupsd"
    """its backends go on"""
    PRINTING = "printing"
    """the backend that has a sheet on paper, by SIGSEGV: of one that SIGKILL ends, CUPS says that its job is completed"""
    PRINTER = "printer"
    """an IPP printer: what is in it is spoiled and forgotten"""


class Moment(StrEnum):
    """When: a while after the last one, and then at once or as soon as something is seen."""

    ANY = "any"
    ARRIVES = "a sheet arrives"
    """CUPS is writing it into its spool: whoever sent it has no answer yet"""
    BEGINS = "a sheet begins"
    """some printer has taken a sheet in hand: the journal may not know yet that it was let go"""
    COMES_OUT = "a sheet comes out"
    """paper is there, and the ledger does not know"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """which: any number; it chooses among those that can be killed then. down_s: until a service is started again."""

    victim: Victim
    which: int
    moment: Moment
    after_s: float
    down_s: float


CHAOS: Mapping[Victim, int] = {
    Victim.NODE: 35,
    Victim.SLOT: 40,
    Victim.DATABASE_STOP: 9,
    Victim.DATABASE: 8,
    Victim.BACKEND: 8,
}
"""of a hundred kills of `make chaos`"""
PRINTERS: Mapping[Victim, int] = {
    Victim.CUPSD: 35,
    Victim.PRINTING: 20,
    Victim.PRINTER: 15,
    Victim.NODE: 12,
    Victim.SLOT: 10,
    Victim.DATABASE_STOP: 8,
}
"""of a hundred kills of `make chaos-printers`"""


def schedule(seed: int, kills: int, weights: Mapping[Victim, int], *, moments: Sequence[Moment], longest_s: float) -> list[Kill]:
    """The kills of a run. longest_s: between two of them, the wait for a moment not counted."""
    dice = random.Random(seed)
    victims = [dice.choices(list(weights), weights=list(weights.values()))[0] for _ in range(kills)]
    return [
        Kill(
            victim=victim,
            which=dice.randrange(1 << 30),
            moment=dice.choice(moments),
            after_s=dice.uniform(0.05, longest_s),
            down_s=dice.uniform(0.0, 1.0),
        )
        for victim in victims
    ]
