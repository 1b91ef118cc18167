"""Who has reported, late, nothing, or what had to go back: the report matrix of the sample office."""

import pandas as pd
import pytest

from tests.support.offices import as_day


@pytest.fixture(scope="module")
def matrix(sample):
    return sample.view("bi_report_status")


@pytest.fixture(scope="module")
def files(sample):
    return sample.view("bi_submission").set_index("file_name")


def named(rows):
    """(unit, form, period) of each row."""
    return {(row.unit_name, row.form, row.period) for row in rows.itertuples()}


def test_missing(matrix):
    assert named(matrix[matrix["status"] == "missing"]) == {
        ("屠园镇", form, "2023-11") for form in ("Z02", "Z03", "Z04")
    }


def test_returned(matrix):
    returned = matrix[matrix["status"] == "returned"]
    assert named(returned) == {
        ("中扬镇", "Z03", "2023-10"),
        ("埠子镇", "Z03", "2023-11"),
        ("洋北街道", "Z01", "2023-12"),
    }
    assert (returned["rows_accepted"] == 0).all()
    assert (returned["errors"] > 0).all()


def test_partly_accepted(matrix):
    """One faulty row of a roster or ledger is held back, the others count."""
    partly = matrix[matrix["status"] == "partly_accepted"]
    assert named(partly) == {
        ("幸福街道", "Z02", "2023-11"),
        ("河滨街道", "Z04", "2023-11"),
        ("耿车镇", "Z02", "2023-12"),
        ("埠子镇", "Z02", "2023-12"),
        ("陈集镇", "Z02", "2023-12"),
    }
    assert (partly["rows_held"] == 1).all()


def test_nil(matrix):
    of_district = matrix[(matrix["status"] == "nil") & matrix["unit_code"].str.startswith("321302")]
    assert named(of_district) == {("支口街道", "Z04", "2023-10"), ("宿迁信息中等专业学校", "X04", "2023-12")}


def test_late(matrix):
    late = matrix[matrix["late"] == 1]
    assert {(row.unit_name, row.period) for row in late.itertuples()} == {
        ("陈集镇", "2023-10"),
        ("王官集镇", "2023-11"),
        ("宿迁信息中等专业学校", "2023-11"),
        ("屠园镇", "2023-11"),  # nothing came at all
        ("支口街道", "2023-12"),
        ("屠园镇", "2023-12"),
        ("沭阳示例三镇", "2023-12"),
    }


def test_due_days_move_to_the_next_working_day(matrix):
    owed = matrix.dropna(subset=["due_on"])
    days = {
        period: {as_day(day).isoformat() for day in group}
        for period, group in owed.groupby("period")["due_on"]
    }
    assert days == {"2023-10": {"2023-11-06"}, "2023-11": {"2023-12-05"}, "2023-12": {"2024-01-05"}}, (
        "2023-11-05 is a Sunday"
    )


def test_reports_of_the_past_are_taken_but_not_owed(matrix):
    earlier = matrix[matrix["period"] < "2023-10"]
    assert set(earlier["form"]) == {"X01", "X02", "J02", "J03", "J05"}
    assert earlier["due_on"].isna().all()
    assert not earlier["late"].any()


def test_a_corrected_report_is_in_force_and_not_late(matrix, sample):
    corrected = matrix[matrix["version"] == 2]
    assert named(corrected) == {
        ("龙河镇", "Z03", "2023-12"),
        ("宿迁信息中等专业学校", "X01", "2023-10"),
        ("宿迁信息中等专业学校", "X07", "2023-10"),
    }
    assert not corrected["late"].any()
    findings = sample.view("bi_finding", level="hard", unit_name="龙河镇")
    assert set(zip(findings["version"], findings["code"], findings["state"], strict=True)) == {
        (1, "Z03-1", "superseded")
    }


def test_what_had_to_be_corrected_is_told_with_its_cell(sample):
    hard = sample.view("bi_finding", level="hard", state="open")
    assert {(row.unit_name, row.form, row.code, row.cell) for row in hard.itertuples()} == {
        ("中扬镇", "Z03", "excel-error", "H5"),
        ("中扬镇", "Z03", "excel-error", "H8"),
        ("埠子镇", "Z03", "Z03-2", "G9"),
        ("埠子镇", "Z03", "total-row", "H11"),
        ("洋北街道", "Z01", "Z01-1", "F5"),
        ("幸福街道", "Z02", "resident-id", "C8"),
        ("河滨街道", "Z04", "Z04-2", "A9"),
        ("耿车镇", "Z02", "Z02-1", "D14"),
        ("埠子镇", "Z02", "resident-id", "B14"),
        ("陈集镇", "Z02", "resident-id-rounded", "C14"),
    }


def test_every_file_of_the_inbox_is_recorded(files):
    assert len(files) == 104
    assert files["status"].value_counts().to_dict() == {
        "accepted": 91,
        "partly_accepted": 10,
        "set_aside": 1,
        "duplicate": 2,
    }


def test_an_unknown_unit_is_recorded_with_the_reason(files):
    stray = files.loc["罗圩乡2023年12月报表.xlsx"]
    assert stray["status"] == "set_aside"
    assert pd.isna(stray["unit_code"])
    assert stray["reason"] == "填报单位“罗圩乡”不在单位名录中，请填写规范的单位名称后重新报送。"


def test_a_copy_is_recorded_as_a_duplicate_of_the_first(files):
    copy = files.loc["双庄街道-月报表-2023.12 - 副本.xlsx"]
    assert copy["status"] == "duplicate"
    assert copy["reason"].startswith("与“双庄街道-月报表-2023.12.xlsx”内容相同")
    assert copy["sha256"] == files.loc["双庄街道-月报表-2023.12.xlsx"]["sha256"]


def test_units_are_recognised_under_old_and_short_names_and_from_the_file_name(files):
    assert files.loc["屠园镇-月报表-2023.10.xlsx"]["unit_code"] == "321302112", "its sheets still say 屠园乡"
    assert files.loc["Book1.xlsx"][["unit_code", "period"]].tolist() == ["321302007", "2023-11"]
    assert files.loc["陈集镇2023年11月报表.xlsx"][["unit_code", "period"]].tolist() == [
        "321302109",
        "2023-11",
    ], "the line in its sheets is blank"


def test_a_file_whose_name_contradicts_its_sheets_counts_under_its_right_name(files):
    right = files.loc["古城街道-社区教育报表-2023.11.xlsx"]
    assert (right["status"], right["period"]) == ("accepted", "2023-11")
    wrong = files.loc["古城街道-社区教育报表-2023.10(1).xlsx"]
    assert wrong["status"] == "duplicate"
    assert "与“古城街道-社区教育报表-2023.11.xlsx”内容相同" in wrong["reason"]


def test_what_an_unsettled_file_says_is_kept_with_its_place(sample):
    said = sample.view("bi_candidate").fillna({"form": "", "unit_text": ""})
    assert set(said["file_name"]) == {"罗圩乡2023年12月报表.xlsx"}
    assert list(zip(said["source"], said["form"], said["unit_text"], said["period"], strict=True)) == [
        ("sheet", "Z02", "罗圩乡", "2023-12"),
        ("sheet", "Z03", "罗圩乡", "2023-12"),
        ("file_name", "", "", "2023-12"),
    ]


def test_every_row_read_is_accounted_for(sample):
    reports = sample.view("report")
    assert (
        reports["rows_read"] == reports["rows_accepted"] + reports["rows_held"] + reports["rows_skipped"]
    ).all()
    assert reports["rows_accepted"].sum() > 4000


def test_every_file_is_archived_unchanged_under_its_digest(sample, files):
    for name, digest in files["sha256"].items():
        assert (sample.home / "archive" / digest[:2] / digest).read_bytes() == (
            sample.office.inbox / name
        ).read_bytes()


def test_the_summary_says_in_chinese_what_came_in_what_went_back_and_the_scores(sample):
    for line in (
        "收到文件 104 个：全部通过 91，部分通过 10，待认定 1，重复文件 2",
        "罗圩乡2023年12月报表.xlsx：填报单位“罗圩乡”不在单位名录中",
        "缺报 3，零报告 12",
        "2023-12  洋北街道  Z01 15—59周岁未上学人口摸底表  退回",
        "市对区县教育高质量发展考核（2023年）（2023-12）",
        "宿城区教育局",
        str(sample.home / "archive"),
    ):
        assert line in sample.output
