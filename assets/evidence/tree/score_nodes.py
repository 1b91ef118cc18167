"""A score explained: its items, how each one was scored, and what was stored."""

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from assets.evidence.tree.counted_rows import Row
from assets.evidence.tree.grounds import TreeSources
from assets.evidence.tree.indicator_nodes import indicator_node, self_assessment_nodes
from assets.evidence.tree.nodes import POINTS, Kind, Making, Node
from assets.evidence.tree.total_nodes import Made, total_made
from assets.scores.methods import ranks
from assets.scores.scores import scored_case
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.rule_texts import scoring_text
from schemas.figures import decimal_text, exact
from schemas.scoring.events import VetoMethod
from schemas.scoring.levels import ComplianceMethod


def score_node(grounds: TreeSources, unit: AssessedUnit) -> Node:
    """A unit's whole score with all its items. For a scheme without points, all its indicators and no
    value.
    """
    scheme, assessed = grounds.scheme, grounds.assessed
    (total,) = assessed.scores.totals[assessed.scores.totals["unit_code"] == unit.code].to_dict("records")
    own = [code for code, indicator in scheme.indicators.items() if indicator.is_for(unit.kind)]
    codes = [code for code in own if (code, unit.code) in grounds.items or not scheme.gives_points]
    items = [item_node(grounds, code, unit) for code in codes]
    made = _made_of_items(grounds, unit, items)
    return Node(
        kind=Kind.SCORE,
        title=f"{unit.name}　{scheme.title}",
        code=unit.code,
        period=assessed.period,
        value=exact(total["score"]),
        unit=POINTS if scheme.gives_points else "",
        says=tuple(_standing(grounds, unit, total)),
        made_by=made.made_by,
        parts=made.parts,
        beside=tuple(
            _notes(grounds, unit, [code for code in own if code not in codes], exact(total["score"]))
        ),
    )


def _made_of_items(grounds: TreeSources, unit: AssessedUnit, items: list[Node]) -> Made:
    rules = {code: indicator.score for code, indicator in grounds.scheme.indicators.items()}
    return total_made(
        grounds.assessed.scores.accounts.get(unit.code) if grounds.scheme.gives_points else None,
        items,
        {item.code for item in items if item.code and _full(grounds, item.code, unit)},
        {code for code, rule in rules.items() if isinstance(rule, VetoMethod)},
    )


def _full(grounds: TreeSources, code: str, unit: AssessedUnit) -> float:
    item = grounds.items.get((code, unit.code))
    return 0 if item is None else item["full_score"]


def _standing(grounds: TreeSources, unit: AssessedUnit, total: Row) -> Iterator[str]:
    """The full score and the rank. For a scheme without points, the conclusion and what is lacking."""
    if grounds.scheme.gives_points:
        members = [each for each in grounds.assessed.units.values() if each.group == unit.group]
        full = decimal_text(Fraction(grounds.scheme.full_score))
        if pd.isna(total["rank"]):
            yield f"满分{full}分，各项指标都不适用，没有得分和名次"
        else:
            yield f"满分{full}分，{unit.group}组{len(members)}个单位中排名第{total['rank']}"
        if graded := grounds.grades.get(unit.code):
            yield f"等次：{graded['grade']}（{graded['reason']}）"
    elif conclusion := grounds.conclusions.get(unit.code):
        counts = (
            f"达标{conclusion['passed']}项，未达标{conclusion['failed']}项，缺报{conclusion['missing']}项"
        )
        yield f"结论：{conclusion['conclusion']}（{counts}）"
        yield from grounds.concluded_gaps.get(unit.code, ())


def item_node(grounds: TreeSources, code: str, unit: AssessedUnit) -> Node:
    """One item of a score: the points that it got by its scoring method. For an indicator that is only
    monitored, the indicator alone.
    """
    if (code, unit.code) not in grounds.assessed.cases:
        return indicator_node(grounds, code, unit)
    item = grounds.items[code, unit.code]
    indicator = grounds.scheme.indicators[code]
    points = _points_node(grounds, code, unit, item)
    return Node(
        kind=Kind.ITEM,
        title=indicator.name,
        code=code,
        period=grounds.assessed.period,
        value=exact(item["score"]),
        unit=POINTS,
        says=(
            *([f"满分{decimal_text(exact(item['full_score']))}分"] if item["full_score"] else []),
            scoring_text(indicator),
        ),
        made_by=Making.ROUNDED,
        factors=(Fraction(grounds.scheme.decimals),),
        parts=(points,),
        beside=(
            *self_assessment_nodes(grounds, code, unit),
            *_gap_node(grounds, code, unit),
            *_stored_note(grounds.stored_items.get((code, unit.code)), exact(item["score"])),
        ),
    )


def _gap_node(grounds: TreeSources, code: str, unit: AssessedUnit) -> Iterator[Node]:
    if gaps := grounds.gaps.get((code, unit.code)):
        yield Node(Kind.GAP, "差额", code=code, says=tuple(gaps))


def _points_node(grounds: TreeSources, code: str, unit: AssessedUnit, item: Row) -> Node:
    """The points before they are rounded, with the arithmetic in words."""
    case = grounds.assessed.cases[code, unit.code]
    # A veto takes what the other items gave. Its points do not follow from its own value, and they are
    # rounded already.
    is_veto = isinstance(case.indicator.score, VetoMethod)
    value = exact(item["score"]) if is_veto else scored_case(grounds.scheme, case).points
    return Node(
        kind=Kind.POINTS,
        title="判定" if isinstance(case.indicator.score, ComplianceMethod) else "计分",
        code=code,
        value=value,
        unit=POINTS,
        says=(str(item["reason"]),),
        made_by=Making.METHOD,
        parts=(indicator_node(grounds, code, unit),),
        beside=(_ranking_node(grounds, code, unit),) if case.indicator.score.compares else (),
    )


def _ranking_node(grounds: TreeSources, code: str, unit: AssessedUnit) -> Node:
    """The values of the unit's group, the best first. Units without a value stand last and have no rank."""
    indicator = grounds.scheme.indicators[code]
    group = [
        each
        for each in grounds.assessed.units.values()
        if each.group == unit.group and (code, each.code) in grounds.assessed.cases
    ]
    values = {each.code: grounds.assessed.cases[code, each.code].value for each in group}
    known = {key: value for key, value in values.items() if value is not None}
    places = dict(zip(known, ranks(list(known.values()), indicator.direction == "higher"), strict=True))
    ordered = sorted(group, key=lambda each: (places.get(each.code, len(group) + 1), each.code))
    return Node(
        kind=Kind.RANKING,
        title=f"组内排名：{unit.group}，{len(known)}个单位有值",
        code=code,
        parts=tuple(
            Node(
                kind=Kind.UNIT,
                title=each.name,
                code=each.code,
                value=values[each.code],
                unit=indicator.unit_of_measure,
                says=(f"第{places[each.code]}" if each.code in places else "缺报，不排名",),
            )
            for each in ordered
        ),
    )


# ---------------------------------------------------------------- what must be known of the whole


def _notes(
    grounds: TreeSources, unit: AssessedUnit, monitored: list[str], total: Fraction | None
) -> list[Node]:
    scheme = grounds.scheme
    notes = [Node(Kind.AUTHORITY, "依据", says=(scheme.authority,))]
    if scheme.illustrative:
        notes.append(Node(Kind.NOTE, "示例性规定", says=tuple(scheme.illustrative)))
    if monitored:
        names = [f"{code} {scheme.indicators[code].name}" for code in monitored]
        notes.append(Node(Kind.NOTE, "只监测、不计分的指标", says=tuple(names)))
    return [*notes, *_stored_note(grounds.stored_totals.get(unit.code), total)]


def _stored_note(stored: Row | None, now: Fraction | None) -> list[Node]:
    """A note if the stored score differs from what the facts give now, or if no score is stored yet."""
    if stored is None:
        return [
            Node(
                Kind.NOTE,
                "还没有入库",
                says=("这个月还没有考核入库，以上按现有数据算出；请先运行 kaohe run",),
            )
        ]
    before = exact(stored["score"])
    if before == now:
        return []
    shown = ["没有得分" if score is None else f"{decimal_text(score)}分" for score in (before, now)]
    said = f"入库的是{shown[0]}，按现有数据是{shown[1]}：考核之后数据或方案有变化，请运行 kaohe run 重新考核"
    return [Node(Kind.NOTE, "与入库的得分不同", says=(said,))]
