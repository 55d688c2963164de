"""The first badge of the morning is as fast as the others: its plate is there."""

from pathlib import Path

import pytest

from forge.design import find
from forge.rendering import Renderer
from forge.slot import design_key, warm_up
from ledger.store import Store
from tests.forge.people import EVENT, person
from tests.forge.plain import pages_seen


@pytest.mark.parametrize("kind", ["attendee", "speaker", "sponsor", "organizer"])
def test_no_page_is_laid_out_for_the_first_badge_of_a_type(warm: Renderer, kind: str):
    with pages_seen() as pages:
        warm.render(person("Ada Lovelace", kind=kind), find("conference"), event=EVENT)
    assert pages == []


@pytest.fixture(scope="module")
def warm() -> Renderer:
    renderer = Renderer()
    renderer.warm(find("conference"), EVENT)
    return renderer


def test_a_design_that_cannot_be_used_does_not_keep_a_slot_from_its_work(tmp_path: Path):
    """Its badges will fail by name and say why."""
    store, shipped = Store(root=tmp_path), find("conference")
    broken = type(shipped).parse("broken", {**shipped.files, "badge.html": b"{% for %}"})
    for design in (broken, shipped):
        store.write(design_key(design.digest), design.archive())
    warm_up(tmp_path, [broken.digest, shipped.digest], EVENT)
