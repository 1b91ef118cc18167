"""总体情况: what was reported, what the units scored, and how each indicator stands."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from assets.bulletins.figures.figures import score_text
from assets.bulletins.figures.material import AssessedRow, Material
from assets.bulletins.figures.quarters import quarter_values
from assets.bulletins.model import WITHOUT_VALUE, FigureState, Point, Section
from assets.bulletins.sections.ranking import CONCLUSIONS
from assets.bulletins.wording import listed, period_words
from schemas.figures import exact, is_share_unit

FEW = 3
"""Up to this many units, each one is named with its figures."""
LIGHTS = ("绿", "蓝", "黄", "红")


def overview(material: Material) -> Section:
    """The section 总体情况."""
    few = len(material.units) <= FEW
    indicators = [_unit(material, unit) for unit in material.units] if few else _indicators(material)
    results = [_result(material)] if material.is_compliance or material.scheme.gives_points else []
    return Section(
        "总体情况", (_assessed(material), _reports(material), *results, *indicators, *_quarter(material))
    )


def _assessed(material: Material) -> Point:
    scored = sum(1 for code in material.indicators if material.scheme.indicators[code].score is not None)
    groups = [f"{name}{len(units)}个" for name, units in material.groups.items()]
    among = f"（{'、'.join(groups)}）" if len(groups) > 1 else ""
    judged = (
        f"，其中{scored}项{'判定达标与否' if material.is_compliance else '计分'}"
        if scored
        else "，只监测、不计分"
    )
    only = len(material.indicators) - scored if scored else 0
    rest = f"、{only}项只监测" if only else ""
    return Point(
        f"截至{period_words(material.period)}底，{material.scheme.title}考核{len(material.units)}个单位{among}、"
        f"{len(material.indicators)}项指标{judged}{rest}。考核依据：{material.scheme.authority.rstrip('。')}。"
    )


def _reports(material: Material) -> Point:
    owed = material.frames.reports[material.frames.reports["due_on"].notna()]
    if owed.empty:
        return Point("本月没有应报报表，考核所用为此前各期的有效报表。", "报送情况。")
    counts = Counter(owed["status"])
    passed = len(owed) - counts["missing"] - counts["returned"]
    late = int((owed["late"].astype(int).eq(1) & owed["status"].ne("missing")).sum())
    says = [f"被考核单位{period_words(material.period)}应报报表{len(owed)}份，已通过{passed}份"]
    says += [f"退回待改{counts['returned']}份"] if counts["returned"] else []
    says += [f"缺报{counts['missing']}份"] if counts["missing"] else []
    says += [f"迟报{late}份"] if late else []
    missing = owed[owed["status"] == "missing"]
    names = [
        f"{row.unit_name}《{material.forms.title(row.form)}》"
        for row in missing.sort_values(["unit_code", "form"]).itertuples()
    ]
    return Point("，".join(says) + "。" + (f"缺报的是{listed(names)}。" if names else ""), "报送情况。")


def _result(material: Material) -> Point:
    if material.is_compliance:
        return _conclusions(material)
    if not material.is_ranked:
        says = [
            f"{unit.name}得{_score(material, unit)}分" for unit in material.units if _score(material, unit)
        ]
        return Point(f"{'；'.join(says)}（满分{material.scheme.full_score}分）。", "得分情况。")
    groups = [
        _group_result(material, name, units) for name, units in material.groups.items() if len(units) > 1
    ]
    return Point("；".join(groups) + f"（满分{material.scheme.full_score}分）。", "得分情况。")


def _conclusions(material: Material) -> Point:
    found = Counter(material.frames.conclusions["conclusion"])
    counts = "、".join(f"{word}{found[word]}个" for word in CONCLUSIONS if found[word])
    return Point(
        f"{len(material.units)}个单位中，{counts}；本方案只判定达标与否，不计分、不排名。", "达标情况。"
    )


def _group_result(material: Material, group: str, units: tuple[AssessedRow, ...]) -> str:
    scores = material.frames.scores.set_index("unit_code")["score"]
    points = {unit: exact(scores[unit.code]) for unit in units}
    known = {unit: each for unit, each in points.items() if each is not None}
    best, worst = max(known.values()), min(known.values())
    mean = sum(known.values(), Fraction(0)) / len(known)
    names = {each: listed([unit.name for unit in known if known[unit] == each]) for each in (best, worst)}
    whose = f"{group}组" if len(material.groups) > 1 else ""
    if best == worst:
        return f"{whose}{len(units)}个单位均得{score_text(best)}分"
    return (
        f"{whose}{len(units)}个单位平均{score_text(mean)}分，最高{names[best]}{score_text(best)}分，"
        f"最低{names[worst]}{score_text(worst)}分，相差{score_text(best - worst)}分"
    )


def _score(material: Material, unit: AssessedRow) -> str:
    return material.text("score", "", unit.code)


def _unit(material: Material, unit: AssessedRow) -> Point:
    """Used with few units: one unit with all its indicators, those with a target first."""
    codes = [code for code in material.indicators if material.figure("value", code, unit.code)]
    codes.sort(key=lambda code: material.figure("target", code, unit.code) is None)
    says = [f"{material.indicators[code]}{standing(material, code, unit)}" for code in codes]
    return Point(
        "；".join(says) + "。", f"{unit.name}指标完成情况。" if len(material.units) > 1 else "指标完成情况。"
    )


def _indicators(material: Material) -> list[Point]:
    """Used with many units: one point for each indicator, with its lights, the best unit and the last."""
    points = []
    for code, name in material.indicators.items():
        units = [unit for unit in material.units if material.figure("value", code, unit.code)]
        # A unit that is alone in its group, such as the whole county beside its townships, is not compared
        # with the others.
        alone = [unit for unit in units if len(material.groups[unit.group]) == 1]
        among = [unit for unit in units if unit not in alone]
        says = [f"{unit.name}{standing(material, code, unit)}" for unit in alone]
        says += [_together(material, code, among)] if among else []
        points.append(Point("；".join(says) + "。", f"{name}。"))
    return points


def standing(material: Material, code: str, unit: AssessedRow) -> str:
    """One value with its target and light: 118.82%（目标425，完成率118.82%，绿灯）."""
    value = material.text("value", code, unit.code)
    status = material.text("status", code, unit.code)
    said = {"target": "目标{}", "completion": "完成率{}", "last_year": "上年同期{}", "light": "{}灯"}
    parts = [
        words.format(text) for kind, words in said.items() if (text := material.text(kind, code, unit.code))
    ]
    parts += [status] if status else []
    is_number = material.state(code, unit.code) in (FigureState.PLAIN, FigureState.LOWER_BOUND)
    done = f"{value}{suffix(material, code)}" if is_number else value
    return done + (f"（{'，'.join(parts)}）" if parts else "")


def suffix(material: Material, code: str) -> str:
    """The unit that stands behind a value; a per cent sign is already part of the value."""
    unit_of_measure = material.scheme.indicators[code].unit_of_measure
    return "" if is_share_unit(unit_of_measure) else unit_of_measure


def _quarter(material: Material) -> Iterator[Point]:
    """At the end of a quarter: the first and the last value of each indicator that has a target."""
    if not material.sums_up_quarter:
        return
    months = quarter_values(material)
    first, last = min(months), max(months)
    says = []
    for code, name in material.indicators.items():
        moved = [
            f"{unit.name}{months[first][key].text}→{months[last][key].text}"
            for unit in material.units
            if material.figure("target", code, unit.code)
            and (key := (code, unit.code)) in months[first]
            and key in months[last]
            and not months[first][key].is_like(months[last][key])
        ]
        says += [f"{name}：{listed(moved)}"] if moved else []
    if says and first != last:
        yield Point(f"{'；'.join(says)}。", f"{period_words(first)}至{period_words(last)}进展。")


def _together(material: Material, code: str, units: list[AssessedRow]) -> str:
    lights = Counter(material.text("light", code, unit.code) for unit in units)
    statuses = Counter(material.text("status", code, unit.code) for unit in units)
    values = material.frames.indicators[material.frames.indicators["period"] == material.period]
    among = {unit.code for unit in units}
    known = values[(values["indicator"] == code) & values["value"].notna() & values["unit_code"].isin(among)]
    known = known[[not material.is_withheld(code, unit) for unit in known["unit_code"]]]
    says = []
    if counts := "、".join(f"{light}灯{lights[light]}个" for light in LIGHTS if lights[light]):
        says.append(f"{len(units)}个单位中{counts}")
    if counts := "、".join(f"{status}{count}个" for status, count in statuses.items() if status):
        says.append(counts)
    says += _extremes(material, code, known)
    without = {
        word: [unit.name for unit in units if material.state(code, unit.code) is state]
        for state, word in WITHOUT_VALUE.items()
    }
    says += [f"{word}{len(names)}个（{listed(names)}）" for word, names in without.items() if names]
    return "，".join(says)


def _extremes(material: Material, code: str, known: pd.DataFrame) -> list[str]:
    if known.empty:
        return []
    most, least = known["value"].max(), known["value"].min()

    def text(value: float) -> str:
        first = known.loc[known["value"] == value, "unit_code"].iloc[0]
        return material.text("value", code, first) + suffix(material, code)

    def whose(value: float) -> str:
        names = list(known.loc[known["value"] == value, "unit_name"])
        return f"{listed(names) if len(names) <= FEW else f'{len(names)}个单位'}{text(value)}"

    if len(known) == 1:
        return [whose(most)]
    return [f"均为{text(most)}"] if most == least else [f"最高{whose(most)}", f"最低{whose(least)}"]
