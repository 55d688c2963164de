"""Badges made before a run, so that its CPU goes into the protocol; and what a slot does instead of rendering."""

import pickle
from pathlib import Path

from forge.slot import BadgeOrder, StoredBadge, render_badge
from ledger.store import Store


def make(order: BadgeOrder) -> None:
    """Render a badge, and keep it and what is to be said of it beside the store: in it, what nobody needs yet is removed."""
    stored = render_badge(order)
    pdf = order.root / stored.pdf
    file = _kept(order)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps((stored, pdf.read_bytes())))
    pdf.unlink()


def take(order: BadgeOrder) -> StoredBadge:
    """In the place of rendering."""
    stored, pdf = pickle.loads(_kept(order).read_bytes())
    assert Store(root=order.root).put("badge", pdf) == stored.pdf
    return stored


def stay_cold(*_: object) -> None:
    """In the place of warming up."""


def _kept(order: BadgeOrder) -> Path:
    return order.root / "beforehand" / f"{order.id}.pickle"
