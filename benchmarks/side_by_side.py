"""Kaohe beside other means on the same files: ``make bench``, or ``python -m benchmarks.side_by_side
[WORKBOOKS [ROSTERS]]``.

Every contender is a process of its own. It runs several times, after the files were read once. Wall clock,
processor time and peak memory are the operating system's. Kaohe does all of its work each time: archive,
findings with addresses, ledger, facts, indicators, scores, Dagster's events, returned workbooks. The others
do what their modules say, which is less. A run that finds nothing to do says what the start costs.
"""

import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import FOLDER, RUNS, Measured, Repeated, measure, repeated, save
from benchmarks.office import write_changed, write_office
from benchmarks.on_postgresql import on_postgresql

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
    "duckdb_expectations": "pandas with calamine + Great Expectations + DuckDB",
    "polars_duckdb": "fastexcel + polars + DuckDB: read, check, sum",
    "calamine_bare": "calamine: read the cells only",
}


def of_kaohe(site: Path, rows: int) -> Measured:
    """A first run on the inbox of a site."""
    shutil.rmtree(FOLDER / "home", ignore_errors=True)
    return measure(KAOHE, kaohe_run(site), rows)


def of_kaohe_again(site: Path, rows: int) -> Measured:
    """A run that finds nothing new, after ``of_kaohe`` on the same site."""
    return measure(AGAIN, kaohe_run(site), rows)


def of_one_change(site: Path, townships: int) -> Measured:
    """Kaohe when one more workbook has come and the others are known. Run this after ``of_kaohe`` on the same
    site.
    """
    changed = write_changed(site, townships // 2, LEARNERS)
    try:
        return measure(CHANGED, kaohe_run(site), 0)
    finally:
        changed.unlink()


def of_another(module: str, inbox: Path, rows: int) -> Measured:
    """A contender, run on an inbox."""
    scratch = FOLDER / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    command = [sys.executable, "-m", f"benchmarks.contenders.{module}", str(inbox), str(scratch)]
    return measure(CONTENDERS[module], command, rows)


def of_others(site: Path, rows: int) -> Iterator[Repeated]:
    """Every contender, run on the inbox of a site."""
    for module, title in CONTENDERS.items():
        yield repeated(title, partial(of_another, module, site / "submissions", rows), start_of(module))


def start_of(module: str) -> float:
    """The processor time that a contender takes on an empty folder."""
    nothing = FOLDER / "nothing"
    nothing.mkdir(exist_ok=True)
    return repeated(module, partial(of_another, module, nothing, 0)).processor


def kaohe_run(site: Path) -> list[str]:
    """The command of a pass over the inbox of a site."""
    kaohe = str(Path(sys.executable).with_name("kaohe"))
    return [kaohe, "run", "--site", str(site), "--home", str(FOLDER / "home")]


def with_changes(site: Path, townships: int, rows: int) -> list[Repeated]:
    """A first run on a site, one with nothing new, and one with a changed workbook, each as often as
    everything is measured.
    """
    runs: dict[str, list[Measured]] = {KAOHE: [], AGAIN: [], CHANGED: []}
    for _ in range(RUNS):
        runs[KAOHE].append(of_kaohe(site, rows))
        runs[AGAIN].append(of_kaohe_again(site, rows))
        runs[CHANGED].append(of_one_change(site, townships))
    start = min(each.processor for each in runs[AGAIN])
    return [Repeated.of(name, of_one, start) for name, of_one in runs.items()]


def read_once(site: Path) -> None:
    """Read all files of an inbox, so that nobody is measured while the disk is."""
    for path in (site / "submissions").iterdir():
        path.read_bytes()


def grown(counts: list[int]) -> list[Repeated]:
    """A first run on offices of several sizes, on SQLite and, if a server can be started here, on
    PostgreSQL.
    """
    found = []
    for count in counts:
        site = write_office(FOLDER / f"small-{count}", count, LEARNERS)
        rows = count * ROWS_OF_A_WORKBOOK
        read_once(site)
        found.append(repeated(f"{count:,} workbooks, SQLite", partial(of_kaohe, site, rows)))
        found += on_postgresql(f"{count:,} workbooks, PostgreSQL", kaohe_run(site), rows)
    return found


def show(title: str, found: list[Repeated]) -> None:
    """Print a table that compares each contender with the slowest, by processor time."""
    slowest = next((each for each in found if each.name == CONTENDERS[SLOWEST]), None)
    table = Table(title=title, title_justify="left")
    headers = (
        "",
        "processor s: min",
        "median",
        "of it start",
        "wall s: min",
        "median",
        "peak MB",
        "× pandas",
    )
    for header in headers:
        table.add_column(header, justify="left" if not header else "right")
    for each in found:
        seconds = (each.processor, each.median_processor, each.start_up, each.wall, each.median_wall)
        ratio = f"{slowest.processor / each.processor:.1f}" if slowest else ""
        shown = ("" if value is None else f"{value:.1f}" for value in seconds)
        table.add_row(each.name, *shown, f"{each.peak:.0f}", ratio)
    Console(width=130).print(table)


def main(workbooks: int = WORKBOOKS, rosters: int = ROSTERS) -> None:
    """Write the offices, measure, print and keep the results."""
    FOLDER.mkdir(exist_ok=True)
    tables: dict[str, list[Repeated]] = {}

    def add(title: str, found: list[Repeated]) -> None:
        tables[title] = found
        show(title, found)
        save("side_by_side", tables)

    small = write_office(FOLDER / f"small-{workbooks}", workbooks, LEARNERS)
    rows = workbooks * ROWS_OF_A_WORKBOOK
    read_once(small)
    ours = with_changes(small, workbooks, rows)
    add(f"{workbooks:,} township workbooks of four forms", [*ours, *of_others(small, rows)])
    large = write_office(FOLDER / f"rosters-{rosters}", rosters, ROSTER_LEARNERS, only_roster=True)
    rows = rosters * ROSTER_LEARNERS
    read_once(large)
    on_rosters = repeated(KAOHE, partial(of_kaohe, large, rows), ours[0].start_up)
    add(f"{rosters} rosters of {ROSTER_LEARNERS:,} rows", [on_rosters, *of_others(large, rows)])
    counts = [round(workbooks * SMALLER), workbooks, workbooks * LARGER]
    add("Growth of the cost of Kaohe, everything", grown(counts))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
