"""Reading: any bytes become a workbook with every cell at its address, or one clear sentence."""

import datetime as dt
import re
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import NOT_CALCULATED, ExcelError, Limits, UnreadableWorkbook, Workbook
from tests.support.submitted_files import ods, ole, repacked, with_sheet_xml, xls, xlsx


def only_sheet(data, file_name="报表.xlsx", **limits):
    (sheet,) = read_workbook(data, file_name, Limits(**limits)).sheets
    return sheet


def refusal(data, file_name="报表.xlsx", **limits):
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, file_name, Limits(**limits))
    sentence = caught.value.sentence
    assert sentence.endswith("。") and sentence.count("。") == 1 and "{" not in sentence
    return caught.value.code


def test_cells_stand_at_their_addresses_below_and_right_of_blank_ones():
    sheet = only_sheet(xlsx({"表": [[], [], [None, None, "姓名", 3, True, dt.date(2023, 9, 3), 0.335]]}))

    assert len(sheet.rows) == 3
    assert sheet.rows[2] == [None, None, "姓名", 3, True, dt.date(2023, 9, 3), 0.335]
    assert not any(sheet.rows[0])


def test_error_values_are_told_from_blank_cells():
    sheet = only_sheet(
        with_sheet_xml(
            '<row r="2"><c r="B2" t="e"><v>#DIV/0!</v></c><c r="C2"><v>1</v></c><c r="D2" s="3" t="e"><f>A1</f><v>#N/A</v></c>'
            '<c r="E2" t="e"><f>SUM(A1:A2)</f><v>#REF!</v></c><c r="F2"/></row>'
        )
    )
    assert sheet.rows[1][:5] == [None, ExcelError("#DIV/0!"), 1, ExcelError("#N/A"), ExcelError("#REF!")]


def test_formulas_give_their_stored_result_and_say_if_there_is_none():
    sheet = only_sheet(
        with_sheet_xml(
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v/></c>'
            '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f t="shared" si="0"/></c></row>'
        )
    )
    assert sheet.rows[0] == [2, NOT_CALCULATED, NOT_CALCULATED, None, NOT_CALCULATED]


def with_formulas(*sheets, settings='<calcPr calcId="124519" fullCalcOnLoad="1"/>'):
    """A workbook whose sheets have these cells in their first row, and which says this about calculation."""
    data = xlsx({f"表{number}": [["x"]] for number in range(1, len(sheets) + 1)})
    with zipfile.ZipFile(BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    book = re.sub("<calcPr[^>]*/>", settings, book)
    parts = {
        f"xl/worksheets/sheet{number}.xml": (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            f'<row r="1">{cells}</row></sheetData></worksheet>'
        ).encode()
        for number, cells in enumerate(sheets, start=1)
    }
    return repacked(data, {"xl/workbook.xml": book.encode(), **parts})


ZERO = '<c r="A1"><f>SUM(C1:D1)</f><v>0</v></c><c r="C1"><v>3</v></c>'


class TestResultsThatNobodyHasCalculated:
    @pytest.mark.parametrize(
        "cells",
        [
            ZERO,
            '<c r="A1"><f>C1+D1</f><v>0.0</v></c><c r="B1"><f>C1</f></c>',
            '<c r="A1" s="1" t="n"><f>C1</f><v>0</v></c>',
            '<c r="A1"><f t="shared" si="0" ref="A1:A2">C1</f><v>0</v></c><c r="B1" t="str"><f>""</f><v></v></c>',
        ],
    )
    def test_are_no_zeros(self, cells):
        assert only_sheet(with_formulas(cells)).rows[0][0] == NOT_CALCULATED

    def test_however_the_calculation_is_asked_for(self):
        for asked in (
            "<calcPr fullCalcOnLoad='true'/>",
            '<x:calcPr forceFullCalc="1"/>',
            '<calcPr calcMode="manual" calcCompleted="0"/>',
            '<calcPr calcMode="manual" calcOnSave="false"/>',
        ):
            assert only_sheet(with_formulas(ZERO, settings=asked)).rows[0][0] == NOT_CALCULATED

    def test_a_single_other_result_of_any_sheet_proves_that_somebody_has(self):
        for other in ("<v>7</v>", "<v>-0.5</v>"):
            data = with_formulas(ZERO, f'<c r="A1"><f>1+6</f>{other}</c>')
            assert read_workbook(data, "a.xlsx").sheets[0].rows[0][0] == 0
        text = '<c r="B1" t="str"><f>"无"</f><v>无</v></c>'
        assert only_sheet(with_formulas(ZERO + text)).rows[0][:2] == [0, "无"]

    def test_a_workbook_that_excel_has_saved_asks_for_nothing(self):
        assert only_sheet(with_formulas(ZERO, settings='<calcPr calcId="191029"/>')).rows[0][0] == 0

    def test_numbers_that_were_typed_stay(self):
        assert only_sheet(with_formulas('<c r="A1"><v>0</v></c>' + ZERO.replace("A1", "B1"))).rows[0] == [
            0,
            NOT_CALCULATED,
            3,
        ]


def test_wrong_dimension_record_loses_no_rows():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 41))
    assert [row[0] for row in only_sheet(with_sheet_xml(rows, dimension="A1:A1")).rows] == list(range(1, 41))


def test_hidden_sheets_are_read_and_marked():
    sheets = read_workbook(xlsx({"表": [["x"]], "藏": [["y"]]}, hidden=["藏"]), "报表.xlsx").sheets
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("表", False, [["x"]]),
        ("藏", True, [["y"]]),
    ]


def test_dates_of_both_date_systems():
    day = dt.date(2023, 9, 3)
    assert only_sheet(xlsx({"表": [[day]]})).rows == [[day]]
    mac = only_sheet(xlsx({"表": [[day]]}, dates_from_1904=True))
    assert mac.rows == [[day]]
    assert mac.dates_from_1904


@pytest.mark.parametrize("file_name", ["报表.xls", "报表.et", "报表.xlsx"])
def test_old_binary_format_is_recognised_by_content(file_name):
    sheet = only_sheet(xls([["机构名称", "人次"], ["耿车镇", 12]]), file_name)
    assert (sheet.name, sheet.rows) == ("表", [["机构名称", "人次"], ["耿车镇", 12]])


def test_error_values_and_date_system_of_the_old_format():
    sheet = only_sheet(xls([["人次", "#REF!"], [3, "=#DIV/0!", "x"]], dates_from_1904=True), "报表.et")
    assert sheet.rows == [["人次", ExcelError("#REF!"), None], [3, ExcelError("#DIV/0!"), "x"]]
    assert sheet.dates_from_1904


def test_opendocument():
    cell = '<table:table-cell office:value-type="string"><text:p>镇街</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="3"/>'
    day = '<table:table-cell office:value-type="date" office:date-value="2023-09-03"/>'
    rows = f"<table:table-row>{cell}{number}{day}</table:table-row>"
    filler = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert only_sheet(ods(rows + filler), "报表.ods").rows == [["镇街", 3, dt.date(2023, 9, 3)]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_separated_text_in_usual_encodings(encoding, separator):
    text = f'镇街{separator}名称\r\n"耿车{separator}镇"{separator}𠮷\r\n\r\n蔡集镇\r\n'
    sheet = only_sheet(text.encode(encoding), "报表.csv")
    assert sheet.rows == [["镇街", "名称"], [f"耿车{separator}镇", "𠮷"], [None, None], ["蔡集镇", None]]


def archived(name):
    """A zip with one part of that name."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "<w/>")
    return stream.getvalue()


def test_unreadable_files_each_have_their_sentence():
    whole = xlsx({"表": [["x"] * 20] * 200})
    assert refusal(b"") == "file-empty"
    assert refusal(b"\0" * 5000) == "file-damaged"
    assert refusal(b"random words") == "file-unrecognised"
    assert refusal(whole[: len(whole) // 2]) == "file-damaged"
    assert refusal(xls([["x"]])[:1500]) == "file-damaged"
    assert (
        refusal(repacked(whole, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}))
        == "file-damaged"
    )
    assert refusal(ole("EncryptedPackage", b"secret")) == "file-with-password"
    assert refusal(ole("WordDocument", b"text")) == "file-not-a-workbook"
    assert refusal(archived("word/document.xml")) == "file-not-a-workbook"
    assert refusal(b"%PDF-1.7 ...", "报表.pdf") == "file-not-a-workbook"
    assert refusal(b"\xff\xd8\xff\xe0", "报表.jpg") == "file-not-a-workbook"
    assert refusal(archived("报表.xlsx"), "报表.zip") == "file-is-archive"
    assert refusal(b"Rar!\x1a\x07", "报表.rar") == "file-is-archive"
    assert refusal(archived("xl/workbook.bin"), "报表.xlsb") == "file-other-format"
    assert refusal("\ufeff<html><table><tr><td>1</td></tr></table>".encode(), "报表.xls") == "file-is-html"


def test_limits_are_checked_before_anything_is_unpacked():
    whole = xlsx({"表": [["x"]]})
    assert refusal(whole, file_bytes=100) == "file-too-large"
    assert refusal(repacked(whole, {"xl/media/a.xml": bytes(30_000_000)})) == "file-packed-too-tightly"
    assert (
        refusal(repacked(whole, {"xl/media/a.xml": bytes(3_000_000)}), unpacked_bytes=2_000_000)
        == "file-unpacks-too-large"
    )
    assert refusal(xlsx({str(number): [["x"]] for number in range(4)}), sheets=3) == "file-too-many-sheets"
    assert refusal(xlsx({"表": [["长" * 101]]}), cell_characters=30) == "cell-too-long"
    assert refusal(("a" * 40_000 + ",b").encode(), "报表.csv") == "cell-too-long"
    assert refusal(b"1,2\n" * 11, "报表.csv", rows=10) == "sheet-too-large"


def test_zip_that_lies_about_its_size_is_refused():
    content = bytes(3_000_000)
    honest = repacked(xlsx({"表": [["x"]]}), {"xl/styles2.xml": content})
    lying = honest.replace(struct.pack("<I", len(content)), struct.pack("<I", 1000))
    assert lying != honest
    assert refusal(lying) == "file-damaged"


@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", "ZZZ1"])
def test_stray_cell_far_away_is_refused_with_its_address(reference):
    data = with_sheet_xml(
        f'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="{reference}"><v>1</v></c></row>'
    )
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, "报表.xlsx")
    assert caught.value.code == "sheet-too-large"
    assert reference in caught.value.sentence and "“表”" in caught.value.sentence


def test_far_cells_that_carry_only_a_style_do_not_matter():
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/><c r="XFC1" s="1"></c></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    assert only_sheet(with_sheet_xml(row)).rows == [[1]]


@pytest.mark.parametrize(
    "row", ['<c r="B99999999999"><v>1</v></c>', "<c><v>1</v></c>", '<c s="0" r="XFD1048576"><v>1</v></c>']
)
def test_cells_written_in_unusual_ways_harm_nobody(row):
    try:
        assert only_sheet(with_sheet_xml(f'<row r="1">{row}</row>')).rows == [[1]]
    except UnreadableWorkbook as caught:
        assert caught.code in ("file-unusual", "sheet-too-large", "file-needs-too-much-memory")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.csv", "a", "a.xls"]))
def test_any_bytes_give_a_workbook_or_a_sentence(data, file_name):
    assert_workbook_or_sentence(data, file_name)


WHOLE = xlsx({"表": [["姓名", "人数"], ["张三", 3], [None, dt.date(2023, 9, 3)]]})
BINARY = xls([["姓名", "人数"], ["张三", 3]])


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_workbooks_give_a_workbook_or_a_sentence(data):
    damaged = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    assert_workbook_or_sentence(
        bytes(damaged[: data.draw(st.integers(len(damaged) // 2, len(damaged)))]), "a.xlsx"
    )


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_sheet_xml_gives_a_workbook_or_a_sentence(data):
    with zipfile.ZipFile(BytesIO(WHOLE)) as archive:
        part = data.draw(st.sampled_from(sorted(archive.namelist())))
        content = bytearray(archive.read(part))
    place = data.draw(st.integers(0, len(content)))
    content[place : place + data.draw(st.integers(0, 30))] = data.draw(
        st.sampled_from([b"", b"9999999", b'"/>', b'<c r="B2">', b"&#0;", b"XFD1048576", b"\xff", b"-"])
    )
    assert_workbook_or_sentence(repacked(WHOLE, {part: bytes(content)}), "a.xlsx")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_old_workbooks_give_a_workbook_or_a_sentence(data):
    damaged = bytearray(BINARY)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(24, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    assert_workbook_or_sentence(bytes(damaged), "a.xls")


def assert_workbook_or_sentence(data, file_name):
    try:
        workbook = read_workbook(data, file_name)
    except UnreadableWorkbook as caught:
        assert caught.sentence.endswith("。")
    else:
        assert isinstance(workbook, Workbook)
        for sheet in workbook.sheets:
            assert len({len(row) for row in sheet.rows}) <= 1
