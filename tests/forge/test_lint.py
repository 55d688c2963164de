"""What a check says of a design."""

import pytest

from forge.design import Design
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
