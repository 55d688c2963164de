"""A design's folder: what is wrong with it is said at once, with the place and the remedy."""

import io
import zipfile
from pathlib import Path

import pytest

from forge.design import MOST_FILES, Design, find, names
from forge.errors import DesignError

TOML = """
trim = [86, 124]
bleed = 3
html = "badge.html"
css = "badge.css"

[fields.name]
x = 6
y = 34
width = 74
height = 37
largest = 60
wished = 26
smallest = 12
lines = 3

[types.Speaker]
label = "Speaker"
colour = "#14315c"
text = "#ffffff"
"""
HTML = "<body>{{ text.name }}</body>"


def parse(toml: str = TOML, **files: bytes) -> Design:
    given = {name.replace("_", "."): content for name, content in files.items()}
    return Design.parse("mine", {"design.toml": toml.encode(), "badge.html": HTML.encode(), "badge.css": b"", **given})


def test_what_a_file_does_not_say_has_a_default():
    design = parse()
    field = design.fields["name"]
    assert (design.qr, design.faces, design.pages) == ("{id}", ("front",), 1)
    assert (field.content, field.anchor, field.rest, field.wish.leading) == ("{name}", "top", None, 1.12)
    assert list(design.types) == ["speaker"]


def test_files_that_windows_saves_are_read():
    """With a mark before their first byte, which in CSS would cost the first rule."""
    mark = b"\xef\xbb\xbf"
    marked = Design.parse("mine", {"design.toml": mark + TOML.encode(), "badge.html": mark + HTML.encode(), "badge.css": mark + b"p {}"})
    assert (marked.html, marked.css) == (HTML, "p {}")


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("bleed = 3", "", "bleed is given: mine: missing"),
        ("bleed = 3", "bleed = true", "bleed is a number from 0 to 20: mine: True"),
        ("bleed = 3", "bleed = 3\ncolor = 1", "mine: color; known here: .*bleed"),
        ("bleed = 3", "bleed = 3\nfaces = 3", "faces is a whole number from 1 to 2"),
        ("trim = [86, 124]", "trim = [86]", "trim is 2 numbers"),
        ("trim = [86, 124]", "trim = [86, 124", "is TOML in UTF-8: mine: "),
        ('html = "badge.html"', 'html = "b.html"', "the file of html is in the design's folder: mine: b.html"),
        ("[fields.name]", "[fields.Name]", "lower case letters, digits and hyphens"),
        ("x = 6", "x = -1", "mine, fields name: -1"),
        ("x = 6", 'x = 6\nanchor = "centre"', "anchor is top, middle or bottom: mine, fields name: centre"),
        ("x = 6", "x = 6\nwidht = 1", "fields name: widht"),
        ("wished = 26", "wished = 70", "smallest <= wished <= largest: mine, fields name: 12, 70, 60"),
        ("lines = 3", "lines = 0", "lines is a whole number from 1 to 6"),
        ("lines = 3", "lines = 1.5", "lines is a whole number from 1 to 6: mine, fields name: 1.5"),
        ("lines = 3", f"lines = {'[' * 3000}", "is TOML in UTF-8: mine: "),
        ("lines = 3", "lines = 3\nrest = 5", "rest is a table"),
        ("lines = 3", "lines = 3\n[fields.name.rest]\nsmallest = 5", "largest is given: mine, fields name, rest"),
        ('colour = "#14315c"', 'colour = "navy"', "a type's colours are #rrggbb: mine, types Speaker: navy"),
        ('label = "Speaker"', "label = 5", "label is a string: mine, types Speaker: 5"),
        ("[types.Speaker]", "[other.Speaker]", "a .* has the keys that docs/designs.md names"),
    ],
)
def test_an_error_names_the_place_and_the_rule(line: str, instead: str, said: str):
    assert line in TOML
    with pytest.raises(DesignError, match=said):
        parse(TOML.replace(line, instead))


def test_a_design_needs_its_file_fields_types_and_text_in_utf_8():
    with pytest.raises(DesignError, match=r"a design has a design\.toml"):
        Design.parse("mine", {"badge.html": b""})
    with pytest.raises(DesignError, match="a design has types: mine: none"):
        parse(TOML[: TOML.index("[types")])
    with pytest.raises(DesignError, match=r"UTF-8: mine: badge\.html"):
        parse(badge_html="Größe".encode("latin-1"))


def test_the_digest_is_of_names_and_contents():
    digests = {parse().digest, parse(badge_css=b"p {}").digest, parse(extra_css=b"").digest, parse(extra_cs=b"s").digest}
    assert len(digests) == 4
    assert parse().digest == parse().digest


def test_an_archive_is_the_design():
    design = find("conference")
    again = Design.from_archive("conference", design.archive())
    assert again == design
    assert again.archive() == design.archive()
    assert Design.from_archive(design.digest, design.archive()).name == "conference", "messages name it, not its digest"


def test_an_archive_that_is_none_or_too_large_is_refused_unread():
    with pytest.raises(DesignError, match="zip of its files"):
        Design.from_archive("mine", b"PK")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.css", bytes(40 << 20))
    with pytest.raises(DesignError, match="1 files, 40 MB"):
        Design.from_archive("mine", bomb.getvalue())


def test_a_folder_of_too_many_files_is_refused_unread(tmp_path: Path):
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.css").touch()
    with pytest.raises(DesignError, match="101 files"):
        Design.load(tmp_path)


def test_hidden_files_are_not_part_of_a_design(tmp_path: Path):
    shipped = find("conference")
    for name, content in shipped.files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert Design.load(tmp_path).digest == shipped.digest


def test_a_users_design_stands_before_a_shipped_one_of_the_same_name(tmp_path: Path):
    (tmp_path / "conference").mkdir()
    for name, content in {"design.toml": TOML.encode(), "badge.html": HTML.encode(), "badge.css": b""}.items():
        (tmp_path / "conference" / name).write_bytes(content)
    assert list(find("conference", [tmp_path]).types) == ["speaker"]
    assert names([tmp_path]) == names()


@pytest.mark.parametrize("name", ["confrence", "../templates/conference", "/etc", "", "conference/"])
def test_an_unknown_name_lists_the_known_ones(name: str):
    with pytest.raises(DesignError, match=r"choose one of .*conference"):
        find(name)
