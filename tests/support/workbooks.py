"""Workbooks as townships (镇街) send them, made in code from the forms themselves."""

from collections.abc import Mapping, Sequence

from schemas.office.catalogue import BUILT_IN
from tests.support.form_examples import VALID
from tests.support.review_examples import learner
from tests.support.submitted_files import xlsx

Cells = list[list[object]]


def sheet(
    form: str,
    unit: str,
    period: str,
    rows: Sequence[Mapping[str, object]],
    columns: Sequence[str] | None = None,
) -> Cells:
    """A report as a clerk fills it in: title, line of unit and period, header, a row a record, signature.

    ``columns`` names the columns in another order than the form's; a row may leave columns out.
    """
    described = [BUILT_IN[form].column(name) for name in columns] if columns else list(BUILT_IN[form].columns)
    year, month = period.split("-")
    return [
        [BUILT_IN[form].title],
        [f"填报单位：{unit}        报告期：{year}年{int(month)}月"],
        [column.header for column in described],
        *([_written(row.get(column.name)) for column in described] for row in rows),
        ["填表人：测试员        审核人：测试员"],
    ]


def _written(value: object) -> object:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value


def elderly_education(**changes: object) -> dict[str, object]:
    """A valid row of Z03: the branch (老年大学分校) of a township."""
    return VALID["Z03"] | {"kind": "镇街老年大学分校", "activities": 4, "attendances": 80} | changes


def township_workbook(
    unit: str,
    period: str,
    *,
    learners: int = 3,
    first_learner: int = 1,
    events: int = 2,
    sheets: Sequence[str] = (),
    **elderly: object,
) -> bytes:
    """The monthly workbook of a township: roster (Z02), elderly education (Z03) and activities (Z04).

    ``elderly`` changes the one row of Z03; ``sheets`` chooses some of the forms. Learners have the numbers
    from ``first_learner`` on.
    """
    reports = {
        "Z02": [learner(number) for number in range(first_learner, first_learner + learners)],
        "Z03": [elderly_education(**{"institution": f"{unit}老年大学", **elderly})],
        "Z04": [
            VALID["Z04"] | {"held_on": f"{period}-{day:02}", "title": f"活动{day}"}
            for day in range(1, events + 1)
        ],
    }
    return xlsx(
        {BUILT_IN[form].title: sheet(form, unit, period, reports[form]) for form in sheets or reports}
    )


FAULTY = {"activities": 0, "attendances": 35}
"""Changes to Z03 for which the report goes back (Z03-2): nobody can take part in no activity."""
