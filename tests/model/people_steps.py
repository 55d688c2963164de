"""People, producers, and whoever else changes the jobs table."""

from hypothesis import strategies as some
from hypothesis.stateful import rule

from ledger import decisions
from ledger.adoption import adopt
from ledger.entering import enqueue_batch
from ledger.identity import Arrival
from ledger.reconcile import cancel
from ledger.routes import Route, get
from ledger.spoiled import reprint_sheet
from ledger.statements import rows
from ledger.wire import enqueue, generate
from tests.ledger.conftest import arrival, row_by_row
from tests.model.cupsd import WAITING
from tests.model.steps import Steps, badge_ids, names, when, which

NO_PRINTER_HAS_IT = ("requested", "generated", "imposed", "failed")
DONE = ("completed", "cancelled", "discarded")


class PeopleSteps(Steps):
    async def route(self, queue: str) -> Route:
        found = await get(self.world.conn, queue)
        assert found is not None
        return found

    @rule(
        badge=badge_ids,
        name=names,
        queue=some.sampled_from(["badges", "badges", "desk"]),
        copies=some.integers(1, 2),
        attempts=some.integers(1, 3),
    )
    def arrives(self, badge: str, name: str, queue: str, copies: int, attempts: int) -> None:
        self.world.wishes.badges.add(badge)
        self.run(self.world.insert(queue, {"id": badge, "name": name, "copies": copies}, attempts))

    @rule(badge=badge_ids, name=names, request=some.sampled_from([None, "r1"]))
    def arrives_as_a_reprint(self, badge: str, name: str, request: str | None) -> None:
        self.world.wishes.reprints[badge] += 1
        self.run(self.world.insert("badges", {"id": badge, "name": name, "reason": "lost", "request": request}, 3))

    @rule(who=some.lists(some.sampled_from("abcdef"), min_size=1, max_size=6, unique=True), name=names, held=some.booleans())
    def a_list_is_printed(self, who: list[str], name: str, held: bool) -> None:
        async def enter() -> None:
            people = [arrival(0, badge_id=badge, name=name) for badge in who]
            await enqueue_batch(self.world.conn, people, await self.route("badges"), place=row_by_row, held=held)

        self.run(enter())

    @rule(badge=badge_ids, name=names, accepted=some.booleans())
    def a_person_reprints(self, badge: str, name: str, accepted: bool) -> None:
        async def reprint() -> None:
            known = await self.world.all("select 1 from badgeforge.badge where badge_id = %s", badge)
            if known:
                self.world.wishes.reprints[badge] += 1
                async with self.world.conn.transaction():
                    [(job, _)] = await enqueue(self.world.conn, [generate("badges", badge, "e", urgent=True)])
                    wanted: Arrival = arrival(job, badge_id=badge, name=name, reason="lost", accept=accepted)
                    await adopt(self.world.conn, wanted, await self.route("badges"))

        self.run(reprint())

    @rule(which=which)
    def a_sheet_is_reprinted(self, which: int) -> None:
        async def again() -> None:
            if sheets := await self.world.all("select id from badgeforge.sheet where state = 'printed' order by id"):
                found = await decisions.find_sheet(self.world.conn, sheets[which % len(sheets)][0])
                assert found is not None
                on_it = await rows(self.world.conn, "sheet/printed_badges", sheet=found["id"])
                self.world.wishes.reprints.update(each["badge_id"] for each in on_it)
                await reprint_sheet(self.world.conn, found, reason="damaged", printer=None, by="test")

        self.run(again())

    @rule(badge=badge_ids)
    def a_person_cancels(self, badge: str) -> None:
        self.run(self.cancel(badge))

    async def cancel(self, badge: str) -> None:
        prints = "select p.id, p.state from badgeforge.print p join badgeforge.badge b on b.id = p.badge where b.badge_id = %s"
        before = await self.world.all(prints, badge)
        await cancel(self.world.conn, [number for number, _ in before], by="test", why="not wanted")
        after = dict(await self.world.all(prints, badge))
        for number, state in before:
            assert after[number] == ("canceled" if state in NO_PRINTER_HAS_IT else state)

    @rule(which=which, answer=some.sampled_from(["printed", "again", "cancel"]))
    def a_person_resolves(self, which: int, answer: str) -> None:
        async def ask() -> None:
            uncertain = await self.world.all("select id from badgeforge.sheet where state = 'uncertain' order by id")
            if not uncertain:
                return
            sheet = await decisions.find_sheet(self.world.conn, uncertain[which % len(uncertain)][0])
            assert sheet is not None
            match answer:
                case "printed":
                    assert await decisions.is_printed(self.world.conn, sheet, root="/store", by="test")
                case "again":
                    assert await decisions.print_again(self.world.conn, sheet["id"], by="test")
                case "cancel":
                    assert await decisions.not_wanted(self.world.conn, sheet["id"], by="test")

        self.run(ask())

    @rule(which=which, to=some.sampled_from(["cancelled", "discarded", "available", "pruned"]))
    def somebody_changes_a_job(self, which: int, to: str) -> None:
        """Oban Web, Elixir's pruner, a person with SQL."""

        async def change() -> None:
            found = await self.world.all("select id, state::text, args ->> 'id' from oban_jobs where queue <> 'printing' order by id")
            if found:
                job, state, badge = found[which % len(found)]
                self.world.wishes.badges.discard(badge)
                if to == "pruned":
                    await self.world.conn.execute("delete from oban_jobs where id = %s", [job])
                elif (state in DONE) == (to == "available"):
                    await self.world.conn.execute(
                        "update oban_jobs set state = %s, max_attempts = greatest(max_attempts, attempt + 1) where id = %s", [to, job]
                    )

        self.run(change())

    @rule(which=which, to=some.sampled_from(["cancelled", "discarded", "pruned"]))
    @when(lambda self: self.world.cupsd.numbers(*WAITING))
    def somebody_changes_a_confirmation(self, which: int, to: str) -> None:
        """One that was not performed yet: of what has just been printed, or before."""

        async def change() -> None:
            self.world.cupsd.finish(self.world.cupsd.numbers(*WAITING)[0])
            await self.world.nodes[0].duty("poll")
            await self.world.nodes[0].finish()
            found = await self.world.all(
                "select id, (args ->> 'print_id')::bigint from oban_jobs where queue = 'printing' and state <> 'completed' order by id"
            )
            if found:
                job, number = found[which % len(found)]
                if to == "pruned":
                    self.world.wishes.unconfirmed.add(number)
                    await self.world.conn.execute("delete from oban_jobs where id = %s", [job])
                else:
                    await self.world.conn.execute("update oban_jobs set state = %s where id = %s", [to, job])

        self.run(change())
