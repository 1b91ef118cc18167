"""What a scheme may not say: each refused at load, with its line and a sentence."""

import json

import pytest

from schemas.documents import DocumentError
from schemas.office.catalogue import BUILT_IN
from schemas.office.scheme_files import load_scheme

TOTAL = {"kind": "total", "measures": ["n"]}
RATIO = {"kind": "ratio", "numerator": ["n"], "denominator": ["d"], "denominator_note": "全部"}
DIFFERENCE = {"kind": "difference", "minuend": ["n"], "subtrahend": ["d"]}
GROWTH = {"kind": "growth", "measures": ["n"]}
CHANGE = {"kind": "change", "measures": ["n"]}
ENTERED = {"kind": "entered", "entry": "s"}
MEAN = {"kind": "mean_of_units", "of": "J", "kind_of_unit": "school"}
SCHEME = {
    "id": "refused-2023",
    "title": "试行方案",
    "year": 2023,
    "authority": "示例",
    "assessed": {"kind": "township", "under": "321302"},
    "full_score": 10,
    "missing": {"share": 0, "says": "缺报不得分"},
    "light": {"preset": "three-colour by points"},
    "measures": {
        "n": {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"},
        "d": {"form": "Z03", "aggregate": "sum", "columns": ["credit_accounts"], "span": "latest"},
    },
}
NEGATIVE = {"title": "气温", "unit_of_measure": "度", "least": -40}


def load(tmp_path, indicator: dict, beside: dict | None = None, **changes):
    """The scheme with one indicator, and others beside it that are only monitored."""
    own = {"name": "指标", "unit_of_measure": "人", "formula": TOTAL, "weight": 10} | indicator
    document = SCHEME | {"indicators": {"I": own} | (beside or {})} | changes
    path = tmp_path / "refused.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return load_scheme(path, BUILT_IN, years=(2022, None))


def rule(method: str, **parameters) -> dict:
    return {"score": {"method": method, **parameters}}


def averaged(formula: dict) -> dict:
    return {"J": {"name": "所平均的", "unit_of_measure": "人", "formula": formula}}


LOWER = {"direction": "lower"}
PERCENT = {"unit_of_measure": "%"}


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        (rule("分档", tiers=[{"at_most": 1, "points": 10}]), "分档写了 at_most，与指标的方向不符"),
        (LOWER | rule("分档", tiers=[{"at_least": 1, "points": 10}]), "分档写了 at_least，与指标的方向不符"),
        (rule("分段", points=[[0.8, 10], [1, 0]]), "分段的得分，与指标的方向不符"),
        (LOWER | rule("同比增长", full_at=0.1), "应小于 zero_at"),
        (rule("功效系数", satisfactory=6, unacceptable=12), "satisfactory（满意值）比 unacceptable"),
        (
            rule("功效系数", satisfactory="worst", unacceptable="best"),
            "satisfactory（满意值）比 unacceptable",
        ),
        (rule("目标达成") | {"target": {"kind": "number", "value": -1}}, "目标值不能为负，现为 -1"),
        (rule("扣分", each=1, per=-1), "“per”应大于 0，现为 -1"),
        ({"formula": DIFFERENCE} | rule("扣分", each=1), "用“扣分”要写 floor: 0"),
        ({"formula": CHANGE} | rule("加分", each=1, cap=3), "用“加分”要写 floor: 0"),
        ({"formula": GROWTH} | rule("最优比"), "不能用“最优比”"),
        ({"formula": DIFFERENCE} | rule("均值比"), "不能用“均值比”"),
        (PERCENT | {"formula": RATIO | {"scale": 100}} | rule("排名赋分", step=1), "不写 scale: 100"),
        (
            PERCENT
            | {"formula": {"kind": "change", "of": RATIO | {"scale": 100}}}
            | rule("排名赋分", step=1),
            "不写 scale: 100",
        ),
        (
            PERCENT | {"formula": RATIO, "target": {"kind": "number", "value": 80}} | rule("目标达成"),
            "单位为 % 的目标值写小数",
        ),
        (PERCENT | {"formula": GROWTH} | rule("同比增长", full_at=0.1), "不能再按同比增长计分"),
        (
            PERCENT | {"formula": GROWTH, "target": {"kind": "last_year"}} | rule("目标达成"),
            "不能再与上年同期相比",
        ),
        (rule("分位", bands=[[0.2, 10], [0.5, 8]]), "最后一段为 1"),
        (
            PERCENT | {"formula": RATIO} | rule("分档", tiers=[{"at_least": 80, "points": 10}]),
            "单位为 % 的界限写小数：80% 写 0.8；现为 80，即 8000%，请改正",
        ),
        (
            PERCENT | LOWER | {"formula": RATIO} | rule("分档", tiers=[{"at_most": 15, "points": 10}]),
            "15% 写 0.15",
        ),
        (PERCENT | {"formula": RATIO} | rule("分段", points=[[60, 0], [90, 10]]), "60% 写 0.6"),
        (
            {"target": {"kind": "number", "value": 9}}
            | rule("分段", of="completion", points=[[80, 0], [100, 10]]),
            "完成率的界限写小数：80% 写 0.8；现为 80，即 8000%，请改正",
        ),
        (
            PERCENT
            | {"formula": {"kind": "change", "of": RATIO}}
            | rule("分段", points=[[-20, 0], [20, 10]]),
            "单位为 个百分点 的界限写小数：-20个百分点 写 -0.2",
        ),
        (
            PERCENT | {"formula": RATIO} | rule("功效系数", satisfactory=98, unacceptable=60),
            "单位为 % 的界限写小数：98% 写 0.98",
        ),
        ({"formula": {"kind": "scores", "of": "township-2023"}} | rule("最优比"), "不能用“最优比”"),
        (
            {"formula": {"kind": "scores", "of": "township-2023", "months": {13: 1}}}
            | rule("排名赋分", step=1),
            "“months 的 13”应不大于 12，现为 13",
        ),
        (rule("分档", tiers=[{"at_least": "80%", "points": 10}]), "应为数字，现为“80%”"),
        (rule("分档", tiers=[{"at_least": "80分", "points": 10}]), "应为数字，现为“80分”"),
        (rule("分段", points=[["80%", 0], ["100%", 10]]), "应为数字，现为“80%”"),
    ],
)
def test_an_indicator_that_contradicts_itself(indicator, says, tmp_path):
    with pytest.raises(DocumentError) as refused:
        load(tmp_path, indicator)
    assert any(says in each.sentence and each.line > 1 for each in refused.value.problems), refused.value


@pytest.mark.parametrize(
    ("indicator", "beside", "says"),
    [
        ({"formula": MEAN} | rule("扣分", each=1), averaged(DIFFERENCE), "用“扣分”要写 floor: 0"),
        ({"formula": MEAN} | rule("均值比"), averaged(CHANGE), "不能用“均值比”"),
        ({"formula": MEAN} | rule("同比增长", full_at=0.1), averaged(GROWTH), "不能再按同比增长计分"),
        (
            {"formula": MEAN} | rule("排名赋分", step=1),
            averaged({"kind": "scores", "of": "township-2023"}),
            "本身是平均值或得分",
        ),
    ],
)
def test_a_mean_is_what_it_averages(indicator, beside, says, tmp_path):
    with pytest.raises(DocumentError) as refused:
        load(tmp_path, indicator, beside)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "indicator",
    [
        rule("分档", tiers=[{"at_least": 80, "points": 10}]),
        rule("分段", points=[[60, 0], [90, 10]]),
        rule("功效系数", satisfactory=98, unacceptable=60),
        PERCENT
        | {"formula": RATIO | {"may_exceed": True}}
        | rule("分档", tiers=[{"at_least": 9.5, "points": 10}]),
    ],
    ids=["tiers of persons", "points of persons", "efficacy of persons", "950 per cent"],
)
def test_bounds_that_may_be_meant_are_taken(indicator, tmp_path):
    assert load(tmp_path, indicator)


def test_an_entry_may_be_negative_only_if_it_says_so(tmp_path):
    indicator = {"formula": ENTERED} | rule("最优比")
    assert load(tmp_path, indicator, entries={"s": {"title": "满意度", "unit_of_measure": "分"}})
    with pytest.raises(DocumentError, match="不能用“最优比”"):
        load(tmp_path, indicator, entries={"s": NEGATIVE})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"year": 2021}, "考核年度 2021 不在本办公室的报送期间"),
        ({"full_score": 20}, "各指标权重之和为 10，与满分 20 不符"),
        ({"sections": {"甲": {"weight": 9, "indicators": ["I"]}}}, "与写的 9 不符"),
        (
            {"revisions": [{"from": "2023-07", "says": "区考〔2023〕12号", "set": {"I.weight": 5}}]},
            "2023-07起：各指标权重之和为 5",
        ),
        (
            {
                "grades": {
                    "best_first": [{"name": "优", "quota": 0.6}, {"name": "良", "quota": 0.6}, {"name": "差"}]
                }
            },
            "各等次的 quota（比例）之和不能超过 1",
        ),
    ],
)
def test_a_whole_that_does_not_add_up(changes, says, tmp_path):
    with pytest.raises(DocumentError) as refused:
        load(tmp_path, rule("排名赋分", step=1), **changes)
    assert says in str(refused.value)


def test_the_allowed_words_are_said_as_they_are_written(tmp_path):
    measures = {"n": {"reports": "late", "span": "latest"}}
    with pytest.raises(
        DocumentError, match="应为 period、year_to_date、quarter、half_year、school_year 之一"
    ):
        load(tmp_path, rule("排名赋分", step=1), measures=measures)
