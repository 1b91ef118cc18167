"""Figures of another magnitude (量级): what a report says, compared with what is usual in the column.

This reveals a wrong unit of measure even if nobody wrote the unit down: 元 in a column of 万元 is ten
thousand times too large.
"""

from collections.abc import Mapping, Sequence
from functools import cache

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
    figures = _figures(judged, form, compares.columns)
    if compares.usual is Usual.OWN_LAST:
        last = add_months(judged.period, -1)
        earlier = in_force.latest(form.code, add_months(judged.period, -MONTHS_BACK), last, judged.period)
        left = _own_last(figures, _figures(earlier, form, compares.columns), parameters["times"])
    else:
        left = _median_of_units(figures, parameters["units"])
    table = figures.assign(left=left)[left.notna()].rename(columns={"value": "right"})
    table = table[np.abs(np.log(table["right"] / table["left"])) >= np.log(_SUSPICIOUS * parameters["times"])]
    if table.empty:
        return _nothing_stands_out()
    headers = {column: form.column(column).header for column in compares.columns}
    table["item"] = table["column"].map(headers)
    return compared_table(
        table.assign(
            difference=difference_of(table["left"], table["right"]),
            change=change_of(table["left"], table["right"]),
        ),
        judged,
    )


@cache
def _nothing_stands_out() -> DataFrame[Compared]:
    return Compared.of_rows([]).astype({"left": float, "right": float})


def _figures(judged: Judged, form: Form, columns: Sequence[str]) -> pd.DataFrame:
    """The figures of the columns above 0, column by column, with ``column`` and the ``key`` of their rows. A
    key is missing if the row is known by a person's name, because names are not kept.
    """
    is_known = not any(name != form.person_column and form.column(name).personal for name in form.key)
    key = row_keys(form, judged.rows) if is_known else pd.Series(pd.NA, judged.rows.index, dtype="str")
    of_columns = []
    for column in columns:
        figures = cells(judged, column)
        is_figure = figures["value"] > 0
        if is_figure.any():
            of_columns.append(figures.assign(key=key, column=column)[is_figure])
    if not of_columns:
        return cells(judged, columns[0]).head(0).assign(key=key.head(0), column=pd.Series(dtype="str"))
    return pd.concat(of_columns, ignore_index=True)


def _own_last(figures: pd.DataFrame, earlier: pd.DataFrame, times: float) -> pd.Series:
    """What the unit's last report says in the same row. For a new row, it is the median of that report, if
    its figures are of one magnitude.
    """
    if figures.empty or earlier.empty:
        return pd.Series(np.nan, figures.index)
    of_row = earlier.dropna(subset="key").drop_duplicates(["column", "holder", "key"], keep=False)
    same = _looked_up(figures, of_row.set_index(["column", "holder", "key"])["value"])
    values = earlier.groupby(["column", "holder"])["value"]
    is_even = values.max() < times * values.min()
    return same.fillna(_looked_up(figures, values.median()[is_even]))


def _looked_up(figures: pd.DataFrame, values: pd.Series) -> pd.Series:
    """For each figure, the value that a series has for it."""
    wanted = pd.MultiIndex.from_frame(figures[list(values.index.names)])
    return pd.Series(values.reindex(wanted).to_numpy(), figures.index)


def _median_of_units(figures: pd.DataFrame, units: float) -> pd.Series:
    if figures["holder"].nunique() < units:
        return pd.Series(np.nan, figures.index)
    of_units = figures.groupby(["column", "holder"])["value"].median().groupby("column")
    usual = of_units.median()[of_units.size() >= units]
    return figures["column"].map(usual)
