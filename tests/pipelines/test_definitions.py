"""What Dagster shows of the sample office: assets, jobs, schedules, sensors and checks, all of them."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.submissions.assets import Partitions
from pipelines.definitions import build_definitions
from pipelines.orchestration.execution import open_instance
from tests.support.form_examples import CATALOGUE
from warehouse.office import open_office

ASSETS = """
    assessment
    bulletins
    decisions inbox
    indicators/bureau_annual_2023 indicators/district_quality_2023 indicators/school_2023
    indicators/school_conditions_2023 indicators/township_2023
    monitoring
    reports
    reviews
    scores/bureau_annual_2023 scores/district_quality_2023 scores/school_2023 scores/school_conditions_2023 scores/township_2023
    submission
    today
"""

FACTS = {
    f"facts/{slug}"
    for _, slug, _, submitters, *_ in CATALOGUE
    if {*submitters.split()} & {"school", "township", "bureau"}
}
"""Of the forms that units of the sample office owe."""

CHECKS = """
    bulletins:objections_closed
    inbox:rows_accounted_for
    indicators/bureau_annual_2023:shares_in_range indicators/bureau_annual_2023:values_present
    indicators/district_quality_2023:shares_in_range indicators/district_quality_2023:values_present
    indicators/school_2023:shares_in_range indicators/school_2023:values_present
    indicators/school_conditions_2023:shares_in_range indicators/school_conditions_2023:values_present
    indicators/township_2023:shares_in_range indicators/township_2023:values_present
    monitoring:nobody_to_talk_to
    reports:all_reported reports:rows_match_ledger
    reviews:between_forms reviews:between_periods
    scores/bureau_annual_2023:items_add_up scores/district_quality_2023:items_add_up scores/school_2023:items_add_up
    scores/school_conditions_2023:items_add_up scores/township_2023:items_add_up
"""


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    return build_definitions(open_office(home=tmp_path_factory.mktemp("home")))


def test_the_definitions_are_complete_and_valid(definitions):
    dg.Definitions.validate_loadable(definitions)


def test_assets(definitions):
    keys = {key.to_user_string() for key in definitions.resolve_all_asset_keys()}
    assert keys == {*ASSETS.split(), *FACTS}
    assert "facts/enrolment" in keys


def test_checks(definitions):
    keys = definitions.resolve_asset_graph().asset_check_keys
    assert sorted(f"{key.asset_key.to_user_string()}:{key.name}" for key in keys) == CHECKS.split()


def test_jobs(definitions):
    jobs = [job.name for job in definitions.resolve_all_job_defs() if not job.name.startswith("__")]
    assert sorted(jobs) == [
        "assess",
        "decide",
        "morning",
        "nightly",
        "reminders",
        "retention",
        "unit_submission",
    ]


def test_everything_is_described_in_chinese_grouped_and_owned(definitions):
    for spec in definitions.resolve_all_asset_specs():
        name = spec.key.to_user_string()
        assert any("\u4e00" <= character <= "\u9fff" for character in spec.description or ""), name
        assert spec.group_name in (
            "submissions",
            "facts",
            "reviews",
            "indicators",
            "scores",
            "monitoring",
            "bulletins",
            "assessment",
            "today",
        ), name
        assert spec.owners == ["team:assessment-office"], name
        assert spec.kinds, name


def test_schedules_run_at_fixed_hours_in_shanghai(definitions):
    schedules = {schedule.name: schedule for schedule in definitions.get_repository_def().schedule_defs}
    assert {name: (schedule.job_name, schedule.cron_schedule) for name, schedule in schedules.items()} == {
        "nightly_at_two": ("nightly", "0 2 * * *"),
        "today_at_six": ("morning", "0 6 * * *"),
        "reminders_at_nine": ("reminders", "0 9 * * *"),
        "retention_at_four": ("retention", "0 4 * * *"),
    }
    assert {schedule.execution_timezone for schedule in schedules.values()} == {"Asia/Shanghai"}
    assert schedules["nightly_at_two"].default_status == dg.DefaultScheduleStatus.RUNNING


def test_sensors_start_by_themselves(definitions):
    sensors = {sensor.name: sensor for sensor in definitions.get_repository_def().sensor_defs}
    watching = {"run_record_sensor", "run_failure_sensor", "freshness_sensor"}
    assert set(sensors) == {"inbox_sensor", "returned_sensor", "assessment_sensor", *watching}
    assert all(sensor.default_status == dg.DefaultSensorStatus.RUNNING for sensor in sensors.values())


def test_a_submission_is_a_period_and_a_unit(definitions):
    partitions = Partitions(open_office().site)
    assert definitions.resolve_assets_def("submission").partitions_def == partitions.submissions
    units = partitions.units.values()
    assert len(units) == 15 + 2 + 1 + 2 * (3 + 1 + 1), "the townships, schools and bureaus of three districts"
    assert {"耿车镇", "屠园镇", "江苏省宿城中等专业学校", "宿城区教育局"} <= set(units)
    assert "屠园乡" not in units, "closed before the first period"
    keys = {partitions.key("2023-11", code): ("2023-11", code) for code in partitions.units}
    assert "2023-11 耿车镇" in keys
    assert {key: partitions.submission_of(key) for key in keys} == keys


def test_what_follows_is_by_period(definitions):
    scheme = ("indicators/township_2023", "scores/township_2023")
    periods = Partitions(open_office().site).periods
    for name in ("facts/enrolment", "reports", "reviews", *scheme, "monitoring", "assessment", "bulletins"):
        assert definitions.resolve_assets_def(dg.AssetKey(name.split("/"))).partitions_def == periods, name


def test_sites_that_share_an_instance_share_no_partitions():
    site = open_office().site
    alpha, beta = Partitions(site, "alpha"), Partitions(site, "beta")
    assert len({each.name for side in (alpha, beta) for each in (side.periods, side.submissions)}) == 4


def test_each_period_keeps_results_of_its_own_of_every_check(definitions):
    graph = definitions.resolve_asset_graph()
    for key in graph.asset_check_keys:
        assert graph.get(key).partitions_def == graph.get(key.asset_key).partitions_def, key


def test_facts_show_the_columns_of_their_form(definitions):
    (spec,) = (
        each
        for each in definitions.resolve_all_asset_specs()
        if each.key == dg.AssetKey(["facts", "dual_upgrade_roster"])
    )
    columns = {column.name: column for column in spec.metadata["dagster/column_schema"].columns}
    assert {"village", "enrolled_on", "person", "sheet", "row"} <= set(columns)
    assert not {"name", "resident_id", "phone"} & set(columns), "personal data is not stored"
    assert (columns["village"].description, columns["village"].type) == ("村（社区）", "string")
    assert not columns["village"].constraints.nullable
    assert columns["teaching_point"].constraints.nullable
    assert columns["enrolled_on"].type.startswith("date")


def test_facts_wait_for_submissions_and_schemes_for_their_forms_and_the_reviews(definitions):
    graph = definitions.resolve_asset_graph()

    def parents(name):
        return {key.to_user_string() for key in graph.get(dg.AssetKey(name.split("/"))).parent_keys}

    assert parents("submission") == set(), "a newer inbox must not make every unit look out of date"
    assert parents("facts/enrolment") == {"submission"}
    assert parents("indicators/township_2023") == {
        "facts/dual_upgrade_roster",
        "facts/elderly_education",
        "facts/community_activities",
        "facts/population",
        "facts/targets",
        "reviews",
    }
    assert parents("reviews") >= {"facts/enrolment", "facts/dual_upgrade_roster", "facts/population"}
    assert "reviews" in parents("reports")
    assert parents("scores/township_2023") == {"indicators/township_2023"}
    assert "scores/township_2023" in parents("monitoring")
    assert parents("assessment") >= {"bulletins", "monitoring", "scores/township_2023"}, (
        "a period is assessed when all of it is made"
    )


def test_dagster_loads_them_as_the_project_says(tmp_path):
    """``dagster definitions validate`` reads [tool.dagster] of pyproject.toml, as the UI and the daemon
    do.
    """
    root = Path(__file__).parents[2]
    environment = {
        "PATH": str(Path(sys.executable).parent),
        "KAOHE_HOME": str(tmp_path),
        "DAGSTER_HOME": str(tmp_path),
    }
    command = [Path(sys.executable).with_name("dagster"), "definitions", "validate"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_instance_sends_no_telemetry_and_keeps_its_storage_in_the_home(sample):
    with open_instance(sample.home, sample.office.site.id, sample.office.warehouse_url) as instance:
        assert not instance.telemetry_enabled
        assert instance.run_monitoring_enabled
        assert not instance.run_retries_enabled
        assert instance.get_runs_count() > 0
