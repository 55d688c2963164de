"""Text fit as arithmetic: a made-up face, in which every letter is 0.6 em wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forge import fit as fit_module
from forge.breaking import places
from forge.fit import PART, STEP, Extent, Fit, Wish, fit, fit_two

NAME = Wish(largest=60, wished=26, smallest=12, lines=3)
REST = Wish(largest=26, wished=26, smallest=12, lines=2)


def measure(text: str) -> Extent:
    return Extent(width=0.6 * len(text), before=0, after=0, above=0.75, below=0.22, ascent=1.07, descent=0.29)


def spaced(text: str) -> tuple[list[int], list[int]]:
    return [at for at in range(1, len(text)) if text[at - 1] in " -"], list(range(1, len(text)))


def fitted(text: str, wish: Wish = NAME, *, width: float = 210, height: float = 105) -> Fit | None:
    return fit(text, places(text, *spaced(text)), wish, measure, width=width, height=height)


def both(given: str, rest: str, *, width: float = 210, height: float = 105) -> tuple[Fit, Fit] | None:
    at = (places(given, *spaced(given)), places(rest, *spaced(rest)))
    return fit_two((given, rest), at, (NAME, REST), (measure, measure), width=width, height=height)


words = some.lists(some.text("abcdefgh", min_size=1, max_size=14), min_size=1, max_size=6).map(" ".join)


@given(words, some.floats(60, 400), some.floats(30, 300))
def test_what_fits_is_inside_and_half_a_point_more_is_not(text: str, width: float, height: float):
    found = fitted(text, width=width, height=height)
    if found is None:
        return
    assert NAME.smallest <= found.size <= NAME.largest
    assert max(measure(line).width for line in found.lines) * found.size <= width
    assert found.height <= height
    if found.size < NAME.largest:
        larger = found.size + STEP
        wide = max(measure(line).width for line in found.lines) * larger > width
        assert wide or found.height / found.size * larger > height


@given(words)
def test_a_fitted_text_is_whole(text: str):
    if found := fitted(text):
        assert "".join(found.lines).replace(" ", "") == text.replace(" ", "")


def test_a_short_name_has_the_largest_size_on_one_line():
    found = fitted("Ada")
    assert (found.size, found.lines, found.height) == (60, ("Ada",), pytest.approx((0.75 + 0.22) * 60))


def test_the_ink_of_the_first_line_begins_at_the_top():
    """CSS puts the baseline where half the leading leaves it: here 0.95 em below the top of a line box of 1.12."""
    found = fitted("Ada")
    baseline = found.tops[0] + (1.12 + 1.07 - 0.29) / 2 * 60
    assert baseline == pytest.approx(0.75 * 60)


def test_a_second_line_is_worth_it_when_the_text_becomes_clearly_larger():
    assert fitted("Ada Lovelace", height=105).lines == ("Ada", "Lovelace")
    assert fitted("Ada Lovelace", height=30).lines == ("Ada Lovelace",)


def test_a_word_is_broken_only_where_nothing_else_fits():
    assert fitted("Hohenzollern-Sigmaringen").broken is False
    long = fitted("Rindfleischetikettierungsüberwachung")
    assert long.broken is True
    assert long.size > NAME.smallest


def test_nothing_is_below_the_smallest_size():
    assert fitted("W" * 200) is None


def test_ink_that_stands_high_and_low_keeps_the_lines_apart():
    def tall(text: str) -> Extent:
        return Extent(width=0.6 * len(text), before=0, after=0, above=1.2, below=0.6, ascent=1.3, descent=0.6)

    found = fit("Ada Lovelace", places("Ada Lovelace", *spaced("Ada Lovelace")), NAME, tall, width=210, height=150)
    assert found.lines == ("Ada", "Lovelace")
    assert found.pitch / found.size > 1.2 + 0.6


def test_the_rest_of_a_name_is_clearly_smaller_and_below():
    given, rest = both("Ada", "Lovelace")
    assert rest.size <= PART * given.size
    assert rest.top >= given.bottom
    assert rest.bottom <= 105


@pytest.mark.parametrize(
    ("given", "rest"), [("Rindfleischetikettierungsüberwachung", "Li"), ("Li", "Rindfleischetikettierungsüberwachung")]
)
def test_two_parts_that_would_break_a_word_are_no_two_parts(given: str, rest: str):
    assert both(given, rest) is None


@pytest.mark.parametrize("text", ["x" * 2000, "a word " * 280])
def test_what_is_far_too_long_is_not_broken_in_vain(text: str):
    """A list's answers have up to 2,000 characters: all their places to break took longer than a badge may."""
    asked: list[str] = []

    def counted(part: str) -> Extent:
        asked.append(part)
        return measure(part)

    assert fit(text, places(text, *spaced(text)), NAME, counted, width=210, height=105) is None
    assert {*asked} == {text}


@pytest.mark.parametrize("width", [150, 200, 230, 420])
def test_the_look_beforehand_changes_nothing(width: float, monkeypatch: pytest.MonkeyPatch):
    """At 150 points the text does not fit, at 200 just so."""
    text, wish = "a de la Fuente " * 14, Wish(largest=60, wished=26, smallest=3, lines=2)
    found = fitted(text, wish, width=width)
    monkeypatch.setattr(fit_module, "LONG", 10_000)
    assert fitted(text, wish, width=width) == found
