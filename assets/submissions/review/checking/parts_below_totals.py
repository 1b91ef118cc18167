"""Rows below a total that add up to it once more (城镇 and 农村, or age groups, below 合计).

A query asks about them. If they are parts of the total but count as records, everything is counted twice.
"""

import numpy as np
import pandas as pd

from assets.submissions.review.cells.clean_cells import DECIMALS
from assets.submissions.review.checking.unnamed_totals import Reported, key_of
from assets.submissions.review.findings import Finding, row_ranges
from assets.submissions.review.records import Records
from assets.submissions.tables.found_table import FoundTable, TotalRow
from schemas.findings import KINDS
from schemas.form import NUMBERS


def parts_below_totals(records: Records, reported: Reported) -> list[Finding]:
    """A query for each run of records below a total with the same sums as the records that the total covers.

    At least two columns must have a sum that is not 0. If the sums differ, there is a query too, unless the
    total is one of a part of the table, or the last report had records with all these keys.
    """
    form = records.form
    names = [column.name for column in form.columns if column.additive and column.type.name in NUMBERS]
    if form.vertical or len(names) < 2:
        return []
    numbers = np.zeros((len(records.table_numbers), len(names)))
    in_frame = records.frame[names].astype("Float64").to_numpy(dtype=float, na_value=0)
    numbers[records.frame.index.to_numpy(dtype=int)] = in_frame
    findings = []
    for table_number, report in enumerate(records.tables):
        start = int(records.starts[table_number])
        for total in report.table.totals:
            first, last = total.records
            stop = _end_of_run(report.table, total)
            summed = numbers[start + first : start + last].sum(axis=0)
            below = numbers[start + last : start + stop].sum(axis=0)
            if (summed != 0).sum() < 2 or not below.any():
                continue
            is_sum = (np.abs(summed - below) < 0.5 * 10**-DECIMALS).all()
            run = records.frame.index.intersection(range(start + last, start + stop))
            if is_sum or (total.label != "小计" and not _were_records(records, run, reported)):
                rows = row_ranges(records.frame["row"].loc[run])
                marked = form.key[:1] or tuple(names[:1])
                kind = KINDS["rows-like-parts" if is_sum else "rows-below-total"]
                findings.append(records.finding_at(run[0], marked, kind, rows=rows))
    return findings


def _were_records(records: Records, run: pd.Index, reported: Reported) -> bool:
    """Whether the last report had records with the keys of all these."""
    form, record = records.form, records.frame.loc[run[0]]
    keys = reported(form, record["unit_code"], record["period"])
    in_run = records.frame.loc[run, list(form.key)].itertuples(index=False, name=None)
    return bool(form.key) and all(key_of(list(key)) in keys for key in in_run)


def _end_of_run(table: FoundTable, total: TotalRow) -> int:
    """Where the run of records below a total ends.

    There is no run (it ends right after the total's own records) if the total stands above its records, or if
    another total covers the records below.
    """
    _, last = total.records
    others = [other.records for other in table.totals if other is not total]
    is_below = last > 0 and table.rows[last - 1] < total.row
    if not is_below or any(first <= last < stop for first, stop in others):
        return last
    return len(table.rows)
