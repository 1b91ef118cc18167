"""A scheme with a mistake is refused at load, with the line and a sentence; the sample schemes are
accepted.
"""

from pathlib import Path

import pytest

from schemas.assessment.indicators import CONSTANT, LINEAR
from schemas.documents import DocumentError
from schemas.office.catalogue import BUILT_IN
from schemas.office.scheme_files import load_scheme
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry

SITE = Path(__file__).parents[2] / "sites" / "sucheng"
REGISTRY = UnitRegistry(
    [Unit("321302", "宿城区", "district"), Unit("321302001", "幸福街道", "township", "321302", "街道")]
)

SCHEME = """\
id: test-2023
title: 试行方案
year: 2023
authority: 示例
assessed: {kind: township, under: "321302"}
group_by: unit_group
full_score: 100
missing: {share: 0, says: 缺报不得分}
light: {preset: three-colour by points, behind: 0.3}
measures:
  learners: {form: Z02, aggregate: distinct_persons, span: latest}
  medals: {form: X04, aggregate: count, where: [{column: award, award_at_least: 银牌}], span: year_to_date}
  townships: {count_units: township}
  late: {reports: late, forms: [Z03], span: year_to_date}
indicators:
  T-1:
    name: 完成率
    unit_of_measure: "%"
    formula: {kind: completion, measures: [learners]}
    target: {kind: issued}
    weight: 60
    score: {method: 目标达成, bonus_cap: 0.1}
  T-2:
    name: 及时性
    unit_of_measure: 次
    direction: lower
    formula: {kind: total, measures: [late]}
    weight: 40
    score: {method: 扣分, each: 0.5}
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "scheme.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_good_scheme(write):
    scheme = load_scheme(write(SCHEME), BUILT_IN, REGISTRY)
    assert scheme.forms == ("J03", "X04", "Z02")
    assert scheme.indicators["T-1"].pace_curve == LINEAR
    assert scheme.indicators["T-2"].pace_curve == CONSTANT
    assert scheme.indicators["T-1"].score.bonus_cap.as_tuple() == (0, (1,), -1), (
        "0.1 is one tenth, not the nearest binary number"
    )


SCORED = "score: {method: 目标达成, bonus_cap: 0.1}"
TARGET = "target: {kind: issued}"
LEARNERS = "learners: {form: Z02, aggregate: distinct_persons, span: latest}"
MEDALS = "{column: award, award_at_least: 银牌}"
WEIGH, WEIGHTED_BY = "{kind: completion, measures: [learners]}", "{kind: weighted, terms: "
PRESET = "light: {preset: three-colour by points, behind: 0.3}"
MISTAKES = {
    "unknown form": ("form: Z02", "form: Z99", 11, "没有“Z99”这张报表"),
    "unknown form of a report count": ("forms: [Z03]", "forms: [Q]", 14, "没有“Q”这张报表"),
    "unknown column": (
        "column: award,",
        "column: awards,",
        12,
        "X04 技能大赛获奖表没有“awards”列，是否想写“award”",
    ),
    "personal column": (
        "column: award, award_at_least: 银牌",
        "column: winners, is: 某人",
        12,
        "是个人信息，不入库",
    ),
    "value not in the column": (MEDALS, "{column: tier, is: 省}", 12, "“tier”（赛事层级）没有“省”这个值"),
    "sum of texts": (
        LEARNERS,
        "learners: {form: Z02, aggregate: sum, columns: [village], span: latest}",
        11,
        "“village”（村（社区））是文本，不能求和",
    ),
    "sum of nothing": ("aggregate: distinct_persons", "aggregate: sum", 11, "sum 要写明 columns"),
    "persons in a form without": (
        "form: Z02",
        "form: Z03",
        11,
        "老年教育机构月报表不含身份证号，不能按人去重",
    ),
    "a date test of a number": (MEDALS, "{column: headcount, within: year}", 12, "不能用 within"),
    "names listed in a date": (
        "aggregate: count, where: [" + MEDALS + "]",
        "aggregate: distinct_listed, columns: [awarded_on]",
        12,
        "请改用 distinct",
    ),
    "two tests in one condition": ("award_at_least: 银牌", "is: 银牌, filled: true", 12, "应恰好写一种"),
    "operator that does not fit": (
        MEDALS,
        "{column: headcount, starts_with: '1'}",
        12,
        "是整数，不能用 starts_with",
    ),
    "unknown aggregate": ("aggregate: count", "aggregate: average", 12, "“aggregate”不能是“average”"),
    "unknown span": ("span: latest", "span: lastest", 11, "“span”不能是“lastest”，是否想写“latest”"),
    "unknown kind of unit": (
        "count_units: township",
        "count_units: town",
        13,
        "“count_units”不能是“town”，是否想写“township”",
    ),
    "unknown measure": (
        "measures: [learners]",
        "measures: [learner]",
        19,
        "measures 里没有“learner”，是否想写“learners”",
    ),
    "unknown method": ("method: 扣分", "method: 扣份", 29, "“method”不能是“扣份”"),
    "unknown key of a method": ("each: 0.5", "every: 0.5", 29, "不认识“every”"),
    "unknown preset": (
        "preset: three-colour by points",
        "preset: three-color by points",
        9,
        "是否想写“three-colour by points”",
    ),
    "weights do not add up": ("weight: 40", "weight: 30", 7, "各指标权重之和为 90，与满分 100 不符"),
    "weight without method": (f"    {SCORED}\n", "", 21, "有 weight（权重）就要写 score"),
    "method without weight": ("    weight: 60\n", "", 21, "“目标达成”要写 weight"),
    "method without target": (f"    {TARGET}\n", "", 19, "完成率要有数值或下达的 target"),
    "cap above the weight": ("each: 0.5", "each: 0.5, cap: 50", 29, "cap（扣分上限）50 超过了权重 40 分"),
    "veto without authority": (SCORED, "score: {method: 一票否决}", 22, "一票否决须写明 authority"),
    "pace of eleven months": (
        TARGET,
        f"{TARGET}\n    pace: [0,0,0,0,0,0,0,0,0,0,1]",
        21,
        "应有 12 个数，每月一个，现有 11 个",
    ),
    "pace that falls": (
        TARGET,
        f"{TARGET}\n    pace: [0,0,0,0,0,1,0,0,0,0,0,1]",
        21,
        "应逐月不减，12 月为 1",
    ),
    "pace that does not end at 1": (
        TARGET,
        f"{TARGET}\n    pace: [0,0,0,0,0,0,0,0,0,0,0,0.9]",
        21,
        "应逐月不减，12 月为 1",
    ),
    "tiers that rise": (
        SCORED,
        "score: {method: 分档, tiers: [{at_least: 0.5, points: 2}, {at_least: 0.8, points: 9}]}",
        22,
        "分档应从高到低写",
    ),
    "unknown unit among those assessed only": (
        'under: "321302"}',
        'under: "321302", only: ["321399"]}',
        5,
        "单位表里没有代码为“321399”的单位",
    ),
    "unknown unit": ('under: "321302"', 'under: "321399"', 5, "单位表里没有代码为“321399”的单位"),
    "code without quotes": ('under: "321302"', "under: 321302", 5, "“under”应为文字，现为 321302，请加引号"),
    "unknown kind of assessed unit": (
        "{kind: township,",
        "{kind: [township, scool],",
        5,
        "不能是“scool”，是否想写“school”",
    ),
    "an indicator for a kind that is not assessed": (
        TARGET,
        f"{TARGET}\n    assesses: school",
        21,
        "本方案不考核中等职业学校",
    ),
    "compared with a year to come": (
        TARGET,
        f"{TARGET}\n    compare_with: {{year: 2023}}",
        21,
        "比较的年份应早于考核年度 2023",
    ),
    "two ways of grouping": (
        "group_by: unit_group",
        "group_by: unit_group\ngroups: {甲: ['321302001']}",
        7,
        "分组写了两种",
    ),
    "a unit in two groups": (
        "group_by: unit_group",
        "groups: {甲: ['321302001'], 乙: ['321302001']}",
        6,
        "已在“甲”组",
    ),
    "breakdown by no column": (
        TARGET,
        f"{TARGET}\n    breakdown: {{measure: medals, by: awrad}}",
        21,
        "没有“awrad”列，是否想写“award”",
    ),
    "breakdown of no form": (
        TARGET,
        f"{TARGET}\n    breakdown: {{measure: late, by: unit}}",
        21,
        "不是报表数据，不能分列",
    ),
    "weighted by an unknown measure": (
        WEIGH,
        f"{WEIGHTED_BY}[{{measure: medal, weight: 2}}]}}",
        19,
        "measures 里没有“medal”，是否想写“medals”",
    ),
    "weighted without a weight": (WEIGH, f"{WEIGHTED_BY}[{{measure: medals}}]}}", 19, "缺少“weight”"),
    "weighted by nothing": (
        WEIGH,
        f"{WEIGHTED_BY}[{{measure: medals, weight: 0}}]}}",
        19,
        "“weight”应大于 0",
    ),
    "weighted without terms": (WEIGH, f"{WEIGHTED_BY}[]}}", 19, "“terms”至少要有 1 项"),
    "weighted up to nothing": (
        WEIGH,
        f"{WEIGHTED_BY}[{{measure: medals, weight: 2}}], cap: 0}}",
        19,
        "“cap”应大于 0",
    ),
    "weighted by a measure without title": (
        WEIGH,
        f"{WEIGHTED_BY}[{{measure: medals, weight: 2}}]}}",
        19,
        "“medals”要在 measures 里写明 title",
    ),
    "weighted by one measure twice": (
        WEIGH,
        f"{WEIGHTED_BY}[{{measure: medals, weight: 2}}, {{measure: medals, weight: 1}}]}}",
        19,
        "“medals”写了两次，请合为一项",
    ),
    "points without a rule for what is missing": (
        "missing: {share: 0, says: 缺报不得分}\n",
        "",
        1,
        "缺少“missing”，请补上",
    ),
    "a method with points in a scheme without": (
        "full_score: 100",
        "full_score: 0",
        22,
        "只能用“达标”，不能用“目标达成”",
    ),
    "a rule for missing points where there are none": ("full_score: 100", "full_score: 0", 8, "不写 missing"),
    "negative points": ("full_score: 100", "full_score: -1", 7, "“full_score”应不小于 0"),
    "statuses without a margin": (PRESET, f"{PRESET}\nstatuses: {{}}", 10, "缺少“ahead_margin”"),
    "statuses with an unknown key": (PRESET, f"{PRESET}\nstatuses: {{ahead: 0.1}}", 10, "不认识“ahead”"),
    "statuses with a negative margin": (
        PRESET,
        f"{PRESET}\nstatuses: {{ahead_margin: -0.1}}",
        10,
        "“ahead_margin”应不小于 0",
    ),
    "a funnel of one stage": (
        PRESET,
        f"{PRESET}\nfunnel: [{{name: 报名, measure: learners}}]",
        10,
        "funnel（漏斗）至少要有两步",
    ),
    "a funnel of an unknown measure": (
        PRESET,
        f"{PRESET}\nfunnel:\n  - {{name: 报名, measure: learner}}\n  - {{name: 迟报, measure: late}}",
        11,
        "measures 里没有“learner”，是否想写“learners”",
    ),
    "a funnel with one name twice": (
        PRESET,
        f"{PRESET}\nfunnel:\n  - {{name: 报名, measure: learners}}\n  - {{name: 报名, measure: late}}",
        12,
        "“报名”写了两次",
    ),
    "a funnel without measures": (
        PRESET,
        f"{PRESET}\nfunnel: [{{name: 报名}}, {{name: 开班, measure: late}}]",
        10,
        "缺少“measure”",
    ),
    "tiers against the direction": (
        "score: {method: 扣分, each: 0.5}",
        "score: {method: 分档, tiers: [{at_least: 1, points: 9}]}",
        29,
        "分档写了 at_least，与指标的方向不符：这项指标越低越好",
    ),
    "tiers from both sides": (
        SCORED,
        "score: {method: 分档, tiers: [{at_least: 2, points: 9}, {at_most: 1, points: 2}]}",
        22,
        "各档应都写 at_least",
    ),
    "a tier without a bound": (
        SCORED,
        "score: {method: 分档, tiers: [{points: 9}]}",
        22,
        "应恰好写 at_least",
    ),
    "points that fall as the value gets better": (
        SCORED,
        "score: {method: 分段, points: [[1, 9], [2, 0]]}",
        22,
        "分段的得分，与指标的方向不符：这项指标越高越好",
    ),
    "points up and down": (
        SCORED,
        "score: {method: 分段, points: [[1, 2], [2, 9]], above: 3}",
        22,
        "应只升不降，或只降不升",
    ),
    "points out of order": (SCORED, "score: {method: 分段, points: [[2, 2], [1, 9]]}", 22, "按值从小到大写"),
    "points of a completion without target": (
        "score: {method: 扣分, each: 0.5}",
        "score: {method: 分段, of: completion, points: [[1, 2], [2, 9]]}",
        29,
        "“分段”要有 target",
    ),
    "growth against the direction": (
        "score: {method: 扣分, each: 0.5}",
        "score: {method: 同比增长, full_at: 0.1}",
        29,
        "full_at（得满分的增幅）应小于 zero_at（不得分的增幅），与指标的方向不符",
    ),
    "growth of a growth": (
        "{kind: total, measures: [late]}\n    weight: 40\n    score: {method: 扣分, each: 0.5}",
        "{kind: growth, measures: [late]}\n    weight: 40\n    score: {method: 同比增长, full_at: -0.1}",
        29,
        "增幅、增减量不能再按同比增长计分",
    ),
    "more growth than last year's": (
        "{kind: total, measures: [late]}",
        "{kind: growth, measures: [late]}\n    target: {kind: last_year}",
        28,
        "增幅、增减量不能再与上年同期相比",
    ),
    "the last rank above the first": (
        SCORED,
        "score: {method: 位次插值, best: 0.5, worst: 0.8}",
        22,
        "worst（末位的系数）不能大于 best",
    ),
    "bands that leave out the last": (
        SCORED,
        "score: {method: 分位, bands: [[0.2, 9], [0.8, 2]]}",
        22,
        "最后一段为 1",
    ),
    "bands that rise": (SCORED, "score: {method: 分位, bands: [[0.2, 1], [1, 2]]}", 22, "逐段不增"),
    "the ratio to the best of what may be negative": (
        "{kind: total, measures: [late]}\n    weight: 40\n    score: {method: 扣分, each: 0.5}",
        "{kind: difference, minuend: [late], subtrahend: [late]}\n    weight: 40\n    score: {method: 最优比}",
        29,
        "值可能为负，不能用“最优比”",
    ),
    "the ratio to the mean of what may be negative": (
        "{kind: total, measures: [late]}\n    weight: 40\n    score: {method: 扣分, each: 0.5}",
        "{kind: growth, measures: [late]}\n    weight: 40\n    score: {method: 均值比}",
        29,
        "值可能为负，不能用“均值比”",
    ),
    "a floor above the cap": (
        SCORED,
        "score: {method: 均值比, floor: 2, cap: 1}",
        22,
        "floor（下限）不能大于",
    ),
    "efficacy against the direction": (
        SCORED,
        "score: {method: 功效系数, satisfactory: 1, unacceptable: 2}",
        22,
        "satisfactory（满意值）比 unacceptable（不允许值）差，与指标的方向不符",
    ),
    "the worst of the group as satisfactory": (
        SCORED,
        "score: {method: 功效系数, satisfactory: worst, unacceptable: mean}",
        22,
        "satisfactory（满意值）比 unacceptable（不允许值）差",
    ),
    "a deduction of what may be negative": (
        "{kind: total, measures: [late]}",
        "{kind: difference, minuend: [late], subtrahend: [late]}",
        29,
        "用“扣分”要写 floor: 0",
    ),
    "every negative amount": ("each: 0.5", "each: 0.5, per: -1", 29, "“per”应大于 0"),
    "a grade lowered without authority": (SCORED, "score: {method: 降等}", 22, "降等须写明 authority"),
    "no best grade without authority": (SCORED, "score: {method: 不得评优}", 22, "不得评优须写明 authority"),
    "a negative target": (TARGET, "target: {kind: number, value: -1}", 20, "目标值不能为负，现为 -1"),
    "a rate in hundredths with a scale": (
        WEIGH,
        "{kind: ratio, numerator: [learners], denominator: [townships], scale: 100, denominator_note: 镇街数}",
        19,
        "不写 scale: 100",
    ),
    "a target in hundredths": (
        f"{WEIGH}\n    {TARGET}",
        "{kind: ratio, numerator: [learners], denominator: [townships], denominator_note: 镇街数}\n"
        "    target: {kind: number, value: 30}",
        20,
        "现为 30，即 3000%，请改正",
    ),
    "too many decimals": ("full_score: 100", "full_score: 100\ndecimals: 5", 8, "“decimals”应不大于 4"),
    "ratio without words for its denominator": (
        "{kind: completion, measures: [learners]}",
        "{kind: ratio, numerator: [learners], denominator: [townships]}",
        19,
        "缺少“denominator_note”",
    ),
}


@pytest.mark.parametrize(("right", "wrong", "line", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(write, right, wrong, line, says):
    assert SCHEME.count(right) >= 1
    with pytest.raises(DocumentError) as raised:
        load_scheme(write(SCHEME.replace(right, wrong, 1)), BUILT_IN, REGISTRY)
    told = [(problem.line, problem.sentence) for problem in raised.value.problems]
    assert any(found == line and says in sentence for found, sentence in told), told


@pytest.mark.parametrize("years", [(2024, None), (2021, 2022)])
def test_a_scheme_of_a_year_without_reports_is_refused(write, years):
    assert load_scheme(write(SCHEME), BUILT_IN, REGISTRY, years=(2022, 2023)).year == 2023
    with pytest.raises(DocumentError, match=":3：考核年度 2023 不在本办公室的报送期间") as raised:
        load_scheme(write(SCHEME), BUILT_IN, REGISTRY, years=years)
    assert len(raised.value.problems) == 1


def test_every_kind_of_assessed_unit_is_scored_out_of_the_full_score(write):
    several = SCHEME.replace("kind: township,", "kind: [township, school],")
    assert load_scheme(write(several), BUILT_IN, REGISTRY).assessed.kinds == ("township", "school"), (
        "both kinds by all indicators"
    )
    late = "    name: 及时性\n"
    with pytest.raises(DocumentError) as raised:
        load_scheme(write(several.replace(late, f"{late}    assesses: township\n")), BUILT_IN, REGISTRY)
    (problem,) = raised.value.problems
    assert (problem.line, problem.sentence) == (
        7,
        "考核中等职业学校的各指标权重之和为 60，与满分 100 不符，请调整权重或满分",
    )


def test_statuses_need_a_target(write):
    text = SCHEME.replace(PRESET, f"{PRESET}\nstatuses: {{ahead_margin: 0.1}}").replace(f"    {TARGET}\n", "")
    with pytest.raises(DocumentError, match=":10：写了 statuses（状态），至少要有一项指标写 target"):
        load_scheme(write(text), BUILT_IN, REGISTRY)


def test_all_mistakes_are_told_at_once(write):
    text = (
        SCHEME.replace("form: Z02", "form: Z99")
        .replace("weight: 40", "weight: 30")
        .replace("measures: [late]", "measures: [lates]")
    )
    with pytest.raises(DocumentError) as raised:
        load_scheme(write(text), BUILT_IN, REGISTRY)
    assert [problem.line for problem in raised.value.problems] == [7, 11, 27]


def test_without_a_registry_units_are_not_checked(write):
    assert load_scheme(write(SCHEME.replace('"321302"', '"321399"')), BUILT_IN).assessed.under == "321399"


@pytest.mark.parametrize(
    ("name", "indicators"),
    [
        ("district-quality-2023", [f"A1-{n}" for n in range(1, 10)]),
        ("bureau-annual-2023", [f"A2-{n}" for n in range(1, 11)]),
        ("township-2023", [f"A3-{n}" for n in range(1, 8)]),
        ("school-2023", [f"A4-{n}" for n in range(1, 9)]),
    ],
)
def test_the_sample_schemes_load_and_say_what_is_illustrative(name, indicators):
    scheme = load_scheme(SITE / "schemes" / f"{name}.yaml", BUILT_IN, UnitRegistry.load(SITE / "units.csv"))
    assert scheme.id == name
    assert set(indicators) <= set(scheme.indicators)
    assert any("权重" in sentence for sentence in scheme.illustrative)


def test_the_sample_scheme_of_conditions_gives_no_points_and_judges_every_item():
    scheme = load_scheme(
        SITE / "schemes" / "school-conditions-2023.yaml", BUILT_IN, UnitRegistry.load(SITE / "units.csv")
    )
    assert not scheme.gives_points
    assert list(scheme.indicators) == [f"A9-{n}" for n in range(1, 14)]
    assert {indicator.score.method for indicator in scheme.indicators.values()} == {"达标"}
    assert scheme.illustrative


def test_a_scheme_reads_only_what_the_office_collects(write):
    assert load_scheme(write(SCHEME), BUILT_IN, REGISTRY, lambda form: True)
    with pytest.raises(DocumentError, match="本办公室不收 Z02"):
        load_scheme(write(SCHEME), BUILT_IN, REGISTRY, lambda form: form != "Z02")
    issued = SCHEME.replace(TARGET, "target: {kind: issued}")
    with pytest.raises(DocumentError, match="目标值由 J03 下达"):
        load_scheme(write(issued), BUILT_IN, REGISTRY, lambda form: form != "J03")
