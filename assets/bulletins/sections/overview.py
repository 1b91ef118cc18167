"""总体情况: what was reported, what the units scored, and how each indicator stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

import pandas as pd

from assets.bulletins.figures.figures import score_text
from assets.bulletins.figures.material import AssessedRow, Material
from assets.bulletins.figures.quarters import quarter_values
from assets.bulletins.model import WITHOUT_VALUE, Point, Section
from assets.bulletins.sections.ranking import CONCLUSIONS
from assets.bulletins.sentences import (
    MOST_TOGETHER,
    extremes,
    lit,
    moved,
    paragraphs,
    share_of_all,
    with_unit,
)
from assets.bulletins.wording import listed, period_words
from assets.scores.statuses import STATUSES
from schemas.assessment.indicators import LastYearTarget
from schemas.figures import exact

FEW = 3
"""Up to this many units, each one is named with its figures."""


def overview(material: Material) -> Section:
    """The section 总体情况."""
    few = len(material.units) <= FEW
    results = [_result(material)] if material.is_compliance or material.scheme.gives_points else []
    indicators = _by_unit(material) if few else _by_indicator(material)
    return Section(
        "总体情况",
        (
            _assessed(material),
            _reports(material),
            *results,
            *indicators,
            *_rest(material),
            *_quarter(material),
        ),
    )


def told_indicators(material: Material) -> list[str]:
    """The indicators of which the text tells: those with a target or points, those with a target first. If
    there are none, all of them. The tables have the others.
    """
    codes = list(material.indicators)
    aimed = {key.item for key in material.figures if key.kind == "target"}
    judged = [code for code in codes if code in aimed or material.scheme.indicators[code].score is not None]
    return sorted(judged or codes, key=lambda code: code not in aimed)


def _rest(material: Material) -> Iterator[Point]:
    left = len(material.indicators) - len(told_indicators(material))
    if left:
        yield Point(f"另有{left}项指标只监测，完成值见附件。", "其他指标。")


def _assessed(material: Material) -> Point:
    scored = sum(1 for code in material.indicators if material.scheme.indicators[code].score is not None)
    groups = [f"{name}{len(units)}个" for name, units in material.groups.items()]
    names = groups if len(groups) > 1 else [unit.name for unit in material.units]
    among = f"（{'、'.join(names)}）" if len(groups) > 1 or len(names) <= FEW else ""
    what = "判定达标与否" if material.is_compliance else "计分"
    total = len(material.indicators)
    judged = f"，{share_of_all(scored, total, what)}" if scored else "，只监测、不计分"
    rest = f"、{total - scored}项只监测" if 0 < scored < total else ""
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


def _by_unit(material: Material) -> Iterator[Point]:
    """Used with few units: each unit with its indicators."""
    for unit in material.units:
        lead = f"{unit.name}指标完成情况。" if len(material.units) > 1 else "指标完成情况。"
        yield from paragraphs(lead, _said_of(material, unit, told_indicators(material)))


def _said_of(material: Material, unit: AssessedRow, codes: Sequence[str]) -> list[str]:
    return [
        f"{_named(material, code)}{standing(material, code, unit)}"
        for code in codes
        if material.figure("value", code, unit.code)
    ]


def _named(material: Material, code: str) -> str:
    """An indicator before its value: 参与率; of late reports also what is counted: 及时性：迟报、漏报合计."""
    counted = material.measured(code).subject
    return material.indicators[code] + (f"：{counted}" if counted else "")


def _by_indicator(material: Material) -> Iterator[Point]:
    """Used with many units: one point for each indicator, with its lights, the best unit and the last.

    A unit that is alone in its group, such as the whole county beside its townships, is not compared with the
    others. The indicators that only such a unit has are told together.
    """
    alone = [unit for unit in material.units if len(material.groups[unit.group]) == 1]
    of_one: dict[AssessedRow, list[str]] = {}
    for code in told_indicators(material):
        units = [unit for unit in material.units if material.figure("value", code, unit.code)]
        among = [unit for unit in units if unit not in alone]
        apart = [unit for unit in units if unit in alone]
        if among:
            says = [f"{unit.name}{standing(material, code, unit)}" for unit in apart]
            yield Point(
                "；".join([*says, _among_whom(among, says) + _together(material, code, among)]) + "。",
                f"{material.indicators[code]}。",
            )
        for unit in () if among else apart:
            of_one.setdefault(unit, []).append(code)
    for unit, codes in of_one.items():
        yield from paragraphs(f"{unit.name}。", _said_of(material, unit, codes))


def _among_whom(among: Sequence[AssessedRow], apart: Sequence[str]) -> str:
    """Of whom it is told, where a unit that is apart was told before: 镇街组, or the others."""
    groups = {unit.group for unit in among}
    return "" if not apart else f"{next(iter(groups))}组" if len(groups) == 1 else "其他"


def standing(material: Material, code: str, unit: AssessedRow) -> str:
    """One value with its target and light: 118.82%（目标425人，绿灯）."""
    value, completion = (
        material.figure("value", code, unit.code),
        material.figure("completion", code, unit.code),
    )
    of_last_year = isinstance(material.scheme.indicators[code].target, LastYearTarget)
    said = {
        "目标为上年同期的" if of_last_year else material.target_word(code): material.target_text(
            "target", code, unit.code
        ),
        "完成率": completion.text if completion and not (value and value.is_like(completion)) else "",
        "上年同期": "" if of_last_year else material.target_text("last_year", code, unit.code),
    }
    parts = [f"{word}{text}" for word, text in said.items() if text]
    parts += [f"{light}灯"] if (light := material.text("light", code, unit.code)) else []
    parts += [status] if (status := material.text("status", code, unit.code)) else []
    done = with_unit(value, material.measured(code).suffix)
    return done + (f"（{'，'.join(parts)}）" if parts else "")


def _quarter(material: Material) -> Iterator[Point]:
    """At the end of a quarter: how the indicators with a target have moved.

    Units are named where there are few of them, or where one is alone in its group; the others are counted.
    """
    if not material.sums_up_quarter:
        return
    months = quarter_values(material)
    first, last = months[min(months)], months[max(months)]
    items = []
    for code, name in material.indicators.items():
        keys = {
            unit: (code, unit.code)
            for unit in material.units
            if material.figure("target", code, unit.code)
            and (code, unit.code) in first
            and (code, unit.code) in last
        }
        changed = {unit: key for unit, key in keys.items() if not first[key].is_like(last[key])}
        few = len(material.units) <= FEW
        named = [unit for unit in changed if few or len(material.groups[unit.group]) == 1]
        measured = material.measured(code)
        says = [f"{unit.name}{moved(measured, first[changed[unit]], last[changed[unit]])}" for unit in named]
        says = says or ([f"{len(changed)}个单位有变化"] if changed else [])
        items += [f"{name}：{'、'.join(says)}"] if says else []
    if items and len(months) > 1:
        lead = f"{period_words(min(months))}至{int(max(months)[5:])}月进展。"
        yield from paragraphs(lead, items, "各月完成值见附件。")


def _together(material: Material, code: str, units: list[AssessedRow]) -> str:
    lights = Counter(material.text("light", code, unit.code) for unit in units)
    statuses = Counter(material.text("status", code, unit.code) for unit in units)
    values = material.frames.indicators[material.frames.indicators["period"] == material.period]
    among = {unit.code for unit in units}
    known = values[(values["indicator"] == code) & values["value"].notna() & values["unit_code"].isin(among)]
    known = known[[not material.is_withheld(code, unit) for unit in known["unit_code"]]]
    says = [counts] if (counts := lit(len(units), lights)) else []
    if counts := "、".join(f"{status}{statuses[status]}个" for status in STATUSES if statuses[status]):
        says.append(counts)
    says += _extremes(material, code, known)
    without: dict[str, list[str]] = {}
    for unit in units:
        if material.state(code, unit.code) in WITHOUT_VALUE:
            without.setdefault(material.text("value", code, unit.code), []).append(unit.name)
    says += [
        f"{len(units)}个单位均{word}"
        if len(names) == len(units) > 1
        else f"{word}{len(names)}个（{listed(names)}）"
        for word, names in without.items()
    ]
    return "，".join(says)


def _extremes(material: Material, code: str, known: pd.DataFrame) -> list[str]:
    """The best value and the worst with their units. Of the worst more units are named than of the best."""
    if known.empty:
        return []
    measured = material.measured(code)
    greatest, smallest = known["value"].max(), known["value"].min()
    best, worst = (greatest, smallest) if measured.higher_is_better else (smallest, greatest)

    def text(value: float) -> str:
        first = known.loc[known["value"] == value, "unit_code"].iloc[0]
        return with_unit(material.figure("value", code, first), measured.suffix)

    def whose(value: float, most_named: int) -> str:
        names = list(known.loc[known["value"] == value, "unit_name"])
        return f"{listed(names) if len(names) <= most_named else f'{len(names)}个单位'}{text(value)}"

    if len(known) == 1:
        return [whose(best, FEW)]
    if best == worst:
        return [f"{measured.subject}均为{text(best)}"]
    return [extremes(measured, whose(best, FEW), whose(worst, MOST_TOGETHER))]
