"""Conclusions (达标结论) of schemes without points: which requirements a unit meets and what it lacks, as
numbers and in words.

Missing is missing: an item without a value is neither passed nor failed. So a unit that fails nothing but has
not reported everything gets no verdict (无法判定).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pandera.typing import DataFrame

from assets.scores.cases import Case
from schemas.assessment.assessed import AssessedUnit, assessed_units
from schemas.assessment.formulas import CompletionFormula
from schemas.assessment.remarks import Absence
from schemas.figures import AT_LEAST
from schemas.office.units import UnitRegistry
from schemas.results import ConclusionItemRow, ConclusionRow, IndicatorRow
from schemas.scheme import Scheme
from schemas.scoring.levels import ComplianceMethod

PASSED, FAILED, UNDECIDED = "达标", "未达标", "无法判定"


@dataclass(frozen=True)
class Conclusions:
    """What a scheme concludes for its units in a period, as a whole and for each requirement."""

    units: DataFrame[ConclusionRow]
    items: DataFrame[ConclusionItemRow]


NOTHING_CONCLUDED = Conclusions(ConclusionRow.of_rows([]), ConclusionItemRow.of_rows([]))


@dataclass(frozen=True)
class _Item:
    """One requirement (达标项) and how a unit stands with it."""

    code: str
    case: Case

    @property
    def conclusion(self) -> str:
        if self.case.lacks is not None:
            return UNDECIDED
        return PASSED if self.case.met else FAILED

    @property
    def says(self) -> str:
        name = self.case.indicator.name
        if self.case.lacks is not None:
            return f"{name}{self.case.lacks}，{UNDECIDED}"
        at_least = AT_LEAST if self.case.is_lower_bound else ""
        measured = self.case.show_with_unit(self.case.measured)
        if isinstance(self.case.indicator.formula, CompletionFormula):
            # The rate is told beside the numbers, so that no number stands in its place.
            rate = self.case.show(self.case.value)
            compared = (
                f"{name}{at_least}{rate}（完成{measured}，任务{self.case.show_with_unit(self.case.target)}）"
            )
        else:
            compared = f"{name}{at_least}{measured}，要求{self.case.requirement}"
        return f"{compared}，{PASSED}" if self.case.met else f"{compared}，{self.case.shortfall_text}"


def gaps_by_unit(items: DataFrame[ConclusionItemRow]) -> dict[str, list[str]]:
    """Unit → what it fails and what cannot be judged, one sentence for each."""
    found: dict[str, list[str]] = {}
    for wanted in (FAILED, UNDECIDED):
        for row in items[items["conclusion"] == wanted].itertuples():
            found.setdefault(str(row.unit_code), []).append(str(row.says))
    return found


def conclude(
    scheme: Scheme, indicators: DataFrame[IndicatorRow], registry: UnitRegistry, period: str
) -> Conclusions:
    """Judge the units by the scheme's 达标 indicators. A scheme that gives points or requires nothing
    concludes nothing.

    A unit is 达标 if it passes every item, and 未达标 if it fails any.
    """
    required = [code for code, each in scheme.indicators.items() if isinstance(each.score, ComplianceMethod)]
    if scheme.gives_points or not required:
        return NOTHING_CONCLUDED
    items: dict[str, list[_Item]] = {}
    applies = indicators["absence"].fillna("") != Absence.NOT_APPLICABLE
    for row in indicators[indicators["indicator"].isin(required) & applies].itertuples():
        items.setdefault(row.unit_code, []).append(
            _Item(row.indicator, Case.of(scheme.indicators[row.indicator], row))
        )
    for of_unit in items.values():
        of_unit.sort(key=lambda item: required.index(item.code))
    units = [unit for unit in assessed_units(scheme, registry, period) if unit.code in items]
    return Conclusions(
        ConclusionRow.of_rows([_unit_row(scheme, unit, period, items[unit.code]) for unit in units]),
        ConclusionItemRow.of_rows(
            [_item_row(scheme, unit, period, item) for unit in units for item in items[unit.code]]
        ),
    )


def _unit_row(scheme: Scheme, unit: AssessedUnit, period: str, items: Sequence[_Item]) -> tuple:
    found = [item.conclusion for item in items]
    failed, missing = found.count(FAILED), found.count(UNDECIDED)
    conclusion = FAILED if failed else UNDECIDED if missing else PASSED
    gaps = "；".join(
        item.says for wanted in (FAILED, UNDECIDED) for item in items if item.conclusion == wanted
    )
    return scheme.id, unit.code, unit.name, period, conclusion, found.count(PASSED), failed, missing, gaps


def _item_row(scheme: Scheme, unit: AssessedUnit, period: str, item: _Item) -> tuple:
    case = item.case
    return (
        scheme.id,
        item.code,
        case.indicator.name,
        unit.code,
        unit.name,
        period,
        case.measured,
        case.target,
        case.shortfall,
        case.indicator.unit_of_measure,
        item.conclusion,
        item.says,
    )
