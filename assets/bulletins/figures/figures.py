"""The figures of a bulletin: every number of the BI views that it may print, in the way in which it prints
the number.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from assets.bulletins.figures.small_cells import WITHHELD, is_small, sensitive_measures, withheld_values
from assets.bulletins.figures.view_frames import BulletinFrames
from assets.bulletins.model import (
    NOT_ENTERED,
    WITHOUT_VALUE,
    Figure,
    FigureKey,
    Figures,
    FigureState,
    Number,
)
from schemas.assessment.formulas import CompletionFormula, EnteredFormula
from schemas.assessment.remarks import Absence
from schemas.figures import AT_LEAST, exact, is_share_unit, is_true, rounded_points, trimmed
from schemas.scheme import Scheme
from schemas.settings.bulletins import BulletinSettings


def figures_of(scheme: Scheme, settings: BulletinSettings, frames: BulletinFrames, period: str) -> Figures:
    """All figures of a period by their keys. Figures that are too small to be printed are withheld (see
    ``small_cells``).
    """
    indicators = frames.indicators[frames.indicators["period"] == period]
    withheld = withheld_values(scheme, settings, indicators)
    funnel = frames.funnel[frames.funnel["period"] == period]
    return dict(
        [
            *_scores(frames.scores, scheme.decimals),
            *_grades(frames.grades),
            *_items(frames.items, {unit for _, unit in withheld}, scheme.decimals),
            *_values(scheme, indicators, withheld),
            *_conclusions(frames.conclusions),
            *_verdicts(frames.verdicts, withheld),
            *_statuses(frames.statuses),
            *_stages(scheme, settings, funnel),
        ]
    )


def number_figure(value: Any, unit_of_measure: str = "", after: str = "") -> Figure:
    """A number as it is printed: rates as percentages, others with up to two decimals. ``after``: the unit
    printed behind a number that is no rate.
    """
    number = exact(value)
    if number is None:
        return Figure(WITHOUT_VALUE[FigureState.MISSING], state=FigureState.MISSING)
    shown = (
        Number(trimmed(number * 100), times=100, after=unit_of_measure)
        if is_share_unit(unit_of_measure)
        else Number(trimmed(number), after=after)
    )
    return Figure.of(shown, float(value))


def score_figure(value: Any, decimals: int = 2) -> Figure:
    """Points, with the decimals of their scheme, but at least two."""
    number = exact(value)
    return (
        Figure("—") if number is None else Figure.of(Number(rounded_points(number, decimals)), float(value))
    )


def score_text(value: object, decimals: int = 2) -> str:
    """Points as text, with the same decimals as ``score_figure``."""
    return score_figure(value, decimals).text


def _count_figure(value: Any) -> Figure:
    return Figure.of(Number(Decimal(int(value))), float(value))


def _scores(scores: pd.DataFrame, decimals: int) -> Iterator[tuple[FigureKey, Figure]]:
    for row in scores[scores["score"].notna()].itertuples():
        yield FigureKey("score", "", row.unit_code), score_figure(row.score, decimals)
        if not pd.isna(row.rank):
            yield FigureKey("rank", "", row.unit_code), _count_figure(row.rank)


def _grades(grades: pd.DataFrame) -> Iterator[tuple[FigureKey, Figure]]:
    for row in grades.itertuples():
        yield FigureKey("grade", "", row.unit_code), Figure(row.grade)


def _items(
    items: pd.DataFrame, withheld_units: set[str], decimals: int
) -> Iterator[tuple[FigureKey, Figure]]:
    for row in items[items["score"].notna()].itertuples():
        shown = score_figure(row.score, decimals)
        figure = WITHHELD if row.unit_code in withheld_units else shown
        yield FigureKey("item_score", row.indicator, row.unit_code), figure


def _values(
    scheme: Scheme, indicators: pd.DataFrame, withheld: set[tuple[str, str]]
) -> Iterator[tuple[FigureKey, Figure]]:
    for row in indicators.itertuples():
        hidden = (row.indicator, row.unit_code) in withheld
        for kind, figure in _figures_of_value(row, target_unit(scheme, row.indicator)):
            is_due_from_office = kind == "value" and figure.state is FigureState.MISSING
            if is_due_from_office and isinstance(scheme.indicators[row.indicator].formula, EnteredFormula):
                figure = replace(figure, text=NOT_ENTERED)
            shown = WITHHELD if hidden and kind in ("value", "completion", "last_year") else figure
            yield FigureKey(kind, row.indicator, row.unit_code), shown


def target_unit(scheme: Scheme, indicator: str) -> str:
    """The unit of an indicator's target. A completion rate is compared with a target in numbers (505 of 425),
    not in per cent.
    """
    found = scheme.indicators[indicator]
    return "" if isinstance(found.formula, CompletionFormula) else found.unit_of_measure


def _figures_of_value(row: Any, target_in: str) -> Iterator[tuple[str, Figure]]:
    yield "value", value_figure(row)
    measured_in = {
        "target": target_in,
        "completion": "%",
        "due_so_far": target_in,
        "last_year": row.unit_of_measure or "",
    }
    for kind, unit_of_measure in measured_in.items():
        value = getattr(row, kind)
        if not pd.isna(value):
            yield kind, number_figure(value, unit_of_measure)
    if not pd.isna(row.light):
        yield "light", Figure(row.light)


_STATES = {
    Absence.INCOMPARABLE: FigureState.INCOMPARABLE,
    Absence.ZERO_DENOMINATOR: FigureState.NOT_COMPUTED,
    Absence.NO_TARGET: FigureState.NO_TARGET,
    Absence.NOT_APPLICABLE: FigureState.NOT_APPLICABLE,
}


def value_figure(row: Any) -> Figure:
    """The value of a row of bi_indicator; where there is no value, the reason in a word."""
    if pd.isna(row.value):
        state = _STATES.get(row.absence, FigureState.MISSING)
        return Figure(WITHOUT_VALUE[state], state=state)
    figure = number_figure(row.value, row.unit_of_measure or "")
    if figure.number and figure.value is not None and is_true(row.is_lower_bound):
        at_least = replace(figure.number, before=AT_LEAST)
        return Figure.of(at_least, figure.value, FigureState.LOWER_BOUND)
    return figure


def _conclusions(conclusions: pd.DataFrame) -> Iterator[tuple[FigureKey, Figure]]:
    for row in conclusions.itertuples():
        yield FigureKey("conclusion", "", row.unit_code), Figure(row.conclusion)
        for kind, count in (("passed", row.passed), ("failed", row.failed), ("undecided", row.missing)):
            yield FigureKey(kind, "", row.unit_code), _count_figure(count)


def _verdicts(verdicts: pd.DataFrame, withheld: set[tuple[str, str]]) -> Iterator[tuple[FigureKey, Figure]]:
    for row in verdicts.itertuples():
        yield FigureKey("verdict", row.indicator, row.unit_code), Figure(row.conclusion)
        if not pd.isna(row.shortfall) and (row.indicator, row.unit_code) not in withheld:
            shortfall = number_figure(row.shortfall, row.unit_of_measure)
            yield FigureKey("shortfall", row.indicator, row.unit_code), shortfall


def _statuses(statuses: pd.DataFrame) -> Iterator[tuple[FigureKey, Figure]]:
    for row in statuses[statuses["status"].notna()].itertuples():
        yield FigureKey("status", row.indicator, row.unit_code), Figure(row.status)


def _stages(
    scheme: Scheme, settings: BulletinSettings, funnel: pd.DataFrame
) -> Iterator[tuple[FigureKey, Figure]]:
    sensitive = sensitive_measures(scheme, settings)
    hidden_stages = {each.name for each in getattr(scheme, "funnel", ()) if each.measure in sensitive}
    for row in funnel.itertuples():
        hidden = row.stage in hidden_stages and is_small(row.count, settings)
        yield (
            FigureKey("stage_count", row.stage, row.unit_code),
            WITHHELD if hidden else number_figure(row.count),
        )
        if not pd.isna(row.share):
            yield (
                FigureKey("stage_share", row.stage, row.unit_code),
                WITHHELD if hidden else number_figure(row.share, "%"),
            )
