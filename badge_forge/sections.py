"""One table of the configuration: each entry is taken once, with its type and its bounds; what is left over is unknown. No I/O."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from badge_forge.times import span


class ConfigError(Exception):
    """The configuration cannot be used: rule, value, remedy."""


class Section:
    """title: what a person calls it, such as `[queues.badges]`; it stands in each message."""

    def __init__(self, title: str, table: object) -> None:
        if not isinstance(table, Mapping):
            raise ConfigError(f"{title} is a table of entries, not {table!r}; write [{title.strip('[]')}] and the entries below it")
        self.title = title
        self._entries: dict[str, Any] = dict(table)
        self._known: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        return str(self._take(name, default, str, "a text in quotes"))

    def flag(self, name: str, *, default: bool) -> bool:
        """true or false."""
        return bool(self._take(name, default, bool, "true or false"))

    def texts(self, name: str, default: Collection[str] = ()) -> tuple[str, ...]:
        """A list of strings."""
        found = self._take(name, list(default), list, 'a list of texts such as ["A", "B"]')
        if not all(isinstance(each, str) for each in found):
            raise self._wrong(name, found, 'a list of texts such as ["A", "B"]')
        return tuple(found)

    def table(self, name: str) -> "Section":
        """A table below this one."""
        self._known.append(name)
        return Section(f"[{name}]" if self.title == "the configuration" else f"{self.title} {name}", self._entries.pop(name, {}))

    def one_of(self, name: str, choices: Collection[str]) -> str:
        """One of these words, the first where none is given."""
        default = next(iter(choices))
        found = self._take(name, default, str, f"one of {', '.join(choices)}")
        if found not in choices:
            raise self._wrong(name, found, f"one of {', '.join(choices)}")
        return str(found)

    def whole(self, name: str, default: int, *, least: int) -> int:
        """A whole number that is not below `least`."""
        kind = f"a whole number from {least}"
        found = self._take(name, default, int, kind)
        if isinstance(found, bool) or found < least:
            raise self._wrong(name, found, kind)
        return int(found)

    def seconds(self, name: str, default: float, *, never: str) -> float | None:
        """A number of seconds, or the word `never`, which is None."""
        kind = f'a number of seconds from 0, or "{never}"'
        found = self._take(name, default, (int, float, str), kind)
        if found == never:
            return None
        if isinstance(found, str | bool) or not 0 <= found < float("inf"):
            raise self._wrong(name, found, kind)
        return float(found)

    def span(self, name: str, default: timedelta, *, never: str) -> timedelta | None:
        """A span such as "30 days", or the word `never`, which is None."""
        kind = f'a span such as "30 days" (minutes, hours, days or weeks), or "{never}"'
        found = self._take(name, default, (str, timedelta), kind)
        if isinstance(found, timedelta):
            return found
        try:
            return None if found == never else span(found)
        except ValueError as error:
            raise self._wrong(name, found, kind) from error

    def rest(self) -> dict[str, str]:
        """All that is left, each a string."""
        return {name: self.text(name) for name in list(self._entries)}

    def raw(self) -> dict[str, Any]:
        """All that is left, as it is: whoever asks knows what may be in it."""
        entries, self._entries = self._entries, {}
        return entries

    def names(self) -> tuple[str, ...]:
        """The names of the entries that were not taken yet."""
        return tuple(self._entries)

    def end(self) -> None:
        """Refuse what nobody took, with the entry that may have been meant."""
        for name in self._entries:
            close = get_close_matches(name, self._known, n=1)
            remedy = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(self._known)}"
            raise ConfigError(f"{self.title} has no entry {name!r}; {remedy}")

    def _take(self, name: str, default: Any, kind: type | tuple[type, ...], what: str) -> Any:
        self._known.append(name)
        found = self._entries.pop(name, default)
        if not isinstance(found, kind):
            raise self._wrong(name, found, what)
        return found

    def _wrong(self, name: str, found: object, what: str) -> ConfigError:
        return ConfigError(f"{name} in {self.title} is {what}, not {found!r}; correct it")
