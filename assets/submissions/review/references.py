"""What the texts of a report refer to: units of the register, indicators of the schemes."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from schemas.form import Form
from schemas.units import UnitRegistry


@dataclass(frozen=True)
class ReviewContext:
    """What the review must know of the office: its units, and the (scheme id, indicator code) pairs that
    targets may be set for.
    """

    registry: UnitRegistry
    indicators: Collection[tuple[str, str]] = ()


def add_references(frame: pd.DataFrame, form: Form, context: ReviewContext) -> pd.DataFrame:
    """The frame with ``subject_code`` and, where the form names indicators, ``indicator_known`` (see
    ``schemas.form.CONTEXT_COLUMNS``).
    """
    resolved = frame.assign(subject_code=_subjects(frame, form, context.registry))
    if {"scheme", "indicator"} <= {column.name for column in form.columns}:
        pairs = zip(frame["scheme"].fillna(""), frame["indicator"].fillna(""), strict=True)
        known = [pair in context.indicators for pair in pairs]
        resolved["indicator_known"] = pd.Series(known, index=frame.index, dtype="boolean")
    return resolved


def _subjects(frame: pd.DataFrame, form: Form, registry: UnitRegistry) -> pd.Series:
    """The code of the unit each row is about: the submitter, or the unit the subject column names within the
    submitter's district.
    """
    if form.subject is None:
        return frame["unit_code"]
    named = frame[["unit_code", "period_end", form.subject]].dropna()
    codes = {}
    for unit_code, day, text in named.drop_duplicates().itertuples(index=False, name=None):
        district = registry.district_of(unit_code)
        unit = registry.resolve(
            text, on=day.date(), kinds=form.subject_kinds or None, under=district.code if district else None
        )
        codes[unit_code, day, text] = unit.code if unit else pd.NA
    found = [codes[key] for key in named.itertuples(index=False, name=None)]
    return pd.Series(found, index=named.index, dtype="string").reindex(frame.index)
