from typing import Any

import pytest

from ledger.values import Size
from spool.ticket import Offer, refusal, size_of
from tests.spool.support import ticket

OFFER = Offer(
    media=("iso_a4_210x297mm", "na_index-4x6_4x6in"),
    sides=("one-sided", "two-sided-long-edge"),
    formats=("application/pdf",),
    options={"media-source": ("main", "photo"), "print-quality": ("3", "4", "5")},
)


def refused(offer: Offer = OFFER, **changed: Any) -> str:
    return refusal(ticket(**changed), offer, "office") or ""


def test_a_sheet_that_the_printer_can_do_is_not_refused() -> None:
    assert refusal(ticket(options={"media-source": "photo", "print-quality": "5"}), OFFER, "office") is None


def test_media_that_the_printer_lacks_names_the_media_that_it_has() -> None:
    said = refused(media="iso_a3_297x420mm", size=Size(width=297, height=420))
    assert "office has no iso_a3_297x420mm (297 x 420 mm)" in said
    assert "iso_a4_210x297mm, na_index-4x6_4x6in" in said


def test_media_of_another_name_and_the_same_size_will_do() -> None:
    assert refused(media="custom_badge_101.6x152.4mm", size=Size(width=101.6, height=152.4)) == ""
    assert refused(media="custom_badge_101.6x154mm", size=Size(width=101.6, height=154)) != ""


def test_a_printer_that_cuts_to_measure_takes_sizes_within_its_bounds() -> None:
    cutter = Offer(media=("iso_a4_210x297mm", "custom_min_50x50mm", "custom_max_105x1000mm"), sides=("one-sided",))
    badge = {"media": "custom_badge_86x124mm", "size": Size(width=86, height=124)}
    assert refused(cutter, **badge) == ""
    assert "has no" in refused(cutter, media="custom_wide_120x124mm", size=Size(width=120, height=124))
    assert "has no" in refused(cutter, media="custom_small_40x124mm", size=Size(width=40, height=124))


def test_sides_count_for_more_than_one_page_only() -> None:
    assert "not two-sided-short-edge" in refused(pages=2, sides="two-sided-short-edge")
    assert refused(pages=1, sides="two-sided-short-edge") == ""
    assert ticket(pages=1, sides="two-sided-long-edge").job_options()["sides"] == "one-sided"
    assert ticket(pages=2, sides="two-sided-long-edge").job_options()["sides"] == "two-sided-long-edge"


def test_a_printer_that_says_nothing_of_sides_is_one_sided() -> None:
    assert "does one-sided" in refused(Offer(media=OFFER.media), pages=2, sides="two-sided-long-edge")


def test_pdf_is_required() -> None:
    assert "office takes image/pwg-raster" in refused(Offer(media=OFFER.media, formats=("image/pwg-raster",)))


def test_options_of_the_route_are_checked_against_the_printer() -> None:
    assert "office has no media-type; it has media-source, print-quality" in refused(options={"media-type": "photo"})
    assert "'attic' is none; office offers main, photo" in refused(options={"media-source": "attic"})


@pytest.mark.parametrize("name", ["copies", "sides", "media", "number-up", "print-scaling", "job-hold-until", "fit-to-page"])
def test_a_route_cannot_touch_what_keeps_a_sheet_whole(name: str) -> None:
    assert f"decides on {name}" in refused(options={name: "2"})
    assert ticket(options={name: "2"}).job_options().get(name) != "2" or name in ("job-hold-until", "fit-to-page")


def test_a_queue_without_a_driver_takes_everything_but_not_that() -> None:
    assert refused(Offer(), media="x_y_1x1mm", options={"anything": "goes"}) == ""
    assert refused(Offer(), options={"copies": "3"}) != ""


@pytest.mark.parametrize(
    ("name", "size"),
    [("iso_a4_210x297mm", (210, 297)), ("na_index-4x6_4x6in", (101.6, 152.4)), ("custom_a_86.5x124mm", (86.5, 124)), ("A4", None)],
)
def test_sizes_in_pwg_names(name: str, size: tuple[float, float] | None) -> None:
    found = size_of(name)
    assert (found and (found.width, found.height)) == (pytest.approx(size) if size else None)
