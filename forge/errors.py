"""What can be wrong in steps 1 and 2. One base class; a message is always the rule, the value that breaks it, the remedy."""


class ForgeError(Exception):
    """A person's input cannot become a badge.

    The arguments are plain strings, so that the error crosses a process border unchanged.
    """

    def __init__(self, rule: str, value: str, remedy: str) -> None:
        super().__init__(rule, value, remedy)
        self.rule = rule
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.rule}: {self.value}; {self.remedy}"


# Step 1: attendees and lists of them.


# Step 2: designs and badges.


class DesignError(ForgeError):
    """A design's folder, archive or `design.toml` cannot be used."""


class CannotRender(ForgeError):  # noqa: N818 (what the worker must say)
    """This attendee cannot be rendered in this design: nothing is printed until it is mended, or accepted as it is."""
