"""Identity: what changed content, and the older job retried, mean for paper, in each state that a badge's print can have."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.states import PrintState as P
from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot

OLD, NEW, NO_GLYPH = "Alpha", "Omega", "Beta\ue000"
IN_TIME = (P.REQUESTED, P.GENERATED, P.FAILED, P.CANCELED)
"""from these the new content reaches the paper; from the others it is recorded, nothing is printed, and the badge is flagged"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A node that runs, and the badge, the queue and the printer of one state: all three are called like it."""

    state: P
    forge: Program
    db: Database
    cups: PrivateCups

    @property
    def gate(self) -> Path:
        """What its badge may wait for in the slot."""
        return self.forge.folder / f"{self.state}.gate"

    def insert(self, name: str, **fields: object) -> None:
        self.db.insert({"id": self.state, "name": name, **fields}, queue=self.state)

    def wait_until(self, state: P, *, revision: int = 1) -> None:
        """Its latest print is in this state, with this revision."""
        latest = "select state, revision from badgeforge.print where badge = %s order by id desc limit 1"
        wait_for(lambda: self.db.rows(latest, self.badge) == [(state, revision)], what=f"{self.state}: {state}, revision {revision}")

    @property
    def badge(self) -> int | None:
        found = self.db.rows("select id from badgeforge.badge where badge_id = %s", self.state)
        return found[0][0] if found else None

    def paper(self) -> list[str]:
        """The names that came out of its printer, by the printer's own files."""
        return [name for done in self.cups.done(self.state) for name in names_by_slot(done.file, {OLD, NEW}).values()]

    def confirmed(self) -> list[str]:
        return [
            name
            for (name,) in self.db.rows("select args ->> 'name' from oban_jobs where queue = 'printing' and args ->> 'id' = %s", self.state)
        ]

    def run(self, *arguments: str) -> None:
        done = self.forge.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def sheet(self) -> int:
        return int(self.db.one("select sheet from badgeforge.print where badge = %s", self.badge))


def hold(trial: Trial) -> None:
    """Before the badge arrives: what keeps it in its state until `let_go`."""
    match trial.state:
        case P.IMPOSED:
            trial.run("printer", "pause", trial.state)
        case P.SPOOLED:
            trial.cups.set_mode(trial.state, "paper")
        case P.UNCERTAIN:
            trial.cups.set_mode(trial.state, "cancel")


def bring(trial: Trial) -> None:
    """The badge with its old content, to its state."""
    match trial.state:
        case P.REQUESTED:
            trial.insert(OLD, gate=str(trial.gate))
        case P.FAILED:
            trial.insert(NO_GLYPH)
        case P.CANCELED:
            trial.insert(NO_GLYPH)
            trial.wait_until(P.FAILED)
            trial.run("cancel", trial.state)
        case _:
            trial.insert(OLD)
    trial.wait_until(trial.state)


def let_go(trial: Trial) -> None:
    """What kept it is over."""
    match trial.state:
        case P.GENERATED:
            trial.wait_until(P.GENERATED, revision=2)
            trial.run("queue", "flush", trial.state)
        case P.IMPOSED:
            trial.run("printer", "resume", trial.state)
        case P.SPOOLED:
            trial.cups.set_mode(trial.state, "ok")
        case P.UNCERTAIN:
            trial.cups.set_mode(trial.state, "ok")
            trial.run("printer", "resume", trial.state)  # one that gave a sheet up is given no more until then
            trial.run("resolve", str(trial.sheet()), "--print-again")


@pytest.fixture(scope="module")
def trials(shared_database: str) -> Iterator[Callable[[P], Trial]]:
    db = Database(shared_database)
    with service_folder() as folder, private_cups() as cups:
        printers = "".join(f'[printers.{cups.add_queue(state)}]\nserver = "{cups.address}"\n' for state in P)
        queues = "".join(f'[queues.{state}]\nprinters = ["{state}"]\nlinger = {0.3 if state != P.GENERATED else '"hold"'}\n' for state in P)
        sheets = '[printers.folder]\nkind = "folder"\ntarget = "sheets"\n[queues.badges]\nprinters = ["folder"]\nlinger = 0.3\n'
        forge = Program(folder, shared_database, f'[event]\nkey = "e"\n{printers}{queues}{sheets}')
        with forge.node(module="tests.services.odd_badges"):
            yield lambda state: Trial(state=state, forge=forge, db=db, cups=cups)


@pytest.mark.parametrize("state", list(P))
def test_the_right_name_is_on_paper_once(trials: Callable[[P], Trial], state: P):
    trial = trials(state)
    hold(trial)
    bring(trial)
    old_job = trial.db.job(state)
    trial.insert(NEW)
    wait_for(lambda: trial.db.one("select revision from badgeforge.badge where id = %s", trial.badge) == 2, what="the second revision")
    trial.gate.touch()
    trial.db.retry(old_job)
    let_go(trial)
    wait_for(trial.confirmed, what="the confirmation")
    trial.db.retry(old_job)
    right = NEW if state in IN_TIME else OLD
    assert trial.paper() == [right]
    assert trial.confirmed() == [right]
    prints = Counter(found for (found,) in trial.db.rows("select state from badgeforge.print where badge = %s", trial.badge))
    assert prints == Counter([P.PRINTED] if state is not P.CANCELED else [P.CANCELED, P.PRINTED])
    assert trial.db.one("select changed from badgeforge.badge where id = %s", trial.badge) is (state not in IN_TIME)


def test_the_same_ids_of_two_events_are_different_badges(trials: Callable[[P], Trial]):
    trial = trials(P.PRINTED)
    trial.db.insert(*({"id": n, "name": f"{event}{n}", "event": event} for n in range(1, 51) for event in ("Spring", "Autumn")))
    confirmed = "select count(*) from oban_jobs where queue = 'printing' and args ->> 'event' in ('Spring', 'Autumn')"
    wait_for(lambda: trial.db.one(confirmed) == 100, what="100 confirmations")
    expected = {f"{event}{n}" for n in range(1, 51) for event in ("Spring", "Autumn")}
    on_paper = [set(names_by_slot(sheet, expected).values()) for sheet in (trial.forge.folder / "sheets").glob("*.pdf")]
    assert sum(map(len, on_paper)) == 100
    assert set().union(*on_paper) == expected
    assert all(len({name.rstrip("0123456789") for name in sheet}) == 1 for sheet in on_paper), "a sheet holds badges of one event"
