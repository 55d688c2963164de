"""PDFs of any origin onto sheets, without a database: what cannot be placed is named, the others are imposed."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from imposition.errors import BadgeFileError, ImpositionError, Misfit
from imposition.order import Last, Layout
from imposition.plan import BadgeSource, Options, plan
from imposition.source import measured
from imposition.stock import Stock
from imposition.stocks import fits
from imposition.write import Written, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed:
    """What became of a list of files. badges: how many are on the sheets, the repeated ones too; held: those that wait for a full
    sheet; errors: a sentence for each that cannot be placed."""

    badges: int
    written: Written | None
    held: tuple[str, ...]
    errors: tuple[str, ...]


def impose_files(
    files: Sequence[Path],
    stock: Stock,
    out: Path,
    options: Options,
    *,
    pages: int | None = None,
    copies: int = 1,
    last: Last = Last.FLUSH,
) -> Imposed:
    """Impose PDFs in their order into the file `out`, which appears when it is whole; it is not touched when no badge is left.

    pages: of each badge, 1 or 2; None: a file is a badge. copies: of each badge, one after the other. last: what becomes
    of those that fill no sheet; to fill it, the first badges are on it once more.
    """
    badges, errors = [], []
    for file in files:
        try:
            badges += [badge for badge in _badges(file, stock, pages) for _ in range(copies)]
        except (BadgeFileError, Misfit) as error:
            errors.append(str(error) if isinstance(error, BadgeFileError) else f"{file}: {error}")
    while True:
        placed, held = _placed(badges, stock, options, last)
        try:
            written = _written(placed, stock, out, options) if placed else None
        except BadgeFileError as error:
            errors.append(str(error))
            left = [badge for badge in badges if badge.id != error.badge]
            if len(left) == len(badges):
                raise
            badges = left
        else:
            return Imposed(badges=len(placed), written=written, held=tuple(badge.id for badge in held), errors=tuple(errors))


def _placed(badges: list[BadgeSource], stock: Stock, options: Options, last: Last) -> tuple[list[BadgeSource], list[BadgeSource]]:
    """Those on the sheets, and those that wait."""
    used = {stock.position(slot) for slot in options.used}
    layout = Layout(count=len(badges), capacity=stock.capacity, order=options.order, used=used, stack=options.stack)
    match last:
        case Last.FLUSH:
            return badges, []
        case Last.FILL:
            return badges + list(islice(cycle(badges), layout.blank)), []
        case Last.HOLD:
            return badges[: layout.full], badges[layout.full :]


def _badges(file: Path, stock: Stock, pages: int | None) -> Iterator[BadgeSource]:
    size, bleed, count = measured(file, str(file))
    fits(stock, size, bleed)
    badge = BadgeSource(pdf=file, trim=stock.face, bleed=bleed, id=str(file))
    if pages is None and count <= 2:
        yield badge
        return
    if pages is None:
        raise BadgeFileError(str(file), f"its PDF has {count} pages: say whether a badge has one of them or two (--pages 1, --pages 2)")
    if count % pages:
        raise BadgeFileError(str(file), f"its PDF has {count} pages, which are no whole badges of {pages}")
    for first in range(0, count, pages):
        yield replace(badge, id=f"{file} page {first + 1}", pages=range(first, first + pages))


def _written(badges: Sequence[BadgeSource], stock: Stock, out: Path, options: Options) -> Written:
    sheets = plan(stock, badges, options)
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            written = write(sheets, file)
        partial.replace(out)
    except OSError as error:
        raise ImpositionError(f"the sheets cannot be written: {out}: {error.strerror}; name another file") from error
    finally:
        partial.unlink(missing_ok=True)
    return written
