"""Step 5 as a stage: the PrintCenter, where no Elixir application performs it."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ledger.values import Done, Outcome, Refused

log = logging.getLogger("badgeforge.print_center")


class PrintCenter:
    """confirm: enters that a print's confirmation was performed; log_names: whether the line of a badge says whose it is."""

    def __init__(self, *, confirm: Callable[[int], Awaitable[None]], log_names: bool = True) -> None:
        self._confirm = confirm
        self._log_names = log_names

    async def run(self, args: Mapping[str, Any]) -> Outcome:
        """One job of the queue `printing`: the badge is on paper, and its confirmation performed."""
        print_id = args.get("print_id")
        if not isinstance(print_id, int):
            return Refused(why=f"a confirmation has an integer print_id: {print_id!r}; only the spool worker emits them")
        who = f"{args.get('id')} for {args.get('name')}" if self._log_names else f"{args.get('id')}"
        log.info("Printing badge %s: %s", who, args.get("path"))
        await self._confirm(print_id)
        return Done()
