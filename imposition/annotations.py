"""Annotations: what a page shows on top of its content. Those set to print are flattened; links and the rest are dropped."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from imposition.copying import Copier
from imposition.geometry import Matrix, Rect
from imposition.objects import DictionaryObject, IndirectObject, StreamObject, resolve

_HIDDEN: Final = 1 << 1
_PRINT: Final = 1 << 2
_INVISIBLE: Final = frozenset({"/Link", "/Popup"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A picture to be drawn over a page. form: reference to it; matrix: into the page's coordinates, in points."""

    form: bytes
    matrix: Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What becomes of a page's annotations."""

    appearances: tuple[Appearance, ...] = ()
    warnings: tuple[str, ...] = ()


def annotations(page: DictionaryObject, copier: Copier) -> Annotations:
    """Copy the appearances that print; the warnings say how many were flattened, and how many dropped."""
    counts: Counter[str] = Counter()
    appearances = []
    for each in resolve(page.get("/Annots")) or []:
        annotation = resolve(each)
        normal = _normal(annotation)
        if resolve(annotation.get("/Subtype")) in _INVISIBLE:
            counts["links dropped"] += 1
        elif normal is None or _flags(annotation) & (_PRINT | _HIDDEN) != _PRINT:
            counts["annotations not set to print dropped"] += 1
        else:
            counts["annotations flattened"] += 1
            appearances.append(Appearance(form=copier.reference(normal), matrix=_placing(annotation, resolve(normal))))
    return Annotations(appearances=tuple(appearances), warnings=tuple(f"{what}: {count}" for what, count in sorted(counts.items())))


def _flags(annotation: Any) -> int:
    return int(resolve(annotation.get("/F", 0)) or 0)


def _normal(annotation: Any) -> IndirectObject | None:
    """The normal appearance, that of the current state where there are several."""
    normal = (resolve(annotation.get("/AP")) or {}).get("/N")
    if not isinstance(resolve(normal), StreamObject):
        normal = (resolve(normal) or {}).get(resolve(annotation.get("/AS")))
    return normal if isinstance(resolve(normal), StreamObject) else None


def _placing(annotation: Any, form: Any) -> Matrix:
    """The scaling that brings the form's box, as its own matrix turns it, onto the annotation's rectangle."""
    own = Matrix(*(float(resolve(each)) for each in resolve(form.get("/Matrix")) or Matrix()))
    box, target = own.box(_rect(form["/BBox"])), _rect(annotation["/Rect"])
    x, y = target.width / box.width, target.height / box.height
    return Matrix(x, 0, 0, y, target.left - x * box.left, target.bottom - y * box.bottom)


def _rect(array: Any) -> Rect:
    """In points: both rectangles of `_placing` are."""
    return Rect.spanning(*(float(resolve(each)) for each in resolve(array)))
