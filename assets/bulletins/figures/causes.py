"""What has changed a figure since it was issued: the reports and decisions behind it, found by following the
arithmetic.

A value changes with the reports and decisions about its unit, in the years that the value looks at. The
points of an item change with the values that they compare. A score changes with its items. A rank changes
with the unit's own score and with the scores of units that passed it or fell behind it.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from assets.bulletins.figures.reads import forms_of, forms_of_scheme
from assets.bulletins.model import Figure, FigureKey, Figures
from assets.bulletins.wording import period_words
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.formulas import ChangeFormula, GrowthFormula, ScoresFormula
from schemas.assessment.indicators import LastYearTarget
from schemas.office.units import UnitRegistry
from schemas.periods import period_end
from schemas.scheme import Scheme
from schemas.scoring.levels import GrowthMethod
from schemas.scoring.lights import GrowthLight

OF_OTHERS = "同组其他单位数据更正："
SCHEME_CHANGED = "考核方案已调整"
RECOMPUTED = "应报未报、逾期等报送情况有变化"
TAKEN_IN = "所汇总的得分有变化"
MOST = 3
"""This many reports, and this many decisions, are named as the cause of one revision."""

OF_ITEM = ("item_score", "verdict")
OF_UNIT = ("score", "conclusion", "passed", "failed", "undecided")
OF_ORDER = ("rank", "grade")
"""Three groups of figure kinds. They are made of an item's values, of a unit's items, and of the order of the
units.
"""
VALUES = ("value", "last_year", "target")


@dataclass(frozen=True)
class ReportChange:
    """A report that counts now and did not count when the figures were issued (``counts``), or one that
    counted then and no longer does.

    ``names_units``: the rows are about other units than the one that sent the report.
    """

    unit_code: str
    unit_name: str
    form: str
    form_title: str
    names_units: bool
    period: str
    version: int
    file_name: str
    received_at: datetime
    counts: bool

    @property
    def words(self) -> str:
        """耿车镇《老年教育机构情况表》（2023年12月，第2版，文件“…”，2024-01-12 09:00收到）."""
        received = f"{self.received_at:%Y-%m-%d %H:%M}收到"
        named = f"{self.unit_name}《{self.form_title}》"
        details = f"（{period_words(self.period)}，第{self.version}版，文件“{self.file_name}”，{received}）"
        return f"{named}{details}" if self.counts else f"{named}{details}不再有效"


@dataclass(frozen=True)
class DecisionChange:
    """A decision (认定) that counts now and did not count when the figures were issued, or one that was
    revoked since.

    ``form`` is None where the decision is about a whole file. ``indicators`` is None where it concerns all
    indicators that read the form.
    """

    unit_code: str
    form: str | None
    names_units: bool
    indicators: frozenset[str] | None
    words: str


Changed = ReportChange | DecisionChange


@dataclass(frozen=True)
class Causes:
    """The figures of a period as they were issued and as they are now, and the reports that have changed
    since. ``catalogue`` are the codes of all forms of the office.
    """

    period: str
    scheme: Scheme
    registry: UnitRegistry
    catalogue: Collection[str]
    units: Mapping[str, AssessedUnit]
    issued: Figures
    now: Figures
    changes: Sequence[Changed]
    scheme_changed: bool

    def reason(self, key: FigureKey) -> str:
        """Why a figure has changed, in words."""
        own, others = self._own(key), self._of_others(key)
        told = [_words(own)] if own else []
        told += [OF_OTHERS + _words(others)] if others else []
        if self.scheme_changed and not own:
            return SCHEME_CHANGED
        return "；".join(told) or self._otherwise(key)

    def _otherwise(self, key: FigureKey) -> str:
        """The reason where no report has changed the figure."""
        formula = self.scheme.indicators[key.item].formula if key.item in self.scheme.indicators else None
        return TAKEN_IN if isinstance(formula, ScoresFormula) else RECOMPUTED

    def _own(self, key: FigureKey) -> list[Changed]:
        """The changes about the figure's own unit."""
        if key.item in self.scheme.indicators:
            return self._of_value(key)
        if key.kind in OF_UNIT or key.kind in OF_ORDER:
            return _once(
                change for item in self._changed_items(key.unit_code) for change in self._of_value(item)
            )
        return self._about(key.unit_code, forms_of_scheme(self.scheme, self.catalogue))

    def _of_others(self, key: FigureKey) -> list[Changed]:
        """The changes about other units on which this figure depends."""
        if key.kind in OF_ORDER:
            passed = [
                each for each in self._others(key.unit_code) if self._changed_places(key.unit_code, each)
            ]
            return _once(change for unit in passed for change in self._own(FigureKey("score", "", unit)))
        if key.kind in OF_UNIT:
            items = self._changed_items(key.unit_code)
            return _once(change for item in items for change in self._of_others(item))
        return self._compared(key) if key.kind in OF_ITEM or key.kind == "light" else []

    def _compared(self, key: FigureKey) -> list[Changed]:
        """The changes behind the values with which an item's value is compared."""
        rule, preset = self.scheme.indicators[key.item].score, self.scheme.light
        is_compared = isinstance(preset, GrowthLight) if key.kind == "light" else rule and rule.compares
        if not is_compared:
            return []
        changed = [unit for unit in self._others(key.unit_code) if self._has_changed_value(key.item, unit)]
        return _once(
            change for unit in changed for change in self._of_value(FigureKey("value", key.item, unit))
        )

    def _of_value(self, key: FigureKey) -> list[Changed]:
        """The changes about a unit that affect what its indicator is made of."""
        if not self._has_changed_value(key.item, key.unit_code):
            return []
        read = forms_of(self.scheme, key.item, self.catalogue)
        years = self._years(key)
        return [
            change
            for change in self._about(key.unit_code, read, key.item)
            if isinstance(change, DecisionChange) or int(change.period[:4]) in years
        ]

    def _years(self, key: FigureKey) -> set[int]:
        """The years whose reports go into a figure of an indicator."""
        indicator, year = self.scheme.indicators[key.item], self.scheme.year
        if key.kind == "last_year":
            return {year - 1, year - 2}
        looks_back = (
            isinstance(indicator.formula, GrowthFormula | ChangeFormula)
            or (key.kind != "value" and isinstance(indicator.target, LastYearTarget))
            or (key.kind in OF_ITEM and isinstance(indicator.score, GrowthMethod))
            or (key.kind == "light" and isinstance(self.scheme.light, GrowthLight))
        )
        # A school year began in the calendar year before.
        spans_years = looks_back or self.scheme.counts_school_years
        return {year, year - 1} if spans_years else {year}

    def _about(self, code: str, forms: Collection[str], item: str = "") -> list[Changed]:
        """The changed reports of some forms, and the changed decisions, that concern a unit. They are the
        unit's own, those of a unit below it or taken over by the period's end, or those whose rows name
        other units.
        """
        unit = self.units.get(code)
        on = period_end(self.period)
        below = {each.code for each in self.registry.subtree(unit.data_code, on)} if unit else set()
        return [
            change
            for change in self.changes
            if unit and _is_read(change, item, forms) and (change.unit_code in below or change.names_units)
        ]

    @cached_property
    def changed(self) -> list[FigureKey]:
        """The figures that are printed differently now."""
        return [
            key
            for key in {**self.issued, **self.now}
            if _text(self.issued.get(key)) != _text(self.now.get(key))
        ]

    @cached_property
    def _changed_values(self) -> set[tuple[str, str]]:
        """(Indicator, unit) whose values have changed, even if they are printed as before: 2 of 271 and 2 of
        270 are both 0.74%, but the points and the completion made of them may be printed differently.
        """
        return {
            (key.item, key.unit_code)
            for key in {**self.issued, **self.now}
            if key.kind in VALUES and _differs(self.issued.get(key), self.now.get(key))
        }

    def _has_changed_value(self, item: str, unit: str) -> bool:
        return (item, unit) in self._changed_values

    def _changed_items(self, unit: str) -> Iterator[FigureKey]:
        return (key for key in self.changed if key.unit_code == unit and key.kind in OF_ITEM)

    def _others(self, code: str) -> list[str]:
        """The codes of the other units in the unit's group."""
        group = self.units[code].group if code in self.units else None
        return [each.code for each in self.units.values() if each.group == group and each.code != code]

    def _changed_places(self, unit: str, other: str) -> bool:
        """Whether another unit's score has changed, and whether this has changed which of the two is
        ahead.
        """
        score = FigureKey("score", "", other)
        if _text(self.issued.get(score)) == _text(self.now.get(score)):
            return False
        return self._order(self.issued, unit, other) != self._order(self.now, unit, other)

    def _order(self, figures: Figures, unit: str, other: str) -> tuple[bool, bool] | None:
        ranks = [figures.get(FigureKey("rank", "", code)) for code in (unit, other)]
        first, second = (figure.value if figure else None for figure in ranks)
        return None if first is None or second is None else (first < second, first > second)


def _text(figure: Figure | None) -> str | None:
    return figure.text if figure else None


def _differs(then: Figure | None, now: Figure | None) -> bool:
    if _text(then) != _text(now) or then is None or now is None:
        return _text(then) != _text(now)
    if then.value is None or now.value is None:
        return then.value is not now.value
    return not math.isclose(then.value, now.value)


def _once(changes: Iterable[Changed]) -> list[Changed]:
    return list(dict.fromkeys(changes))


def _words(changes: Sequence[Changed]) -> str:
    """The reports, then the decisions. If there are many, only the first are named, with the total number."""
    reports = [change.words for change in changes if isinstance(change, ReportChange)]
    made = [change.words for change in changes if isinstance(change, DecisionChange)]
    return "；".join(_first(words, of) for words, of in ((reports, "份报表"), (made, "件认定")) if words)


def _first(words: Sequence[str], of: str) -> str:
    return "、".join(words[:MOST]) + (f"等{len(words)}{of}" if len(words) > MOST else "")


def _is_read(change: Changed, item: str, forms: Collection[str]) -> bool:
    """Whether what has changed goes into an indicator, or into the unit as a whole (item ``""``)."""
    if isinstance(change, DecisionChange):
        if change.indicators is not None:
            return not item or item in change.indicators
        if change.form is None:
            return True
    return change.form in forms
