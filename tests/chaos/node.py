"""A node that finds its badges made."""

from badge_forge import cli, slot_work
from tests.chaos.beforehand import stay_cold, take


def main() -> None:
    """badgeforge, with these in the place of the slots' functions."""
    slot_work.render_badge, slot_work.warm = take, stay_cold
    cli.main()
