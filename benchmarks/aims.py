"""What Kaohe aims at, beside what it reaches: ``python -m benchmarks.aims [WORKBOOKS [ROSTERS [RUNS]]]``.

All of it is measured in one run of this program on one machine, each work several times. So the ratios mean
something although machines differ. They are ratios of processor time: of the shortest runs, and of the
medians. What starts and imports, and works on nothing, is measured as a work of its own; "apart" means that
it is subtracted on both sides.
"""

import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import FOLDER, RUNS, Aim, Measured, measure, save
from benchmarks.office import write_changed, write_office
from benchmarks.side_by_side import LEARNERS, LIMIT, ROSTER_LEARNERS, SLOWEST

WORKBOOKS, ROSTERS = 1_000, 50
KAOHE = str(Path(sys.executable).with_name("kaohe"))
Work = Callable[[], Measured]


def imports(*libraries: str) -> list[str]:
    """A command that imports libraries and ends."""
    return [sys.executable, "-c", f"import {', '.join(libraries)}"]


def contender(module: str, inbox: Path) -> list[str]:
    """The command of a contender on an inbox, with an empty folder to write to."""
    scratch = FOLDER / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    return [sys.executable, "-m", f"benchmarks.contenders.{module}", str(inbox), str(scratch)]


def office_run(site: Path, home: str, afresh: bool = True) -> list[str]:
    """The command of a pass; ``afresh`` from an empty home."""
    if afresh:
        shutil.rmtree(FOLDER / home, ignore_errors=True)
    return [KAOHE, "run", "--site", str(site), "--home", str(FOLDER / home)]


def works(workbooks: int, rosters: int) -> dict[str, Work]:
    """Every work by name, in the order in which one round does them."""
    half = max(1, workbooks // 2)
    small = {count: write_office(FOLDER / f"small-{count}", count, LEARNERS) for count in (half, workbooks)}
    large = write_office(FOLDER / f"rosters-{rosters}", rosters, ROSTER_LEARNERS, only_roster=True)
    nothing = FOLDER / "nothing"
    nothing.mkdir(parents=True, exist_ok=True)
    whole, home = small[workbooks], ["--site", str(small[workbooks]), "--home", str(FOLDER / "home")]
    commands: dict[str, Callable[[], list[str]]] = {
        "pandas, sqlalchemy": lambda: imports("pandas", "sqlalchemy"),
        "four libraries": lambda: imports("dagster", "pandas", "pandera", "ibis"),
        "review library": lambda: imports("assets.reviews.expectations"),
        "help": lambda: [KAOHE, "--help"],
        "half": lambda: office_run(small[half], "half"),
        "rosters": lambda: office_run(large, "rosters"),
        "full": lambda: office_run(whole, "home"),
        "nothing new": lambda: office_run(whole, "home", afresh=False),
        "status": lambda: [KAOHE, "status", *home],
        "polars half": lambda: contender(LIMIT, small[half] / "submissions"),
        "polars full": lambda: contender(LIMIT, whole / "submissions"),
        "polars rosters": lambda: contender(LIMIT, large / "submissions"),
        "polars nothing": lambda: contender(LIMIT, nothing),
        "pandas full": lambda: contender(SLOWEST, whole / "submissions"),
    }
    found: dict[str, Work] = {
        name: lambda name=name, command=command: measure(name, command(), 0)  # type: ignore[misc]
        for name, command in commands.items()
    }

    def changed() -> Measured:
        correction = write_changed(whole, half, LEARNERS)
        try:
            return measure("changed", office_run(whole, "home", afresh=False), 0)
        finally:
            correction.unlink()

    return {**found, "changed": changed}


def aims(workbooks: int, rosters: int, runs: dict[str, list[Measured]]) -> list[Aim]:
    """The aims with their ratios, from the runs of every work."""
    shortest, middle = (
        {name: take(each.processor for each in of_work) for name, of_work in runs.items()}
        for take in (min, median)
    )

    def aim(work: str, says: str, ratio: Callable[[dict[str, float]], float], most=None, least=None) -> Aim:
        return Aim(work, says, most, least, ratio(shortest), ratio(middle))

    def apart(took: dict[str, float], name: str) -> float:
        return took[name] - took["nothing new"] - took["review library"]

    return [
        aim(
            "one more small workbook (slope)",
            "≤ 1.0 × the polars script's slope",
            lambda t: (t["full"] - t["half"]) / (t["polars full"] - t["polars half"]),
            most=1.0,
        ),
        aim(
            f"{workbooks:,} small workbooks",
            "≥ 12 × as fast as the pandas script",
            lambda t: t["pandas full"] / t["full"],
            least=12,
        ),
        aim(
            f"{rosters} rosters of {ROSTER_LEARNERS:,}, start-up apart",
            "≤ 2 × the polars script",
            lambda t: apart(t, "rosters") / (t["polars rosters"] - t["polars nothing"]),
            most=2,
        ),
        aim(
            f"one changed of {workbooks:,}, start-up apart",
            "≤ 5 % of a full run",
            lambda t: apart(t, "changed") / apart(t, "full"),
            most=0.05,
        ),
        aim(
            "nothing new",
            "≤ 1.5 × importing dagster, pandas, pandera, ibis",
            lambda t: t["nothing new"] / t["four libraries"],
            most=1.5,
        ),
        aim(
            "`kaohe --help`",
            "≤ 0.4 × importing pandas, sqlalchemy",
            lambda t: t["help"] / t["pandas, sqlalchemy"],
            most=0.4,
        ),
        aim(
            "`kaohe status`",
            "≤ 1 × importing pandas, sqlalchemy",
            lambda t: t["status"] / t["pandas, sqlalchemy"],
            most=1,
        ),
    ]


def show(reached: Iterable[Aim], runs: dict[str, list[Measured]]) -> None:
    """Print both tables."""
    table = Table("work", "aim", "shortest", "median", "met", title="Aims, by processor time")
    for each in reached:
        table.add_row(
            each.work, each.aim, f"{each.shortest:.2f}", f"{each.middle:.2f}", "yes" if each.is_met else "no"
        )
    Console(width=130).print(table)
    details = Table("work", "processor s: min", "median", "wall s: min", "median", title="What they stand on")
    for name, of_work in runs.items():
        took, walls = [each.processor for each in of_work], [each.wall for each in of_work]
        figures = (min(took), median(took), min(walls), median(walls))
        details.add_row(name, *(f"{figure:.2f}" for figure in figures))
    Console(width=130).print(details)


def main(workbooks: int = WORKBOOKS, rosters: int = ROSTERS, rounds: int = RUNS) -> None:
    """Measure every work in so many rounds, print the aims and keep the results."""
    FOLDER.mkdir(exist_ok=True)
    every = works(workbooks, rosters)
    runs: dict[str, list[Measured]] = {name: [] for name in every}
    for _ in range(rounds):
        for name, work in every.items():
            runs[name].append(work())
    reached = aims(workbooks, rosters, runs)
    show(reached, runs)
    save("aims", runs, reached)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
