"""GenerateBadge: the name that producers write. It resolves in a bare interpreter, without private API of oban."""

from oban.decorators import worker
from oban.job import Job

from badge_forge.outcomes import Answer, answer, args, backoff
from badge_forge.stages import stages


@worker(queue="badges")
class GenerateBadge:
    """Steps 1 and 2: a row of a route's queue becomes a badge's PDF."""

    async def process(self, job: Job) -> Answer:
        here, told = stages(), args(job)
        here.announce(job.queue, told)
        return await answer(here.generation.run(job.id or 0, job.queue, told))

    def backoff(self, job: Job) -> int:
        return backoff(job)
