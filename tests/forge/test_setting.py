"""From an attendee's name to lines: which part is large, where they stand in their box, what the operator is told."""

from dataclasses import replace

import pytest

from forge.attendee import Attendee
from forge.designfile import TextField
from forge.fit import POINT_MM, Extent, Wish
from forge.setting import REST, Setter, parts_of_name

FIELD = TextField(
    name="name",
    content="{name}",
    x=6,
    y=34,
    width=74,
    height=37,
    anchor="top",
    wish=Wish(largest=60, wished=26, smallest=12, lines=3),
    rest=Wish(largest=26, wished=26, smallest=12, lines=2),
)


def measure(text: str) -> Extent:
    return Extent(width=0.6 * len(text), before=0.1, after=0.2, above=0.75, below=0.22, ascent=1.07, descent=0.29)


def starts(text: str) -> tuple[list[int], list[int]]:
    return [at for at in range(1, len(text)) if text[at - 1] in " -"], list(range(1, len(text)))


SETTER = Setter(measures={"name": measure, "name" + REST: measure}, starts=starts)


@pytest.mark.parametrize(
    ("name", "fields", "parts"),
    [
        ("Ada Lovelace", {}, ("Ada Lovelace",)),
        ("Ada Lovelace", {"given_name": "Ada", "family_name": "Lovelace"}, ("Ada", "Lovelace", "Ada Lovelace")),
        ("Ada King Lovelace", {"given_name": "Ada", "family_name": "Lovelace"}, ("Ada", "King Lovelace", "Ada King Lovelace")),
        ("Jean-Baptiste de la Tour", {"given_name": "Jean-Baptiste", "family_name": "Latour"}, ("Jean-Baptiste de la Tour",)),
        ("Ada Byron", {"given_name": "Adah", "family_name": "Byron"}, ("Ada Byron",)),
        ("Adam Lovelace", {"given_name": "Ada", "family_name": "Lovelace"}, ("Adam Lovelace",)),
        ("太郎 山田", {"given_name": "太郎", "family_name": "山田"}, ("太郎 山田",)),
        ("Ada", {"given_name": "Ada"}, ("Ada",)),
    ],
)
def test_the_given_name_is_the_hero_where_the_data_says_which_it_is(name: str, fields: dict[str, str], parts: tuple[str, ...]):
    assert parts_of_name(Attendee(id="1", name=name, fields=fields)) == parts


def test_two_parts_are_two_styles():
    setting = SETTER.set(FIELD, ("Ada", "Lovelace", "Ada Lovelace"))
    assert [(line.text, line.part) for line in setting.block.lines] == [("Ada", "name"), ("Lovelace", "name-rest")]
    assert setting.block.lines[1].size < setting.block.lines[0].size == setting.size


def test_ink_that_hangs_over_gets_its_room():
    line = SETTER.set(FIELD, ("Ada",)).block.lines[0]
    assert (line.left, line.right) == pytest.approx((0.1 * line.size, 0.2 * line.size))


def test_the_anchor_says_where_a_text_stands_in_its_box():
    tops = [SETTER.set(replace(FIELD, anchor=anchor), ("Ada",)).block.lines[0].top for anchor in ("top", "middle", "bottom")]
    used = (0.75 + 0.22) * 60
    free = FIELD.height / POINT_MM - used
    assert [top - tops[0] for top in tops] == pytest.approx([0, free / 2, free], abs=0.002)


def test_a_text_below_60_percent_of_the_wish_is_a_warning():
    wish = replace(FIELD.wish, wished=60)
    setting = SETTER.set(replace(FIELD, wish=wish), ("Hohenzollern-Sigmaringen",))
    assert setting.warnings == (f"the name is set in {setting.size:g} pt, below 60 % of the wished 60 pt",)
    assert SETTER.set(FIELD, ("Hohenzollern-Sigmaringen",)).warnings == ()


def test_a_broken_word_is_a_warning():
    assert SETTER.set(FIELD, ("Rindfleischetikettierungsüberwachung",)).warnings == ("a word of the name is broken",)


def test_what_does_not_fit_is_set_only_when_it_is_accepted():
    assert SETTER.set(FIELD, ("W" * 200,)) is None
    accepted = SETTER.set(FIELD, ("W" * 200,), accept=True)
    assert "".join(line.text for line in accepted.block.lines) == "W" * 200
    assert accepted.size < FIELD.wish.smallest


def test_an_accepted_word_is_broken_rather_than_tiny():
    """Whole on one line it has 1.5 points: nobody reads that."""
    flat = replace(FIELD, height=12)
    accepted = SETTER.set(flat, ("B" * 200,), accept=True)
    assert len(accepted.block.lines) > 1
    assert accepted.size >= 4
    assert "a word of the name is broken" in accepted.warnings


def test_a_limit_is_kept():
    assert SETTER.set(FIELD, ("Ada",), limit=41.5).size == 41.5
    assert SETTER.set(FIELD, ("Ada",), limit=11.5) is None
