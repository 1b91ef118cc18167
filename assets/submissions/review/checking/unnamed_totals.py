"""Rows that hold the sums of other rows but do not have the name of a total.

A query asks about them. If a total counts as a record, everything is counted twice.
"""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from assets.submissions.review.cells.clean_cells import DECIMALS
from assets.submissions.review.checking.named_totals import label_column
from assets.submissions.review.findings import Finding, row_ranges
from assets.submissions.review.records import Records
from schemas.findings import KINDS
from schemas.form import NUMBERS, Form

LEAST_ROWS = 3
"""A row must be the sum of at least so many rows directly above or below it.

Two are enough if it is the sum of all other rows in the report, if it has no name, if rows beside it are
indented, or if so many of its numbers agree that this cannot be chance.
"""

CERTAIN = 3
"""How many numbers of a row must not be 0 so that two rows are enough."""

Reported = Callable[[Form, str, str], frozenset[tuple[str, ...]]]
"""Gives the keys in a unit's last report of a form before a period. Arguments: form, unit code, period."""


def nothing_reported(form: Form, unit_code: str, period: str) -> frozenset[tuple[str, ...]]:
    """No keys, for use if nothing is known about earlier reports."""
    return frozenset()


def unnamed_total_findings(records: Records, reported: Reported) -> list[Finding]:
    """A query for each row whose numbers are the sums of other rows, or those of one row beside it.

    At least two of its numbers must not be 0. There is no query if the last report had a record with its key.
    """
    form = records.form
    names = [column.name for column in form.columns if column.additive and column.type.name in NUMBERS]
    if form.vertical or len(names) < 2:
        return []
    summed_up: list[tuple[int, list[int]]] = []
    all_numbers = records.frame[names].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    reports, _ = pd.factorize(records.frame["report_id"])
    filled = (np.nan_to_num(all_numbers) != 0).sum(axis=1)
    may_sum_two = _may_sum_two(records)
    least = np.where(may_sum_two | (filled >= CERTAIN), 2, LEAST_ROWS)
    may_be = _may_be_sums(all_numbers, reports, least) | (may_sum_two & (filled > 1))
    order = np.argsort(reports, kind="stable")
    of_reports = np.split(order, np.cumsum(np.bincount(reports))[:-1]) if len(reports) else []
    for report in np.unique(reports[may_be]):
        members = of_reports[report]
        if len(members) < LEAST_ROWS:
            continue
        for place, summed in _sums(all_numbers[members], may_be[members], least[members]):
            summed_up.append((members[place], members[summed].tolist()))
    summed_up += _repeated(records, all_numbers, reports, filled)
    return [
        finding
        for place, summed in summed_up
        if (finding := _asked(records, reported, names, place, summed)) is not None
    ]


def _asked(
    records: Records, reported: Reported, names: list[str], place: int, summed: list[int]
) -> Finding | None:
    """The query about a row that is the sum of others; None if the last report had a record with its key."""
    form, record = records.form, records.frame.iloc[place]
    if _key(form, record) in reported(form, record["unit_code"], record["period"]):
        return None
    rows = row_ranges(records.frame["row"].iloc[summed])
    position, kind = records.frame.index[place], KINDS["row-like-total"]
    return records.finding_at(position, _marked(record, form, names), kind, rows=rows)


def _repeated(
    records: Records, numbers: np.ndarray, reports: np.ndarray, filled: np.ndarray
) -> list[tuple[int, list[int]]]:
    """Each row that repeats the numbers of the row above or below it under a label unlike a record's: the
    total of one row. In a report of more than two rows, so many numbers must agree that this is no chance. A
    row with other texts beside its label is no total, nor are three rows alike in a line.
    """
    label = label_column(records.form)
    if label is None or records.form.subject is not None:
        return []
    values = np.nan_to_num(numbers)
    is_same = (values[1:] == values[:-1]).all(axis=1) & (reports[1:] == reports[:-1]) & (filled[1:] > 1)
    around = np.concatenate([[False], is_same, [False]])
    is_same &= ~around[:-2] & ~around[2:]
    if not is_same.any():
        return []
    texts = [column.name for column in records.form.columns if column.type.name not in NUMBERS]
    has_texts = records.frame[[name for name in texts if name != label]].notna().any(axis=1).to_numpy()
    is_certain = (filled[1:] >= CERTAIN) | (np.bincount(reports)[reports[1:]] <= 2)
    labels, found = records.frame[label].to_numpy(dtype=object), []
    for above in np.flatnonzero(is_same & is_certain & ~has_texts[1:] & ~has_texts[:-1]).tolist():
        below = above + 1
        names = [labels[above], labels[below]]
        if not _are_alike(*names) and (pair := _total_first(names, below, above)):
            found.append((pair[0], [pair[1]]))
    return found


_LIKE_A_RECORD = re.compile(r"[村区居会镇乡道校学院所站点园班社组屯庄寨湾坊队处部系中]$|[年班]级$|\d")
"""How the names of villages, schools and groups end. Codes have digits."""


def _are_alike(first: object, second: object) -> bool:
    """Whether two labels end alike, as names in a list do."""
    return type(first) is str and type(second) is str and first[-1:] == second[-1:]


def _total_first(names: list[object], below: int, above: int) -> tuple[int, int] | None:
    """The row whose label is unlike a record's, and the other row; the one below if neither is like one."""
    for name, place, other in ((names[1], below, above), (names[0], above, below)):
        if type(name) is not str or not _LIKE_A_RECORD.search(name):
            return place, other
    return None


def _may_sum_two(records: Records) -> np.ndarray:
    """Whether each record may be the sum of only two rows: it has no name, or rows beside it are indented."""
    form, frame = records.form, records.frame
    if not form.key:
        return np.zeros(len(frame), dtype=bool)
    nameless = frame[list(form.key)].isna().all(axis=1).to_numpy(dtype=bool)
    names = records.raw[form.key[0]]
    if not any(type(name) is str and name[:1].isspace() for name in names):
        return nameless
    indents = np.array([_indent(names[position]) for position in frame.index], dtype=int)
    above, below = np.roll(indents, 1), np.roll(indents, -1)
    return nameless | (np.maximum(above, below) > indents)


def _indent(name: object) -> int:
    return len(name) - len(name.lstrip()) if type(name) is str else 0


def _marked(record: pd.Series, form: Form, names: list[str]) -> tuple[str, ...]:
    """The column that names the row, or else its first number."""
    named = [name for name in form.key[:1] if pd.notna(record[name])]
    return tuple(named or names[:1])


def _key(form: Form, record: pd.Series) -> tuple[str, ...]:
    return key_of([record[name] for name in form.key])


def key_of(values: list[object]) -> tuple[str, ...]:
    """A record's key as texts, whatever types its values have."""
    return tuple("" if pd.isna(value) else str(value) for value in values)


def _may_be_sums(numbers: np.ndarray, reports: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Whether each row of all reports is worth a closer look.

    At least two of its numbers must not be 0. Also, no number may be less than the sum of the rows directly
    above or below, or else all numbers must be half of the report's sums.
    """
    order = np.argsort(reports, kind="stable")
    values, stated, of = np.nan_to_num(numbers)[order], ~np.isnan(numbers)[order], reports[order]
    _, firsts, counts = np.unique(of, return_index=True, return_counts=True)
    whole = np.repeat(np.add.reduceat(values, firsts), counts, axis=0) if len(values) else values
    found = _fits(np.abs(2 * values - whole), 0, stated)
    for rows in sorted({*least[order].tolist()}):
        if len(values) <= rows:
            continue
        together = sum(values[start : len(values) - rows + 1 + start] for start in range(rows))
        is_one_report = of[:-rows] == of[rows:]
        above, below = slice(rows, None), slice(None, -rows)
        found[above] |= is_one_report & _fits(together[:-1], values[above], stated[above])
        found[below] |= is_one_report & _fits(together[1:], values[below], stated[below])
    may_be = np.empty_like(found)
    may_be[order] = found & ((values != 0).sum(axis=1) > 1)
    return may_be


def _fits(sums: np.ndarray, values: np.ndarray | float, stated: np.ndarray) -> np.ndarray:
    """Whether the sums are at most as large as the values, in each column that has a value."""
    return ((sums < values + 0.5 * 10**-DECIMALS) | ~stated).all(axis=1)


def _sums(numbers: np.ndarray, may_be_sum: np.ndarray, least: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    """Each row that is the sum of others, with these others: all, or those directly above or below.

    ``least``: of how many neighbours each row must be the sum.
    """
    if (np.nan_to_num(numbers) < 0).any():
        return
    values = np.nan_to_num(numbers)
    whole = values.sum(axis=0)
    before = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
    is_filled = values.any(axis=1)
    for place in np.flatnonzero(may_be_sum).tolist():
        stated = ~np.isnan(numbers[place])
        summed = _all_others(values, whole, place, stated) or _neighbours(
            values, before, place, stated, int(least[place])
        )
        if summed and is_filled[summed].sum() > 1:
            yield place, summed


def _all_others(values: np.ndarray, whole: np.ndarray, place: int, stated: np.ndarray) -> list[int]:
    is_sum = len(values) >= LEAST_ROWS and _equal(2 * values[place], whole, stated)
    return [row for row in range(len(values)) if row != place] if is_sum else []


def _neighbours(
    values: np.ndarray, before: np.ndarray, place: int, stated: np.ndarray, least: int
) -> list[int]:
    """The rows directly above or below that add up to a row: at least so many.

    No number is negative, so the sums only grow along the rows. The sums that fit in one column therefore
    stand next to each other, and can be found quickly.
    """
    column = int(np.flatnonzero(stated & (values[place] != 0))[0])
    sums, value, half = before[:, column], values[place, column], 0.5 * 10**-DECIMALS
    low, high = np.searchsorted(sums, [sums[place] - value - half, sums[place] - value + half])
    for start in range(low, min(high, place - least + 1)):
        if _equal(before[place] - before[start], values[place], stated):
            return list(range(start, place))
    after = sums[place + 1] + value
    low, high = np.searchsorted(sums, [after - half, after + half])
    for stop in range(max(low, place + 1 + least), min(high, len(values) + 1)):
        if _equal(before[stop] - before[place + 1], values[place], stated):
            return list(range(place + 1, stop))
    return []


def _equal(left: np.ndarray, right: np.ndarray, stated: np.ndarray) -> bool:
    return bool((np.abs(left - right)[stated] < 0.5 * 10**-DECIMALS).all())
