"""frictionless: one Table Schema for each sheet. Every workbook is validated, and nothing is loaded."""

import json
import sys
from pathlib import Path

from frictionless import Dialect, Resource, Schema, formats, validate
from python_calamine import CalamineWorkbook

from benchmarks.contenders import forms

NUMBERS = {
    *(
        "census_count",
        "surveyed_count",
        "disabled_count",
        "away_count",
        "planned_count",
        "activities",
        "attendances",
    ),
    *("regular_learners", "credit_accounts", "elderly_attendances"),
}
CONSTRAINTS = {
    "resident_id": {"required": True, "unique": True, "pattern": forms.RESIDENT_ID.strip("^$")},
    "phone": {"pattern": forms.PHONE.strip("^$")},
    "sex": {"enum": forms.SEXES},
    "education": {"enum": forms.EDUCATIONS},
    "registration": {"enum": forms.REGISTRATIONS},
    "completion": {"enum": forms.COMPLETIONS},
    "online": {"enum": forms.YES_NO},
    "kind": {"enum": forms.KINDS},
    "category": {"enum": forms.CATEGORIES},
}


def schema_of(columns: list[str]) -> Schema:
    """The Table Schema of a sheet."""
    fields = [
        {
            "name": name,
            "type": "number" if name in NUMBERS else "any" if name.endswith("_on") else "string",
            "constraints": CONSTRAINTS.get(name, {}),
        }
        for name in columns
    ]
    return Schema.from_descriptor({"fields": fields})


def main(inbox: Path, output: Path) -> None:
    """Validate every sheet. Print how many rows there were and how many sheets had errors."""
    rows, faulty = 0, 0
    for path in sorted(inbox.glob("*.xlsx")):
        for name in CalamineWorkbook.from_path(str(path)).sheet_names:  # frictionless cannot list them
            controls = [formats.ExcelControl(sheet=name)]
            dialect = Dialect(
                header=False, comment_rows=[1, 2, 3], comment_char=forms.FOOTER, controls=controls
            )
            resource = Resource(
                path=path.name, basepath=str(inbox), dialect=dialect, schema=schema_of(forms.COLUMNS[name])
            )
            report = validate(resource, limit_errors=1000)
            rows += report.tasks[0].stats.get("rows", 0)
            faulty += not report.valid
    print(json.dumps({"rows": rows, "faulty": faulty}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
