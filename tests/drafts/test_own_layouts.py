"""Form files drafted from workbooks as offices lay them out."""

from datetime import datetime

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from assets.drafts.printed import signers
from assets.submissions.blank import blank_workbook
from pipelines.commands.reports.form import draft
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import KINDS, Unit
from schemas.own_forms.folder import read_own_forms

UNIT = Unit("321399101", "样例镇", "township", "321399")


def write_dropout_control(path):
    """A blank with a header of three rows, formulas, a drop-down list, a row of totals, notes, signatures."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "控辍保学"
    sheet["A1"] = "控辍保学月报表"
    sheet["A2"] = "填报单位（盖章）："
    sheet["G2"] = "2024年3月"
    sheet.merge_cells("A1:J1")
    sheet.append(
        ["序号", "村（社区）*", "适龄儿童少年", None, None, None, "未入学情况", None, "包保干部", "排查日期"]
    )
    sheet.append([None, None, "在校", None, "休学", "小计", "人数", "原因"])
    sheet.append([None, None, "小学段", "初中段"])
    for merged in (
        "A3:A5", "B3:B5", "C3:F3", "C4:D4", "E4:E5", "F4:F5", "G3:H3", "G4:G5", "H4:H5", "I3:I5", "J3:J5"
    ):  # fmt: skip
        sheet.merge_cells(merged)
    for row in range(6, 12):
        sheet.cell(row, 1, row - 5)
        sheet.cell(row, 6, f"=SUM(C{row}:E{row})")
        sheet.cell(row, 10).number_format = "yyyy/m/d"
        for column in (3, 4, 5, 7):
            sheet.cell(row, column).number_format = "0"
    reasons = DataValidation(type="list", formula1='"随迁,残疾,厌学,其他"', showErrorMessage=True)
    reasons.add("H6:H11")
    sheet.add_data_validation(reasons)
    sheet["A12"] = "合计"
    for letter in "CDEFG":
        sheet[f"{letter}12"] = f"=SUM({letter}6:{letter}11)"
    sheet["A13"] = "注：1. 本表每月25日前报送。"
    sheet["A14"] = "2. 没有未入学的，请填零报告。"
    sheet["A15"] = "单位负责人：            填表人：          填报日期："
    workbook.save(path)


def write_training_roster(path):
    """A roster that is filled in, its types told by what stands in it; the parents of its header not merged."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "花名册"
    sheet.append(["示例县教师培训花名册"])
    sheet.append(["学校：示例小学", None, "联系人：略"])
    sheet.append(["教师姓名", "身份证号码", "学科", "培训", None, "是否合格", "等级"])
    sheet.append([None, None, None, "开始日期", "学时", None, None])
    for number in range(6):
        sheet.append(
            [
                "某某",
                f"32139919900101{number:03}X",
                "语文" if number else None,
                datetime(2024, 3, 1 + number),
                4.5,
                "是" if number % 2 else "否",
                ("优秀", "合格")[number % 2],
            ]
        )
    workbook.save(path)


def drafted(path, folder):
    """The form that the command writes for a workbook, with its file's text and what was printed."""
    forms = folder / "forms"
    forms.mkdir()
    result = CliRunner().invoke(draft, [str(path), "-o", str(forms)], standalone_mode=False)
    assert result.exception is None
    read = read_own_forms(folder, KINDS, BUILT_IN)
    assert read.problems == ()
    (form,) = read.forms.values()
    return form, (forms / f"{form.code}.yaml").read_text(encoding="utf-8"), result.output


@pytest.fixture
def dropout_control(tmp_path):
    write_dropout_control(tmp_path / "表样.xlsx")
    return drafted(tmp_path / "表样.xlsx", tmp_path)


def test_a_header_of_three_rows(dropout_control):
    form, _, _ = dropout_control
    assert form.title == "控辍保学月报表"
    assert {column.name: (column.levels or column.header, column.type.name) for column in form.columns} == {
        "village": ("村（社区）", "text"),
        "primary": (("适龄儿童少年", "在校", "小学段"), "int"),
        "junior": (("适龄儿童少年", "在校", "初中段"), "int"),
        "column_4": (("适龄儿童少年", "休学"), "int"),
        "subtotal": (("适龄儿童少年", "小计"), "int"),
        "persons": (("未入学情况", "人数"), "int"),
        "reason": (("未入学情况", "原因"), "enum"),
        "contact": ("包保干部", "text"),
        "column_9": ("排查日期", "date"),
    }


def test_what_stands_beside_the_table(dropout_control):
    form, text, _ = dropout_control
    assert form.layout.total_row == "合计"
    assert form.layout.ordinal
    assert form.layout.notes == ("本表每月25日前报送。", "没有未入学的，请填零报告。")
    assert form.layout.signatures == ("单位负责人", "填表人", "填报日期")
    assert (form.due_on.day, form.due_on.of, form.nil) == (25, "same_month", True)
    assert form.column("reason").values == ("随迁", "残疾", "厌学", "其他")
    assert [column.name for column in form.columns if column.required] == ["village"]
    assert form.column("contact").personal
    assert "sum_of: [primary, junior, column_4]" in text


def test_what_it_cannot_tell_is_marked(dropout_control):
    _, text, output = dropout_control
    marked = {line.split(":")[0].strip() for line in text.splitlines() if "   # 请确认：" in line}
    assert {"code", "slug", "submitters", "due", "key", "grain", "column_4"} <= marked
    assert not marked & {"title", "reason", "primary", "contact"}
    assert f"{text.count('# 请确认：')}处请确认" in output


def test_its_blank_looks_like_the_original(dropout_control, tmp_path):
    form, _, _ = dropout_control
    original = load_workbook(tmp_path / "表样.xlsx").active
    sheet = blank_workbook([form], UNIT, "2024-03")[form.title]

    def header(sheet, top):
        texts = {
            (cell.row - top, cell.column): cell.value
            for row in sheet.iter_rows(top, top + 2)
            for cell in row
            if cell.value
        }
        merged = {
            (area.min_row - top, area.min_col, area.max_row - top, area.max_col)
            for area in sheet.merged_cells.ranges
            if top <= area.min_row <= top + 2
        }
        return texts, merged

    assert header(sheet, 4) == header(original, 3)
    below = [cell.value for (cell,) in sheet.iter_rows(min_col=1, max_col=1) if isinstance(cell.value, str)]
    assert below[-4:] == [
        "合计",
        "注1：本表每月25日前报送。",
        "注2：没有未入学的，请填零报告。",
        "单位负责人：　　　　　　　　　　填表人：　　　　　　　　　　填报日期：",
    ]


def test_types_of_a_filled_roster(tmp_path):
    write_training_roster(tmp_path / "花名册.xlsx")
    form, text, _ = drafted(tmp_path / "花名册.xlsx", tmp_path)
    assert [(column.header, column.type.name) for column in form.columns] == [
        ("教师姓名", "text"),
        ("身份证号码", "resident_id"),
        ("学科", "text"),
        ("培训：开始日期", "date"),
        ("培训：学时", "amount"),
        ("是否合格", "yesno"),
        ("等级", "enum"),
    ]
    assert form.key == ("resident_id",)
    assert form.has_persons
    assert form.column("level").values == ("优秀", "合格")
    assert not form.column("column_3").required
    assert "没有合并单元格" in text


def test_no_file_says_who_is_in_the_workbook(tmp_path):
    write_training_roster(tmp_path / "花名册.xlsx")
    _, text, _ = drafted(tmp_path / "花名册.xlsx", tmp_path)
    assert "某某" not in text
    assert "32139919900101" not in text


def test_a_file_that_is_there_is_not_replaced(tmp_path):
    write_dropout_control(tmp_path / "表样.xlsx")
    (tmp_path / "K01.yaml").write_text("kept", encoding="utf-8")
    CliRunner().invoke(draft, [str(tmp_path / "表样.xlsx"), "-o", str(tmp_path)], standalone_mode=False)
    assert (tmp_path / "K01.yaml").read_text(encoding="utf-8") == "kept"
    assert (tmp_path / "K02.yaml").exists()


def test_what_is_no_workbook_is_told(tmp_path):
    (tmp_path / "表样.xls").write_bytes(b"no workbook")
    result = CliRunner().invoke(draft, [str(tmp_path / "表样.xls")], standalone_mode=False)
    assert "另存为 .xlsx" in str(result.exception)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("单位负责人：            填表人：          填报日期：", ["单位负责人", "填表人", "填报日期"]),
        (
            "校长（园长）：张某   填 表 人：李某　填报日期：2026年1月3日",
            ["校长（园长）", "填表人", "填报日期"],
        ),
        ("负 责 人：王某某填表人：李某", ["负责人", "填表人"]),
        ("单位负责人：填表人：", ["单位负责人", "填表人"]),
    ],
)
def test_who_signs_is_told_without_the_names_of_those_who_did(line, told):
    assert signers(line) == told
