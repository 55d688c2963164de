"""CUPS, its printer and its operator."""

from hypothesis import strategies as some
from hypothesis.stateful import rule

from spool.ipp import JobState
from tests.model.steps import Steps, when, which


class CupsSteps(Steps):
    @rule(
        job=which,
        how=some.sampled_from(["prints", "starts", "jams", "jams printed", "loses", "loses printed", "is canceled", "is forgotten"]),
    )
    @when(lambda self: self.world.cupsd.numbers(JobState.HELD, JobState.PENDING, JobState.PROCESSING))
    def a_print_job(self, job: int, how: str) -> None:
        cups = self.world.cupsd
        running = cups.numbers(JobState.PROCESSING)
        waiting = cups.numbers(JobState.PENDING) + running
        if how == "is canceled":
            waiting += cups.numbers(JobState.HELD)
        if waiting:
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
                case "is canceled":
                    cups.cancel_by_operator(number)
                case "is forgotten":
                    cups.forget(number)

    @rule(job=which)
    @when(lambda self: self.world.cupsd.numbers(JobState.PROCESSING))
    def cupsd_is_killed_under_a_print_job(self, job: int) -> None:
        """One that was seen at work. What begins and is killed between two looks leaves no trace: docs/limits.md."""

        async def moving(title: str) -> bool:
            return bool(await self.world.all("select 1 from badgeforge.print_job where title = %s and moving_since is not null", title))

        working = self.world.cupsd.numbers(JobState.PROCESSING)
        number = working[job % len(working)]
        if self.run(moving(self.world.cupsd.jobs[number].report.title)):
            self.world.cupsd.restart_under(number)
