"""A cupsd that started again is told from the one before, however it ended, and whether or not it remembers our subscription."""

import cups as pycups
import pytest

from spool.cups_connection import connected
from spool.cups_runs import server_run
from spool.server import Server
from spool.sightings import restarted
from tests.services.cups import DEBIAN_POLICY, OPEN_POLICY, PrivateCups, private_cups
from tests.services.node import wait_for


def run_of(cups: PrivateCups) -> str:
    with connected(Server.parse(cups.address), "") as connection:
        return server_run(connection)


def saved(cups: PrivateCups) -> bool:
    file = cups.folder / "etc" / "subscriptions.conf"
    return file.exists() and "server-started" in file.read_text()


@pytest.mark.parametrize("policy", [f"MaxLeaseDuration 86400\n{OPEN_POLICY}", DEBIAN_POLICY])
def test_each_run_of_a_cupsd_is_told_from_all_others(policy: str):
    with private_cups(policy) as cups:
        runs = [run_of(cups)]
        assert run_of(cups) == runs[0] != ""
        cups.kill()  # before it has noted the subscription
        cups.start()
        runs.append(run_of(cups))
        wait_for(lambda: saved(cups), what="it has noted the subscription")
        for end in (cups.kill, cups.kill, cups.stop):
            end()
            cups.start()
            runs.append(run_of(cups))
            assert run_of(cups) == runs[-1]
        assert len(set(runs)) == 5
        assert restarted(runs[0], runs[1])


def test_what_another_user_is_told_of_a_run_says_nothing_of_ours():
    with private_cups(DEBIAN_POLICY) as cups:
        ours = run_of(cups)
        pycups.setUser("ann")
        try:
            hers = run_of(cups)
        finally:
            pycups.setUser(ours.rpartition("-")[0])
        assert hers.startswith("ann-")
        assert not restarted(ours, hers)
        assert run_of(cups) == ours


def test_of_a_cups_that_is_full_of_subscriptions_nobody_knows_the_run():
    with private_cups(f"MaxSubscriptions 1\n{OPEN_POLICY}") as cups:
        pycups.Connection(cups.host, cups.port).createSubscription("/", events=["all"])
        assert run_of(cups) == ""


def test_a_lease_that_cups_cuts_is_renewed():
    with private_cups(f"MaxLeaseDuration 86400\n{OPEN_POLICY}") as cups:
        run = run_of(cups)
        first = expiry(cups)
        wait_for(lambda: run_of(cups) == run and expiry(cups) > first, what="a later end of the subscription")


def expiry(cups: PrivateCups) -> int:
    wait_for(lambda: saved(cups), what="it has noted the subscription")
    file = cups.folder / "etc" / "subscriptions.conf"
    return int(file.read_text().partition("ExpirationTime")[2].split()[0])


def test_of_a_cups_whose_leases_end_before_a_sheet_does_nobody_knows_the_run():
    with private_cups(f"MaxLeaseDuration 60\n{OPEN_POLICY}") as cups:
        assert run_of(cups) == ""
