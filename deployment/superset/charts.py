"""The charts of the three dashboards, each as data: which view it reads, and what it shows.

Every chart has a dataset (``datasets``). Colours of lights and statuses are those of the product's own pages.
"""

from dataclasses import dataclass, field

from assets.submissions.steward.overview import STATUS_COLOURS as COLOURS
from assets.submissions.steward.overview import STATUS_WORDS
from deployment.superset.parts import VERSION, identifier

ROWS = 10_000
LIGHT_COLOURS = {"绿": "#43a047", "蓝": "#1e88e5", "黄": "#fdd835", "红": "#e53935"}
LEVEL_COLOURS = {"强制": "#e53935", "核实": "#fdd835"}
STATUS_COLOURS = {STATUS_WORDS[status]: colour for status, colour in COLOURS.items()} | {"缺报": "#90a4ae"}
"""The colours of the report matrix; a missing report is white there, which a ring cannot be."""

PALETTE = "supersetColors"


@dataclass(frozen=True)
class Chart:
    """One chart: ``shows`` are the settings of its kind."""

    name: str
    title: str
    view: str
    kind: str
    shows: dict[str, object]
    about: str = ""
    where: tuple[str, ...] = field(default=())

    @property
    def uuid(self) -> str:
        """Its identifier."""
        return identifier("chart", self.name)

    def document(self) -> dict[str, object]:
        """The chart, as Superset imports it."""
        return {
            "slice_name": self.title,
            "description": self.about or None,
            "viz_type": self.kind,
            "params": {
                "viz_type": self.kind,
                "adhoc_filters": [_condition(sql) for sql in self.where],
                "row_limit": ROWS,
                **self.shows,
            },
            "cache_timeout": None,
            "uuid": self.uuid,
            "version": VERSION,
            "dataset_uuid": identifier("dataset", self.view),
        }


def metric(label: str, sql: str) -> dict[str, object]:
    """A number that a chart shows, by its SQL."""
    return {
        "expressionType": "SQL",
        "sqlExpression": sql,
        "label": label,
        "hasCustomLabel": True,
        "optionName": f"metric_{identifier('metric', label + sql)}",
    }


def _condition(sql: str) -> dict[str, object]:
    return {"clause": "WHERE", "expressionType": "SQL", "sqlExpression": sql}


def number(
    name: str, title: str, view: str, sql: str, *where: str, form: str = ",d", about: str = ""
) -> Chart:
    """One large number."""
    shows = {
        "metric": metric(title, sql),
        "y_axis_format": form,
        "header_font_size": 0.5,
        "subheader_font_size": 0.2,
        "subtitle_font_size": 0.2,
        "subheader": about,
    }
    return Chart(name, title, view, "big_number_total", shows, about, where)


def listing(
    name: str, title: str, view: str, columns: str, order: str, *where: str, about: str = ""
) -> Chart:
    """A table of rows as they are; ``order`` is a column, with - before it for the largest first."""
    shows = {
        "query_mode": "raw",
        "all_columns": columns.split(),
        "order_by_cols": [f'["{order.removeprefix("-")}", {str(not order.startswith("-")).lower()}]'],
        "row_limit": 1000,
        "server_page_length": 10,
        "page_length": 10,
        "show_cell_bars": False,
        "table_timestamp_format": "%Y-%m-%d",
    }
    return Chart(name, title, view, "table", shows, about, where)


def bars(
    name: str,
    title: str,
    view: str,
    axis: str,
    sql: str,
    label: str,
    *where: str,
    by: str = "",
    lying: bool = True,
    most: int = 0,
    colours: dict[str, str] | None = None,
    about: str = "",
) -> Chart:
    """Bars of a number along a column, stacked by another one; lying bars have room for long names."""
    shows = {
        "x_axis": axis,
        "metrics": [metric(label, sql)],
        "groupby": [by] if by else [],
        "stack": "Stack" if by else None,
        "orientation": "horizontal" if lying else "vertical",
        "x_axis_sort": label if lying and not by else axis,
        "x_axis_sort_asc": True,
        "x_axis_sort_series": "name",
        "x_axis_sort_series_ascending": False,
        "show_legend": bool(by),
        "legendOrientation": "top",
        "legendType": "scroll",
        "show_value": True,
        "rich_tooltip": True,
        "y_axis_format": "~g",
        "truncateYAxis": False,
        "y_axis_bounds": [None, None],
        "color_scheme": PALETTE,
        "label_colors": colours or {},
        "row_limit": most or ROWS,
        "order_desc": True,
    }
    return Chart(name, title, view, "echarts_timeseries_bar", shows, about, where)


def lines(
    name: str, title: str, view: str, sql: str, label: str, *where: str, by: str = "", **more: str
) -> Chart:
    """A number month by month, a line for each value of a column."""
    shows = {
        "x_axis": "period",
        "metrics": [metric(label, sql)],
        "groupby": [by] if by else [],
        "x_axis_sort": "period",
        "x_axis_sort_asc": True,
        "show_legend": bool(by),
        "legendOrientation": "right" if by else "top",
        "legendType": "scroll",
        "markerEnabled": True,
        "markerSize": 6,
        "rich_tooltip": True,
        "y_axis_format": more.get("form", "~g"),
        "truncateYAxis": True,
        "y_axis_bounds": [None, None],
        "color_scheme": PALETTE,
    }
    return Chart(name, title, view, "echarts_timeseries_line", shows, more.get("about", ""), where)


def shares(
    name: str, title: str, view: str, by: str, *where: str, colours: dict[str, str] | None = None
) -> Chart:
    """How many rows there are of each value of a column, as a ring."""
    shows = {
        "groupby": [by],
        "metric": "count",
        "donut": True,
        "show_labels": True,
        "label_type": "key_value",
        "show_legend": False,
        "number_format": ",d",
        "sort_by_metric": True,
        "color_scheme": PALETTE,
        "label_colors": colours or {},
    }
    return Chart(name, title, view, "pie", shows, "", where)


def matrix(
    name: str, title: str, view: str, across: str, down: str, sql: str, label: str, *where: str, **more: str
) -> Chart:
    """A field of colours: a column across, a column down. Green is 4, red is 1."""
    shows = {
        "x_axis": across,
        "groupby": down,
        "metric": metric(label, sql),
        "linear_color_scheme": more.get("scheme", "schemeRdYlGn"),
        "normalize_across": "heatmap",
        "legend_type": "continuous",
        "show_legend": False,
        "show_percentage": False,
        "show_values": bool(more.get("values")),
        "value_bounds": [None, None],
        "sort_x_axis": "alpha_asc",
        "sort_y_axis": "alpha_desc",
        "xscale_interval": 1,
        "yscale_interval": 1,
        "left_margin": "auto",
        "bottom_margin": "auto",
        "xAxisLabelRotation": 30,
        "y_axis_format": "~g",
        "x_axis_time_format": "smart_date",
    }
    return Chart(name, title, view, "heatmap_v2", shows, more.get("about", ""), where)
