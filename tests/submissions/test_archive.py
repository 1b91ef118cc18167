"""The archive: every file kept unchanged under its SHA-256, once."""

import hashlib
import os
import stat

import pytest

from assets.submissions.inbox.archive import (
    DamagedArchive,
    NotArchived,
    StillChanging,
    archive,
    archived_path,
    read_archived,
)
from assets.submissions.workbook import Limits


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "报表.xlsx"
    path.write_bytes(b"content")
    return path


def test_file_lies_under_its_hash_and_cannot_be_changed(report, tmp_path):
    kept = archive(report, tmp_path / "archive")

    assert kept.sha256 == hashlib.sha256(b"content").hexdigest()
    assert kept.size == 7
    assert (
        kept.path
        == archived_path(tmp_path / "archive", kept.sha256)
        == tmp_path / "archive" / kept.sha256[:2] / kept.sha256
    )
    assert kept.path.read_bytes() == b"content"
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o400
    assert (
        stat.S_IMODE(kept.path.parent.stat().st_mode)
        == stat.S_IMODE((tmp_path / "archive").stat().st_mode)
        == 0o700
    )
    assert report.exists()


def test_same_file_twice_is_kept_once(report, tmp_path):
    first = archive(report, tmp_path / "archive")
    inode = first.path.stat().st_ino
    copy = tmp_path / "副本.xlsx"
    copy.write_bytes(b"content")

    assert archive(copy, tmp_path / "archive") == first
    assert first.path.stat().st_ino == inode
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == [first.path]


def test_large_file_is_refused_and_leaves_nothing(report, tmp_path):
    report.write_bytes(bytes(2_000_000))
    with pytest.raises(NotArchived) as refusal:
        archive(report, tmp_path / "archive", Limits(file_bytes=1_000_000))

    assert refusal.value.code == "file-too-large"
    assert refusal.value.sentence == "文件有2兆字节，超过上限1兆字节，请删去图片等无关内容后重新报送。"
    assert not (tmp_path / "archive").exists()


def test_links_and_pipes_are_refused(report, tmp_path):
    link, pipe = tmp_path / "链接.xlsx", tmp_path / "管道.xlsx"
    link.symlink_to(report)
    os.mkfifo(pipe)
    for path in (link, pipe):
        with pytest.raises(NotArchived) as refusal:
            archive(path, tmp_path / "archive")
        assert refusal.value.code == "file-not-regular"


def test_interrupted_copy_leaves_no_file_of_that_name(report, tmp_path, monkeypatch):
    def fails(_):
        raise OSError("no space left")

    monkeypatch.setattr("assets.submissions.inbox.archive.os.fsync", fails)
    with pytest.raises(OSError, match="no space left"):
        archive(report, tmp_path / "archive")
    assert not [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]


def damage(path, content):
    """Bit rot: what lies under a name is no longer what was put there."""
    path.chmod(0o600)
    path.write_bytes(content)


def test_content_that_is_not_what_was_received_is_told_and_put_aside(report, tmp_path):
    kept = archive(report, tmp_path / "archive")
    assert read_archived(tmp_path / "archive", kept.sha256) == b"content"
    damage(kept.path, b"contenT")
    with pytest.raises(
        DamagedArchive,
        match=r"已损坏（内容与 SHA-256 不符），现已改名为“.*\.damaged”，不会再被使用；原文件还在收件箱的",
    ):
        read_archived(tmp_path / "archive", kept.sha256)
    assert kept.path.with_name(f"{kept.sha256}.damaged").read_bytes() == b"contenT"
    with pytest.raises(DamagedArchive, match="不见了，原文件还在收件箱的，重新运行即自动补存"):
        read_archived(tmp_path / "archive", kept.sha256)

    archive(report, tmp_path / "archive")
    assert read_archived(tmp_path / "archive", kept.sha256) == b"content"


def test_a_copy_that_was_cut_off_is_replaced(report, tmp_path):
    kept = archive(report, tmp_path / "archive")
    damage(kept.path, b"")
    archive(report, tmp_path / "archive")
    assert read_archived(tmp_path / "archive", kept.sha256) == b"content"


def test_a_file_that_is_written_to_while_it_is_copied_is_not_kept(report, tmp_path, monkeypatch):
    def write_meanwhile(descriptor, mode):
        report.write_bytes(b"other content")

    monkeypatch.setattr("assets.submissions.inbox.archive.os.fchmod", write_meanwhile)
    with pytest.raises(StillChanging):
        archive(report, tmp_path / "archive")
    assert [path for path in (tmp_path / "archive").rglob("*") if path.is_file()] == []
