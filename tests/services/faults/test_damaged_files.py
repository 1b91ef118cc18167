"""Files that are missing, cut off or overwritten: what is derived is made again, and only what was received
is ever used as an original.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.faults.results import result
from tests.services.faults.runs import Run, Stop, log_of
from tests.services.faults.sentences import assert_one_sentence

pytestmark = pytest.mark.services

DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "random bytes": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "empty": lambda path: path.write_bytes(b""),
    "missing": lambda path: path.unlink(),
}


@pytest.fixture
def assessed_home(whole_run, tmp_path: Path) -> Path:
    """The home of a run that is over, to damage."""
    return shutil.copytree(whole_run[0], tmp_path / "run")


def assess_again(office, home: Path) -> None:
    ended = Run(home, ["run", "--site", office.site_folder, "--period", "2023-11"]).ended()
    assert ended.code == 0, ended.errors


@pytest.mark.parametrize("damage", DAMAGES)
def test_facts_and_accepted_rows_are_made_again(damage: str, office, assessed_home: Path, undisturbed):
    files = [*(assessed_home / "facts").rglob("*.parquet"), *(assessed_home / "accepted").rglob("*.parquet")]
    assert len(files) > 4
    accepted = {path: path.read_bytes() for path in files if "accepted" in path.parts}
    for path in files:
        DAMAGES[damage](path)
    assess_again(office, assessed_home)
    assert result(assessed_home) == undisturbed
    assert {path: path.read_bytes() for path in accepted} == accepted


def rot(archive: Path) -> list[Path]:
    """Change a byte in the middle of every archived file."""
    files = [path for path in archive.glob("*/*") if path.suffix != ".damaged"]
    for path in files:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.chmod(0o600)
        path.write_bytes(content)
    return files


def test_an_original_that_changed_is_told_and_comes_back_from_the_inbox(
    office, home: Path, assert_completes: Callable[[Path], None]
):
    run = Run(home, ["run", "--site", office.site_folder], Stop("commit warehouse.db", 3, halt=True))
    run.wait_until_halted()
    assert rot(home / "archive")
    run.go_on()
    ended = run.ended()
    assert_one_sentence(ended, "已损坏（内容与 SHA-256 不符）")
    assert_one_sentence(ended, "原文件还在收件箱的，重新运行即自动补存")
    while (again := Run(home, ["run", "--site", office.site_folder]).ended()).code:
        assert_one_sentence(again, "已损坏（内容与 SHA-256 不符）")
    assert_completes(home)


def test_an_original_that_is_lost_keeps_no_other_from_being_taken_in(own_office, home: Path, undisturbed):
    """It waits: put into the inbox again it is taken in."""
    killed = Run(home, ["run", "--site", own_office.site_folder], Stop("commit warehouse.db", 4)).ended()
    assert killed.code == -9
    lost = own_office.inbox / "埠子镇.xlsx"
    stat, content = lost.stat(), lost.read_bytes()
    for path in (home / "archive").glob("*/*"):
        if path.read_bytes() == content:
            path.unlink()
    lost.unlink()
    ended = Run(home, ["run", "--site", own_office.site_folder]).ended()
    assert ended.code == 0, ended.errors
    assert "不见了，原文件还在收件箱的" in log_of(home)
    own_office.send("埠子镇.xlsx", content, "2023-12-01 10:00")
    assert stat.st_mtime == lost.stat().st_mtime
    ended = Run(home, ["run", "--site", own_office.site_folder]).ended()
    assert ended.code == 0, ended.errors
    assert result(home) == undisturbed
