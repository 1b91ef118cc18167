"""kaohe explain as somebody types it."""

import json

import pytest

ASKED = ("explain", "township-2023", "A3-1", "耿车镇", "2023-12")


def test_a_tree_from_the_score_to_the_cell(kaohe, sample):
    done = kaohe(*ASKED, home=sample.home)
    assert done.returncode == 0, done.stderr
    for told in (
        "A3-1　学历技能双提升完成率：27.5分",
        "目标达成：权重25分",
        "学历技能双提升学员名册人数（同一人计一次）",
        "202312耿车镇.xlsx 第1版",
        "C5 身份证号“321399****",
    ):
        assert told in done.stdout


def test_json_for_a_script(kaohe, sample):
    done = kaohe("explain", "township-2023", "321302101", "2023-12", "--json", home=sample.home)
    tree = json.loads(done.stdout)
    (score,) = sample.view("bi_score", scheme="township-2023", unit_code="321302101", period="2023-12")[
        "score"
    ]
    assert tree["value"] == score == pytest.approx(sum(part["value"] for part in tree["parts"]))


def test_evidence_in_a_folder_of_ones_own(kaohe, sample, tmp_path):
    done = kaohe(*ASKED, home=sample.home, output=tmp_path / "给耿车镇")
    (written,) = (tmp_path / "给耿车镇").iterdir()
    assert written.name == "证据包-耿车镇-2023-12-township-2023-A3-1.xlsx"
    assert str(written) in done.stdout


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("township-2024", "A3-1", "耿车镇", "2023-12"), "没有方案“township-2024”，是否想写“township-2023”"),
        (
            ("township-2023", "A9-9", "耿车镇", "2023-12"),
            "方案 township-2023 没有考核耿车镇的指标“A9-9”，可选：A3-1、A3-2",
        ),
        (("township-2023", "A3-1", "耿车县", "2023-12"), "单位表里没有“耿车县”，是否想写“耿车镇”"),
        (
            ("township-2023", "A3-1", "宿城区教育局", "2023-12"),
            "方案 township-2023 考核的是镇街，不考核宿城区教育局，可选：幸福街道",
        ),
        (
            ("township-2023", "A3-1", "耿车镇", "2024-01"),
            "方案 township-2023 不考核 2024-01，请选 2023-10 到 2023-12 之间的月份",
        ),
        (("township-2023", "A3-1", "耿车镇", "去年"), "“去年”不是月份，请写成 YYYY-MM"),
        (("township-2023", "耿车镇"), "参数应依次为方案、指标、单位、报告期"),
    ],
)
def test_a_wrong_question_is_one_sentence(kaohe, sample, asked, told):
    done = kaohe("explain", *asked, home=sample.home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("用法错误：")
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
