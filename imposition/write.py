"""Writes planned sheets as a PDF, sheet by sheet: each badge is a form XObject in its cell, marks and slug lie outside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from imposition.document import Document, corners, numbers, stream, text
from imposition.drawing import FONT
from imposition.errors import BadgeFileError
from imposition.form import Form, embed
from imposition.geometry import Rect, points
from imposition.mark_style import Ink
from imposition.marks import Marks
from imposition.objects import damage_names
from imposition.plan import BadgeSource, Cell, Sheet, Sides, halves
from imposition.side import Placed, content, placed
from imposition.slug import Slug
from imposition.source import Face, faces
from imposition.stock import Stock
from imposition.tokens import NotPlain
from ledger.values import Correction

_ALL: Final = b"[/Separation/All/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[1 1 1 1]/N 1>>]"
"""a tint on every plate, whichever there are; on others it looks like all four"""
_VIEWER: Final = b"/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true>>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written. pages: of the PDF; sides: the IPP attribute for it; warnings: a sentence each."""

    pages: int
    bytes: int
    warnings: tuple[str, ...]
    sides: Sides


def check(badge: BadgeSource) -> int:
    """The pages of a badge's PDF, 1 or 2. Raises BadgeFileError where its file cannot be read or is not what it should be."""
    return len(faces(badge))


def write(sheets: Sequence[Sheet], out: BinaryIO) -> Written:
    """Write the sheets to `out`, each as one page, or as two where its badges have backs.

    The same sheets and files give the same bytes. Raises BadgeFileError for the first badge whose file cannot be placed; `out`
    is then incomplete.
    """
    return _Run(Document(out)).write(sheets)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A line of the outline. page: number of the page's object; left, top: of the cell, in points."""

    title: str
    page: int
    left: float
    top: float


class _Run:
    """One document on its way: what must be kept until its end."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._tree = document.reserve()
        self._pages: list[int] = []
        self._labels: list[str] = []
        self._outline: list[_Entry] = []
        self._warnings: dict[str, None] = {}
        self._spots: dict[str, bytes] = {}
        self._sides = 0
        """pages of each badge; 0 before the first one"""

    def write(self, sheets: Sequence[Sheet]) -> Written:
        for sheet in sheets:
            self._sheet(sheet)
        self._close(sheets[0].options.batch if sheets else "")
        both = self._sides == 2 and not sheets[0].stock.fold
        sides = sheets[0].options.sides if both else Sides.ONE_SIDED
        length = self._document.length
        return Written(pages=len(self._pages), bytes=length, warnings=tuple(self._warnings), sides=sides)

    def _sheet(self, sheet: Sheet) -> None:
        filled = [(cell, self._forms(cell.badge)) for cell in sheet.cells if cell.badge]
        self._warnings |= dict.fromkeys(sheet.marks.warnings)
        front = [each for cell, forms in filled for each in _front(sheet.stock, cell, forms)]
        page = self._page(sheet, front, sheet.marks, sheet.slug, sheet.options.front)
        self._labels.append(f"sheet {sheet.number}")
        self._outline += [_entry(sheet, cell, page) for cell, _ in filled]
        if self._sides == 2 and not sheet.stock.fold:
            behind, turned = sheet.behind, sheet.turned
            back = [_placed(forms[1], behind(cell.rect), behind(cell.ink), turned=turned) for cell, forms in filled]
            self._page(sheet, back, sheet.marks_behind, None, sheet.options.back)
            self._labels.append(f"sheet {sheet.number} back")

    def _forms(self, badge: BadgeSource) -> list[Form]:
        try:
            forms = self._embedded(badge, faces(badge, plain=True))
        except (NotPlain, BadgeFileError):  # whether a file is bad is for pypdf to say
            forms = self._embedded(badge, faces(badge))
        warnings = [*(warning for form in forms for warning in form.warnings), *self._odd_spots(forms)]
        self._warnings |= {f"badge {badge.id}: {warning}": None for warning in warnings}
        return forms

    def _odd_spots(self, forms: list[Form]) -> Iterator[str]:
        """A press has one plate for a spot colour: of two that differ only in their substitutes an office printer prints both."""
        for form in forms:
            for name, substitute in form.spots.items():
                if self._spots.setdefault(name, substitute) != substitute:
                    spot = f"its spot colour {name[1:]}"
                    yield f"{spot} has another substitute than the badges before it: they differ where it is not a plate"

    def _embedded(self, badge: BadgeSource, pages: Sequence[Face]) -> list[Form]:
        self._sides = self._sides or len(pages)
        if len(pages) != self._sides:
            why = f"its PDF has {len(pages)} pages, the badges before it {self._sides}; print badges with backs on sheets of their own"
            raise BadgeFileError(badge.id, why)
        with damage_names(badge.id):
            forms = [embed(face, self._document) for face in pages]
        pages[0].close()
        return forms

    def _page(self, sheet: Sheet, badges: list[Placed], marks: Marks, slug: Slug | None, correction: Correction) -> int:
        operators = self._document.add(*stream(b"", content(sheet, badges, marks, slug, correction)))
        resources = b"/XObject<<%b>>" % b"".join(b"/B%d %d 0 R" % (index, each.form) for index, each in enumerate(badges))
        if slug:
            resources += b"/Font<</F %d 0 R>>" % self._document.share(FONT)
        if sheet.options.marks.ink is Ink.ALL:
            resources += b"/ColorSpace<</All %d 0 R>>" % self._document.share(_ALL)
        page = self._document.add(
            b"<</Type/Page/Parent %d 0 R%b/Resources<<%b>>/Contents %d 0 R>>" % (self._tree, _boxes(sheet), resources, operators)
        )
        self._pages.append(page)
        return page

    def _close(self, title: str) -> None:
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._document.put(self._tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self._pages), kids))
        info = self._document.add(b"<</Title %b/Producer(Badge Forge)>>" % text(title))
        outlines = self._outlines()
        labels = b"".join(b"%d<</P%b>>" % (index, text(label)) for index, label in enumerate(self._labels))
        root = b"<</Type/Catalog/Pages %d 0 R%b%b/PageLabels<</Nums[%b]>>>>" % (self._tree, _VIEWER, outlines, labels)
        self._document.close(self._document.add(root), info)

    def _outlines(self) -> bytes:
        if not self._outline:
            return b""
        root = self._document.reserve()
        items = [self._document.reserve() for _ in self._outline]
        for index, (number, entry) in enumerate(zip(items, self._outline, strict=True)):
            before = b"/Prev %d 0 R" % items[index - 1] if index else b""
            after = b"/Next %d 0 R" % items[index + 1] if index + 1 < len(items) else b""
            place = b"[%d 0 R/XYZ %b null]" % (entry.page, numbers(entry.left, entry.top))
            body = b"<</Title %b/Parent %d 0 R/Dest%b%b%b>>" % (text(entry.title), root, place, before, after)
            self._document.put(number, body)
        self._document.put(root, b"<</Type/Outlines/Count %d/First %d 0 R/Last %d 0 R>>" % (len(items), items[0], items[-1]))
        return b"/Outlines %d 0 R" % root


def _front(stock: Stock, cell: Cell, forms: list[Form]) -> list[Placed]:
    """A badge's face in its cell; both faces where it is folded: the upper one stands on its head, until it is."""
    if not stock.fold:
        return [_placed(forms[0], cell.rect, cell.ink)]
    (lower, lower_ink), (upper, upper_ink) = halves(cell)
    return [_placed(forms[0], lower, lower_ink), _placed(forms[-1], upper, upper_ink, turned=True)]


def _placed(form: Form, cell: Rect, ink: Rect, *, turned: bool = False) -> Placed:
    return placed(form.number, form.size, cell, ink, turned=turned)


def _entry(sheet: Sheet, cell: Cell, page: int) -> _Entry:
    badge = cell.badge.id if cell.badge else ""
    title = f"sheet {sheet.number}, {cell.slot}, {badge}"
    return _Entry(title=title, page=page, left=points(cell.rect.left), top=points(cell.rect.top))


def _boxes(sheet: Sheet) -> bytes:
    paper, trims = Rect.of(sheet.stock.sheet), sheet.stock.grid
    bleeds = trims
    for cell in sheet.cells:
        bleeds = bleeds.union(cell.ink)
    return b"/MediaBox%b/TrimBox%b/BleedBox%b" % (corners(paper), corners(trims), corners(bleeds))
