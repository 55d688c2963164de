"""The QR code of a badge, as an SVG of one path with its quiet zone of four modules. No I/O."""

import re

import segno
from markupsafe import Markup

QUIET = 4
"""modules; ISO/IEC 18004 asks for four"""

_LOOP = re.compile(r"M(\d+) (\d+)([^z]*)z")
_STEP = re.compile(r"([HV])(\d+)")

type Point = tuple[int, int]


def svg(content: str) -> Markup:
    """Dark modules on white, drawn as the outlines of their areas.

    Outlines, not a rectangle a module: rectangles that touch leave hairlines between them in most viewers.
    """
    side, dark = modules(content)
    return Markup(  # noqa: S704 - numbers only: the content is in the pattern, not in the markup
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0H{side}V{side}H0z"/>'
        f'<path fill="#000" d="{outlines(dark)}"/></svg>'
    )


def modules(content: str) -> tuple[int, set[Point]]:
    """The side with its quiet zone, and the dark modules. Error correction M: 15 % of the code may be scratched."""
    matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
    return len(matrix) + 2 * QUIET, {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def operators(content: str) -> bytes:
    """The same drawing in PDF's operators, in a square from 0, 0 to 1, 1 whose y axis goes down."""
    side, dark = modules(content)
    path = _LOOP.sub(_corners, outlines(dark))
    return f"q\n{1 / side:.9f} 0 0 {1 / side:.9f} 0 0 cm\n1 1 1 rg\n0 0 {side} {side} re\nf\n0 0 0 rg\n{path}f\nQ".encode()


def _corners(loop: "re.Match[str]") -> str:
    """A loop of the path data as moves and lines."""
    x, y, made = loop[1], loop[2], [f"{loop[1]} {loop[2]} m\n"]
    for command, value in _STEP.findall(loop[3]):
        x, y = (value, y) if command == "H" else (x, value)
        made.append(f"{x} {y} l\n")
    return "".join([*made, "h\n"])


def outlines(dark: set[Point]) -> str:
    """SVG path data round the areas of `dark`: clockwise outside, the holes the other way, so that any fill rule fits."""
    edges = _edges(dark)
    loops = []
    while edges:
        loops.append(_loop(edges, min(edges)))
    return "".join(loops)


def _edges(dark: set[Point]) -> dict[Point, list[Point]]:
    """Each side of a module that has light beyond it, as start > ends, with the dark on its right hand."""
    edges: dict[Point, list[Point]] = {}
    for x, y in sorted(dark):
        for beyond, start, end in (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        ):
            if beyond not in dark:
                edges.setdefault(start, []).append(end)
    return edges


def _loop(edges: dict[Point, list[Point]], start: Point) -> str:
    """Follow the edges from `start` until they close, using them up; a command at each corner only."""
    parts, here, across = [f"M{start[0]} {start[1]}"], start, False
    while True:
        there = _take(edges, here)
        if across != (turned := there[1] == here[1]) and here != start:
            parts.append(f"H{here[0]}" if across else f"V{here[1]}")
        here, across = there, turned
        if here == start:
            return "".join([*parts, "z"])


def _take(edges: dict[Point, list[Point]], here: Point) -> Point:
    there = edges[here].pop()
    if not edges[here]:
        del edges[here]
    return there
