"""``kaohe watch`` over the sample: what it prints is what the BI views hold."""

import json

import pytest


@pytest.fixture(scope="module")
def watch(kaohe, sample):
    def run(*arguments: str):
        return kaohe("watch", *arguments, home=sample.home)

    return run


def test_the_lists_of_the_newest_month(watch, sample):
    """洋北街道 has been behind with four indicators since October; 屠园镇 caught up with its learners in
    December.
    """
    lines = watch("township-2023").stdout.splitlines()
    (talk,) = (line for line in lines if line.startswith("  洋北街道："))
    assert talk.count("（3个月）") == 4
    assert (
        "    A3-5 市级达标认定 红（未整改，与上月持平）：本月应不低于1个，现为0个，再增加1个赶上序时进度"
        in lines
    )
    assert "已整改（上月在清单上，本月已赶上进度）：屠园镇 A3-1 学历技能双提升完成率" in lines
    assert not any(line.startswith("差额") for line in lines)
    said = sample.view("bi_monitoring", scheme="township-2023", period="2023-12")
    assert sum("本月应" in line for line in lines) == (said["lacks"] != "").sum()


def test_the_gaps_are_those_of_the_view(watch, sample):
    printed = watch("township-2023", "--period", "2023-11", "--gaps").stdout
    for gap in sample.view("bi_gap", scheme="township-2023", period="2023-11").itertuples():
        assert f"{gap.indicator} {gap.indicator_name}　{gap.goal}：{gap.says}\n" in printed


def test_for_a_script(watch, sample):
    data = json.loads(watch("--json", "--gaps").stdout)
    assert data == json.loads(watch("--json", "--gaps", "--period", "2023-12").stdout) | {"period": None}, (
        "the newest of every scheme"
    )
    monitoring, gaps = (sample.view(view, period="2023-12") for view in ("bi_monitoring", "bi_gap"))
    assert len(data["to_put_right"]) == (monitoring["lacks"] != "").sum()
    assert len(data["put_right"]) == (monitoring["rectification"] == "已整改").sum()
    assert {(row["scheme"], row["unit_code"]) for row in data["talk_list"]} == set(
        monitoring[monitoring["talk_list"] == 1][["scheme", "unit_code"]].itertuples(index=False, name=None)
    )
    assert len(data["gaps"]) == len(gaps)


def test_an_unknown_scheme_and_an_office_without_results(watch, kaohe, tmp_path):
    refused = watch("township-2024")
    assert refused.returncode == 2
    assert "没有方案“township-2024”，是否想写“township-2023”" in refused.stderr
    assert "还没有考核过任何月份，请先运行 kaohe run。" in kaohe("watch", home=tmp_path).stdout
    assert json.loads(kaohe("watch", "--json", home=tmp_path).stdout)["talk_list"] == []


def test_the_summary_of_a_run_names_who_is_to_be_talked_to(sample):
    assert (
        "连续落后，应约谈：洋北街道 4 项、支口街道 3 项、屠园镇 3 项、陈集镇 1 项、中扬镇 1 项"
        in sample.output
    )


def test_the_summary_of_a_run_tells_who_moved_up(sample):
    (told,) = [line for line in sample.output.splitlines() if "与上月相比" in line]
    assert told == (
        "  与上月相比，进位的是蔡集镇（由第3名到第1名）、古城街道（由第5名到第4名）、龙河镇（由第6名到第5名）、王官集镇（由第2名到第1名）；"
        "退位的是双庄街道（由第4名到第5名）、陈集镇（由第5名到第6名）"
    )
