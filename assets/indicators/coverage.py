"""Which reports a measure stands on: those in force that its span selects, and those that are due but not there (缺报).

Missing is missing, never 0: a unit none of whose reporting units has a report in force has no value; where only some lack one,
the value is what was reported, and the note says who is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas.form import FORMS
from schemas.measures import Span
from schemas.units import UnitRegistry

LISTED = 5
"""So many missing reports are named in a note; the rest are counted."""

Use = tuple[str, Span]
"""A form read over a span."""


@dataclass(frozen=True)
class Coverage:
    """What reports the uses of forms stand on.

    ``selection``: form, span, assessed_period, report_id, report_period: the reports whose rows count.
    ``units``: form, span, assessed_period, unit_code, reported (bool), reports_missing (int), note (str): one row for every unit
    that reports the form itself, has such a unit below it, or is a subject of one's report.
    """

    selection: pd.DataFrame
    units: pd.DataFrame
    periods: tuple[str, ...]


def cover(
    uses: Iterable[Use], periods: Sequence[str], reports: pd.DataFrame, obligations: pd.DataFrame, registry: UnitRegistry, as_of: date
) -> Coverage:
    """The coverage of each use in each assessed period.

    ``reports``: the reports in force, nil ones included (report_id, unit_code, form, period, status).
    ``obligations``: the reports due (unit_code, form, period, due_on).
    """
    selections, units = [], []
    for form, span in sorted(set(uses)):
        pairs = covered_pairs(form, registry)
        for period in periods:
            selected = select_reports(reports, form, span, period)
            selections.append(selected.assign(form=form, span=str(span), assessed_period=period))
            missing = missing_reports(obligations, selected, form, span, period, as_of)
            covered = _units_covered(selected, missing, pairs, form, registry)
            units.append(covered.assign(form=form, span=str(span), assessed_period=period))
    selection = _stack(selections, ["form", "span", "assessed_period", "report_id", "report_period"])
    covered = _stack(units, ["form", "span", "assessed_period", "unit_code", "reported", "reports_missing", "note"])
    return Coverage(selection, covered, tuple(periods))


def months_of(span: Span, period: str) -> tuple[str, str]:
    """The first and last month whose reports a span may use."""
    return (period, period) if span is Span.PERIOD else (f"{period[:4]}-01", period)


def select_reports(reports: pd.DataFrame, form: str, span: Span, period: str) -> pd.DataFrame:
    """The reports in force that a span selects: unit_code, report_id, report_period, status."""
    first, last = months_of(span, period)
    chosen = reports.loc[(reports["form"] == form) & reports["period"].between(first, last)]
    if span is Span.LATEST:
        chosen = chosen.sort_values("period").drop_duplicates("unit_code", keep="last")
    return chosen[["unit_code", "report_id", "period", "status"]].rename(columns={"period": "report_period"})


def missing_reports(obligations: pd.DataFrame, selected: pd.DataFrame, form: str, span: Span, period: str, as_of: date) -> pd.DataFrame:
    """The reports that a span needs and that are not in force: unit_code, period, used (an older month's report stands in), overdue.

    ``latest`` needs each unit's newest due report only.
    """
    first, last = months_of(span, period)
    due = obligations.loc[(obligations["form"] == form) & obligations["period"].between(first, last), ["unit_code", "period", "due_on"]]
    if span is Span.LATEST:
        newest = due.sort_values("period").drop_duplicates("unit_code", keep="last")
        merged = newest.merge(selected[["unit_code", "report_period"]], on="unit_code", how="left")
        missing = merged[~(merged["report_period"] >= merged["period"]).astype(bool)].rename(columns={"report_period": "used"})
    else:
        merged = due.merge(
            selected[["unit_code", "report_period"]].assign(period=selected["report_period"]), on=["unit_code", "period"], how="left"
        )
        missing = merged[merged["report_period"].isna()].rename(columns={"report_period": "used"})
    overdue = [due_on is None or pd.Timestamp(due_on).date() < as_of for due_on in missing["due_on"]]
    return missing.assign(overdue=overdue).sort_values(["unit_code", "period"])


def covered_pairs(form: str, registry: UnitRegistry) -> pd.DataFrame:
    """Which reporting units (descendant) a unit (ancestor) depends on.

    Those below it; and in a form whose rows are about other units (a bureau's table of townships) also the reporting unit beside
    or above it, which covers everything under its own parent.
    """
    pairs = registry.closure()
    if FORMS[form].subject is None:
        return pairs
    submitters = [unit for unit in registry if unit.kind in FORMS[form].submitters and unit.parent]
    subjects = [(subject.code, unit.code) for unit in submitters for subject in registry.subtree(unit.parent)]
    return pd.concat([pairs, pd.DataFrame(subjects, columns=["ancestor", "descendant"])]).drop_duplicates()


def _units_covered(selected: pd.DataFrame, missing: pd.DataFrame, pairs: pd.DataFrame, form: str, registry: UnitRegistry) -> pd.DataFrame:
    reported = pairs[pairs["descendant"].isin(set(selected["unit_code"]))]["ancestor"].unique()
    lacking = pairs.merge(missing, left_on="descendant", right_on="unit_code").sort_values(["ancestor", "unit_code", "period"])
    partly = pairs.merge(selected[selected["status"] == "partly_accepted"], left_on="descendant", right_on="unit_code")
    notes = {unit: _missing_note(rows, form, registry) for unit, rows in lacking.groupby("ancestor")}
    counts = lacking.groupby("ancestor").size()
    held = {unit: _partly_note(rows, form, registry) for unit, rows in partly.groupby("ancestor")}
    codes = sorted({*reported, *notes})
    return pd.DataFrame(
        {
            "unit_code": pd.Series(codes, dtype="object"),
            "reported": pd.Series([code in set(reported) for code in codes], dtype=bool),
            "reports_missing": pd.Series([int(counts.get(code, 0)) for code in codes], dtype=int),
            "note": pd.Series(["；".join(filter(None, (notes.get(code), held.get(code)))) for code in codes], dtype="object"),
        }
    )


def _missing_note(rows: pd.DataFrame, form: str, registry: UnitRegistry) -> str:
    title = FORMS[form].title
    said = []
    for word, group in (("缺报", rows[rows["overdue"]]), ("尚未到期", rows[~rows["overdue"]])):
        names = [
            f"{registry.get(row.unit_code).name} {row.period} {title}" + (f"（沿用{row.used}数）" if isinstance(row.used, str) else "")
            for row in group.head(LISTED).itertuples()
        ]
        if names:
            said.append(f"{word}：" + "、".join(names) + (f" 等{len(group)}份" if len(group) > LISTED else ""))
    return "；".join(said)


def _partly_note(rows: pd.DataFrame, form: str, registry: UnitRegistry) -> str:
    rows = rows.sort_values(["unit_code", "report_period"])
    names = [f"{registry.get(row.unit_code).name} {row.report_period}" for row in rows.head(LISTED).itertuples()]
    more = f" 等{len(rows)}份" if len(rows) > LISTED else ""
    return f"{FORMS[form].title}有记录待更正未计入：" + "、".join(names) + more


def _stack(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)
