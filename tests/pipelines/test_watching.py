"""What is told of a run: its record, a line a step in the log, metrics; alerts when one fails or figures grow
stale.
"""

import json
import os
import stat
import threading
from contextlib import nullcontext
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dagster as dg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipelines.orchestration.execution import PassFailed
from pipelines.telling import metrics, run_records
from pipelines.telling.freshness import inbox_problem, stale_hours
from pipelines.telling.group_bots import PostFailed
from pipelines.telling.watched_pass import watched_pass
from tests.pipelines.test_sensors import ask
from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of
from tests.support.workbooks import FAULTY, township_workbook

BUZI = "321302102"


@pytest.fixture
def posted(monkeypatch):
    """What arrived at a real address that alerts are posted to."""
    received = []

    class Address(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Address)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("KAOHE_ALERT_WEBHOOK", f"http://127.0.0.1:{server.server_port}/secret-path")
    yield received
    server.shutdown()
    server.server_close()


def figures(office):
    """The metrics as a monitor reads them: name → {labels without site: value}."""
    with dg.DagsterInstance.ephemeral() as instance:
        text = metrics.exposition(office, lambda: nullcontext(instance)).decode()
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(value for name, value in sorted(sample.labels.items()) if name != "site")
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def lines(office):
    return [
        json.loads(line)
        for path in (office.home / "logs").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def told(tmp_path_factory, prepared_home):
    """An office after one watched pass, and the record of it."""
    small = SmallOffice(tmp_path_factory.mktemp("told"), prepared_home=prepared_home)
    small.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50, **FAULTY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        done, record = watched_pass(small.office)
    return small, done, record


def test_a_pass_leaves_its_summary(told):
    small, done, record = told
    (path,) = (small.home / "runs").glob("*.json")
    written = json.loads(path.read_text(encoding="utf-8"))
    assert path.stem == written["run"] == record.run
    assert (written["exit_status"], written["error"]) == (0, None)
    assert written["batches"] == [done.batch]
    assert written["periods"] == ["2023-11"]
    assert written["new_files"] == 2
    assert written["files"] == {"accepted": 1, "partly_accepted": 1}
    assert written["reports"] == {"accepted": 5, "returned": 1}
    assert written["scores"] == 2
    assert sum(written["lights"].values()) > 0
    assert {"inbox", "facts", "reviews", "assessment"} <= set(written["seconds_by_stage"])
    assert written["seconds"] >= sum(written["seconds_by_stage"].values()) > 0
    assert written["peak_memory_bytes"] > 50_000_000


def test_a_line_a_step_is_logged_for_the_owner_alone(told):
    small, done, record = told
    logged = lines(small)
    assert [line["event"] for line in (logged[0], logged[-1])] == ["pass started", "pass finished"]
    assert {line["run"] for line in logged} == {record.run}
    assert {line["site"] for line in logged} == {"small"}
    steps = [line for line in logged if line["event"] == "step finished"]
    assert len(steps) == len(record.stages)
    assert {(line["stage"], line["batch"]) for line in steps if line["job"] == "nightly"} == {
        ("decisions", done.batch),
        ("inbox", done.batch),
    }
    (path,) = (small.home / "logs").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_metrics_say_how_the_office_stands(told):
    small, _, record = told
    found = figures(small.office)
    assert found["kaohe_reports"] == {("2023-11", "accepted"): 5, ("2023-11", "returned"): 1}
    assert found["kaohe_reports_overdue"] == {("2023-11",): 1}
    assert found["kaohe_files_waiting"] == {(): 0}
    assert found["kaohe_findings_open"] == {("hard",): 1}
    assert found["kaohe_rows"] == {("Z02",): 6, ("Z03",): 1, ("Z04",): 4}
    assert found["kaohe_stale"] == {(): 0}
    assert found["kaohe_last_run_success"] == {(): 1}
    assert (
        found["kaohe_last_success_timestamp_seconds"][()]
        == datetime.fromisoformat(record.finished_at).timestamp()
    )
    assert "kaohe_period_unassessed" not in found
    assert found["kaohe_home_free_bytes"][()] > 0
    assert found["kaohe_database_bytes"][()] > 100_000
    written = (small.home / "metrics" / "kaohe.prom").read_text(encoding="utf-8")
    assert {family.name for family in text_string_to_metric_families(written)} >= set(found)
    assert stat.S_IMODE((small.home / "metrics" / "kaohe.prom").stat().st_mode) & 0o044, (
        "node_exporter runs under another account"
    )


def test_it_grows_stale_with_time(told):
    small, _, record = told
    ended = datetime.fromisoformat(record.finished_at)
    assert stale_hours(small.office, ended + timedelta(hours=25)) is None
    assert stale_hours(small.office, ended + timedelta(hours=30)) == 30
    assert "已有 30 小时没有成功收过件" in inbox_problem(small.office, ended + timedelta(hours=30))


def test_a_pass_that_fails_is_told_of_too(small_office, monkeypatch):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    monkeypatch.setattr("assets.submissions.intake.receive", lambda office: 1 / 0)
    with pytest.raises(PassFailed, match="收件"):
        watched_pass(small_office.office)
    failed = run_records.newest(small_office.home, ("pass",))
    assert failed["exit_status"] == 1
    assert "ZeroDivisionError" in failed["error"]
    assert run_records.newest(small_office.home, ("pass",), only_successful=True) is None
    assert lines(small_office)[-1]["event"] == "pass failed"
    found = figures(small_office.office)
    assert found["kaohe_last_run_success"] == {(): 0}
    assert found["kaohe_stale"] == {(): 1}
    assert found["kaohe_files_waiting"] == {(): 1}


def failure_of(pipeline, result):
    context = dg.build_run_status_sensor_context(
        sensor_name="run_failure_sensor",
        dagster_instance=pipeline.instance,
        dagster_run=result.dagster_run,
        dagster_event=result.get_run_failure_event(),
        resources={"office": pipeline.office},
    ).for_run_failure()
    return pipeline.definitions.resolve_sensor_def("run_failure_sensor")(context)


def test_a_run_that_fails_alerts_in_words_and_says_what_to_do(small_office, pipeline, monkeypatch, posted):
    def broken(_office):
        raise ValueError("cannot read 张小三 321399199305061221")

    monkeypatch.setattr("assets.submissions.intake.receive", broken)
    failed = pipeline.run("nightly")
    assert not failed.success
    failure_of(pipeline, failed)
    (message,) = posted
    assert message["site"] == "small"
    assert message["title"] == "小样例教育局：收件失败"
    assert failed.run_id[:8] in message["text"]
    assert "重新运行即可" in message["text"]
    assert "ValueError" in message["text"]
    assert "张小三" not in message["text"]
    assert "321399199305061221" not in message["text"]
    record = run_records.newest(small_office.home, ("nightly",))
    assert record["exit_status"] == 1
    assert [line["event"] for line in lines(small_office)][-1] == "run failed"


def test_an_alert_that_could_not_be_posted_is_posted_later(small_office, pipeline, monkeypatch, posted):
    small_office.inbox.rename(small_office.inbox.with_name("away"))
    failed = pipeline.run("nightly")
    address = os.environ["KAOHE_ALERT_WEBHOOK"]
    monkeypatch.setenv("KAOHE_ALERT_WEBHOOK", "http://127.0.0.1:9/nobody-listens")
    with pytest.raises(PostFailed):
        failure_of(pipeline, failed)
    with pytest.raises(PostFailed):
        ask(pipeline, "freshness_sensor")
    assert posted == []
    monkeypatch.setenv("KAOHE_ALERT_WEBHOOK", address)
    ask(pipeline, "freshness_sensor")
    assert posted[0]["title"] == "小样例教育局：收件失败"
    assert "的告警，当时没有发出）收件没有完成：收件箱文件夹" in posted[0]["text"]
    ask(pipeline, "freshness_sensor")
    assert [message["title"] for message in posted].count("小样例教育局：收件失败") == 1


def test_what_the_office_can_put_right_is_told_in_the_words_of_a_pass(small_office, pipeline, posted):
    small_office.inbox.rename(small_office.inbox.with_name("away"))
    failure_of(pipeline, pipeline.run("nightly"))
    (message,) = posted
    record = run_records.newest(small_office.home, ("nightly",))
    assert record["error"].startswith("收件箱文件夹“")
    assert record["error"].endswith("或在 site.yaml 里改正 inbox")
    assert message["text"].startswith(f"收件没有完成：{record['error']}。\n")


def test_a_returned_report_is_no_failure(small_office, pipeline, posted):
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", **FAULTY))
    pipeline.run("nightly")
    returned = pipeline.run_unit("2023-11", BUZI)
    assert not returned.success
    failure_of(pipeline, returned)
    assert posted == []


def test_a_run_that_went_well_is_written_down(small_office, pipeline):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    done = pipeline.run("nightly")
    context = dg.build_run_status_sensor_context(
        sensor_name="run_record_sensor",
        dagster_instance=pipeline.instance,
        dagster_run=done.dagster_run,
        dagster_event=done.get_run_success_event(),
        resources={"office": pipeline.office},
    )
    pipeline.definitions.resolve_sensor_def("run_record_sensor")(context)
    record = run_records.newest(small_office.home, ("nightly",))
    assert record["exit_status"] == 0
    assert record["batches"] == [done.run_id]
    assert record["seconds_by_stage"]["inbox"] > 0
    assert stale_hours(small_office.office) is None


def test_stale_figures_alert_once_and_again_when_they_are_fresh(small_office, posted):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    with pipeline_of(small_office) as pipeline:
        _, cursor = ask(pipeline, "freshness_sensor")
        titles = [message["title"] for message in posted]
        assert titles == ["小样例教育局：数据可能过时"] * 2
        assert "从来没有成功收过件" in posted[0]["text"]
        assert "2023-11 的报表都已到期，却还没有考核过" in posted[1]["text"]
        _, cursor = ask(pipeline, "freshness_sensor", cursor)
        assert len(posted) == 2, "once is enough"
        watched_pass(small_office.office)
        ask(pipeline, "freshness_sensor", cursor)
        assert [message["title"] for message in posted[2:]] == ["小样例教育局：数据已更新"] * 2


def test_dagster_knows_how_often_the_inbox_is_expected(small_office):
    with pipeline_of(small_office) as pipeline:
        inbox = pipeline.definitions.resolve_assets_def("inbox").specs_by_key[dg.AssetKey("inbox")]
        facts = pipeline.definitions.resolve_assets_def("submission").specs_by_key[dg.AssetKey("submission")]
    assert inbox.freshness_policy == dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=26))
    assert facts.freshness_policy is None


def test_a_summary_that_is_deleted_while_the_newest_is_looked_for_is_passed_over(tmp_path):
    runs = tmp_path / run_records.FOLDER
    runs.mkdir()
    (runs / "20231201T090000-a.json").write_text(
        json.dumps({"kind": run_records.PASS, "exit_status": run_records.SUCCEEDED})
    )
    (runs / "20231202T090000-b.json").symlink_to("deleted")
    assert run_records.newest(tmp_path, (run_records.PASS,))["kind"] == run_records.PASS
