"""Columns outside the form that say of which time each row is: 月份, 季度, 年度, 报告期."""

import re
from collections.abc import Sequence
from datetime import date

from assets.submissions.tables.headers.qualifiers import Qualifier, qualifier_of
from schemas.form import NUMBERS, Form, OnError

_YEARS = range(1990, 2100)
_QUARTERS, _MONTHS = range(1, 5), range(1, 13)
_OF_REPORTS = (
    *("报告期", "报告月份", "报表期", "报表月份", "统计期", "统计期间", "统计月份", "统计时间"),
    *("统计时段", "数据时间", "数据月份", "所属期", "所属期间", "所属月份", "所属时期"),
    *("填报月份", "报送月份", "上报月份"),
)
_OF_MONTHS, _OF_ANYTHING = ("月份", "月", "年月"), ("期间", "时期", "时间")
TIMES = (
    dict.fromkeys((*_OF_REPORTS, *_OF_MONTHS, *_OF_ANYTHING), "月")
    | {"季度": "季度"}
    | dict.fromkeys(("年度", "年份", "年"), "年")
)
"""Keys of the headers of such columns, and what a bare number means there."""
_BOUNDS = {"月": _MONTHS, "季度": _QUARTERS, "年": _YEARS}
_DAY = re.compile(r"\d[日号]|\d{4}([-./])\d{1,2}\1\d")
_LONGEST = 40


def tells_time(key: str, form: Form) -> bool:
    """Whether a column with this key tells of which time the form's rows are.

    In a roster, 月份 may be when somebody came. In a ledger, 年份 and 时间 may be those of the event. Only
    words for the time of reports are certain there.
    """
    if key not in TIMES or key in _OF_REPORTS:
        return key in TIMES
    has_figures = any(column.additive and column.type.name in NUMBERS for column in form.columns)
    return has_figures and (not has_days(form) or key in _OF_MONTHS or TIMES[key] == "季度")


def has_days(form: Form) -> bool:
    """Whether each row of the form has its own day or is settled by itself, as in a ledger."""
    has_day = any(column.type.name == "date" and column.required for column in form.columns)
    return has_day or form.on_error is OnError.QUARANTINE


def is_beside_month(time: Qualifier, form: Form, period: str | None) -> bool:
    """Whether figures of this time are not those at the end of a report's month: 11月 in a quarterly summary
    of December. The rows of a ledger may be about any month since the last report.
    """
    if period is None or has_days(form):
        return False
    month = int(period[5:])
    return any(not each.first <= month <= each.last and each.last <= 12 for each in time.times)


def named_time(cell: object, unit: str) -> str:
    """What a cell says as a text: 11 under 月份 is 11月, and a date is its month."""
    if isinstance(cell, date):
        return f"{cell.year}年{cell.month}月"
    text = f"{cell:.15g}" if type(cell) in (int, float) else "".join(str(cell).split())[:_LONGEST]
    is_bare = text.isdecimal() and int(text) in _BOUNDS[unit]
    return f"第{text}季度" if is_bare and unit == "季度" else text + unit if is_bare else text


def named_in_cell(cell: object, key: str) -> str:
    """What a cell says under a header with this key: a time in words, or else its text."""
    return named_time(cell, TIMES[key]) if key in TIMES else " ".join(str(cell).split())


def time_of(name: str) -> Qualifier | None:
    """The time that a name means; None if it is a day, may be two months (2023.1), or is no time at all."""
    if _DAY.search(name) or re.fullmatch(r"\d{4}\.1", name):
        return None
    return qualifier_of(name)


def are_times(values: Sequence[object], unit: str) -> bool:
    """Whether all values of a column name a time."""
    return all(time_of(named_time(value, unit)) is not None for value in values)
