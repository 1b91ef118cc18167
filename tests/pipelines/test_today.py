"""Today (今日): what came, what went back, what is set aside, and what has changed since the day before."""

from datetime import date

import dagster as dg
import pandas as pd
import pytest

from assets.assessment.today import FIRST_DAY, change_list, changes, file_list, keep, kept_before
from pipelines.internals.plain_failures import without_stack
from tests.support.pipelines import pipeline_of
from tests.support.workbooks import FAULTY, township_workbook

TITLES = {"s": "方案"}


def result(score, lights, rank=1, period="2023-12"):
    return {"unit": "甲镇", "period": period, "score": score, "rank": rank, "lights": lights}


def test_a_changed_score_rank_and_light_are_told():
    before = {"s": {"1": result("80", {"A1": "黄", "A2": "绿"}, rank=3)}}
    now = {"s": {"1": result("90.5", {"A1": "绿", "A2": "绿", "A3": "红"})}}
    told = [change_list(changes(each, now, TITLES)) for each in (before, now, None)]
    assert told == ["- 方案　甲镇：得分 80 → 90.5，名次 3 → 1，A1 黄 → 绿，A3 不亮 → 红", "没有。", FIRST_DAY]


def test_a_file_without_a_reason_has_none_beside_one_that_has():
    files = pd.DataFrame(
        {
            "file_name": ["甲.xlsx", "乙.xlsx"],
            "received_at": pd.to_datetime(["2024-01-09 16:20", "2024-01-09 17:00"]),
            "status": ["accepted", "set_aside"],
            "reason": [None, "不知道是谁的。"],
        }
    ).astype({"reason": "str"})
    assert file_list(files).split("\n") == [
        "- 甲.xlsx（01-09 16:20）：全部通过",
        "- 乙.xlsx（01-09 17:00）：待认定，不知道是谁的。",
    ]


def test_what_was_kept_on_the_same_day_is_no_day_before(tmp_path):
    keep(tmp_path, date(2024, 1, 9), {"s": {"1": result("80", {})}})
    keep(tmp_path, date(2024, 1, 10), {"s": {"1": result("90", {})}})
    assert kept_before(tmp_path, date(2024, 1, 10))["s"]["1"]["score"] == "80"
    assert kept_before(tmp_path, date(2024, 1, 9)) is None


@pytest.fixture
def pipeline(small_office):
    """The office's pipeline. Today is 2023-12-10."""
    with pipeline_of(small_office) as made:
        yield made


def test_the_morning_names_what_came_and_what_went_back(small_office, pipeline):
    small_office.send("早先.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-01 09:00")
    small_office.send(
        "埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50, **FAULTY), "2023-12-09 09:00"
    )
    small_office.send("半截.xlsx", township_workbook("耿车镇", "2023-11")[:2000], "2023-12-08 09:00")
    pipeline.run("nightly")
    done = pipeline.run("morning")
    (told,) = done.asset_materializations_for_node("today")
    (file,) = told.metadata["新收的文件"].value.splitlines()
    assert file.startswith("- 埠子镇.xlsx（12-09 09:00）：部分通过，Z03 老年教育机构月报表被退回")
    (report,) = told.metadata["退回的报表"].value.splitlines()
    assert report.startswith("- 2023-11 埠子镇 Z03 老年教育机构月报表：强制性错误")
    assert told.metadata["待认定的文件"].value == "没有。"
    (damaged,) = told.metadata["无法处理的文件"].value.splitlines()
    assert damaged.startswith("- 半截.xlsx（2023-12-08 09:00 收到）：文件已损坏或没有复制完整")


def test_a_refusal_is_kept_without_the_place_in_the_program(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    done = pipeline.run_unit("2023-11", "321302101")
    entries = [entry for entry in pipeline.instance.all_logs(done.run_id) if entry.dagster_event]
    plain = [without_stack(entry).dagster_event for entry in entries]
    (step,) = (event for event in plain if event.is_step_failure)
    (run,) = (event for event in plain if event.event_type is dg.DagsterEventType.RUN_FAILURE)
    for error in (step.step_failure_data.error, run.job_failure_data.error):
        assert error.message.startswith("退回: Z03 老年教育机构月报表被退回")
        assert error.stack == []
    others = [entry for entry in entries if not entry.dagster_event.is_failure]
    assert others
    assert all(without_stack(entry) is entry for entry in others)
