"""The fonts of a badge as PDF objects: each with the letters that the badge uses, and what they say."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from forge.engine import build_fonts_dictionary, pydyf
from forge.faces import Face, tag
from forge.subsetting import CID, Cutter

OPTIONS: Final = {"hinting": False, "pdf_version": None}
BATCH: Final = 100
"""entries in a bfchar block, at most"""
_BEFORE: Final = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_AFTER: Final = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


def embed(pdf: pydyf.PDF, fonts: Mapping[int, Face]) -> dict[str, bytes]:
    """Put the fonts into `pdf`; returns their references by the name that the operators use."""
    ours = {key: font for key, font in fonts.items() if font.cutter.kind and not font.missing}
    theirs = {key: font for key, font in fonts.items() if key not in ours}
    return {font.hash: _font(pdf, font) for font in ours.values()} | dict(build_fonts_dictionary(pdf, theirs, True, True, OPTIONS))


def recut(pdf: pydyf.PDF, fonts: Iterable[Any], names: dict[str, bytes]) -> None:
    """Embed anew what WeasyPrint has embedded: an event in Japanese would weigh 100 KB on every badge, and the subsets of two types
    would have one name.

    names: references by name, which are put right. What is embedded twice loses its file; nothing refers to it any more."""
    for font in fonts:
        if font.used_in_forms or font.missing or not (cutter := Cutter(font, often=False)).kind:
            continue
        font.cutter = cutter
        tag([font])
        inner = pdf.objects[number_of(pdf.objects[number_of(names[font.hash])]["DescendantFonts"][0])]
        descriptor = pdf.objects[number_of(inner["FontDescriptor"])]
        pdf.objects[number_of(descriptor.get("FontFile3") or descriptor["FontFile2"])].stream = []
        names[font.hash] = _font(pdf, font)


def number_of(reference: bytes) -> int:
    """Of the object that a reference names."""
    return int(reference.split()[0])


def _font(pdf: pydyf.PDF, font: Face) -> bytes:
    subset = font.cutter.cut(font.to_unicode)
    is_cid = font.cutter.kind == CID
    file = _added(pdf, compressed(subset.file, {"Subtype": "/CIDFontType0C"} if is_cid else {"Length1": len(subset.file)}))
    descriptor = _added(pdf, pydyf.Dictionary({**_descriptor(font), "FontFile3" if is_cid else "FontFile2": file}))
    inner = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": f"/CIDFontType{0 if is_cid else 2}",
            "BaseFont": font.name,
            "CIDSystemInfo": pydyf.Dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
            "W": _widths(font.widths),
            "FontDescriptor": descriptor,
        }
    )
    if not is_cid:
        inner["CIDToGIDMap"] = _added(pdf, compressed(_map(sorted(font.to_unicode), subset.numbers), {}))
    return _added(
        pdf,
        pydyf.Dictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": font.name,
                "ToUnicode": _added(pdf, compressed(_said(font.to_unicode), {})),
                "Encoding": "/Identity-H",
                "DescendantFonts": pydyf.Array([_added(pdf, inner)]),
            }
        ),
    )


def compressed(data: bytes, extra: Mapping[str, Any]) -> pydyf.Stream:
    """A stream, deflated at the usual level: pydyf's highest takes three times as long for 1 %."""
    return pydyf.Stream([zlib.compress(data)], {**extra, "Filter": "/FlateDecode"})


def _added(pdf: pydyf.PDF, object_: pydyf.Object) -> bytes:
    pdf.add_object(object_)
    return bytes(object_.reference)


def _descriptor(font: Face) -> dict[str, Any]:
    return {
        "Type": "/FontDescriptor",
        "FontName": font.name,
        "FontFamily": pydyf.String(font.family),
        "Flags": font.flags,
        "FontBBox": pydyf.Array([0, font.descent, max(font.widths.values(), default=0), font.ascent]),
        "ItalicAngle": font.italic_angle,
        "Ascent": font.ascent,
        "Descent": font.descent,
        "CapHeight": font.ascent,
        "StemV": font.stemv,
        "StemH": font.stemh,
    }


def _widths(widths: Mapping[int, int]) -> bytes:
    """As text: a list of lists of numbers would take pydyf a fifteenth of a badge's time."""
    return b"[%s]" % b" ".join(b"%d [%d]" % (glyph, widths[glyph]) for glyph in sorted(widths))


def _map(glyphs: Sequence[int], numbers: Sequence[int]) -> bytes:
    """For each number of the whole font two bytes: the one in the file. A font that is asked for invisible characters only has none."""
    table = bytearray(2 * (max(glyphs, default=0) + 1))
    for glyph, number in zip(glyphs, numbers, strict=True):
        table[2 * glyph : 2 * glyph + 2] = number.to_bytes(2, "big")
    return bytes(table)


def _said(to_unicode: Mapping[int, str]) -> bytes:
    entries = [b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode()) for glyph, text in to_unicode.items()]
    blocks = (entries[at : at + BATCH] for at in range(0, len(entries), BATCH))
    return _BEFORE + b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks) + _AFTER
