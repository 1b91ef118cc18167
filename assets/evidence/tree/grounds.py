"""The grounds (依据) of an assessment: its figures computed again, the files behind its rows, and what was
stored of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from assets.evidence.tree.counted_rows import NO_ROWS, CountedRows, Row, counted_rows
from assets.evidence.tree.nodes import Node, Source, SourceCell
from assets.evidence.tree.originals import Originals, RowPlace
from assets.monitoring.gaps import gaps_of
from assets.scores.conclusions import conclude, gaps_by_unit
from assets.scores.reassessment import Reassessment, reassess
from assets.scores.statuses import calculate_statuses
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.formulas import MeanOfUnitsFormula
from schemas.assessment.measures import ReportCount, form_measure
from schemas.form import Column, Form
from schemas.office.catalogue import Catalogue
from schemas.office.units import UnitRegistry
from schemas.privacy import HIDDEN, as_text
from schemas.scheme import Scheme
from warehouse.ledger.decisions import decisions
from warehouse.office import Office
from warehouse.results import results
from warehouse.results.sources import hard_findings, report_versions, stored_items

ItemKey = tuple[str, str]
"""Indicator, unit code."""

Version = Any
"""A row of ``warehouse.results.sources.report_versions``."""


@dataclass(frozen=True)
class TreeSources:
    """What an explanation stands on.

    ``versions``: every version of the reports by (unit, form, period), the oldest first. ``units``: the units
    whose rows may be asked for. ``faults``: for each report, the faults because of which its rows, or all of
    it, do not count; they are masked as all findings are. ``items``: the rows of the score items by
    (indicator, unit). ``gaps``: what a unit still needs, in words. ``statuses``: 引领 to 未启动, where the
    scheme gives them. ``conclusions`` and ``concluded_gaps``: by unit, for a scheme without points.
    ``stored_totals`` (by unit) and ``stored_items``: the scores as they were last stored; empty before scores
    are stored.
    """

    assessed: Reassessment
    registry: UnitRegistry
    originals: Originals
    versions: dict[tuple[str, str, str], list[Version]]
    by_report: dict[str, Version]
    late: frozenset[str]
    faults: dict[str, list[str]]
    items: dict[ItemKey, Row]
    gaps: dict[ItemKey, list[str]]
    statuses: dict[ItemKey, str]
    conclusions: dict[str, Row]
    grades: dict[str, Row]
    concluded_gaps: dict[str, list[str]]
    stored_totals: dict[str, Row]
    stored_items: dict[ItemKey, Row]
    units: frozenset[str]
    decisions: tuple[Any, ...] = ()
    """The decisions in force, as rows of the ledger, in their order."""
    measures: dict[tuple[str, str, str], Node] = field(default_factory=dict)
    """The measures explained so far, by name, unit and period. They are kept because indicators share
    them.
    """
    _rows: dict[str, dict[tuple[str, str], CountedRows]] = field(default_factory=dict)

    def rows(self, name: str, unit: str, period: str) -> CountedRows:
        """What a measure over a form counts for one of ``units``, in the assessed period or in one it is
        compared with.
        """
        if name not in self._rows:
            self._rows[name] = counted_rows(
                self.assessed.facts, form_measure(self.scheme.measures, name), self.units
            )
        return self._rows[name].get((unit, period), NO_ROWS)

    @property
    def scheme(self) -> Scheme:
        """The scheme that is explained."""
        return self.assessed.scheme

    @property
    def forms(self) -> Catalogue:
        """The forms of the office."""
        return self.assessed.facts.reported.forms

    def unit_name(self, code: str) -> str:
        """The name of a unit."""
        return self.registry.get(code).name

    def of_report(self, version: Version) -> Source:
        """The file that holds a version of a report."""
        return Source(
            unit=self.unit_name(version.unit_code),
            form=version.form,
            form_name=self.forms.name(version.form),
            period=version.period,
            file_name=version.file_name,
            sha256=version.sha256,
            version=int(version.version),
            received_at=pd.Timestamp(version.received_at).to_pydatetime(),
        )

    def of_row(self, form: Form, row: dict[str, Any], columns: Sequence[str]) -> Source:
        """The file, sheet and cells of a row of facts. The person the row is about appears only as a masked
        number.
        """
        version = self.by_report[row["report_id"]]
        place = RowPlace(
            version.submission_id,
            version.sha256,
            version.file_name,
            form.code,
            row["sheet"],
            int(row["row"]),
        )
        cells = {
            name: _with_day(cell, form.column(name), row.get(name))
            for name, cell in zip(columns, self.originals.cells(place, columns), strict=True)
        }
        person = next((cells[name] for name in columns if name == form.person_column), None)
        return Source(
            **{**vars(self.of_report(version)), "sheet": row["sheet"], "row": int(row["row"])}
            | {"cells": tuple(cells.values()), "person": _text(person)}
        )


def _with_day(cell: SourceCell, column: Column, stored: object) -> SourceCell:
    """The cell, with the day where its words are hidden. In a form about persons all words are hidden, even a
    date written in words; but the day read from it reveals no name.
    """
    if cell.text == HIDDEN and isinstance(stored, date) and not column.personal:
        return replace(cell, text=as_text(stored))
    return cell


def _text(cell: SourceCell | None) -> str | None:
    return cell.text if cell else None


def grounds_of(
    office: Office, scheme: Scheme, period: str, originals: Originals, units: Collection[AssessedUnit]
) -> TreeSources:
    """Everything on which the scores of these units stand, as it is now."""
    assessed = reassess(office, scheme, period)
    scheme = assessed.scheme
    concluded = conclude(scheme, assessed.indicators, office.site.registry, period)
    reports = assessed.facts.reported.reports
    site, first = office.site.id, reports["period"].min() if len(reports) else period
    counts_reports = any(isinstance(measure, ReportCount) for measure in scheme.measures.values())
    with office.engine.connect() as connection:
        found = report_versions(
            connection, site, office.forms if counts_reports else scheme.forms, first, period
        )
        totals = results.scores(connection, site, scheme.id, period)
        items = stored_items(connection, site, scheme.id, period)
        faulty = found.loc[(found["rows_held"] > 0) | (found["status"] == "returned"), "report_id"]
        faults = hard_findings(connection, site, set(faulty))
        made = decisions(connection, site, only_in_force=True)
    versions: dict[tuple[str, str, str], list[Version]] = {}
    for row in found.itertuples():
        versions.setdefault((row.unit_code, row.form, row.period), []).append(row)
    return TreeSources(
        assessed=assessed,
        registry=office.site.registry,
        originals=originals,
        versions=versions,
        by_report={row.report_id: row for rows in versions.values() for row in rows},
        faults=_sentences(faults),
        late=frozenset(reports.loc[reports["late"], "report_id"]),
        items=_by_item(assessed.scores.items),
        gaps=_gaps(assessed, office.site.registry),
        statuses={
            key: row["status"]
            for key, row in _by_item(calculate_statuses(scheme, assessed.indicators, period)).items()
        },
        conclusions=_by_unit(concluded.units),
        concluded_gaps=gaps_by_unit(concluded.items),
        grades=_by_unit(assessed.scores.grades),
        stored_totals=_by_unit(totals),
        stored_items=_by_item(items),
        units=frozenset(assessed.facts.units)
        if _averages(scheme)
        else frozenset(unit.data_code for unit in units),
        decisions=tuple(made.itertuples()),
    )


def _averages(scheme: Scheme) -> bool:
    """Whether some indicator is a mean, so that units below the assessed ones are needed too."""
    return any(isinstance(each.formula, MeanOfUnitsFormula) for each in scheme.indicators.values())


def _by_item(frame: pd.DataFrame) -> dict[ItemKey, Row]:
    return {(str(row["indicator"]), str(row["unit_code"])): row for row in frame.to_dict("records")}


def _by_unit(frame: pd.DataFrame) -> dict[str, Row]:
    return {str(row["unit_code"]): row for row in frame.to_dict("records")}


def _gaps(assessed: Reassessment, registry: UnitRegistry) -> dict[ItemKey, list[str]]:
    said: dict[ItemKey, list[str]] = {}
    for gap in gaps_of(
        assessed.scheme, assessed.facts.reported.forms, assessed.indicators, registry, assessed.period
    ).itertuples():
        said.setdefault((str(gap.indicator), str(gap.unit_code)), []).append(str(gap.says))
    return said


def _sentences(faults: pd.DataFrame) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for fault in faults.itertuples():
        sheet, cell = ("" if pd.isna(part) else str(part) for part in (fault.sheet, fault.cell))
        place = (f"“{sheet}”" if sheet else "") + cell
        said.setdefault(fault.report_id, []).append(f"{place}：{fault.message}" if place else fault.message)
    return said
