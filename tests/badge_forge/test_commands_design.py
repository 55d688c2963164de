"""`badgeforge design`: a designer's way from a copy to a checked list, without Python."""

from pathlib import Path

import pytest
from PIL import Image

from tests.badge_forge.conftest import Type

LIST = """id,name,company,type
1,Ada Lovelace,Works,speaker
2,Ada \U000f1234,Works,speaker
3,Rindfleischetikettierungsüberwachung,Amt,attendee
4,Bob,,emperor
5,Maria-Magdalena von Hohenzollern,X,sponsor
"""


@pytest.fixture
def attendees(folder: Path) -> Path:
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    return folder / "list.csv"


def test_the_shipped_designs_are_listed(types: Type):
    lines = types("design", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines if " mm" in line] == ["conference", "fold", "landscape"]


def test_a_new_design_is_a_copy_that_can_be_used(types: Type, folder: Path):
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as file:
        file.write('[node]\ndesigns = "mine"\n')
    (folder / "mine").mkdir()
    assert types("design", "new", "party", "--like", "landscape").exit_code == 0
    assert "party" in types("design", "list").stdout
    again = types("design", "new", "party")
    assert (again.exit_code, "free" in again.stderr) == (1, True)
    assert types("design", "new", "../party").exit_code == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("design.toml", 'colour = "#c22f4a"', 'colour = "#f2a0b0"', "type speaker: #ffffff on #f2a0b0 has a contrast of 2.0"),
        ("design.toml", 'colour = "#c22f4a"', 'colour = "#1a3a66"', "types attendee and speaker: their bands are equally light"),
        ("design.toml", "x = 6", "x = 2", "field event: it comes within 2 mm of the edge"),
        ("badge.html", "<body", '<img src="https://example.org/a.jpg"><body', "badge.html: https://example.org/a.jpg is not in the design"),
        ("badge.css", "body {", "body { font-family: 'Noto Color Emoji';", "badge.css: a named emoji font"),
        ("badge.css", "body {", "body { colour: red;", "colour"),
        ("badge.css", ".name {", ".name { background: #fe0;", "laid out as a whole"),
        ("badge.html", "<body", "<svg><linearGradient/></svg><body", "drop SVG gradients"),
        ("design.toml", "[types.attendee]", "[types.guest]", "types: a badge without a type is attendee in the configuration"),
    ],
)
def test_a_check_says_what_is_wrong_with_a_design(types: Type, folder: Path, file: str, before: str, after: str, said: str):
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as config:
        config.write('[node]\ndesigns = "."\n')
    types("design", "new", "party")
    path = folder / "party" / file
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    checked = types("design", "check", "party")
    assert checked.exit_code == 1
    assert said in checked.stdout


@pytest.mark.parametrize(("file", "said"), [("photo.png", "photo.png: a PNG of 60 KB"), ("own.woff2", "own.woff2: web fonts")])
def test_a_check_says_which_files_make_a_design_slow(types: Type, folder: Path, file: str, said: str):
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as config:
        config.write('[node]\ndesigns = "."\n')
    types("design", "new", "party")
    (folder / "party" / file).write_bytes(bytes(60_000))
    checked = types("design", "check", "party")
    assert (checked.exit_code, said in checked.stdout) == (1, True)


def test_a_sound_design_is_sound(types: Type):
    checked = types("design", "check", "conference")
    assert (checked.exit_code, checked.stdout) == (0, "conference: 0 findings\n")


def test_a_list_is_checked_before_doors_open(types: Type, attendees: Path, folder: Path):
    checked = types("design", "check", "conference", attendees, "--sheet", folder / "worst.png")
    assert checked.exit_code == 1
    lines = checked.stdout.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [["no", "badge:", "2"], ["no", "badge:", "4"]]
    assert "U+F1234" in lines[0]
    assert "attendee, speaker, sponsor, organizer" in lines[1]
    assert lines[2] == "look at:  3 Rindfleischetikettierungsüberwachung: a word of the name is broken"
    assert lines[3].startswith("fits:     5 ")
    assert lines[-1] == "5 badges: 2 as wished, 1 to look at, 2 that cannot be printed"
    assert Image.open(folder / "worst.png").width > 3 * 200, "three badges side by side"


def test_a_preview_is_a_pdf_of_one_or_a_picture_of_all_types(types: Type, folder: Path):
    assert types("design", "preview", "conference").stdout == "conference.pdf\n"
    assert (folder / "conference.pdf").read_bytes().startswith(b"%PDF")
    assert types("design", "preview", "landscape", "--png", "--name", "Zoë Żak").stdout == "landscape.png\n"
    wide = Image.open(folder / "landscape.png")
    types("design", "preview", "landscape", "--png", "--type", "speaker")
    assert wide.width > 3 * Image.open(folder / "landscape.png").width


def test_an_unknown_design_lists_the_known_ones(types: Type):
    unknown = types("design", "preview", "confrence")
    assert unknown.exit_code == 1
    assert "conference, fold, landscape" in unknown.stderr
