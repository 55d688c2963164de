"""WeasyPrint and pydyf: the one module that imports them, their private parts included, which no promise covers.

Plates are cut and filled with these. Another version than the one that they were read in is refused at the start, not on a badge.
"""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, Final

import pydyf
from pydyf import _to_bytes as to_bytes

from forge.errors import ForgeError
from forge.sonames import sonames_only

with sonames_only():
    from weasyprint import CSS, HTML
    from weasyprint.draw.text import draw_emojis, draw_first_line
    from weasyprint.matrix import Matrix
    from weasyprint.pdf import _use_references as use_references
    from weasyprint.pdf.fonts import Font, build_fonts_dictionary
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, fontconfig, gobject, harfbuzz, harfbuzz_subset, pango
    from weasyprint.text.fonts import FontConfiguration, get_hb_object_data, get_pango_font_hb_face, get_pango_font_key
    from weasyprint.text.line_break import Layout as PangoLayout
    from weasyprint.text.line_break import get_log_attrs
    from weasyprint.urls import URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "FROM_UNITS",
    "HTML",
    "TO_UNITS",
    "Font",
    "FontConfiguration",
    "Matrix",
    "PangoLayout",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "boxes",
    "build_fonts_dictionary",
    "draw_emojis",
    "draw_first_line",
    "ffi",
    "fontconfig",
    "get_hb_object_data",
    "get_log_attrs",
    "get_pango_font_hb_face",
    "get_pango_font_key",
    "gobject",
    "harfbuzz",
    "harfbuzz_subset",
    "pango",
    "pydyf",
    "to_bytes",
    "use_references",
]

VERSIONS: Final = {"weasyprint": "70.0", "pydyf": "0.13.0"}

ffi.cdef("""
    gpointer g_object_ref (gpointer object);
    typedef ... hb_subset_plan_t;
    typedef ... hb_map_t;
    hb_face_t * hb_subset_preprocess (hb_face_t *source);
    hb_subset_plan_t * hb_subset_plan_create_or_fail (hb_face_t *face, const hb_subset_input_t *input);
    hb_face_t * hb_subset_plan_execute_or_fail (hb_subset_plan_t *plan);
    hb_map_t * hb_subset_plan_old_to_new_glyph_mapping (const hb_subset_plan_t *plan);
    void hb_subset_plan_destroy (hb_subset_plan_t *plan);
    hb_codepoint_t hb_map_get (const hb_map_t *map, hb_codepoint_t key);
""")


class EngineError(ForgeError):
    """The typesetter is not the one that this program was written for."""


def boxes(document: Any) -> Iterator[Any]:
    """Each box of a laid-out document."""
    return (box for page in document.pages for box in page._page_box.descendants(placeholders=True))


def check() -> None:
    """Raises EngineError."""
    for program, known in VERSIONS.items():
        if (found := version(program)) != known:
            rule, remedy = f"badges are drawn with the inner parts of {program} {known}", "install what requirements.lock names"
            raise EngineError(rule, f"{program} {found}", remedy)
    if not harfbuzz.hb_version_atleast(6, 0, 0):
        raise EngineError("badges need HarfBuzz 6 or later", "an older one", "install libharfbuzz-subset0 as Debian 12 has it")


check()
