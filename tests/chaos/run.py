"""The course of a run: producers produce, printers print, and one after the other something is killed; then all of it may end."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg

from tests.chaos.kills import Kill, Moment
from tests.chaos.people import Order, rows, write_list
from tests.chaos.site import Site

LOOK_S = 0.001
"""between two looks at the printers' logs"""
UNSETTLED = """
select (select count(*) from badgeforge.print where state in ('requested', 'generated', 'imposed', 'spooled'))
     + (select count(*) from badgeforge.sheet where state in ('open', 'closed', 'imposed', 'spooled'))
     + (select count(*) from oban_jobs where state in ('available', 'scheduled', 'retryable', 'executing'))
"""
ARRIVED = "select count(*) from badgeforge.badge"


@dataclass(slots=True)
class Course:
    """What a run has done so far."""

    wanted: list[Order] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    commands: list[tuple[list[str], subprocess.Popen[bytes]]] = field(default_factory=list)

    @property
    def people(self) -> list[str]:
        return [person for order in self.wanted for person in order.people]


def run(
    site: Site, orders: Sequence[Order], kills: Sequence[Kill], *, seconds: float, moment_s: float, enough: int | None = None
) -> Course:
    """Kill while it prints, and let it end. seconds: the longest time for the killing; moment_s: the longest wait for a
    moment, then it is killed at any; enough: stop when so many doubles are seen."""
    course, until = Course(), time.monotonic() + seconds
    for number, kill in enumerate(kills):
        for order in orders[len(orders) * number // len(kills) : len(orders) * (number + 1) // len(kills)]:
            _produce(site, course, order)
        _await(site, course, kill, moment_s)
        done = site.kill(kill)
        course.killed[kill.victim] += done
        _note(site, f"{number} {kill.victim} {kill.moment}{'' if done else ': nobody'}")
        if time.monotonic() > until or (enough is not None and _doubles(site) >= enough):
            break
    return course


def settle(site: Site, course: Course, *, seconds: float) -> float:
    """Everything runs and nothing is killed any more: until nothing is under way, or time is up. Returns the seconds it took."""
    began = time.monotonic()
    site.restore()
    _note(site, "no more")
    while time.monotonic() < began + seconds and not _settled(site, course):
        _tend(site, course)
        time.sleep(0.1)  # between two looks: the condition ends the loop
    _note(site, "the end")
    return time.monotonic() - began


def _note(site: Site, line: str) -> None:
    """For whoever compares a run with the logs of its nodes: when what was killed, and what had come out by then."""
    with (site.program.folder / "kills.log").open("a", encoding="utf-8") as log:
        log.write(f"{time.time():.3f} {line}, {len(site.printers.done())} sheets out\n")


def _settled(site: Site, course: Course) -> bool:
    try:
        arrived = site.db.one(ARRIVED)
        return not course.commands and arrived == len(course.people) and site.db.one(UNSETTLED) == 0
    except psycopg.Error:
        return False


def _produce(site: Site, course: Course, order: Order) -> None:
    course.wanted.append(order)
    if order.batch:
        file = site.program.folder / f"{order.people[0]}.csv"
        write_list(order, file)
        _command(site, course, ["print", str(file), "--queue", order.queue])
    else:
        while not _inserted(site, order):  # the same rows once more, whether the first were committed or not
            _tend(site, course)


def _inserted(site: Site, order: Order) -> bool:
    try:
        site.db.insert(*rows(order), queue=order.queue)
        return True
    except psycopg.Error:
        return False


def _command(site: Site, course: Course, arguments: list[str]) -> None:
    program = site.program
    log = (program.folder / "commands.log").open("ab")
    with log:
        process = subprocess.Popen(program.command(arguments), env=program.environment, cwd=program.folder, stdout=log, stderr=log)
    course.commands.append((arguments, process))


def _tend(site: Site, course: Course) -> None:
    """A command that ended with an error, because the database went away under it, is given again."""
    site.tend()
    ended = [each for each in course.commands if each[1].poll() is not None]
    course.commands = [each for each in course.commands if each not in ended]
    for arguments, process in ended:
        if process.returncode != 0:
            _command(site, course, arguments)


def _await(site: Site, course: Course, kill: Kill, moment_s: float) -> None:
    """The kill's time, and then its moment."""
    at = time.monotonic() + kill.after_s
    while time.monotonic() < at:
        _tend(site, course)
        time.sleep(min(0.05, max(0.0, at - time.monotonic())))  # until the kill's own time, which the seed says
    look = _looks(site)[kill.moment]
    before, until = look(), time.monotonic() + moment_s
    while look() == before and time.monotonic() < until:
        _tend(site, course)
        time.sleep(LOOK_S)  # between two looks: a moment is over in milliseconds


def _looks(site: Site) -> Mapping[Moment, Callable[[], object]]:
    """What changes when a moment comes."""
    printers = site.printers
    return {Moment.ANY: object, Moment.ARRIVES: printers.arrived, Moment.BEGINS: printers.begun, Moment.COMES_OUT: printers.out}


def _doubles(site: Site) -> int:
    times = Counter(done.title.split("-")[-3] for done in site.printers.done())
    return sum(1 for count in times.values() if count > 1)
