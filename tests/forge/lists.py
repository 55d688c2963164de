"""What the tests of lists ask of one."""

from forge.intake import Intake, Row


def names(intake: Intake) -> list[str]:
    """In the order of the list."""
    return [row.attendee.name for row in intake.rows]


def ids(intake: Intake) -> list[str]:
    """In the order of the list."""
    return [row.attendee.id for row in intake.rows]


def first(intake: Intake) -> Row:
    """Its first row."""
    return next(iter(intake.rows))


def lines(text: str) -> bytes:
    """As a file of Windows has them."""
    return text.strip().replace("\n", "\r\n").encode()
