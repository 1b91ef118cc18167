"""A folder of pages takes its place as a whole, also where two runs publish at once."""

import os
import threading
import time
from pathlib import Path

import pytest

from warehouse.facts.places import LocalPlace
from warehouse.files.durable_files import ABANDONED_AFTER, BESIDE, remove_abandoned, replacing_folder


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    for pages in ({"a": "old", "b": "old"}, {"a": "new"}):
        with replacing_folder(tmp_path / "reviews" / "2025-12") as folder:
            for name, text in pages.items():
                (folder / name).write_text(text)
    assert {path.name: path.read_text() for path in (tmp_path / "reviews" / "2025-12").iterdir()} == {
        "a": "new"
    }
    assert [path.name for path in (tmp_path / "reviews").iterdir()] == ["2025-12"], (
        "nothing may be left beside it"
    )


def test_what_fails_leaves_the_old_folder(tmp_path):
    with replacing_folder(tmp_path / "pages") as folder:
        (folder / "a").write_text("old")
    with pytest.raises(ZeroDivisionError), replacing_folder(tmp_path / "pages"):
        raise ZeroDivisionError
    assert (tmp_path / "pages" / "a").read_text() == "old"


def test_two_at_once_both_end_and_one_stays_whole(tmp_path):
    failures = []

    def publish(text: str) -> None:
        try:
            for _ in range(200):
                with replacing_folder(tmp_path / "pages") as folder:
                    (folder / "a").write_text(text)
                    (folder / "b").write_text(text)
        except OSError as error:
            failures.append(error)

    both = [threading.Thread(target=publish, args=(text,)) for text in ("left", "right")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert not failures
    assert (tmp_path / "pages" / "a").read_text() == (tmp_path / "pages" / "b").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_folder_that_a_killed_run_left_is_removed_after_a_day(tmp_path):
    left = tmp_path / "reviews" / "data_docs" / f"{BESIDE}0"
    left.mkdir(parents=True)
    (left / "a").write_text("half")
    assert remove_abandoned(tmp_path) == [], "another run could still be writing it"
    os.utime(left, (time.time() - ABANDONED_AFTER - 1,) * 2)
    assert remove_abandoned(tmp_path) == [left]
    assert not left.exists()


@pytest.mark.parametrize(
    "folder", [".", "archive", "facts/enrolment/site=a/period=2023-11", "evidence", "runs", "metrics"]
)
def test_a_file_that_a_killed_run_left_is_removed_after_a_day(tmp_path, folder):
    left = tmp_path / folder / f"{BESIDE}0"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.touch()
    assert remove_abandoned(tmp_path) == []
    os.utime(left, (time.time() - ABANDONED_AFTER - 1,) * 2)
    assert remove_abandoned(tmp_path) == [left]
    assert not left.exists()


@pytest.mark.parametrize("look", [remove_abandoned, lambda home: LocalPlace(home).remove_incomplete(0)])
def test_a_file_that_another_run_completes_meanwhile_is_no_fault(tmp_path, monkeypatch, look):
    folder = tmp_path / "facts" / "enrolment" / "site=a" / "period=2023-11"
    folder.mkdir(parents=True)
    (folder / f"{BESIDE}0").touch()
    look_at = Path.lstat

    def complete_first(path):
        if path.name.startswith(BESIDE):
            path.rename(folder / "part.parquet")
        return look_at(path)

    monkeypatch.setattr(Path, "lstat", complete_first)
    look(tmp_path)
    assert (folder / "part.parquet").exists()
