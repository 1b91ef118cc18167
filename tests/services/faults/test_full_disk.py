"""A disk that is full at any stage of a run: the run says so and ends; with room again, the next one
completes.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services.faults.runs import Run, Stop
from tests.services.faults.sentences import assert_one_sentence

pytestmark = pytest.mark.services

SIZE = 64 << 20
STAGES = {
    "archive": Stop("open archive", 2, halt=True),
    "accepted rows": Stop("open accepted", 2, halt=True),
    "ledger": Stop("commit warehouse.db", 5, halt=True),
    "returned workbooks": Stop("open returned", 2, halt=True),
    "facts": Stop("open facts", 2, halt=True),
    "Dagster's records": Stop("commit event_log.db", 150, halt=True),
    "receipts": Stop("open receipts", 2, halt=True),
}


@pytest.fixture
def small_disk(tmp_path: Path, prepared_home: Path) -> Iterator[Path]:
    """A prepared home on a disk of its own, of 64 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield shutil.copytree(prepared_home, disk / "run")
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> Path:
    """Leave no room on a disk; the file that takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for block in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(block))
            except OSError:
                continue
    return filler


@pytest.mark.parametrize("stage", STAGES)
def test_full_at(
    stage: str, office, small_disk: Path, tmp_path: Path, assert_completes: Callable[[Path], None]
):
    run = Run(small_disk, ["run", "--site", office.site_folder], STAGES[stage], notes=tmp_path / "notes")
    run.wait_until_halted()
    filler = fill(small_disk.parent)
    run.go_on()
    assert_one_sentence(run.ended(), "磁盘已满，请清出空间")
    filler.unlink()
    assert_completes(small_disk)


def test_a_file_larger_than_allowed_is_told_as_a_full_disk(
    office, home: Path, assert_completes: Callable[[Path], None]
):
    """A limit on the size of files, as a quota is one: works also where no disk can be mounted."""
    run = Run(
        home,
        ["run", "--site", office.site_folder],
        largest_file=(home / "warehouse.db").stat().st_size + 8192,
    )
    assert_one_sentence(run.ended(), "磁盘")
    assert_completes(home)
