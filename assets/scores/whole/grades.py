"""Grades (等次). From the best grade down, each is for scores of at least a bound and for a share of the
units. Then grades may be lowered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assets.scores.cases import Case
from assets.scores.whole.standings import Standing
from schemas.assessment.grades import Grade, Grades
from schemas.figures import exact_text, percent_text
from schemas.scoring.events import AuthorisedRule, DowngradeMethod, NoBestGradeMethod


@dataclass(frozen=True)
class Graded:
    """A unit's grade and why."""

    grade: str
    reason: str


def grade_units(
    rule: Grades,
    standings: Mapping[str, Standing],
    groups: Mapping[str, str],
    triggered: Mapping[str, Sequence[AuthorisedRule]],
) -> dict[str, Graded]:
    """Unit → grade, for the units with a total. ``triggered`` are the 降等 and 不得评优 that apply to each
    unit.
    """
    found: dict[str, Graded] = {}
    for pool in _pools(rule, standings, groups):
        for unit, (place, reason) in _places(rule, pool).items():
            found[unit] = _lowered(rule, place, reason, triggered.get(unit, ()))
    return found


def _pools(
    rule: Grades, standings: Mapping[str, Standing], groups: Mapping[str, str]
) -> list[dict[str, Standing]]:
    """The groups of units to which a quota refers: each group, or all units together."""
    pools: dict[str, dict[str, Standing]] = {}
    for unit, standing in standings.items():
        pools.setdefault(groups[unit] if rule.per == "group" else "", {})[unit] = standing
    return list(pools.values())


def _places(rule: Grades, pool: Mapping[str, Standing]) -> dict[str, tuple[int, str]]:
    """Unit → the place of its grade (0 is the best), and the reason."""
    left = dict(sorted(pool.items(), key=lambda each: each[1], reverse=True))
    found: dict[str, tuple[int, str]] = {}
    for place, grade in enumerate(rule.best_first):
        chosen = _chosen(rule, grade, left, len(pool))
        for unit in chosen:
            del left[unit]
            found[unit] = place, _why(grade, pool[unit][0], len(pool))
    return found


def _chosen(rule: Grades, grade: Grade, left: Mapping[str, Standing], units: int) -> list[str]:
    """The units that get a grade, out of the units left, the best first."""
    among = [
        unit for unit, standing in left.items() if grade.at_least is None or standing[0] >= grade.at_least
    ]
    if grade.quota is None:
        return among
    most = int(Fraction(grade.quota) * units)
    if most >= len(among):
        return among
    across = left[among[most]]
    if rule.ties == "include" and most:
        return [unit for unit in among if left[unit] > across] + [
            unit for unit in among if left[unit] == across and left[among[most - 1]] == across
        ]
    return [unit for unit in among[:most] if left[unit] != across]


def _why(grade: Grade, total: Decimal, units: int) -> str:
    bound = "" if grade.at_least is None else f"，不低于{exact_text(Fraction(grade.at_least))}分"
    quota = "" if grade.quota is None else f"，在{units}个单位的{percent_text(Fraction(grade.quota))}以内"
    return f"总分{exact_text(Fraction(total))}分{bound}{quota}"


def _lowered(rule: Grades, place: int, reason: str, triggered: Sequence[AuthorisedRule]) -> Graded:
    """The grade after 降等 and then 不得评优, which only rules out the best grade. No grade is below the last
    one.
    """
    last, names = len(rule.best_first) - 1, [grade.name for grade in rule.best_first]
    for each in triggered:
        if isinstance(each, DowngradeMethod):
            lower = min(place + each.by, last)
            reason += f"；降{each.by}等，由{names[place]}降为{names[lower]}，依据：{each.authority}"
            place = lower
    for each in triggered:
        if isinstance(each, NoBestGradeMethod) and place == 0:
            reason += f"；不得评为{names[0]}，评为{names[1]}，依据：{each.authority}"
            place = 1
    return Graded(names[place], reason)


def triggered_of(cases: Mapping[tuple[str, str], Case]) -> dict[str, list[AuthorisedRule]]:
    """Unit → the 降等 and 不得评优 that its values trigger. Missing values trigger nothing."""
    found: dict[str, list[AuthorisedRule]] = {}
    for (_, unit), case in cases.items():
        rule = case.indicator.score
        if not isinstance(rule, DowngradeMethod | NoBestGradeMethod):
            continue
        if case.value is not None and case.value >= Fraction(rule.at_least):
            found.setdefault(unit, []).append(rule)
    return found
