"""The facts that count, ready for computing: the rows of the reports that spans select, and the unit tree
along which they are rolled up.

Every unit gets everything of itself and of all units below it. Units that it took over lie below it, too.
Distinct persons are distinct over the whole
subtree; they are never added up. The expressions only name the tables. The facts of an assessment are
supplied under these names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa

from assets.indicators.counting.coverage import Coverage
from assets.indicators.counting.reported import Reported
from schemas.assessment.measures import Span
from schemas.form import Form
from schemas.office.unit import TakeOver
from schemas.periods import period_end
from warehouse.facts.measure_engines import FactFiles

FACTS, REPORTS, SELECTION, TREE = "facts", "selected_reports", "selection", "unit_tree"
"""The names of the tables: a form's rows; its reports with their uses; the same uses with one row each; and
the unit tree.
"""

UNIT_TREE = ibis.table(dict.fromkeys(("ancestor", "descendant", "holder"), "string"), name=TREE)
"""Every pair of a wanted unit (``ancestor``) and the unit itself or a unit below it (``descendant``).
``holder`` is the unit that stands for the descendant: itself, or the unit that took over.
"""

Use = tuple[str, Span]
"""An assessed period, and the span over which reports are read for it."""


AMENDED_IN = "amended_in"
"""The column, in forms whose reports amend rows, with the period of the year's next report that changes the
row.
"""


class Amendments(NamedTuple):
    """How later reports of the year change rows: ``columns`` tell which row a row changes (see
    ``Form.amended_by``). A row about a unit also takes the place of the rows about units that it took over,
    and a unit that took over changes the rows that those units reported (``take_overs``).
    """

    columns: tuple[str, ...] = ()
    take_overs: tuple[TakeOver, ...] = ()


NO_AMENDMENTS = Amendments()


@lru_cache
def fact_rows(schema: pa.Schema, amendments: Amendments = NO_AMENDMENTS) -> ir.Table:
    """All rows of a form, whether they count or not. ``schema`` is the form's ``fact_schema``.

    With amendments there is also AMENDED_IN, which is empty where no report changes the row.
    """
    rows = ibis.table({field.name: ibis.dtype(field.type) for field in schema}, name=FACTS)
    return rows.mutate(**{AMENDED_IN: _amended_in(rows, amendments)}) if amendments.columns else rows


def _amended_in(rows: ir.Table, amendments: Amendments) -> ir.StringValue:
    year, period = rows["period"].substr(0, 4), rows["period"]
    same_row = [rows["site"], _reporter(rows, amendments), year, *(rows[name] for name in amendments.columns)]
    amended = period.lead().over(group_by=same_row, order_by=period)
    others = [rows["site"], year, *(rows[name] for name in amendments.columns if name != "subject_code")]
    for each in amendments.take_overs:
        covers = (rows["subject_code"] == each.successor) & (period >= each.since)
        covered = period.min(where=covers).over(group_by=others)
        amended = ibis.ifelse(rows["subject_code"] == each.code, ibis.least(amended, covered), amended)
    return amended


def _reporter(rows: ir.Table, amendments: Amendments) -> ir.StringValue:
    """The unit that reported the row, or the one that took over from it and goes on with its reports."""
    latest = sorted(amendments.take_overs, key=lambda each: each.since)
    successors = {each.code: each.successor for each in latest}
    return rows["unit_code"].substitute(successors) if successors else rows["unit_code"]


def used_reports(uses: Iterable[str]) -> ir.Table:
    """The reports of a form that count. Each use has a boolean column that says whether the report is
    selected for it.
    """
    return ibis.table({"report_id": "string", **dict.fromkeys(uses, "boolean")}, name=REPORTS)


def used_rows(schema: pa.Schema, uses: Iterable[str], amendments: Amendments = NO_AMENDMENTS) -> ir.Table:
    """The rows of a form that count, each of them once, with the uses of their reports."""
    return fact_rows(schema, amendments).join(used_reports(uses), "report_id")


@lru_cache
def counted_rows(schema: pa.Schema, amendments: Amendments = NO_AMENDMENTS) -> ir.Table:
    """A form's rows, once for every assessed period, span and unit above, with ``assessed_period``,
    ``counted_span``, ``ancestor`` and ``holder``. Rows that a later report has changed by then are left out.

    This is for looking at single rows. Sums and counts start from ``used_rows``.
    """
    facts = fact_rows(schema, amendments)
    selection = ibis.table(
        dict.fromkeys(("report_id", "assessed_period", "counted_span"), "string"), name=SELECTION
    )
    selected = facts.join(selection, "report_id")
    if amendments.columns:
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
        """``units`` are the units whose values are wanted. Closed units lie where they lie at the end of the
        last assessed period.
        """
        self.reported, self.coverage, self.registry = reported, coverage, reported.registry
        self.units = sorted(set(units))
        self.on = period_end(max(coverage.periods))
        self.closure = self.registry.closure(self.on)
        tree = self.closure[self.closure["ancestor"].isin(self.units)]
        holders = [self.registry.holder(code, self.on) for code in tree["descendant"]]
        self._tree = _strings(tree.assign(holder=holders), UNIT_TREE.columns)

    def amendments(self, form: Form) -> Amendments:
        """How reports of the form change rows of earlier ones in the years that are read."""
        if not form.amended_by:
            return NO_AMENDMENTS
        years = {period[:4] for period in self.coverage.periods}
        take_overs = tuple(each for each in self.registry.take_overs if each.since[:4] in years)
        return Amendments(form.amended_by, take_overs)

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
