"""What is grey in Dagster: what is overdue and has not come, and nothing else."""

import dagster as dg

from assets.assessment.assets import NOT_ASSESSED, NOT_DRAFTED, NOT_OWED
from assets.bulletins.drafting import draft, write_draft
from assets.bulletins.places import drafts
from pipelines.definitions import build_definitions
from pipelines.orchestration.execution import open_instance
from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of
from tests.support.workbooks import FAULTY, township_workbook

GENGCHE = "321302101"


def grey(definitions: dg.Definitions, instance: dg.DagsterInstance) -> set[tuple[str, str]]:
    """(asset, partition) of all that the graph counts as missing."""
    graph = definitions.resolve_asset_graph()
    missing = set()
    for key in graph.materializable_asset_keys:
        if partitions := graph.get(key).partitions_def:
            keys = partitions.get_partition_keys(dynamic_partitions_store=instance)
            told = instance.get_status_by_partition(key, keys, partitions)
            missing |= {(key.to_user_string(), each) for each in keys if told.get(each) is None}
    return missing


def test_nothing_of_the_sample_is_grey_but_the_submission_that_never_came(sample):
    reports = sample.view("bi_report_status")
    sent = {(row.period, row.unit_name) for row in reports[reports["status"] != "missing"].itertuples()}
    owed = {(row.period, row.unit_name) for row in reports[reports["due_on"].notna()].itertuples()}
    assert owed - sent == {("2023-11", "屠园镇")}
    with open_instance(sample.home, sample.office.site.id, sample.office.warehouse_url) as instance:
        assert grey(build_definitions(sample.office), instance) == {("submission", "2023-11 屠园镇")}


def test_when_everything_due_is_done_nothing_is_grey(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50))
    pipeline.run("nightly")
    pipeline.assess_what_is_due()
    assert grey(pipeline.definitions, pipeline.instance) == set()
    assert pipeline.passed() == {"2023-11 耿车镇", "2023-11 埠子镇"}


def test_what_is_overdue_is_grey_and_what_is_returned_is_red(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    assert pipeline.run("nightly").success
    pipeline.assess_what_is_due()
    assert not pipeline.run_unit("2023-11", GENGCHE).success
    assert grey(pipeline.definitions, pipeline.instance) == {("submission", "2023-11 埠子镇")}


def test_before_the_due_day_only_what_has_come_is_there(tmp_path):
    office = SmallOffice(tmp_path, last="2023-12", as_of="2023-12-03")
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    with pipeline_of(office) as pipeline:
        pipeline.run("nightly")
        assert pipeline.shown("submissions") == {"2023-11 耿车镇"}, "埠子镇 has until the 5th"
        assert pipeline.shown("periods") == {"2023-11"}, "December has not ended"


def test_a_report_that_comes_before_its_month_has_ended_has_a_dot(tmp_path):
    office = SmallOffice(tmp_path, last="2023-12", as_of="2023-12-10")
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-12"), "2023-12-09 09:00")
    with pipeline_of(office) as pipeline:
        pipeline.run("nightly")
        assert pipeline.passed() == {"2023-12 耿车镇"}
        assert pipeline.shown("submissions") == {"2023-11 耿车镇", "2023-11 埠子镇", "2023-12 耿车镇"}
        pipeline.assess_what_is_due()
        assert {period for _, period in grey(pipeline.definitions, pipeline.instance)} == {
            "2023-11 耿车镇",
            "2023-11 埠子镇",
        }
    assert office.view("fact_elderly_education", period="2023-12")["unit_code"].tolist() == [GENGCHE]
    assert set(office.view("bi_score")["period"]) == {"2023-11"}, "it is assessed when December is over"


def test_what_has_nothing_of_a_period_says_so(small_office, pipeline):
    """Figures of a month before the scheme's year: no form was owed, no scheme assesses it."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-10"))
    pipeline.run("nightly")
    pipeline.assess_what_is_due()

    def said(asset):
        key = dg.AssetKey(asset.split("/"))
        records = pipeline.instance.fetch_materializations(
            dg.AssetRecordsFilter(asset_key=key, asset_partitions=["2023-10"]), limit=5
        ).records
        (told,) = (each.asset_materialization for each in records)
        return told.metadata["dagster/row_count"].value, told.metadata["情况"].value

    assert said("facts/population") == (0, NOT_OWED)
    assert said("indicators/township_2023") == said("scores/township_2023") == (0, NOT_ASSESSED)
    assert said("bulletins") == (0, NOT_DRAFTED)


def test_a_dot_that_nobody_owes_any_more_goes_with_the_next_intake(pipeline):
    pipeline.instance.add_dynamic_partitions(pipeline.partitions.submissions.name, ["2019-01 耿车镇"])
    pipeline.run("nightly")
    assert pipeline.shown("submissions") == {"2023-11 耿车镇", "2023-11 埠子镇"}


def test_an_overdue_period_is_assessed_although_no_intake_has_shown_it(small_office, pipeline):
    pipeline.run("nightly")
    pipeline.instance.delete_dynamic_partition(pipeline.partitions.periods.name, "2023-11")
    pipeline.assess_what_is_due()
    assert "2023-11" in pipeline.instance.get_materialized_partitions(dg.AssetKey("assessment"))


def test_a_draft_that_somebody_asked_for_follows_the_figures(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    pipeline.run("nightly")
    pipeline.assess_what_is_due()
    office = small_office.office
    assert drafts(office.home, "2023-11") == []
    scheme = next(each for each in office.schemes if each.id == "township-2023")
    write_draft(office, draft(office, scheme, "2023-11"))
    (page,) = (path for path in drafts(office.home, "2023-11") if path.suffix == ".html")
    before = page.read_text(encoding="utf-8")
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50))
    pipeline.run("nightly")
    pipeline.assess_what_is_due()
    assert page.read_text(encoding="utf-8") != before
