"""The inner parts of WeasyPrint and pydyf are those that this program was written for. Whoever takes another version begins here."""

import inspect
import subprocess
import sys

import pytest

from forge import engine
from forge.design import find
from forge.layout import Layout
from forge.page import styles

SIGNATURES = {
    "draw_first_line": "(stream, textbox, text_overflow, block_ellipsis, matrix)",
    "draw_emojis": "(stream, style, x, y, emojis)",
    "build_fonts_dictionary": "(pdf, fonts, compress, subset, options)",
    "use_references": "(pdf, resources, images, color_profiles)",
    "to_bytes": "(item)",
    "get_pango_font_key": "(pango_font)",
    "get_pango_font_hb_face": "(pango_font)",
    "get_hb_object_data": "(hb_object, ot_color=None, glyph=None)",
    "get_log_attrs": "(text, lang)",
    "Font": "(pango_font, description, font_size)",
    "Stream": "(fonts, page_rectangle, resources, images, tags, color_profiles, output_intent, *args, **kwargs)",
    "PangoLayout": "(style, justification_spacing=0, max_width=None)",
    "Matrix": "(a=1, b=0, c=0, d=1, e=0, f=0, matrix=None)",
}
MEMBERS = {
    "PangoLayout": {"deactivate", "get_first_line", "reactivate", "set_text"},
    "Stream": {"add_font", "begin_text", "end_text", "set_color", "stacked"},
}
OF_A_FONT = set(
    "ascent colr descent family file_content flags hash hb_face italic_angle missing name png stemh stemv svg tables to_unicode"
    " used_in_forms widths".split()
)

NO_PROCESS = """
import sys

def hook(event, arguments):
    if event == "subprocess.Popen":
        raise SystemExit(f"{arguments[1]} was started")

sys.addaudithook(hook)
import forge.engine
"""


def test_its_import_starts_no_process():
    """Each node imports it before its first badge."""
    imported = subprocess.run([sys.executable, "-c", NO_PROCESS], capture_output=True, text=True, check=False)
    assert (imported.returncode, imported.stderr) == (0, "")


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_function_takes_what_it_took(name: str):
    assert str(inspect.signature(getattr(engine, name))) == SIGNATURES[name]


@pytest.mark.parametrize("name", MEMBERS)
def test_a_class_has_what_it_had(name: str):
    assert MEMBERS[name] - {*dir(getattr(engine, name))} == set()


def test_a_document_has_boxes_with_their_texts_and_fonts_with_their_tables():
    document = Layout(name="x", styles=styles(find("conference")), files={}).lay_out('<p class="line name">Ada')
    assert [box.text for box in engine.boxes(document) if type(box).__name__ == "TextBox"] == ["Ada"]
    document.write_pdf()
    (font,) = document.fonts.values()
    assert OF_A_FONT - {*dir(font)} == set()


@pytest.mark.parametrize("program", engine.VERSIONS)
def test_another_version_is_refused_by_name(program: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "version", lambda name: "99.0" if name == program else engine.VERSIONS[name])
    with pytest.raises(engine.EngineError, match=rf"inner parts of {program} .*: {program} 99\.0; install what requirements\.lock names"):
        engine.check()
