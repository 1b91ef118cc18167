"""What the pipeline checks of itself while it runs, and that the checks can fail."""

import base64
import re

import dagster as dg
import pytest

from assets.bulletins.issuing.objecting import record_objection
from schemas.office.catalogue import BUILT_IN
from tests.support.submitted_files import xlsx
from tests.support.workbooks import sheet, township_workbook


def checks(result):
    """Each check by name, for the one asset that has it."""
    return {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}


def population(elderly):
    rows = [
        {"township": name, "residents": 30_000, "elderly": elderly, "working_age": 18_000}
        for name in ("耿车镇", "埠子镇")
    ]
    return xlsx({"人口": sheet("J05", "宿城区教育局", "2023-01", rows)})


def assess(pipeline):
    """Assess the population's month and the townships'; the result of the latter."""
    pipeline.run("assess", "2023-01")
    return pipeline.run("assess", "2023-11")


@pytest.fixture
def reported(small_office, pipeline):
    """Both townships have reported, and the bureau the population."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50))
    small_office.send("人口.xlsx", population(elderly=5_000), "2023-02-01 09:00")
    return pipeline


def test_every_row_read_is_accounted_for(reported):
    (check,) = reported.run("nightly").get_asset_check_evaluations()
    assert (check.check_name, check.passed) == ("rows_accounted_for", True)
    counts = {name: value.value for name, value in check.metadata.items()}
    assert counts["读到"] == counts["接收"] + counts["留置"] + counts["跳过"]
    assert counts["接收"] == 2 * (3 + 1 + 2) + 2


def test_what_became_of_columns_blocks_and_sheets_is_shown(reported):
    events = reported.run("nightly").get_asset_materialization_events()
    (metadata,) = (each.materialization.metadata for each in events if each.asset_key.path[-1] == "inbox")
    lines = metadata["栏目、区块和工作表的去向"].value.splitlines()
    counts = {line.split("|")[1].strip(): list(map(int, line.split("|")[2:6])) for line in lines[2:]}
    assert counts.keys() == {"栏目", "区块", "工作表"}
    for read, mapped, no_data, told in counts.values():
        assert read == mapped + no_data + told > 0


def test_all_checks_of_an_assessment_pass(reported):
    reported.run("nightly")
    result = assess(reported)
    assert result.success
    found = checks(result)
    assert set(found) == {
        *("all_reported", "rows_match_ledger", "between_forms", "between_periods"),
        *("shares_in_range", "values_present", "items_add_up", "nobody_to_talk_to", "objections_closed"),
    }
    assert {name for name, check in found.items() if not check.passed} == {"values_present"}, (
        "no target was issued for A3-1"
    )
    assert found["values_present"].severity == dg.AssetCheckSeverity.WARN
    assert found["values_present"].metadata["无值"].value == "耿车镇 A3-1、埠子镇 A3-1"


def test_a_month_made_again_keeps_the_results_of_the_others(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    pipeline.run("nightly")
    for month in ("2023-11", "2023-10"):  # nothing is owed for October
        pipeline.run("assess", month, only=[dg.AssetKey("reports")])
    key = dg.AssetCheckKey(dg.AssetKey("reports"), "all_reported")
    records = pipeline.instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
    assert {record.partition: record.status.value for record in records} == {
        "2023-11": "FAILED",
        "2023-10": "SUCCEEDED",
    }


def test_a_missing_report_warns_and_stops_nothing(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    pipeline.run("nightly")
    result = pipeline.run("assess", "2023-11")
    assert result.success
    check = checks(result)["all_reported"]
    assert not check.passed
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert {name: value.value for name, value in check.metadata.items()} == {"应报": 6, "缺报或退回": 3}


def test_rows_lost_from_the_fact_store_are_noticed(reported):
    reported.run("nightly")
    reported.run("assess", "2023-11")
    form, office = BUILT_IN["Z04"], reported.office
    rows = office.store.read(form, office.site.id, "2023-11")
    office.store.write(form, office.site.id, "2023-11", rows.slice(1))
    check = checks(reported.run("assess", "2023-11", only=[dg.AssetKey("reports")]))["rows_match_ledger"]
    assert not check.passed
    assert check.metadata["不一致"].value == "Z04（台账 4 行，入库 3 行）"


def test_more_regular_learners_than_elderly_people_are_returned(small_office, reported):
    small_office.send("人口更正.xlsx", population(elderly=200), "2023-02-02 09:00")
    reported.run("nightly")
    found = checks(assess(reported))
    assert not found["between_forms"].passed
    assert found["between_forms"].severity == dg.AssetCheckSeverity.ERROR
    assert small_office.view("bi_report_status", form="Z03")["status"].tolist() == ["returned", "returned"]
    assert found["shares_in_range"].passed


def test_a_share_above_one_is_noticed(small_office, pipeline):
    """More accounts than elderly people: the denominator is wrong, or the reports are."""
    small_office.send(
        "耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=100, credit_accounts=150)
    )
    small_office.send("人口.xlsx", population(elderly=120), "2023-02-01 09:00")
    pipeline.run("nightly")
    check = checks(assess(pipeline))["shares_in_range"]
    assert not check.passed
    assert check.metadata["超出范围"].value == "耿车镇 A3-3"


@pytest.fixture
def strict(small_office):
    """A scheme by which one month behind the pace is enough to be talked to."""
    scheme = small_office.site_folder / "schemes" / "township-2023.yaml"
    scheme.write_text(
        scheme.read_text(encoding="utf-8") + "\nescalation: {months_behind: 1}\n", encoding="utf-8"
    )


def test_units_behind_the_pace_are_named_and_nothing_stops(strict, reported):
    reported.run("nightly")
    result = assess(reported)
    assert result.success
    check = checks(result)["nobody_to_talk_to"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["约谈"].value == "耿车镇、埠子镇"
    (materialisation,) = result.asset_materializations_for_node("monitoring")
    title = "区对镇街社会教育考核（2023年）"
    assert "老年教育参与率（1个月）" in materialisation.metadata[f"{title}　约谈名单"].value
    assert "赶上序时进度" in materialisation.metadata[f"{title}　整改清单"].value
    assert materialisation.metadata[f"{title}　已整改"].value == "无。"


def test_the_report_matrix_is_a_picture_with_every_unit_and_form(reported):
    reported.run("nightly")
    (materialisation,) = reported.run(
        "assess", "2023-11", only=[dg.AssetKey("reports")]
    ).asset_materializations_for_node("reports")
    markdown = materialisation.metadata["报送情况"].value
    picture = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^)]+)", markdown)[1]).decode()
    assert all(word in picture for word in ("耿车镇", "埠子镇", "Z02", "Z03", "Z04", "缺报", "退回", "迟报"))
    assert picture.count("#43a047") == 6 + 1, "six accepted reports and the legend"


def test_open_objections_are_named_and_the_draft_is_written(reported):
    office = reported.office
    scheme = office.schemes[0]
    record_objection(office, scheme, "2023-11", "耿车镇", "A3-2", "老年人口数有误")
    reported.run("nightly")
    result = assess(reported)
    assert result.success
    check = checks(result)["objections_closed"]
    assert (check.passed, check.severity, check.metadata["未办结"].value) == (
        False,
        dg.AssetCheckSeverity.WARN,
        "1件",
    )
    (materialisation,) = result.asset_materializations_for_node("bulletins")
    assert "老年人口数有误" in materialisation.metadata["未办结的异议"].value
    assert len(list((office.home / "bulletins" / "2023-11").iterdir())) == 3
