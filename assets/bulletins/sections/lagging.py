"""进展滞后事项: what is behind its pace, by light; which units have been behind for months; and what is not
done or not reported at all.
"""

from collections.abc import Iterator
from itertools import groupby

import pandas as pd

from assets.bulletins.figures.material import BEHIND, Material
from assets.bulletins.model import NOT_ENTERED, WITHOUT_VALUE, FigureState, Point, Section
from assets.bulletins.sentences import MOST_TOGETHER, paragraphs, with_unit
from assets.bulletins.wording import MOST_NAMED, listed
from assets.monitoring.monitoring import NEWLY_LISTED, RECTIFIED, STILL_LISTED
from assets.scores.conclusions import PASSED
from assets.scores.statuses import NOT_STARTED, UNMET
from schemas.assessment.formulas import CompletionFormula

NOTHING_BEHIND = "本月没有落后于序时进度的事项。"
NO_PACE = "各项指标没有下达目标值，不判断进度。"
UNMET_STATUSES = (NOT_STARTED, UNMET)
"""The statuses that put an item on the list of the inspection by items (清单式督查), the most serious
first.
"""
IN_A_ROW = 2
"""A unit is mentioned if it has been behind for this many months in a row. The bound for the talk list is the
scheme's own.
"""


def lagging(material: Material) -> Section:
    """The section 进展滞后事项."""
    points = [
        *(() if _lists_items(material) else _by_light(material)),
        *_unmet_items(material),
        *_failed_conditions(material),
        *_months_behind(material),
        *_rectified(material),
        *_missing(material),
    ]
    nothing = NOTHING_BEHIND if material.has_targets else NO_PACE
    return Section("进展滞后事项", tuple(points) or (Point(nothing),))


def _lists_items(material: Material) -> bool:
    """Whether what is behind is told item by item anyway, by status or as a requirement that is not met."""
    return material.is_compliance or not material.frames.statuses.empty


def behind(material: Material) -> pd.DataFrame:
    """The rows of bi_monitoring that are behind: the most serious light first, then by indicator, and then
    those with the lowest completion.
    """
    rows = material.frames.monitoring
    found = rows[rows["light"].isin(BEHIND)]
    order = {code: place for place, code in enumerate(material.indicators)}
    found = found.assign(
        gravity=found["light"].map(BEHIND.index),
        place=found["indicator"].map(order),
        done=found["completion"].astype(float),
    )
    return found.sort_values(["gravity", "place", "done", "unit_code"], na_position="first")


def _by_light(material: Material) -> Iterator[Point]:
    found = behind(material)
    for light in BEHIND:
        rows = found[found["light"] == light]
        if rows.empty:
            continue
        items = [
            _named(material, code, [row.unit_code for row in among])
            for code, among in groupby(rows.itertuples(), key=lambda row: row.indicator)
        ]
        yield from paragraphs(f"{light}灯事项（{len(rows)}项次）。", items)


def _named(material: Material, code: str, units: list[str]) -> str:
    """An indicator with the units that are behind in it, each with what was due. If all units have the same
    due value, it is told only once.
    """
    dues = {_due(material, code, unit) for unit in units}
    due = dues.pop() if len(dues) == 1 else ""
    common = f"（{due}）" if due else ""
    said = [_against_due(material, code, unit, with_due=not common) for unit in units[:MOST_NAMED]]
    rest = f"等{len(units)}个单位" if len(units) > MOST_NAMED else ""
    return f"{material.indicators[code]}{common}：{'、'.join(said)}{rest}"


def _due(material: Material, code: str, unit: str) -> str:
    """What was due: 序时目标30%. Of a completion rate it is the rate that was due, not the number."""
    due = material.due_figure(code, unit)
    if isinstance(material.scheme.indicators[code].formula, CompletionFormula):
        return f"序时进度{due.text}" if due else ""
    return f"序时目标{with_unit(due, material.target_unit(code))}"


def _against_due(material: Material, code: str, unit: str, with_due: bool) -> str:
    value, completion = material.figure("value", code, unit), material.figure("completion", code, unit)
    details = [_due(material, code, unit)] if with_due else []
    if completion and completion.value and not (value and value.is_like(completion)):
        details.append(f"完成率{completion.text}")
    name = material.unit_name(unit) if len(material.units) > 1 else "完成"
    done = with_unit(value, material.measured(code).suffix)
    return f"{name}{done}" + (f"（{'，'.join(details)}）" if details else "")


def _unmet_items(material: Material) -> Iterator[Point]:
    rows = material.frames.statuses
    for status in UNMET_STATUSES:
        found = rows[rows["status"] == status]
        if found.empty:
            continue
        items = []
        for code, name in material.indicators.items():
            concerned = set(found.loc[found["indicator"] == code, "unit_code"])
            units = [unit for unit in material.units if unit.code in concerned]
            if units:
                items.append(
                    f"{name}：{listed([f'{unit.name}{_done(material, code, unit.code)}' for unit in units])}"
                )
        clearing = "，列入清零清单" if status == NOT_STARTED else ""
        yield from paragraphs(f"{status}事项（{len(found)}项次{clearing}）。", items)


def _done(material: Material, code: str, unit: str) -> str:
    value = with_unit(material.figure("value", code, unit), material.measured(code).suffix)
    target = material.target_text("target", code, unit)
    return f"（{value}，{material.target_word(code)}{target}）" if target else f"（{value}）"


def _failed_conditions(material: Material) -> Iterator[Point]:
    for row in material.frames.conclusions.itertuples():
        if row.conclusion != PASSED and row.gaps:
            yield Point(str(row.gaps).rstrip("。") + "。", f"{row.unit_name}（{row.conclusion}）。")


def _months_behind(material: Material) -> Iterator[Point]:
    rows = material.frames.monitoring
    found = rows[rows["months_behind"].fillna(0) >= IN_A_ROW].sort_values(
        ["months_behind", "unit_code"], ascending=[False, True]
    )
    if found.empty:
        return
    said = [f"{unit}{_for_months(of_unit)}" for unit, of_unit in found.groupby("unit_name", sort=False)]
    talks = list(dict.fromkeys(found.loc[found["talk_list"] == 1, "unit_name"]))
    ending = f"列入约谈名单的单位：{listed(talks)}。" if talks else ""
    yield from paragraphs("连续落后事项。", said, ending)


def _for_months(of_unit: pd.DataFrame) -> str:
    """How long a unit has been behind in what: 连续3个月落后1项（参与率）、连续2个月落后1项（存入率）."""
    return "、".join(
        f"连续{int(months)}个月落后{len(rows)}项（{'、'.join(rows['indicator_name'])}）"
        for months, rows in of_unit.groupby("months_behind", sort=False)
    )


def _rectified(material: Material) -> Iterator[Point]:
    """What has become of the items on last month's list (监测—评价—改进)."""
    rows = material.frames.monitoring
    found = {word: rows[rows["rectification"] == word] for word in (RECTIFIED, STILL_LISTED, NEWLY_LISTED)}
    if found[RECTIFIED].empty and found[STILL_LISTED].empty:
        return
    counts = "、".join(f"{word}{len(among)}项" for word, among in found.items() if len(among))
    in_words = len(found[RECTIFIED]) <= MOST_TOGETHER
    done = [
        f"{unit}{len(among)}项" + (f"（{'、'.join(among['indicator_name'])}）" if in_words else "")
        for unit, among in found[RECTIFIED].groupby("unit_name", sort=False)
    ]
    yield Point(
        f"与上月的整改清单相比，{counts}。" + (f"已整改的是{listed(done)}。" if done else ""), "整改情况。"
    )


def _missing(material: Material) -> Iterator[Point]:
    """Which values are missing, with the rule by which they are scored, each rule once. Indicators that the
    same units lack are told together. What the office itself has not entered is told apart.
    """
    for lead, word in (("缺报事项。", WITHOUT_VALUE[FigureState.MISSING]), ("尚未录入。", NOT_ENTERED)):
        alike: dict[tuple[str, str], list[str]] = {}
        for code, name in material.indicators.items():
            units = [unit.name for unit in material.units if material.text("value", code, unit.code) == word]
            if units:
                everybody = len(units) == len(material.units) > 1
                whose = "各单位" if everybody else listed(units)
                alike.setdefault((_rule_of_missing(material, code), whose), []).append(name)
        rules: dict[str, list[str]] = {}
        for (rule, whose), names in alike.items():
            rules.setdefault(rule, []).append(f"{'、'.join(names)}：{whose}")
        for place, (rule, items) in enumerate(rules.items()):
            yield from paragraphs("" if place else lead, items, f"{rule}。" if rule else "")


def _rule_of_missing(material: Material, code: str) -> str:
    """How a missing value is scored, in the words of the scheme. Empty if it has no share in the points."""
    indicator = material.scheme.indicators[code]
    rule = indicator.missing or material.scheme.missing
    return rule.says.rstrip("。") if rule and indicator.weight else ""
