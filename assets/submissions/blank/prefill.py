"""What a blank workbook already holds: rows that do not change from one report to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from schemas.form import Form
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry

CARRIED_OVER: dict[str, tuple[str, ...]] = {
    "X01": ("major_code", "major_name", "major_category", "years"),
    "X03": (
        "name",
        "resident_id",
        "teacher_type",
        "major_name",
        "dual_level",
        "recognised_by",
        "recognised_on",
    ),
    "X08": (
        "enterprise",
        "enterprise_code",
        "cooperation",
        "major_name",
        "signed_on",
        "integrated_tier",
        "recognised_on",
    ),
    "Z01": ("village", "census_count"),
    "Z02": (
        "name",
        "resident_id",
        "sex",
        "village",
        "education",
        "phone",
        "major_name",
        "teaching_point",
        "class_name",
        "enrolled_on",
        "registration",
        "missing_documents",
        "online",
        "completion",
    ),
    "Z03": ("institution", "kind", "plaque", "city_recognised", "recognised_on"),
    "J01": ("school",),
    "J03": ("scheme", "indicator", "unit"),
    "R01": ("category", "title", "tier", "due_on"),
    "P02": ("base", "kind", "tier", "built_on"),
    "S01": ("member", "kind", "credit_code", "joined_on", "active"),
    "C01": ("incubator", "for_vocational"),
    "C02": ("member", "kind", "credit_code", "joined_on"),
}
"""The columns whose values hold from one report of a form to the next. A form that is not here tells each
time of other things.
"""

WITHIN_YEAR = frozenset({"Z02"})
"""Forms that add up within the year and start anew each January."""


@dataclass(frozen=True)
class Prefill:
    """Rows to start from: form code → a frame whose columns are the form's, in the types the review gives
    them; others are left empty.
    """

    rows: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def prefilled_columns(form: Form) -> tuple[str, ...]:
    """The columns of a blank that may be filled in already."""
    if form.subject is not None and form.subject_kinds:
        return (form.subject,)
    return () if form.is_own else CARRIED_OVER.get(form.code, ())


def carried_over(form: Form, last: pd.DataFrame, last_period: str, period: str) -> pd.DataFrame:
    """The rows of the last report (columns of the form) that still hold for a report of ``period``, with the
    columns that do.

    No rows for a form that starts anew, no columns for one that carries nothing over.
    """
    carried = () if form.is_own else CARRIED_OVER.get(form.code, ())
    names = [name for name in carried if name in last.columns]
    starts_anew = not form.is_own and form.code in WITHIN_YEAR and last_period[:4] != period[:4]
    return last.loc[[] if starts_anew or not names else last.index, names].reset_index(drop=True)


def named_units(form: Form, unit: Unit, registry: UnitRegistry, on: date) -> pd.DataFrame:
    """A row for every unit that the form must tell of: those of the kinds its subject column names, in the
    submitter's district.

    Empty for forms without such a column or where it may name any unit.
    """
    district = registry.district_of(unit.code)
    if form.subject is None or not form.subject_kinds or district is None:
        return pd.DataFrame()
    names = [
        named.name
        for kind in form.subject_kinds
        for named in registry.of_kind(kind, under=district.code, on=on)
    ]
    return pd.DataFrame({form.subject: pd.array(names, dtype="string")})
