"""One unit's dot: red with the reason in Chinese while something is returned, green once it is corrected."""

from pathlib import Path

import dagster as dg
import pytest

from assets.submissions.assets import RETURNED_TAG
from pipelines.orchestration.execution import open_instance
from tests.support.pipelines import dots
from tests.support.workbooks import FAULTY, township_workbook

GENGCHE, BUZI = "321302101", "321302102"


def failure(result):
    """The text a steward reads on the page of a failed run."""
    (event,) = result.get_step_failure_events()
    return event.step_failure_data.user_failure_data.description


def status_of_file(office, name):
    return office.view("bi_submission", file_name=name)["status"].item()


def test_red_before_the_correction_and_green_after(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY), "2023-12-01 09:00")
    first = pipeline.run_unit("2023-11", GENGCHE)
    assert not first.success
    *reasons, workbook = failure(first).splitlines()
    assert reasons == [
        "Z03 老年教育机构月报表被退回（强制性错误 1 处），请改正后重新报送",
        "Z03 老年教育机构月报表 老年教育机构月报表!G4：本月活动次数为0，参与人次（35）也应为0，没有活动的请把参与人次改为0，有活动的请补填活动次数。",
    ]
    assert Path(workbook.removeprefix("退回件：")).is_file()
    assert pipeline.passed() == set()

    small_office.send(
        "耿车镇更正.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z03"]), "2023-12-04 09:00"
    )
    second = pipeline.run_unit("2023-11", GENGCHE)
    assert second.success
    assert pipeline.passed() == {"2023-11 耿车镇"}
    (materialisation,) = second.asset_materializations_for_node("submission")
    assert materialisation.metadata["dagster/row_count"].value == 3 + 1 + 2


def test_a_run_that_shows_a_return_takes_in_the_correction_when_it_is_started_again(small_office, pipeline):
    """The run that marks what another has returned only shows it; its button 重新执行 must not."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY), "2023-12-01 09:00")
    batch = pipeline.run("nightly").run_id
    small_office.send(
        "耿车镇更正.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z03"]), "2023-12-04 09:00"
    )
    key = pipeline.partitions.key("2023-11", GENGCHE)
    shown = pipeline.run("unit_submission", key, tags={RETURNED_TAG: batch})
    assert "被退回" in failure(shown)
    assert not small_office.view("bi_submission", file_name="耿车镇更正.xlsx")["status"].tolist()

    again = pipeline.run(
        "unit_submission",
        key,
        tags={
            RETURNED_TAG: batch,
            "dagster/parent_run_id": shown.run_id,
            "dagster/root_run_id": shown.run_id,
        },
    )
    assert again.success


@pytest.fixture
def address_of_desk(monkeypatch):
    monkeypatch.setenv("KAOHE_DESK", "https://kaohe.example")
    return "https://kaohe.example"


def test_it_leads_to_the_files_page_of_the_desk(address_of_desk, small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    done = pipeline.run_unit("2023-11", GENGCHE)
    (failed,) = (event for event in done.all_events if event.is_step_failure)
    link = failed.step_failure_data.user_failure_data.metadata["在报送平台打开"].value
    (file,) = small_office.view("bi_submission")["submission_id"]
    assert link == f"{address_of_desk}/steward/files/{file}"


def test_it_leads_to_a_file_that_was_set_aside(address_of_desk, small_office, pipeline):
    """It is red, because the file may be the unit's, and on the desk it is assigned."""
    small_office.send("耿车镇11月.xlsx", township_workbook("埠子镇", "2023-11"))
    done = pipeline.run_unit("2023-11", GENGCHE)
    (failed,) = (event for event in done.all_events if event.is_step_failure)
    link = failed.step_failure_data.user_failure_data.metadata["在报送平台打开"].value
    (file,) = small_office.view("bi_submission")["submission_id"]
    assert link == f"{address_of_desk}/steward/files/{file}"


def test_it_stays_red_while_nothing_is_corrected(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    pipeline.run_unit("2023-11", GENGCHE)
    again = pipeline.run_unit("2023-11", GENGCHE)
    assert "被退回" in failure(again)


def test_a_unit_that_has_sent_nothing_is_told_so(small_office, pipeline):
    """It stays grey: nothing of it was returned."""
    done = pipeline.run_unit("2023-11", GENGCHE)
    assert done.success
    (told,) = (event for event in done.all_events if event.is_asset_observation)
    said = told.asset_observation_data.asset_observation.description
    assert said == "还没有收到本期的报表，请把文件放进收件箱后重新运行"
    assert pipeline.passed() == set()


def test_only_that_unit_is_handled(small_office, pipeline):
    """What another unit has sent is archived and waits for the nightly run."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50, **FAULTY))
    assert pipeline.run_unit("2023-11", GENGCHE).success
    assert status_of_file(small_office, "耿车镇.xlsx") == "accepted"
    assert status_of_file(small_office, "埠子镇.xlsx") == "received"
    assert small_office.view("report", unit_code=BUZI).empty

    pipeline.run("nightly")
    assert status_of_file(small_office, "埠子镇.xlsx") == "partly_accepted"


def test_other_periods_of_the_unit_wait_too(small_office, pipeline):
    small_office.send("耿车镇十月.xlsx", township_workbook("耿车镇", "2023-10"))
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    pipeline.run_unit("2023-11", GENGCHE)
    assert status_of_file(small_office, "耿车镇十月.xlsx") == "received"


def test_the_nightly_run_makes_accepted_units_green_and_no_other(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50, **FAULTY))
    assert pipeline.run("nightly").success, "a unit's faults are no failure of the run"
    assert pipeline.passed() == {"2023-11 耿车镇"}


def test_a_red_partition_has_its_findings_on_its_own_page(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    pipeline.run_unit("2023-11", GENGCHE)
    filters = dg.AssetRecordsFilter(asset_key=dg.AssetKey("submission"), asset_partitions=["2023-11 耿车镇"])
    (record,) = pipeline.instance.fetch_observations(filters, limit=10).records
    metadata = record.asset_observation.metadata
    assert "被退回" in metadata["原因"].value
    assert "- 强制　Z03 老年教育机构月报表　" in metadata["审核意见"].value
    assert "退回" in metadata["报表"].value


def test_no_event_of_dagster_holds_personal_data(small_office, pipeline):
    """The learners are called 张三 and have numbers of county 321399; one of them is faulty."""
    workbook = township_workbook("耿车镇", "2023-11", learners=4, first_learner=480)
    small_office.send("耿车镇.xlsx", workbook)
    small_office.send(
        "埠子镇.xlsx", township_workbook("埠子镇", "2023-11", learners=1, first_learner=480, **FAULTY)
    )
    results = [pipeline.run("nightly"), pipeline.run_unit("2023-11", BUZI), pipeline.run("assess", "2023-11")]
    told = "".join(dg.serialize_value(event) for result in results for event in result.all_events)
    told = told.encode().decode("unicode_escape", errors="replace")
    assert "耿车镇" in told
    assert not any(secret in told for secret in ("张三", "3213991993", "13912345678"))


@pytest.mark.parametrize("unit", ["中扬镇", "埠子镇", "洋北街道"])
def test_the_sample_shows_a_red_dot_for_what_was_returned(sample, unit):
    period = {"中扬镇": "2023-10", "埠子镇": "2023-11", "洋北街道": "2023-12"}[unit]
    with open_instance(sample.home, sample.office.site.id, sample.office.warehouse_url) as instance:
        runs = instance.get_runs(
            dg.RunsFilter(job_name="unit_submission", tags={"dagster/partition": f"{period} {unit}"})
        )
        assert [run.status for run in runs] == [dg.DagsterRunStatus.FAILURE]
        _, red = dots(instance, dg.AssetKey("submission"))
        assert f"{period} {unit}" in red
        filters = dg.AssetRecordsFilter(
            asset_key=dg.AssetKey("submission"), asset_partitions=[f"{period} {unit}"]
        )
        (reported,) = instance.fetch_materializations(filters, limit=10).records
        assert "被退回" in reported.asset_materialization.metadata["原因"].value, "the page shows why"


def test_the_sample_shows_a_green_dot_for_every_other_submission(sample):
    reports = sample.view("bi_report_status")
    returned = {(row.period, row.unit_name) for row in reports[reports["status"] == "returned"].itertuples()}
    sent = {(row.period, row.unit_name) for row in reports[reports["status"] != "missing"].itertuples()}
    with open_instance(sample.home, sample.office.site.id, sample.office.warehouse_url) as instance:
        green, red = dots(instance, dg.AssetKey("submission"))
    assert red == {f"{period} {unit}" for period, unit in returned}
    assert green == {f"{period} {unit}" for period, unit in sent - returned}
