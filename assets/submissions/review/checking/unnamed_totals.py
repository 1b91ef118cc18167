"""Rows that are no totals by name and yet hold the sums of other rows: asked about, for a total that is taken
as a record counts everything twice.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from assets.submissions.review.cells.values import DECIMALS
from assets.submissions.review.findings import Finding, row_ranges
from assets.submissions.review.records import Records
from schemas.findings import KINDS
from schemas.form import NUMBERS, Form

LEAST_ROWS = 3
"""So many rows right above or below a row have to be its sum; of all others in the report two are enough."""

Reported = Callable[[Form, str, str], frozenset[tuple[str, ...]]]
"""The keys that a unit reported in its last report of a form before a period."""


def nothing_reported(form: Form, unit_code: str, period: str) -> frozenset[tuple[str, ...]]:
    """No keys, where nothing is known of earlier reports."""
    return frozenset()


def unnamed_total_findings(records: Records, reported: Reported) -> list[Finding]:
    """A query for each row whose numbers, two or more of them not 0, are the sums of other rows, unless its
    key was a record of the last report.
    """
    form = records.form
    names = [column.name for column in form.columns if column.additive and column.type.name in NUMBERS]
    if form.vertical or len(names) < 2:
        return []
    findings = []
    all_numbers = records.frame[names].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    reports, _ = pd.factorize(records.frame["report_id"])
    may_be = _may_be_sums(all_numbers, reports)
    for report in np.unique(reports[may_be]):
        members = np.flatnonzero(reports == report)
        if len(members) < LEAST_ROWS:
            continue
        for place, summed in _sums(all_numbers[members], may_be[members]):
            frame = records.frame.iloc[members]
            record = frame.iloc[place]
            if _key(form, record) not in reported(form, record["unit_code"], record["period"]):
                rows = row_ranges(frame["row"].iloc[summed])
                findings.append(
                    records.finding_at(
                        frame.index[place], _marked(form, names), KINDS["row-like-total"], rows=rows
                    )
                )
    return findings


def _marked(form: Form, names: list[str]) -> tuple[str, ...]:
    return form.key[:1] or tuple(names[:1])


def _key(form: Form, record: pd.Series) -> tuple[str, ...]:
    return key_of([record[name] for name in form.key])


def key_of(values: list[object]) -> tuple[str, ...]:
    """A record's key as texts, however its values are stored."""
    return tuple("" if pd.isna(value) else str(value) for value in values)


def _may_be_sums(numbers: np.ndarray, reports: np.ndarray) -> np.ndarray:
    """The rows of all reports that are worth a closer look: two numbers are not 0, and none is less than
    those of the rows right above or below together, or all are half of the report's.
    """
    order = np.argsort(reports, kind="stable")
    values, stated, of = np.nan_to_num(numbers)[order], ~np.isnan(numbers)[order], reports[order]
    _, firsts, counts = np.unique(of, return_index=True, return_counts=True)
    whole = np.repeat(np.add.reduceat(values, firsts), counts, axis=0) if len(values) else values
    found = _fits(np.abs(2 * values - whole), 0, stated)
    if len(values) > LEAST_ROWS:
        stop = len(values) - LEAST_ROWS + 1
        together = sum(values[start : stop + start] for start in range(LEAST_ROWS))  # of the rows from n on
        is_one_report = of[:-LEAST_ROWS] == of[LEAST_ROWS:]
        above, below = slice(LEAST_ROWS, None), slice(None, -LEAST_ROWS)
        found[above] |= is_one_report & _fits(together[:-1], values[above], stated[above])
        found[below] |= is_one_report & _fits(together[1:], values[below], stated[below])
    may_be = np.empty_like(found)
    may_be[order] = found & ((values != 0).sum(axis=1) > 1)
    return may_be


def _fits(sums: np.ndarray, values: np.ndarray | float, stated: np.ndarray) -> np.ndarray:
    """Whether sums are not more than the values, in each column that is stated."""
    return ((sums < values + 0.5 * 10**-DECIMALS) | ~stated).all(axis=1)


def _sums(numbers: np.ndarray, may_be_sum: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    """The rows that are sums of others: of all, or of those right above or below; with these."""
    if (np.nan_to_num(numbers) < 0).any():
        return
    values = np.nan_to_num(numbers)
    whole = values.sum(axis=0)
    before = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    is_filled = values.any(axis=1)
    for place in np.flatnonzero(may_be_sum).tolist():
        stated = ~np.isnan(numbers[place])
        summed = _all_others(values, whole, place, stated) or _neighbours(values, before, place, stated)
        if summed and is_filled[summed].sum() > 1:
            yield place, summed


def _all_others(values: np.ndarray, whole: np.ndarray, place: int, stated: np.ndarray) -> list[int]:
    is_sum = len(values) >= LEAST_ROWS and _equal(2 * values[place], whole, stated)
    return [row for row in range(len(values)) if row != place] if is_sum else []


def _neighbours(values: np.ndarray, before: np.ndarray, place: int, stated: np.ndarray) -> list[int]:
    """The rows right above or below that add up to a row. Sums only grow along the rows, so that those which
    fit in one column lie together.
    """
    column = int(np.flatnonzero(stated & (values[place] != 0))[0])
    sums, value, half = before[:, column], values[place, column], 0.5 * 10**-DECIMALS
    low, high = np.searchsorted(sums, [sums[place] - value - half, sums[place] - value + half])
    for start in range(low, min(high, place - LEAST_ROWS + 1)):
        if _equal(before[place] - before[start], values[place], stated):
            return list(range(start, place))
    after = sums[place + 1] + value
    low, high = np.searchsorted(sums, [after - half, after + half])
    for stop in range(max(low, place + 1 + LEAST_ROWS), min(high, len(values) + 1)):
        if _equal(before[stop] - before[place + 1], values[place], stated):
            return list(range(place + 1, stop))
    return []


def _equal(left: np.ndarray, right: np.ndarray, stated: np.ndarray) -> bool:
    return bool((np.abs(left - right)[stated] < 0.5 * 10**-DECIMALS).all())
