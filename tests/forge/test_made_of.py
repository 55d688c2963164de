"""The same badge is known by what it is made of, whichever process makes it; a badge that differs in anything is another one."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from forge import maker
from forge.design import find
from forge.slot import BadgeOrder, design_key, made_of, render_badge
from ledger.store import Store
from tests.forge.people import EVENT

ORDER = BadgeOrder(root=Path("/a"), design="d1", id="A17", name="Ada \ud800", type="speaker", fields={"vip": "1"}, event=EVENT)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "A18"},
        {"name": "Ada"},
        {"company": "Works"},
        {"type": "attendee"},
        {"fields": {"vip": "2"}},
        {"event": replace(EVENT, place="Porto")},
        {"design": "d2"},
        {"photo": "digest"},
    ],
)
def test_whatever_differs_is_another_badge(change: dict):
    assert made_of(replace(ORDER, **change), "maker") != made_of(ORDER, "maker")


def test_where_it_lies_and_who_accepts_it_make_no_other_badge():
    assert made_of(replace(ORDER, root=Path("/b"), accept=True), "maker") == made_of(ORDER, "maker")


def test_other_fonts_make_another_badge(monkeypatch: pytest.MonkeyPatch):
    before = made_of(ORDER, maker.fingerprint())
    monkeypatch.setattr(maker, "installed", lambda: [])
    assert made_of(ORDER, maker.fingerprint.__wrapped__()) != before


def test_two_processes_agree():
    other = subprocess.run(
        [sys.executable, "-c", "from forge.slot import maker; print(maker())"], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == maker.fingerprint()


def test_the_fonts_that_print_are_known():
    assert any("NotoSans-Bold" in font.name for font in maker.installed())


def test_a_rendered_badge_says_what_it_is_made_of(tmp_path: Path):
    design = find("conference")
    Store(root=tmp_path).write(design_key(design.digest), design.archive())
    order = replace(ORDER, root=tmp_path, design=design.digest, name="Ada")
    assert render_badge(order).made_of == made_of(order, maker.fingerprint())
