"""`make chaos` in short. Each run has services of its own, which it kills."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.chaos.__main__ import Wish, as_wanted, measure
from tests.chaos.kills import CHAOS, PRINTERS, Moment, Victim, schedule
from tests.services.folders import service_folder

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def folder() -> Iterator[Path]:
    with service_folder() as made:
        yield made


@pytest.mark.parametrize("weights", [CHAOS, PRINTERS])
def test_a_run_can_be_repeated_by_its_seed(weights: Mapping[Victim, int]):
    first, again, other = (schedule(seed, 200, weights, moments=tuple(Moment), longest_s=3.0) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert {kill.victim for kill in first} == set(weights)


def test_each_sheet_is_on_paper_once_whatever_is_killed(folder: Path):
    result, told = measure(Wish(sheets=16, kills=10, seed=1, weights=CHAOS, longest_s=0.5), folder)
    assert as_wanted(result, mortal_printers=False), f"{result}\n{told}"
    assert (result["sheets"], result["once"]) == (16, 16)
    assert result["kills"] >= 7, "some found nobody"


def test_no_copy_is_unseen_where_cupsd_and_what_prints_is_killed_too(folder: Path):
    weights = {Victim.CUPSD: 4, Victim.PRINTING: 2, Victim.NODE: 1}
    result, told = measure(Wish(sheets=8, kills=6, seed=3, weights=weights, longest_s=0.5, mortal_printers=True), folder)
    assert as_wanted(result, mortal_printers=True), f"{result}\n{told}"


def test_the_harness_sees_what_the_naive_protocol_prints_twice(folder: Path):
    """printFile, then note it: what is in hand when something is killed is done again."""
    wish = Wish(
        sheets=12,
        kills=12,
        seed=1,
        weights={Victim.NODE: 1},
        moments=[Moment.ARRIVES],
        moment_s=20.0,
        longest_s=0.3,
        nodes=1,
        module="tests.chaos.naive",
        enough=1,
    )
    result, told = measure(wish, folder)
    assert result["doubled"] >= 1, f"{result}\n{told}"
