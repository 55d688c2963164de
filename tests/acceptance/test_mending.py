"""Printers that take no sheet: people are told why and how to mend it, nothing is lost, and what waited goes on by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.folders import service_folder
from tests.services.node import NodeProcess, Program, wait_for

QUEUES = ("shut", "off", "never", "gone", "waiting", "under_way", "stopped", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A node that runs, with a printer for each queue, called like it; CUPS has none of them yet."""

    forge: Program
    node: NodeProcess
    db: Database
    cups: PrivateCups

    def insert(self, queue: str, badge: str) -> None:
        self.db.insert({"id": badge, "name": badge}, queue=queue)

    def confirmed(self, *badges: str) -> bool:
        found = "select args ->> 'id' from oban_jobs where queue = 'printing' and state = 'completed' and args ->> 'id' = any(%s)"
        return sorted(badge for (badge,) in self.db.rows(found, list(badges))) == sorted(badges)

    def troubles(self) -> dict[str, str]:
        """Why sheets wait, by printer, as the node has it."""
        return dict(self.db.rows("select name, trouble || '; ' || remedy from badgeforge.printer where trouble is not null"))

    def shown(self) -> dict[str, str]:
        """The lines of `badgeforge printer`, by printer."""
        return {line.split()[0]: line for line in self.forge.run("printer").stdout.splitlines() if line.strip()}


@pytest.fixture(scope="module")
def hall(shared_database: str) -> Iterator[Hall]:
    with service_folder() as folder, private_cups() as cups:
        printers = "".join(f'[printers.{queue}]\nserver = "{cups.address}"\n' for queue in QUEUES)
        queues = "".join(f'[queues.{queue}]\nprinters = ["{queue}"]\nlinger = 0.1\n' for queue in QUEUES)
        forge = Program(folder, shared_database, f'[event]\nkey = "e"\n{printers}{queues}')
        forge.environment["COLUMNS"] = "400"  # a table on a narrow screen breaks its sentences
        with forge.node() as node:
            yield Hall(forge=forge, node=node, db=Database(shared_database), cups=cups)


def test_a_printer_that_is_mended_prints_what_waited(hall: Hall):
    """One rejects, one is disabled, one CUPS never had, one was deleted after its first sheet."""
    cups = hall.cups
    for queue in ("shut", "off", "gone"):
        cups.add_queue(queue)
    cups.reject("shut")
    cups.disable("off")
    hall.insert("gone", "before")
    wait_for(lambda: hall.confirmed("before"), what="it prints before it is deleted")
    cups.delete("gone")
    badges = ("shut", "off", "never", "gone")
    for badge in badges:
        hall.insert(badge, badge)
    wait_for(lambda: set(badges) == hall.troubles().keys(), what="four printers in trouble")
    shown, why = hall.shown(), hall.troubles()
    assert why["shut"] == "rejects jobs; `badgeforge printer resume shut`"
    assert why["off"] == "disabled in CUPS; `badgeforge printer resume off`"
    assert [words in shown[name] for name, words in {"shut": "rejects jobs since ", "off": "disabled in CUPS since "}.items()] == [True] * 2
    for sentence in (shown["never"], why["never"], shown["gone"], why["gone"]):
        assert "its CUPS queue is gone" in sentence
        assert "has no '" in sentence
        assert "choose one that `lpstat -e` lists, or add it with `lpadmin`" in sentence
    told = hall.forge.run("status")
    assert told.returncode == 1
    for name, sentence in why.items():
        words, remedy = sentence.split("; ", 1)
        assert f"{name}: {words} since " in told.stdout
        assert f", 1 sheet waiting; {remedy}\n" in told.stdout

    cups.accept("shut")
    cups.enable("off")
    cups.add_queue("never")
    added = hall.forge.run("printer", "add", "gone", "--cups", cups.add_queue("another"), "--server", cups.address)
    assert added.returncode == 0, added.stderr
    wait_for(lambda: hall.confirmed("before", *badges), what="all that waited")
    assert {queue: len(cups.done(queue)) for queue in (*badges, "another")} == {"shut": 1, "off": 1, "never": 1, "gone": 1, "another": 1}
    assert hall.troubles() == {}


def test_a_badge_for_a_printer_that_nobody_knew_is_printed_when_its_job_is_retried(hall: Hall):
    hall.db.insert({"id": "third", "name": "Third", "printer": "spare"}, queue="waiting")
    rejected = "select why from badgeforge.rejected"
    [(why,)] = wait_for(lambda: hall.db.rows(rejected), what="it is rejected")
    assert "badgeforge printer add makes it known" in why
    added = hall.forge.run("printer", "add", "spare", "--cups", hall.cups.add_queue("spare"), "--server", hall.cups.address)
    assert added.returncode == 0, added.stderr
    hall.db.retry(hall.db.job("third"))
    wait_for(lambda: hall.confirmed("third"), what="its confirmation")
    assert (len(hall.cups.done("spare")), hall.db.rows(rejected)) == (1, [])


def test_a_sheet_that_cups_holds_is_known_until_somebody_lets_it_go_on(hall: Hall):
    cups, job = hall.cups, "select cups_id from badgeforge.print_job where printer = 'held' and state = 'released' order by id desc"
    cups.add_queue("held", "wait")
    hall.insert("held", "on paper")
    wait_for(lambda: cups.started("held"), what="a sheet on paper")
    hall.insert("held", "to hold")
    wait_for(lambda: len(hall.db.rows(job)) == 2, what="another behind it")
    number = hall.db.one(job)
    cups.hold(number)
    held = "select hold from badgeforge.print_job where hold is not null"
    wait_for(lambda: hall.db.rows(held) == [("somebody held it there",)], what="the node knows it")
    cups.let_go(number)
    wait_for(lambda: hall.db.rows(held) == [], what="it goes on")
    cups.set_mode("held", "ok")
    wait_for(lambda: hall.confirmed("on paper", "to hold"), what="both are printed")


def test_a_cupsd_that_comes_back_prints_what_waited_and_says_what_was_begun_twice(hall: Hall):
    """`stopped` gave its sheet back for want of paper; `under_way` only says that it has none, and may print all the same."""
    cups = hall.cups
    cups.add_queue("waiting")
    cups.add_queue("under_way", "paper")
    cups.add_queue("stopped", "stop")
    hall.insert("under_way", "first")
    hall.insert("stopped", "fourth")
    at_rest = "select count(*) from badgeforge.print_job where printer = 'stopped' and begun_at is not null and moving_since is null"
    wait_for(lambda: hall.db.one(at_rest), what="the node knows that no paper of the sheet moves")
    for printer in ("under_way", "stopped"):
        wait_for(lambda printer=printer: hall.troubles().get(printer, "").startswith("out of paper"), what=f"{printer} is out of paper")
    cups.stop()
    hall.insert("waiting", "second")
    wait_for(lambda: "waiting" in hall.troubles(), what="cupsd is down")
    for sentence in (hall.shown()["waiting"], hall.troubles()["waiting"]):
        assert "CUPS does not answer" in sentence
        assert cups.address in sentence
        assert "start it with `sudo systemctl start cups`" in sentence
    for printer in ("under_way", "stopped"):
        cups.set_mode(printer, "ok")
    cups.start()
    wait_for(lambda: hall.confirmed("second"), what="what waited")
    assert hall.forge.run("printer", "resume", "stopped").returncode == 0
    wait_for(lambda: hall.confirmed("fourth"), what="what was given back")
    uncertain = "select id, problem from badgeforge.sheet where state = 'uncertain'"
    [(sheet, why)] = wait_for(lambda: hall.db.rows(uncertain), what="what was under way")
    assert "there may be two sheets" in why
    assert hall.forge.run("resolve", str(sheet), "--printed").returncode == 0
    wait_for(lambda: hall.confirmed("first"), what="its confirmation")
    assert [len(cups.done(printer)) for printer in ("under_way", "waiting", "stopped")] == [1, 1, 1]
    assert hall.node.log.count("under_way: CUPS does not answer") == 1, "not each second"
    wait_for(lambda: hall.node.log.count("4 print job: waiting goes on") == 1, what="that it goes on is said once")
