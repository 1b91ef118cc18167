"""Which reports a measure stands on: the reports in force that its span selects, and the reports that are due
but have not come (缺报).

Missing is missing, never 0. A unit has no value if none of its reporting units has a report in force. If only
some lack one, the value is what was reported, and the note says who is missing.

The figures of a closed unit count for the unit that took over. Where only newest reports count, they count
until that unit has reported for both areas.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from assets.indicators.counting.reported import Reported
from schemas.assessment.measures import Span
from schemas.assessment.remarks import Remark, RemarkKind
from schemas.form import Form
from schemas.office.unit import TakeOver
from schemas.office.units import UnitRegistry
from schemas.periods import period_end

LISTED = 5
"""How many missing reports a note names; the rest are only counted."""

SCHOOL_YEAR_BEGINS = 9
"""The month with which a school year begins."""

FormSpan = tuple[str, Span]
"""A form, and the span over which it is read."""


class Report(NamedTuple):
    """A report in force."""

    unit_code: str
    period: str
    report_id: str
    status: str


class Due(NamedTuple):
    """A report that is owed."""

    unit_code: str
    period: str
    due_on: date | str | None


class Missing(NamedTuple):
    """A report that a span needs and that is not in force. ``used`` is the month of the report that is used
    in its place; None if there is none.
    """

    unit_code: str
    period: str
    used: str | None
    is_overdue: bool


@dataclass(frozen=True)
class Covered:
    """How a unit stands with a form over a span: whether any unit it depends on has reported, and who has
    not.

    ``selected`` are the reports that count for the unit; ``missing`` are the reports that it lacks.
    """

    reported: bool
    reports_missing: int
    remarks: tuple[Remark, ...]
    selected: tuple[Report, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """On which reports the uses of forms stand.

    ``selection`` has the reports whose rows count: form, span, assessed_period, report_id, report_period.
    ``units``: (form, span, assessed period, unit code) → how the unit stands. Units that the form does not
    concern are left out.
    """

    selection: pd.DataFrame
    units: Mapping[tuple[str, Span, str, str], Covered]
    periods: tuple[str, ...]


def cover(
    uses: Iterable[FormSpan], periods: Sequence[str], reported: Reported, units: Iterable[str]
) -> Coverage:
    """The coverage of each use in each assessed period, for the given units. Closed units lie where they lie
    at the end of the last of these periods.
    """
    in_force, owed, wanted = (
        _by_form(reported.reports, Report),
        _by_form(reported.obligations, Due),
        set(units),
    )
    selection: list[tuple[str, str, str, str, str]] = []
    covered: dict[tuple[str, Span, str, str], Covered] = {}
    for form, span in sorted(set(uses)):
        described = reported.forms[form]
        dependants = _Dependants(described, reported.registry, wanted, period_end(max(periods)))
        take_overs = reported.registry.take_overs
        for period in periods:
            selected = select_reports(in_force[form], span, period, take_overs, described.amends)
            selection += [(form, str(span), period, report.report_id, report.period) for report in selected]
            missing = missing_reports(owed[form], selected, span, period, reported.as_of, take_overs)
            for unit, state in _units_covered(
                selected, missing, dependants, described.title, reported.registry
            ).items():
                covered[form, span, period, unit] = state
    columns = ["form", "span", "assessed_period", "report_id", "report_period"]
    return Coverage(pd.DataFrame(selection, columns=columns), covered, tuple(periods))


def _by_form(frame: pd.DataFrame, kind: type[Report] | type[Due]) -> dict[str, list]:
    """The rows of a frame by form, in an order that does not depend on the order of the frame."""
    columns = {key: pa.array(frame[key], pa.large_string()) for key in ("form", "unit_code", "period")}
    order = pc.sort_indices(pa.table(columns), sort_keys=[(key, "ascending") for key in columns])
    ordered = frame.iloc[order.to_numpy()]
    # It takes ten times longer to go through an Arrow column than through a list of its values.
    rows = map(kind._make, zip(*(ordered[name].tolist() for name in kind._fields), strict=True))
    grouped: dict[str, list] = defaultdict(list)
    for form, row in zip(ordered["form"].tolist(), rows, strict=True):
        grouped[form].append(row)
    return grouped


def first_month(span: Span, period: str) -> str:
    """The first month whose reports a span may use. The last such month is the period itself."""
    year, month = int(period[:4]), int(period[5:])
    if span is Span.PERIOD:
        return period
    if span is Span.QUARTER:
        return f"{year}-{month - (month - 1) % 3:02}"
    if span is Span.HALF_YEAR:
        return f"{year}-{1 if month <= 6 else 7:02}"
    if span is Span.SCHOOL_YEAR:
        return f"{year if month >= SCHOOL_YEAR_BEGINS else year - 1}-{SCHOOL_YEAR_BEGINS:02}"
    return f"{year}-01"


def select_reports(
    reports: Iterable[Report],
    span: Span,
    period: str,
    take_overs: Iterable[TakeOver] = (),
    amends: bool = False,
) -> list[Report]:
    """The reports of a form that a span selects.

    With ``latest`` it is each unit's newest report, except those of closed units whose area the report of
    another unit covers. But where reports amend single rows (``amends``), it is all reports of the year,
    because the newest stands on all before it.
    """
    first = first_month(span, period)
    chosen = [report for report in reports if first <= report.period <= period]
    if span is not Span.LATEST or amends:
        return chosen
    newest = _newest(chosen)
    return _not_covered(newest, newest, take_overs)


def _not_covered(rows: Iterable, newest: Iterable[Report], take_overs: Iterable[TakeOver]) -> list:
    """The rows without those of closed units whose area one of the newest reports covers."""
    reported = {report.unit_code: report.period for report in newest}
    covered = {each.code for each in take_overs if reported.get(each.successor, "") >= each.since}
    return [row for row in rows if row.unit_code not in covered]


def _newest(rows: Iterable) -> list:
    newest: dict[str, Report | Due] = {}
    for row in rows:
        if row.unit_code not in newest or newest[row.unit_code].period < row.period:
            newest[row.unit_code] = row
    return list(newest.values())


def missing_reports(
    owed: Iterable[Due],
    selected: Sequence[Report],
    span: Span,
    period: str,
    as_of: date,
    take_overs: Iterable[TakeOver] = (),
) -> list[Missing]:
    """The reports of a form that a span needs and that are not in force. ``latest`` needs only each unit's
    newest due report.
    """
    first = first_month(span, period)
    due = [each for each in owed if first <= each.period <= period]
    if span is Span.LATEST:
        have = {report.unit_code: report.period for report in selected}
        lacking = [
            (each, have.get(each.unit_code))
            for each in _not_covered(_newest(due), selected, take_overs)
            if have.get(each.unit_code, "") < each.period
        ]
    else:
        known = {(report.unit_code, report.period) for report in selected}
        lacking = [(each, None) for each in due if (each.unit_code, each.period) not in known]
    return [
        Missing(each.unit_code, each.period, used, is_overdue(each.due_on, as_of)) for each, used in lacking
    ]


def is_overdue(due_on: date | str | None, as_of: date) -> bool:
    """Whether the due day of a report has passed; a report on the day itself is in time."""
    return due_on is None or pd.Timestamp(due_on).date() < as_of


class _Dependants:
    """Which of the wanted units depend on what a reporting unit reports in a form.

    These are the unit itself and the units above it. In a form whose rows are about other units (a bureau's
    table of townships), everything below the reporting unit's parent depends on it too.
    """

    def __init__(self, form: Form, registry: UnitRegistry, wanted: set[str], on: date) -> None:
        self._about_others = form.subject is not None
        self._registry, self._wanted, self._on = registry, wanted, on
        self._known: dict[str, list[str]] = {}

    def of(self, code: str) -> list[str]:
        if code not in self._known:
            units = list(self._registry.ancestors(code, self._on))
            if self._about_others and units[0].parent:
                units += self._registry.subtree(units[0].parent, self._on)
            self._known[code] = [unit.code for unit in dict.fromkeys(units) if unit.code in self._wanted]
        return self._known[code]


def _units_covered(
    selected: Iterable[Report],
    missing: Iterable[Missing],
    dependants: _Dependants,
    title: str,
    registry: UnitRegistry,
) -> dict[str, Covered]:
    reported: dict[str, list[Report]] = defaultdict(list)
    for report in selected:
        for unit in dependants.of(report.unit_code):
            reported[unit].append(report)
    lacking: dict[str, list[Missing]] = defaultdict(list)
    for each in missing:
        for unit in dependants.of(each.unit_code):
            lacking[unit].append(each)
    return {
        unit: Covered(
            unit in reported,
            len(lacking[unit]),
            tuple(_remarks(lacking[unit], reported[unit], title, registry)),
            tuple(reported[unit]),
            tuple(lacking[unit]),
        )
        for unit in sorted({*reported, *lacking})
    }


def _remarks(
    lacking: Sequence[Missing], selected: Sequence[Report], title: str, registry: UnitRegistry
) -> Iterator[Remark]:
    """The remarks on who is missing, and on whose report counts only in part."""
    for kind, overdue, head in (
        (RemarkKind.OVERDUE, True, "缺报："),
        (RemarkKind.NOT_DUE_YET, False, "尚未到期："),
    ):
        named = [
            f"{registry.get(each.unit_code).name} {each.period} {title}"
            + (f"（沿用{each.used}数）" if each.used else "")
            for each in lacking
            if each.is_overdue is overdue
        ]
        if named:
            yield Remark(kind, head + _listed(named))
    held = [
        f"{registry.get(report.unit_code).name} {report.period}"
        for report in selected
        if report.status == "partly_accepted"
    ]
    if held:
        yield Remark(RemarkKind.HELD, f"{title}有记录待更正未计入：{_listed(held)}")


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:LISTED]) + (f" 等{len(names)}份" if len(names) > LISTED else "")
