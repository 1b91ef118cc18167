"""Files made to harm: each is refused with its sentence, or read and given back without what could harm
whoever opens it.
"""

import io
import re
import time
import zipfile

import pytest
from openpyxl import load_workbook

from assets.submissions.opening.identity import identify
from assets.submissions.reading.reader import read_workbook
from assets.submissions.returned import Heading, write_returned
from assets.submissions.review.findings import FindingRow, MarkRow
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.workbook import Limits, UnreadableWorkbook
from schemas.office.catalogue import BUILT_IN
from schemas.office.units import UnitRegistry
from schemas.privacy import mask_text
from tests.support.hostile_files import ARMED, REFUSED, STRINGS, TEXTS, repeated_sheet
from tests.support.submitted_files import repacked, with_sheet_xml, xls, xlsx
from warehouse.office import DEFAULT_SITE

LARGE = ("解压后太大", "绕圈的旧格式")
"""Files that take their time until they are refused: tests/services/hostile has them."""

UNSAFE_PARTS = re.compile(
    "vba|macro|activeX|embeddings|oleObject|externalLink|connections|ctrlProp|customUI|queryTable",
    re.IGNORECASE,
)
UNSAFE_TEXT = re.compile(
    rb"<(?:\w+:)?f[ >]|TargetMode=\"External\"|<!DOCTYPE|<(?:\w+:)?(?:ddeLink|oleLink|oleObject|control)\b|macroEnabled"
)

TIME_BOUND = 5
"""Processor seconds for one small file: hundreds of times what it should take, and nothing to what a search
gone wild takes.
"""


def returned(data, name):
    heading = Heading("样例教育局", "埠子镇", "2023-11", name, "")
    return write_returned(data, name, heading, FindingRow.of_rows([]), MarkRow.of_rows([]))


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in LARGE])
def test_refused_with_its_sentence(name):
    make, said = REFUSED[name]
    data = make()
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, "报表.xlsx" if data.startswith(b"PK") else "报表.csv")
    assert any(words in caught.value.sentence for words in said.split("|")), caught.value.sentence


@pytest.mark.parametrize("name", ARMED)
def test_read_as_what_it_is_in_bounded_time(name):
    data = ARMED[name]()
    before = time.process_time()
    workbook = read_workbook(data, name)
    tables = find_workbook_tables(workbook, BUILT_IN)
    found = identify(workbook, tables, name, UnitRegistry.load(DEFAULT_SITE / "units.csv"), BUILT_IN)
    assert time.process_time() - before < TIME_BOUND
    assert [(table.form, len(table.rows)) for table in tables] == [("Z02", 3), ("Z03", 1), ("Z04", 2)]
    assert (found.unit_code, found.period) == ("321302102", "2023-11")


@pytest.mark.parametrize("name", ARMED)
def test_comes_back_disarmed(name):
    before = time.process_time()
    back = returned(ARMED[name](), name)
    assert time.process_time() - before < TIME_BOUND
    with zipfile.ZipFile(io.BytesIO(back)) as archive:
        assert not [part for part in archive.namelist() if UNSAFE_PARTS.search(part)]
        assert not [
            part for part in archive.namelist() if part.startswith("/") or ".." in part or "\\" in part
        ]
        for part in archive.namelist():
            assert not UNSAFE_TEXT.search(archive.read(part)), part
    for sheet in load_workbook(io.BytesIO(back)).sheetnames:
        assert len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\\n")


def test_texts_like_formulas_come_back_as_texts():
    sheet = load_workbook(io.BytesIO(returned(ARMED["公式.xlsx"](), "公式.xlsx"))).worksheets[1]
    for row, text in enumerate(TEXTS, start=20):
        cell = sheet.cell(row, 29)
        assert (cell.value, cell.data_type) == (text.strip("\t\r"), "s")


def test_a_sheet_named_too_often_is_not_read_too_often():
    with pytest.raises(UnreadableWorkbook, match="工作簿有6张工作表，超过上限5张"):
        read_workbook(repeated_sheet(5), "报表.xlsx", Limits(sheets=5))


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (
            xlsx({"甲": [["x"] * 10] * 10, "乙": [["x"] * 10] * 10}),
            {"cells": 150},
            "工作簿各表的行数乘列数合计200格，超过上限150格",
        ),
        (
            repacked(xlsx({"表": [["x"]]}), {STRINGS: b"<sst>" + b"<si><t>x</t></si>" * 60 + b"</sst>"}),
            {"texts": 50},
            "工作簿里的文字共60条，超过上限50条",
        ),
        (xlsx({"表": [["x"]]}), {"parts": 5}, "超过上限5个"),
        (xlsx({"表": [["x"] * 12]}), {"columns": 11}, "超过上限（200000行、11列）"),
        (xlsx({"表": [["x"]] * 12}), {"rows": 11}, "超过上限（11行、500列）"),
    ],
)
def test_every_limit_stands_in_its_sentence(data, limits, said):
    with pytest.raises(UnreadableWorkbook, match=re.escape(said)):
        read_workbook(data, "报表.xlsx", Limits(**limits))


def test_characters_that_no_database_takes_do_not_get_in():
    (sheet,) = read_workbook(xls([["甲\0乙", "\0"]]), "报表.xls").sheets
    assert sheet.rows == [["甲乙", None]]


def test_a_name_from_the_file_cannot_break_the_sentence():
    data = with_sheet_xml('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, "报表.xlsx")
    assert caught.value.sentence.isprintable()
    refusal = UnreadableWorkbook(
        "sheet-too-large", sheet="\u202e表\n" + "长" * 500, cell="A1", rows=1, columns=1
    )
    assert refusal.sentence.isprintable() and len(refusal.sentence) < 200


@pytest.mark.parametrize(
    "text", ["3 " * 16_000, "1.1" * 10_000, "138-" * 8_000], ids=["spaced", "dotted", "phones"]
)
def test_a_text_full_of_digits_is_masked_in_no_time(text):
    before = time.process_time()
    mask_text(text)
    assert time.process_time() - before < 0.5
