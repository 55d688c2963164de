"""Photos of attendees: on the badge where they are, a clear error where they are not, nothing where nobody sent one."""

import io
import os
import zlib
from pathlib import Path

import pytest
from PIL import Image

from forge import photos
from forge.design import Design, find
from forge.errors import CannotRender
from forge.rendering import Renderer
from tests.forge.people import EVENT, person
from tests.forge.pictures import jpeg, pdfium

IMAGE = (
    '{% if photo %}<img style="position: absolute; left: 60mm; top: 36mm; width: 10mm; height: 10mm" src="{{ photo }}">{% endif %}</body>'
)
PLACE = (36 + 3 + 5, 60 + 3 + 5)
RED, BLUE = 0, 2


@pytest.fixture(scope="module")
def design() -> Design:
    shipped = find("conference")
    return Design.parse("photo", {**shipped.files, "badge.html": shipped.html.replace("</body>", IMAGE).encode()})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (folder := tmp_path / "faces").mkdir()
    (folder / "Zoë & co.jpg").write_bytes(jpeg())
    (folder / "blue.png").write_bytes(picture("PNG", "#0000ff"))
    return folder


def picture(kind: str, colour: str | int, size: tuple[int, int] = (8, 8), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def spoil(folder: Path, name: str) -> None:
    """What is no photo, by its name."""
    match name:
        case "zero.jpg":
            (folder / name).symlink_to("/dev/zero")
        case "pipe.jpg":
            os.mkfifo(folder / name)
        case "no.jpg":
            (folder / name).write_bytes(b"no picture")
        case "half.jpg":
            (folder / name).write_bytes((whole := jpeg((300, 300)))[: len(whole) // 2])
        case "bomb.png":
            (folder / name).write_bytes(picture("PNG", "white", (13_000, 13_000), "1"))
        case "packed.png":
            (folder / name).write_bytes(packed())
        case "deep.png":
            (folder / name).write_bytes(picture("PNG", 30_000, mode="I;16"))
        case "drawing.svg" | "drawing.jpg":
            (folder / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")


def packed() -> bytes:
    """A PNG with a colour profile of 50 MB in 50 KB."""
    small = picture("PNG", "red")
    profile = b"iCCP" + b"p\0\0" + zlib.compress(bytes(50_000_000))
    return small[:33] + (len(profile) - 4).to_bytes(4) + profile + zlib.crc32(profile).to_bytes(4) + small[33:]


def test_each_badge_has_its_own_photo(renderer: Renderer, design: Design, folder: Path):
    for name, channel in (("Zoë & co.jpg", RED), ("blue.png", BLUE), ("Zoë & co.jpg", RED)):
        made = renderer.render(person("X", Photo=name), design, event=EVENT, photos=folder)
        assert pdfium(made.pdf, dpi=25.4)[0][PLACE].argmax() == channel


def test_a_photo_that_was_replaced_is_seen(renderer: Renderer, design: Design, folder: Path):
    before = photos.digest(folder, "blue.png")
    renderer.render(person("X", photo="blue.png"), design, event=EVENT, photos=folder)
    (folder / "blue.png").write_bytes(jpeg())
    made = renderer.render(person("X", photo="blue.png"), design, event=EVENT, photos=folder)
    assert pdfium(made.pdf, dpi=25.4)[0][PLACE].argmax() == RED
    assert photos.digest(folder, "blue.png") != before


def test_who_has_no_photo_has_a_badge_without_one(renderer: Renderer, design: Design, folder: Path):
    made = renderer.render(person("X"), design, event=EVENT, photos=folder)
    assert (pdfium(made.pdf, dpi=25.4)[0][PLACE] > 240).all()


OTHERS = ("gone.jpg", "../secret.jpg", "/etc/passwd", ".", "a\u202eb", "x" * 300)
FILES = ("link.jpg", "zero.jpg", "pipe.jpg", "no.jpg", "half.jpg", "bomb.png", "packed.png", "deep.png", "drawing.svg", "drawing.jpg")


@pytest.mark.parametrize("name", [*OTHERS, *FILES])
def test_whatever_else_is_named_fails_the_badge_by_name(renderer: Renderer, design: Design, folder: Path, name: str):
    (folder.parent / "secret.jpg").write_bytes(jpeg())
    (folder / "link.jpg").symlink_to(folder.parent / "secret.jpg")
    spoil(folder, name)
    who = person("X", photo=name)
    assert len(photos.digest(folder, name)) in (0, 64)
    with pytest.raises(CannotRender, match="an attendee's photo is a"):
        renderer.render(who, design, event=EVENT, photos=folder)
    accepted = renderer.render(who, design, event=EVENT, photos=folder, accept=True)
    assert "an attendee's photo is a" in accepted.warnings[0]


def test_without_a_folder_the_error_says_where_to_name_it(renderer: Renderer, design: Design):
    with pytest.raises(CannotRender, match=r"`photos` below \[node\]"):
        renderer.render(person("X", photo="a.jpg"), design, event=EVENT)


def test_a_design_that_shows_none_needs_none(renderer: Renderer):
    assert renderer.render(person("X", photo="gone.jpg"), find("conference"), event=EVENT).warnings == ()


def test_a_photo_is_small_upright_and_on_white(folder: Path):
    turned = Image.new("RGBA", (3000, 1500), (255, 0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(folder / "big.png", exif=exif)
    found = Image.open(io.BytesIO(photos.load(folder, "big.png")))
    assert (found.size, found.format) == ((450, 900), "JPEG")
    assert min(found.getpixel((0, 0))) > 250
