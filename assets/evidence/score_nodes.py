"""A score explained: its items, how each was scored, and what was stored of it."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from assets.evidence.grounds import Grounds
from assets.evidence.indicator_nodes import indicator_node
from assets.evidence.nodes import Kind, Making, Node
from assets.evidence.rule_texts import scoring_text
from assets.scores.methods import ranks
from assets.scores.scores import scored_case
from schemas.assessed import AssessedUnit
from schemas.figures import decimal_text, exact
from schemas.scoring import VetoMethod

POINTS = "分"


def score_node(grounds: Grounds, unit: AssessedUnit) -> Node:
    """A unit's whole score: all its items. Of a scheme without points: its items, and no value."""
    scheme, assessed = grounds.scheme, grounds.assessed
    (total,) = assessed.scores.totals[assessed.scores.totals["unit_code"] == unit.code].to_dict("records")
    codes = assessed.scores.items.loc[assessed.scores.items["unit_code"] == unit.code, "indicator"]
    standing = f"满分{decimal_text(Fraction(scheme.full_score))}分，{_rank_text(assessed.scores.totals, total)}"
    return Node(
        kind=Kind.SCORE,
        title=f"{unit.name}　{scheme.title}",
        code=unit.code,
        period=assessed.period,
        value=exact(total["score"]),
        unit=POINTS if scheme.gives_points else "",
        says=(standing,) if scheme.gives_points else (),
        made_by=Making.SUM if scheme.gives_points else Making.GIVEN,
        parts=tuple(item_node(grounds, str(code), unit) for code in codes),
        beside=tuple(_notes(grounds, unit, list(codes), exact(total["score"]))),
    )


def _rank_text(totals: pd.DataFrame, total: Mapping[str, object]) -> str:
    members = totals[(totals["group_name"] == total["group_name"])]
    return f"{total['group_name']}组{len(members)}个单位中排名第{total['rank']}"


def item_node(grounds: Grounds, code: str, unit: AssessedUnit) -> Node:
    """One item of a score: the points it got by its scoring method, or the indicator alone where it is only monitored."""
    if (code, unit.code) not in grounds.assessed.cases:
        return indicator_node(grounds, code, unit)
    item = _of(grounds.assessed.scores.items, code, unit)
    indicator = grounds.scheme.indicators[code]
    points = _points_node(grounds, code, unit, item)
    return Node(
        kind=Kind.ITEM,
        title=indicator.name,
        code=code,
        period=grounds.assessed.period,
        value=exact(item["score"]),
        unit=POINTS,
        says=(f"满分{decimal_text(exact(item['full_score']))}分", scoring_text(indicator)),
        made_by=Making.ROUNDED,
        parts=(points,),
        beside=tuple(_stored_note(_of(grounds.stored_items, code, unit), exact(item["score"]))),
    )


def _of(items: pd.DataFrame, code: str, unit: AssessedUnit) -> dict[str, object] | None:
    found = items[(items["indicator"] == code) & (items["unit_code"] == unit.code)].to_dict("records")
    return found[0] if found else None


def _points_node(grounds: Grounds, code: str, unit: AssessedUnit, item: Mapping[str, object]) -> Node:
    """The points before they are rounded, with the arithmetic in words."""
    case = grounds.assessed.cases[code, unit.code]
    # A veto takes what the other items gave: it is no function of its own value, and its points are rounded already.
    is_veto = isinstance(case.indicator.score, VetoMethod)
    value = exact(item["score"]) if is_veto else scored_case(grounds.scheme, case).points
    return Node(
        kind=Kind.POINTS,
        title="计分",
        code=code,
        value=value,
        unit=POINTS,
        says=(str(item["reason"]),),
        made_by=Making.METHOD,
        parts=(indicator_node(grounds, code, unit),),
        beside=(_ranking_node(grounds, code, unit),) if case.indicator.score.method == "排名赋分" else (),
    )


def _ranking_node(grounds: Grounds, code: str, unit: AssessedUnit) -> Node:
    """The values of the unit's group, from the best down; those without a value stand last and have no rank."""
    indicator = grounds.scheme.indicators[code]
    group = [each for each in grounds.assessed.units.values() if each.group == unit.group and (code, each.code) in grounds.assessed.cases]
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


def _notes(grounds: Grounds, unit: AssessedUnit, codes: list[str], total: Fraction | None) -> list[Node]:
    scheme = grounds.scheme
    notes = [Node(Kind.NOTE, "依据", says=(scheme.authority,))]
    if scheme.illustrative:
        notes.append(Node(Kind.NOTE, "示例性规定", says=tuple(scheme.illustrative)))
    monitored = [
        f"{code} {indicator.name}"
        for code, indicator in scheme.indicators.items()
        if indicator.is_for(unit.kind) and indicator.score is None and code not in codes
    ]
    if monitored:
        notes.append(Node(Kind.NOTE, "只监测、不计分的指标", says=tuple(monitored)))
    stored = grounds.stored_totals[grounds.stored_totals["unit_code"] == unit.code].to_dict("records")
    return [*notes, *_stored_note(stored[0] if stored else None, total)]


def _stored_note(stored: Mapping[str, object] | None, now: Fraction | None) -> list[Node]:
    """That the stored score is not what the facts give now, if so."""
    if stored is None:
        return [Node(Kind.NOTE, "还没有入库", says=("这个月还没有考核入库，以上按现有数据算出；请先运行 kaohe run",))]
    before = exact(stored["score"])
    if before == now:
        return []
    shown = ["没有得分" if score is None else f"{decimal_text(score)}分" for score in (before, now)]
    said = f"入库的是{shown[0]}，按现有数据是{shown[1]}：考核之后数据或方案有变化，请运行 kaohe run 重新考核"
    return [Node(Kind.NOTE, "与入库的得分不同", says=(said,))]
