"""Computes the tables of docs/scale.md from what was measured: ``python -m benchmarks.scale``.

Only this module writes what stands between the page's markers. If a measurement is not in ``.bench/``, its
figure stays as the page has it. If the page has none either, the figure is left out, and so is everything
that follows from it. Computed figures follow from the measured ones as they are printed. So a reader can
check them with the page alone.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import FOLDER, ROOT
from benchmarks.side_by_side import ROWS_OF_A_WORKBOOK

PAGE = ROOT / "docs" / "scale.md"
_SECTION = re.compile(r"(<!-- (?P<name>measured|computed) -->\n).*?(<!-- end -->)", re.DOTALL)
NIGHT_HOURS = 4
"""The hours in which a month's reports must be taken in, should all come on one day."""
UNITS_OF_A_SITE, CODE_SERVERS = 20, 2
"""The reporting units of a district. How many processes load every code location: the daemon and the
webserver each have one.
"""


@dataclass(frozen=True)
class Figure:
    """A measured figure: what it says, its unit, the command that measures it, and where its result
    stands.
    """

    title: str
    unit: str
    command: str
    result: str
    read: Callable[[Any], float]


def _row(table: str, name: str) -> Callable[[Any], dict]:
    def read(result: Any) -> dict:
        rows = next(rows for title, rows in result["tables"].items() if table in title)
        return next(row for row in rows if row["name"].startswith(name))

    return read


_workbooks, _again = (
    _row("workbooks of four forms", "Kaohe, everything"),
    _row("workbooks of four forms", "Kaohe again"),
)
_rosters, _indicators = _row("rosters of", "Kaohe, everything"), _row("M fact rows", "Kaohe")
BENCH, COSTS, MILLIONS = (
    "make bench",
    "python -m benchmarks.site_costs SITE",
    "python -m benchmarks.ten_million",
)

FIGURES = {
    "workbook": Figure(
        "A workbook of four forms, all included",
        "ms of processor",
        BENCH,
        "side_by_side",
        lambda found: 1e3 * _workbooks(found)["processor"] / (_workbooks(found)["rows"] / ROWS_OF_A_WORKBOOK),
    ),
    "row": Figure(
        "A row of a large roster, all included",
        "ms of processor",
        BENCH,
        "side_by_side",
        lambda found: 1e3 * _rosters(found)["processor"] / _rosters(found)["rows"],
    ),
    "again": Figure(
        "A pass over 1,000 known workbooks",
        "s of processor",
        BENCH,
        "side_by_side",
        lambda found: _again(found)["processor"],
    ),
    "run": Figure(
        "A run of a worker that finds nothing new",
        "s of processor",
        COSTS,
        "site_costs",
        lambda found: found["run"]["processor"],
    ),
    "assessment": Figure(
        "The assessment of a month of a site",
        "s of processor",
        COSTS,
        "site_costs",
        lambda found: found["assessment"]["processor"],
    ),
    "own": Figure(
        "Memory of a run in a worker, beyond what the worker shares with it",
        "MB",
        COSTS,
        "site_costs",
        lambda found: found["run"]["memory"],
    ),
    "location": Figure(
        "Memory of a code location", "MB", COSTS, "site_costs", lambda found: found["location"]["memory"]
    ),
    "sensors": Figure(
        "Daemon and code server of a site where nothing arrives",
        "cores",
        COSTS,
        "site_costs",
        lambda found: found["at_rest"]["cores"],
    ),
    "indicators": Figure(
        "Indicators of a year over 10 M rows, on DuckDB",
        "s of processor",
        MILLIONS,
        "ten_million",
        lambda found: _indicators(found)["processor"] / _indicators(found)["rows"] * 1e7,
    ),
    "memory": Figure(
        "… and their peak memory", "MB", MILLIONS, "ten_million", lambda found: _indicators(found)["peak"]
    ),
    "spark": Figure(
        "… on a Spark cluster: two workers of one core on the same machine, the application's start included",
        "s by the clock",
        "python -m benchmarks.on_spark MASTER",
        "on_spark",
        lambda found: _indicators(found)["wall"] / _indicators(found)["rows"] * 1e7,
    ),
}


@dataclass(frozen=True)
class Scale:
    """An area: its reporting units, and the roster rows that they send in a year."""

    name: str
    units: int
    rows: int

    @property
    def sites(self) -> int:
        """Districts. Each is a site with its own home, inbox and database."""
        return max(1, round(self.units / UNITS_OF_A_SITE))


SCALES = (
    Scale("district", 20, 60_000),
    Scale("city", 200, 600_000),
    Scale("province", 3_000, 10_000_000),
    Scale("country", 47_000, 50_000_000),
)

Measured = Mapping[str, float]


def intake_hours(scale: Scale, of: Measured) -> float:
    """Processor hours for a month's reports, if each site takes in its own at once and is then assessed."""
    rows = scale.units * of["workbook"] + scale.rows / 12 * of["row"]
    return (rows + scale.sites * (of["run"] + of["assessment"]) * 1e3) / 3.6e6


_OF_INTAKE = ("workbook", "row", "run", "assessment")

COMPUTED: tuple[tuple[str, tuple[str, ...], str, Callable[[Scale, Measured], float]], ...] = (
    ("Reporting units", (), "given", lambda scale, of: scale.units),
    ("Roster rows a year", (), "given", lambda scale, of: scale.rows),
    ("Sites", (), f"units ÷ {UNITS_OF_A_SITE}", lambda scale, of: scale.sites),
    (
        "Intake and assessment of a month, processor hours",
        _OF_INTAKE,
        "units × `workbook` + rows ÷ 12 × `row` + sites × (`run` + `assessment`)",
        intake_hours,
    ),
    (
        f"Worker slots to do that in {NIGHT_HOURS} hours",
        _OF_INTAKE,
        f"the line above ÷ {NIGHT_HOURS}, rounded up",
        lambda scale, of: math.ceil(intake_hours(scale, of) / NIGHT_HOURS),
    ),
    (
        "Memory of code locations, GB",
        ("location",),
        f"sites × `location` × {CODE_SERVERS}",
        lambda scale, of: scale.sites * of["location"] * CODE_SERVERS / 1e3,
    ),
    (
        "Cores of daemon and code servers at rest",
        ("sensors",),
        "sites × `sensors`",
        lambda scale, of: scale.sites * of["sensors"],
    ),
    (
        "Indicators of a year across all sites, processor minutes",
        ("indicators",),
        "rows ÷ 10 M × `indicators`",
        lambda scale, of: scale.rows / 1e7 * of["indicators"] / 60,
    ),
)
"""For each line: what it says, the measured figures that it needs, the formula in words, and the formula."""


def page(text: str, results: Path) -> str:
    """The page, with its sections as the results in a folder have them."""
    printed = _measured(text, results)
    values = {name: float(value.replace(",", "")) for name, value in printed.items()}
    sections = {"measured": _measured_table(printed), "computed": _computed_table(values)}
    return _SECTION.sub(lambda found: f"{found[1]}\n{sections[found['name']]}\n\n{found[3]}", text)


def _measured(text: str, results: Path) -> dict[str, str]:
    """Every figure as it is printed: from its result, otherwise as the page has it."""
    on_page = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| ([\d.,]+) \|", text, re.MULTILINE))
    for name, figure in FIGURES.items():
        path = results / f"{figure.result}.json"
        if path.is_file():
            on_page[name] = _number(figure.read(json.loads(path.read_text(encoding="utf-8"))))
    return {name: on_page[name] for name in FIGURES if name in on_page}


def _measured_table(printed: Mapping[str, str]) -> str:
    lines = ["| | figure | value | unit | measured by |", "|---|---|---:|---|---|"]
    for name, value in printed.items():
        figure = FIGURES[name]
        lines.append(f"| `{name}` | {figure.title} | {value} | {figure.unit} | `{figure.command}` |")
    return "\n".join(lines)


def _computed_table(values: Measured) -> str:
    lines = [
        f"| computed | formula | {' | '.join(scale.name for scale in SCALES)} |",
        f"|---|---|{'---:|' * len(SCALES)}",
    ]
    for title, needs, formula, compute in COMPUTED:
        if set(needs) <= set(values):
            lines.append(
                f"| {title} | {formula} | {' | '.join(_number(compute(scale, values)) for scale in SCALES)} |"
            )
    return "\n".join(lines)


def _number(value: float) -> str:
    """A number with three significant digits; whole numbers stay as they are."""
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), FOLDER), encoding="utf-8")
