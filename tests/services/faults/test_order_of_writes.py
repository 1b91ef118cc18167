"""What a power cut would leave: a file is flushed before it gets its name, its folder after, all before the
ledger relies on it.
"""

import shutil
from pathlib import Path

import pytest

from tests.services.faults.runs import Run

pytestmark = pytest.mark.services

KEPT = ("archive", "accepted", "facts", "returned")
"""Folders whose files must outlast a power cut. The pages of the reviews are written again with the next
assessment.
"""


@pytest.fixture(scope="module")
def steps(office, tmp_path_factory) -> list[tuple[str, str]]:
    """Every step of a run from an empty home: what was done (rename, flush, folder, commit) and to which path
    or database.
    """
    home = tmp_path_factory.mktemp("order") / "run"
    run = Run(home, ["run", "--site", office.site_folder], with_paths=True)
    ended = run.ended()
    assert ended.code == 0, ended.errors
    return [tuple(line.split(" ", 1)) for line in ended.steps]


def of_kept(path: str) -> bool:
    return any(f"/run/{folder}/" in path for folder in KEPT)


def test_every_file_is_flushed_before_it_gets_its_name_and_its_folder_after(steps):
    renamed = [
        (place, path) for place, (step, path) in enumerate(steps) if step == "rename" and of_kept(path)
    ]
    assert {path.split("/run/")[1].split("/")[0] for _, path in renamed} == set(KEPT)
    for place, path in renamed:
        source, _, target = path.partition(" -> ")
        assert ("flush", source) in steps[:place], path
        assert ("flush", str(Path(target).parent)) in steps[place : next_commit(steps, place)], path


def test_every_new_folder_is_flushed_into_the_one_above_it(steps):
    made = [
        (place, path) for place, (step, path) in enumerate(steps) if step == "folder" and of_kept(f"{path}/")
    ]
    assert made
    for place, path in made:
        assert ("flush", str(Path(path).parent)) in steps[place : next_commit(steps, place)], path


def next_commit(steps: list[tuple[str, str]], place: int) -> int:
    """The next time the ledger says that what went before is there."""
    commits = (
        number
        for number, (step, path) in enumerate(steps)
        if number > place and step == "commit" and path == "warehouse.db"
    )
    return next(commits, len(steps))


def test_the_ledger_comes_after_the_archive_and_the_accepted_rows_and_before_what_goes_back(steps):
    first = {folder: places_of(steps, folder)[0] for folder in KEPT}
    last = {folder: places_of(steps, folder)[-1] for folder in KEPT}
    commits = [
        place for place, (step, path) in enumerate(steps) if step == "commit" and path == "warehouse.db"
    ]
    assert last["archive"] < first["accepted"]
    assert any(last["accepted"] < commit < first["returned"] for commit in commits)
    assert last["accepted"] < first["facts"] < last["facts"] < commits[-1]


def places_of(steps: list[tuple[str, str]], folder: str) -> list[int]:
    return [
        place for place, (step, path) in enumerate(steps) if step == "rename" and f"/run/{folder}/" in path
    ]


def test_the_key_of_persons_is_kept_too(office, tmp_path, prepared_home):
    home = shutil.copytree(prepared_home, tmp_path / "run")
    ended = Run(
        home, ["run", "--site", office.site_folder], with_paths=True, environment={"KAOHE_PERSON_KEY": ""}
    ).ended()
    assert ended.code == 0, ended.errors
    steps = [tuple(line.split(" ", 1)) for line in ended.steps]
    (named,) = [
        number
        for number, (step, path) in enumerate(steps)
        if step in ("link", "rename") and path.endswith("/person.key")
    ]
    assert ("flush", str(home)) in steps[named : named + 4]
