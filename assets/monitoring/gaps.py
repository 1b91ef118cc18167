"""What would it take (差额): how much a unit still needs for its target, the next tier or the next rank, and
what that adds to its score.

The scoring methods themselves say what it is worth. The same case is scored as it is, and scored again with
the amount added. So the two scores differ by exactly what the unit would gain, whatever the rules of the
scheme are. Only one indicator changes at a time, and all other units stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pandera.typing import DataFrame

from assets.indicators.pace import is_met
from assets.monitoring.counting import counted_text
from assets.monitoring.positions import Position, positions
from assets.scores.cases import Case
from assets.scores.scores import scored_case
from schemas.assessment.formulas import ChangeFormula, CompletionFormula, Formula, GrowthFormula, RatioFormula
from schemas.assessment.indicators import LastYearTarget
from schemas.figures import decimal_text, is_share_unit, rounded
from schemas.form import Form
from schemas.office.units import UnitRegistry
from schemas.results import GapRow, IndicatorRow
from schemas.scheme import Scheme
from schemas.scoring.comparison import EfficacyMethod
from schemas.scoring.events import VetoMethod
from schemas.scoring.levels import GrowthMethod, PointsMethod, TiersMethod

TARGET, NEXT_TIER, NEXT_RANK, FULL_MARKS = "目标", "下一档", "上一名", "满分"
"""The goals (``goal``) to which a gap may be measured."""

UNFORESEEABLE = "得几分取决于组内其他单位，无法预计"
"""The words for points that depend on what other units report."""


@dataclass(frozen=True)
class Goal:
    """A goal that may be reached. ``value`` is on the scale of the indicator's value; with ``is_measured`` it
    is on the scale of what is compared with the target.
    """

    kind: str
    value: Fraction
    name: str
    rising: bool
    is_measured: bool = False

    def is_reached(self, case: Case) -> bool:
        """Whether a case reaches the goal."""
        return is_met(case.measured if self.is_measured else case.value, self.value, self.rising)


@dataclass(frozen=True)
class Gap:
    """A goal that is not reached: how much is needed, and the case as it would be if the goal were
    reached.
    """

    goal: Goal
    needed: Fraction
    reached: Case


def gaps_of(
    scheme: Scheme,
    forms: Mapping[str, Form],
    indicators: DataFrame[IndicatorRow],
    registry: UnitRegistry,
    period: str,
) -> DataFrame[GapRow]:
    """The gaps of a scheme's units in a period, by indicator, unit and goal.

    There is no row for a goal that is reached, for a missing value (缺报: nobody knows what it lacks), or for
    a goal out of reach, such as one that a cap rules out. Full marks that depend on the other units have a
    row that says so, without a number.
    """
    rows = []
    found = positions(scheme, forms, indicators, registry, period)
    for (code, unit_code), (unit_name, position) in found.items():
        gaps = list(_gaps(position))
        whose = (scheme.id, code, position.case.indicator.name, unit_code, unit_name, period)
        rows += [(*whose, *_gap_row(scheme, position, gap)) for gap in gaps]
        if not gaps and _hangs_on_others(scheme, position.case):
            rows.append((*whose, FULL_MARKS, None, None, position.counting.word, None, UNFORESEEABLE))
    return GapRow.of_rows(rows)


def _hangs_on_others(scheme: Scheme, case: Case) -> bool:
    """Whether full marks are not reached and nobody can say what it would take to reach them."""
    if case.indicator.score is None or case.indicator.score.foreseeable:
        return False
    points = scored_case(scheme, case).points
    return points is not None and points < case.full


def goals(position: Position) -> Iterator[Goal]:
    """The goals of an indicator that a unit has not reached: its target, the next tier, the next rank."""
    case = position.case
    if goal := _target(position):
        yield goal
    if (bound := _next_level(case)) is not None:
        yield bound
    if position.field and (ahead := position.field.next_better(case.value)) is not None:
        yield Goal(
            NEXT_RANK, ahead, f"前一名的{_shown_value(case, ahead)}", rising=position.field.higher_is_better
        )


def _next_level(case: Case) -> Goal | None:
    """The nearest better bound of 分档, or the nearest better point of 分段."""
    rule, higher = case.indicator.score, case.higher_is_better
    if isinstance(rule, TiersMethod):
        bounds = [Fraction(tier.bound) for tier in rule.tiers]
        better = [bound for bound in bounds if not is_met(case.value, bound, higher)]
        return (
            Goal(NEXT_TIER, better[-1], f"{_shown_value(case, better[-1])}一档", higher) if better else None
        )
    if not isinstance(rule, PointsMethod):
        return None
    on_measured = rule.of == "completion"
    if on_measured and case.target is None:
        return None
    places = _rewarded_places(rule, higher or on_measured)
    values = (
        [place * case.target if higher else case.target / place for place in places if place]
        if on_measured
        else places
    )
    now = case.measured if on_measured else case.value
    better = [value for value in values if not is_met(now, value, higher)]
    if not better:
        return None
    nearest = min(better, key=lambda value: abs(value - now))
    shown = case.show_with_unit(nearest) if on_measured else _shown_value(case, nearest)
    return Goal(NEXT_TIER, nearest, f"{shown}一档", higher, is_measured=on_measured)


def _rewarded_places(rule: PointsMethod, rising: bool) -> list[Fraction]:
    """The values of 分段 that earn more points than the values short of them."""
    points = rule.all_points
    before, after = (points[:-2], points[1:-1]) if rising else (points[2:], points[1:-1])
    return [
        Fraction(place)
        for (place, _), less, more in zip(rule.points, before, after, strict=True)
        if more > less
    ]


def _target(position: Position) -> Goal | None:
    """The year's target. If the indicator has none, it is the satisfactory value (满意值) of 功效系数, or the
    growth that earns full marks.
    """
    case, indicator = position.case, position.case.indicator
    if indicator.target is not None:
        if case.target is None or case.met:
            return None
        # The target of a completion rate is a counted number, and its unit is not that of the rate.
        word = position.counting.word if isinstance(indicator.formula, CompletionFormula) else ""
        of_last_year = isinstance(indicator.target, LastYearTarget)
        named = f"{'上年同期的' if of_last_year else '目标'}{case.show_with_unit(case.target)}{word}"
        return Goal(TARGET, case.target, named, case.higher_is_better, is_measured=True)
    if isinstance(indicator.score, EfficacyMethod) and indicator.score.foreseeable:
        rule = indicator.score
        wanted = Fraction(rule.satisfactory)
        rising = wanted > Fraction(rule.unacceptable)
        return _unless_reached(case, Goal(TARGET, wanted, f"满意值{_shown_value(case, wanted)}", rising))
    if isinstance(indicator.score, GrowthMethod) and position.last_year and case.value is not None:
        wanted = position.last_year * (1 + Fraction(indicator.score.full_at))
        return _unless_reached(
            case, Goal(TARGET, wanted, f"得满分的{_shown_value(case, wanted)}", case.higher_is_better)
        )
    return None


def _shown_value(case: Case, number: Fraction) -> str:
    """A value of the indicator with its unit, even for a completion rate: 30%, 12人, 356.7人次/万人."""
    unit = case.indicator.unit_of_measure
    if is_share_unit(unit):
        return case.show(number)
    # The amount needed is told exactly, so the goal is too, unless it goes on for ever.
    ends = (number * 10**4).denominator == 1
    return f"{decimal_text(number, 4 if ends or abs(number) < 1 else 2)}{unit}"


def _unless_reached(case: Case, goal: Goal) -> Goal | None:
    return None if goal.is_reached(case) else goal


def _gaps(position: Position) -> Iterator[Gap]:
    for goal in goals(position):
        needed = amount_needed(position, goal)
        if needed is None:
            continue
        reached = position.with_counted(
            position.counted + needed if goal.rising else position.counted - needed
        )
        yield Gap(goal, needed, reached)


def amount_needed(position: Position, goal: Goal) -> Fraction | None:
    """The smallest amount, in whole steps, that must be counted in addition (or less, if the goal is not
    ``rising``). None if no amount reaches the goal.
    """
    if _is_change_of_ratio(position.case.indicator.formula):
        return None
    counted = position.counted
    wanted = _counted_for(position, goal)
    distance = wanted - counted if goal.rising else counted - wanted
    needed = position.counting.least_change(distance)
    after = counted + needed if goal.rising else counted - needed
    if after < 0 and not position.case.indicator.may_be_negative:
        return None
    return needed if goal.is_reached(position.with_counted(after)) else None


def _is_change_of_ratio(formula: Formula) -> bool:
    """Whether the value depends on two ratios. Then no count in one of them says what it takes."""
    return isinstance(formula, ChangeFormula) and formula.of is not None


def _counted_for(position: Position, goal: Goal) -> Fraction:
    """The number that must be counted to reach the goal."""
    formula = position.case.indicator.formula
    if isinstance(formula, CompletionFormula) and goal.is_measured:
        return goal.value
    if isinstance(formula, RatioFormula | CompletionFormula | GrowthFormula):
        return goal.value * position.denominator / Fraction(getattr(formula, "scale", 1))
    return goal.value


def _gap_row(scheme: Scheme, position: Position, gap: Gap) -> tuple:
    """The columns of the row, from the goal on."""
    points = points_gained(scheme, position.case, gap.reached)
    says = _says(scheme, position, gap, points)
    return gap.goal.kind, gap.goal.value, gap.needed, position.counting.word, points, says


def points_gained(scheme: Scheme, now: Case, reached: Case) -> Decimal | None:
    """The change of the indicator's score, with both scores rounded as they are printed. None if the
    indicator gives no points.
    """
    rule = now.indicator.score
    if rule is None or isinstance(rule, VetoMethod) or not rule.foreseeable:
        return None
    before, after = (scored_case(scheme, case).points for case in (now, reached))
    if before is None or after is None:
        return None
    return rounded(after, now.places) - rounded(before, now.places)


def _says(scheme: Scheme, position: Position, gap: Gap, points: Decimal | None) -> str:
    """再增加124人（分母不变），达到目标30%，可多得1.25分."""
    goal = gap.goal
    outcome = f"达到{goal.name}"
    if goal.kind == NEXT_RANK:
        outcome = f"{outcome}，升到组内第{gap.reached.rank}名"
    rule = position.case.indicator.score
    worth = f"，{UNFORESEEABLE}" if rule is not None and not rule.foreseeable else _worth(points)
    return f"{amount_text(scheme, position, goal, gap.needed)}，{outcome}{worth}"


def amount_text(scheme: Scheme, position: Position, goal: Goal, needed: Fraction) -> str:
    """The amount in words: 再增加124人（分母不变）."""
    amount = f"{'再增加' if goal.rising else '再减少'}{counted_text(needed, position.counting.word)}"
    unchanged = "（分母不变）" if isinstance(position.case.indicator.formula, RatioFormula) else ""
    return f"{amount}{unchanged}{_or_denominator(position, goal)}"


def _or_denominator(position: Position, goal: Goal) -> str:
    """For a ratio that should fall, the usual way in words: a larger denominator (师生比: more teachers, not
    fewer pupils).
    """
    formula = position.case.indicator.formula
    if goal.rising or not isinstance(formula, RatioFormula) or goal.value <= 0:
        return ""
    counting = position.denominator_counting
    distance = position.numerator * Fraction(formula.scale) / goal.value - position.denominator
    needed = counting.least_change(distance)
    return f"，或分母（{formula.denominator_note}）增加{counted_text(needed, counting.word)}"


def _worth(points: Decimal | None) -> str:
    if points is None:
        return ""
    if points == 0:
        return "，得分不变"
    return (
        f"，可多得{decimal_text(Fraction(points))}分"
        if points > 0
        else f"，得分减少{decimal_text(Fraction(-points))}分"
    )
