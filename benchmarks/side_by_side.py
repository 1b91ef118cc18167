"""Kaohe beside other means on the same files: ``make bench``, or ``python -m benchmarks.side_by_side
[WORKBOOKS [ROSTERS]]``.

Every contender is a process of its own. It runs once, after the files were read once. Wall clock, processor
time and peak memory are the operating system's. Kaohe does all of its work each time: archive, findings with
addresses, ledger, facts, indicators, scores, Dagster's events, returned workbooks, bulletin. The others do
what their modules say, which is less.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import FOLDER, Measured, measure, save
from benchmarks.office import write_changed, write_office

LEARNERS, ROSTER_LEARNERS = 15, 2_000
WORKBOOKS, ROSTERS = 1_000, 50
ROWS_OF_A_WORKBOOK = 6 + LEARNERS + 7 + 8
SMALLER, LARGER = 0.1, 4
"""Two multiples of the number of workbooks. The growth of the cost is measured with them."""

KAOHE, AGAIN, CHANGED = "Kaohe, everything", "Kaohe again, nothing new", "Kaohe, one workbook changed"
SLOWEST, LIMIT = "pandas_pandera", "polars_duckdb"
"""The contenders with which Kaohe is compared."""

CONTENDERS = {
    "pandas_pandera": "pandas + openpyxl + pandera + to_sql",
    "frictionless_schema": "frictionless, validation only",
    "polars_duckdb": "fastexcel + polars + DuckDB: read, check, sum",
    "calamine_bare": "calamine: read the cells only",
}


def of_kaohe(site: Path, rows: int) -> Measured:
    """A first run on the inbox of a site, after its files were read once."""
    for path in (site / "submissions").iterdir():
        path.read_bytes()
    shutil.rmtree(FOLDER / "home", ignore_errors=True)
    return measure(KAOHE, _kaohe(site), rows)


def of_others(site: Path, rows: int) -> Iterator[Measured]:
    """Every contender, run on the inbox of a site."""
    for module, title in CONTENDERS.items():
        scratch = FOLDER / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        command = [
            sys.executable,
            "-m",
            f"benchmarks.contenders.{module}",
            str(site / "submissions"),
            str(scratch),
        ]
        yield measure(title, command, rows)


def of_one_change(site: Path, townships: int) -> Measured:
    """Kaohe when one more workbook has come and the others are known. Run this after ``of_kaohe`` on the same
    site.
    """
    changed = write_changed(site, townships // 2, LEARNERS)
    try:
        return measure(CHANGED, _kaohe(site), 0)
    finally:
        changed.unlink()


def _kaohe(site: Path) -> list[str]:
    return [
        str(Path(sys.executable).with_name("kaohe")),
        "run",
        "--site",
        str(site),
        "--home",
        str(FOLDER / "home"),
    ]


def show(title: str, found: list[Measured]) -> None:
    """Print a table that compares each contender with the slowest."""
    slowest = next((each for each in found if each.name == CONTENDERS[SLOWEST]), None)
    table = Table(title=title, title_justify="left")
    for header in ("", "wall s", "processor s", "peak MB", "rows/s", "times as fast as pandas"):
        table.add_column(header, justify="left" if not header else "right")
    for each in found:
        rate = f"{each.rows / each.wall:,.0f}" if each.rows else ""
        ratio = f"{slowest.wall / each.wall:.1f}" if slowest else ""
        table.add_row(each.name, f"{each.wall:.1f}", f"{each.processor:.1f}", f"{each.peak:.0f}", rate, ratio)
    Console(width=130).print(table)


def main(workbooks: int = WORKBOOKS, rosters: int = ROSTERS) -> None:
    """Write the offices, measure, print and keep the results."""
    FOLDER.mkdir(exist_ok=True)
    tables: dict[str, list[Measured]] = {}

    def add(title: str, found: list[Measured]) -> None:
        tables[title] = found
        show(title, found)
        save("side_by_side", tables)

    small, rows = (
        write_office(FOLDER / f"small-{workbooks}", workbooks, LEARNERS),
        workbooks * ROWS_OF_A_WORKBOOK,
    )
    of_ours = [of_kaohe(small, rows), measure(AGAIN, _kaohe(small), rows), of_one_change(small, workbooks)]
    add(f"{workbooks:,} township workbooks of four forms", [*of_ours, *of_others(small, rows)])
    large, rows = (
        write_office(FOLDER / f"rosters-{rosters}", rosters, ROSTER_LEARNERS, only_roster=True),
        rosters * ROSTER_LEARNERS,
    )
    add(f"{rosters} rosters of {ROSTER_LEARNERS:,} rows", [of_kaohe(large, rows), *of_others(large, rows)])
    counts = [round(workbooks * SMALLER), workbooks * LARGER]
    offices = {count: write_office(FOLDER / f"small-{count}", count, LEARNERS) for count in counts}
    grown = {count: of_kaohe(site, count * ROWS_OF_A_WORKBOOK) for count, site in offices.items()}
    grown[workbooks] = of_ours[0]
    named = [
        Measured(f"{count:,} workbooks", each.wall, each.processor, each.peak, each.rows)
        for count, each in sorted(grown.items())
    ]
    add("Growth of the cost of Kaohe, everything", named)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
