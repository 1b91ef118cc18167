"""Both sides of a comparison in one table.

The other side may be missing: the population table has not come, or the school has no figures of last year.
Such a row stays in the table without a ``left``. It is no fault; it counts as 未能核对. Figures of a closed
unit are compared with those of the unit that took over.
"""

from collections.abc import Mapping
from typing import Protocol

import pandas as pd
from pandera.typing import DataFrame

from assets.reviews.comparing.values import Judged
from assets.reviews.frames import Compared
from assets.reviews.versions import Versions
from schemas.cross_rules import Against
from schemas.form import Form
from schemas.periods import add_months, same_period_last_year


class InForce(Protocol):
    """What reports are compared with: the reports in force of other forms and of earlier periods."""

    @property
    def versions(self) -> Versions:
        """The reports received of a form and period, and the register of units."""

    @property
    def forms(self) -> Mapping[str, Form]:
        """The office's forms by code."""

    def latest(self, form: str, first: str, last: str, period: str) -> Judged:
        """Each unit's newest report in force, from ``first`` to ``last``. It is held by the unit that stands
        for it in ``period``, the period of the reports that are compared with it.
        """

    def report_ids(self, form: str, period: str) -> set[str]:
        """The reports in force of a form and period."""


def earlier_reports(against: Against, form: Form, period: str, in_force: InForce) -> Judged:
    """Each unit's report in force that ``against`` refers to."""
    if against is Against.LAST_OF_YEAR:
        return in_force.latest(form.code, f"{period[:4]}-01", add_months(period, -1), period)
    then = (
        same_period_last_year(period) if against is Against.SAME_PERIOD_LAST_YEAR else _last_due(form, period)
    )
    return in_force.latest(form.code, then, then, period)


def _last_due(form: Form, period: str) -> str:
    return next(month for back in range(1, 13) if int((month := add_months(period, -back))[5:]) in form.due)


def compare(judged: Judged, right: pd.DataFrame, left: pd.DataFrame) -> DataFrame[Compared]:
    """Compare the values of the judged reports with one value for each unit (holder, value, uncertain)."""
    of_holders = left.groupby("holder")
    both = right.rename(columns={"value": "right"}).assign(
        left=right["holder"].map(of_holders["value"].sum()),
        left_uncertain=right["holder"].map(of_holders["uncertain"].any()),
        item=None,
    )
    return _calculated(both, judged)


def compare_rows(
    judged: Judged, form: Form, right: pd.DataFrame, left: pd.DataFrame, earlier: Judged
) -> DataFrame[Compared]:
    """Compare rows with the rows that have the same key. ``right`` and ``left`` are as ``cells`` gives
    them.
    """
    right = right.assign(key=row_keys(form, judged.rows), item=_items(form, judged.rows))
    of_keys = left.assign(key=row_keys(form, earlier.rows)).groupby(["holder", "key"])
    other = pd.DataFrame({"left": of_keys["value"].sum(), "left_uncertain": of_keys["uncertain"].any()})
    both = right.rename(columns={"value": "right"}).merge(
        other.reset_index(), on=["holder", "key"], how="left"
    )
    return _calculated(both, judged)


KEY_SEPARATOR = "\x1f"
"""A character that occurs in no cell."""


def row_keys(form: Form, rows: pd.DataFrame) -> pd.Series:
    """The key of each row of a report as one text; missing where a part of the key is missing. A person is
    known by the pseudonym.
    """
    key = pd.Series("", index=rows.index, dtype="str")
    for name in form.key:
        known_by = "person" if name == form.person_column else name
        key = key + rows[known_by].astype("str") + KEY_SEPARATOR
    return key


def _items(form: Form, rows: pd.DataFrame) -> pd.Series:
    """What each row is about, in words. Persons are never named."""
    if not form.key or any(form.column(name).personal for name in form.key):
        return pd.Series(None, index=rows.index, dtype=object)
    return row_keys(form, rows).str.removesuffix(KEY_SEPARATOR).str.replace(KEY_SEPARATOR, "、")


def _calculated(both: pd.DataFrame, judged: Judged) -> DataFrame[Compared]:
    left, right = both["left"].astype(float), both["right"].astype(float)
    return compared_table(
        both.assign(
            left=left,
            right=right,
            difference=difference_of(left, right),
            change=change_of(left, right),
            uncertain=both["uncertain"].astype(bool) | both["left_uncertain"].eq(True),
        ),
        judged,
    )


def with_right(table: DataFrame[Compared], right: pd.Series) -> DataFrame[Compared]:
    """The table with other values on the side of this report."""
    left = table["left"]
    return table.assign(right=right, difference=difference_of(left, right), change=change_of(left, right))


def difference_of(left: pd.Series, right: pd.Series) -> pd.Series:
    """right − left. It is rounded, so that 0.3 is not more than 0.1 + 0.2."""
    return (right - left).round(9)


def change_of(left: pd.Series, right: pd.Series) -> pd.Series:
    """The growth as a fraction. It is rounded, so that 1.3 compared with 1 is within ±30%."""
    return ((right - left) / left.where(left != 0)).round(9)


ORDER = ["unit_code", "report_id", "sheet", "row"]


def compared_table(frame: pd.DataFrame, judged: Judged) -> DataFrame[Compared]:
    """The frame with the columns of Compared, in the order of reports and rows."""
    units = judged.reports.set_index("report_id")["unit_code"]
    table = frame.assign(
        unit_code=frame["report_id"].map(units),
        form=judged.form,
        period=judged.period,
        **{name: frame.get(name) for name in ("sheet", "row", "column")},
    )
    typed = Compared.typed(table)
    return typed.sort_values(ORDER, ignore_index=True) if len(typed) > 1 else typed.reset_index(drop=True)
