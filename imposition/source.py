"""A badge's PDF as imposition sees it: one face or two, each with its boxes. What cannot be printed as it is, is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from imposition.errors import BadgeFileError
from imposition.geometry import Matrix, Rect, millimetres, points
from imposition.layers import hidden_layer
from imposition.objects import DictionaryObject, damage_names, resolve
from imposition.plan import BadgeSource
from imposition.reading import kept_open, opened
from imposition.stocks import TOLERANCE
from ledger.values import Millimetre, Size

_INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_DEEPEST: Final = 32
_NO_PAGE: Final = "its PDF has 0 pages where a face should be; make the badge again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A page of a badge. Boxes in mm in the page's own coordinates, unturned, their corners in order."""

    page: DictionaryObject
    trim: Rect
    ink: Rect
    """the bleed box, on the media: what may be printed"""
    turn: int
    """degrees clockwise by which the page is looked at: 0, 90, 180 or 270"""
    close: Callable[[], None]
    """lets go of what was read of its file, and so of the page"""

    @property
    def size(self) -> Size:
        """The trim as it is looked at."""
        return self.trim.size if self.turn % 180 == 0 else Size(width=self.trim.height, height=self.trim.width)

    @property
    def bleed(self) -> Millimetre:
        """The widest of its four sides."""
        trim, ink = self.trim, self.ink
        return max(trim.left - ink.left, trim.bottom - ink.bottom, ink.right - trim.right, ink.top - trim.top)

    @property
    def upright(self) -> Matrix:
        """From the page's coordinates (points) to those with the upright trim's bottom left as origin."""
        left, bottom = points(self.trim.left), points(self.trim.bottom)
        right, top = points(self.trim.right), points(self.trim.top)
        return {
            0: Matrix(1, 0, 0, 1, -left, -bottom),
            90: Matrix(0, -1, 1, 0, -bottom, right),
            180: Matrix(-1, 0, 0, -1, right, top),
            270: Matrix(0, 1, -1, 0, top, -left),
        }[self.turn]


def faces(badge: BadgeSource, *, plain: bool = False) -> tuple[Face, ...]:
    """The front and, where there is one, the back of a badge.

    Raises BadgeFileError for a file that is missing, empty, damaged, encrypted or no PDF; has no page or more than two; is not
    of the badge's size within 0.5 mm; uses UserUnit; or has a layer that is switched off. With `plain` it is read in a tenth of
    the time, or raises NotPlain, as what is done with the pages may: then they must be asked for without.
    """
    with damage_names(badge.id):
        file = (opened if badge.pages is None else kept_open)(badge.pdf, badge.id, plain=plain)
        found = {f"its page {number}": page for number, page in _pages(badge, _shown(file.root, badge.id))}
        made = {which: _face(page, which, badge.id, file.close) for which, page in found.items()}
        for which, face in made.items():
            _require_size(face.size, which, badge)
        return tuple(made.values())


def measured(pdf: Path, name: str) -> tuple[Size, Millimetre, int]:
    """Trim and bleed of a file's first page, and how many pages it has. Raises BadgeFileError with this name, as `faces` does."""
    with damage_names(name):
        root = _shown(opened(pdf, name, plain=False).root, name)
        pages = list(_leaves(resolve(root.get("/Pages")), {}, 0))
        if not pages:
            raise BadgeFileError(name, _NO_PAGE)
        first = _face(pages[0], "its page 1", name, lambda: None)
        return first.size, first.bleed, len(pages)


def _shown(root: DictionaryObject, badge: str) -> DictionaryObject:
    if layer := hidden_layer(root):
        raise BadgeFileError(badge, f"its layer {layer} is off and would print; remove it from the file, or flatten it")
    return root


def _pages(badge: BadgeSource, root: DictionaryObject) -> Iterator[tuple[int, DictionaryObject]]:
    """The badge's pages with their numbers, from 1."""
    wanted, count = badge.pages, 0
    for index, page in enumerate(_leaves(resolve(root.get("/Pages")), {}, 0)):
        if wanted is None and index > 1:
            raise BadgeFileError(badge.id, "its PDF has more than 2 pages; a badge has a front and at most a back")
        if wanted is not None and index >= wanted.stop:
            break
        if wanted is None or index in wanted:
            count += 1
            yield index + 1, page
    if count == 0 or (wanted is not None and count != len(wanted)):
        raise BadgeFileError(badge.id, _NO_PAGE)


def _leaves(node: Any, inherited: dict[Any, Any], depth: int) -> Iterator[DictionaryObject]:
    """The pages of a tree of pages, each with what it inherits."""
    if depth > _DEEPEST:
        raise ValueError("the tree of pages has no end")
    own = inherited | {key: value for key, value in node.items() if key in _INHERITED}
    if "/Kids" in node:
        for kid in resolve(node["/Kids"]):
            yield from _leaves(resolve(kid), own, depth + 1)
    else:
        page = DictionaryObject(node)
        page.update(own)
        yield page


def _face(page: DictionaryObject, which: str, badge: str, close: Callable[[], None]) -> Face:
    if (unit := resolve(page.get("/UserUnit", 1))) != 1:
        raise BadgeFileError(badge, f"{which} has UserUnit {unit}, which sheets do not scale; save it with UserUnit 1")
    trim, ink = _boxes(page, which, badge)
    turn = resolve(page.get("/Rotate", 0)) or 0
    if turn % 90:
        raise BadgeFileError(badge, f"{which} has Rotate {turn}, which is no multiple of 90; make the badge again")
    return Face(page=page, trim=trim, ink=ink, turn=turn % 360, close=close)


def _boxes(page: DictionaryObject, which: str, badge: str) -> tuple[Rect, Rect]:
    media = _box(page, "/MediaBox", None)
    if media is None:
        raise BadgeFileError(badge, f"{which} has no MediaBox; make the badge again")
    crop = _box(page, "/CropBox", media)
    trim, bleed = _box(page, "/TrimBox", crop), _box(page, "/BleedBox", crop)
    trim, bleed = trim and trim.common(media), bleed and bleed.common(media)
    if trim is None:
        raise BadgeFileError(badge, f"{which} has its TrimBox outside its MediaBox; make the badge again")
    return trim, trim.union(bleed) if bleed else trim


def _box(page: DictionaryObject, key: str, default: Rect | None) -> Rect | None:
    value = resolve(page.get(key))
    if value is None:
        return default
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError(f"{key} is no array of four numbers")
    return Rect.spanning(*(millimetres(float(resolve(edge))) for edge in value))


def _require_size(size: Size, which: str, badge: BadgeSource) -> None:
    off = max(abs(size.width - badge.trim.width), abs(size.height - badge.trim.height))
    if off > TOLERANCE + 1e-6:
        raise BadgeFileError(
            badge.id,
            f"{which} is {size.width:.1f} x {size.height:.1f} mm by its TrimBox, not {badge.trim}: {off:.1f} mm off;"
            " sheets are never scaled, make the badge in its design's size",
        )
