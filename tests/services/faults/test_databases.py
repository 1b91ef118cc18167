"""A serving database that is locked, or whose connection breaks off: the run waits, or says so and ends; the
next one completes.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.services.faults.on_postgresql import contents, run_on
from tests.services.faults.runs import Run, Stop
from tests.services.faults.sentences import assert_one_sentence

pytestmark = pytest.mark.services

LOCKED = "数据库被另一个程序占用"
LOST = "与数据库的连接断了，请检查数据库服务"


def test_a_lock_held_longer_than_a_run_waits_is_told(
    office, home: Path, assert_completes: Callable[[Path], None]
):
    with closing(sqlite3.connect(home / "warehouse.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_one_sentence(Run(home, ["run", "--site", office.site_folder], busy_seconds=2).ended(), LOCKED)
    assert_completes(home)


def test_a_lock_held_shorter_is_waited_for(
    office, home: Path, undisturbed, assert_completes: Callable[[Path], None]
):
    with closing(
        sqlite3.connect(home / "warehouse.db", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(2, other.execute, ["ROLLBACK"])
        timer.start()
        began = time.monotonic()
        assert Run(home, ["run", "--site", office.site_folder]).ended().code == 0
        assert time.monotonic() - began > 2
        timer.join()
    assert_completes(home)


def test_connections_that_the_server_ends_are_told(office, home, on_postgresql, undisturbed_on_postgresql):
    name = on_postgresql.split("?")[0].rpartition("/")[2]
    run = run_on(on_postgresql, office, home, Stop(f"commit {name}", 8, halt=True))
    run.wait_until_halted()
    end_all_others(on_postgresql)
    run.go_on()
    assert_one_sentence(run.ended(), LOST)
    ended = run_on(on_postgresql, office, home).ended()
    assert ended.code == 0, ended.errors
    assert contents(on_postgresql) == undisturbed_on_postgresql


def end_all_others(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        ended = connection.scalars(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        ).all()
    engine.dispose()
    assert ended, "there was a connection to end"


def test_a_lock_that_another_session_holds_on_postgresql(
    office, home, on_postgresql, undisturbed_on_postgresql
):
    """Longer than a run waits: told; let go: the next run completes."""
    first = run_on(on_postgresql, office, home).ended()
    assert first.code == 0, first.errors
    engine = create_engine(on_postgresql)
    with engine.connect() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(hashtext('kaohe ledger small'))"))
        assert_one_sentence(run_on(on_postgresql, office, home, busy_seconds=2).ended(), LOCKED)
        other.rollback()
    engine.dispose()
    assert run_on(on_postgresql, office, home).ended().code == 0
    assert contents(on_postgresql) == undisturbed_on_postgresql
