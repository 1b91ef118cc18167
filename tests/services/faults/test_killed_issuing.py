"""Issuing a bulletin that is killed at any kind of write: issued again there is one issue, with its files
whole, and nothing else.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.faults.results import Result, result
from tests.services.faults.runs import Ended, Run, Stop
from tests.support.contents import file_hashes

pytestmark = pytest.mark.services

ISSUE = [
    "bulletin",
    "township-2023",
    "2023-11",
    "--issue",
    "--by",
    "职社科科长",
    "--without-notice",
    "上级要求提前印发",
]


def issuing(office, home: Path, stop: Stop | None = None) -> Ended:
    return Run(home, [*ISSUE, "--site", office.site_folder], stop).ended()


def issued(home: Path) -> Result:
    """What is there; the files of the issue, which hold the time they were written, are those that the
    database names, and frozen.
    """
    found = result(home)
    recorded = {path: sha256 for *_, path, sha256 in found.tables["bulletin_file"]}
    on_disk = {f"bulletins/{path}": sha256 for path, sha256 in file_hashes(home / "bulletins").items()}
    assert recorded.items() <= on_disk.items()
    assert {(home / path).stat().st_mode & 0o777 for path in recorded} == {0o444}
    return replace(found, tables={**found.tables, "bulletin_file": sorted(recorded)})


@pytest.fixture(scope="module")
def undisturbed_issue(office, whole_run, tmp_path_factory) -> tuple[Result, list[str]]:
    """What issuing gives that nothing disturbed, and the steps it came to."""
    home = shutil.copytree(whole_run[0], tmp_path_factory.mktemp("issued") / "run")
    ended = issuing(office, home)
    assert ended.code == 0, ended.errors
    return issued(home), ended.steps


def moments(steps: list[str]) -> list[Stop]:
    """The first and the last of each kind, and every commit to the serving database."""
    every = [Stop(step, steps[: place + 1].count(step)) for place, step in enumerate(steps)]
    return [
        each
        for each in every
        if each.number in (1, steps.count(each.step)) or each.step == "commit warehouse.db"
    ]


def test_killed_at_any_kind_of_write_and_issued_again(office, whole_run, undisturbed_issue, tmp_path):
    expected, steps = undisturbed_issue
    stops = moments(steps)
    assert {
        "open bulletins",
        "flush bulletins",
        "rename bulletins",
        "commit warehouse.db",
        "remove bulletins",
    } <= {each.step for each in stops}
    assert len(expected.views["bi_bulletin"]) == 1
    different = []
    for place, stop in enumerate(stops):
        home = shutil.copytree(whole_run[0], tmp_path / str(place))
        killed = issuing(office, home, stop)
        assert killed.code == -9, f"it was to be killed at {stop}: {killed}"
        again = issuing(office, home)
        assert again.code == 0, again.errors
        if issued(home) != expected:
            different.append(stop)
    assert different == []
