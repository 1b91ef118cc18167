"""Files that are protected: with the password every Excel knows they are read, with another they are named."""

import pytest

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import ExcelError, Limits, UnreadableWorkbook
from tests.support.submitted_files import encrypted, ods, ole, repacked, xls, xlsx

BUILT_IN = "VelvetSweatshop"
ROWS = [["机构名称", "人次"], ["耿车镇", 12]]


def refusal(data: bytes, file_name: str = "报表.xlsx", **limits: int) -> str:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, file_name, Limits(**limits))
    return caught.value.code


class TestExcelsOwnPassword:
    """Set where the structure of a workbook is protected: Excel and WPS open it without asking."""

    def test_opens_a_new_workbook(self):
        (sheet,) = read_workbook(encrypted(xlsx({"表": ROWS}), BUILT_IN), "报表.xlsx").sheets
        assert (sheet.name, sheet.rows) == ("表", ROWS)

    def test_opens_an_old_workbook_with_all_that_is_told_of_it(self):
        rows = [["人次", "#REF!", "长" * 200], *[[number, "=#DIV/0!", "x"] for number in range(300)]]
        data = xls(rows, password=BUILT_IN, dates_from_1904=True)
        (sheet,) = read_workbook(data, "报表.xls").sheets
        assert sheet.rows[0] == ["人次", ExcelError("#REF!"), "长" * 200]
        assert sheet.rows[1:] == [[number, ExcelError("#DIV/0!"), "x"] for number in range(300)]
        assert sheet.dates_from_1904

    def test_does_not_lift_the_limits(self):
        bomb = repacked(xlsx({"表": ROWS}), {"xl/media/a.xml": bytes(30_000_000)})
        assert refusal(encrypted(bomb, BUILT_IN)) == "file-packed-too-tightly"
        wide = encrypted(xlsx({"表": [["x"] * 30]}), BUILT_IN)
        assert refusal(wide, columns=20) == "sheet-too-large"
        assert refusal(xls([["x"] * 30], password=BUILT_IN), columns=20) == "sheet-too-large"

    def test_around_a_damaged_workbook_is_damage(self):
        cut = repacked(xlsx({"表": ROWS}), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"})
        assert refusal(encrypted(cut, BUILT_IN)) == "file-damaged"


class TestAnotherPassword:
    def test_of_an_opendocument_is_named(self):
        encrypted_parts = "<manifest:encryption-data manifest:checksum='x'/>"
        for parts in (
            {"content.xml": b"\x8d\x00noise", "META-INF/manifest.xml": encrypted_parts.encode()},
            {"encrypted-package": b"\x8d\x00noise", "META-INF/manifest.xml": encrypted_parts.encode()},
        ):
            assert refusal(repacked(ods(""), parts), "报表.ods") == "file-with-password"

    @pytest.mark.parametrize("password", ["123456", "密码"])
    def test_is_named(self, password):
        assert refusal(encrypted(xlsx({"表": ROWS}), password)) == "file-with-password"
        assert refusal(xls(ROWS, password=password), "报表.xls") == "file-with-password"

    def test_is_named_where_the_way_of_encrypting_is_not_known(self):
        assert refusal(ole("EncryptedPackage", b"secret")) == "file-with-password"


def test_restricted_rights_are_named():
    assert refusal(ole("\tDRMContent", b"secret")) == "file-with-rights"
