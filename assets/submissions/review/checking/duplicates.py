"""Records that share a key within one report, or would share it once the numbers of persons are masked.

If such records are equal in every column, the first is kept and the later ones are faulty. It does not matter
which one comes first, because they say the same. If they differ, nobody can tell which one is right, so all
are faulty. The same is true if one of them has a cell that could not be read, because then nobody knows
whether they are equal.
"""

import numpy as np
import pandas as pd

from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records
from schemas.findings import KINDS
from schemas.privacy import mask_texts


def duplicate_findings(records: Records) -> list[Finding]:
    """Findings about records that repeat another (``duplicate-row``), contradict it (``duplicate-key``) or
    could not be told from it (``alike-when-masked``).

    A record with an empty cell in its key is not compared. If the form's subject is part of the key, units
    are compared, not the ways of writing their names.
    """
    form, frame = records.form, records.frame
    key = ["report_id", *("subject_code" if name == form.subject else name for name in form.key)]
    complete = frame[frame[key].notna().all(axis=1)]
    return [*_repeated(records, complete, key), *_alike_when_masked(records, complete, key)]


def _repeated(records: Records, complete: pd.DataFrame, key: list[str]) -> list[Finding]:
    form = records.form
    shared = complete[complete.duplicated(key, keep=False)] if form.key else complete.iloc[:0]
    if shared.empty:  # true of most reports
        return []
    headers = "、".join(form.column(name).header for name in form.key)
    contradictory = _contradictory(records, shared, key)
    findings: list[Finding] = []
    for members in shared.groupby(key, sort=False).indices.values():
        first, second = shared.index[members[0]], shared.index[members[1]]
        differs = contradictory[members[0]]
        code = "duplicate-key" if differs else "duplicate-row"
        for position in shared.index[members if differs else members[1:]]:
            other = _place(records, second if position == first else first, position)
            findings.append(records.finding_at(position, form.key, KINDS[code], header=headers, rows=other))
    return findings


def _alike_when_masked(records: Records, complete: pd.DataFrame, key: list[str]) -> list[Finding]:
    """Findings about records with different keys that are the same once the numbers of persons in them are
    masked, as they are stored.
    """
    form = records.form
    texts = [
        complete[name]
        for name in form.key
        if name in key and form.column(name).type.name == "text" and not form.column(name).personal
    ]
    masked = {str(said.name): shown for said in texts if (shown := mask_texts(said)) is not said}
    if not masked:  # true of most reports
        return []
    shown = complete[key].assign(**masked)
    alike = shown[~complete.duplicated(key, keep=False) & shown.duplicated(key, keep=False)]
    findings = []
    for members in alike.groupby(key, sort=False).indices.values():
        first, second = alike.index[members[0]], alike.index[members[-1]]
        for position in alike.index[members]:
            other = _place(records, second if position == first else first, position)
            header = "、".join(form.column(name).header for name in masked)
            findings.append(
                records.finding_at(
                    position, tuple(masked), KINDS["alike-when-masked"], header=header, rows=other
                )
            )
    return findings


def _contradictory(records: Records, shared: pd.DataFrame, key: list[str]) -> np.ndarray:
    """Whether the records with the same key are not all equal, or nobody can know whether they are."""
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
    """Where the other record stands, with the sheet's name if it is in another sheet."""
    sheet, row = records.frame.loc[other, ["sheet", "row"]]
    return f"第{row}行" if sheet == records.frame.loc[position, "sheet"] else f"“{sheet}”第{row}行"
