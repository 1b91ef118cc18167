"""Measures (度量) over the fact store: the value of each measure for every unit and period, or the reason why
there is none.

Every unit gets the aggregate over itself and all units below it (``aggregates``). It is compared with the
reports that are due (``coverage``).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series

from assets.indicators.counting.aggregates import NOTHING, Aggregate, aggregate
from assets.indicators.counting.audits import NOT_AUDITED, audit_remark, audited_sums
from assets.indicators.counting.coverage import Covered, FormSpan, cover, first_month, is_overdue
from assets.indicators.counting.reported import Reported
from assets.indicators.counting.rolled_up import RolledUpFacts
from schemas.assessment.measures import FormMeasure, Measure, ReportCount, Span, UnitCount
from schemas.assessment.remarks import Remark, RemarkKind, note_text
from schemas.form import Form
from schemas.frames import FrameModel
from schemas.periods import period_end
from warehouse.standing.discipline import OwedReport


class MeasureRow(FrameModel):
    """The value of a measure for a unit in an assessed period.

    ``value``: exact (a Decimal or Fraction). It is missing if no reporting unit has a report in force (缺报).
    ``remarks`` (tuples of Remark) say who is missing and what is used instead; ``note`` says the same in
    words.
    """

    measure: Series[str]
    unit_code: Series[str]
    period: Series[str]
    value: Series[Any] = pa.Field(nullable=True)
    is_lower_bound: Series[bool]
    reports_missing: Series[int]
    note: Series[str]
    remarks: Series[Any]


def evaluate(
    measures: Mapping[str, Measure],
    reported: Reported,
    periods: Sequence[str],
    units: Iterable[str] | None = None,
) -> DataFrame[MeasureRow]:
    """The value of every measure for every unit in the assessed periods. ``units`` limits the units that are
    computed.
    """
    wanted = list(units) if units is not None else [unit.code for unit in reported.registry]
    return evaluate_on(
        RolledUpFacts(reported, cover(uses_of(measures), periods, reported, wanted), wanted), measures
    )


def uses_of(measures: Mapping[str, Measure]) -> set[FormSpan]:
    """The forms that measures read, each with its span."""
    return {(measure.form, measure.span) for measure in measures.values() if isinstance(measure, FormMeasure)}


def evaluate_on(facts: RolledUpFacts, measures: Mapping[str, Measure]) -> DataFrame[MeasureRow]:
    """The same as ``evaluate``, on facts that are already loaded."""
    of_forms: dict[str, dict[str, FormMeasure]] = {}
    found: list[tuple] = []
    for name, measure in measures.items():
        if isinstance(measure, FormMeasure):
            of_forms.setdefault(measure.form, {})[name] = measure
        elif isinstance(measure, UnitCount):
            found += _unit_counts(name, measure, facts)
        else:
            found += _report_counts(name, measure, facts)
    for form, together in of_forms.items():
        found += _form_values(together, facts.reported.forms[form], facts)
    return MeasureRow.of_rows(found)


def _form_values(measures: Mapping[str, FormMeasure], form: Form, facts: RolledUpFacts) -> list[tuple]:
    found = aggregate(measures, form, facts)
    audited = audited_sums(measures, form, facts)
    expected = _expected_subjects(form, facts)
    result: list[tuple] = []
    for (name, measure), period, unit in product(measures.items(), facts.coverage.periods, facts.units):
        covered = facts.coverage.units.get((form.code, measure.span, period, unit))
        if covered is None:
            result.append(_row(name, unit, period, None, [_nothing_reported(form, measure)]))
            continue
        given = found.get((period, unit, name, None), NOTHING)
        is_there, remarks = _standing(form, covered, given, expected.get((period, unit), 0))
        number: Decimal | Fraction | None = Decimal(given.value or 0) if is_there else None
        found_by = audited.get((period, unit, name), NOT_AUDITED)
        if number is not None and found_by.audits:
            number = Fraction(number) + found_by.difference
            remarks = (*remarks, audit_remark(found_by.audits, form, facts))
        missing = covered.reports_missing
        result.append(_row(name, unit, period, number, remarks, given.is_lower_bound, missing))
    return result


def _row(
    name: str,
    unit: str,
    period: str,
    value: Decimal | Fraction | None,
    remarks: Sequence[Remark] = (),
    is_lower_bound: bool = False,
    reports_missing: int = 0,
) -> tuple:
    return name, unit, period, value, is_lower_bound, reports_missing, note_text(remarks), tuple(remarks)


WHEN_NOTHING = {
    Span.PERIOD: "本月无",
    Span.QUARTER: "本季度尚无",
    Span.HALF_YEAR: "本半年尚无",
    Span.SCHOOL_YEAR: "本学年尚无",
}


def _nothing_reported(form: Form, measure: FormMeasure) -> Remark:
    when = WHEN_NOTHING.get(measure.span, "本年尚无")
    return Remark(RemarkKind.ABSENCE, f"{when}{form.title}")


def _expected_subjects(form: Form, facts: RolledUpFacts) -> dict[tuple[str, str], int]:
    """(Period, unit) → how many units at or below it a form about other units should list."""
    counts: dict[tuple[str, str], int] = {}
    for period in facts.coverage.periods if form.subject else ():
        living = {
            unit.code
            for kind in form.subject_kinds
            for unit in facts.registry.of_kind(kind, on=period_end(period))
        }
        counts |= {(period, unit): size for unit, size in _count_below(facts, living).items()}
    return counts


def _count_below(facts: RolledUpFacts, codes: Collection[str]) -> dict[str, int]:
    """Unit → how many of the codes are at or below it."""
    below = facts.closure[facts.closure["descendant"].isin(set(codes))].groupby("ancestor").size()
    return {str(unit): int(size) for unit, size in below.items()}


def _standing(
    form: Form, covered: Covered, given: Aggregate, expected: int
) -> tuple[bool, tuple[Remark, ...]]:
    """Whether there is a value, and what a reader must know about it. ``expected`` is the number of units
    that should be listed.
    """
    if not covered.reported:
        return False, covered.remarks
    if form.subject is not None and given.listed == 0:
        # If a bureau's table does not list a township, it says nothing about it, not even 0.
        return False, (Remark(RemarkKind.UNLISTED, f"{form.title}未列该单位"), *covered.remarks)
    unlisted = expected - given.listed
    if given.counted and given.value is None:
        # A blank optional number means that nothing was reported, so rows that are all blank add up to 0.
        not_filled = Remark(RemarkKind.NOT_FILLED, f"{form.title}相应栏目未填，按0计")
        return True, (not_filled, *covered.remarks)
    if unlisted > 0:
        return True, (Remark(RemarkKind.UNLISTED, f"{form.title}少列{unlisted}个单位"), *covered.remarks)
    return True, covered.remarks


# ---------------------------------------------------------------- from the unit tree and the ledger


def _unit_counts(name: str, measure: UnitCount, facts: RolledUpFacts) -> list[tuple]:
    counted = []
    for period in facts.coverage.periods:
        living = {unit.code for unit in facts.registry.of_kind(measure.count_units, on=period_end(period))}
        counts = _count_below(facts, living)
        counted += [_row(name, unit, period, Decimal(counts.get(unit, 0))) for unit in facts.units]
    return counted


REPORT_AMOUNTS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "missing": lambda due: due["status"] == "missing",
    "returned": lambda due: (due["status"] == "returned") & ~due["has_version"],
    "late": lambda due: (
        due["late"].astype("boolean").fillna(False).astype(bool) & (due["status"] != "missing")
    ),
    "late_days": lambda due: due["late_days"],
    "owed": lambda due: due["status"].notna(),
    "findings": lambda due: due["findings"],
    "hard_findings": lambda due: due["hard_findings"],
}
"""For each kind of report count: how much each due report counts.

漏报 are reports that never came. They are not late as well, because one failing is counted once. 退回 are
returned reports without a version in force. 迟报 are the late ones.
"""


def owed_reports(measure: ReportCount, obligations: DataFrame[OwedReport]) -> DataFrame[OwedReport]:
    """The due reports that a count of reports looks at."""
    return obligations[obligations["form"].isin(measure.forms)] if measure.forms else obligations


def keys(reports: pd.DataFrame) -> pd.MultiIndex:
    """The keys that tell reports apart."""
    return pd.MultiIndex.from_frame(reports[["unit_code", "form", "period"]].astype(object))


def failed_reports(measure: ReportCount, reported: Reported) -> pd.DataFrame:
    """The due reports that the measure counts, over all periods.

    ``amount`` is how much a report counts: 1 if it was late, missing or returned; or the number of days or
    faulty places, for measures that count these.
    """
    owed = owed_reports(measure, reported.obligations)
    days = {day: is_overdue(day, reported.as_of) for day in set(owed["due_on"])}
    overdue = pd.Series([days[day] for day in owed["due_on"]], index=owed.index, dtype=bool)
    owed = owed.assign(has_version=keys(owed).isin(keys(reported.reports)))
    owed = owed.assign(amount=REPORT_AMOUNTS[measure.reports](owed).astype(int))
    return owed[overdue & (owed["amount"] > 0)]


def _report_counts(name: str, measure: ReportCount, facts: RolledUpFacts) -> list[tuple]:
    owed = owed_reports(measure, facts.reported.obligations)[["unit_code", "period"]].drop_duplicates()
    failed = failed_reports(measure, facts.reported)[["unit_code", "period", "amount"]]
    owing, amounts = (
        each.merge(facts.closure, left_on="unit_code", right_on="descendant").groupby(["ancestor", "period"])
        for each in (owed, failed)
    )
    owed_in, failed_in = set(owing.size().index), amounts["amount"].sum().to_dict()
    counted = []
    for period in facts.coverage.periods:
        first = first_month(Span(measure.span), period)
        months = [month for month in sorted(set(owed["period"])) if first <= month <= period]
        for unit in facts.units:
            if any((unit, month) in owed_in for month in months):
                amount = sum(int(failed_in.get((unit, month), 0)) for month in months)
                counted.append(_row(name, unit, period, Decimal(amount)))
            else:
                nothing_owed = Remark(RemarkKind.ABSENCE, "没有应报报表")
                counted.append(_row(name, unit, period, None, [nothing_owed]))
    return counted
