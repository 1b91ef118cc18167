"""Figures of another magnitude (量级): what a report says, compared with what is usual in the column.

This reveals a wrong unit of measure even if nobody wrote the unit down: 元 in a column of 万元 is ten
thousand times too large.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from assets.reviews.comparing.both_sides import InForce, change_of, compared_table, difference_of, row_keys
from assets.reviews.comparing.values import Judged, cells
from assets.reviews.frames import Compared
from schemas.cross_rules import Magnitude, Usual
from schemas.form import Form
from schemas.periods import add_months

MONTHS_BACK = 12
"""The unit's last report may be this many months old."""
_SUSPICIOUS = 0.5
"""A figure is compared only if it is off by at least this share of ``times``. Very few figures are."""


def magnitudes(
    compares: Magnitude, judged: Judged, in_force: InForce, parameters: Mapping[str, float]
) -> DataFrame[Compared]:
    """The table of figures and of what is usual. Figures of 0 are left out, and so are figures for which
    nothing usual is known.
    """
    form = in_force.forms[judged.form]
    last = add_months(judged.period, -1)
    earlier = in_force.latest(form.code, add_months(judged.period, -MONTHS_BACK), last, judged.period)
    tables = []
    for column in compares.columns:
        figures = _figures(judged, form, column)
        if compares.usual is Usual.OWN_LAST:
            left = _own_last(figures, _figures(earlier, form, column), parameters["times"])
        else:
            left = _median_of_units(figures, parameters["units"])
        tables.append(figures.assign(left=left, column=column, item=form.column(column).header))
    table = pd.concat(tables)
    table = table[table["left"].notna()].rename(columns={"value": "right"})
    table = table[np.abs(np.log(table["right"] / table["left"])) >= np.log(_SUSPICIOUS * parameters["times"])]
    return compared_table(
        table.assign(
            difference=difference_of(table["left"], table["right"]),
            change=change_of(table["left"], table["right"]),
        ),
        judged,
    )


def _figures(judged: Judged, form: Form, column: str) -> pd.DataFrame:
    """The figures of a column above 0, with the keys of their rows. A key is missing if the row is known by a
    person's name, because names are not kept.
    """
    figures = cells(judged, column)
    is_known = not any(name != form.person_column and form.column(name).personal for name in form.key)
    key = row_keys(form, judged.rows) if is_known else pd.Series(pd.NA, figures.index, dtype="str")
    return figures.assign(key=key)[figures["value"] > 0]


def _own_last(figures: pd.DataFrame, earlier: pd.DataFrame, times: float) -> pd.Series:
    """What the unit's last report says in the same row. For a new row, it is the median of that report, if
    its figures are of one magnitude.
    """
    of_row = earlier.dropna(subset="key").drop_duplicates(["holder", "key"], keep=False)
    of_row = of_row.set_index(["holder", "key"])["value"]
    same = pd.Series(
        of_row.reindex(pd.MultiIndex.from_frame(figures[["holder", "key"]])).to_numpy(), figures.index
    )
    values = earlier.groupby("holder")["value"]
    is_even = values.max() < times * values.min()
    return same.fillna(figures["holder"].map(values.median()[is_even]))


def _median_of_units(figures: pd.DataFrame, units: float) -> pd.Series:
    of_units = figures.groupby("holder")["value"].median()
    return pd.Series(of_units.median() if len(of_units) >= units else np.nan, figures.index)
