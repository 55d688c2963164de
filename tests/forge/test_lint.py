"""What a check says of a design."""

import pytest

from forge.design import Design
from forge.errors import DesignError
from forge.lint import lint
from forge.rendering import Renderer
from tests.forge.people import EVENT


def changed(design: Design, file: str, before: str, after: str) -> Design:
    text = design.files[file].decode().replace(before, after, 1)
    return Design.parse("party", {**design.files, file: text.encode()})


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("design.toml", 'colour = "#c22f4a"', 'colour = "#f2a0b0"', "type speaker: #ffffff on #f2a0b0 has a contrast of 2.0"),
        ("design.toml", 'colour = "#c22f4a"', 'colour = "#1a3a66"', "types attendee and speaker: their bands are equally light"),
        ("design.toml", "x = 6", "x = 2", "field event: it comes within 2 mm of the edge"),
        ("design.toml", "width = 44", "width = 144", "field type: it stands 64 mm over the edge"),
        ("badge.html", "<body", '<img src="https://example.org/a.jpg"><body', "badge.html: https://example.org/a.jpg is not in the design"),
        ("badge.css", "body {", "body { font-family: 'Noto Color Emoji';", "badge.css: a named emoji font"),
        ("badge.html", "<body", "<svg><linearGradient/></svg><body", "drop SVG gradients"),
    ],
)
def test_the_lint_says_what_is_wrong_with_a_design(design: Design, file: str, before: str, after: str, said: str):
    assert any(said in finding for finding in lint(changed(design, file, before, after)))


@pytest.mark.parametrize(("file", "said"), [("photo.png", "photo.png: a PNG of 60 KB"), ("own.woff2", "own.woff2: web fonts")])
def test_the_lint_says_which_files_make_a_design_slow(design: Design, file: str, said: str):
    found = lint(Design.parse("party", {**design.files, file: bytes(60_000)}))
    assert any(finding.startswith(said) for finding in found)


@pytest.mark.parametrize(
    ("file", "before", "after", "kind", "said"),
    [
        ("badge.css", ".name {", ".name { background: #fe0;", "attendee", "laid out as a whole"),
        ("badge.html", "header.jpg", "{{ type.key }}.jpg", "sponsor", "files of its design only, and all of them: sponsor.jpg"),
    ],
)
def test_a_badge_of_each_type_says_more(renderer: Renderer, design: Design, file: str, before: str, after: str, kind: str, said: str):
    found = renderer.inspect(changed(design, file, before, after), kind, EVENT)
    assert any(said in finding for finding in found)


PATTERN = '<pattern id="p" patternUnits="userSpaceOnUse" width="0.01" height="9"><path d="M0 0h9v9z"/></pattern>'


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("badge.css", "body {", ".header { background: url(header.jpg) 0 0 / 9mm 0.001mm } body {", "9 x 0.001 mm"),
        (
            "badge.html",
            '<div class="band">',
            '{{ badge.id }}<div style="background: url(header.jpg) 0 0 / 1px 1e-6px">.',
            "0.2646 x 2.646e-07 mm",
        ),
        ("badge.css", "body {", ".header { background: url(header.jpg) 0 0 / 3mm 3mm; transform: scale(0.01) } body {", "0.03 x 0.03 mm"),
        (
            "badge.html",
            "</body>",
            f'<svg width="9" height="9">{PATTERN}<path d="M0 0h9v9z" fill="url(#p)"/></svg></body>',
            "0.002646 x 2.381 mm",
        ),
    ],
)
def test_a_picture_repeats_in_a_size_that_viewers_draw(renderer: Renderer, design: Design, file: str, before: str, after: str, said: str):
    """On a plate, and where a badge is laid out as a whole."""
    with pytest.raises(DesignError, match=f"at least 0.05 mm wide and high: {said}; enlarge it"):
        renderer.inspect(changed(design, file, before, after), "attendee", EVENT)


def test_a_picture_may_repeat(renderer: Renderer, design: Design):
    sound = changed(design, "badge.css", "body {", ".header { background: url(header.jpg) 0 0 / 0.06mm 0.06mm } body {")
    assert renderer.inspect(sound, "attendee", EVENT) == []
