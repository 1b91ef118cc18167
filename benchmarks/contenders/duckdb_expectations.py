"""What a data engineer would write today: pandas.read_excel with calamine, one Great Expectations suite for
each form, the good rows into DuckDB.

DuckDB's own reader of workbooks is an extension that it downloads from a server of its own. The package index
has it only for older versions of DuckDB, which newer ones refuse. So pandas reads here.
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # nothing is sent to anybody

import duckdb
import great_expectations as gx  # noqa: TID251 — this is the contender, not a stage
import pandas as pd
from great_expectations import expectations as gxe  # noqa: TID251

from benchmarks.contenders import forms


def _among(**values: list[str]) -> list[gxe.Expectation]:
    return [
        gxe.ExpectColumnValuesToBeInSet(column=name, value_set=allowed) for name, allowed in values.items()
    ]


def _filled(*names: str) -> list[gxe.Expectation]:
    return [gxe.ExpectColumnValuesToNotBeNull(column=name) for name in names]


def _counts(*names: str) -> list[gxe.Expectation]:
    return [gxe.ExpectColumnValuesToBeBetween(column=name, min_value=0) for name in names]


def _at_most(small: str, large: str) -> gxe.Expectation:
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=large, column_B=small, or_equal=True, ignore_row_if="either_value_is_missing"
    )


NUMBERS = {
    "15—59周岁未上学人口摸底表": [
        *("census_count", "surveyed_count", "disabled_count", "away_count", "planned_count"),
    ],
    "老年教育机构月报表": ["activities", "attendances", "regular_learners", "credit_accounts"],
    "社区教育活动台账": ["attendances", "elderly_attendances"],
}
"""Sheet → the columns that hold numbers."""

EXPECTATIONS = {
    "15—59周岁未上学人口摸底表": [
        *_filled("village"),
        *_counts(*NUMBERS["15—59周岁未上学人口摸底表"]),
        *(_at_most(name, "surveyed_count") for name in ("disabled_count", "away_count", "planned_count")),
    ],
    "学历技能双提升学员名册": [
        *_filled("name", "village", "major_name", "enrolled_on"),
        gxe.ExpectColumnValuesToMatchRegex(column="resident_id", regex=forms.RESIDENT_ID),
        gxe.ExpectColumnValuesToBeUnique(column="resident_id"),
        gxe.ExpectColumnValuesToMatchRegex(column="phone", regex=forms.PHONE),
        gxe.ExpectColumnValuesToBeInSet(column="checks_out", value_set=[True]),
        *_among(
            sex=forms.SEXES,
            education=forms.EDUCATIONS,
            registration=forms.REGISTRATIONS,
            online=forms.YES_NO,
            completion=forms.COMPLETIONS,
        ),
    ],
    "老年教育机构月报表": [
        *_filled("institution"),
        *_among(kind=forms.KINDS, plaque=forms.YES_NO, city_recognised=forms.YES_NO),
        *_counts(*NUMBERS["老年教育机构月报表"]),
        gxe.ExpectColumnValuesToBeInSet(
            column="attendances", value_set=[0], row_condition="activities == 0", condition_parser="pandas"
        ),
    ],
    "社区教育活动台账": [
        *_filled("held_on", "title", "place"),
        *_among(category=forms.CATEGORIES),
        *_counts("attendances"),
        _at_most("elderly_attendances", "attendances"),
    ],
}


def read(inbox: Path) -> dict[str, pd.DataFrame]:
    """Sheet → the rows of all workbooks, with the name of the file."""
    found = defaultdict(list)
    for path in sorted(inbox.glob("*.xlsx")):
        for name, sheet in pd.read_excel(
            path, sheet_name=None, skiprows=forms.TITLE_ROWS, dtype=object, engine="calamine"
        ).items():
            table = sheet.set_axis(forms.COLUMNS[name], axis=1)
            table = table[~table.iloc[:, 0].astype(str).str.startswith(forms.FOOTER)]
            found[name].append(table.assign(file=path.name))
    return {name: pd.concat(tables, ignore_index=True) for name, tables in found.items()}


def faulty_rows(context: gx.data_context.AbstractDataContext, name: str, table: pd.DataFrame) -> set[int]:
    """The places of the rows that do not meet an expectation."""
    batch = (
        context.data_sources.add_pandas(name)
        .add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe(name)
        .get_batch({"dataframe": table})
    )
    suite = gx.ExpectationSuite(name=name, expectations=EXPECTATIONS[name])
    validation = batch.validate(suite, result_format="COMPLETE")
    return {place for each in validation.results for place in each.result.get("unexpected_index_list") or ()}


def main(inbox: Path, output: Path) -> None:
    """Read everything, check it form by form, load it. Print the rows and how many of them were faulty."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(globally=False)
    connection, rows, faulty = duckdb.connect(str(output / "expectations.duckdb")), 0, 0
    for name, table in read(inbox).items():
        for column in NUMBERS.get(name, []):
            table[column] = pd.to_numeric(table[column])
        if "resident_id" in table:
            table["checks_out"] = table["resident_id"].map(forms.checks_out)
        failed = faulty_rows(context, name, table)
        good = table.drop(index=list(failed)).drop(
            columns=["name", "resident_id", "phone", "checks_out"], errors="ignore"
        )
        connection.register(
            "good", good.astype({column: str for column in good if good[column].dtype == object})
        )
        connection.execute(f"CREATE TABLE {forms.TABLES[name]} AS FROM good")
        rows, faulty = rows + len(table), faulty + len(failed)
    print(json.dumps({"rows": rows, "faulty": faulty}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
