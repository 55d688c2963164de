"""`badgeforge impose` and `badgeforge stock`: sheets of any PDFs, without a database."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from pypdf import PdfReader, PdfWriter

from badge_forge.cli import badgeforge
from imposition.geometry import points
from tests.imposition.pdfs import difference, pdfium, pypdf_badge, two_faced, weasyprint_badge


@pytest.fixture(scope="module")
def badges(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("badges")
    return [weasyprint_badge(folder / f"{name}.pdf", name=name) for name in ("Zoë", "Ana", "Li", "Ömer", "Noor")]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command in an empty folder, where no database was ever made."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BADGEFORGE_DATABASE_URL", "postgresql://nowhere.invalid/none")

    def run(*words: object) -> Result:
        return CliRunner().invoke(badgeforge, [str(word) for word in words])

    return run


def names(pdf: Path) -> list[list[str]]:
    """The names on each page, in the order of their slots."""
    pages = [page.get_textpage().get_text_bounded().split() for page in pypdfium2.PdfDocument(pdf)]
    return [[word for word in words if word in {"Zoë", "Ana", "Li", "Ömer", "Noor"}] for words in pages]


def test_files_become_sheets(call, badges: list[Path]) -> None:
    done = call("impose", *badges, "-o", "out.pdf", "--title", "Spring")
    assert (done.exit_code, done.output) == (0, "5 badges on 2 sheets of a4-2x2: out.pdf\n")
    assert names(Path("out.pdf")) == [["Zoë", "Ana", "Li", "Ömer"], ["Noor"]]
    assert PdfReader("out.pdf").metadata.title == "Spring"


def test_a_part_used_sheet(call, badges: list[Path]) -> None:
    assert call("impose", *badges[:3], "--start-at", "a2", "--used", "B2", "-o", "out.pdf").exit_code == 0
    assert names(Path("out.pdf")) == [["Zoë"], ["Ana", "Li"]]


def test_cut_and_stack(call, badges: list[Path]) -> None:
    call("impose", *badges, "--order", "cut-and-stack", "-o", "out.pdf")
    assert names(Path("out.pdf")) == [["Zoë", "Li", "Noor"], ["Ana", "Ömer"]]


def test_full_sheets_only(call, badges: list[Path]) -> None:
    done = call("impose", *badges, "--last", "hold", "-o", "out.pdf")
    assert done.stdout == "4 badges on 1 sheets of a4-2x2: out.pdf\n"
    assert done.stderr == f"held back until a sheet is full: {badges[4]}\n"
    assert call("impose", *badges[:3], "--used", "A1", "--last", "hold", "-o", "out.pdf").output.startswith("3 badges on 1 sheets")
    assert call("impose", *badges[:3], "--last", "hold", "-o", "none.pdf").exit_code == 1
    assert not Path("none.pdf").exists()


def test_a_printers_own_shift_is_made_up_for(call, badges: list[Path], tmp_path: Path) -> None:
    double = two_faced(tmp_path / "double.pdf", badges[0], badges[1])
    call("impose", double, "-o", "plain.pdf")
    call("impose", double, "--shift", "1.5,-0.7", "--shift-back=-2,0.4", "-o", "moved.pdf")
    for page, (dx, dy) in enumerate(((1.5, -0.7), (-2, 0.4))):
        plain, moved = (pdfium(Path(name), page)[300:1500, 100:2000] for name in ("plain.pdf", "moved.pdf"))
        right, down = round(10 * dx), -round(10 * dy)
        assert difference(np.roll(plain, (down, right), axis=(0, 1))[50:-50, 50:-50], moved[50:-50, 50:-50]) <= 16
        assert PdfReader("moved.pdf").pages[page].mediabox == PdfReader("plain.pdf").pages[page].mediabox
    for wrong in ("1.5", "nan,0", "0,inf", "a,b"):
        assert "a shift is RIGHT,UP in mm" in call("impose", double, "--shift", wrong).stderr
    assert "nan is no number to measure by" in call("impose", double, "--scale", "nan").stderr


def test_labels_that_printers_do_not_reach_are_told(call) -> None:
    assert "A1, B1, A2, B2 reach into the outer 5 mm" in call("stock", "show", "a6-4-on-a4").output
    assert "reach into" not in call("stock", "show", "a4-2x2").output + call("stock", "show", "badge-86x124").output


def test_bad_files_are_named_and_the_others_imposed(call, badges: list[Path], tmp_path: Path) -> None:
    cut, empty = tmp_path / "cut.pdf", tmp_path / "empty.pdf"
    cut.write_bytes(badges[0].read_bytes()[:2000])
    empty.touch()
    small, bare = pypdf_badge(tmp_path / "small.pdf", width=100, height=100), tmp_path / "bare.pdf"
    PdfWriter().write(bare)
    done = call("impose", badges[0], cut, empty, "none.pdf", small, bare, badges[1], "-o", "out.pdf")
    assert done.exit_code == 1
    assert names(Path("out.pdf")) == [["Zoë", "Ana"]]
    lines = done.stderr.splitlines()
    for name, why in (
        ("cut.pdf", "damaged"),
        ("empty.pdf", "empty file"),
        ("none.pdf", "No such file"),
        ("small.pdf", "stock a4-2x2 takes 86 x 124 mm"),
        ("bare.pdf", "0 pages"),
    ):
        assert any(name in line and why in line for line in lines), name
    assert len(lines) == 5
    assert call("impose", cut, "-o", "never.pdf").exit_code == 1
    assert not Path("never.pdf").exists()


def test_a_badge_that_turns_out_bad_on_the_way_is_left_out(call, badges: list[Path], tmp_path: Path) -> None:
    """Its text is found to be broken when it is copied, after the first badges were written."""
    data = badges[1].read_bytes()
    begin = data.index(b"stream\n") + 7
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(data[: begin + 90] + bytes(40) + data[begin + 130 :])
    done = call("impose", badges[0], bad, badges[2], "-o", "out.pdf")
    assert done.exit_code == 1
    assert "bad.pdf: its PDF is damaged" in done.stderr
    assert names(Path("out.pdf")) == [["Zoë", "Li"]]


def test_one_file_of_many_badges(call, badges: list[Path], tmp_path: Path) -> None:
    book, writer = tmp_path / "book.pdf", PdfWriter()
    for badge in [*badges[:3], badges[0]]:
        writer.append(badge)
    writer.write(book)
    assert "has 4 pages: say whether" in call("impose", book).stderr
    assert call("impose", book, "--pages", 1, "-o", "out.pdf").exit_code == 0
    assert names(Path("out.pdf")) == [["Zoë", "Ana", "Li", "Zoë"]]
    call("impose", book, "--pages", 2, "-o", "out.pdf")
    assert names(Path("out.pdf")) == [["Zoë", "Li"], ["Ana", "Zoë"]]


def test_backs(call, badges: list[Path], tmp_path: Path) -> None:
    double = two_faced(tmp_path / "double.pdf", badges[0], badges[1])
    assert "4 badges on 1 sheets" in call("impose", double, "--copies", 4, "-o", "out.pdf").output
    assert names(Path("out.pdf")) == [["Zoë"] * 4, ["Ana"] * 4]


def test_an_input_is_never_overwritten(call, badges: list[Path]) -> None:
    before = badges[0].read_bytes()
    assert call("impose", badges[0], "-o", badges[0]).exit_code == 2
    assert badges[0].read_bytes() == before


OWN = """
[stocks.mine]
title = "My labels"
source = "a ruler"
kind = "die-cut"
media = "iso_a4_210x297mm"
sheet = [210, 297]
label = [86, 124]
columns = 2
rows = 2
left = 10
top = 20
pitch_x = 90
pitch_y = 126
"""


def test_a_stock_of_ones_own(call, badges: list[Path]) -> None:
    Path("badgeforge.toml").write_text(OWN, encoding="utf-8")
    assert call("stock", "list").output.splitlines()[2].startswith("mine")
    shown = call("stock", "show", "mine").output
    assert "margins left 10, right 24, bottom 27, top 20 mm" in shown
    assert "the right margin is 24 mm, the left one 10 mm" in shown
    assert "on 1 sheets of mine" in call("impose", badges[0], "--stock", "mine", "-o", "out.pdf").output
    assert PdfReader("out.pdf").pages[0].trimbox.left == pytest.approx(points(10), abs=0.01)


def test_a_stock_that_does_not_add_up_is_refused_with_the_sum(call) -> None:
    Path("badgeforge.toml").write_text(OWN.replace("left = 10", "left = 40"), encoding="utf-8")
    refused = call("stock", "list")
    assert refused.exit_code == 1
    assert "stock mine: labels leave the sheet across: 40 + 1 x 90 + 86 = 216 mm > sheet 210 mm, by 6 mm" in refused.stderr


def test_the_best_fit_is_a_stock_of_ones_own(call, badges: list[Path]) -> None:
    fit = call("stock", "fit", "sra3", "86x124", "--gutter", 0, "--marks", 2)
    assert "# 6 columns would take 6 x 86 + 5 x 0 + 2 x 10 = 536 mm, the sheet has 450" in fit.output
    Path("badgeforge.toml").write_text(fit.output, encoding="utf-8")
    assert "5 x 2: A1 to E2" in call("stock", "show", "sra3-5x2").output
    assert call("impose", badges[0], "--stock", "sra3-5x2", "--copies", 10, "-o", "out.pdf").output.startswith("10 badges on 1 sheets")
    assert call("stock", "fit", "a4", "86 by 124").exit_code == 2


def test_a_last_sheet_is_filled_with_the_first_badges(call, badges: list[Path]) -> None:
    assert call("impose", *badges, "--last", "fill", "-o", "out.pdf").output == "8 badges on 2 sheets of a4-2x2: out.pdf\n"
    assert names(Path("out.pdf")) == [["Zoë", "Ana", "Li", "Ömer"], ["Noor", "Zoë", "Ana", "Li"]]
    call("impose", badges[0], "--last", "fill", "--start-at", "A2", "-o", "out.pdf")
    assert names(Path("out.pdf")) == [["Zoë", "Zoë"]], "the used slots stay empty"


def test_marks_as_a_print_shop_wishes(call, badges: list[Path]) -> None:
    call("impose", badges[0], "--mark-ink", "all", "--targets", "--mark-length", 4, "--mark-weight", 0.5, "-o", "out.pdf")
    page = PdfReader("out.pdf").pages[0]
    assert page["/Resources"]["/ColorSpace"]["/All"][:2] == ["/Separation", "/All"]
    assert b"/All CS 1 SCN 0.5 w" in page.get_contents().get_data()


def test_a_preview_shows_where_the_labels_are(call) -> None:
    assert call("stock", "preview", "avery-l4785", "--png").output == "avery-l4785.png\n"
    with Image.open("avery-l4785.png") as picture:
        scale = picture.width / 210
        grey = picture.convert("L")
        edge = min(grey.getpixel((round(17.5 * scale) + off, round(38 * scale))) for off in (-1, 0, 1))
        inside = grey.getpixel((round(30 * scale), round(20 * scale)))
    assert edge < 200 < inside
    assert [path.name for path in Path().iterdir()] == ["avery-l4785.png"]
    call("stock", "preview", "avery-l4785")
    assert len(PdfReader("avery-l4785.pdf").pages) == 2
