"""Files that are not read here. Their beginning tells what they are, and a finding says what to do.

Sources: the descriptions of the formats, and [MS-XLS] 2.4.21 for streams of old workbooks. The beginnings of
files from encrypting software were observed.
"""

import re

from assets.submissions.reading.formats import delimited_text
from assets.submissions.workbook import UnreadableWorkbook

_NO_WORKBOOK, _OTHER_FORMAT = "file-not-a-workbook", "file-other-format"
_FORMATS = {
    rb"%PDF": (_NO_WORKBOOK, "PDF 文件"),
    rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|RIFF.{4}WEBP|\0\0\0.ftyp(?:heic|heix|mif1)|BM.{4}\0\0\0\0": (
        _NO_WORKBOOK,
        "图片",
    ),
    rb"\{\\rtf": (_NO_WORKBOOK, "Word 文档"),
    rb"L\0\0\0\x01\x14\x02\0": (_NO_WORKBOOK, "快捷方式"),
    rb"ID;P[^\r\n]*[\r\n]+(?:[A-Z]{1,2};|E\b)": (_OTHER_FORMAT, "符号链接表格（SYLK）"),
    rb"TABLE\r?\n0,1": (_OTHER_FORMAT, "数据交换格式（DIF）"),
    rb"\0\0(?:\x02\0[\x04\x06]\x04|\x1a\0)": (_OTHER_FORMAT, "Lotus 1-2-3 表格"),
    rb"\xff\0\x02\0\x04\x04": (_OTHER_FORMAT, "Microsoft Works 表格"),
    rb"\x09(?:\0\x04|[\x02\x04]\x06)\0": (_OTHER_FORMAT, "Excel 2.0 至 4.0 的表格"),
    rb"\x09\x08[\x06\x08\x10]\0\0\x06": (_OTHER_FORMAT, "Excel 97 的表格"),
    rb"\x09\x08[\x06\x08\x10]\0": (_OTHER_FORMAT, "Excel 5.0 的表格"),
}
"""Beginning of a file → the code of its finding, and what the file is."""

_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF")
_ENCRYPTED = re.compile(rb"%TSD-Header|<## NASCA DRM FILE|SCDSA00\d|.{,8}DRMONE|.{,40}E-SafeNet", re.DOTALL)
"""Beginnings of files from software that encrypts all files of an office. The office itself can open them."""
_EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_WORD_2003 = "schemas.microsoft.com/office/word/2003/wordml"
_MAIL = re.compile(r"^(?:received|return-path|delivered-to|message-id|x-mailer|to):\s", re.I | re.M)
_MARKUP = re.compile(r"<!doctype\s+html|<(?:html|table|head|body|meta)[\s>]|^mime-version:", re.I | re.M)
"""HTML, and MHT, in which programs save a web page with its pictures."""


def refuse_other_formats(data: bytes) -> None:
    """Raise UnreadableWorkbook for any file that is known not to be separated text."""
    if _ENCRYPTED.match(data):
        raise UnreadableWorkbook("file-encrypted")
    if data.startswith(_ARCHIVES):
        raise UnreadableWorkbook("file-is-archive")
    for beginning, (code, said) in _FORMATS.items():
        if re.match(beginning, data, re.DOTALL):
            raise UnreadableWorkbook(code, format=said)
    text = delimited_text.beginning(data)
    if _EXCEL_2003 in text and "<html" not in text.lower():
        raise UnreadableWorkbook(_OTHER_FORMAT, format="Excel 2003 的 XML 表格")
    if _WORD_2003 in text:
        raise UnreadableWorkbook(_NO_WORKBOOK, format="Word 文档")
    if text.startswith("<?xml") and "<html" not in text.lower():
        raise UnreadableWorkbook(_OTHER_FORMAT, format="XML 文件")
    if _MARKUP.search(text):
        if _MAIL.search(text.partition("\n\n")[0].partition("\r\n\r\n")[0]):
            raise UnreadableWorkbook(_NO_WORKBOOK, format="邮件")
        raise UnreadableWorkbook("file-is-html")
