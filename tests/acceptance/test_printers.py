"""Real printers: what is confirmed is what their backends wrote, once each, whoever dies and whenever."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.points import Point
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot

People = Callable[[int], list[dict[str, object]]]


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    with private_cups() as server:
        yield server


def program(folder: Path, database: str, cups: PrivateCups, *queues: tuple[str, str], desk: bool = False, slots: int = 1) -> Program:
    printers = "".join(f'[printers.{name}]\ntarget = "{name}"\nserver = "{cups.address}"\n' for _, name in queues)
    kind = "desk = true" if desk else "linger = 0.5"
    routes = "".join(f'[queues.{queue}]\nprinters = ["{name}"]\n{kind}\n' for queue, name in queues)
    return Program(folder, database, f'[event]\nkey = "e"\n{printers}{routes}', slots=slots)


def on_paper(cups: PrivateCups, people: list[dict[str, object]], *queues: str) -> list[str]:
    """The names in the slots of everything that came out, by the backends' own logs and files."""
    names = {str(person["name"]) for person in people}
    return sorted(name for queue in queues for done in cups.done(queue) for name in names_by_slot(done.file, names).values())


def test_every_badge_is_on_paper_once_and_confirmed_after_it(tmp_path: Path, db: Database, cups: PrivateCups, people: People):
    """The article's 200 rows, each three times, two nodes, two queues to two printers."""
    cups.add_queue("north")
    cups.add_queue("south")
    forge = program(tmp_path, db.conninfo, cups, ("badges", "north"), ("walkins", "south"), slots=2)
    everyone = people(200)
    with forge.node() as one, forge.node() as other:  # one alone would be done before the other is up
        for _ in range(3):
            db.insert(*everyone[:100])
            db.insert(*everyone[100:], queue="walkins")
        wait_for(lambda: db.confirmations() == 200, seconds=170, what="200 confirmations")
        assert ("2 badge: " in one.log, "2 badge: " in other.log) == (True, True), "both nodes have worked"
    titles = [done.title for queue in ("north", "south") for done in cups.done(queue)]
    assert len(titles) == len(set(titles))
    assert on_paper(cups, everyone, "north", "south") == sorted(str(person["name"]) for person in everyone)
    assert db.one("select count(*) from oban_jobs where queue = 'printing'") == 200
    printed = {done.title: done.at for queue in ("north", "south") for done in cups.done(queue)}
    emitted = db.rows(
        "select j.title, extract(epoch from min(o.inserted_at at time zone 'utc')) from badgeforge.print_job j"
        " join badgeforge.print p on p.sheet = j.sheet join oban_jobs o on o.id = p.confirmation group by j.title"
    )
    assert len(emitted) == len(titles)
    assert all(float(at) >= printed[title] for title, at in emitted)


def test_a_printer_that_holds_confirms_nothing_until_it_prints(tmp_path: Path, db: Database, cups: PrivateCups, people: People):
    cups.add_queue("slow", mode="paper")
    forge = program(tmp_path, db.conninfo, cups, ("badges", "slow"))
    db.insert(*people(6))
    with forge.node():
        wait_for(lambda: db.one("select count(*) from badgeforge.sheet where state = 'spooled'") == 2, what="two sheets submitted")
        # the poller's lease runs 6 s ahead of the last time it was renewed, which is each 2 s
        polled = (
            "select until - interval '6 s' > (select max(released_at) from badgeforge.print_job) + interval '5 s' from badgeforge.lease"
        )
        wait_for(lambda: db.one(f"{polled} where duty = 'poller'"), what="5 s of polls")
        assert db.one("select count(*) from oban_jobs where queue = 'printing'") == 0
        cups.set_mode("slow", "ok")
        wait_for(lambda: db.confirmations() == 6, what="6 confirmations")
    assert len(cups.done("slow")) == 2


@pytest.mark.parametrize("points", [list(Point)[first::3] for first in range(3)], ids=", ".join)
def test_nodes_killed_at_the_crash_points_lose_nothing_and_double_nothing(
    tmp_path: Path, db: Database, cups: PrivateCups, people: People, points: list[Point]
):
    queue = "crash-" + points[0].replace(" ", "-")
    cups.add_queue(queue)
    everyone = people(6 * len(points))
    die_and_go_on(program(tmp_path, db.conninfo, cups, ("badges", queue)), db, everyone, points)
    assert_once(db, cups, queue, everyone)


def test_a_desks_badge_goes_on_from_where_its_one_job_was_cut_off(tmp_path: Path, db: Database, cups: PrivateCups, people: People):
    """It has no job of its own for its sheet: the sweep finds each piece."""
    points, everyone = [Point.BADGE_COMMITTED, Point.SHEET_WRITTEN, Point.SHEET_COMMITTED, Point.CREATED], people(8)
    cups.add_queue("desk")
    die_and_go_on(program(tmp_path, db.conninfo, cups, ("badges", "desk"), desk=True), db, everyone, points)
    assert_once(db, cups, "desk", everyone)
    assert len(cups.done("desk")) == len(everyone)
    assert db.one("select count(*) from oban_jobs where queue = 'sheets' and state <> 'completed'") == 0


def die_and_go_on(forge: Program, db: Database, everyone: list[dict[str, object]], points: list[Point]) -> None:
    """At each point a node dies over its share of the people, and over what the one before it left; the last one ends everything."""
    for n, point in enumerate(points):
        db.insert(*everyone[n :: len(points)])
        forge.die_at(point)
    with forge.node():
        wait_for(lambda: db.confirmations() == len(everyone), what="all confirmations")


def assert_once(db: Database, cups: PrivateCups, queue: str, everyone: list[dict[str, object]]) -> None:
    titles = [done.title for done in cups.done(queue)]
    assert len(titles) == len(set(titles))
    assert on_paper(cups, everyone, queue) == sorted(str(person["name"]) for person in everyone)
    assert db.one("select count(*) from oban_jobs where queue = 'printing'") == len(everyone)
    assert db.rows("select distinct state from badgeforge.print") == [("printed",)]
