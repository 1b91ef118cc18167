"""What is already filled in in a blank workbook: rows that stay the same from one report to the next."""

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
"""The columns whose values stay the same from one report of a form to the next.

A form that is not listed here is about other things each time.
"""

WITHIN_YEAR = frozenset({"Z02"})
"""Forms that are cumulative within a year and start anew each January."""


@dataclass(frozen=True)
class Prefill:
    """Rows that are filled in already: form code → a frame with columns of the form.

    The columns have the types that the review gives them. Columns that the frame lacks stay empty.
    """

    rows: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def prefilled_columns(form: Form) -> tuple[str, ...]:
    """The columns that may be filled in already in a blank."""
    if form.subject is not None and form.subject_kinds:
        return (form.subject,)
    return () if form.is_own else CARRIED_OVER.get(form.code, ())


def carried_over(form: Form, last: pd.DataFrame, last_period: str, period: str) -> pd.DataFrame:
    """The rows and columns of the last report that are still valid for a report of ``period``.

    ``last``: the last report, with columns of the form. There are no rows if the form starts anew, and no
    columns if the form carries nothing over.
    """
    carried = () if form.is_own else CARRIED_OVER.get(form.code, ())
    names = [name for name in carried if name in last.columns]
    starts_anew = not form.is_own and form.code in WITHIN_YEAR and last_period[:4] != period[:4]
    return last.loc[[] if starts_anew or not names else last.index, names].reset_index(drop=True)


def named_units(form: Form, unit: Unit, registry: UnitRegistry, on: date) -> pd.DataFrame:
    """A row for every unit that the form must report about.

    These are the units in the submitter's district of the kinds that the subject column allows. The frame is
    empty if the form has no subject column, or if that column may name any unit.
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
