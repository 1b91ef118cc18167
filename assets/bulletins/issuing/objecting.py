"""Objections (申诉) to a figure while a draft is on notice, or later: who may object to what, and the list
the steward works through.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.periods import period_end
from schemas.scheme import Scheme
from schemas.texts.official_texts import official_text
from warehouse.office import Office
from warehouse.results import bulletins, objections


class CannotObject(Exception):
    """An objection cannot be recorded or closed; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Recorded:
    """A recorded objection. ``too_late`` is the last day of the notice period if that was over, else None."""

    number: int
    unit_name: str
    indicator_name: str
    too_late: date | None


def record_objection(
    office: Office, scheme: Scheme, period: str, unit: str, indicator: str, text: str
) -> Recorded:
    """Record an objection of today against a figure; ``unit`` is a name or code. CannotObject or ValueError
    says what is wrong.
    """
    if indicator not in scheme.indicators:
        raise CannotObject(f"方案“{scheme.id}”没有指标“{indicator}”，可选：{'、'.join(scheme.indicators)}")
    found = _unit(office, scheme, period, unit)
    written = official_text(text, "异议内容")
    with office.engine.begin() as connection:
        number = objections.add_objection(
            connection, office.site.id, scheme.id, period, found.code, indicator, office.as_of, written
        )
        notice = bulletins.notice(connection, office.site.id, scheme.id, period)
    is_late = notice is not None and office.as_of > notice.ends_on
    return Recorded(
        number, found.name, scheme.indicators[indicator].name, notice.ends_on if notice and is_late else None
    )


def _unit(office: Office, scheme: Scheme, period: str, text: str) -> AssessedUnit:
    units = assessed_units(scheme, office.site.registry, period)
    named = office.site.registry.resolve(text, on=period_end(period))
    for unit in units:
        if text == unit.code or (named is not None and named.code == unit.code):
            return unit
    raise CannotObject(
        f"“{text}”不是方案“{scheme.id}”的被考核单位，可选：{'、'.join(unit.name for unit in units)}"
    )


def close(office: Office, number: int, outcome: str, reason: str) -> None:
    """Close an objection today with its outcome and reason. CannotObject or ValueError says what is wrong."""
    written = official_text(reason, "办结理由")
    with office.engine.begin() as connection:
        try:
            objections.close_objection(connection, office.site.id, number, office.as_of, outcome, written)
        except objections.NoSuchObjection as error:
            raise CannotObject(str(error)) from None


def steward_list(
    office: Office, scheme: str | None = None, period: str | None = None, only_open: bool = False
) -> pd.DataFrame:
    """The objections as a steward reads them, the open ones first.

    Columns: objection, scheme, period, unit_name, indicator, indicator_name, raised_on, days_open, text,
    state (未办结 or the outcome), closed_on, closing_reason.
    """
    with office.engine.connect() as connection:
        rows = objections.objections(connection, office.site.id, scheme, period)
    names = {
        (each.id, code): indicator.name
        for each in office.schemes
        for code, indicator in each.indicators.items()
    }
    is_open = rows["closed_on"].isna()
    registry = office.site.registry
    listed = pd.DataFrame(
        {
            "objection": rows["objection"],
            "scheme": rows["scheme"],
            "period": rows["period"],
            "unit_name": [
                registry.get(code).name if code in registry else code for code in rows["unit_code"]
            ],
            "indicator": rows["indicator"],
            "indicator_name": [
                names.get(key, "") for key in zip(rows["scheme"], rows["indicator"], strict=True)
            ],
            "raised_on": rows["raised_on"],
            "days_open": [
                (office.as_of - day).days if opened else None
                for day, opened in zip(rows["raised_on"], is_open, strict=True)
            ],
            "text": rows["text"],
            "state": [
                "未办结" if opened else outcome
                for opened, outcome in zip(is_open, rows["outcome"], strict=True)
            ],
            "closed_on": rows["closed_on"],
            "closing_reason": rows["closing_reason"],
        }
    )
    return listed[is_open] if only_open else listed
