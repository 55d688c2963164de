"""A table of a `design.toml` that is asked for what should be in it, and says what is wrong with it. No I/O."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from forge.errors import DesignError

FILE: Final = "design.toml"
LARGEST_MM: Final = 500.0


class Table:
    """A table of the file that knows where it stands, which of its keys were read, and what to say of the others."""

    def __init__(self, where: str, values: Mapping[str, Any]) -> None:
        self._where = where
        self._values = values
        self._read: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        return str(self._get(key, default, lambda value: isinstance(value, str), "a string"))

    def number(self, key: str, default: float | None = None, *, least: float = 0, most: float = LARGEST_MM) -> float:
        return float(self._get(key, default, lambda value: _is_number(value, least, most), f"a number from {least:g} to {most:g}"))

    def whole(self, key: str, default: int, *, least: int, most: int) -> int:
        def good(value: Any) -> bool:
            return isinstance(value, int) and _is_number(value, least, most)

        return int(self._get(key, default, good, f"a whole number from {least} to {most}"))

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        def good(value: Any) -> bool:
            return isinstance(value, list) and len(value) == count and all(_is_number(each, 1, LARGEST_MM) for each in value)

        return tuple(float(each) for each in self._get(key, None, good, f"{count} numbers from 1 to {LARGEST_MM:g}"))

    def tables(self, key: str, *, nested: bool = True) -> list[tuple[str, "Table"]]:
        """The tables [key.*], or the one table [key] where they are not nested; none where it is not there."""
        found = self._get(key, {}, lambda value: isinstance(value, dict), "a table")
        inner = found if nested else {key: found} if found else {}
        where = f"{self._where}, {key}"
        for name, value in inner.items():
            if not isinstance(value, dict):
                self.refuse(f"[{key}.{name}] is a table", repr(value), f"write [{key}.{name}] on a line of its own")
        return [(name, Table(f"{where} {name}" if nested else where, value)) for name, value in inner.items()]

    def done(self) -> None:
        """All keys were read, or one is misspelt."""
        if unknown := sorted(set(self._values) - self._read):
            self.refuse(f"a {FILE} has the keys that docs/designs.md names", unknown[0], f"known here: {', '.join(sorted(self._read))}")

    def refuse(self, rule: str, value: str, remedy: str) -> NoReturn:
        raise DesignError(rule, f"{self._where}: {value}", remedy)

    def _get(self, key: str, default: Any, good: Callable[[Any], bool], kind: str) -> Any:
        self._read.add(key)
        value = self._values.get(key, default)
        if value is None:
            self.refuse(f"{key} is given", "missing", f"write {key} = ..., {kind}")
        if not good(value):
            self.refuse(f"{key} is {kind}", repr(value), "correct it")
        return value


def _is_number(value: object, least: float, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
