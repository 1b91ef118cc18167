"""下一步要求: for each unit what it still needs, what it must report, and by when. Every sentence has a name,
a number or a day.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from assets.bulletins.figures.material import Material
from assets.bulletins.model import Point, Section
from assets.bulletins.sections.lagging import UNMET_STATUSES, behind
from assets.bulletins.wording import MOST_NAMED, day_words, period_words
from assets.monitoring.gaps import TARGET
from schemas.periods import add_months

NOTHING_TO_DO = "有目标的指标均已达到序时进度，没有需要整改的事项。"
NO_TARGETS = "各项指标没有下达目标值，不提进度要求。"
TO_REPORT = {"missing": "补报", "returned": "改正后重报"}
"""What a unit must do about a report, by the report's status, in the order in which the bulletin says it."""

Unreported = Mapping[tuple[str, str], Sequence[str]]
"""(Unit code, status of TO_REPORT) → the forms."""


def next_steps(material: Material) -> Section:
    """The section 下一步要求."""
    unreported = _unreported(material)
    named = dict([*_units_with_demands(material, unreported), *_others_with_demands(material, unreported)])
    alone = len(material.units) == 1 and set(named) <= {material.units[0].name}
    points = [Point(text, "" if alone else f"{name}。") for name, text in list(named.items())[:MOST_NAMED]]
    if len(named) > MOST_NAMED:
        points.append(Point(f"其余{len(named) - MOST_NAMED}个单位还需完成的数量见附表。"))
    if not named:
        points.append(Point(NOTHING_TO_DO if material.has_targets else NO_TARGETS))
    return Section("下一步要求", (*points, *_reporting(material)))


def _unreported(material: Material) -> Unreported:
    reports = material.frames.reports
    owed = reports[reports["status"].isin(TO_REPORT)]
    forms = defaultdict(list)
    for unit, status, form in zip(owed["unit_code"], owed["status"], owed["form"], strict=True):
        forms[unit, status].append(form)
    return forms


def _units_with_demands(material: Material, unreported: Unreported) -> Iterator[tuple[str, str]]:
    found, statuses, gaps = behind(material), material.frames.statuses, material.frames.gaps
    lagging, unmet = _by_unit(found), _by_unit(statuses[statuses["status"].isin(UNMET_STATUSES)])
    to_targets = {str(unit): of_unit for unit, of_unit in gaps[gaps["goal"] == TARGET].groupby("unit_code")}
    for unit in material.units:
        late = dict.fromkeys([*lagging.get(unit.code, ()), *unmet.get(unit.code, ())])
        to_target = to_targets.get(unit.code)
        needs = [] if to_target is None else _needs(material, unit.code, list(late), to_target)
        if demands := [*needs, *_reports(material, unit.code, unreported)]:
            yield unit.name, "；".join(demands) + "。"


def _by_unit(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Unit → its indicators, in the order of the frame (columns used: unit_code, indicator)."""
    found = defaultdict(list)
    for unit, indicator in zip(frame["unit_code"], frame["indicator"], strict=True):
        found[unit].append(indicator)
    return found


def _others_with_demands(material: Material, unreported: Unreported) -> Iterator[tuple[str, str]]:
    """Units below the assessed ones that report themselves and still owe something."""
    assessed = {unit.code for unit in material.units}
    for code, name in dict(
        zip(material.frames.reports["unit_code"], material.frames.reports["unit_name"], strict=True)
    ).items():
        demands = list(_reports(material, code, unreported)) if code not in assessed else []
        if demands:
            yield str(name), "；".join(demands) + "。"


def _needs(material: Material, unit: str, indicators: list[str], to_target: pd.DataFrame) -> Iterator[str]:
    """What the unit still needs for some indicators. ``to_target``: the unit's gaps to its targets."""
    if material.is_compliance:
        indicators = list(to_target["indicator"])
    for code in indicators:
        if material.is_withheld(code, unit):
            continue
        for row in to_target[to_target["indicator"] == code].itertuples():
            yield f"{material.indicators[code]}：{row.says}"


def _reports(material: Material, unit: str, unreported: Unreported) -> Iterator[str]:
    for status, verb in TO_REPORT.items():
        titles = [f"《{material.forms.title(form)}》" for form in sorted(unreported.get((unit, status), ()))]
        if titles:
            yield f"{verb}{period_words(material.period)}{'、'.join(titles)}"


def _reporting(material: Material) -> Iterator[Point]:
    if material.next_due:
        following = period_words(add_months(material.period, 1))
        yield Point(
            f"请于{day_words(material.next_due)}前报送{following}报表，整改结果按该期数据核对，在下期通报中公布。",
            "报送时间。",
        )
