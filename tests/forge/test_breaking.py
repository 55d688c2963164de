"""Where names break: at spaces and hyphens, in lines as even as can be, never leaving a short word alone."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forge.breaking import even, parts, places
from forge.shaping import line_starts


def length(text: str) -> float:
    return float(len(text))


def cut(text: str, language: str = "") -> tuple[str, ...]:
    return parts(text, places(text, *line_starts(text, language)).easy)


def test_a_line_begins_after_spaces_hyphens_and_slashes():
    assert cut("Maria-Magdalena von Hohenzollern/Sigmaringen") == ("Maria-", "Magdalena ", "von ", "Hohenzollern/", "Sigmaringen")


def test_a_no_break_space_holds():
    assert cut("Jean de\u00a0La\u00a0Tour") == ("Jean ", "de\u00a0La\u00a0Tour")


@pytest.mark.parametrize(
    ("text", "language", "allowed"),
    [("王小明", "zh", ("王", "小", "明")), ("ราชวิทยาลัย", "", ("ราช", "วิทยาลัย")), ("Lovelace", "", ("Lovelace",))],
)
def test_a_script_without_spaces_breaks_where_it_may(text: str, language: str, allowed: tuple[str, ...]):
    found = places(text, *line_starts(text, language))
    assert found.easy == ()
    assert parts(text, found.allowed) == allowed


@pytest.mark.parametrize("text", ["e\u0301le\u0300ve", "👩\u200d👩\u200d👧", "क्षि", "각"])
def test_no_break_falls_into_what_a_reader_sees_as_one_character(text: str):
    cuts = parts(text, places(text, *line_starts(text, "")).anywhere)
    assert "".join(cuts) == text
    assert not any(part[0] in "\u0301\u0300\u200d\u094d\u093f" for part in cuts)


def test_no_line_begins_with_a_space():
    assert parts("ab cd", places("ab cd", *line_starts("ab cd", "")).anywhere) == ("a", "b ", "c", "d")


@given(some.text("ab -", max_size=30), some.sets(some.integers(1, 29)))
def test_the_parts_of_a_text_are_the_text(text: str, at: set[int]):
    assert "".join(parts(text, sorted(each for each in at if each < len(text)))) == text


@pytest.mark.parametrize(
    ("name", "lines", "wanted"),
    [
        ("Nguyễn Thị Minh Khai", 2, ("Nguyễn Thị", "Minh Khai")),
        ("Maria-Magdalena von Hohenzollern-Sigmaringen", 3, ("Maria-Magdalena", "von Hohenzollern-", "Sigmaringen")),
        ("Jean-Baptiste de la Tour", 2, ("Jean-Baptiste", "de la Tour")),
        ("Antoine Dubois de la", 2, ("Antoine", "Dubois de la")),
        ("Thomas Anderson II", 2, ("Thomas", "Anderson II")),
        ("Antonia de Vriesen", 2, ("Antonia", "de Vriesen")),
    ],
)
def test_lines_are_even_and_short_words_do_not_stand_alone(name: str, lines: int, wanted: tuple[str, ...]):
    assert even(cut(name), lines, length) == wanted


def test_there_are_no_more_lines_than_pieces():
    assert even(("Ada",), 2, length) is None


@given(some.lists(some.sampled_from(["abcd ", "abcdef ", "abcdefghij ", "abcd-"]), min_size=1, max_size=8), some.integers(1, 4))
def test_no_other_breaking_is_more_even(pieces: list[str], lines: int):
    """Against all of them. Words of four letters and more: no short word is in play."""
    found = even(pieces, lines, length)
    if len(pieces) < lines:
        assert found is None
        return
    ways = [(0, *cuts, len(pieces)) for cuts in combinations(range(1, len(pieces)), lines - 1)]
    costs = [sum(len("".join(pieces[a:b]).strip()) ** 4 for a, b in pairwise(way)) for way in ways]
    assert found is not None
    assert sum(len(line) ** 4 for line in found) == min(costs)
