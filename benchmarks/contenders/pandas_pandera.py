"""What a data engineer would write: pandas.read_excel with openpyxl, one pandera schema for each sheet,
DataFrame.to_sql.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from sqlalchemy import create_engine

from benchmarks.contenders import forms

count = pa.Column(float, pa.Check.ge(0), coerce=True)
text = pa.Column(str, coerce=True)
day = pa.Column("datetime64[ns]", coerce=True)


def _among(values: list[str]) -> pa.Column:
    return pa.Column(str, pa.Check.isin(values), coerce=True)


SCHEMAS = {
    "15—59周岁未上学人口摸底表": pa.DataFrameSchema(
        {
            "village": pa.Column(str, unique=True),
            **dict.fromkeys(("census_count", "surveyed_count", "disabled_count", "planned_count"), count),
        },
        checks=[
            pa.Check(lambda rows: rows["disabled_count"] <= rows["surveyed_count"]),
            pa.Check(lambda rows: rows["away_count"] <= rows["surveyed_count"]),
            pa.Check(lambda rows: rows["planned_count"] <= rows["surveyed_count"]),
        ],
    ),
    "学历技能双提升学员名册": pa.DataFrameSchema(
        {
            **dict.fromkeys(("name", "village", "major_name"), text),
            "resident_id": pa.Column(
                str,
                [pa.Check.str_matches(forms.RESIDENT_ID), pa.Check(lambda ids: ids.map(forms.checks_out))],
                unique=True,
            ),
            "sex": _among(forms.SEXES),
            "education": _among(forms.EDUCATIONS),
            "phone": pa.Column(str, pa.Check.str_matches(forms.PHONE), coerce=True, nullable=True),
            "enrolled_on": day,
            "registration": _among(forms.REGISTRATIONS),
            "online": _among(forms.YES_NO),
            "completion": _among(forms.COMPLETIONS),
        },
        checks=[
            pa.Check(
                lambda rows: (rows["resident_id"].str[16].astype(int) % 2 == 1) == (rows["sex"] == "男")
            ),
            pa.Check(
                lambda rows: (
                    rows["enrolled_on"].dt.year - rows["resident_id"].str[6:10].astype(int)
                ).between(15, 59)
            ),
        ],
    ),
    "老年教育机构月报表": pa.DataFrameSchema(
        {
            "institution": pa.Column(str, unique=True),
            "kind": _among(forms.KINDS),
            **dict.fromkeys(("plaque", "city_recognised"), _among(forms.YES_NO)),
            **dict.fromkeys(("activities", "attendances", "regular_learners", "credit_accounts"), count),
        },
        checks=[
            pa.Check(lambda rows: (rows["city_recognised"] != "是") | (rows["plaque"] == "是")),
            pa.Check(lambda rows: (rows["activities"] != 0) | (rows["attendances"] == 0)),
        ],
    ),
    "社区教育活动台账": pa.DataFrameSchema(
        {
            "held_on": day,
            **dict.fromkeys(("title", "place"), text),
            "category": _among(forms.CATEGORIES),
            "attendances": count,
        },
        checks=[pa.Check(lambda rows: rows["elderly_attendances"].fillna(0) <= rows["attendances"])],
    ),
}


def main(inbox: Path, output: Path) -> None:
    """Read, check and load every workbook. Print how many rows there were and how many sheets had
    failures.
    """
    engine = create_engine(f"sqlite:///{output}/pandas.db")
    rows, faulty = 0, 0
    for path in sorted(inbox.glob("*.xlsx")):
        for name, sheet in pd.read_excel(
            path, sheet_name=None, skiprows=forms.TITLE_ROWS, dtype=object, engine="openpyxl"
        ).items():
            table = sheet.set_axis(forms.COLUMNS[name], axis=1)
            table = table[~table.iloc[:, 0].astype(str).str.startswith(forms.FOOTER)]
            rows += len(table)
            try:
                table = SCHEMAS[name].validate(table, lazy=True)
            except (pa.errors.SchemaErrors, ValueError) as error:
                faulty += 1
                failures = getattr(error, "failure_cases", pd.DataFrame())
                failures.astype(str).assign(file=path.name, sheet=name).to_sql(
                    "finding", engine, if_exists="append", index=False
                )
                continue
            table.drop(columns=["name", "resident_id", "phone"], errors="ignore").assign(
                file=path.name
            ).to_sql(forms.TABLES[name], engine, if_exists="append", index=False)
    print(json.dumps({"rows": rows, "faulty": faulty}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
