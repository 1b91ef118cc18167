"""Indicators over 10 M fact rows beside hand-written SQL: ``python -m benchmarks.ten_million``, a part of
``make bench``.

Each contender is a process of its own that computes the year's figures of 100 districts. The figures are
compared and must be equal. The time is that of the computation, from the fact files and the ledger's frames
to the figures. The memory is that of the process.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from assets.indicators.indicators import calculate_indicators
from benchmarks.contenders import duckdb_indicators
from benchmarks.measuring import FOLDER, ROOT, RUNS, Aim, Measured, Repeated, save
from benchmarks.province import PERIODS, PROVINCE, SITE, YEAR, Province
from schemas.scheme import Scheme
from warehouse.facts.choosing_engine import engine_named
from warehouse.facts.measure_engines import FactSource
from warehouse.facts.store import FactStore
from warehouse.processes.garbage import collect_seldom

STORE = FOLDER / "ten-million"
KAOHE, HAND = "Kaohe's indicators (Ibis on DuckDB)", "hand-written SQL on DuckDB"
NAMES = {"duckdb": KAOHE, "hand": HAND}
MEASURES = {
    "learners": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
    "learners_year": {"form": "Z02", "aggregate": "distinct_persons", "span": "year_to_date"},
    "registered_year": {
        "form": "Z02",
        "aggregate": "distinct_persons",
        "span": "year_to_date",
        "where": [{"column": "registration", "is": "已录入"}],
    },
    "online_rows": {
        "form": "Z02",
        "aggregate": "count",
        "span": "year_to_date",
        "where": [{"column": "online", "is": "是"}],
    },
    "enrolled_year": {
        "form": "Z02",
        "aggregate": "count",
        "span": "latest",
        "where": [{"column": "enrolled_on", "within": "year"}],
    },
    "regular": {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"},
    "plaques": {
        "form": "Z03",
        "aggregate": "units",
        "where": [{"column": "plaque", "is": "是"}],
        "span": "latest",
    },
    "attendances": {"form": "Z04", "aggregate": "sum", "columns": ["attendances"], "span": "year_to_date"},
    "kinds": {
        "form": "Z04",
        "aggregate": "distinct",
        "columns": ["category", "place"],
        "span": "year_to_date",
    },
    "trainees": {"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": "year_to_date"},
    "income": {"form": "X05", "aggregate": "sum", "columns": ["income"], "span": "year_to_date"},
}
RATIO = {
    "kind": "ratio",
    "numerator": ["registered_year"],
    "denominator": ["learners_year"],
    "denominator_note": "全年学员数",
}
SCHEME = {
    "id": "province",
    "title": "样本省各区考核",
    "year": YEAR,
    "authority": "用于测量速度的样例。",
    "assessed": {"kind": "district", "under": PROVINCE},
    "missing": {"share": 0, "says": "不得分"},
    "light": {"preset": "three-colour by points"},
    "measures": MEASURES,
    "indicators": {
        **{
            name: {"name": name, "unit_of_measure": "个", "formula": {"kind": "total", "measures": [name]}}
            for name in MEASURES
        },
        "registered_share": {"name": "注册率", "unit_of_measure": "%", "formula": RATIO},
    },
}


def compute(contender: str, answer: Path) -> None:
    """Runs in a process of its own, set up like that of a pass: compute, write the figures, print what it
    took.
    """
    collect_seldom()
    province = Province()
    closure = pa.table({name: column.astype(object) for name, column in province.registry.closure().items()})
    engine = engine_named("duckdb" if contender == "hand" else contender)
    scheme, reported = (
        Scheme.model_validate(SCHEME),
        province.reported(FactSource(FactStore(STORE), (SITE,), engine)),
    )
    started, processor = time.monotonic(), time.process_time()
    if contender == "hand":
        figures = duckdb_indicators.answer(str(STORE), closure)
    else:
        found = calculate_indicators(scheme, reported, PERIODS[-1])
        figures = {
            (row.indicator, row.unit_code): row.numerator
            for row in found.itertuples()
            if row.indicator in MEASURES
        }
    took = {"wall": time.monotonic() - started, "processor": time.process_time() - processor}
    answer.write_text(
        json.dumps(sorted([name, unit, float(value)] for (name, unit), value in figures.items()))
    )
    print(json.dumps(took | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measured(contender: str, rows: int) -> tuple[Measured, str]:
    """What a contender took, and its figures."""
    answer = FOLDER / "answer.json"
    command = [sys.executable, "-m", "benchmarks.ten_million", contender, str(answer)]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 — a command of ours
    return Measured(
        NAMES.get(contender, contender), **json.loads(said.splitlines()[-1]), rows=rows
    ), answer.read_text()


def show(title: str, found: list[Repeated]) -> None:
    """Print a table that compares each contender with the hand-written one."""
    table = Table(title=title, title_justify="left")
    for header in ("", "processor s: min", "median", "wall s: min", "median", "peak MB", "× hand-written"):
        table.add_column(header, justify="right" if header else "left")
    hand = next(each for each in found if each.name == HAND)
    for each in found:
        seconds = (each.processor, each.median_processor, each.wall, each.median_wall)
        ratio = f"{each.processor / hand.processor:.2f}"
        table.add_row(each.name, *(f"{value:.1f}" for value in seconds), f"{each.peak:.0f}", ratio)
    Console(width=130).print(table)


def aims(ours: Repeated, hand: Repeated) -> list[Aim]:
    """What is aimed at over ten million rows."""
    return [
        Aim(
            "a year's indicators, 10 M rows",
            "≤ 1.3 × hand-written SQL",
            1.3,
            None,
            ours.processor / hand.processor,
            ours.median_processor / hand.median_processor,
        ),
        Aim("… and their memory, GB", "< 1 GB", 1, None, ours.peak / 1e3, ours.peak / 1e3),
    ]


def facts_written() -> int:
    """Write the facts unless they exist already. Return the number of rows."""
    done = STORE / "rows"
    if not done.exists():
        rows = Province().write(FactStore(STORE))
        done.write_text(str(rows))
    return int(done.read_text())


def main() -> None:
    """Measure, compare, print and save. RuntimeError if the figures differ."""
    FOLDER.mkdir(exist_ok=True)
    rows = facts_written()
    rounds = [[measured(contender, rows) for contender in NAMES] for _ in range(RUNS)]
    if len({figures for results in rounds for _, figures in results}) > 1:
        raise RuntimeError("the figures differ")
    found = [Repeated.of(each[0][0].name, [run for run, _ in each]) for each in zip(*rounds, strict=True)]
    title = f"{rows / 1e6:.1f} M fact rows: a year's indicators of 100 districts; the figures are equal"
    show(title, found)
    save("ten_million", {title: found}, aims(*found))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compute(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
