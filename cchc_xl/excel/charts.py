"""Native charts over the columns of a table."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cchc_xl.excel.styles import PALETTE
from cchc_xl.form import layout

WIDTH, WIDE, PIXELS_A_ROW = 770, 1180, 20
_HEIGHT, _BAR = 288, 22
_COLOURS = (PALETTE["title"], "#A6B8C9", "#C55A11")


class Chart(NamedTuple):
    """A chart below the table, "bar" or "column", of the rows from `first` on up to before `end`."""

    kind: str
    title: str
    categories: str
    series: tuple[str, ...]
    first: int = 0
    end: int | None = None

    def height(self, rows: int) -> int:
        """Give the height in pixels that shows so many rows."""
        return max(_HEIGHT, _BAR * rows + 90 if self.kind == "bar" else 0)


def make_chart(book: Any, title: str, columns: Sequence[str], chart: Chart, rows: range) -> Any:
    """Make the chart of rows (counted from 0 in the sheet) of the sheet with this title and these columns."""
    made = book.add_chart({"type": chart.kind})
    where = columns.index(chart.categories)
    for colour, key in zip(_COLOURS, chart.series, strict=False):
        at = columns.index(key)
        made.add_series(
            {
                "name": [title, layout.HEADER_ROW - 1, at],
                "categories": [title, rows[0], where, rows[-1], where],
                "values": [title, rows[0], at, rows[-1], at],
                "fill": {"color": colour},
            }
        )
    font: Mapping[str, object] = {"name": "Times New Roman"}
    made.set_title({"name": chart.title, "name_font": {"size": 12, **font}})
    if chart.kind == "bar":  # the first row on top, as in the table, and every row named
        made.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 9, **font}})
        made.set_x_axis({"num_font": font, "label_position": "high"})
    else:
        made.set_y_axis({"min": 0, "num_font": font})  # cut columns would exaggerate differences
        made.set_x_axis({"num_font": {"size": 9, **font}})
    made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": font})
    return made


def place_charts(
    book: Any,
    worksheet: Any,
    title: str,
    columns: Sequence[str],
    charts: Sequence[tuple[Chart, range]],
    last: int,
    *,
    across: int = 1,
) -> int:
    """Put charts below row `last` (from 1), so many beside each other; give the last row that they reach."""
    width = WIDTH if across == 1 else WIDE // across
    for start in range(0, len(charts), across):
        beside = charts[start : start + across]
        height = max(chart.height(len(rows)) for chart, rows in beside)
        for place, (chart, rows) in enumerate(beside):
            made = make_chart(book, title, columns, chart, rows)
            made.set_size({"width": width - 10, "height": height})
            worksheet.insert_chart(last + 1, 0, made, {"x_offset": place * width})
        last += 2 + -(-height // PIXELS_A_ROW)
    return last
