"""The other Oban classes: a sheet to impose, a printer to feed, a badge to confirm."""

from oban.decorators import worker
from oban.job import Job
from oban.worker import register_worker

from badge_forge.outcomes import Answer, answer, args, backoff
from badge_forge.stages import stages
from ledger.wire import SHEETS_QUEUE, SPOOL_QUEUE


@worker(queue=SHEETS_QUEUE)
class ImposeSheet:
    """Step 3."""

    async def process(self, job: Job) -> Answer:
        return await answer(stages().aggregation.run(int(args(job)["sheet"])))

    def backoff(self, job: Job) -> int:
        return backoff(job)


@worker(queue=SPOOL_QUEUE)
class FeedPrinter:
    """Step 4."""

    async def process(self, job: Job) -> Answer:
        return await answer(stages().feeding.run(str(args(job)["printer"])))

    def backoff(self, job: Job) -> int:
        return backoff(job)


class PrintCenter:
    """Step 5, under the name that Elixir knows."""

    async def process(self, job: Job) -> Answer:
        return await answer(stages().print_center.run(args(job)))

    def backoff(self, job: Job) -> int:
        return backoff(job)


# Elixir's module of this name performs these jobs where there is one; the row's name decides, not ours.
PrintCenter.__module__, PrintCenter.__qualname__ = "BadgeForge", "PrintCenter"
register_worker(PrintCenter)
