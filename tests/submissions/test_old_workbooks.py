"""Old workbooks (.xls, .et): what is hidden, struck through, never calculated or embedded."""

import struct

import pytest

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import NOT_CALCULATED, ExcelError, UnreadableWorkbook
from tests.support.submitted_files import ole, xls

TO_BE_CALCULATED = 0x02


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def formula(row: int, column: int, result: float | bytes, flags: int = 0) -> bytes:
    stated = result if isinstance(result, bytes) else struct.pack("<d", result)
    return record(0x06, struct.pack("<HHH", row, column, 0) + stated + struct.pack("<HI", flags, 0) + b"\0\0")


def only_sheet(*records: bytes):
    (sheet,) = read_workbook(
        xls([["机构", "人次"], ["耿车镇", 5]], records=b"".join(records)), "报表.xls"
    ).sheets
    return sheet


EMPTY_TEXT = bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
UNDEFINED = bytes([2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF])


class TestResultsThatNobodyHasCalculated:
    def test_are_no_zeros_where_the_formulas_are_to_be_calculated(self):
        sheet = only_sheet(formula(2, 0, 0.0, TO_BE_CALCULATED), formula(2, 1, 0.0, TO_BE_CALCULATED))
        assert sheet.rows[2] == [NOT_CALCULATED, NOT_CALCULATED]

    def test_are_no_zeros_where_the_sheet_says_it_was_not_calculated(self):
        sheet = only_sheet(record(0x5E, b"\0\0"), formula(2, 1, 0.0), formula(3, 1, EMPTY_TEXT))
        assert sheet.rows[2][1] == NOT_CALCULATED

    @pytest.mark.parametrize("other", [7.0, -0.5, UNDEFINED])
    def test_any_other_result_proves_that_somebody_has(self, other):
        sheet = only_sheet(formula(2, 1, 0.0, TO_BE_CALCULATED), formula(3, 1, other, TO_BE_CALCULATED))
        assert sheet.rows[2][1] == 0
        assert sheet.rows[3][1] in (other, ExcelError("#N/A"))

    def test_a_workbook_that_excel_has_saved_asks_for_nothing(self):
        assert only_sheet(formula(2, 1, 0.0)).rows[2][1] == 0


def row(number: int, flags: int, height: int = 255) -> bytes:
    return record(0x208, struct.pack("<8H", number, 0, 2, height, 0, 0, flags, 0))


def test_rows_and_columns_that_are_not_shown():
    sheet = only_sheet(
        row(0, 0x100),
        row(1, 0x120),
        row(9, 0x120),
        record(0x7D, struct.pack("<6H", 1, 300, 2000, 0, 1, 0)),
    )
    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {1}
    assert only_sheet(row(1, 0x100, height=5)).hidden_rows == {1}
    assert only_sheet(record(0x7D, struct.pack("<6H", 0, 0, 60, 0, 0, 0))).hidden_columns == {0}


def test_a_workbook_with_a_document_embedded_in_it_is_a_workbook():
    """The names of the streams of what is embedded stand in the file as well."""
    rows = [["WordDocument", "EncryptedPackage"], ["x", 1]]
    (sheet,) = read_workbook(xls(rows), "报表.xls").sheets
    assert sheet.rows == rows


@pytest.mark.parametrize(
    ("stream", "said"),
    [("WordDocument", "文字文档"), ("PowerPoint Document", "演示文稿"), ("VisioDocument", "Visio")],
)
def test_other_documents_are_called_by_their_names(stream, said):
    with pytest.raises(UnreadableWorkbook, match=said):
        read_workbook(ole(stream, b"x"), "报表.xls")
