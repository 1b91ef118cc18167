"""A college that adds two columns to a built-in form, written as data, run once: its figures worked by hand."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.support.offices import SampleRun
from tests.support.sample_files import assert_script_makes_committed_files


@pytest.fixture(scope="module")
def polytechnic(run_of) -> SampleRun:
    return run_of("polytechnic")


def test_check_finds_nothing(kaohe):
    checked = kaohe("check", site="sites/polytechnic")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_added_columns_are_facts(polytechnic):
    rows = polytechnic.view("fact_college_training", period="2024-04").set_index("title")
    assert rows["online"].to_dict() == {"焊工提升班": 144, "电工入门班": 0, "直播电商班": 90}
    assert rows["partner"].dropna().to_dict() == {
        "焊工提升班": "示例机床有限公司",
        "直播电商班": "示例商贸有限公司",
    }


def test_an_added_column_may_be_required(polytechnic):
    (finding,) = polytechnic.view("bi_finding").itertuples()
    assert (finding.unit_name, finding.period, finding.code, finding.cell) == (
        *("现代服务系", "2024-03", "required"),
        "K6",
    )
    status = polytechnic.view("bi_report_status").set_index(["unit_name", "period"])
    assert set(status["status"]) == {"accepted"}
    assert status.loc[("现代服务系", "2024-03"), "version"] == 2


def test_scores(polytechnic):
    """T-1: 720 and 240 of 1,200 for 60 points. T-2: 240 ÷ 720 and 90 ÷ 240 of 40 per cent for 40 points. T-3: one
    enterprise, 5 points.
    """
    items = polytechnic.view("bi_score_item", period="2024-04").sort_values("indicator")
    points = {unit: rows["score"].tolist() for unit, rows in items.groupby("unit_code")}
    assert points == {"SLZY01": [36, 33.33, 5], "SLZY02": [12, 37.5, 5]}
    totals = polytechnic.view("bi_score", period="2024-04").set_index("unit_name")["score"]
    assert totals.to_dict() == {"机电工程系": 74.33, "现代服务系": 54.5}


def test_the_blank_has_the_added_columns_last(polytechnic, kaohe, tmp_path):
    made = kaohe(
        *("template", "P01", "--unit", "机电系", "--period", "2024-04", "-o", tmp_path),
        site="sites/polytechnic",
        home=polytechnic.home,
    )
    assert made.returncode == 0, made.stderr
    sheet = load_workbook(tmp_path / "机电工程系-2024-04-空白表.xlsx")["社会培训项目台账"]
    header = pd.Series([cell.value for cell in sheet[4] if cell.value])
    assert header.tolist()[-2:] == ["其中：线上人次（人次）*", "合作企业"]


def test_the_script_writes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("polytechnic", tmp_path)
