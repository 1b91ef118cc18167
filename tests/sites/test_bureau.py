"""A county office that collects three forms of its own and nothing built-in, written as data, run once."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from sqlalchemy import inspect

from assets.indicators.indicators import calculate_indicators
from assets.indicators.office_indicators import reported_for
from assets.scores.scores import calculate_scores
from schemas.assessment.decided import Audit, Decided
from tests.support.offices import SampleRun
from tests.support.sample_files import assert_script_makes_committed_files


@pytest.fixture(scope="module")
def bureau(run_of) -> SampleRun:
    return run_of("bureau")


def facts(run: SampleRun, name: str) -> pd.DataFrame:
    with run.office.engine.connect() as connection:
        return pd.read_sql(f"SELECT * FROM {name}", connection)


def test_check_finds_nothing(kaohe):
    checked = kaohe("check", site="sites/bureau")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_what_came_of_every_report(bureau):
    status = bureau.view("bi_report_status", period="2024-04").set_index(["unit_name", "form"])["status"]
    assert status.to_dict() == {
        ("柳河镇", "K01"): "accepted",
        ("青山镇", "K01"): "accepted_with_queries",
        ("白塔乡", "K01"): "accepted",
        ("柳河镇中心校", "K02"): "nil",
        ("青山镇中心校", "K02"): "nil",
        ("柳河镇中心幼儿园", "K02"): "nil",
    }
    march = bureau.view("bi_report_status", period="2024-03").set_index(["unit_name", "form"])
    assert march.loc[("青山镇中心校", "K02"), "status"] == "partly_accepted"
    assert march.loc[("青山镇中心校", "K02"), "rows_held"] == 1
    assert march.loc[("柳河镇中心校", "K03"), "status"] == "accepted"


def test_a_form_due_in_its_own_month_is_late_after_the_25th(bureau):
    late = bureau.view("bi_report_status", form="K01", period="2024-04").set_index("unit_name")
    assert set(map(str, late["due_on"].astype("str").str[:10])) == {"2024-04-25"}
    assert late["late"].astype(bool).to_dict() == {"柳河镇": False, "青山镇": False, "白塔乡": True}


def test_what_was_found(bureau):
    found = bureau.view("bi_finding").set_index(["unit_name", "code"])["message"]
    assert set(found.index) == {("柳河镇", "sum-of"), ("青山镇", "K01-3"), ("青山镇中心校", "K02-2")}
    assert found["柳河镇", "sum-of"] == (
        "适龄儿童少年：小计（480）应等于适龄儿童少年：小学段（320）、适龄儿童少年：初中段（150）之和，请核对各项；都无误的，请把“适龄儿童少年：小计”改为470。"
    )
    assert found["青山镇", "K01-3"] == "全镇适龄儿童少年（504）比上期（399）变化+26%，请核对后改正或说明。"


def test_a_header_in_two_rows_is_read_whoever_writes_it(bureau):
    rows = facts(bureau, "fact_dropout_control")
    march = rows[rows["period"] == "2024-03"].groupby("unit_code")[["primary", "junior", "school_age"]].sum()
    assert march.to_dict("index") == {
        "990231101": {"primary": 490, "junior": 223, "school_age": 713},
        "990231102": {"primary": 270, "junior": 129, "school_age": 399},
        "990231103": {"primary": 185, "junior": 80, "school_age": 265},
    }


def test_persons_are_kept_out_of_the_database(bureau):
    tables = inspect(bureau.office.engine).get_table_names()
    assert "fact_teacher_training" not in tables, "its rows are persons"
    assert "contact" not in facts(bureau, "fact_dropout_control").columns


def test_scores(bureau):
    scores = bureau.view("bi_score", period="2024-04")
    scores = scores[scores["scheme"] != "report-quality-2024"].set_index("unit_name")["score"]
    assert scores.astype(float).round(2).to_dict() == {
        "柳河镇": 85,
        "青山镇": 90,
        "白塔乡": 85,
        "柳河镇中心校": 80,
        "青山镇中心校": 90,
        "柳河镇中心幼儿园": 100,
    }
    groups = bureau.view("bi_score", scheme="schools-2024", period="2024-04")
    assert set(groups["group_name"]) == {"中心校", "幼儿园"}


def test_the_quality_of_reports(bureau):
    """白塔乡's report of April is due on the 25th and came on the 28th: 3 days, 12 of 30. 柳河镇's subtotal was
    wrong in one place: 24 of 30. Nothing was audited: 20; nobody owes a report: 20.
    """
    items = bureau.view("bi_score_item", scheme="report-quality-2024", period="2024-04")
    names = {"990231101": "柳河镇", "990231102": "青山镇", "990231103": "白塔乡"}
    points = {
        names[unit]: dict(zip(rows["indicator"], rows["score"], strict=True))
        for unit, rows in items.groupby("unit_code")
    }
    assert points == {
        "柳河镇": {"Q-1": 30, "Q-2": 24, "Q-3": 20, "Q-4": 20},
        "青山镇": {"Q-1": 30, "Q-2": 30, "Q-3": 20, "Q-4": 20},
        "白塔乡": {"Q-1": 12, "Q-2": 30, "Q-3": 20, "Q-4": 20},
    }
    grades = bureau.view("bi_grade", scheme="report-quality-2024", period="2024-04")
    assert grades.set_index("unit_name")["grade"].to_dict() == {
        "青山镇": "优秀",
        "柳河镇": "合格",  # 94, but there is one place for three units
        "白塔乡": "合格",
    }


def test_what_an_audit_found_costs_points(bureau):
    """柳河镇 reported 713 children and an audit found 690 of a sample of 713 recorded: 96.77 %, three full
    percentage points behind: 6 of the 20 points.
    """
    office, period = bureau.office, "2024-04"
    scheme = next(each for each in office.schemes if each.id == "report-quality-2024")
    audit = Audit("990231101", "K01", "school_age", period, Fraction(690), Fraction(713))
    reported = replace(reported_for(office, period), decided=Decided(audits=(audit,)))
    frame = calculate_indicators(scheme, reported, period)
    items = calculate_scores(scheme, frame, office.site.registry, period).items
    audited = items[items["indicator"] == "Q-4"].set_index("unit_code")["score"]
    assert audited.to_dict() == {"990231101": 14, "990231102": 20, "990231103": 20}


def test_the_blank_looks_like_the_printed_form(bureau, kaohe, tmp_path):
    from openpyxl import load_workbook

    written = kaohe(
        "template", "K01", "--period", "2024-04", "-o", tmp_path, site="sites/bureau", home=bureau.home
    )
    assert written.returncode == 0, written.stderr
    sheet = load_workbook(tmp_path / "柳河镇-2024-04-空白表.xlsx")["控辍保学月报表"]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:B5", "C4:E4", "F4:F5"} <= merged
    assert [sheet.cell(4, column).value for column in (1, 2, 3)] == ["序号", "村（社区）*", "适龄儿童少年"]
    assert [sheet.cell(5, column).value for column in (3, 4, 5)] == [
        "小学段（人）*",
        "初中段（人）*",
        "小计*",
    ]
    below = [str(cell.value) for cell in sheet["A"] if isinstance(cell.value, str)][-3:]
    assert below[0] == "合计"
    assert below[1] == "注：本表每月 25 日前报送。"
    assert below[2].split() == ["单位负责人：", "填表人：", "填报日期："]


def test_the_script_writes_the_committed_files(tmp_path):
    assert_script_makes_committed_files("bureau", tmp_path)
