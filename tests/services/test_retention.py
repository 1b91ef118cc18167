"""What is past its time goes, and nothing else: not what counts this year, nor what somebody objects to, nor
what figures stand on.
"""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from assets.facts.facts import build_facts
from assets.submissions.blank.templates import wanted_templates, write_template
from assets.submissions.inbox import receipt
from pipelines.orchestration import retention
from schemas.office.catalogue import BUILT_IN
from schemas.settings.retention import Duration, RetentionSettings
from tests.support.pipelines import pipeline_of
from tests.support.returned_loop import LoopOffice
from tests.support.workbooks import FAULTY, township_workbook
from warehouse.keeping import retention as files
from warehouse.results.objections import add_objection, close_objection

pytestmark = pytest.mark.services

KINDS = ("originals", "returned", "evidence", "attachments", "letters", "logs", "dagster_runs")
POLICY = f"retention: {{{', '.join(f'{kind}: {{months: 6}}' for kind in KINDS)}}}\n"
TODAY = "2025-03-10"


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """An office that keeps things for half a year; a report of 2023 and one of 2025 arrived, each in a faulty
    and a right version.
    """
    made = LoopOffice(tmp_path_factory.mktemp("retention"))
    settings = made.site / "site.yaml"
    text = (
        settings.read_text(encoding="utf-8")
        .replace("as_of: 2024-03-10", f"as_of: {TODAY}")
        .replace("last: 2024-02", "last: 2025-02")
    )
    settings.write_text(text + POLICY, encoding="utf-8")
    for period, at in (("2023-11", "2023-12-01"), ("2025-01", "2025-02-03")):
        made.take(
            f"{period}.xlsx",
            township_workbook("耿车镇", period, sheets=["Z02", "Z03"], **FAULTY),
            f"{at} 09:00",
        )
        made.take(
            f"{period}更正.xlsx", township_workbook("耿车镇", period, sheets=["Z02", "Z03"]), f"{at} 10:00"
        )
        build_facts(made.office, BUILT_IN["Z02"], period)
    for path in (made.home / "returned").rglob("*.xlsx"):
        age(path, "2023-12-01")
    made.office.engine.dispose()
    return made


@pytest.fixture
def loop(used, tmp_path):
    """A copy of it, to be changed."""
    return used.copy(tmp_path / "office")


def age(path, day):
    moment = datetime.fromisoformat(day).timestamp()
    os.utime(path, (moment, moment))


def restated(loop, changes):
    """The office with other settings."""
    settings = loop.site / "site.yaml"
    text = settings.read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    settings.write_text(text, encoding="utf-8")
    loop.__dict__.pop("office", None)


def names(loop):
    return sorted((each.kind, each.file_name) for each in files.expired_files(loop.office))


def originals(loop):
    return sorted(name for kind, name in names(loop) if kind == "originals")


def archived(loop):
    return sum(path.is_file() for path in (loop.home / "archive").rglob("*"))


def test_what_is_past_its_time_is_what_no_year_under_assessment_needs(loop):
    assert originals(loop) == ["2023-11.xlsx", "2023-11更正.xlsx"]
    returned = [name for kind, name in names(loop) if kind == "returned"]
    assert len(returned) == 1
    assert "2023-11" in returned[0], "that of this year is as old by its file, and stays"


def test_it_goes_and_the_ledger_tells_of_it_while_figures_stay(loop):
    facts = loop.office.store.read(BUILT_IN["Z02"], "loop", "2023-11")
    reports = loop.rows("SELECT * FROM report ORDER BY report_id")
    expired = files.expired_files(loop.office)
    assert files.delete_expired(loop.office, expired) == expired
    assert len(expired) == 3
    assert archived(loop) == 2
    assert files.expired_files(loop.office) == []
    told = loop.rows(
        "SELECT file_name, sha256, reason FROM deleted_file WHERE kind = 'originals' ORDER BY file_name"
    )
    assert [row[0] for row in told] == ["2023-11.xlsx", "2023-11更正.xlsx"]
    assert all(len(row[1]) == 64 and "超过保存期限6个月" in row[2] for row in told)
    assert loop.office.store.read(BUILT_IN["Z02"], "loop", "2023-11").equals(facts)
    assert loop.rows("SELECT * FROM report ORDER BY report_id") == reports


def test_what_went_does_not_come_back(loop):
    files.delete_expired(loop.office, files.expired_files(loop.office))
    before = loop.rows("SELECT * FROM submission ORDER BY submission_id"), loop.paths()
    loop.run()
    assert archived(loop) == 2, "the files still lie in the inbox"
    assert (loop.rows("SELECT * FROM submission ORDER BY submission_id"), loop.paths()) == before


def test_a_file_that_is_sent_anew_is_kept_anew(loop):
    content = (loop.inbox / "2023-11.xlsx").read_bytes()
    files.delete_expired(loop.office, files.expired_files(loop.office))
    loop.take("又发一次.xlsx", content, "2025-03-01 09:00")
    assert archived(loop) == 3
    assert originals(loop) == []


def test_later_work_gets_along_without_the_originals(loop):
    files.delete_expired(loop.office, files.expired_files(loop.office))
    (wanted,) = wanted_templates(loop.office, "2023-12", ["Z02"], "耿车镇")
    assert write_template(loop.office, wanted, "2023-12", loop.home / "blank").exists()
    from assets.reviews.replay import replay
    from assets.reviews.stage import review_period

    assert replay(loop.office, "Z02-1", ["2023-11"], {}).empty
    review_period(loop.office, "2023-11", "again")


def test_what_is_under_objection_stays(loop):
    unit = "321302101"
    with loop.office.engine.begin() as connection:
        number = add_objection(
            connection, "loop", "township-2023", "2023-12", unit, "A3-1", date(2025, 3, 1), "不认可"
        )
    assert names(loop) == []
    with loop.office.engine.begin() as connection:
        close_objection(connection, "loop", number, date(2025, 3, 2), "不采纳", "无误")
    assert originals(loop) == ["2023-11.xlsx", "2023-11更正.xlsx"]


def test_what_was_objected_to_after_it_was_listed_stays(loop):
    expired = files.expired_files(loop.office)
    with loop.office.engine.begin() as connection:
        add_objection(
            connection, "loop", "township-2023", "2023-12", "321302101", "A3-1", date(2025, 3, 1), "不认可"
        )
    assert files.delete_expired(loop.office, expired) == []
    assert (archived(loop), loop.rows("SELECT count(*) FROM deleted_file")) == (4, [(0,)])


def test_a_content_that_is_sent_anew_while_old_files_go_is_kept(loop, monkeypatch):
    """Intake finds it in the archive, and has not told the ledger yet."""
    archived_by_intake, told = threading.Event(), receipt.flush_archived

    def tell_late(*arguments):
        archived_by_intake.set()
        time.sleep(1)
        told(*arguments)

    expired = files.expired_files(loop.office)
    monkeypatch.setattr(receipt, "flush_archived", tell_late)
    with ThreadPoolExecutor(1) as runs:
        intake = runs.submit(
            loop.take, "又发一次.xlsx", (loop.inbox / "2023-11.xlsx").read_bytes(), "2025-03-01 09:00"
        )
        assert archived_by_intake.wait(30)
        gone = files.delete_expired(loop.office, expired)
        intake.result()
    assert "2023-11.xlsx" not in [each.file_name for each in gone]
    assert originals(loop) == []
    assert archived(loop) == 3


def test_two_at_once_tell_the_ledger_once(loop):
    expired = files.expired_files(loop.office)
    with ThreadPoolExecutor(2) as both:
        gone = [
            each.result()
            for each in [both.submit(files.delete_expired, loop.office, expired) for _ in range(2)]
        ]
    assert sorted(map(len, gone)) == [0, 3]
    assert loop.rows("SELECT count(*) FROM deleted_file") == [(3,)]


def test_nothing_goes_in_january_of_the_year_that_is_being_concluded(loop):
    restated(loop, {TODAY: "2024-01-31", "months: 6": "months: 1"})
    assert originals(loop) == []
    assert not [name for _, name in names(loop) if "2023-11" in name]


def test_without_a_policy_everything_is_kept(loop):
    restated(loop, {POLICY: ""})
    assert files.expired_files(loop.office) == []


def test_a_deletion_that_was_cut_short_is_completed(loop, monkeypatch):
    expired = files.expired_files(loop.office)
    with loop.office.engine.begin() as connection:
        files.record_deletions(connection, loop.office, expired)
    assert files.expired_files(loop.office) == expired, "the ledger was told and the process died"
    files.delete_expired(loop.office, files.expired_files(loop.office))
    assert files.expired_files(loop.office) == []
    assert loop.rows("SELECT count(*) FROM deleted_file") == [(3,)]


def test_evidence_logs_and_summaries_go_but_not_the_log_of_access(loop):
    for path in (
        "evidence/证据包.xlsx",
        "evidence/access.log",
        "logs/kaohe-2024-01-01.jsonl",
        "runs/a.json",
        "runs/b.json",
    ):
        (loop.home / path).parent.mkdir(exist_ok=True)
        (loop.home / path).write_text("{}", encoding="utf-8")
        age(loop.home / path, "2024-01-01")
    found = {each.path for each in files.expired_files(loop.office) if each.kind in ("evidence", "logs")}
    assert found == {"evidence/证据包.xlsx", "logs/kaohe-2024-01-01.jsonl", "runs/a.json"}


def handed_in(loop, path, day):
    """A file that units handed in beside their reports, last handed in on that day."""
    (loop.home / path).parent.mkdir(parents=True, exist_ok=True)
    (loop.home / path).write_bytes(b"a picture of persons")
    age(loop.home / path, day)


ATTACHED, KEPT_LETTER = f"attachments/ab/{'ab' * 32}", f"desk/mail/{'cd' * 32}.eml"


def handed_in_paths(loop):
    return [each.path for each in files.expired_files(loop.office) if each.kind in ("attachments", "letters")]


def test_attachments_and_kept_letters_go_with_their_period(loop):
    handed_in(loop, ATTACHED, "2024-01-01")
    handed_in(loop, KEPT_LETTER, "2024-01-01")
    handed_in(loop, "attachments/ab/this-year", "2025-01-02")
    handed_in(loop, "desk/mail/this-year.eml", "2025-01-02")
    handed_in(loop, "attachments/ab/half-a-year", "2024-10-01")
    assert handed_in_paths(loop) == [ATTACHED, KEPT_LETTER]
    files.delete_expired(loop.office, files.expired_files(loop.office))
    assert not (loop.home / ATTACHED).exists()
    assert not (loop.home / KEPT_LETTER).exists()
    told = loop.rows("SELECT sha256, reason FROM deleted_file WHERE kind = 'attachments'")
    assert told == [("ab" * 32, "佐证材料和申诉材料超过保存期限6个月（自 2024-01-01 起）")]
    assert (loop.home / "attachments/ab/this-year").exists()


def test_attachments_stay_while_an_objection_is_open_and_all_of_the_year_under_assessment(loop):
    handed_in(loop, ATTACHED, "2024-01-01")
    with loop.office.engine.begin() as connection:
        number = add_objection(
            connection, "loop", "township-2023", "2023-12", "321302101", "A3-1", date(2025, 3, 1), "不认可"
        )
    assert handed_in_paths(loop) == []
    with loop.office.engine.begin() as connection:
        close_objection(connection, "loop", number, date(2025, 3, 2), "不采纳", "无误")
    assert handed_in_paths(loop) == [ATTACHED]
    restated(loop, {f"as_of: {TODAY}": "as_of: 2025-01-31"})
    assert handed_in_paths(loop) == [], "in January the year before is being concluded"


def test_the_nightly_job_deletes_and_says_what(loop):
    small = SimpleNamespace(office=loop.office)
    with pipeline_of(small) as pipeline:
        done = pipeline.run("retention")
        assert done.success
        (event,) = [event for event in done.all_events if event.is_successful_output]
        said = event.event_specific_data.metadata
        assert said["个数"].value == 3
        assert "2023-11更正.xlsx" in said["已删除"].value
        schedule = pipeline.definitions.resolve_schedule_def("retention_at_four")
        assert schedule.default_status.value == "RUNNING"
    assert archived(loop) == 2


def test_old_runs_of_dagster_go(loop):
    with pipeline_of(SimpleNamespace(office=loop.office)) as pipeline:
        assert pipeline.run("retention").success
        assert [
            each for each in retention.expired(loop.office, pipeline.instance) if each.kind == "dagster_runs"
        ] == []
        restated(loop, {TODAY: "2199-01-01", "last: 2025-02": "last: 2025-03"})
        found = [
            each for each in retention.expired(loop.office, pipeline.instance) if each.kind == "dagster_runs"
        ]
        assert len(found) == 1
        retention.delete(loop.office, pipeline.instance, found)
        assert pipeline.instance.get_runs_count() == 0


def test_the_command_lists_first_and_deletes_when_told(loop, kaohe):
    listed = kaohe("retain", "--json", site=loop.site, home=loop.home)
    assert listed.returncode == 0, listed.stderr
    assert (json.loads(listed.stdout)["deleted"], archived(loop)) == (False, 4)
    done = kaohe("retain", "--apply", site=loop.site, home=loop.home)
    assert "已删除以上 3 个" in done.stdout
    assert archived(loop) == 2


def test_a_span_is_counted_in_months():
    assert Duration(years=1, months=6).before(date(2025, 3, 31)) == date(2023, 9, 28)
    assert str(Duration(years=1, months=6)) == "1年6个月"
    with pytest.raises(ValueError, match="期限"):
        Duration()
    assert not RetentionSettings().limits_anything
