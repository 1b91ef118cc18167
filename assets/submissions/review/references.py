"""Resolves what the texts of a report refer to: units of the register and indicators of the schemes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from assets.submissions.review.checking.unnamed_totals import Reported, nothing_reported
from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records
from schemas.findings import KINDS
from schemas.form import Form
from schemas.office.unit import Unit
from schemas.office.unit_names import normalised
from schemas.office.units import UnitRegistry


@dataclass(frozen=True)
class ReviewContext:
    """What the review must know about the office.

    ``registry``: its units. ``indicators``: the pairs (scheme id, indicator code) that may have targets.
    ``reported``: gives the keys that a unit has reported before.
    """

    registry: UnitRegistry
    indicators: Collection[tuple[str, str]] = ()
    granted: frozenset[str] = frozenset()
    """The ids of reports that the office accepts although something is wrong with them (特批)."""
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    """Ids of reports that the office has withdrawn (撤回) → the reason."""
    reported: Reported = nothing_reported
    schemes: Mapping[str, str] = field(default_factory=dict)
    """The ids of the schemes by their titles in comparable form (``normalised``)."""


def resolve(records: Records, context: ReviewContext) -> tuple[Records, list[Finding]]:
    """The records with resolved references, and findings about units that are not in the register.

    The records get ``subject_code`` and, if the form names indicators, ``indicator_known`` (see
    ``schemas.form.CONTEXT_COLUMNS``). Units in unit columns get their names in the register, and schemes
    that are named by their title their ids.
    """
    form, frame = records.form, records.frame
    resolved = frame.assign(subject_code=_subjects(frame, form, context.registry))
    if {"scheme", "indicator"} <= {column.name for column in form.columns}:
        ids = frame["scheme"].dropna().map(lambda text: context.schemes.get(normalised(text), text))
        resolved["scheme"] = ids.reindex(frame.index).astype("string")
        pairs = zip(resolved["scheme"].fillna(""), frame["indicator"].fillna(""), strict=True)
        known = [pair in context.indicators for pair in pairs]
        resolved["indicator_known"] = pd.Series(known, index=frame.index, dtype="boolean")
    findings: list[Finding] = []
    for column in form.columns:
        if column.type.name == "unit":
            names = _units(frame, column.name, None, context.registry).map(lambda unit: unit.name)
            resolved[column.name] = names.reindex(frame.index).fillna(frame[column.name]).astype("string")
            unknown = frame.index[frame[column.name].notna() & ~frame.index.isin(names.index)]
            findings += [
                records.finding_at(position, (column.name,), KINDS["unknown-unit-name"])
                for position in unknown
            ]
            records.unreadable[column.name][np.asarray(unknown, dtype=int)] = True
    return replace(records, frame=resolved), findings


def _subjects(frame: pd.DataFrame, form: Form, registry: UnitRegistry) -> pd.Series:
    """The code of the unit that each row is about: the submitter, or the unit in the subject column."""
    if form.subject is None:
        return frame["unit_code"]
    units = _units(frame, form.subject, form.subject_kinds or None, registry, anywhere=form.is_own)
    return units.map(lambda unit: unit.code).astype("string").reindex(frame.index)


def _units(
    frame: pd.DataFrame,
    column: str,
    kinds: Collection[str] | None,
    registry: UnitRegistry,
    anywhere: bool = True,
) -> pd.Series:
    """The units that a column names. Rows with a unit that is not in the register are left out.

    Units are first searched in the submitter's district, then everywhere if ``anywhere`` is true.
    """
    named = frame[["unit_code", "period_end", column]].dropna()
    found: dict[tuple, Unit | None] = {}
    for unit_code, day, text in named.drop_duplicates().itertuples(index=False, name=None):
        district = registry.district_of(unit_code)
        places = [district.code if district else None, *([None] if anywhere else [])]
        units = (registry.resolve(text, on=day.date(), kinds=kinds, under=place) for place in places)
        found[unit_code, day, text] = next((unit for unit in units if unit), None)
    of_rows = [found[key] for key in named.itertuples(index=False, name=None)]
    return pd.Series(of_rows, index=named.index, dtype=object).dropna()
