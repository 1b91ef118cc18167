"""What starts by itself: a file that has arrived, a report that was returned, a period whose reports
changed.
"""

import dagster as dg

from assets.assessment.assets import BASIS_TAG
from pipelines.orchestration.sensors import fingerprint
from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of
from tests.support.workbooks import FAULTY, township_workbook


def tick(pipeline, name, cursor=None):
    """What a sensor answers when it is asked once."""
    sensor = pipeline.definitions.resolve_sensor_def(name)
    context = dg.build_sensor_context(
        instance=pipeline.instance,
        cursor=cursor,
        definitions=pipeline.definitions,
        sensor_name=name,
        resources={"office": pipeline.office},
    )
    return sensor.evaluate_tick(context)


def ask(pipeline, name, cursor=None):
    """(what a sensor wants to run, its new cursor)."""
    answer = tick(pipeline, name, cursor)
    return answer.run_requests or [], answer.cursor


class TestInbox:
    def test_an_empty_inbox_starts_nothing(self, pipeline):
        requests, _ = ask(pipeline, "inbox_sensor")
        assert requests == []

    def test_a_file_is_taken_in_once_it_has_stopped_changing(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", b"half", "2023-12-01 09:00:00")
        requests, cursor = ask(pipeline, "inbox_sensor")
        assert requests == [], "it may still be being copied"

        small_office.send("耿车镇.xlsx", b"half and more", "2023-12-01 09:00:05")
        requests, cursor = ask(pipeline, "inbox_sensor", cursor)
        assert requests == [], "it was still being copied"

        requests, cursor = ask(pipeline, "inbox_sensor", cursor)
        assert len(requests) == 1

        requests, cursor = ask(pipeline, "inbox_sensor", cursor)
        assert requests == [], "once is enough"

    def test_files_that_arrive_together_start_one_run(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", b"one")
        small_office.send("埠子镇.xlsx", b"two")
        _, cursor = ask(pipeline, "inbox_sensor")
        requests, _ = ask(pipeline, "inbox_sensor", cursor)
        assert len(requests) == 1

    def test_a_file_that_keeps_changing_does_not_hold_up_the_others(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", b"whole")
        small_office.send("埠子镇.xlsx", b"half")
        _, cursor = ask(pipeline, "inbox_sensor")
        small_office.send("埠子镇.xlsx", b"half and more")
        requests, cursor = ask(pipeline, "inbox_sensor", cursor)
        assert len(requests) == 1
        more, _ = ask(pipeline, "inbox_sensor", cursor)
        assert len(more) == 1
        assert more[0].run_key != requests[0].run_key

    def test_a_file_under_a_known_name_starts_a_run_when_its_content_changes(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", b"first", "2023-12-01 09:00")
        _, cursor = ask(pipeline, "inbox_sensor")
        first, cursor = ask(pipeline, "inbox_sensor", cursor)
        small_office.send("耿车镇.xlsx", b"second", "2023-12-04 09:00")
        _, cursor = ask(pipeline, "inbox_sensor", cursor)
        second, cursor = ask(pipeline, "inbox_sensor", cursor)
        assert len(first) == len(second) == 1
        assert first[0].run_key != second[0].run_key

    def test_an_inbox_that_is_not_there_is_told_and_taken_up_when_it_is_back(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", b"whole")
        _, cursor = ask(pipeline, "inbox_sensor")
        away = small_office.inbox.rename(small_office.inbox.with_name("away"))
        assert "打不开，请检查它是否已连接" in tick(pipeline, "inbox_sensor", cursor).skip_message
        away.rename(small_office.inbox)
        requests, _ = ask(pipeline, "inbox_sensor", cursor)
        assert len(requests) == 1

    def test_a_file_that_is_taken_away_meanwhile_holds_up_no_other(self, small_office):
        kept = small_office.send("耿车镇.xlsx", b"whole")
        assert list(fingerprint([small_office.inbox / "gone.xlsx", kept])) == [str(kept)]

    def test_lock_files_of_excel_start_nothing(self, small_office, pipeline):
        small_office.send("~$耿车镇.xlsx", b"lock")
        _, cursor = ask(pipeline, "inbox_sensor")
        requests, _ = ask(pipeline, "inbox_sensor", cursor)
        assert requests == []


def test_after_the_intake_every_unit_with_something_returned_is_run(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50, **FAULTY))
    intake = pipeline.run("nightly")
    context = dg.build_run_status_sensor_context(
        sensor_name="returned_sensor",
        dagster_instance=pipeline.instance,
        dagster_run=intake.dagster_run,
        dagster_event=intake.get_run_success_event(),
        resources={"office": pipeline.office},
    )
    requests = list(pipeline.definitions.resolve_sensor_def("returned_sensor")(context))
    assert [str(request.partition_key) for request in requests] == ["2023-11 埠子镇"]
    assert requests[0].run_key.startswith(intake.run_id), "asked for once a batch"


class TestAssessment:
    def test_a_period_with_new_reports_is_assessed(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
        pipeline.run("nightly")
        requests, _ = ask(pipeline, "assessment_sensor")
        assert [request.partition_key for request in requests] == ["2023-11"]

    def test_it_is_assessed_although_some_units_were_returned(self, small_office, pipeline):
        small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", **FAULTY))
        pipeline.run("nightly")
        requests, _ = ask(pipeline, "assessment_sensor")
        assert [request.partition_key for request in requests] == ["2023-11"]

    def test_once_it_is_assessed_there_is_no_more_to_do(self, small_office, pipeline):
        small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
        pipeline.run("nightly")
        (request,), _ = ask(pipeline, "assessment_sensor")
        assert request.tags[BASIS_TAG]
        assert pipeline.run(
            "assess", request.partition_key, request.tags, list(request.asset_selection)
        ).success
        requests, _ = ask(pipeline, "assessment_sensor")
        assert requests == []
        assert small_office.figure("A3-2") == 300

    def test_a_late_report_has_its_period_and_the_later_ones_assessed_again(self, tmp_path):
        office = SmallOffice(tmp_path, first="2023-10")
        with pipeline_of(office) as pipeline:
            office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
            pipeline.run("nightly")
            requests, _ = ask(pipeline, "assessment_sensor")
            for request in requests:
                pipeline.run("assess", request.partition_key, request.tags, list(request.asset_selection))
            office.send("耿车镇十月.xlsx", township_workbook("耿车镇", "2023-10"))
            pipeline.run("nightly")
            requests, _ = ask(pipeline, "assessment_sensor")
            assert [request.partition_key for request in requests] == ["2023-10", "2023-11"]

    def test_what_is_withdrawn_has_its_period_assessed_on_the_basis_that_it_had_before(
        self, small_office, pipeline
    ):
        def assess():
            (request,), _ = ask(pipeline, "assessment_sensor")
            pipeline.run("assess", request.partition_key, request.tags, list(request.asset_selection))
            return request

        settings = small_office.site_folder / "site.yaml"
        before = settings.read_bytes()
        small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
        pipeline.run("nightly")
        first = assess()
        settings.write_bytes(before + b"\n")
        assess()
        settings.write_bytes(before)
        again = assess()
        assert again.tags[BASIS_TAG] == first.tags[BASIS_TAG]
        assert again.run_key != first.run_key, "Dagster makes no second run of the same key"
