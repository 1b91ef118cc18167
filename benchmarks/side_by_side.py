"""Kaohe beside other means on the same files: ``make bench``, or ``python -m benchmarks.side_by_side [WORKBOOKS [ROSTERS]]``.

Every contender is a process of its own, run once after the files have been read once; wall clock, processor time and peak memory are
the operating system's. Kaohe does all of its work each time: archive, findings with addresses, ledger, facts, indicators, scores, Dagster's
events, returned workbooks. The others do what their modules say, which is less.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.office import write_changed, write_office

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".bench"
LEARNERS, ROSTER_LEARNERS = 15, 2_000
WORKBOOKS, ROSTERS = 1_000, 50
SLOWEST = "pandas_pandera"
"""What the others are compared with."""

CONTENDERS = {
    "pandas_pandera": "pandas + openpyxl + pandera + to_sql",
    "frictionless_schema": "frictionless，只校验",
    "polars_duckdb": "fastexcel + polars + DuckDB，只读、查、合计",
    "calamine_bare": "calamine，只读单元格",
}


@dataclass(frozen=True)
class Measured:
    """What a process took: seconds of wall clock and processor, peak memory in MB, and the rows it dealt with."""

    name: str
    wall: float
    processor: float
    peak: float
    rows: int


def measure(name: str, command: list[str], rows: int) -> Measured:
    """Run a command to its end. RuntimeError with its output if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    with (FOLDER / "output.txt").open("w+") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603 — commands of ours
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        if os.waitstatus_to_exitcode(status) != 0:
            output.seek(0)
            raise RuntimeError(f"{name}: {output.read()[-2000:]}")
    return Measured(name, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, rows)


def of_all(site: Path, rows: int) -> Iterator[Measured]:
    """Kaohe and every contender on the inbox of a site."""
    inbox = site / "submissions"
    for path in inbox.iterdir():
        path.read_bytes()
    home = FOLDER / "home"
    shutil.rmtree(home, ignore_errors=True)
    kaohe = [str(Path(sys.executable).with_name("kaohe")), "run", "--site", str(site), "--home", str(home)]
    yield measure("Kaohe，全流程", kaohe, rows)
    yield measure("Kaohe，再运行一次（没有新文件）", kaohe, rows)
    for module, title in CONTENDERS.items():
        scratch = FOLDER / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        yield measure(title, [sys.executable, "-m", f"benchmarks.contenders.{module}", str(inbox), str(scratch)], rows)


def of_one_change(site: Path, townships: int) -> Measured:
    """Kaohe when one more workbook has come, the others being known: run after ``of_all`` on the same site."""
    changed = write_changed(site, townships // 2, LEARNERS)
    try:
        kaohe = [str(Path(sys.executable).with_name("kaohe")), "run", "--site", str(site), "--home", str(FOLDER / "home")]
        return measure("Kaohe，改了一个文件", kaohe, 0)
    finally:
        changed.unlink()


def show(title: str, found: list[Measured]) -> None:
    """Print a table, each beside the slowest."""
    slowest = next(each for each in found if each.name == CONTENDERS[SLOWEST])
    table = Table(title=title, title_justify="left")
    for header in ("做法", "用时（秒）", "处理器（秒）", "峰值内存（MB）", "行/秒", "是 pandas 的几倍快"):
        table.add_column(header, justify="left" if header == "做法" else "right")
    for each in found:
        rate = f"{each.rows / each.wall:,.0f}" if each.rows else ""
        table.add_row(each.name, f"{each.wall:.1f}", f"{each.processor:.1f}", f"{each.peak:.0f}", rate, f"{slowest.wall / each.wall:.1f}")
    Console(width=130).print(table)


def main(workbooks: int = WORKBOOKS, rosters: int = ROSTERS) -> None:
    """Write the offices, measure and print."""
    FOLDER.mkdir(exist_ok=True)
    small = write_office(FOLDER / f"small-{workbooks}", workbooks, LEARNERS)
    found = list(of_all(small, workbooks * (6 + LEARNERS + 7 + 8)))
    show(f"{workbooks} 个镇街工作簿，各 4 张表", [*found, of_one_change(small, workbooks)])
    large = write_office(FOLDER / f"rosters-{rosters}", rosters, ROSTER_LEARNERS, only_roster=True)
    show(f"{rosters} 个名册，各 {ROSTER_LEARNERS} 行", list(of_all(large, rosters * ROSTER_LEARNERS)))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
