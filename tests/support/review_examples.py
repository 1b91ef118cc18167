"""Small reports for the tests of the review, made without a workbook: what the reader hands over."""

from collections.abc import Sequence

import pandas as pd

from assets.submissions.review.reports import ReportTable, ReviewContext, Reviewed, review
from assets.submissions.tables.found_table import FoundTable, RowFates, TotalRow
from schemas.form import Form
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.texts.identifiers import CREDIT_CODE_ALPHABET, CREDIT_CODE_WEIGHTS

FIRST_ROW = 5
SCHOOL, BUREAU, TOWNSHIP = "32130201", "32130202", "321302101"

REGISTRY = UnitRegistry([
    Unit("3213", "宿迁市", "city"),
    Unit("321302", "宿城区", "district", "3213"),
    Unit("321311", "宿豫区", "district", "3213"),
    Unit(TOWNSHIP, "耿车镇", "township", "321302", None, ("耿车",)),
    Unit("321302102", "埠子镇", "township", "321302", None, ("埠子",)),
    Unit("321311101", "来龙镇", "township", "321311"),
    Unit(SCHOOL, "宿城中专", "school", "321302"),
    Unit(BUREAU, "宿城区教育局", "bureau", "321302"),
])  # fmt: skip
CONTEXT = ReviewContext(REGISTRY, frozenset({("township-2023", "A3-1"), ("township-2023", "A3-2")}))

CERTIFICATE = {
    "kind": "1+X证书",
    "certificate": "网络系统建设与运维",
    "level": "中级",
    "assessed_on": "2023-11-05",
    "examined": 60.0,
    "certified": 58.0,
}
SESSION = {
    "session_no": "1",
    "title": "电工培训",
    "category": "职工培训",
    "started_on": "2023-12-01",
    "ended_on": "2023-12-02",
    "trainees": 40.0,
    "attendances": 80.0,
    "income": 1.5,
}

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(birth: str = "19930506", number: int = 122) -> str:
    """A well-formed number of the unassigned county 321399; an even ``number`` is a woman's."""
    digits = f"321399{birth}{number:03d}"
    return (
        digits
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]
    )


def credit_code(number: int = 0) -> str:
    """A well-formed code of an enterprise whose registration office does not exist."""
    return credit_code_of(f"91321399{number:08d}")


def credit_code_of(beginning: str) -> str:
    """The credit code that begins with these 16 characters, which the check characters of its body and of the
    whole follow.
    """
    body = beginning + "0123456789X"[-_weighted(beginning[8:], (3, 7, 9, 10, 5, 8, 4, 2)) % 11]
    return body + CREDIT_CODE_ALPHABET[-_weighted(body, CREDIT_CODE_WEIGHTS) % 31]


def _weighted(characters: str, weights: Sequence[int]) -> int:
    return sum(
        CREDIT_CODE_ALPHABET.index(character) * weight
        for character, weight in zip(characters, weights, strict=True)
    )


def learner(number: int = 61, **changes: object) -> dict[str, object]:
    return {
        "name": "张三",
        "resident_id": resident_id(number=2 * number),
        "sex": "女",
        "village": "红卫村",
        "education": "初中",
        "phone": "13912345678",
        "major_name": "家政服务",
        "class_name": f"{number // 40 + 1}班",
        "enrolled_on": "2023-09-01",
        "registration": "已录入",
        "missing_documents": "身份证、标准像",
        "online": "是",
        "completion": "在读",
        **changes,
    }


def total(label: str, row: int, covers: tuple[int, int], **values: object) -> TotalRow:
    return TotalRow(row, label, values, covers)


def table(
    form: Form,
    rows: Sequence[dict[str, object]],
    *,
    sheet: str | None = None,
    first_row: int = FIRST_ROW,
    without: Sequence[str] = (),
    totals: Sequence[TotalRow] = (),
    blank: int = 0,
    note: int = 0,
    **details: object,
) -> FoundTable:
    """A table whose columns stand from B on in the order of the form, and whose records stand one below the
    other.
    """
    columns = {
        column.name: place for place, column in enumerate(form.columns, start=1) if column.name not in without
    }
    return FoundTable(
        form=form.code,
        sheet=sheet or form.title,
        columns=columns,
        rows=list(range(first_row, first_row + len(rows))),
        cells={name: [row.get(name) for row in rows] for name in columns},
        totals=list(totals),
        fates=RowFates(
            len(rows) + len(totals) + blank + note, len(rows), blank=blank, total=len(totals), note=note
        ),
        **details,
    )


def report(
    found: FoundTable, report_id: str = "report", unit_code: str = SCHOOL, period: str = "2023-12"
) -> ReportTable:
    return ReportTable(report_id, unit_code, period, found)


def review_rows(code: str, *rows: dict[str, object], unit_code: str = SCHOOL, **details: object) -> Reviewed:
    """The review of one report that holds these rows."""
    return review(
        BUILT_IN[code], [report(table(BUILT_IN[code], rows, **details), unit_code=unit_code)], CONTEXT
    )


def told(reviewed: Reviewed) -> list[tuple[str, str]]:
    """(code, cell) of each finding, in their order; an empty cell for those about the report."""
    return [
        (code, "" if pd.isna(cell) else cell)
        for code, cell in zip(reviewed.findings["code"], reviewed.findings["cell"], strict=True)
    ]


def status(reviewed: Reviewed) -> str:
    """The status of the only report."""
    (only,) = reviewed.outcomes["status"]
    return only
