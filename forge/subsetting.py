"""Fonts cut down to the letters of one badge, by HarfBuzz.

WeasyPrint keeps the numbers of the glyphs, so that the 65,535 of a Chinese font leave 220 KB of empty entries and take 18 ms. Here the
glyphs are numbered anew and the PDF says which is which: 2 KB in 4 ms, and in 0.1 ms from a TrueType face that HarfBuzz has prepared.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final

from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from forge.engine import Font, ffi, get_hb_object_data, harfbuzz, harfbuzz_subset

TRUE_TYPE: Final = "glyf"
CID: Final = "CFF "
PICTURES: Final = "CBDT"
_NEEDED: Final = {"head", "hhea", "maxp", "hmtx", "loca", "glyf", "CFF "}
_CHANGING: Final = {"fvar", "EBDT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """file: a TrueType font, or the bare CFF of a font with CIDs. numbers: of the glyphs asked for, in their order."""

    file: bytes
    numbers: tuple[int, ...]


class Cutter:
    """A font, prepared. kind: TRUE_TYPE, CID (CFF with numbered glyphs), PICTURES (bitmaps, which are drawn as images), or "" for
    what only WeasyPrint embeds: drawings, variable and name-keyed fonts. often: it will be cut many times."""

    def __init__(self, font: Font, *, often: bool = True) -> None:
        dropped = (name for name in font.tables if name not in _NEEDED)
        self._dropped = sorted(harfbuzz.hb_tag_from_string(name.encode(), -1) for name in dropped)
        self._face = font.hb_face
        self.kind = self._kind(font)
        if often and self.kind == TRUE_TYPE:  # a Chinese font would take 0.8 s
            self._face = ffi.gc(harfbuzz_subset.hb_subset_preprocess(font.hb_face), harfbuzz.hb_face_destroy)

    def cut(self, glyphs: Collection[int]) -> Subset:
        """The font with these glyphs only."""
        wanted = sorted(glyphs)
        if self.kind == PICTURES:
            return Subset(file=_blank(), numbers=(0,) * len(wanted))
        plan = _checked(harfbuzz_subset.hb_subset_plan_create_or_fail(self._face, self._input(wanted)))
        plan = ffi.gc(plan, harfbuzz_subset.hb_subset_plan_destroy)
        face = ffi.gc(_checked(harfbuzz_subset.hb_subset_plan_execute_or_fail(plan)), harfbuzz.hb_face_destroy)
        numbers = harfbuzz_subset.hb_subset_plan_old_to_new_glyph_mapping(plan)
        file = _table(face, CID) if self.kind == CID else get_hb_object_data(face)
        return Subset(file=file, numbers=tuple(harfbuzz.hb_map_get(numbers, glyph) for glyph in wanted))

    def _input(self, glyphs: Sequence[int]) -> Any:
        made = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
        flags = harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE | harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
        harfbuzz_subset.hb_subset_input_set_flags(made, flags)
        _add(harfbuzz_subset.hb_subset_input_glyph_set(made), glyphs)
        _add(harfbuzz_subset.hb_subset_input_set(made, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG), self._dropped)
        return made

    def _kind(self, font: Font) -> str:
        if font.svg or font.colr or _CHANGING & {*font.tables}:
            return ""
        if font.png:
            return PICTURES
        if TRUE_TYPE in font.tables:
            return TRUE_TYPE
        self.kind = CID
        return CID if CID in font.tables and _has_cids(self.cut([0]).file) else ""


@cache
def _blank() -> bytes:
    """A TrueType font of one empty glyph: the letters of pictures can be searched and copied, and show nothing."""
    builder, out = FontBuilder(1000), BytesIO()
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0)})
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.font.save(out)
    return out.getvalue()


def _has_cids(cff: bytes) -> bool:
    """Whether glyphs are known by numbers that outlive the cut, not by names."""
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(cff), None)
    return hasattr(fonts[0], "ROS")


def _add(numbers: Any, sorted_: Sequence[int]) -> None:
    harfbuzz.hb_set_add_sorted_array(numbers, ffi.new(f"hb_codepoint_t[{len(sorted_)}]", sorted_), len(sorted_))


def _table(face: Any, name: str) -> bytes:
    blob = harfbuzz.hb_face_reference_table(face, harfbuzz.hb_tag_from_string(name.encode(), -1))
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    table = bytes(ffi.buffer(data, length[0]))
    harfbuzz.hb_blob_destroy(blob)
    return table


def _checked(made: Any) -> Any:
    if made == ffi.NULL:
        raise MemoryError("HarfBuzz could not cut a font")
    return made
