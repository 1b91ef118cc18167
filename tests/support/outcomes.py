"""What comes of a workbook of township 耿车镇 for 2023-12: what the review accepts, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assets.submissions.review.reports import ReportTable, ReviewContext, review
from assets.submissions.tables.fates import WorkbookFates
from assets.submissions.tables.finding import find_workbook_tables, without_other_months
from assets.submissions.tables.sheets import account_for_sheets
from assets.submissions.workbook import Sheet, Workbook
from schemas.office.catalogue import BUILT_IN
from tests.support.review_examples import REGISTRY, TOWNSHIP

Z01 = ["村（社区）", "七普人数", "摸排人数", "其中：盲聋哑及肢体残疾", "其中：外出务工", "拟参训人数"]
EAST, RED, AHEAD, BRIGHT = (
    ["东风村", 100, 98, 5, 20, 30],
    ["红旗村", 80, 82, 4, 10, 25],
    ["前进村", 60, 60, 3, 8, 20],
    ["光明村", 52, 51, 2, 7, 11],
)
TOP = [["15—59周岁未上学人口摸底表"], ["填报单位：耿车镇", None, None, "报告期：2023年12月"]]
Z04 = ["活动日期", "活动名称", "活动类别", "参加人次", "其中：60岁以上人次", "活动地点"]
Rows = list[list[object]]


@dataclass
class Outcome:
    """What came of a workbook: the first column of the rows accepted, the findings, what became of all."""

    names: list[str]
    findings: pd.DataFrame
    fates: WorkbookFates
    skipped: int

    @property
    def codes(self) -> list[tuple[str, str]]:
        return list(zip(self.findings["level"], self.findings["code"], strict=True))


def sheet(rows: Rows, name: str = "Sheet1") -> Sheet:
    width = max(map(len, rows))
    return Sheet(name, [[*row, *[None] * (width - len(row))] for row in rows])


def outcome(
    *sheets: Sheet | Rows, unit: str = TOWNSHIP, period: str = "2023-12", reported: Sequence[str] = ()
) -> Outcome:
    workbook = Workbook(tuple(each if isinstance(each, Sheet) else sheet(each) for each in sheets))
    tables = find_workbook_tables(workbook, BUILT_IN)
    if any(table.awaits_period for table in tables):
        tables = find_workbook_tables(workbook, BUILT_IN, period)
    tables = without_other_months(tables, BUILT_IN, period, {})
    tables, fates = account_for_sheets(workbook, tables, BUILT_IN)
    form = BUILT_IN[tables[0].form]
    context = ReviewContext(REGISTRY, reported=lambda *_: frozenset((name,) for name in reported))
    reviewed = review(form, [ReportTable("r", unit, period, table) for table in tables], context)
    names = reviewed.accepted[form.columns[0].name].astype("string").tolist()
    return Outcome(names, reviewed.findings, fates, int(reviewed.outcomes["rows_skipped"].iloc[0]))


def total(label: str, *rows: list[object]) -> list[object]:
    return [label, *(sum(row[place] for row in rows) for place in range(1, 6))]
