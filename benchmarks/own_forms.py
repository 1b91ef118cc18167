"""Whether forms that an office writes as files cost more than built-in ones.

Run it as ``python -m benchmarks.own_forms``.

Two offices get the same workbooks of the same twenty forms, from three units of each kind. One collects the
built-in forms, the other has them as files, with as many rules of its own. Each round runs a pass of both
into an empty home. The shortest times of all rounds are printed.
"""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

from assets.submissions.blank import Prefill
from assets.submissions.blank.workbook import write_blank
from benchmarks.measuring import FOLDER, ROOT, Measured, measure
from schemas.form import Column, Form
from schemas.office.catalogue import BUILT_IN
from schemas.office.site import load_site

FORMS = tuple(
    code for code, form in BUILT_IN.items() if form.subject is None and code not in ("X02", "X03", "Z02")
)[:20]
"""Forms about persons are left out: their keys would have to differ in each row."""
UNITS_OF_A_KIND, ROWS, ROUNDS = 3, 20, 2
WORDS = {"int": "count", "enum": "choice", "set": "choices", "yesno": "yes_no"}
"""Types of columns that have another word in a form file."""
VALUES: Mapping[str, object] = {
    "amount": 1.5,
    "date": date(2024, 1, 15),
    "yesno": True,
    "major_code": "710201",
    "credit_code": "91350100M000100Y43",
    "division_code": "321399",
}
SETTINGS = (
    "id: here\nname: 样例局\nperiods: {history: 2024-01, first: 2024-01, last: 2024-12}\nas_of: 2025-01-10\n"
)
HEADER = "code,name,kind,parent,group,short_names,valid_from,valid_to,successor"


def document(form: Form) -> dict[str, object]:
    """The form as an office would write it, with as many rules as the built-in form has."""
    columns = {column.name: _column(column) for column in form.columns}
    first = form.columns[0].name
    rules = [
        {"code": f"{form.code}-{number}", "level": "hard", "that": f"{first} is filled", "says": "请填写。"}
        for number in range(1, len(form.rules) + 1)
    ]
    return {
        "code": form.code,
        "slug": form.slug,
        "title": form.title,
        "submitters": list(form.submitters),
        "due": list(form.due),
        "key": list(form.key),
        "on_error": str(form.on_error),
        "nil": form.nil,
        "columns": columns,
        "rules": rules,
    }


def _column(column: Column) -> dict[str, object]:
    name = column.type.name
    written = {"header": column.header, "type": WORDS.get(name, name), "required": column.required}
    return written | ({"values": list(column.values)} if name in ("enum", "set") else {})


def rows_of(form: Form, place: int) -> pd.DataFrame:
    """The rows of the unit at a place. No two units report the same."""
    return pd.DataFrame(
        [{column.name: _value(column, place, number) for column in form.columns} for number in range(ROWS)]
    ).convert_dtypes()


def _value(column: Column, place: int, number: int) -> object:
    if column.values:
        return column.values[0]
    if column.type.name == "int":
        return place + 3
    return VALUES.get(column.type.name, f"{column.header}{place}之{number}")


def make_office(folder: Path, own: bool) -> Path:
    """The folder of an office with an inbox of its own."""
    (folder / "submissions").mkdir(parents=True)
    settings = SETTINGS + f"forms: [{'' if own else ', '.join(FORMS)}]\n"
    (folder / "site.yaml").write_text(settings, encoding="utf-8")
    kinds = sorted({kind for code in FORMS for kind in BUILT_IN[code].submitters})
    lines = [f"{kind}{n},样例{kind}{n},{kind},,,,,," for kind in kinds for n in range(UNITS_OF_A_KIND)]
    (folder / "units.csv").write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    if own:
        (folder / "forms").mkdir()
        for code in FORMS:
            text = yaml.safe_dump(document(BUILT_IN[code]), allow_unicode=True, sort_keys=False)
            (folder / "forms" / f"{code}.yaml").write_text(text, encoding="utf-8")
    return folder


def fill_inbox(site_folder: Path) -> int:
    """Fill the inbox, and return how many rows lie in it."""
    site, sent = load_site(site_folder), 0
    for code in FORMS:
        form = BUILT_IN[code]
        senders = [each for each in site.registry if each.kind in form.submitters]
        for number, unit in enumerate(senders):
            period = f"2024-{form.due[-1]:02}"
            path = site.inbox / f"{unit.name}-{code}.xlsx"
            write_blank(path, [form], unit, period, Prefill({code: rows_of(form, number)}), site.name)
            sent += ROWS
    return sent


def main() -> None:
    """Measure and print."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        offices = {name: make_office(Path(place) / name, name == "own") for name in ("built-in", "own")}
        rows = fill_inbox(offices["built-in"])
        shutil.copytree(
            offices["built-in"] / "submissions", offices["own"] / "submissions", dirs_exist_ok=True
        )
        found: dict[str, list[Measured]] = {name: [] for name in offices}
        for number in range(ROUNDS):
            for name, folder in offices.items():
                home = Path(place) / f"home-{name}-{number}"
                command = [str(ROOT / ".venv/bin/kaohe"), "run", "--site", str(folder), "--home", str(home)]
                found[name].append(measure(name, command, rows))
        for name, runs in found.items():
            best = min(runs, key=lambda run: run.processor)
            print(
                f"{name:9} {best.processor:6.1f} s processor {min(run.wall for run in runs):6.1f} s wall, {rows} rows"
            )


if __name__ == "__main__":
    main()
