"""Stocks for the properties: unequal on all sides, any grid, with or without gutters."""

from hypothesis import strategies as st

from imposition.mark_style import Style, Where
from imposition.stock import Kind, Stock
from ledger.values import Size

tenths = st.integers(min_value=0, max_value=300).map(lambda each: each / 10)
sides = st.integers(min_value=150, max_value=1600).map(lambda each: each / 10)


@st.composite
def stocks(draw: st.DrawFn, kinds: tuple[Kind, ...] = (Kind.CUT, Kind.DIE_CUT)) -> Stock:
    label = Size(width=draw(sides), height=draw(sides))
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    left, right, top, bottom, gutter_x, gutter_y = (draw(tenths) for _ in range(6))
    pitch_x, pitch_y = label.width + gutter_x, label.height + gutter_y
    sheet = Size(
        width=left + (columns - 1) * pitch_x + label.width + right,
        height=top + (rows - 1) * pitch_y + label.height + bottom,
    )
    across, down = sorted((sheet.width, sheet.height))
    return Stock(
        name="drawn",
        title="drawn by hypothesis",
        source="hypothesis",
        kind=draw(st.sampled_from(kinds)),
        media=f"om_drawn_{across:.2f}x{down:.2f}mm",
        sheet=sheet,
        label=label,
        columns=columns,
        rows=rows,
        left=left,
        top=top,
        pitch_x=pitch_x,
        pitch_y=pitch_y,
        mark_length=draw(st.sampled_from((0, 2, 3.5, 5))),
        mark_offset=draw(st.sampled_from((0, 1, 3, 4))),
        slug=draw(st.booleans()),
    )


styles = st.builds(
    Style,
    length=st.none() | st.sampled_from((0, 2, 3, 12)),
    offset=st.none() | st.sampled_from((0, 1, 5)),
    where=st.sampled_from(Where),
    targets=st.booleans(),
)
bleeds = st.integers(min_value=0, max_value=80).map(lambda each: each / 10)
