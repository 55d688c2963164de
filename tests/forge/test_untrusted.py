"""What attendees and designers send reaches nothing but its own badge: it ends in a clean badge, or in an error that names it."""

import io
import logging
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from forge.design import Design
from forge.errors import CannotRender
from forge.rendering import Renderer
from tests.forge.people import EVENT, person
from tests.forge.pictures import changed, letters, pdfium, text


@pytest.mark.parametrize(
    "name",
    ['<img src="file:///etc/passwd"><style>*{display:none}</style>', "{{ 7 * 7 }}", "{name}", '"><script>', "</div></body>", "&amp;<b>"],
)
def test_markup_is_text(renderer: Renderer, design: Design, name: str):
    who = person(name, company=name)
    assert letters(text(renderer.render(who, design, event=EVENT).pdf)).count(letters(name)) == 2


@pytest.mark.parametrize(
    "template",
    [
        "{{ badge.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{% include '/etc/passwd' %}",
        "{{ nothing }}",
        "{{ 1 / 0 }}",
        "{% for %}",
        "{{ badge.fields.update({'a': 1}) }}",
        "{{ badge.fields.items }}",
        "{{ badge['__class__'] }}",
        "{{ '{0.__class__}'.format(badge) }}",
        "{{ lipsum.__globals__ }}",
        "{% import 'x' as y %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ " + "(" * 300 + ")" * 300 + " }}",
    ],
)
def test_a_template_that_reaches_out_of_its_page_fails(renderer: Renderer, design: Design, template: str):
    with pytest.raises(CannotRender, match="a design's HTML is a Jinja template"):
        renderer.render(person("Ada", note="x"), changed(design, "<img ", f"{template}<img "), event=EVENT)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{{ text.company }}", "", "sets each of its fields: changed: company"),
        ("</body>", '<p>more</p><p style="break-before: page">more</p></body>', "one page for each face: changed: 2 pages"),
        ("</title>", "</title><style>@page { size: A4 }</style>", "as large as the trim"),
        ("</body>", "{{ 'x' * 300000 }}</body>", "at most 256 KB"),
    ],
)
def test_a_page_that_breaks_its_frame_fails(renderer: Renderer, design: Design, before: str, after: str, said: str):
    with pytest.raises(CannotRender, match=said):
        renderer.render(person("Ada"), changed(design, before, after), event=EVENT)


@pytest.mark.parametrize("rule", ["@import 'more.css';", "@font-face { font-family: Own; src: url(more.css) }"])
def test_a_style_sheet_or_font_that_is_not_there_fails(renderer: Renderer, design: Design, rule: str):
    broken = Design.parse("broken", {**design.files, "badge.css": rule.encode() + design.css.encode()})
    with pytest.raises(CannotRender, match=r"style sheets and fonts are in its folder: .*(more\.css|Own)"):
        renderer.render(person("Ada"), broken, event=EVENT)


NESTED = 3000


@pytest.mark.parametrize("rule", [f".band {{ width: {'calc(' * NESTED}1px{')' * NESTED} }}", "a{" * NESTED + "}" * NESTED])
def test_a_style_sheet_that_weasyprint_stumbles_over_fails(renderer: Renderer, design: Design, rule: str):
    broken = Design.parse("broken", {**design.files, "badge.css": f"{design.css}\n{rule}".encode()})
    with pytest.raises(CannotRender, match="that WeasyPrint can lay out: broken: "):
        renderer.render(person("Ada"), broken, event=EVENT)


def test_a_size_that_weasyprint_stumbles_over_fails(renderer: Renderer, design: Design):
    broken = changed(design, "</body>", '<p style="position: absolute; font-size: 1e9px">x</p></body>')
    with pytest.raises(CannotRender, match="that WeasyPrint can lay out: changed: ZeroDivisionError"):
        renderer.render(person("Ada"), broken, event=EVENT)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "data:text/css,.name{display:none}"])
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("@import '{}';", "style sheets and fonts are in its folder"),
        ("@font-face {{ font-family: Own; src: url('{}') }}", "style sheets and fonts are in its folder"),
        (".qr {{ background: url('{}') }}", "files of its design only"),
        (".qr::before {{ content: url('{}') }}", "files of its design only"),
    ],
)
def test_a_style_sheet_reaches_its_folder_only(renderer: Renderer, design: Design, rule: str, said: str, address: str):
    broken = Design.parse("broken", {**design.files, "badge.css": rule.format(address).encode() + design.css.encode()})
    with pytest.raises(CannotRender, match=said):
        renderer.render(person("Ada"), broken, event=EVENT)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_fails_by_name(renderer: Renderer, design: Design, kind: str):
    """No engine would say that it was cut off on its way here."""
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(out, kind)
    broken = changed(design, "<img ", '<img src="logo"><img ', logo=out.getvalue()[: out.tell() // 2])
    with pytest.raises(CannotRender, match="all of them: logo;"):
        renderer.render(person("Ada"), broken, event=EVENT)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('<svg width="9" height="9"><g id="a"><use href="#a"/></g></svg>', "an SVG in its HTML"),
        ('<svg width="9" height="9"><style>@import "file:///etc/passwd"</style></svg>', "inline SVG \\("),
        ('<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>', "file:///etc/passwd"),
        ('<img src="bomb.svg">', r"bomb\.svg"),
        ('<a rel="attachment" href="file:///etc/passwd">x</a>', "attachment \\("),
        ('<link rel="stylesheet" href="file:///etc/passwd">', "file:///etc/passwd"),
    ],
)
def test_what_a_page_does_not_get_is_named(renderer: Renderer, design: Design, body: str, named: str):
    entities = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))
    bomb = f'<!DOCTYPE svg [<!ENTITY a0 "lol">{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a11;</text></svg>'
    broken = changed(design, "</body>", f"{body}</body>", **{"bomb.svg": bomb.encode()})
    with pytest.raises(CannotRender, match=f"files of its design only, and all of them: .*{named}"):
        renderer.render(person("Ada"), broken, event=EVENT)


def test_invisible_characters_leave_a_clean_badge(renderer: Renderer, bare: Design):
    """Tags that make no flag, an object that was not copied along, line and paragraph separators, selectors."""
    plain = pdfium(renderer.render(person("Ada Bob"), bare, event=EVENT).pdf)[0]
    for name in ("Ada Bob\U000e0041\U000e007f", "Ada\u2028Bob\ufffc", "\u202eAda\u2029Bob\u2066", "Ada\ufe0f Bob\u061c"):
        made = renderer.render(person(name), bare, event=EVENT)
        assert made.warnings == ()
        assert np.array_equal(pdfium(made.pdf)[0], plain), ascii(name)


@pytest.mark.parametrize("char", ["\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff", "\u0378", "\ue000"])
def test_what_is_no_character_fails_by_name(renderer: Renderer, design: Design, char: str):
    with pytest.raises(CannotRender, match=f"a glyph in an installed font: U\\+{ord(char):04X}"):
        renderer.render(person(f"Ada {char}"), design, event=EVENT)


def test_fields_that_are_called_like_ours_change_nothing(renderer: Renderer, design: Design):
    plain = renderer.render(person("Ada"), design, event=EVENT)
    clash = dict.fromkeys(("__class__", "event", "dates", "type", "name", "company", "id", "text", "qr", "badge", "self"), "Evil")
    assert renderer.render(replace(person("Ada"), fields=clash), design, event=EVENT).pdf == plain.pdf


def test_a_name_reaches_no_log(renderer: Renderer, design: Design, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG), pytest.raises(CannotRender):
        renderer.render(person("Ada \U000f1234"), design, event=EVENT)
    assert "Ada" not in caplog.text
