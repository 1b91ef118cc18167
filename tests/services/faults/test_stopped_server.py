"""A PostgreSQL server that crashes in the middle of a run: the run says so and ends; the next one completes.

And two runs that make its tables at once.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.faults.on_postgresql import contents, run_on
from tests.services.faults.runs import Stop
from tests.services.faults.sentences import assert_one_sentence
from tests.support.postgresql import BY_SOCKET_ONLY, NoPostgresql, Server, new_database, own_server

pytestmark = pytest.mark.services

LOST = "与数据库的连接断了，请检查数据库服务"
MOMENTS = {
    "while the archive is written": ("rename archive", 2),
    "at an early commit": ("commit {database}", 12),
    "at a late commit": ("commit {database}", 40),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that flushes its commits as it does in use: what was committed outlasts the crash."""
    try:
        with own_server(BY_SOCKET_ONLY) as own:
            yield own
    except NoPostgresql as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_server_that_crashes(moment: str, server: Server, office, home: Path, undisturbed_on_postgresql):
    url = new_database(server.url, name := "crashed_" + "_".join(moment.split()))
    step, number = MOMENTS[moment]
    run = run_on(url, office, home, Stop(step.format(database=name), number, halt=True))
    run.wait_until_halted()
    server.stop_at_once()
    run.go_on()
    try:
        assert_one_sentence(run.ended(), LOST)
    finally:
        server.start()
    ended = run_on(url, office, home).ended()
    assert ended.code == 0, ended.errors
    assert contents(url) == undisturbed_on_postgresql


def test_a_server_that_is_back_before_it_is_missed(
    server: Server, office, home: Path, undisturbed_on_postgresql
):
    """Connections are looked at before they are used: in the middle of writing files a restart goes by
    unnoticed, or is told.
    """
    url = new_database(server.url, "restarted")
    run = run_on(url, office, home, Stop("rename returned", 1, halt=True))
    run.wait_until_halted()
    server.stop_at_once()
    server.start()
    run.go_on()
    ended = run.ended()
    if ended.code:
        assert_one_sentence(ended, LOST)
        assert run_on(url, office, home).ended().code == 0
    assert contents(url) == undisturbed_on_postgresql


def test_two_runs_at_once_on_an_empty_database(
    office, tmp_path: Path, on_postgresql: str, undisturbed_on_postgresql
):
    """Both find no tables, neither Dagster's nor ours, and a home where nothing was made yet."""
    home = tmp_path / "run"
    both = [run_on(on_postgresql, office, home, notes=tmp_path / f"notes{number}") for number in range(2)]
    ended = [run.ended() for run in both]
    assert [each.code for each in ended] == [0, 0], [each.errors for each in ended]
    assert contents(on_postgresql) == undisturbed_on_postgresql
