"""A city that assesses its districts by quarters, after published rules: its figures worked by hand."""

import pytest

from tests.support.offices import SampleRun
from tests.support.sample_files import assert_script_makes_committed_files

NAMES = {"990301": "东城区", "990302": "西城区", "990303": "南山县", "990304": "北河县"}


@pytest.fixture(scope="module")
def districts(run_of) -> SampleRun:
    return run_of("districts")


def points(run: SampleRun, period: str) -> dict[str, list[float]]:
    """District → the points of H-1 to H-5."""
    items = run.view("bi_score_item", period=period).sort_values("indicator")
    return {NAMES[unit]: rows["score"].tolist() for unit, rows in items.groupby("unit_code")}


def test_check_finds_nothing(kaohe):
    checked = kaohe("check", site="sites/districts")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_first_quarter(districts):
    """H-1: 99, 98, 96, 96 % between the worst 96 and the best 99: 100, 60 + 40 × 2 ÷ 3, 60, 60 per cent of 30.
    H-2: 60, 50, 40, 30 % between 30 and 60: 100, 86.67, 73.33, 60 per cent of 25.
    H-3: 300, 200, 200, 100 of 10,000, the mean is 200: 1.5 is held at 1.2, 1, 1, 0.5 of 25.
    H-5: a quarter of 86, 72.67, 61.33, 45.5 (20 of 80); the first is held at 20.
    """
    assert points(districts, "2024-03") == {
        "东城区": [30, 25, 30, 1, 20],
        "西城区": [26, 21.67, 25, 0, 18.17],
        "南山县": [18, 18.33, 25, 0, 15.33],
        "北河县": [18, 15, 12.5, 0, 11.38],
    }
    scores = districts.view("bi_score", period="2024-03").set_index("unit_name")["score"]
    assert scores.to_dict() == {"东城区": 106, "西城区": 90.84, "南山县": 76.66, "北河县": 56.88}


def test_the_second_quarter(districts):
    """H-1: 99, 98.5, 97, 96.4 %: d = 1, 21 ÷ 26, 6 ÷ 26, 0.
    H-2: 62, 55, 45, 35 %: 100 (clamped), 93.33, 80, 66.67 per cent of 25.
    H-3: 600, 450, 440, 300 since January, the mean is 447.5.
    H-5: the mean of both quarters, September and December left out: a quarter of 86.5 (held at 20), 75.415,
    63.34, 48.465.
    """
    assert points(districts, "2024-06") == {
        "东城区": [30, 25, 30, 2, 20],
        "西城区": [27.69, 23.33, 25.14, 2, 18.85],
        "南山县": [20.77, 20, 24.58, 0, 15.84],
        "北河县": [18, 16.67, 16.76, 0, 12.12],
    }
    rows = districts.view("bi_score", period="2024-06").set_index("unit_name")
    assert rows["score"].to_dict() == {"东城区": 107, "西城区": 97.01, "南山县": 81.19, "北河县": 63.55}
    assert rows["rank"].to_dict() == {"东城区": 1, "西城区": 2, "南山县": 3, "北河县": 4}
    notes = districts.view("bi_indicator", period="2024-06", indicator="H-5").set_index("unit_name")["note"]
    assert notes["西城区"] == (
        "quality-2024 3月得分72.67×50%、quality-2024 6月得分78.16×50%；"
        "quality-2024 9月得分、quality-2024 12月得分还没有，其余的比重按比例放大"
    )


def test_one_of_four_is_excellent(districts):
    """西城区 has 97.01, but a quarter of four units is one."""
    grades = {
        period: districts.view("bi_grade", period=period).set_index("unit_name")["grade"].to_dict()
        for period in ("2024-03", "2024-06")
    }
    assert grades["2024-03"] == {
        "东城区": "优秀",
        "西城区": "良好",
        "南山县": "合格",
        "北河县": "不合格",
    }
    assert grades["2024-06"] == {"东城区": "优秀", "西城区": "良好", "南山县": "良好", "北河县": "合格"}


def test_sections_add_up_to_the_total(districts):
    sections = districts.view("bi_score_section", period="2024-06", unit_code="990302").set_index("section")
    assert sections["score"].to_dict() == {
        "学历提升": 27.69,
        "队伍建设": 23.33,
        "终身学习": 27.14,
        "季度汇总": 18.85,
    }
    assert sections["full_score"].to_dict() == {
        "学历提升": 30,
        "队伍建设": 25,
        "终身学习": 25,
        "季度汇总": 20,
    }


def test_the_wrong_report_went_back_and_was_corrected(districts):
    status = districts.view("bi_report_status", period="2024-06").set_index("unit_name")
    assert (status.loc["西城区", "status"], status.loc["西城区", "version"]) == ("accepted", 2)
    assert set(status["status"]) == {"accepted"}


def test_the_script_writes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("districts", tmp_path)
