"""The decisions (认定) on which an explained figure depends: about its reports, its cells, or the figure
itself.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from assets.evidence.tree.grounds import TreeSources
from assets.evidence.tree.nodes import Kind, Node, SourceCell
from assets.indicators.counting.coverage import first_month
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.formulas import EnteredFormula
from schemas.assessment.indicators import Indicator
from schemas.assessment.measures import FormMeasure, ReportCount, Span
from schemas.decisions import DecisionKind, decision_words

Report = tuple[str, str, str]
"""Unit, form, period."""


def decision_nodes(
    grounds: TreeSources, code: str, indicator: Indicator, unit: AssessedUnit, period: str
) -> list[Node]:
    """The decisions in force on which an indicator of a unit depends, in their order."""
    if not grounds.decisions:
        return []
    reports = set(_reports_read(grounds, indicator, unit, period))
    of_files = {version.submission_id for report in reports for version in grounds.versions.get(report, ())}
    numbers = set(_numbers(grounds, code, indicator, unit, period, reports))
    return [
        Node(Kind.DECISION, decision_words(made), code=str(made.number))
        for made in grounds.decisions
        if made.number in numbers
        or (
            made.submission_id in of_files
            and (pd.isna(made.form) or (made.unit_code, made.form, made.period) in reports)
        )
        or (
            made.kind == DecisionKind.EXTEND
            and _is_waited_for(grounds, made, indicator, unit, period, reports)
        )
    ]


def decisions_about(grounds: TreeSources, submission_id: str, form: str) -> list[Any]:
    """The decisions about a report that a file holds."""
    return [
        made
        for made in grounds.decisions
        if made.submission_id == submission_id and (pd.isna(made.form) or made.form == form)
    ]


def corrections(
    grounds: TreeSources, submission_id: str, sheet: str, cells: tuple[SourceCell, ...]
) -> tuple[str, ...]:
    """The corrections (更正) that decisions made to these cells, in words."""
    places = {f"{sheet}!{cell.address}" for cell in cells}
    return tuple(
        f"第{made.number}号认定将{made.cell}更正为{made.value}"
        for made in grounds.decisions
        if made.kind == DecisionKind.CORRECT
        and made.submission_id == submission_id
        and made.cell.upper().replace("$", "") in {place.upper() for place in places}
    )


def _reports_read(
    grounds: TreeSources, indicator: Indicator, unit: AssessedUnit, period: str
) -> Iterator[Report]:
    """The reports whose rows count, and the reports that are missing."""
    for name in indicator.measure_names:
        measure = grounds.scheme.measures[name]
        if isinstance(measure, FormMeasure):
            use = (measure.form, measure.span, period, unit.data_code)
            covered = grounds.assessed.facts.coverage.units.get(use)
            if covered is not None:
                yield from ((each.unit_code, measure.form, each.period) for each in covered.selected)
                yield from ((each.unit_code, measure.form, each.period) for each in covered.missing)


def _numbers(
    grounds: TreeSources,
    code: str,
    indicator: Indicator,
    unit: AssessedUnit,
    period: str,
    reports: set[Report],
) -> Iterator[int]:
    """The numbers of the decisions that exempt the unit, enter a value, or audit a column."""
    decided, scheme = grounds.assessed.readings.decided, grounds.scheme
    found: list[Any] = [decided.exemption(scheme.id, code, unit.code, period)]
    if isinstance(indicator.formula, EnteredFormula):
        found.append(decided.entered(scheme.id, indicator.formula.entry, unit.code, period))
    for name in indicator.measure_names:
        measure = scheme.measures[name]
        if isinstance(measure, FormMeasure) and measure.audited:
            found += [
                decided.audited(reporter, measure.form, column, period)
                for reporter in {of for of, form, _ in reports if form == measure.form}
                for column in measure.columns
            ]
    yield from (each.number for each in found if each is not None)


def _is_waited_for(
    grounds: TreeSources,
    made: Any,
    indicator: Indicator,
    unit: AssessedUnit,
    period: str,
    reports: set[Report],
) -> bool:
    """Whether the indicator depends on the report with the extended deadline: it reads that report, or counts
    whether it came in time.
    """
    if (made.unit_code, made.form, made.period) in reports:
        return True
    below = {each.code for each in grounds.registry.subtree(unit.data_code, grounds.assessed.facts.on)}
    counts = [grounds.scheme.measures[name] for name in indicator.measure_names]
    return made.unit_code in below and any(
        isinstance(measure, ReportCount)
        and (not measure.forms or made.form in measure.forms)
        and first_month(Span(measure.span), period) <= made.period <= period
        for measure in counts
    )
