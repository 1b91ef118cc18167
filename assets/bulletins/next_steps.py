"""下一步要求: by unit what is still needed, what has to be reported, and by when; no sentence without a name, a number or a day."""

from collections.abc import Iterator

from assets.bulletins.lagging import UNMET, behind
from assets.bulletins.material import Material
from assets.bulletins.model import Point, Section
from assets.bulletins.wording import MOST_NAMED, day_words, period_words
from schemas.forms import FORMS
from schemas.periods import add_months

GOAL = "目标"
NOTHING_TO_DO = "有目标的指标均已达到序时进度，没有需要整改的事项。"
NO_TARGETS = "各项指标没有下达目标值，不提进度要求。"


def next_steps(material: Material) -> Section:
    """The section 下一步要求."""
    named = dict([*_units_with_demands(material), *_others_with_demands(material)])
    alone = len(material.units) == 1 and set(named) <= {material.units[0].name}
    points = [Point(text, "" if alone else f"{name}。") for name, text in list(named.items())[:MOST_NAMED]]
    if len(named) > MOST_NAMED:
        points.append(Point(f"其余{len(named) - MOST_NAMED}个单位还需完成的数量见附表。"))
    if not named:
        points.append(Point(NOTHING_TO_DO if material.has_targets else NO_TARGETS))
    return Section("下一步要求", (*points, *_reporting(material)))


def _units_with_demands(material: Material) -> Iterator[tuple[str, str]]:
    found = behind(material)
    unmet = material.frames.statuses[material.frames.statuses["status"].isin(UNMET)]
    for unit in material.units:
        late = [*found.loc[found["unit_code"] == unit.code, "indicator"], *unmet.loc[unmet["unit_code"] == unit.code, "indicator"]]
        demands = [*_needs(material, unit.code, list(dict.fromkeys(late))), *_reports(material, unit.code)]
        if demands:
            yield unit.name, "；".join(demands) + "。"


def _others_with_demands(material: Material) -> Iterator[tuple[str, str]]:
    """Units that report below the assessed ones, and owe something."""
    assessed = {unit.code for unit in material.units}
    for code, name in dict(zip(material.frames.reports["unit_code"], material.frames.reports["unit_name"], strict=True)).items():
        demands = list(_reports(material, code)) if code not in assessed else []
        if demands:
            yield str(name), "；".join(demands) + "。"


def _needs(material: Material, unit: str, indicators: list[str]) -> Iterator[str]:
    gaps = material.frames.gaps
    if material.is_compliance:
        indicators = list(gaps.loc[(gaps["unit_code"] == unit) & (gaps["goal"] == GOAL), "indicator"])
    for code in indicators:
        if material.is_withheld(code, unit):
            continue
        for row in gaps[(gaps["unit_code"] == unit) & (gaps["indicator"] == code) & (gaps["goal"] == GOAL)].itertuples():
            said = str(row.says).rstrip("。")
            yield said if material.indicators[code] in said else f"{material.indicators[code]}：{said}"


def _reports(material: Material, unit: str) -> Iterator[str]:
    reports = material.frames.reports
    owed = reports[(reports["unit_code"] == unit) & reports["status"].isin(("missing", "returned"))]
    for status, verb in (("missing", "补报"), ("returned", "改正后重报")):
        titles = [f"《{FORMS[form].title}》" for form in sorted(owed.loc[owed["status"] == status, "form"])]
        if titles:
            yield f"{verb}{period_words(material.period)}{'、'.join(titles)}"


def _reporting(material: Material) -> Iterator[Point]:
    if material.next_due:
        following = period_words(add_months(material.period, 1))
        yield Point(f"请于{day_words(material.next_due)}前报送{following}报表，整改结果按该期数据核对，在下期通报中公布。", "报送时间。")
