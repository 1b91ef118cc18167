"""The limit for a complete script, written by hand from fast parts: fastexcel reads, polars checks, DuckDB
sums. It keeps nothing and names no cells.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import duckdb
import fastexcel
import polars as pl

from benchmarks.contenders import forms

CHECKS = {
    "15—59周岁未上学人口摸底表": [
        pl.col("disabled_count").cast(pl.Float64) <= pl.col("surveyed_count").cast(pl.Float64),
        pl.col("away_count").cast(pl.Float64) <= pl.col("surveyed_count").cast(pl.Float64),
        pl.col("planned_count").cast(pl.Float64) <= pl.col("surveyed_count").cast(pl.Float64),
    ],
    "学历技能双提升学员名册": [
        pl.col("resident_id").str.contains(forms.RESIDENT_ID),
        pl.col("phone").str.contains(forms.PHONE),
        pl.col("sex").is_in(forms.SEXES),
        pl.col("education").is_in(forms.EDUCATIONS),
        pl.col("registration").is_in(forms.REGISTRATIONS),
        pl.col("completion").is_in(forms.COMPLETIONS),
        pl.col("online").is_in(forms.YES_NO),
        (pl.col("resident_id").str.slice(16, 1).cast(pl.Int8, strict=False) % 2 == 1)
        == (pl.col("sex") == "男"),
        sum(
            (
                pl.col("resident_id").str.slice(place, 1).cast(pl.Int32, strict=False) * weight
                for place, weight in enumerate(forms.WEIGHTS)
            ),
            start=pl.lit(0),
        )
        % 11
        == pl.col("resident_id")
        .str.slice(17, 1)
        .replace_strict({sign: place for place, sign in enumerate(forms.CHECK_CHARACTERS)}, default=-1),
    ],
    "老年教育机构月报表": [
        pl.col("kind").is_in(forms.KINDS),
        (pl.col("city_recognised") != "是") | (pl.col("plaque") == "是"),
        (pl.col("activities").cast(pl.Float64) != 0) | (pl.col("attendances").cast(pl.Float64) == 0),
    ],
    "社区教育活动台账": [
        pl.col("category").is_in(forms.CATEGORIES),
        pl.col("elderly_attendances").cast(pl.Float64).fill_null(0) <= pl.col("attendances").cast(pl.Float64),
    ],
}
SUMS = {
    "dual_upgrade_roster": "count(DISTINCT resident_id)",
    "elderly_education": "sum(regular_learners::DOUBLE)",
    "community_activities": "sum(attendances::DOUBLE)",
}


def main(inbox: Path, output: Path) -> None:
    """Read and check everything, form by form. Print the rows, the faulty ones and the sums."""
    read = defaultdict(list)
    for path in sorted(inbox.glob("*.xlsx")):
        workbook = fastexcel.read_excel(path)
        for name in workbook.sheet_names:
            sheet = workbook.load_sheet(
                name,
                header_row=None,
                skip_rows=forms.TITLE_ROWS + 1,
                column_names=forms.COLUMNS[name],
                dtypes="string",
            )
            table = sheet.to_polars().filter(~pl.col(forms.COLUMNS[name][0]).str.starts_with(forms.FOOTER))
            read[name].append(table.with_columns(file=pl.lit(path.name)))
    connection, rows, faulty, sums = duckdb.connect(), 0, 0, {}
    for name, tables in read.items():
        table = pl.concat(tables)
        passed = pl.all_horizontal(*(check.fill_null(False) for check in CHECKS[name]))
        good = table.filter(passed).to_arrow()
        rows, faulty = rows + table.height, faulty + table.height - good.num_rows
        if forms.TABLES[name] in SUMS:
            connection.register("good", good)
            by_file = f"SELECT file, {SUMS[forms.TABLES[name]]} AS value FROM good GROUP BY file"  # noqa: S608 — names of ours
            sums[forms.TABLES[name]] = connection.sql(f"SELECT sum(value) FROM ({by_file})").fetchall()[0][0]  # noqa: S608
    print(json.dumps({"rows": rows, "faulty": faulty, "sums": sums}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
