"""Reminders (催报): which units still owe which reports of a period, as text to paste into a group.

They name units and forms, and they count. They never tell what a report says, or about whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from schemas.frames import each_row
from schemas.office.catalogue import Catalogue

DUE_SOON_DAYS = 5
"""A report that is missing is asked for from so many days before it is due."""

HEADING = "【催报】{month}报表"
OPENING = "各单位：{month}报表应报 {owed} 份，截至{today}已报 {reported} 份。以下 {units} 个单位尚有报表未报齐或需改正，请抓紧办理，谢谢配合！"
CLOSING = "{office}\n{today}"
NOTHING_OPEN = "{month}报表应报 {owed} 份，截至{today}没有需要催报的报表。"
NOTHING_AT_ALL = "截至{today}没有需要催报的报表。"

STATES = {
    "missing": ("尚未报送", "请尽快报送"),
    "set_aside": ("报来的文件不能确定是哪个单位、哪个月的（待认定）", "请核对填报单位和报告期后重新报送"),
    "rejected": ("报来的文件无法处理", "请按要求重新报送"),
    "returned": ("已退回（强制性错误 {errors} 处）", "请按退回件改正后重新报送"),
    "correction_returned": (
        "更正件已退回（强制性错误 {errors} 处），此前通过的一版仍有效",
        "如需更正请按退回件改正后重新报送",
    ),
    "partly_accepted": (
        "有 {rows_held} 行未通过（强制性错误 {errors} 处），其余已接收",
        "请将未通过的行改正后重新报送",
    ),
}
"""What is the matter with an open report, and what to do about it.

``set_aside`` and ``rejected``: it is missing, but a file came that may hold it.
"""

DEADLINES = {
    "overdue": "应于{due}前报送，已逾期 {days} 天",
    "today": "今天（{due}）到期",
    "ahead": "应于{due}前报送，还有 {days} 天",
    "closed": "报送期限{due}已过 {days} 天",
}
"""``closed``: the due day is over, but an accepted version met the obligation."""


@dataclass(frozen=True)
class UnitReminder:
    """What one unit still has to do, a sentence a report."""

    unit_code: str
    unit_name: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The unit's name, then its reports, a line each."""
        return "\n".join(
            [
                self.unit_name,
                *(f"{number}. {sentence}" for number, sentence in enumerate(self.sentences, start=1)),
            ]
        )


@dataclass(frozen=True)
class Reminder:
    """The reminder of one period; ``units`` is empty when nothing is open."""

    period: str
    heading: str
    opening: str
    units: tuple[UnitReminder, ...]
    closing: str

    @property
    def text(self) -> str:
        """All of it, ready to paste."""
        return "\n\n".join(
            [f"{self.heading}\n{self.opening}", *(unit.text for unit in self.units), self.closing]
        )


def open_reports(progress: pd.DataFrame, as_of: date, forms: Catalogue) -> pd.DataFrame:
    """The reports that a unit must still do something about, by period, unit, due day and form.

    These are: missing ones that are overdue or due within ``DUE_SOON_DAYS``; those of which the newest
    version was returned, whether or not an earlier one is in force; partly accepted ones with rows to
    correct. Reports that only await verification (核实) are not. ``progress`` is what
    ``warehouse.standing.progress.report_progress`` gives. Columns: period, unit_code, unit_name, form, state
    (a key of ``STATES``), due_on (a date; None where nobody owed the report), days_overdue (negative: days
    left; None without a due day), errors and rows_held (0 for a missing report), sentence.
    """
    found = [
        {
            **{name: getattr(row, name) for name in ("period", "unit_code", "unit_name", "form", "due_on")},
            "state": state,
            "days_overdue": (as_of - row.due_on).days if row.due_on else None,
            "errors": 0 if pd.isna(row.errors) else int(row.errors),
            "rows_held": 0 if pd.isna(row.rows_held) else int(row.rows_held),
        }
        for row in each_row(progress)
        if (state := _open_state(row, as_of))
    ]
    columns = [
        "period",
        "unit_code",
        "unit_name",
        "form",
        "state",
        "due_on",
        "days_overdue",
        "errors",
        "rows_held",
    ]
    frame = pd.DataFrame(found, columns=columns).astype({"due_on": object, "days_overdue": object})
    frame["sentence"] = [_sentence(row, as_of, forms) for row in found]
    latest = frame["due_on"].map(lambda day: day or date.max)
    return (
        frame.assign(latest=latest)
        .sort_values(["period", "unit_code", "latest", "form"], ignore_index=True)
        .drop(columns="latest")
    )


def _open_state(row: Any, as_of: date) -> str | None:
    if row.status == "missing":
        is_asked = row.due_on and (row.due_on - as_of).days <= DUE_SOON_DAYS
        return (row.arrived or "missing") if is_asked else None
    if row.status == "returned":
        return "correction_returned" if row.usable else "returned"
    return "partly_accepted" if row.status == "partly_accepted" else None


def _sentence(report: dict[str, Any], as_of: date, forms: Catalogue) -> str:
    state, request = STATES[report["state"]]
    parts = [state.format_map(report), _deadline(report, as_of), request]
    return f"{forms.name(report['form'])}：{'，'.join(part for part in parts if part)}。"


def _deadline(report: dict[str, Any], as_of: date) -> str:
    days = report["days_overdue"]
    if days is None:
        return ""
    met = report["state"] in ("correction_returned", "partly_accepted")
    kind = "today" if days == 0 else "ahead" if days < 0 else "closed" if met else "overdue"
    return DEADLINES[kind].format(due=_day(report["due_on"], as_of), days=abs(days))


def _day(day: date, as_of: date) -> str:
    """The day, with its year only where it is half a year off or more: 1月5日, 2022年11月7日."""
    return _month_and_day(day) if abs(as_of - day).days < 180 else f"{day.year}年{_month_and_day(day)}"


def _month_and_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def reminders(
    progress: pd.DataFrame, as_of: date, office: str, forms: Catalogue, period: str | None = None
) -> list[Reminder]:
    """The reminder of a period, also when nothing is open; without one, those of all periods with something
    open, the newest first.

    ``progress`` is what ``warehouse.standing.progress.report_progress`` gives; ``office`` is the name that
    signs, ``forms`` are the office's.
    """
    open_ = open_reports(progress, as_of, forms)
    periods = [period] if period else sorted(set(open_["period"]), reverse=True)
    return [
        _reminder(progress[progress["period"] == each], open_[open_["period"] == each], each, as_of, office)
        for each in periods
    ]


def _reminder(progress: pd.DataFrame, open_: pd.DataFrame, period: str, as_of: date, office: str) -> Reminder:
    owed = progress[progress["due_on"].notna()]
    units = tuple(_units(open_))
    words = {
        "month": f"{period[:4]}年{int(period[5:])}月",
        "today": _today(as_of),
        "owed": len(owed),
        "reported": int(owed["usable"].sum()),
        "units": len(units),
        "office": office,
    }
    return Reminder(
        period,
        HEADING.format(**words),
        (OPENING if units else NOTHING_OPEN).format(**words),
        units,
        CLOSING.format(**words),
    )


def _units(open_: pd.DataFrame) -> Iterator[UnitReminder]:
    for code, own in open_.groupby("unit_code", sort=False):
        name = own["unit_name"].iloc[0]
        yield UnitReminder(str(code), str(code) if pd.isna(name) else name, tuple(own["sentence"]))


def reminder_text(written: list[Reminder], as_of: date) -> str:
    """All reminders as one text; says so if there is nothing to remind of."""
    return "\n\n\n".join(each.text for each in written) or NOTHING_AT_ALL.format(today=_today(as_of))


def _today(as_of: date) -> str:
    return f"{as_of.year}年{_month_and_day(as_of)}"
