"""Objections (申诉) to a figure, while a draft is on notice or later: who may object to what, and the list
that the steward works through.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Row

from assets.bulletins.wording import day_words
from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.periods import period_end
from schemas.scheme import Scheme
from schemas.settings.objections import limit_after
from schemas.texts.official_texts import official_text
from warehouse.office import Office
from warehouse.results import bulletins, objections


class CannotObject(Exception):
    """An objection cannot be recorded or closed; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Recorded:
    """A recorded objection. It must be answered by ``due_on`` (None: no limit). If it came too late,
    ``too_late`` is the last day on which it could be raised, else None.
    """

    number: int
    unit_name: str
    indicator_name: str
    too_late: date | None
    due_on: date | None


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
    due_on = _due(office.as_of, office.site.objections.answer)
    whose = (scheme.id, period, found.code, indicator, office.as_of, written, due_on)
    with office.engine.begin() as connection:
        number = objections.add_objection(connection, office.site.id, *whose)
        last = _last_day(connection, office, scheme, period)
    too_late = last if last is not None and office.as_of > last else None
    return Recorded(number, found.name, scheme.indicators[indicator].name, too_late, due_on)


def _due(day: date, limit: str | None) -> date | None:
    return None if limit is None else limit_after(day, limit)


def _last_day(connection: Connection, office: Office, scheme: Scheme, period: str) -> date | None:
    """The last day on which objections to a period may be raised.

    With a window in the settings it is counted from the last issue or the start of the notice, whichever is
    later. Without a window it is the last day of the notice. None while nothing has been made public.
    """
    notice = bulletins.notice(connection, office.site.id, scheme.id, period)
    if (window := office.site.objections.window) is None:
        return None if notice is None else notice.ends_on
    issued = [
        each.issued_on
        for each in bulletins.issued_bulletins(connection, office.site.id, scheme.id)
        if each.period == period
    ]
    public = max([*issued, *([notice.started_on] if notice else [])], default=None)
    return None if public is None else limit_after(public, window)


@dataclass(frozen=True)
class Window:
    """A scheme and period that was made public and to which a unit may still object. ``last_day`` is None if
    there is no limit.
    """

    scheme: Scheme
    period: str
    last_day: date | None


def open_windows(office: Office, unit_code: str) -> list[Window]:
    """To what a unit may object today, the newest period first."""
    found = []
    with office.engine.connect() as connection:
        for scheme in office.schemes:
            for period in _made_public(connection, office, scheme):
                last = _last_day(connection, office, scheme, period)
                is_assessed = unit_code in {
                    each.code for each in assessed_units(scheme, office.site.registry, period)
                }
                if is_assessed and (last is None or office.as_of <= last):
                    found.append(Window(scheme, period, last))
    return sorted(found, key=lambda each: (each.period, each.scheme.id), reverse=True)


def _made_public(connection: Connection, office: Office, scheme: Scheme) -> set[str]:
    site = office.site.id
    on_notice = {
        period
        for period in office.known_periods
        if bulletins.notice(connection, site, scheme.id, period) is not None
    }
    return on_notice | {each.period for each in bulletins.issued_bulletins(connection, site, scheme.id)}


def object_in_time(
    office: Office, unit_code: str, scheme: str, period: str, indicator: str, text: str
) -> Recorded:
    """Record an objection that a unit raises itself: within the window, and one at a time to the same figure.
    CannotObject or ValueError says what is wrong.
    """
    windows = open_windows(office, unit_code)
    window = next((each for each in windows if (each.scheme.id, each.period) == (scheme, period)), None)
    if window is None:
        raise CannotObject(f"{period}的得分没有公布，或者提出申诉的期限已过")
    with office.engine.connect() as connection:
        raised = objections.objections(connection, office.site.id, scheme, period)
    same = raised[(raised["unit_code"] == unit_code) & (raised["indicator"] == indicator)]
    if len(waiting := same.loc[same["closed_on"].isna(), "objection"]):
        raise CannotObject(f"这项指标已有第{waiting.iloc[0]}号申诉等待答复，有新的材料请补交到那一件")
    return record_objection(office, window.scheme, period, unit_code, indicator, text)


def ask_review(office: Office, number: int, text: str) -> Recorded:
    """Ask for a review (复核) of the answer to an objection. This is the second and last level. CannotObject
    or ValueError says what is wrong.
    """
    written = official_text(text, "复核申请")
    due_on = _due(office.as_of, office.site.objections.higher_answer)
    with office.engine.begin() as connection:
        try:
            first = objections.one_objection(connection, office.site.id, number)
        except objections.NoSuchObjection as error:
            raise CannotObject(str(error)) from None
        raised = objections.objections(connection, office.site.id, first.scheme, first.period)
        _check_reviewable(first, raised)
        whose = (first.scheme, first.period, first.unit_code, first.indicator, office.as_of, written, due_on)
        new = objections.add_objection(connection, office.site.id, *whose, review_of=number)
    name = {each.id: each for each in office.schemes}[first.scheme].indicators[first.indicator].name
    return Recorded(new, office.site.registry.get(first.unit_code).name, name, None, due_on)


def _check_reviewable(first: Row, raised: pd.DataFrame) -> None:
    if first.closed_on is None:
        raise CannotObject(f"第{first.objection}号异议还没有答复，答复后才能申请复核")
    if first.review_of is not None:
        raise CannotObject(f"第{first.objection}号已经是复核，不能再申请复核")
    reviews = raised.loc[raised["review_of"] == first.objection, "objection"]
    if len(reviews):
        raise CannotObject(f"第{first.objection}号异议已申请复核（第{reviews.iloc[0]}号）")


def overdue_sentences(office: Office) -> list[str]:
    """The objections that should have been answered by now, one sentence each, the longest overdue first."""
    with office.engine.connect() as connection:
        rows = objections.objections(connection, office.site.id)
    is_late = [not pd.isna(day) and day < office.as_of for day in rows["due_on"]]
    late = rows.loc[rows["closed_on"].isna() & pd.Series(is_late, rows.index, dtype=bool)]
    registry = office.site.registry
    return [
        f"第{row.objection}号{word}（{registry.get(row.unit_code).name}，{row.scheme} {row.period} {row.indicator}）"
        f"应于{day_words(row.due_on)}前答复，已逾期{(office.as_of - row.due_on).days}天，请尽快办结"
        for row in late.sort_values(["due_on", "objection"]).itertuples()
        for word in ["异议" if pd.isna(row.review_of) else "复核"]
    ]


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

    Columns: objection, scheme, period, unit_code, unit_name, indicator, indicator_name, raised_on, days_open,
    text, state (未办结 or the outcome), closed_on, closing_reason, due_on, review_of.
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
            "unit_code": rows["unit_code"],
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
            "due_on": rows["due_on"],
            "review_of": rows["review_of"].astype("Int64"),
        }
    )
    return listed[is_open] if only_open else listed
