"""Evidence: a unit attaches, replaces and withdraws it; the steward sees it beside the score; no other unit does."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from desk.attachments.kinds import FileKind, kind_of
from tests.support.desk import Desk, text_of, upload
from tests.support.offices import SmallOffice

PDF, PNG = b"%PDF-1.7 one", b"\x89PNG\r\n\x1a\n two"
ABOUT = {"about": "township-2023/A3-1", "period": "2023-11"}


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    return Desk(SmallOffice(tmp_path, prepared_home=prepared_home))


def package(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


def compound(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"".join(name.encode("utf-16-le") for name in streams)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, FileKind.PDF), (PNG, FileKind.PNG), (b"\xff\xd8\xff\xe0", FileKind.JPEG), (package("word/document.xml"), FileKind.WORD),
     (compound("WordDocument"), FileKind.OLD_WORD), (package("word/document.xml", "word/vbaProject.bin"), None),
     (compound("WordDocument", "_VBA_PROJECT"), None), (compound("Workbook"), None), (package("xl/workbook.xml"), None),
     (b"PK\x03\x04 broken", None), (b"MZ program", None), (b"<html><script>", None), (b"", None)],
)  # fmt: skip
def test_the_content_tells_what_a_file_is(content: bytes, kind: FileKind | None) -> None:
    assert kind_of(io.BytesIO(content)) == kind


def test_it_is_attached_replaced_and_withdrawn(desk: Desk) -> None:
    client = desk.unit()
    attached = client.post(
        "/unit/evidence/attach", {**ABOUT, "file": upload(PDF, "../../照片.exe")}, follow=True
    )
    assert "照片.pdf" in text_of(attached)
    saved = client.get("/unit/evidence/1")
    assert saved.content == PDF
    assert saved["Content-Disposition"].startswith("attachment")
    assert (saved["X-Content-Type-Options"], saved["Content-Type"]) == ("nosniff", "application/octet-stream")
    replaced = client.post("/unit/evidence/1/replace", {"file": upload(PNG, "新照片.png")}, follow=True)
    assert "新照片.png" in text_of(replaced)
    assert "照片.pdf" not in text_of(client.get("/unit/evidence"))
    assert client.post("/unit/evidence/1/replace", {"file": upload(PNG)}).status_code == 409
    client.post("/unit/evidence/2/withdraw")
    assert "还没有交过" in text_of(client.get("/unit/evidence"))
    assert client.post("/unit/evidence/2/withdraw").status_code == 409


def test_what_the_unit_is_not_assessed_on_is_not_offered(tmp_path: Path, prepared_home: Path) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    scheme = (small.site_folder / "schemes" / "township-2023.yaml").read_text(encoding="utf-8")
    of_others = scheme.replace("id: township-2023", "id: others-2023").replace(
        "kind: township", "kind: school"
    )
    (small.site_folder / "schemes" / "others-2023.yaml").write_text(of_others, encoding="utf-8")
    page = Desk(small).unit().get("/unit/evidence").content.decode()
    assert ('value="township-2023/A3-1"' in page, 'value="others-2023/' in page) == (True, False)


def test_the_steward_sees_it_beside_the_score_and_the_log_knows_it(desk: Desk) -> None:
    from desk.attachments.subjects import beside_score

    unit, steward = desk.unit(), desk.client(desk.account("科长", "steward"))
    unit.post("/unit/evidence/attach", {**ABOUT, "file": upload(PDF, "会议记录.pdf")})
    unit.post(
        "/unit/evidence/attach",
        {"about": "Z03", "period": "2023-11", "row": "12", "file": upload(PNG, "照片.png")},
    )
    township = desk.small.office.site.registry.named("耿车镇").code
    shown = beside_score(township, "township-2023", "A3-1", "2023-11")
    assert [each.shown_name for each in shown] == ["会议记录.pdf", "照片.png"]
    page = text_of(steward.get("/steward/evidence"))
    assert "耿车镇 2023-11 A3-1" in page
    assert "老年教育机构月报表 第12行" in page
    assert steward.get("/steward/evidence/1").content == PDF
    log = (desk.small.home / "evidence" / "access.log").read_text()
    assert '"who": "科长"' in log
    assert "会议记录.pdf" in log


def test_it_stays_with_its_unit(desk: Desk) -> None:
    mine, theirs, viewer = (
        desk.unit("耿车镇"),
        desk.unit("埠子镇"),
        desk.client(desk.account("局长", "viewer")),
    )
    mine.post("/unit/evidence/attach", {**ABOUT, "file": upload(PDF, "会议记录.pdf")})
    assert "会议记录" not in text_of(theirs.get("/unit/evidence"))
    for answer in (theirs.get("/unit/evidence/1"), theirs.post("/unit/evidence/1/replace", {"file": upload(PNG)}),
                   theirs.post("/unit/evidence/1/withdraw")):  # fmt: skip
        assert answer.status_code == 404
    assert [
        viewer.get(page).status_code
        for page in ("/unit/evidence/1", "/steward/evidence/1", "/steward/evidence")
    ] == [403] * 3
    assert mine.get("/unit/evidence/1").content == PDF


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [({"file": b"MZ program"}, 415, "只收 PDF"), ({"file": b"%PDF-" + b"x" * 1_000_000}, 413, "超过 1 MB"), ({}, 400, "没有选文件"),
     ({"file": PDF, "about": "Z99"}, 400, "重新操作"), ({"file": PDF, "period": "2031-01"}, 400, "重新操作"),
     ({"file": PDF, "about": "Z03", "row": "十二"}, 400, "行号")],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(
    tmp_path: Path, prepared_home: Path, given: dict, status: int, says: str
) -> None:
    from desk.attachments.models import Attachment

    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    settings = small.site_folder / "site.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "desk: {attachment_megabytes: 1}\n", encoding="utf-8"
    )
    file = {"file": upload(given["file"], "a.pdf")} if "file" in given else {}
    page = Desk(small).unit().post("/unit/evidence/attach", {**ABOUT, **given, **file})
    assert (page.status_code, says in text_of(page)) == (status, True)
    assert not Attachment.objects.exists()
    assert list((small.home / "attachments").rglob("*")) == []


def test_what_was_attached_is_the_owners_alone_and_kept_once(desk: Desk) -> None:
    client = desk.unit()
    for name in ("一.pdf", "二.pdf"):
        client.post("/unit/evidence/attach", {**ABOUT, "file": upload(PDF, name)})
    kept = [path for path in (desk.small.home / "attachments").rglob("*") if path.is_file()]
    assert [path.stat().st_mode & 0o077 for path in kept] == [0]


def test_what_is_past_its_time_is_told_so_and_attached_anew_counts_anew(
    tmp_path: Path, prepared_home: Path
) -> None:
    from warehouse.keeping.retention import delete_expired, expired_files

    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("retention: {attachments: {months: 6}}\n")
    desk = Desk(small)
    client = desk.unit()
    client.post("/unit/evidence/attach", {**ABOUT, "file": upload(PDF, "照片.pdf")})
    (path,) = (small.home / "attachments").glob("*/*")
    os.utime(path, (0, 0))
    expired = expired_files(small.office)
    client.post("/unit/evidence/attach", {**ABOUT, "file": upload(PDF, "同一张照片.pdf")})
    assert delete_expired(small.office, expired) == [], "it was attached again after it was listed"
    os.utime(path, (0, 0))
    assert len(delete_expired(small.office, expired_files(small.office))) == 1
    gone = client.get("/unit/evidence/1")
    assert (gone.status_code, "超过保存期限" in text_of(gone)) == (410, True)
    assert "照片.pdf" in text_of(client.get("/unit/evidence"))


def test_a_damaged_attachment_is_told_without_the_servers_folders(desk: Desk) -> None:
    client = desk.unit()
    client.post("/unit/evidence/attach", {**ABOUT, "file": upload(PDF, "照片.pdf")})
    (path,) = (desk.small.home / "attachments").glob("*/*")
    path.chmod(0o600)
    path.write_bytes(b"damaged")
    for _ in range(2):
        page = client.get("/unit/evidence/1")
        assert (page.status_code, "已损坏" in text_of(page)) == (410, True)
        assert str(desk.small.home) not in text_of(page)
