"""Lengths and factors as a person types them."""

import math
from typing import Any

import click


class Within(click.FloatRange):
    """A number between two bounds: click lets `nan` and `inf` pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return number if math.isfinite(number) else self.fail(f"{value} is no number to measure by.", param, ctx)
