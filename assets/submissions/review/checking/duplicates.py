"""Records that share a key within one report.

What to keep follows from what cannot be wrong. Records that are equal in every column say the same thing
twice: the first stays and the later ones are faulty, whichever comes first. Of records that share the key and
differ, nobody can tell which is right, so all are faulty. The same holds when one of them has a cell that
could not be read, for then nobody knows whether they are equal.
"""

import numpy as np
import pandas as pd

from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records
from schemas.findings import KINDS


def duplicate_findings(records: Records) -> list[Finding]:
    """A finding for every record that repeats another (``duplicate-row``) or contradicts it
    (``duplicate-key``).

    A record whose key has an empty cell is compared with none. Where the form's subject is part of the key,
    units are compared, not the ways of writing their names.
    """
    form, frame = records.form, records.frame
    key = ["report_id", *("subject_code" if name == form.subject else name for name in form.key)]
    complete = frame[frame[key].notna().all(axis=1)]
    shared = complete[complete.duplicated(key, keep=False)] if form.key else complete.iloc[:0]
    headers = "、".join(form.column(name).header for name in form.key)
    contradictory = _contradictory(records, shared, key)
    findings = []
    for members in shared.groupby(key, sort=False).indices.values():
        first, second = shared.index[members[0]], shared.index[members[1]]
        differs = contradictory[members[0]]
        code = "duplicate-key" if differs else "duplicate-row"
        for position in shared.index[members if differs else members[1:]]:
            other = _place(records, second if position == first else first, position)
            findings.append(records.finding_at(position, form.key, KINDS[code], header=headers, rows=other))
    return findings


def _contradictory(records: Records, shared: pd.DataFrame, key: list[str]) -> np.ndarray:
    """Whether a record's namesakes are not all equal to it, or nobody can know."""
    names = [column.name for column in records.form.columns]
    said = shared[["report_id", *names]].copy()
    unreadable = pd.Series(False, index=shared.index)
    for number, name in enumerate(names):
        said[f"lower_bound_{number}"] = records.lower_bounds[name][shared.index]
        unreadable |= records.unreadable[name][shared.index]
    content = said.groupby(list(said.columns), dropna=False, sort=False).ngroup()
    namesakes = pd.DataFrame({"content": content, "unreadable": unreadable}).groupby(
        [shared[name] for name in key], sort=False
    )
    return (
        (namesakes["content"].transform("nunique") > 1) | namesakes["unreadable"].transform("any")
    ).to_numpy(dtype=bool)


def _place(records: Records, other: int, position: int) -> str:
    """Where the other record stands; with the sheet's name if it is another sheet than the record's own."""
    sheet, row = records.frame.loc[other, ["sheet", "row"]]
    return f"第{row}行" if sheet == records.frame.loc[position, "sheet"] else f"“{sheet}”第{row}行"
