"""Files are read in processes of their own: whatever happens there costs one file, and nothing is read twice
or lost.
"""

import os
import signal
import time
from pathlib import Path

import pytest

from assets.submissions.inbox.archive import DamagedArchive
from assets.submissions.reading import isolation, reader
from assets.submissions.reading.process import LENGTH
from assets.submissions.reading.reader import FileToRead, read_files, read_workbook
from assets.submissions.reading.transfer import decode, encode
from assets.submissions.workbook import Limits, UnreadableWorkbook, Workbook
from tests.support.submitted_files import xlsx

HONEST = [xlsx({"表": [["甲", number]]}) for number in range(12)]


def files(*contents):
    return [FileToRead("报表.xlsx", content=content) for content in contents]


def value(outcome):
    return outcome.sheets[0].rows[0][1] if isinstance(outcome, Workbook) else outcome.code


@pytest.fixture
def own_processes(monkeypatch):
    """Processes that no other test has used; those started during the test."""
    started = []

    class Noted(isolation.ReadingProcess):
        def __init__(self):
            super().__init__()
            started.append(self)

    processes = isolation.ReadingProcesses()
    monkeypatch.setattr(reader, "_processes", processes)
    monkeypatch.setattr(isolation, "ReadingProcess", Noted)
    yield started
    processes.close()


def starting_with(monkeypatch, code):
    """Have the processes started from now on run this first: it stands for what a file might make a parser
    do.
    """
    monkeypatch.setattr(isolation, "_START", isolation._START.replace("main()", f"{code}; main()"))


DOES = (
    "import assets.submissions.reading.process as p, os, time, signal; parse = p.parse_workbook; "
    "p.parse_workbook = lambda data, name, limits: {} if name == 'hostile' else parse(data, name, limits)"
)
"""A process in which reading a file called ``hostile`` does this."""


def test_outcomes_come_in_the_order_of_the_files(own_processes):
    outcomes = list(read_files(files(*HONEST[:5], b"broken", *HONEST[5:])))
    assert [value(outcome) for outcome in outcomes] == [*range(5), "file-unrecognised", *range(5, 12)]
    assert 1 <= len(own_processes) <= reader.PROCESSES


def test_one_file_starts_one_process_that_is_used_again(own_processes):
    read_workbook(HONEST[0], "报表.xlsx")
    read_workbook(HONEST[1], "报表.xlsx")
    assert len(own_processes) == 1


def test_however_much_memory_the_one_who_asks_holds(own_processes):
    held = b"x" * 600_000_000
    for content in HONEST[:3]:
        read_workbook(content, "报表.xlsx")
    assert len(own_processes) == 1
    del held


@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("exec('while True: pass')", "file-takes-too-long"),
        ("b'x' * 10**10", "file-needs-too-much-memory"),
        ("os.abort()", "file-damaged"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "file-damaged"),
        ("os._exit(0)", "file-damaged"),
        ("os.write(5, b'x' * 100)", "file-damaged"),
    ],
    ids=["endless loop", "memory", "abort", "segmentation fault", "exit", "nonsense for an answer"],
)
def test_what_one_file_does_costs_that_file_only(own_processes, monkeypatch, does, code):
    starting_with(monkeypatch, DOES.format(does))
    among = [*files(*HONEST[:4]), FileToRead("hostile", content=HONEST[0]), *files(*HONEST[4:])]
    outcomes = list(read_files(among, Limits(seconds=0.5, memory_bytes=1_000_000_000)))
    assert [value(outcome) for outcome in outcomes] == [*range(4), code, *range(4, 12)]


def test_the_limit_stands_in_the_sentence(own_processes, monkeypatch):
    starting_with(monkeypatch, DOES.format("exec('while True: pass')"))
    (outcome,) = read_files([FileToRead("hostile", content=HONEST[0])], Limits(seconds=0.25))
    assert outcome.sentence == "读取文件超过了上限0.25秒，没有读完，请把数据复制到空白表样中重新报送。"


def test_a_process_that_says_nothing_is_given_up(own_processes, monkeypatch):
    starting_with(monkeypatch, DOES.format("time.sleep(600)"))
    among = [FileToRead("hostile", content=HONEST[0]), *files(HONEST[1])]
    before = time.monotonic()
    assert [value(outcome) for outcome in read_files(among, Limits(seconds=0.1))] == [
        "file-takes-too-long",
        1,
    ]
    assert time.monotonic() - before < 20


def test_a_process_killed_from_outside_costs_no_file(own_processes):
    outcomes = read_files(files(*HONEST))
    found = [value(next(outcomes))]
    for process in own_processes:
        os.kill(process._child.pid, signal.SIGKILL)
    assert [*found, *map(value, outcomes)] == list(range(12))


def test_reading_may_be_left_half_done_and_begun_anew(own_processes):
    outcomes = read_files(files(*HONEST))
    next(outcomes)
    outcomes.close()
    assert [value(outcome) for outcome in read_files(files(*HONEST))] == list(range(12))


def test_two_may_read_at_the_same_time(own_processes):
    first, second = read_files(files(*HONEST)), read_files(files(*reversed(HONEST)))
    assert [(value(one), value(other)) for one, other in zip(first, second, strict=True)] == [
        (n, 11 - n) for n in range(12)
    ]


def test_if_no_process_can_be_started_no_file_is_refused(own_processes, monkeypatch):
    monkeypatch.setattr(isolation, "_START", "raise SystemExit('no such library')")
    with pytest.raises(isolation.CannotRead, match="读取工作簿的进程无法启动：no such library"):
        list(read_files(files(*HONEST)))


def test_another_content_than_the_archive_says_is_no_ones_submission(own_processes, tmp_path):
    (tmp_path / "archived").write_bytes(HONEST[0])
    with pytest.raises(DamagedArchive, match="已损坏（内容与 SHA-256 不符）"):
        list(read_files([FileToRead("报表.xlsx", tmp_path / "archived", sha256="0" * 64)]))
    assert [path.name for path in tmp_path.iterdir()] == ["archived.damaged"]


def test_a_process_knows_nothing_of_the_office(own_processes, monkeypatch):
    monkeypatch.setenv("KAOHE_PERSON_KEY", "secret")
    read_workbook(HONEST[0], "报表.xlsx")
    assert b"KAOHE" not in Path(f"/proc/{own_processes[0]._child.pid}/environ").read_bytes()


def test_processes_end_with_the_one_that_asked(own_processes):
    read_workbook(HONEST[0], "报表.xlsx")
    (process,) = own_processes
    process._requests.close()
    assert process._child.wait(timeout=10) == 0


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff",
        b"null",
        b"[[]]",
        b'[["a", false, false, [], [[1], [1, 2]]]]',
        b'[["a", false, false, [], [[{"x": 1}]]]]',
        b'[["a", false, false, [], [[[1]]]]]',
        b'[["a", false, false, [], [[{"datetime": "tomorrow"}]]]]',
        b'[["a", false, false, [["A1", 1, 2, 3]], []]]',
        b"[[1, false, false, [], []]]",
        b'["file-damaged", {"limit": 1}, 3]',
        b'["no-such-finding", {}]',
        b'["file-too-large", {}]',
        b"[" * 100_000,
        b"[[" + b"9" * 10_000 + b"]]",
    ],
)
def test_answers_are_taken_for_nothing_but_data(sent):
    with pytest.raises(ValueError):
        decode(sent)


def test_answers_hold_everything_a_workbook_does():
    refusal = decode(encode(UnreadableWorkbook("file-too-large", size=3, limit=2)))
    assert isinstance(refusal, UnreadableWorkbook) and refusal.sentence.startswith(
        "文件有3兆字节，超过上限2兆字节"
    )
    assert LENGTH == 8
