"""A clerk's way: check, correct, file, receipt, what came back."""

import os
from io import BytesIO
from pathlib import Path
from time import sleep
from uuid import uuid4

import openpyxl
import pytest

from desk.filing import checking
from desk.project import desk_folder
from tests.support.desk import Desk, file_workbook, text_of, upload
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

FAULTY = {"attendances": "八十"}


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    return Desk(SmallOffice(tmp_path, prepared_home=prepared_home))


def workbook(**changes: object) -> bytes:
    return township_workbook("耿车镇", "2023-11", **changes)


def test_a_unit_sees_what_it_owes_and_gets_the_blank(desk: Desk) -> None:
    client = desk.unit()
    desk.take_in()
    page = text_of(client.get("/unit"))
    assert "缺报 要办" in page
    blank = client.get("/unit/blank/Z03/2023-11.xlsx")
    assert blank.status_code == 200
    book = openpyxl.load_workbook(BytesIO(blank.content))
    assert any("耿车镇" in str(cell.value) for sheet in book for row in sheet for cell in row)


def test_a_check_tells_every_finding_and_enters_nothing(desk: Desk) -> None:
    client = desk.unit()
    page = client.post("/unit/check", {"file": upload(workbook(**FAULTY))})
    assert page.status_code == 200
    assert "八十" in text_of(page)
    assert list(desk.small.inbox.iterdir()) == []
    assert len(desk.small.view("bi_submission")) == 0
    token = page.content.decode().split("/unit/check/")[1].split(".xlsx")[0]
    marked = client.get(f"/unit/check/{token}.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(marked.streaming_content)))
    assert book.sheetnames[0].startswith("审核意见")


def test_the_marked_workbook_of_a_check_is_not_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "KEPT_SECONDS", 0.2)
    desk.unit().post("/unit/check", {"file": upload(workbook(**FAULTY))})
    kept = desk_folder(desk.small.office) / checking.FOLDER
    for _ in range(100):
        if not list(kept.iterdir()):
            return
        sleep(0.05)
    raise AssertionError(f"still there: {list(kept.iterdir())}")


def test_what_a_desk_that_ended_has_left_goes_when_it_starts_again(desk: Desk) -> None:
    desk.unit().post("/unit/check", {"file": upload(workbook(**FAULTY))})
    kept = desk_folder(desk.small.office) / checking.FOLDER
    for path in kept.iterdir():
        os.utime(path, (0, 0))
    checking.forget_old(desk.small.office)
    assert list(kept.iterdir()) == []


def test_a_sound_workbook_is_told_to_be_sound(desk: Desk) -> None:
    page = text_of(desk.unit().post("/unit/check", {"file": upload(workbook())}))
    assert "没有发现问题，可以报送" in page


def test_a_check_names_the_other_unit_in_the_workbook(desk: Desk) -> None:
    others = township_workbook("埠子镇", "2023-11")
    page = text_of(desk.unit().post("/unit/check", {"file": upload(others)}))
    assert "表内填报单位是“埠子镇”，文件名写的是“耿车镇”" in page


def test_filing_gives_a_receipt_and_the_page_tells_the_outcome(desk: Desk) -> None:
    client = desk.unit()
    receipt = file_workbook(client, workbook())
    assert "等待审核" in text_of(receipt)
    assert receipt["Refresh"]
    desk.take_in()
    page = client.get(receipt.redirect_chain[-1][0])
    assert "已通过" in text_of(page)
    assert "Refresh" not in page
    assert desk.small.status_of("Z03") == ("accepted", 1)
    assert "报送回执" in client.get("/unit/receipt/2023-11").content.decode()


def test_what_was_returned_is_corrected_and_filed_again(desk: Desk) -> None:
    client = desk.unit()
    receipt = file_workbook(client, workbook(**FAULTY))
    desk.take_in()
    page = client.get(receipt.redirect_chain[-1][0]).content.decode()
    address = page.split('href="/unit/returned/')[1].split('"')[0]
    returned = client.get(f"/unit/returned/{address}")
    book = openpyxl.load_workbook(BytesIO(b"".join(returned.streaming_content)))
    sheet = next(sheet for sheet in book if any(cell.value == "八十" for row in sheet for cell in row))
    next(cell for row in sheet for cell in row if cell.value == "八十").value = 80
    corrected = BytesIO()
    book.save(corrected)
    file_workbook(client, corrected.getvalue())
    desk.take_in()
    assert desk.small.status_of("Z03")[0].startswith("accepted")


def test_a_form_sent_twice_files_once(desk: Desk) -> None:
    client = desk.unit()
    request = str(uuid4())
    first, second = (
        client.post("/unit/files", {"file": upload(workbook()), "request": request}, follow=True)
        for _ in range(2)
    )
    assert first.redirect_chain == second.redirect_chain
    assert len(list(desk.small.inbox.rglob("*.xlsx"))) == 1


@pytest.mark.parametrize("name", ["../../etc/passwd.xlsx", "..\\..\\a.xlsx", "x" * 300 + ".xlsx", ".xlsx"])
def test_a_name_is_never_a_path(desk: Desk, name: str) -> None:
    receipt = file_workbook(desk.unit(), workbook(), name)
    assert receipt.status_code == 200
    (path,) = desk.small.inbox.rglob("*.xlsx")
    assert path.parent == desk.small.inbox / "报送平台"
    assert path.name.startswith("耿车镇-")


@pytest.mark.parametrize("content", [b"", None])
def test_nothing_is_filed_without_a_file(desk: Desk, content: bytes | None) -> None:
    client = desk.unit()
    given = {"request": str(uuid4())} | ({} if content is None else {"file": upload(content)})
    page = client.post("/unit/files", given)
    assert page.status_code == 400
    assert "没有" in text_of(page)
    assert list(desk.small.inbox.rglob("*")) == []


def test_a_disk_that_is_full_leaves_nothing_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk.filing import storing
    from desk.filing.models import Filing

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    client, content = desk.unit(), workbook()
    with monkeypatch.context() as patch:
        patch.setattr(storing.shutil, "copyfileobj", full)
        page = file_workbook(client, content)
    assert page.status_code == 507
    assert "没有收下" in text_of(page)
    assert [path for path in desk.small.inbox.rglob("*") if path.is_file()] == []
    assert not Filing.objects.exists()
    assert not any((desk.small.home / "desk" / "quarantine").iterdir())


def test_a_file_that_reached_the_inbox_before_a_crash_has_its_receipt_afterwards(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.filing import storing

    client = desk.unit()
    moved = storing._move

    class Killed(BaseException):
        pass

    def then_killed(*places: Path) -> None:
        moved(*places)
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(storing, "_move", then_killed)
        file_workbook(client, workbook())
    page = text_of(client.get("/unit"))
    assert "等待审核" in page
