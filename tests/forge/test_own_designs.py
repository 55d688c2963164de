"""What a designer may do beyond the shipped designs: a back, fonts and photos of one's own."""

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from forge.design import Design
from forge.errors import CannotRender
from forge.rendering import Renderer
from tests.forge.people import EVENT, person
from tests.forge.pictures import jpeg, letters, pdfium, poppler, text
from tests.forge.plain import pages_seen

BACK = """
<div class="face">
  <p style="margin: 100mm 6mm; position: absolute">Wi-Fi: paper · Emergency: 112</p>{{ text.name }}
</div>"""


@pytest.fixture(scope="module")
def two_sided(design: Design) -> Design:
    html = design.html.replace("<body ", '<body><div class="face" ').replace("</body>", f"</div>{BACK}</body>")
    toml = design.files["design.toml"].decode().replace("bleed = 3", "bleed = 3\nfaces = 2")
    return Design.parse("two", {**design.files, "design.toml": toml.encode(), "badge.html": html.encode()})


def font(pattern: str) -> bytes:
    """The file of an installed font."""
    found = subprocess.run(["fc-match", "-f", "%{file}", pattern], capture_output=True, text=True, check=True)
    return Path(found.stdout).read_bytes()


def test_a_badge_has_a_page_for_each_face(renderer: Renderer, two_sided: Design):
    renderer.render(person("Ada"), two_sided, event=EVENT)
    with pages_seen() as pages:
        made = renderer.render(person("Zoë Żak"), two_sided, event=EVENT)
    assert (made.pages, two_sided.faces, pages) == (2, ("front", "back"), [])
    assert letters(text(made.pdf)).count("ZoëŻak") == 2
    theirs = Renderer(whole=True).render(person("Zoë Żak"), two_sided, event=EVENT)
    for engine in (pdfium, poppler):
        for ours, whole in zip(engine(made.pdf), engine(theirs.pdf), strict=True):
            assert np.array_equal(ours, whole)


def test_a_font_in_the_folder_is_used(renderer: Renderer, design: Design):
    """Without being installed: its family has a name that no installed font has."""
    css = f"{design.css} @font-face {{ font-family: Mine; src: url(mine.ttf) }} .name {{ font-family: Mine, var(--fonts) }}"
    own = Design.parse("own", {**design.files, "badge.css": css.encode(), "mine.ttf": font("Noto Serif:bold")})
    made = renderer.render(person("Ada 山田"), own, event=EVENT)
    theirs = Renderer(whole=True).render(person("Ada 山田"), own, event=EVENT)
    assert np.array_equal(poppler(made.pdf)[0], poppler(theirs.pdf)[0])
    assert not np.array_equal(poppler(made.pdf)[0], poppler(renderer.render(person("Ada 山田"), design, event=EVENT).pdf)[0])


def test_a_photo_is_named_by_a_column(renderer: Renderer, design: Design):
    image = '<img style="position: absolute; left: 60mm; top: 36mm; width: 10mm; height: 10mm" src="{{ badge.fields.photo }}"></body>'
    files = {"badge.html": design.html.replace("</body>", image).encode(), "red.jpg": jpeg(), "blue.jpg": jpeg(colour="#0000ff")}
    own = Design.parse("photo", {**design.files, **files})
    for name, channel in (("red.jpg", 0), ("blue.jpg", 2)):
        (picture,) = pdfium(renderer.render(person("X", photo=name), own, event=EVENT).pdf, dpi=25.4)
        assert picture[36 + 3 + 5, 60 + 3 + 5].argmax() == channel
    with pytest.raises(CannotRender, match=r"green\.jpg"):
        renderer.render(person("X", photo="green.jpg"), own, event=EVENT)
    with pytest.raises(CannotRender, match="a Jinja template"):
        renderer.render(person("X"), own, event=EVENT)


def test_an_image_that_unpacks_to_gigabytes_fails_by_name(renderer: Renderer, design: Design):
    """Some KB of PNG, 169 million pixels."""
    out = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(out, "PNG")
    html = design.html.replace("<img ", '<img src="bomb.png"><img ').encode()
    bomb = Design.parse("bomb", {**design.files, "badge.html": html, "bomb.png": out.getvalue()})
    with pytest.raises(CannotRender, match=r"bomb\.png"):
        renderer.render(person("Ada"), bomb, event=EVENT)
