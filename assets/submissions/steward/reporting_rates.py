"""How well the units report: 报送率, 按时率 and 一次通过率, per unit and per form.

The three are fractions of reports, never averages of fractions. They count only reports whose due day is
over: before that day a unit that has not reported is in order. A rate that counted it would fall on the first
of every month.
"""

from collections.abc import Collection, Sequence
from datetime import date

import pandas as pd

from schemas.office.catalogue import Catalogue
from schemas.periods import months_of_year_to
from schemas.texts.markdown import markdown_table

PASSED = ("nil", "accepted", "accepted_with_queries", "accepted_by_decision")
"""Statuses of a report that needs no correction; what is to be verified (核实) does not stop it."""

COUNTS = ("owed", "due", "reported", "on_time", "submitted", "passed_first")
COUNTS_SHOWN = {"due": "到期应报", "reported": "已报", "on_time": "按时"}
RATES = {"report_rate": ("报送率", "reported", "due"), "on_time_rate": ("按时率", "on_time", "due")} | {
    "first_pass_rate": ("一次通过率", "passed_first", "submitted")
}
"""Each rate's name, its numerator and its denominator among the counts."""

UNITS, FORMS = ("unit_code", "unit_name"), ("form",)


def reporting_rates(
    progress: pd.DataFrame, periods: Collection[str], as_of: date, by: Sequence[str] = ()
) -> pd.DataFrame:
    """The counts and rates of the periods, a row a group (``by``: columns of ``progress``, in their order;
    none gives one row for all).

    ``progress`` is what ``warehouse.standing.progress.report_progress`` gives; of it unit_code, unit_name,
    form, period, due_on, late, usable and first_status are used. Reports that nobody owed are left out.
    Columns of the result, beside ``by``:

    - owed: reports owed; due: of them those whose due day is before ``as_of``; of these again
    - reported: those with an accepted version, whatever came after
    - on_time: those whose first accepted version came by the due day
    - submitted: those of which any version came; passed_first: those whose first version needed no correction
    - report_rate = reported ÷ due, on_time_rate = on_time ÷ due, first_pass_rate = passed_first ÷ submitted;
      missing where nothing is due
    """
    return _grouped(_counted(progress, periods, as_of), by)


def _counted(progress: pd.DataFrame, periods: Collection[str], as_of: date) -> pd.DataFrame:
    """The reports owed in the periods: unit_code, unit_name, form, period, and for each of COUNTS 1 or 0."""
    owed = progress[progress["period"].isin(list(periods)) & progress["due_on"].notna()]
    due = pd.Series([day < as_of for day in owed["due_on"]], index=owed.index, dtype=bool)
    reported = due & owed["usable"].astype(bool)
    submitted = due & owed["first_status"].notna()
    counted = owed[[*UNITS, *FORMS, "period"]].assign(
        owed=1,
        due=due,
        reported=reported,
        on_time=reported & ~owed["late"].astype(bool),
        submitted=submitted,
        passed_first=submitted & owed["first_status"].isin(PASSED),
    )
    return counted.astype(dict.fromkeys(COUNTS, "int64"))


def _grouped(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    grouped = (
        counts.groupby(list(by), as_index=False)[list(COUNTS)].sum()
        if by
        else counts[list(COUNTS)].sum().to_frame().T
    )
    for rate, (_, numerator, denominator) in RATES.items():
        grouped[rate] = grouped[numerator] / grouped[denominator].where(grouped[denominator] > 0)
    return grouped


def rates_of_period_and_year(
    progress: pd.DataFrame, period: str, as_of: date, by: Sequence[str] = ()
) -> pd.DataFrame:
    """The counts and rates of a period, a row a group that owes something in it, with those of its year so
    far as ``year_…`` columns.
    """
    return _of_period_and_year(_counted(progress, months_of_year_to(period), as_of), period, by)


def _of_period_and_year(counts: pd.DataFrame, period: str, by: Sequence[str]) -> pd.DataFrame:
    month, year = _grouped(counts[counts["period"] == period], by), _grouped(counts, by)
    wanted = [*COUNTS, *RATES]
    renamed = year.rename(columns={name: f"year_{name}" for name in wanted})
    return month.merge(renamed, on=list(by), how="left") if by else month.join(renamed)


def shown_rates(
    progress: pd.DataFrame, period: str, as_of: date, by: tuple[str, ...], forms: Catalogue
) -> tuple[list[str], list[list[str]]]:
    """Headers and cells of the table of rates of a period and its year so far, as people read it: a row a
    unit or form, then 合计.

    ``by`` is ``UNITS`` or ``FORMS``. No rows if nothing is owed.
    """
    words = [word for word, *_ in RATES.values()]
    headers = [
        "单位" if by == UNITS else "报表",
        *COUNTS_SHOWN.values(),
        *words,
        *(f"本年{word}" for word in words),
    ]
    counts = _counted(progress, months_of_year_to(period), as_of)
    rates = _of_period_and_year(counts, period, by)
    if rates.empty:
        return headers, []
    names = rates["unit_name"] if by == UNITS else rates["form"].map(forms.name)
    every = pd.concat([rates, _of_period_and_year(counts, period, ())])
    cells = [
        [
            str(name),
            *(str(row[count]) for count in COUNTS_SHOWN),
            *(percentage(row[prefix + rate]) for prefix in ("", "year_") for rate in RATES),
        ]
        for name, row in zip([*names, "合计"], every.to_dict("records"), strict=True)
    ]
    return headers, cells


def rates_table(
    progress: pd.DataFrame, period: str, as_of: date, by: tuple[str, ...], forms: Catalogue
) -> str:
    """``shown_rates`` as Markdown."""
    headers, cells = shown_rates(progress, period, as_of, by, forms)
    return markdown_table(headers, cells) if cells else "本期没有应报的报表。"


def percentage(rate: float) -> str:
    """A rate as people read it: 96.7%, and — where nothing is due. Never rounded up to 100% nor down to
    0%.
    """
    if pd.isna(rate):
        return "—"
    shown = f"{rate:.1%}"
    if shown == "100.0%":
        return "100%" if rate == 1 else "99.9%"
    if shown == "0.0%":
        return "0%" if rate == 0 else "0.1%"
    return shown
