"""A CUPS server that hangs: another one goes on printing meanwhile, and of what lies at the first nothing is lost or printed twice."""

import time
from functools import partial
from pathlib import Path

from tests.acceptance.conftest import Database
from tests.services.cups import PrivateCups, private_cups
from tests.services.node import Program, wait_for
from tests.services.sheets import names_by_slot


def on_paper(cups: PrivateCups, printer: str, names: set[str]) -> list[str]:
    return [name for done in cups.done(printer) for name in names_by_slot(done.file, names).values()]


def test_one_server_hangs_and_the_other_goes_on(tmp_path: Path, db: Database):
    """`north` prints at the server that hangs, `south` at the other one, and `both` at either, the first one first."""
    with private_cups() as hanging, private_cups() as healthy:
        for name, cups in {"north": hanging, "first": hanging, "south": healthy, "second": healthy}.items():
            cups.add_queue(name, "paper" if cups is hanging else "ok")
        printers = "".join(
            f'[printers.{name}]\nserver = "{cups.address}"\n'
            for name, cups in {"north": hanging, "first": hanging, "south": healthy, "second": healthy}.items()
        )
        routes = {"north": '["north"]', "south": '["south"]', "both": '["first", "second"]'}
        queues = "".join(f"[queues.{name}]\nprinters = {listed}\ndesk = true\n" for name, listed in routes.items())
        forge = Program(tmp_path, db.conninfo, f'[event]\nkey = "e"\n{printers}{queues}')
        names = {queue: {f"{queue.capitalize()}{letter}" for letter in "abcdefgh"} for queue in routes}

        def insert(queue: str, *some: str) -> None:
            db.insert(*({"id": name, "name": name} for name in some), queue=queue)

        def confirmed(queue: str) -> int:
            return int(db.one("select count(*) from badgeforge.print where route = %s and confirmed is not null", queue))

        def all_confirmed(queue: str) -> bool:
            jobs = "select count(*) from oban_jobs where queue = %s"
            return confirmed(queue) == db.one(jobs, queue)

        with forge.node() as node:
            insert("north", *sorted(names["north"]))
            released = "select count(*) from badgeforge.print_job where printer = 'north' and state = 'released'"
            wait_for(lambda: db.one(released) == 2 and hanging.started("north"), what="two sheets at the server that will hang")
            hanging.freeze()
            try:
                began = time.monotonic()
                for name in sorted(names["south"]):  # one by one, as at a desk
                    insert("south", name)
                    wait_for(partial(all_confirmed, "south"), what=f"{name} is confirmed")
                each = (time.monotonic() - began) / len(names["south"])
                insert("both", *sorted(names["both"]))
                wait_for(lambda: confirmed("both") == 8, what="the pool's sheets at its second printer")
                said = forge.run("status").stdout
                assert "north: CUPS does not answer since " in said
                assert ", 8 sheets waiting; " in said
                assert confirmed("north") == 0
                assert "4 print job: north: CUPS does not answer" in node.log
            finally:
                hanging.thaw()
            hanging.set_mode("north", "ok")
            hanging.set_mode("first", "ok")
            wait_for(lambda: confirmed("north") == 8, what="the sheets of the first server, when it answers again")
            wait_for(lambda: not db.rows("select name from badgeforge.printer where trouble is not null"), what="all are well again")
            insert("both", "Bothagain")
            wait_for(lambda: confirmed("both") == 9, what="a new sheet")
        assert each < 5, "no badge at the other server waited for a request to time out"
        assert sorted(on_paper(hanging, "north", names["north"])) == sorted(names["north"])
        assert sorted(on_paper(healthy, "south", names["south"])) == sorted(names["south"])
        assert sorted(on_paper(healthy, "second", names["both"])) == sorted(names["both"])
        assert on_paper(hanging, "first", {"Bothagain"}) == ["Bothagain"], "the pool's first printer has new sheets again"
        assert db.rows("select distinct state from badgeforge.print") == [("printed",)]
