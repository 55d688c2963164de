"""The same badge is rendered once, and a badge that differs in anything is rendered."""

from dataclasses import replace
from pathlib import Path

import pytest

from forge import reuse
from forge.design import Design, find
from forge.slot import BadgeOrder, StoredBadge, design_key, render_badge
from ledger.store import Store
from tests.forge.people import EVENT
from tests.forge.plain import badges_rendered


@pytest.fixture
def order(tmp_path: Path) -> BadgeOrder:
    return ordered(tmp_path, find("conference"))


def ordered(root: Path, design: Design) -> BadgeOrder:
    Store(root=root).write(design_key(design.digest), design.archive())
    return BadgeOrder(root=root, design=design.digest, id="A17", name="Ada Lovelace", type="speaker", fields={"vip": "1"}, event=EVENT)


def rendered(order: BadgeOrder) -> tuple[StoredBadge, int]:
    """The badge, and how often a page was rendered for it."""
    with badges_rendered() as seen:
        return render_badge(order), len(seen)


def test_the_same_badge_is_rendered_once(order: BadgeOrder):
    first, _ = rendered(order)
    assert rendered(order) == (first, 0)
    assert Store(root=order.root).path(first.pdf).read_bytes().startswith(b"%PDF")


def test_warnings_are_kept(order: BadgeOrder):
    long = replace(order, name="Rindfleischetikettierungsüberwachung")
    first, _ = rendered(long)
    assert first.warnings == ("a word of the name is broken",)
    assert rendered(long) == (first, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "A18"},
        {"name": "Ada"},
        {"company": "Works"},
        {"type": "attendee"},
        {"fields": {"vip": "2"}},
        {"event": replace(EVENT, place="Porto")},
    ],
)
def test_whatever_differs_is_rendered(order: BadgeOrder, change: dict):
    rendered(order)
    assert rendered(replace(order, **change))[1] == 1


def test_another_design_is_another_badge(order: BadgeOrder):
    rendered(order)
    shipped = find("conference")
    other = Design.parse("other", {**shipped.files, "badge.css": shipped.css.encode() + b"\n"})
    assert rendered(ordered(order.root, other))[1] == 1


def test_another_font_is_another_badge(order: BadgeOrder, monkeypatch: pytest.MonkeyPatch):
    rendered(order)
    monkeypatch.setattr(reuse, "installed", lambda: [])
    reuse.fingerprint.cache_clear()
    try:
        assert rendered(order)[1] == 1
    finally:
        reuse.fingerprint.cache_clear()


def test_the_fonts_that_print_are_known():
    assert any("NotoSans-Bold" in font.name for font in reuse.installed())


def test_a_pdf_that_is_gone_is_rendered_again(order: BadgeOrder):
    first, _ = rendered(order)
    Store(root=order.root).path(first.pdf).unlink()
    assert rendered(order) == (first, 1)


def test_a_note_that_is_damaged_costs_a_rendering(order: BadgeOrder):
    first, _ = rendered(order)
    (note,) = (order.root / "rendered").iterdir()
    for damage in (b"", b"[]", b"{}", b"\xff"):
        note.write_bytes(damage)
        assert rendered(order) == (first, 1)


def test_what_was_accepted_is_kept_nowhere(order: BadgeOrder):
    """Its warnings quote the name, and erasure deletes the files of a badge by their keys."""
    for _ in range(2):
        assert rendered(replace(order, name="W" * 200, accept=True))[1] == 1
    assert not (order.root / "rendered").exists()
