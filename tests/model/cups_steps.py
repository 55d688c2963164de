"""CUPS, its printers and their operator."""

from hypothesis import strategies as some
from hypothesis.stateful import rule

from ledger import printers as known_printers
from spool.ipp import JobState
from tests.model.cupsd import WAITING
from tests.model.steps import Steps, printers, when, which

NOT_AT_REST = """
not exists (
    select 1 from badgeforge.print_job r join badgeforge.printer p on p.name = r.printer
    where r.printer = print_job.printer and r.state = 'released'
      and (r.begun_at is not null and r.moving_since is null or p.impact = 'stopped'))
"""


class CupsSteps(Steps):
    @rule(
        job=which,
        how=some.sampled_from(
            ["prints", "starts", "starts", "jams", "jams printed", "loses", "loses printed", "crashes", "is canceled", "is forgotten"]
        ),
    )
    @when(lambda self: self.world.cupsd.numbers(*WAITING))
    def a_print_job(self, job: int, how: str) -> None:
        cups = self.world.cupsd
        waiting = cups.numbers(*WAITING)
        number = waiting[job % len(waiting)]
        match how:
            case "prints":
                cups.finish(number)
            case "starts":
                cups.start(number)
            case "jams" | "jams printed":
                cups.jam(number, printed=how.endswith("printed"))
            case "loses" | "loses printed":
                cups.lose_history(number, printed=how.endswith("printed"))
            case "crashes":
                cups.crash_filter(number, printed=number % 2 == 0)
            case "is canceled":
                cups.cancel_by_operator(number)
            case "is forgotten":
                cups.lose(number)

    @rule(job=which)
    @when(lambda self: self.world.cupsd.numbers(JobState.HELD))
    def a_held_job_is_canceled(self, job: int) -> None:
        held = self.world.cupsd.numbers(JobState.HELD)
        self.world.cupsd.cancel_by_operator(held[job % len(held)])

    @rule(job=which)
    @when(lambda self: self._in_journal("moving_since is not null", JobState.PROCESSING))
    def a_queue_is_disabled_and_enabled_under_a_print_job(self, job: int) -> None:
        """One that was seen at work: what begins twice between two looks leaves no trace."""
        working = self._in_journal("moving_since is not null", JobState.PROCESSING)
        self.world.cupsd.begin_again(working[job % len(working)])

    @rule(job=which)
    @when(lambda self: self._in_journal(NOT_AT_REST, JobState.PROCESSING))
    def cupsd_is_killed_under_a_print_job(self, job: int) -> None:
        """Whether or not it was seen at work. What lay still at the last look is taken for what lies still: docs/limits.md."""
        working = self._in_journal(NOT_AT_REST, JobState.PROCESSING)
        self.world.cupsd.restart_under(working[job % len(working)])

    @rule(job=which, printed=some.booleans())
    @when(lambda self: self._in_journal("state = 'released'", *WAITING))
    def cupsd_is_killed_and_forgets_that_it_let_a_job_go(self, job: int, printed: bool) -> None:
        waiting = self._in_journal("state = 'released'", *WAITING)
        self.world.cupsd.forget_release(waiting[job % len(waiting)], printed=printed)

    @rule()
    @when(lambda self: self.world.cupsd.next - 1 in self._in_journal(NOT_AT_REST, JobState.PROCESSING) and not self._in_hand())
    def cupsd_is_killed_and_forgets_its_newest_job(self) -> None:
        self.world.cupsd.forget_newest()

    @rule()
    @when(lambda self: self.world.cupsd.orphans)
    def backends_of_a_dead_cupsd_print(self) -> None:
        self.world.cupsd.finish_orphans()

    @rule(queue=printers, how=some.sampled_from(["stops", "stops", "rejects", "goes on"]))
    def a_printer(self, queue: str, how: str) -> None:
        cups = self.world.cupsd
        match how:
            case "stops":
                cups.stop(queue)
            case "rejects":
                cups.rejecting.add(queue)
            case "goes on":
                cups.go_on(queue)

    @rule(queue=printers, paused=some.booleans())
    def a_person_pauses_or_resumes_a_printer(self, queue: str, paused: bool) -> None:
        if not paused:
            self.world.cupsd.go_on(queue)
        self.run(known_printers.pause(self.world.conn, queue, paused=paused, by="test"))

    def _in_hand(self) -> list[tuple[object, ...]]:
        """Sheets on their way to CUPS: of an id that another one gets and loses in this moment they know nothing."""
        return self.run(self.world.all("select id from badgeforge.print_job where state = 'intent'"))

    def _in_journal(self, which: str, *states: JobState) -> list[int]:
        """The jobs in these states of which the journal says so."""
        titles = {title for (title,) in self.run(self.world.all(f"select title from badgeforge.print_job where {which}"))}
        cups = self.world.cupsd
        return [number for number in cups.numbers(*states) if cups.jobs[number].report.title in titles]
