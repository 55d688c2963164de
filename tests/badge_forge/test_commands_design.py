"""`badgeforge design`: a designer's way from a copy to a checked list, without Python."""

from pathlib import Path

import pytest
from PIL import Image

from badge_forge import pictures, slot_work
from tests.badge_forge.conftest import Type
from tests.forge.bombs import ENDLESS, LARGE

LIST = """id,name,company,type
1,Ada Lovelace,Works,speaker
2,Ada \U000f1234,Works,speaker
3,Rindfleischetikettierungsüberwachung,Amt,attendee
4,Bob,,emperor
5,Maria-Magdalena von Hohenzollern,X,sponsor
6,,X,sponsor
"""


@pytest.fixture
def attendees(folder: Path) -> Path:
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    return folder / "list.csv"


def test_the_shipped_designs_are_listed(types: Type):
    lines = types("design", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines if " mm" in line] == ["conference", "fold", "landscape"]


def test_a_broken_design_hides_no_other(types: Type, party: Path):
    (party / "design.toml").write_text("trim = [")
    listed = types("design", "list")
    assert (listed.exit_code, "landscape" in listed.stdout) == (1, True)
    assert "a design.toml is TOML in UTF-8: party: " in listed.stderr


def test_a_new_design_is_a_copy_that_can_be_used(types: Type, folder: Path):
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as file:
        file.write('[node]\ndesigns = "mine"\n')
    (folder / "mine").mkdir()
    assert types("design", "new", "party", "--like", "landscape").exit_code == 0
    assert "party" in types("design", "list").stdout
    again = types("design", "new", "party")
    assert (again.exit_code, "free" in again.stderr) == (1, True)
    assert types("design", "new", "../party").exit_code == 1


@pytest.fixture
def party(types: Type, folder: Path) -> Path:
    """A design of one's own."""
    with (folder / "badgeforge.toml").open("a", encoding="utf-8") as config:
        config.write('[node]\ndesigns = "."\nslots = 1\n')
    types("design", "new", "party")
    return folder / "party"


def change(path: Path, before: str, after: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")


def test_a_check_says_what_is_wrong_with_a_design(types: Type, party: Path):
    change(party / "design.toml", "[types.attendee]", "[types.guest]")
    change(party / "badge.css", "body {", "body { colour: red;")
    checked = types("design", "check", "party")
    assert checked.exit_code == 1
    type_lacks, css, count = checked.stdout.splitlines()
    assert type_lacks.startswith("party: types: a badge without a type is attendee in the configuration")
    assert "colour" in css
    assert count == "party: 2 findings"


def test_a_badge_that_eats_the_memory_is_one_line_of_the_report(types: Type, party: Path, attendees: Path, folder: Path):
    change(party / "badge.html", "</body>", "{% if badge.id == '5' %}" + LARGE + "{% endif %}</body>")
    checked = types("design", "check", "party", attendees, "--sheet", folder / "worst.png", BADGEFORGE_SLOTS="1")
    assert checked.exit_code == 1
    no, *_, good, _, summary = checked.stdout.splitlines()[4:]
    assert no.startswith(
        "no badge: 5 Maria-Magdalena von Hohenzollern: a badge is drawn within 15 s and 2 GB of memory: it ended its process ("
    )
    assert good.startswith("fits:     1 Ada")
    assert summary == "5 badges: 1 as wished, 1 to look at, 3 that cannot be printed; 1 row refused"
    assert 4 * 250 > Image.open(folder / "worst.png").width > 3 * 200, "those that can be drawn"


def test_a_type_whose_badges_never_end_is_a_finding(types: Type, party: Path, attendees: Path, monkeypatch: pytest.MonkeyPatch):
    """They are not tried one by one."""
    monkeypatch.setattr(slot_work, "BADGE_S", 2.0)
    toml = party / "design.toml"
    toml.write_text(toml.read_text(encoding="utf-8").partition("[types.sponsor]")[0].replace("[types.attendee]", "[types.emperor]"))
    change(party / "badge.html", "</body>", f"{ENDLESS}</body>")
    checked = types("design", "check", "party", attendees)
    assert checked.exit_code == 1
    why = "a badge is drawn within 2 s and 2 GB of memory: one of type speaker took longer, and was ended; simplify the HTML"
    assert f"party: {why}" in checked.stdout
    assert f"no badge: 1 Ada Lovelace: {why}" in checked.stdout
    assert checked.stdout.endswith("5 badges: 0 as wished, 0 to look at, 5 that cannot be printed; 1 row refused\n")


def test_a_preview_that_never_ends_says_so(types: Type, party: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(slot_work, "BADGE_S", 2.0)
    change(party / "badge.html", "</body>", f"{ENDLESS}</body>")
    preview = types("design", "preview", "party")
    assert (preview.exit_code, "took longer, and was ended; simplify" in preview.stderr) == (1, True)


def test_a_picture_that_never_ends_says_so(types: Type, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pictures, "PICTURE_S", 0.0)
    preview = types("design", "preview", "conference", "--png", "--type", "speaker")
    assert (preview.exit_code, "it took longer, and was ended; a printer" in preview.stderr) == (1, True)


def test_a_sound_design_is_sound(types: Type):
    checked = types("design", "check", "conference", BADGEFORGE_SLOTS="1")
    assert (checked.exit_code, checked.stdout) == (0, "conference: 0 findings\n")


def test_a_list_is_checked_before_doors_open(types: Type, attendees: Path, folder: Path):
    checked = types("design", "check", "conference", attendees, "--sheet", folder / "worst.png", BADGEFORGE_SLOTS="1")
    assert checked.exit_code == 1
    nameless, *lines = checked.stdout.splitlines()
    assert nameless.startswith("no badge: line 7: a badge bears a name")
    assert [line.split()[:3] for line in lines[:2]] == [["no", "badge:", "2"], ["no", "badge:", "4"]]
    assert "U+F1234" in lines[0]
    assert "attendee, speaker, sponsor, organizer" in lines[1]
    assert lines[2] == "look at:  3 Rindfleischetikettierungsüberwachung: a word of the name is broken"
    assert lines[3].startswith("fits:     5 ")
    assert lines[-1] == "5 badges: 2 as wished, 1 to look at, 2 that cannot be printed; 1 row refused"
    assert 6 * 250 > Image.open(folder / "worst.png").width > 5 * 200, "the worst three, and the two that fit"


def test_a_preview_is_a_pdf_of_one_or_a_picture_of_all_types(types: Type, folder: Path):
    assert types("design", "preview", "conference").stdout == "conference.pdf\n"
    assert (folder / "conference.pdf").read_bytes().startswith(b"%PDF")
    assert types("design", "preview", "landscape", "--png", "--name", "Zoë Żak").stdout == "landscape.png\n"
    wide = Image.open(folder / "landscape.png")
    types("design", "preview", "landscape", "--png", "--type", "speaker")
    assert wide.width > 3 * Image.open(folder / "landscape.png").width


def test_a_preview_shows_the_back_beside_the_front(types: Type, party: Path, folder: Path):
    change(party / "design.toml", "bleed = 3", "bleed = 3\nfaces = 2")
    change(party / "badge.html", "</body>", '</div><div class="face"></div></body>')
    change(party / "badge.html", "<img", '<div class="face"><img')
    assert types("design", "preview", "party", "--png", "--type", "speaker").exit_code == 0
    picture = Image.open(folder / "party.png")
    assert picture.width > 1.3 * picture.height


def test_a_file_that_cannot_be_written_is_named(types: Type):
    for arguments in (("design", "preview", "conference"), ("stock", "preview", "a4-2x2")):
        failed = types(*arguments, "-o", "nowhere/a")
        assert (failed.exit_code, "read and write its files: nowhere/a" in failed.stderr) == (1, True)


def test_a_sheet_wants_a_list(types: Type):
    asked = types("design", "check", "conference", "--sheet", "worst.png")
    assert (asked.exit_code, "name one, or use `design preview --png`" in asked.stderr) == (2, True)


def test_an_unknown_design_lists_the_known_ones(types: Type):
    unknown = types("design", "preview", "confrence")
    assert unknown.exit_code == 1
    assert "conference, fold, landscape" in unknown.stderr
