"""What a dashboard is: rows of charts with their widths (of 12 columns), and filters at its top.

A required filter begins with its first value: the newest month, the scheme that assesses most units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deployment.superset.charts import LEVEL_COLOURS, LIGHT_COLOURS, STATUS_COLOURS, Chart
from deployment.superset.parts import VERSION, identifier

LOW, HIGH, HIGHER = 22, 50, 80
"""Heights of rows, in Superset's units of 8 pixels."""


@dataclass(frozen=True)
class Filter:
    """A choice at the top of a dashboard: a column of a view. Charts in ``free`` take no notice of it."""

    title: str
    view: str
    column: str
    descending: bool = False
    by_count: bool = False
    required: bool = True
    free: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dashboard:
    """A dashboard: its rows are a height and charts with their widths."""

    name: str
    title: str
    about: str
    filters: Sequence[Filter]
    rows: Sequence[tuple[int, Sequence[tuple[int, Chart]]]]

    @property
    def charts(self) -> list[Chart]:
        """All its charts, in the order in which they are read."""
        return [chart for _, row in self.rows for _, chart in row]

    def document(self) -> dict[str, object]:
        """The dashboard, as Superset imports it."""
        return {
            "dashboard_title": self.title,
            "description": self.about,
            "css": "",
            "slug": f"kaohe-{self.name}",
            "uuid": identifier("dashboard", self.name),
            "published": True,
            "position": self._position(),
            "metadata": {
                "native_filter_configuration": [self._filter(each) for each in self.filters],
                "filter_bar_orientation": "HORIZONTAL",
                "label_colors": LIGHT_COLOURS | LEVEL_COLOURS | STATUS_COLOURS,
                "color_scheme": "supersetColors",
                "cross_filters_enabled": False,
                "refresh_frequency": 0,
            },
            "version": VERSION,
        }

    def _numbers(self) -> dict[str, int]:
        """The numbers by which the parts of this document name its charts; an import gives them others."""
        return {chart.name: number for number, chart in enumerate(self.charts, 1)}

    def _filter(self, choice: Filter) -> dict[str, object]:
        numbers = self._numbers()
        return {
            "id": f"NATIVE_FILTER-{self.name}-{choice.column}",
            "name": choice.title,
            "filterType": "filter_select",
            "type": "NATIVE_FILTER",
            "targets": [
                {"column": {"name": choice.column}, "datasetUuid": identifier("dataset", choice.view)}
            ],
            "controlValues": {
                "multiSelect": not choice.required,
                "enableEmptyFilter": choice.required,
                "defaultToFirstItem": choice.required,
                "sortAscending": not choice.descending,
                "inverseSelection": False,
                "searchAllOptions": False,
            },
            **({"sortMetric": "count"} if choice.by_count else {}),
            "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
            "requiredFirst": choice.required,  # no chart is drawn before the choice has its first value
            "cascadeParentIds": [],
            "scope": {"rootPath": ["ROOT_ID"], "excluded": [numbers[name] for name in choice.free]},
            "description": "",
        }

    def _position(self) -> dict[str, object]:
        position: dict[str, object] = {
            "DASHBOARD_VERSION_KEY": "v2",
            "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
            "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": self.title}},
        }
        rows = [f"ROW-{number}" for number, _ in enumerate(self.rows, 1)]
        grid = {"type": "GRID", "id": "GRID_ID", "parents": ["ROOT_ID"], "children": rows}
        return position | {"GRID_ID": grid} | dict(self._placed())

    def _placed(self) -> Iterator[tuple[str, dict[str, object]]]:
        above = ["ROOT_ID", "GRID_ID"]
        for row, (height, charts) in enumerate(self.rows, 1):
            name = f"ROW-{row}"
            yield (
                name,
                {
                    "type": "ROW",
                    "id": name,
                    "parents": above,
                    "children": [f"CHART-{chart.name}" for _, chart in charts],
                    "meta": {"background": "BACKGROUND_TRANSPARENT"},
                },
            )
            for width, chart in charts:
                yield (
                    f"CHART-{chart.name}",
                    {
                        "type": "CHART",
                        "id": f"CHART-{chart.name}",
                        "parents": [*above, name],
                        "children": [],
                        "meta": {
                            "uuid": chart.uuid,
                            "chartId": self._numbers()[chart.name],
                            "sliceName": chart.title,
                            "width": width,
                            "height": height,
                        },
                    },
                )
