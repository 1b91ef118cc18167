"""Scores (得分): every weighted indicator's points with the arithmetic in words, and each unit's total and
rank in its group.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pandera.typing import DataFrame

from assets.scores.cases import Case, Lack, ScoredItem, rule_of
from assets.scores.field import Field
from assets.scores.methods import Scored, ranks, veto
from assets.scores.scoring import METHODS
from assets.scores.whole.grades import Graded, grade_units, triggered_of
from assets.scores.whole.result_frames import grade_frame, item_frame, score_frame, section_frame
from assets.scores.whole.sections import section_scores
from assets.scores.whole.standings import Standing, places, standing_of
from assets.scores.whole.totals import Account, Item, Total, total_of
from schemas.assessment.assessed import assessed_units
from schemas.assessment.decided import NOTHING_DECIDED, Decided
from schemas.assessment.derived import assessed_item
from schemas.figures import decimal_text, exact, exact_text, rounded
from schemas.frames import each_row
from schemas.office.units import UnitRegistry
from schemas.results import GradeRow, IndicatorRow, ScoreItemRow, ScoreRow, SectionRow
from schemas.scheme import Scheme
from schemas.scoring.events import CredibilityMethod, VetoMethod

VETO = "一票否决"


@dataclass(frozen=True)
class Scores:
    """What a scheme's units got in a period. ``accounts`` say how each unit's total is made, without 一票否决
    (None: nothing applies to the unit).
    """

    items: DataFrame[ScoreItemRow]
    totals: DataFrame[ScoreRow]
    accounts: Mapping[str, Total | None]
    sections: DataFrame[SectionRow]
    grades: DataFrame[GradeRow]


def calculate_scores(
    scheme: Scheme,
    indicators: DataFrame[IndicatorRow],
    registry: UnitRegistry,
    period: str,
    decided: Decided = NOTHING_DECIDED,
) -> Scores:
    """Score a scheme's indicators of a period.

    Indicators without a scoring method are only monitored and get no item. What is missing (缺报, 不可比) is
    scored by the scheme's own rule, and the reason says so. Totals are the sums of the rounded items. Units
    of a group with equal totals share the better rank. A scheme without points gives neither total nor rank.
    """
    units = {unit.code: unit for unit in assessed_units(scheme, registry, period)}
    groups = {code: unit.group for code, unit in units.items()}
    cases = scoring_cases(scheme, indicators, groups)
    items = [
        _item(scheme, code, unit, case)
        for (code, unit), case in cases.items()
        if not isinstance(case.indicator.score, VetoMethod)
    ]
    of_units = _by_unit(items)
    totals = {code: total_of(scheme, code, Account.of(of_units.get(code, ()))) for code in units}
    vetoes = {key: case for key, case in cases.items() if isinstance(case.indicator.score, VetoMethod)}
    items += [_veto_item(code, unit, case, totals[unit]) for (code, unit), case in vetoes.items()]
    order = {code: place for place, code in enumerate(scheme.indicators)}
    items.sort(key=lambda item: (order[item.indicator], item.unit))
    taken = {code: _taken(each) for code, each in _by_unit(items).items()}
    scored = {
        code: total.score + taken.get(code, Decimal(0))
        for code, total in totals.items()
        if total is not None and scheme.gives_points
    }
    of_items = {unit: {item.indicator: item.score for item in each} for unit, each in _by_unit(items).items()}
    standings = {
        code: standing_of(score, scheme.ties, of_items.get(code, {})) for code, score in scored.items()
    }
    return Scores(
        item_frame(scheme, period, items, decided),
        score_frame(scheme, period, units, scored, places(standings, groups)),
        totals,
        section_frame(scheme, period, section_scores(scheme.sections, items, groups)),
        grade_frame(scheme, period, units, _graded(scheme, standings, groups, cases)),
    )


def _graded(
    scheme: Scheme,
    standings: Mapping[str, Standing],
    groups: Mapping[str, str],
    cases: Mapping[tuple[str, str], Case],
) -> dict[str, Graded]:
    if scheme.grades is None:
        return {}
    return grade_units(scheme.grades, standings, groups, triggered_of(cases))


def scoring_cases(
    scheme: Scheme, indicators: DataFrame[IndicatorRow], groups: Mapping[str, str]
) -> dict[tuple[str, str], Case]:
    """(Indicator, unit) → case, for the indicators that have a scoring method. Ranks are given inside the
    groups.
    """
    cases: dict[tuple[str, str], Case] = {}
    of_indicators: dict[str, list] = {}
    for row in each_row(indicators[indicators["unit_code"].isin(set(groups))]):
        of_indicators.setdefault(row.indicator, []).append(row)
    for code, indicator in scheme.indicators.items():
        if indicator.score is None:
            continue
        of_units = {
            row.unit_code: replace(
                Case.of(indicator, row),
                places=scheme.decimals,
                coefficient=indicator.coefficients.get(row.unit_code, Decimal(1)),
                out_of=scheme.out_of(indicator),
            )
            for row in of_indicators.get(code, ())
        }
        for group in set(groups.values()):
            known = {
                unit: case
                for unit, case in of_units.items()
                if groups[unit] == group and case.value is not None
            }
            higher = indicator.direction == "higher"
            field = Field(tuple(sorted(case.value for case in known.values())), higher)
            found = ranks([case.value for case in known.values()], higher)
            of_units |= {
                unit: replace(case, rank=place, field=field)
                for (unit, case), place in zip(known.items(), found, strict=True)
            }
        cases |= {(code, unit): case for unit, case in of_units.items()}
    return cases | dict(_self_assessments(scheme, cases))


def _self_assessments(
    scheme: Scheme, cases: Mapping[tuple[str, str], Case]
) -> Iterator[tuple[tuple[str, str], Case]]:
    """The cases of 自评可信度, each with the score of the item that it is about."""
    for (code, unit), case in cases.items():
        if isinstance(case.indicator.score, CredibilityMethod):
            of = cases.get((assessed_item(case.indicator, scheme.entries) or "", unit))
            points = None if of is None else scored_case(scheme, of).points
            if of is not None and points is not None:
                got = ScoredItem(exact(rounded(points, of.places)) or Fraction(0), of.full)
                yield (code, unit), replace(case, assessed=got)


def _item(scheme: Scheme, code: str, unit: str, case: Case) -> Item:
    scored = scored_case(scheme, case)
    points = None if scored.points is None else rounded(scored.points, case.places)
    applies = case.lacks is not Lack.APPLICABILITY or scored.points is not None
    full = (case.indicator.weight or Decimal(0)) if applies else Decimal(0)
    return Item(code, unit, points, full, case.indicator.score.method, scored.reason)


def scored_case(scheme: Scheme, case: Case) -> Scored:
    """The exact points of a case by its method, or by the scheme's rule for what is missing. Not for
    一票否决.
    """
    if case.lacks is Lack.APPLICABILITY:
        return _not_applicable(scheme, case)
    if case.lacks is Lack.DENOMINATOR and case.indicator.zero_denominator is not None:
        return _of_unit(case, _on_nothing(case))
    if case.lacks is not None:
        return _of_unit(case, _scored_as_missing(scheme, case))
    return _of_unit(case, _by_method(case))


def _by_method(case: Case) -> Scored:
    scored = METHODS[case.indicator.score.method](case)
    return (
        replace(scored, reason=f"{scored.reason}（完成值含“余”数，按下限计）")
        if case.is_lower_bound
        else scored
    )


def _of_unit(case: Case, scored: Scored) -> Scored:
    """The points of a unit: multiplied by its coefficient, and at most the weight unless more is allowed."""
    if scored.points is None:
        return scored
    coefficient = Fraction(case.coefficient)
    if coefficient != 1:
        points = scored.points * coefficient
        worth = (
            f"{exact_text(scored.points)}×{exact_text(coefficient)}＝{decimal_text(points, case.places)}分"
        )
        scored = Scored(points, f"{scored.reason}，乘系数{worth}")
    if case.indicator.may_exceed_weight or case.indicator.weight is None or scored.points <= case.full:
        return scored
    return Scored(case.full, f"{scored.reason}，不超过权重，得{exact_text(case.full)}分")


def _not_applicable(scheme: Scheme, case: Case) -> Scored:
    """What a case gets that does not apply: no points, or the weight with ``not_applicable: full_marks``."""
    if scheme.not_applicable == "full_marks" and case.indicator.weight is not None:
        return Scored(case.full, f"{case.lacks}，按方案得满分{exact_text(case.full)}分")
    return Scored(None, f"{case.lacks}，不计分")


def _on_nothing(case: Case) -> Scored:
    """The points of a rate whose denominator is 0, as the scheme sets them."""
    if case.indicator.zero_denominator == "full_marks":
        return Scored(case.full, f"分母为0，按方案得满分{exact_text(case.full)}分")
    return Scored(Fraction(0), "分母为0，按方案得0分")


def _scored_as_missing(scheme: Scheme, case: Case) -> Scored:
    if case.indicator.weight is None:
        return Scored(None, f"{case.lacks}，不计分")
    rule = case.indicator.missing or scheme.missing
    points = case.full * Fraction(rule.share)
    worth = decimal_text(points, case.places)
    return Scored(points, f"{case.lacks}，按方案“{rule.says}”，得{worth}分")


def _by_unit(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.unit].append(item)
    return found


def _taken(items: Iterable[Item]) -> Decimal:
    """The points that 一票否决 takes from a unit."""
    return sum((item.score for item in items if item.method == VETO and item.score), Decimal(0))


def _veto_item(code: str, unit: str, case: Case, total: Total | None) -> Item:
    """The item of a 一票否决. ``total`` is what the unit has without it."""
    rule = rule_of(case, VetoMethod)
    if case.value is None:
        lack = "不适用，未否决" if case.lacks is Lack.APPLICABILITY else "缺报，不能判定，未否决"
        return Item(code, unit, Decimal(0), Decimal(0), rule.method, lack)
    others = Fraction(0) if total is None else Fraction(total.score)
    scored = veto(case.value, Fraction(rule.at_least), rule.enabled, others, rule.authority)
    return Item(code, unit, rounded(scored.points, case.places), Decimal(0), rule.method, scored.reason)
