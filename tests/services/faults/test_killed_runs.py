"""A run that is killed at any moment loses nothing: the next one gives what an undisturbed run would have
given.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import KAOHE
from tests.services.faults.results import Result, result
from tests.services.faults.runs import PERSON_KEY, Run, Stop

pytestmark = pytest.mark.services

EVERY = "KAOHE_TEST_EVERY_MOMENT"
"""Set to 1: the run is killed at every moment, which takes half an hour; else at the first of each kind and
at some more.
"""
SOME_MORE = 6
AT_ONCE = 2
AGAIN_AND_AGAIN = 6
"""How often one home is killed before it may finish."""
OF_DAGSTER = ("event_log.db", "runs.db", "schedules.db")


def moments(steps: list[str]) -> list[Stop]:
    """Every moment at which something changes on disk: the n-th time of each step, in order."""
    counted: dict[str, int] = {}
    found = []
    for step in steps:
        counted[step] = counted.get(step, 0) + 1
        found.append(Stop(step, counted[step]))
    return found


def chosen(every: list[Stop], draw: random.Random) -> list[Stop]:
    """All commits to the serving database, the first of each other kind of moment, and some more of all."""
    if os.environ.get(EVERY) == "1":
        return every
    certain = [each for each in every if each.number == 1 or each.step == "commit warehouse.db"]
    others = [each for each in every if each not in certain and each.step.split()[1] not in OF_DAGSTER]
    return [*certain, *draw.sample(others, SOME_MORE)]


def killed_and_run_again(site: Path, home: Path, stop: Stop) -> Result:
    killed = Run(home, ["run", "--site", site], stop).ended()
    assert killed.code == -9, f"it was to be killed at {stop}: {killed}"
    ended = Run(home, ["run", "--site", site]).ended()
    assert ended.code == 0, ended.errors
    return result(home)


@pytest.fixture(scope="module")
def killed_runs(office, whole_run, prepared_home, tmp_path_factory) -> Iterator[dict[Stop, Future]]:
    """What came of each moment, two at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield {
            stop: pool.submit(
                killed_and_run_again,
                office.site_folder,
                shutil.copytree(prepared_home, tmp_path_factory.mktemp("k") / "run"),
                stop,
            )
            for stop in chosen(moments(whole_run[1]), random.Random(20231130))
        }


def test_killed_at_any_moment_and_run_again(killed_runs, undisturbed):
    different = [stop for stop, came in killed_runs.items() if came.result() != undisturbed]
    assert different == []
    assert len(killed_runs) > 30


def test_killed_again_and_again(office, whole_run, undisturbed, home, assert_completes):
    """What an interrupted run left is interrupted again, further on each time."""
    every = [each for each in moments(whole_run[1]) if each.step.split()[1] not in OF_DAGSTER]
    stops = sorted(random.Random(1).sample(range(len(every)), AGAIN_AND_AGAIN))
    killed = [Run(home, ["run", "--site", office.site_folder], every[stop]).ended().code for stop in stops]
    assert killed.count(-9) >= 2
    assert_completes(home)


def start(site: Path, home: Path) -> subprocess.Popen:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("KAOHE_", "DAGSTER_"))
    }
    return subprocess.Popen(
        [KAOHE, "run", "--site", site, "--home", home],
        env=environment | {"KAOHE_PERSON_KEY": PERSON_KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_from_outside(office, home, assert_completes):
    """The command as it is installed, killed by somebody else as soon as it has written its first facts."""
    process = start(office.site_folder, home)
    deadline = time.monotonic() + 120
    while (
        not list((home / "facts").rglob("part.parquet"))
        and process.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert process.returncode == -9, "it was to be killed in the middle"
    assert_completes(home)


@pytest.mark.parametrize("step", ["commit warehouse.db", "rename archive", "rename facts"])
def test_interrupted_from_the_keyboard(office, home, assert_completes, step):
    """Ctrl-C at the terminal, while nothing of Dagster's runs yet or in the middle of one of its steps."""
    run = Run(home, ["run", "--site", office.site_folder], Stop(step, halt=True))
    run.wait_until_halted()
    os.kill(run.process.pid, signal.SIGINT)
    run.go_on()
    ended = run.ended()
    assert (ended.code, ended.errors.strip()) == (1, "已中断；没有丢失任何文件，重新运行即可继续。")
    assert_completes(home)


def test_two_runs_at_once(office, undisturbed, tmp_path):
    """A steward starts one by hand while the nightly one is under way."""
    home = tmp_path / "run"
    both = [
        Run(home, ["run", "--site", office.site_folder], notes=tmp_path / f"notes{number}")
        for number in range(2)
    ]
    ended = [run.ended() for run in both]
    assert [each.code for each in ended] == [0, 0], [each.errors for each in ended]
    assert result(home) == undisturbed


def test_what_a_killed_run_left_half_written_is_removed_after_a_day(
    office, whole_run, home, assert_completes
):
    killed = Run(home, ["run", "--site", office.site_folder], Stop("rename archive", 2)).ended()
    assert killed.code == -9
    halves = list((home / "archive").glob(".incoming-*"))
    assert halves
    assert_completes(home)
    assert all(half.exists() for half in halves), "another run could still be writing them"
    for half in halves:
        os.utime(half, (time.time() - 25 * 3600,) * 2)
    assert_completes(home)
    assert not any(half.exists() for half in halves)
