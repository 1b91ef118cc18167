"""Files that cannot be used are recorded with a reason and harm nothing else."""

import os

import pytest

from tests.support.form_examples import VALID
from tests.support.offices import SmallOffice
from tests.support.submitted_files import ole, repacked, xlsx
from tests.support.workbooks import sheet, township_workbook

WHOLE = township_workbook("埠子镇", "2023-11", first_learner=50)

UNSETTLED = {
    "罗圩乡.xlsx": (township_workbook("罗圩乡", "2023-11"), "填报单位“罗圩乡”不在单位名录中"),
    "埠子镇2031年5月.xlsx": (township_workbook("埠子镇", "2031-05"), "报告期“2031-05”不在本单位应报的期间内"),
    "没有单位.xlsx": (xlsx({"表": sheet("Z03", "", "2023-11", [VALID["Z03"]])}), "没有找到填报单位"),
}
FILES = UNSETTLED | {
    "埠子镇会议通知.xlsx": (
        xlsx({"通知": [["关于召开会议的通知"], ["时间", "地点"], ["11月5日", "三楼"]]}),
        "没有找到任何一张报表",
    ),
    "埠子镇乱码.xlsx": (bytes(range(256)) * 20, "请另存为“.xlsx”格式|已损坏"),
    "埠子镇半截.xlsx": (WHOLE[: len(WHOLE) // 2], "文件已损坏或没有复制完整"),
    "埠子镇空.xlsx": (b"", "文件是空的"),
    "埠子镇加密.xlsx": (ole("EncryptedPackage", b"secret"), "文件设有打开密码，请取消密码后重新报送"),
    "埠子镇炸弹.xlsx": (repacked(WHOLE, {"xl/media/image.xml": bytes(30_000_000)}), "解压后是原来的"),
    "埠子镇网页.xls": (
        "<html><body><table><tr><td>埠子镇</td></tr></table></body></html>".encode(),
        "文件实际是网页",
    ),
    "埠子镇.docx": (b"%PDF-1.7\n" + bytes(100), "不是可以读取的工作簿"),
}
"""Name, content, and what the reason says (one of several separated by |)."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office to which 耿车镇 sends a good workbook, and others all that can go wrong, in one pass."""
    office = SmallOffice(tmp_path_factory.mktemp("unusable"))
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    for name, (content, _) in FILES.items():
        office.send(name, content)
    secret = office.home.parent / "secret.xlsx"
    secret.write_bytes(township_workbook("埠子镇", "2023-11"))
    (office.inbox / "埠子镇链接.xlsx").symlink_to(secret)
    os.mkfifo(office.inbox / "埠子镇管道.xlsx")
    (office.inbox / "埠子镇文件夹.xlsx").mkdir()
    (office.inbox / "~$耿车镇.xlsx").write_bytes(b"lock file of Excel")
    office.send("wrong/埠子镇证书.xlsx", xlsx({"表": sheet("X06", "埠子镇", "2023-11", [VALID["X06"]])}))
    office.run()
    return office


@pytest.fixture(scope="module")
def recorded(office):
    return office.view("bi_submission").set_index("file_name")


@pytest.mark.parametrize("name", FILES)
def test_it_is_recorded_with_a_reason_in_chinese(recorded, name):
    assert recorded.loc[name]["status"] == ("set_aside" if name in UNSETTLED else "rejected")
    assert any(reason in recorded.loc[name]["reason"] for reason in FILES[name][1].split("|")), recorded.loc[
        name
    ]["reason"]
    assert recorded.loc[name]["reason"].endswith("。")


@pytest.mark.parametrize("name", ["埠子镇链接.xlsx", "埠子镇管道.xlsx"])
def test_what_is_no_plain_file_is_not_read(office, recorded, name):
    assert recorded.loc[name]["status"] == "rejected"
    assert "不是普通文件" in recorded.loc[name]["reason"]
    archived = {path.name for path in (office.home / "archive").rglob("*") if path.is_file()}
    assert recorded.loc[name]["sha256"] not in archived


def test_everything_else_is_archived_as_it_came(office, recorded):
    for name, (content, _) in FILES.items():
        digest = recorded.loc[name]["sha256"]
        assert (office.home / "archive" / digest[:2] / digest).read_bytes() == content


def test_folders_and_lock_files_are_no_submissions(recorded):
    assert set(recorded.index) == {
        *FILES,
        "耿车镇.xlsx",
        "埠子镇链接.xlsx",
        "埠子镇管道.xlsx",
        "wrong/埠子镇证书.xlsx",
    }


def test_a_form_that_the_unit_does_not_owe_goes_back(office, recorded):
    assert recorded.loc["wrong/埠子镇证书.xlsx"]["status"] == "returned"
    (finding,) = office.view("bi_finding", unit_name="埠子镇").itertuples()
    assert finding.code == "form-not-owed"
    assert finding.message.startswith("埠子镇不需要报送X06 证书考核情况表")


def test_the_good_workbook_is_taken_and_assessed(office, recorded):
    assert recorded.loc["耿车镇.xlsx"]["status"] == "accepted"
    assert office.status_of("Z03") == ("accepted", 1)
    assert office.figure("A3-2") == 300


def test_nothing_of_the_others_counts(office):
    assert office.status_of("Z02", "埠子镇")[0] == "missing"
    assert office.figure("A3-2", "埠子镇") is None
