"""Numbers, seconds and pairs as a person types them."""

import math
from typing import Any

import click


class Within(click.FloatRange):
    """A number between two bounds: click lets `nan` and `inf` pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return number if math.isfinite(number) else self.fail(f"{value} is no number to measure by.", param, ctx)


class Seconds(click.ParamType[str]):
    """Seconds from 0, or the word `hold`, which is None."""

    name = "seconds"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            good = value == "hold" or 0 <= float(value) < float("inf")
        except ValueError:
            good = False
        return value if good else self.fail(f"{value!r} is neither a number of seconds from 0 nor the word hold.", param, ctx)


class Pair(click.ParamType[tuple[str, str]]):
    """NAME=VALUE."""

    name = "pair"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        name, equals, text = value.partition("=")
        return (name, text) if name and equals else self.fail(f"{value!r} is not of the form NAME=VALUE.", param, ctx)
