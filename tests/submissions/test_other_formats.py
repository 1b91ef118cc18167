"""Files that are no workbook which is read: each is called what it is, and damaged only if it is damaged."""

import io
import re
import zipfile

import pytest

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import UnreadableWorkbook
from tests.support.submitted_files import ole, repacked, xlsx

NOISE = bytes(range(200, 256)) * 20


def package(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes, file_name: str = "报表.xlsx") -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, file_name)
    assert "损坏" not in caught.value.sentence
    return caught.value


@pytest.mark.parametrize(
    "beginning",
    [
        b"%TSD-Header-###%",
        b"b\x14#e\x00E-SafeNet\x00\x00LOCK\x00",
        b"<## NASCA DRM FILE - VER1.00 ##>",
        b"SCDSA002",
        b"SCDSA004",
        b"\x9b DRMONE  This Document is encrypted",
    ],
)
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
def test_what_software_encrypts_in_an_office_is_called_encrypted(beginning, suffix):
    assert refused(beginning + NOISE, f"报表.{suffix}").code == "file-encrypted"


SPREADSHEET_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "DIF"),
        (SPREADSHEET_2003.encode(), "Excel 2003 的 XML 表格"),
        (SPREADSHEET_2003.encode("utf-8-sig"), "Excel 2003 的 XML 表格"),
        (SPREADSHEET_2003.encode("utf-16"), "Excel 2003 的 XML 表格"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00" + NOISE, "Excel 2.0"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00" + NOISE, "Excel 2.0"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + NOISE, "Excel 2.0"),
        (SPREADSHEET_2003.partition("\n")[2].encode(), "Excel 2003 的 XML 表格"),
        (b"\x09\x08\x08\x00\x00\x05\x05\x00" + NOISE, "Excel 5.0"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00" + NOISE, "Excel 97"),
        (ole("Book", b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(4) + b"\x0a\x00\x00\x00"), "Excel 5.0"),
        (b"\xff\x00\x02\x00\x04\x04\x05T" + NOISE, "Works"),
        (b"\x00\x00\x1a\x00\x00\x10\x04\x00" + NOISE, "Lotus"),
    ],
)
@pytest.mark.parametrize("suffix", ["xls", "csv", "xlsx"])
def test_old_and_rare_formats_are_called_by_their_name(data, said, suffix):
    refusal = refused(data, f"报表.{suffix}")
    assert refusal.code == "file-other-format"
    assert said in refusal.sentence and "另存为“.xlsx”" in refusal.sentence


def test_a_column_whose_name_begins_like_a_rare_format_is_only_a_column():
    (sheet,) = read_workbook(b"ID;Phone\r\n1;2\r\n", "报表.csv").sheets
    assert sheet.rows == [["ID", "Phone"], ["1", "2"]]


WEB_PAGE = "<html><head><meta charset=utf-8></head><body><table><tr><td>1</td></tr></table></body></html>"
MHT = 'From: "由 Microsoft Excel 保存"\nSubject:\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n<x/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize(
    "page",
    [
        WEB_PAGE,
        f"\r\n <!-- 导出 -->{WEB_PAGE}",
        f'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><{WEB_PAGE[1:]}',
        '<style>td {mso-number-format:"@"}</style><TABLE border=1><tr><td>1,2</td></tr></TABLE>',
        "MIME-Version: 1.0\nContent-Type: multipart/related\n\nx",
        MHT,
    ],
)
def test_web_pages_are_called_so_whatever_their_suffix(page, encoding):
    assert refused(page.encode(encoding), "报表.xls").code == "file-is-html"


@pytest.mark.parametrize(
    "data", [NOISE, b"\x93\x01" + bytes(range(256)) * 9, b"random words", b"PK-" + NOISE, ole("Data", NOISE)]
)
def test_nobody_knows_that_unknown_bytes_are_damaged(data):
    assert refused(data).code == "file-unrecognised"


def test_a_text_of_blank_lines_holds_nothing_and_is_whole():
    (sheet,) = read_workbook(b"\r\n \r\n", "报表.csv").sheets
    assert not any(map(any, sheet.rows))


def test_what_is_cut_short_is_damaged():
    for data in (xlsx({"表": [["x"]]})[:-300], ole("Workbook", NOISE)[:800], bytes(4096)):
        with pytest.raises(UnreadableWorkbook) as caught:
            read_workbook(data, "报表.xlsx")
        assert caught.value.code == "file-damaged"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Received: from a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\nx", "邮件"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + NOISE, "图片"),
        (b"\0\0\0\x18ftypheic" + NOISE, "图片"),
        (
            b'<?xml version="1.0"?><w:d xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "Word",
        ),
    ],
)
def test_what_is_no_workbook_at_all_is_called_by_its_name(data, said):
    refusal = refused(data, "报表.xls")
    assert (refusal.code, said in refusal.sentence) == ("file-not-a-workbook", True)


def test_an_old_numbers_file_is_one_too():
    assert (
        refused(package({"index.xml": b"<ls/>", "buildVersionHistory.plist": b""})).code == "file-of-numbers"
    )


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_parts_in_utf_16_are_not_read_as_empty(part):
    data = xlsx({"表": [["x"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        text = re.sub(r"^<\?xml.*?\?>", "", whole.read(part).decode())
    refusal = refused(repacked(data, {part: text.encode("utf-16")}))
    assert (refusal.code, "另存为“.xlsx”" in refusal.sentence) == ("file-unusual", True)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_by_another_method_are_not_damaged(method):
    with zipfile.ZipFile(io.BytesIO(xlsx({"表": [["x"]]}))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    assert refused(package(parts, method)).code == "file-unusual"


def test_a_text_may_end_as_old_programs_end_it():
    (sheet,) = read_workbook(b"a,b\r\n1,2\r\n\x1a", "报表.csv").sheets
    assert sheet.rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_separated_text_in_utf_16_needs_no_byte_order_mark(encoding, separator):
    text = f"机构名称{separator}人次\r\n一一一一{separator}12\r\n丁一镇{separator}\r\n"
    (sheet,) = read_workbook(text.encode(encoding), "报表.csv").sheets
    assert sheet.rows == [["机构名称", "人次"], ["一一一一", "12"], ["丁一镇", None]]
