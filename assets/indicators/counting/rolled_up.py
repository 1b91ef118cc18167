"""The facts that count, ready for computing: the rows of the reports that spans select, and the unit tree
along which they are rolled up.

Every unit gets everything of itself and of all units below it. Distinct persons are distinct over the whole
subtree; they are never added up. The expressions only name the tables. The facts of an assessment are
supplied under these names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa

from assets.indicators.counting.coverage import Coverage
from assets.indicators.counting.reported import Reported
from schemas.assessment.measures import Span
from schemas.form import Form
from warehouse.facts.measure_engines import FactFiles

FACTS, REPORTS, SELECTION, TREE = "facts", "selected_reports", "selection", "unit_tree"
"""The names of the tables: a form's rows; its reports with their uses; the same uses with one row each; and
the unit tree.
"""

UNIT_TREE = ibis.table({"ancestor": "string", "descendant": "string"}, name=TREE)
"""Every pair of a wanted unit (``ancestor``) and the unit itself or a unit below it (``descendant``)."""

Use = tuple[str, Span]
"""An assessed period, and the span over which reports are read for it."""


AMENDED_IN = "amended_in"
"""The column, in forms whose reports amend rows, with the period of the year's next report that changes the
row.
"""


@lru_cache
def fact_rows(schema: pa.Schema, amended_by: tuple[str, ...] = ()) -> ir.Table:
    """All rows of a form, whether they count or not. ``schema`` is the form's ``fact_schema``.

    With ``amended_by`` (see ``Form.amended_by``) there is also AMENDED_IN, which is empty where no report
    changes the row.
    """
    rows = ibis.table({field.name: ibis.dtype(field.type) for field in schema}, name=FACTS)
    if not amended_by:
        return rows
    year = rows["period"].substr(0, 4)
    same_row = [rows["site"], rows["unit_code"], year, *(rows[name] for name in amended_by)]
    return rows.mutate(**{AMENDED_IN: rows["period"].lead().over(group_by=same_row, order_by=rows["period"])})


def used_reports(uses: Iterable[str]) -> ir.Table:
    """The reports of a form that count. Each use has a boolean column that says whether the report is
    selected for it.
    """
    return ibis.table({"report_id": "string", **dict.fromkeys(uses, "boolean")}, name=REPORTS)


def used_rows(schema: pa.Schema, uses: Iterable[str], amended_by: tuple[str, ...] = ()) -> ir.Table:
    """The rows of a form that count, each of them once, with the uses of their reports."""
    return fact_rows(schema, amended_by).join(used_reports(uses), "report_id")


@lru_cache
def counted_rows(schema: pa.Schema, amended_by: tuple[str, ...] = ()) -> ir.Table:
    """A form's rows, once for every assessed period, span and unit above, with ``assessed_period``,
    ``counted_span`` and ``ancestor``. Rows that a later report has changed by then are left out.

    This is for looking at single rows. Sums and counts start from ``used_rows``.
    """
    facts = fact_rows(schema, amended_by)
    selection = ibis.table(
        dict.fromkeys(("report_id", "assessed_period", "counted_span"), "string"), name=SELECTION
    )
    selected = facts.join(selection, "report_id")
    if amended_by:
        selected = selected.filter(still_stands(selected, selected["assessed_period"]))
    return selected.join(UNIT_TREE, selected["subject_code"] == UNIT_TREE["descendant"])


def still_stands(rows: ir.Table, period: str | ir.StringValue) -> ir.BooleanValue:
    """Whether no report up to a period has changed the row."""
    return (rows[AMENDED_IN] > period).fill_null(True)


@dataclass(frozen=True)
class UsedReports:
    """A form's reports that count. ``uses``: use → the column of ``content`` that says which reports are
    selected for it.
    """

    files: FactFiles
    uses: dict[Use, str]
    content: pa.Table


class RolledUpFacts:
    """The rows of the selected reports, and the units above the units that the rows are about."""

    def __init__(self, reported: Reported, coverage: Coverage, units: Iterable[str]) -> None:
        """``units`` are the units whose values are wanted."""
        self.reported, self.coverage, self.registry = reported, coverage, reported.registry
        self.units = sorted(set(units))
        self.closure = self.registry.closure()
        self._tree = _strings(self.closure[self.closure["ancestor"].isin(self.units)], UNIT_TREE.columns)

    def used_reports(self, form: Form, periods: Iterable[str] | None = None) -> UsedReports | None:
        """A form's reports that count in the given assessed periods (default: all); None if nobody has
        reported rows.
        """
        chosen = self._chosen(form)
        chosen = chosen[
            chosen["assessed_period"].isin(self.coverage.periods if periods is None else set(periods))
        ]
        files = self.reported.source.facts(form, set(chosen["report_period"]))
        if files is None:
            return None
        places, reports = pd.factorize(chosen["report_id"].to_numpy(object))
        uses, columns = {}, {"report_id": pa.array(reports, pa.string())}
        for number, ((period, span), rows) in enumerate(
            chosen.groupby(["assessed_period", "span"]).indices.items()
        ):
            is_used = np.zeros(len(reports), bool)
            is_used[places[rows]] = True
            uses[str(period), Span(str(span))] = f"use_{number}"
            columns[f"use_{number}"] = pa.array(is_used)
        return UsedReports(files, uses, pa.table(columns))

    def compute_used(self, expression: ir.Table, reports: UsedReports) -> list[dict[str, Any]]:
        """Compute an expression over ``used_rows`` and the unit tree."""
        return self.reported.source.engine.compute(
            expression, {FACTS: reports.files, REPORTS: reports.content, TREE: self._tree}
        )

    def compute_counted(self, expression: ir.Table, form: Form) -> list[dict[str, Any]]:
        """Compute an expression over ``counted_rows``; the result is empty if nobody has reported any
        rows.
        """
        chosen = self._chosen(form)
        files = self.reported.source.facts(form, set(chosen["report_period"]))
        if files is None:
            return []
        selection = _strings(
            chosen.rename(columns={"span": "counted_span"}), ("report_id", "assessed_period", "counted_span")
        )
        return self.reported.source.engine.compute(
            expression, {FACTS: files, SELECTION: selection, TREE: self._tree}
        )

    def _chosen(self, form: Form) -> pd.DataFrame:
        return self.coverage.selection[self.coverage.selection["form"] == form.code]


def _strings(frame: pd.DataFrame, columns: Iterable[str]) -> pa.Table:
    return pa.table({name: pa.array(frame[name].astype(object), pa.string()) for name in columns})
