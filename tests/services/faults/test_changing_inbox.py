"""An inbox that changes while it is taken in: every version is one whole state of a file, and none is taken
twice.
"""

import hashlib
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.faults.results import result
from tests.services.faults.runs import Run, Stop, log_of
from tests.support.workbooks import township_workbook

pytestmark = pytest.mark.services


def submissions(home: Path) -> list[tuple[str, str, str]]:
    """(file name, SHA-256, status) of everything received."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        return connection.execute(
            "SELECT file_name, sha256, status FROM bi_submission ORDER BY received_at, file_name"
        ).fetchall()


def test_a_file_that_is_rewritten_without_pause(own_office, home: Path):
    """A writer that writes half, rests, writes the rest, and begins again with another content, as long as
    the runs last.
    """
    states = [township_workbook("耿车镇", "2023-11", learners=number) for number in range(50, 60)]
    path = own_office.inbox / "正在写.xlsx"
    stop = threading.Event()

    def rewrite() -> None:
        number = 0
        while not stop.is_set():
            content = states[number % len(states)]
            with path.open("wb", buffering=0) as file:
                file.write(content[: len(content) // 2])
                time.sleep(0.3)
                file.write(content[len(content) // 2 :])
            time.sleep(0.3)
            number += 1

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        ended = Run(home, ["run", "--site", own_office.site_folder]).ended()
    finally:
        stop.set()
        writer.join()
    assert ended.code == 0, ended.errors
    assert "文件“正在写.xlsx”还在变化，本次没有收" in log_of(home)
    assert "正在写.xlsx" not in {name for name, *_ in submissions(home)}
    os.utime(path, (time.time() - 60,) * 2)
    assert Run(home, ["run", "--site", own_office.site_folder]).ended().code == 0
    taken = [(sha256, status) for name, sha256, status in submissions(home) if name == "正在写.xlsx"]
    assert [sha256 for sha256, _ in taken] == [hashlib.sha256(path.read_bytes()).hexdigest()]
    assert taken[0][1] != "rejected"


def test_files_taken_away_in_the_middle(own_office, home: Path):
    """What was archived is processed; what was not is as if it had never been there."""
    run = Run(home, ["run", "--site", own_office.site_folder], Stop("flush archive", 1, halt=True))
    run.wait_until_halted()
    for path in own_office.inbox.iterdir():
        path.unlink()
    run.go_on()
    ended = run.ended()
    assert ended.code == 0, ended.errors
    archived = {path.name for path in (home / "archive").glob("*/*") if path.is_file()}
    assert archived == {sha256 for _, sha256, _ in submissions(home)}


def test_a_day_that_is_set_back_and_forth(own_office, home: Path, undisturbed):
    """Assessed as of an earlier day and then as of the right one: as if the clock had always been right."""
    for options in ([], ["--as-of", "2023-12-02"], []):
        ended = Run(home, ["run", "--site", own_office.site_folder, *options]).ended()
        assert ended.code == 0, ended.errors
    assert result(home) == undisturbed
