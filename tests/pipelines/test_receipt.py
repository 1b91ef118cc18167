"""An inbox that cannot be taken in as it is stops the pass with one sentence; nothing is taken for a quiet
month.
"""

import os
import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from assets.submissions.inbox.archive import archive
from assets.submissions.inbox.receipt import InboxUnusable, LedgerLost, receive
from assets.submissions.inbox.settling import settled
from pipelines.orchestration.execution import PassFailed
from tests.support.offices import BEIJING
from tests.support.workbooks import township_workbook
from warehouse.standing.counts import file_counts


def write_receipts(office, content: bytes) -> None:
    office.inbox.mkdir(exist_ok=True)
    (office.inbox / "received.csv").write_bytes(content)


def test_an_inbox_that_is_not_there_fails_the_nightly_run(small_office):
    shutil.rmtree(small_office.inbox)
    with pytest.raises(PassFailed, match=r"收件箱文件夹“.*inbox”不存在，请检查它是否已连接"):
        small_office.run()


def test_the_list_of_receipts_says_when_a_file_came(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    write_receipts(small_office, "file_name,received_at\r\n耿车镇.xlsx,2023-12-09 16:20\r\n".encode())
    receive(small_office.office)
    (received,) = small_office.view("bi_submission")["received_at"]
    assert datetime.fromisoformat(str(received)) == datetime(2023, 12, 9, 16, 20)


@pytest.mark.parametrize(
    "written", ["2024/1/3 9:05", "2024-01-03 09:05", "2024年1月3日 9:05", "2024-01-03T09:05:00"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_that_chinese_excel_saved(small_office, written, encoding):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    write_receipts(small_office, f"file_name,received_at\r\n耿车镇.xlsx,{written}\r\n,\r\n".encode(encoding))
    receive(small_office.office)
    assert received(small_office) == {"耿车镇.xlsx": datetime(2024, 1, 3, 9, 5)}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "乙.xlsx,12月5日",
            "第 3 行的收到时间“12月5日”无法识别，请写成 2023-12-05 09:30 的样式；这个文件先不收",
        ),
        ("乙.xlsx,2023-13-05", "第 3 行的收到时间“2023-13-05”无法识别"),
        ("乙.xlsx", "第 3 行没有收到时间（received_at），请补上；这个文件先不收"),
        ("乙.xlsx,2099-12-05 09:30", "第 3 行的收到时间“2099-12-05 09:30”还没有到，请改正；这个文件先不收"),
    ],
)
def test_a_faulty_line_keeps_its_file_waiting_and_no_other(small_office, caplog, line, fault):
    for name in ("甲.xlsx", "乙.xlsx"):
        small_office.send(name, township_workbook("耿车镇", "2023-11"))
    write_receipts(small_office, f"file_name,received_at\r\n甲.xlsx,2023-12-05\r\n{line}\r\n".encode())
    receive(small_office.office)
    assert received(small_office) == {"甲.xlsx": datetime(2023, 12, 5)}
    assert fault in caplog.text
    write_receipts(small_office, b"file_name,received_at\r\n" + "乙.xlsx,2023-12-06\r\n".encode())
    receive(small_office.office)
    assert received(small_office)["乙.xlsx"] == datetime(2023, 12, 6)


def test_a_line_without_a_name_costs_itself(small_office, caplog):
    small_office.send("甲.xlsx", township_workbook("耿车镇", "2023-11"))
    write_receipts(small_office, b"file_name,received_at\r\n,2023-12-05\r\n")
    receive(small_office.office)
    assert "第 2 行没有文件名（file_name），请补上" in caplog.text
    assert set(received(small_office)) == {"甲.xlsx"}


def test_a_list_without_its_columns_stops_the_pass(small_office):
    write_receipts(small_office, "文件,时间\r\n甲.xlsx,2023-12-05 09:30\r\n".encode())
    with pytest.raises(InboxUnusable, match="第 1 行应写列名 file_name,received_at，请改正后重新运行"):
        receive(small_office.office)


def received(office) -> dict[str, datetime]:
    """When each file was received, by its name."""
    rows = office.view("bi_submission")
    return {row.file_name: datetime.fromisoformat(str(row.received_at)) for row in rows.itertuples()}


def test_a_file_time_that_is_still_to_come_counts_as_now(small_office):
    """Else a report written on a machine whose clock is ahead could not be corrected before that day."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"), "2099-01-01 09:00")
    receive(replace(small_office.office, stated_day=None))
    assert (
        timedelta(0)
        <= datetime.now(BEIJING).replace(tzinfo=None) - received(small_office)["耿车镇.xlsx"]
        < timedelta(minutes=5)
    )


def test_a_file_changed_after_the_stated_day_came_on_it_in_its_order(small_office):
    """The office's today is 2023-12-10: what is sent now to try that day out is no late report."""
    small_office.send("先.xlsx", township_workbook("耿车镇", "2023-11"), "2024-05-02 09:00")
    small_office.send("后.xlsx", township_workbook("埠子镇", "2023-11"), "2024-05-02 09:01")
    small_office.send("当天.xlsx", township_workbook("耿车镇", "2023-10"), "2023-12-10 16:00")
    receive(small_office.office)
    small_office.send(
        "更正.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=7), "2024-05-01 09:00"
    )
    receive(small_office.office)
    came = received(small_office)
    assert sorted(came, key=came.get) == ["先.xlsx", "后.xlsx", "当天.xlsx", "更正.xlsx"]
    assert {moment.date() for moment in came.values()} == {date(2023, 12, 10)}
    receive(small_office.office)
    assert received(small_office) == came


def test_a_clock_that_was_set_back_stops_the_pass(small_office, monkeypatch):
    """What came in while the clock is behind would count as older than what it corrects."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-05 09:30")
    receive(small_office.office)
    for minutes, is_behind in ((9, False), (11, True)):
        clock = datetime(2023, 12, 5, 9, 30, tzinfo=BEIJING) - timedelta(minutes=minutes)
        monkeypatch.setattr("assets.submissions.inbox.receipt._now", lambda office, clock=clock: clock)
        with (
            pytest.raises(InboxUnusable, match="系统时间（2023-12-05 09:19）早于已登记的收件时间")
            if is_behind
            else nullcontext()
        ):
            receive(small_office.office)


def test_a_file_that_is_gone_once_it_was_archived_is_still_received(small_office, monkeypatch):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))

    def and_then_it_is_gone(path, root, **options):
        kept = archive(path, root, **options)
        path.unlink()
        return kept

    monkeypatch.setattr("assets.submissions.inbox.receipt.archive", and_then_it_is_gone)
    receive(small_office.office)
    assert received(small_office) == {"耿车镇.xlsx": datetime(2023, 12, 1, 9)}


def test_a_file_that_is_gone_before_it_was_archived_is_passed_over(small_office, monkeypatch):
    missing = small_office.inbox / "耿车镇.xlsx"
    monkeypatch.setattr("assets.submissions.inbox.receipt.settled", lambda paths, seconds: ([missing], []))
    receive(small_office.office)
    assert received(small_office) == {}


def test_files_that_change_while_one_waits_are_left_for_the_next_pass(tmp_path, monkeypatch):
    old, whole, growing, taken = (
        tmp_path / name for name in ("以前.xlsx", "写好.xlsx", "在写.xlsx", "拿走.xlsx")
    )
    for path in (old, whole, growing, taken):
        path.write_bytes(b"content")
    os.utime(old, (0, 0))

    def meanwhile(seconds):
        assert 2 < seconds <= 3, (
            "as long as the youngest file still needs to have been left alone for three seconds"
        )
        growing.write_bytes(b"more content")
        taken.unlink()

    monkeypatch.setattr("assets.submissions.inbox.settling.time.sleep", meanwhile)
    assert settled([old, whole, growing, taken], 3) == ([old, whole], [growing])


def test_nothing_is_waited_for_where_no_file_has_just_changed(tmp_path, monkeypatch):
    old = tmp_path / "以前.xlsx"
    old.write_bytes(b"content")
    os.utime(old, (0, 0))
    monkeypatch.setattr(
        "assets.submissions.inbox.settling.time.sleep", lambda seconds: pytest.fail("it waited")
    )
    assert settled([old], 3) == ([old], [])


def test_a_database_that_was_lost_is_not_taken_for_a_quiet_month(small_office, tmp_path):
    for _ in range(2):
        small_office.run("2023-11")
    assert received(small_office) == {}, "an office to which nothing was sent yet"
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.run()
    lost = replace(small_office.office, warehouse_url=f"sqlite:///{tmp_path}/another.db")
    lost.prepare()
    with pytest.raises(LedgerLost, match=r"事实库里却有 2023-11 的明细：数据库丢失了，或数据库地址.*不对"):
        receive(lost)
    with lost.engine.connect() as connection:
        assert file_counts(connection, "small") == {}
    receive(small_office.office)
