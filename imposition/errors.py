"""What can go wrong in step 3. A message gives the rule, the value and the remedy."""


class ImpositionError(Exception):
    """Base of all errors of this package."""


class StockError(ImpositionError):
    """A stock, or a slot of it, does not exist or does not add up."""


class MarksError(ImpositionError):
    """Marks that nobody can draw."""


class Misfit(ImpositionError):  # noqa: N818 (the noun of the trade)
    """A design and a stock do not go together."""


class Unprintable(ImpositionError):  # noqa: N818 (what the badge is)
    """What is wrong with a PDF, where the badge is not known: a BadgeFileError follows from it."""


class BadgeFileError(ImpositionError):
    """One badge's PDF cannot be put on a sheet; the other badges can. `badge` is its id."""

    def __init__(self, badge: str, why: str) -> None:
        super().__init__(badge, why)  # its parts, so that it survives the way out of a slot
        self.badge = badge
        self.why = why

    def __str__(self) -> str:
        return f"badge {self.badge}: {self.why}"
