"""The year's indicators of ``ten_million`` on a Spark cluster: ``python -m benchmarks.on_spark MASTER``, with
``kaohe[spark]``.

MASTER is written as KAOHE_MEASURES takes it (``spark://host:7077``). The figures must equal DuckDB's. The
time is wall clock and includes the start of the application. The processor time and memory of the cluster's
processes cannot be seen from here.
"""

import sys
from dataclasses import replace

from benchmarks.measuring import FOLDER, save
from benchmarks.ten_million import facts_written, measured

NAME = "Kaohe's indicators (Ibis on Spark)"


def main(master: str) -> None:
    """Measure, compare, print and save. RuntimeError if the figures differ."""
    FOLDER.mkdir(exist_ok=True)
    rows = facts_written()
    found, figures = measured(master, rows)
    if figures != measured("duckdb", rows)[1]:
        raise RuntimeError("the figures differ")
    print(f"{rows:,} rows: {found.wall:.1f} s, the figures equal DuckDB's")
    save("on_spark", {f"{rows / 1e6:.1f} M fact rows on Spark": [replace(found, name=NAME)]})


if __name__ == "__main__":
    main(*sys.argv[1:])
