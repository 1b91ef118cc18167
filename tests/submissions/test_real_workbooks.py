"""Workbooks as units really make them, from the bytes of the file to the accepted rows: whatever a report
looks like, it says the same.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from assets.submissions.reading.reader import read_workbook
from assets.submissions.review.reports import Reviewed, review
from assets.submissions.tables.finding import find_workbook_tables
from schemas.office.catalogue import BUILT_IN
from tests.support.form_examples import VALID
from tests.support.returned_loop import saved
from tests.support.review_examples import CONTEXT, TOWNSHIP, report
from tests.support.submitted_files import ods, repacked, xls

Z04, X07 = BUILT_IN["Z04"], BUILT_IN["X07"]
HEADERS = [column.header for column in Z04.columns]
ACTIVITIES = [
    ["2023-12-03", "健康讲座", "健康养生", 40, 30, "文化站"],
    ["2023-12-10", "书法班", "老年教育", 25, 25, "文化站"],
    ["2023-12-17", "电商培训", "职业技能", 60, 5, "镇成人学校"],
]
REPORT = [
    ["社区教育活动台账"],
    ["填报单位：耿车镇    报告期：2023年12月"],
    HEADERS,
    *ACTIVITIES,
    ["填表人：测试员"],
]
FIRST = 4
"""The sheet row of the first record."""


def workbook(rows=REPORT) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def reviewed(data: bytes, file_name: str = "报表.xlsx", form: str = "Z04") -> Reviewed:
    tables = find_workbook_tables(read_workbook(data, file_name), BUILT_IN)
    assert {table.form for table in tables} == {form}
    return review(BUILT_IN[form], [report(table, unit_code=TOWNSHIP) for table in tables], CONTEXT)


def findings(result: Reviewed) -> list[tuple[str, str]]:
    return list(zip(result.findings["code"], result.findings["cell"], strict=True))


def values(result: Reviewed, form: str = "Z04") -> list[tuple]:
    """The accepted values of a report without any finding."""
    assert findings(result) == []
    return list(
        result.accepted[[column.name for column in BUILT_IN[form].columns]].itertuples(index=False, name=None)
    )


@pytest.fixture(scope="module")
def said() -> list[tuple]:
    """What the report says when it is written plainly."""
    return values(reviewed(saved(workbook())))


def _hide(made: openpyxl.Workbook) -> None:
    """Whoever prints hides columns: they are part of the report all the same."""
    made.active.column_dimensions["E"].hidden = True


def _spread(made: openpyxl.Workbook) -> None:
    made.active.insert_cols(3, 2)
    made.active.insert_rows(FIRST + 1, 2)
    made.active.insert_cols(1)


def _comment(made: openpyxl.Workbook) -> None:
    made.active["D4"].comment = Comment("含线上40人", "张三")
    made.active["A3"].comment = Comment("合计", "张三")


def _seal(made: openpyxl.Workbook) -> None:
    picture = io.BytesIO()
    Picture.new("RGB", (40, 40), "red").save(picture, "png")
    made.active.add_image(Image(picture), "C5")


def _merge_title_and_header(made: openpyxl.Workbook) -> None:
    sheet = made.active
    sheet.insert_rows(FIRST)
    for column in (1, 2, 3, 6):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet["D3"], sheet["D4"], sheet["E4"] = "参加情况", "参加人次", "其中：60岁以上人次"
    sheet.merge_cells("D3:E3")
    sheet.merge_cells("A1:F1")


def _write_as_text(made: openpyxl.Workbook) -> None:
    for row in made.active.iter_rows(min_row=FIRST, max_row=FIRST + 2):
        for cell in row[3:5]:
            cell.value, cell.number_format = f" {cell.value}人次", "@"
        row[0].value = date.fromisoformat(row[0].value)


def _add_drafts(made: openpyxl.Workbook) -> None:
    """A leaflet, a hidden draft and an empty sheet beside the report."""
    made.create_sheet("填表说明").append(["1. 社区教育活动台账每月报送"])
    made.create_sheet("Sheet2")
    made.create_sheet("备忘").append(["联系电话", "见通讯录"])


@pytest.mark.parametrize(
    "disguise", [_hide, _spread, _comment, _seal, _merge_title_and_header, _write_as_text, _add_drafts]
)
def test_a_report_is_the_same_however_it_is_dressed(disguise: Callable[[openpyxl.Workbook], None], said):
    made = workbook()
    disguise(made)
    assert values(reviewed(saved(made))) == said


def _ods_row(row: list) -> str:
    texts = "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        if isinstance(cell, int)
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in row
    )
    return f"<table:table-row>{texts}</table:table-row>"


def _macro() -> bytes:
    """A workbook with macros as Excel stores it: another content type and a part with the program."""
    types = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    plain = saved(workbook())
    listed = next(content for name, content in _parts(plain) if name == "[Content_Types].xml")
    macros = listed.replace(types, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return repacked(
        plain, {"[Content_Types].xml": macros, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open()"}
    )


def _dimension() -> bytes:
    """WPS writes A1:A1 for the extent of some sheets."""
    plain = saved(workbook())
    sheet = next(content for name, content in _parts(plain) if name == "xl/worksheets/sheet1.xml")
    assert b'<dimension ref="A1:F7"' in sheet
    return repacked(
        plain,
        {"xl/worksheets/sheet1.xml": sheet.replace(b'<dimension ref="A1:F7"', b'<dimension ref="A1:A1"')},
    )


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(name, package.read(name)) for name in package.namelist()]


LINES = "\r\n".join(",".join(str(cell) for cell in row) for row in REPORT)


@pytest.mark.parametrize(
    ("file_name", "content"),
    [
        ("报表.xlsm", _macro()),
        ("报表.xlsx", _dimension()),
        ("报表.xls", xls(REPORT)),
        ("报表.et", xls(REPORT)),
        ("报表.xlsx", xls(REPORT)),
        ("报表.ods", ods("".join(map(_ods_row, REPORT)))),
        ("报表.csv", LINES.encode("utf-8-sig")),
        ("报表.csv", LINES.encode("gb18030")),
    ],
    ids=["xlsm", "A1:A1", "xls", "et", "xls renamed", "ods", "UTF-8", "GB18030"],
)
def test_a_report_is_the_same_in_every_format(file_name, content, said):
    assert values(reviewed(content, file_name)) == said


class TestMergedCells:
    def test_a_text_merged_over_rows_holds_for_each_of_them(self, said):
        made = workbook()
        made.active.merge_cells("F4:F5")
        assert made.active["F5"].value is None
        assert values(reviewed(saved(made))) == said

    def test_so_in_the_old_format(self, said):
        rows = [list(row) for row in REPORT]
        rows[4][5] = None
        assert values(reviewed(xls(rows, merged=[(3, 4, 5, 5)]), "报表.et")) == said

    def test_a_choice_and_a_date_too(self):
        made = workbook()
        made.active.merge_cells("C4:C6")
        made.active.merge_cells("A4:A6")
        assert [row[2] for row in values(reviewed(saved(made)))] == ["健康养生"] * 3
        assert len({row[0] for row in values(reviewed(saved(made)))}) == 1

    def test_rows_that_are_blank_otherwise_stay_blank(self):
        made = workbook([*REPORT[:-1]])
        made.active.merge_cells("F6:F9")
        result = reviewed(saved(made))
        assert len(values(result)) == 3
        assert result.accepted["row"].tolist() == [4, 5, 6]

    def test_a_number_merged_over_rows_is_counted_for_none_of_them(self):
        made = workbook()
        made.active.merge_cells("D4:D5")
        result = reviewed(saved(made))
        assert findings(result) == [("merged-cells", "D4"), ("merged-cells", "D5")]
        (told,) = set(result.findings["message"])
        assert told == "参加人次与相邻的行合并成了一个单元格，分不清各行是多少，请取消合并，逐行填写。"
        assert result.accepted["title"].tolist() == ["电商培训"]

    def test_a_number_merged_with_blank_rows_is_the_number_of_its_row(self, said):
        made = workbook()
        made.active.insert_rows(FIRST + 1, 2)
        made.active.merge_cells("D4:D6")
        assert values(reviewed(saved(made))) == said

    def test_what_tells_records_apart_cannot_be_the_same_for_two(self):
        form = BUILT_IN["Z01"]
        rows = [
            [column.header for column in form.columns],
            ["红卫村", 100, 100, 1, 1, 20],
            [None, 50, 50, 1, 1, 10],
        ]
        made = workbook([[form.title], *rows])
        made.active.merge_cells("A3:A4")
        result = reviewed(saved(made), form="Z01")
        assert findings(result) == [("merged-cells", "A3"), ("merged-cells", "A4")]

    def test_the_whole_part_of_a_merged_key_is_shared(self):
        form = BUILT_IN["R01"]
        second = VALID["R01"] | {"title": "第二个基地"}
        made = workbook([[column.header for column in form.columns]])
        for row in (VALID["R01"], second):
            made.active.append([row[column.name] for column in form.columns])
        made.active.merge_cells("A2:A3")
        assert [row[:2] for row in values(reviewed(saved(made), form="R01"), "R01")] == [
            ("双师型基地", "双师型教师培训基地"),
            ("双师型基地", "第二个基地"),
        ]

    def test_a_total_is_not_blamed_for_a_merged_number(self):
        rows = [["合计", None, None, 125, 60, None], REPORT[-1]]
        made = workbook([*REPORT[:-1], *rows])
        made.active.merge_cells("D4:D5")
        assert findings(reviewed(saved(made))) == [("merged-cells", "D4"), ("merged-cells", "D5")]

    def test_damaged_ranges_harm_nobody(self, said):
        plain = saved(workbook())
        sheet = next(content for name, content in _parts(plain) if name == "xl/worksheets/sheet1.xml")
        merged = b"".join(
            b'<mergeCell ref="%s"/>' % place for place in (b"F4:F5", b"F5:F1048576", b"A900000:XFD1048576")
        )
        merged = b'<mergeCells count="3">%s</mergeCells>' % merged
        content = repacked(
            plain, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", b"</sheetData>" + merged)}
        )
        assert values(reviewed(content)) == said


class TestVerticalFormInTwoHalves:
    """指标 | 数值 | 指标 | 数值: a long table set in two halves to fit the page."""

    columns = X07.columns
    half = 6

    def rows(self, with_units: bool = False) -> list[list]:
        pairs = [
            [column.header, *([column.unit.name] if with_units else []), VALID["X07"][column.name]]
            for column in self.columns
        ]
        right = [*pairs[self.half :], *[[None] * len(pairs[0])] * (2 * self.half - len(pairs))]
        header = ["指标", *(["计量单位"] if with_units else []), "数值"] * 2
        return [[X07.title], header, *(one + other for one, other in zip(pairs, right, strict=False))]

    @pytest.mark.parametrize("with_header", [True, False])
    def test_both_halves_are_read(self, with_header):
        rows = self.rows() if with_header else [self.rows()[0], *self.rows()[2:]]
        result = reviewed(saved(workbook(rows)), form="X07")
        assert values(result, "X07") == [tuple(VALID["X07"][column.name] for column in self.columns)]

    def test_a_finding_stands_beside_its_own_label(self):
        rows = self.rows()
        rows[3][3] = "很多"
        result = reviewed(saved(workbook(rows)), form="X07")
        assert findings(result) == [("not-a-number", "D4")]
        assert result.findings["row"].tolist() == [4]

    def test_a_column_of_units_in_each_half(self):
        rows = self.rows(with_units=True)
        (money,) = (row for row in rows if "教学仪器设备总值（万元）" in row)
        money[3:6] = ["教学仪器设备总值", "元", 12_005_000]
        result = reviewed(saved(workbook(rows)), form="X07")
        assert [code for code, _ in findings(result)] == ["header-unit-converted"]
        assert result.accepted["equipment_value"].tolist() == [1200.5]

    @pytest.mark.parametrize(
        ("label", "unit", "code"),
        [
            ("教学仪器设备总值（万元）", "元", "header-units-differ"),
            ("教学仪器设备总值", "台", "header-unit"),
            ("教学仪器设备总值", "日元", "header-unit"),
        ],
    )
    def test_a_unit_that_cannot_be_meant_returns_the_report(self, label, unit, code):
        rows = self.rows(with_units=True)
        (money,) = (row for row in rows if "教学仪器设备总值（万元）" in row)
        money[3:5] = [label, unit]
        result = reviewed(saved(workbook(rows)), form="X07")
        assert [code for code, _ in findings(result)] == [code]
        assert result.outcomes["status"].tolist() == ["returned"]

    def test_a_number_merged_over_two_labels_is_that_of_neither(self):
        made = workbook(self.rows())
        made.active.merge_cells("D3:D4")
        assert findings(reviewed(saved(made), form="X07")) == [("merged-cells", "D3"), ("merged-cells", "D4")]

    def test_two_labels_in_one_row(self):
        form = BUILT_IN["P04"]
        pairs = [cell for column in form.columns for cell in (column.header, VALID["P04"][column.name])]
        assert values(reviewed(saved(workbook([[form.title], pairs])), form="P04"), "P04") == [(2400, 5)]

    def test_other_figures_in_between_are_told(self):
        rows = self.rows()
        rows[4][2] = "食堂面积"
        (table,) = find_workbook_tables(read_workbook(saved(workbook(rows)), "报表.xlsx"), BUILT_IN)
        assert "食堂面积" in table.unknown_headers
