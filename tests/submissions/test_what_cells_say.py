"""What a cell says, kind by kind, from the bytes of a file to the accepted rows: its whole text is a value, or
a finding names the cell. Rosters, ledgers, summaries and tables of 指标 and 数值; .xlsx, .xls and .csv.
"""

import csv
import io
import re
import zipfile
from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.reading.parsing import parse_workbook
from assets.submissions.reading.reader import read_workbook
from assets.submissions.review.cells.texts import clean_list
from assets.submissions.review.cells.values import parse_cells
from assets.submissions.review.reports import Reviewed, review
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.workbook import PICTURE, Limits
from schemas.findings import KINDS, Level
from schemas.office.catalogue import BUILT_IN
from schemas.privacy import HIDDEN
from tests.support.form_examples import VALID
from tests.support.review_examples import CONTEXT, SCHOOL, TOWNSHIP, learner, report, told
from tests.support.submitted_files import ods, repacked, xls, xlsx

FORMATS = ("xlsx", "xls", "csv")
FIRST = 3
"""The sheet row of the first record."""


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _plain(code: str, *records: dict[str, object]) -> list[list[object]]:
    """The headers of a form and these records, written plainly: row by row."""
    form = BUILT_IN[code]
    if form.vertical:
        rows = [["指标", "数值"], *([column.header, records[0].get(column.name)] for column in form.columns)]
    else:
        rows = [
            [column.header for column in form.columns],
            *([row.get(column.name) for column in form.columns] for row in records),
        ]
    rows = [[str(cell) if hasattr(cell, "isoformat") else cell for cell in row] for row in rows]
    return [["是" if cell is True else cell for cell in row] for row in rows]


def submitted(code: str, *records: dict[str, object], suffix: str = "xlsx") -> Reviewed:
    """The review of a file that holds these records of a form below its title."""
    rows = [[BUILT_IN[code].title], *_plain(code, *records)]
    data = {"xlsx": lambda: xlsx({"表": rows}), "xls": lambda: xls(rows), "csv": lambda: _csv(rows)}[suffix]()
    return reviewed_file(data, code, suffix)


def reviewed_file(data: bytes, code: str, suffix: str = "xlsx") -> Reviewed:
    form = BUILT_IN[code]
    tables = find_workbook_tables(read_workbook(data, f"报表.{suffix}"), BUILT_IN)
    unit = SCHOOL if form.submitters == ("school",) else TOWNSHIP
    return review(form, [report(table, unit_code=unit) for table in tables], CONTEXT)


def activity(**changes: object) -> dict[str, object]:
    return {**VALID["Z04"], **changes}


def session(**changes: object) -> dict[str, object]:
    return {**VALID["X05"], **changes}


def messages(result: Reviewed, code: str) -> list[str]:
    return result.findings.loc[result.findings["code"] == code, "message"].tolist()


class TestSameAsAbove:
    """同上, 〃, ″, " and ditto."""

    marks = (
        "同上",
        "同 上",
        "〃",
        "″",
        '"',
        "“",
        "ditto",
        "Ditto",
        "—〃—",
        "（同上）",
        "同上。",
        "同上行",
        "　同上",
        "々",
    )

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_a_text_is_that_of_the_row_above_and_is_told(self, suffix):
        rows = [
            activity(place="文化广场"),
            activity(title="书法班", place="同上"),
            activity(title="合唱", place="〃"),
        ]
        result = submitted("Z04", *rows, suffix=suffix)
        assert result.accepted["place"].tolist() == ["文化广场"] * 3
        assert told(result) == [("same-as-above", "F4"), ("same-as-above", "F5")]
        assert messages(result, "same-as-above")[0] == (
            "活动地点写的是“同上”，已按上一行填为“文化广场”，请核对后写明内容。"
        )

    @pytest.mark.parametrize("mark", marks)
    def test_by_whatever_mark(self, mark):
        result = submitted("Z04", activity(place="社区活动室"), activity(title="书法班", place=mark))
        assert result.accepted["place"].tolist() == ["社区活动室"] * 2

    @pytest.mark.parametrize(
        ("code", "column", "value"),
        [("Z02", "village", "红卫村"), ("Z02", "education", "初中"), ("Z02", "online", "是"), ("Z02", "sex", "女"),
         ("X05", "township", "耿车镇"), ("X05", "category", "职工培训"), ("Z04", "category", "健康养生")],
    )  # fmt: skip
    def test_choices_too(self, code, column, value):
        first = {**(learner() if code == "Z02" else VALID[code]), column: value}
        other = {"Z02": learner(62), "X05": session(session_no="2"), "Z04": activity(title="书法班")}[code]
        result = submitted(code, first, {**other, column: "同上"})
        told_of = result.findings[result.findings["code"] == "same-as-above"]
        assert len(told_of) == 1
        assert result.accepted[column].nunique() == 1
        assert len(result.accepted) == 2

    @pytest.mark.parametrize("mark", ["同上", "〃", "″"])
    @pytest.mark.parametrize("column", ["name", "resident_id", "phone", "enrolled_on"])
    def test_never_in_names_numbers_and_days(self, column, mark):
        result = submitted("Z02", learner(), learner(62, **{column: mark}))
        hard = result.findings[result.findings["level"] == "hard"]
        assert len(hard) >= 1
        assert len(result.accepted) == 1

    @pytest.mark.parametrize("column", ["attendances", "elderly_attendances"])
    def test_never_in_figures(self, column):
        result = submitted("Z04", activity(), activity(title="书法班", **{column: "同上"}))
        assert "not-a-number" in set(result.findings["code"])
        assert len(result.accepted) == 1

    @pytest.mark.parametrize("place", ["同上（二楼）", "同上，三楼"])
    def test_a_mark_with_more_is_not_guessed(self, place):
        result = submitted("Z04", activity(place="文化广场"), activity(title="书法班", place=place))
        assert told(result) == [("same-as-what", "F4")]

    def test_the_first_row_has_none_above(self):
        result = submitted("Z04", activity(place="同上"), activity(title="书法班", place="文化广场"))
        assert told(result) == [("same-as-what", "F3")]
        assert result.accepted["place"].tolist() == ["文化广场"]

    def test_nor_has_one_below_an_empty_cell(self):
        result = submitted("X05", session(township=None), session(session_no="2", township="同上"))
        assert ("same-as-what", "J4") in told(result)

    @pytest.mark.parametrize(
        "title", ["同上一堂思政课", "同心社区讲座", "“书香”读书会", '"五进"活动', "do it 英语角"]
    )
    def test_a_text_that_only_begins_so_is_itself(self, title):
        result = submitted("Z04", activity(), activity(title=title))
        assert title in result.accepted["title"].tolist()
        assert told(result) == []


class TestListsInACell:
    """、 ， ; / ┋ | blanks and line breaks."""

    ways = ("、", "，", ",", "；", ";", "/", "／", "|", "｜", "┋", " ", "　", "\n", " 、 ", "； ")

    @pytest.mark.parametrize("between", ["和", "与", "及", "以及", "+", "&", "·", ".", "-", "\\"])
    def test_so_are_townships_by_words_and_other_marks(self, between):
        assert clean_list(f"示例三乡{between}示例四乡") == "示例三乡、示例四乡"

    @pytest.mark.parametrize(
        "text",
        ["①示例三乡②示例四乡", "1.示例三乡 2.示例四乡", "1、示例三乡；2、示例四乡", "（1）示例三乡（2）示例四乡", "⑴示例三乡、⑵示例四乡"],
    )  # fmt: skip
    def test_a_list_may_be_numbered(self, text):
        assert clean_list(text) == "示例三乡、示例四乡"

    @pytest.mark.parametrize("name", ["2中学、3中学", "第3中学", "1号村、2号村"])
    def test_a_number_may_be_part_of_a_name(self, name):
        assert clean_list(name) == name

    @pytest.mark.parametrize(
        "name", ["和平镇", "耿车镇和平村", "示例镇与民社区", "城-东镇", "示例三乡和示例四村"]
    )
    def test_a_name_with_such_a_word_is_one(self, name):
        assert clean_list(name) == name

    @pytest.mark.parametrize("between", ways)
    def test_names_are_held_apart_however_they_are_set_apart(self, between):
        row = {
            "held_on": "2023-12-05",
            "kind": "技术宣讲",
            "title": "宣讲",
            "townships": between.join(["示例三乡", "示例四乡", "示例五乡"]),
        }
        assert submitted("S02", row).accepted["townships"].tolist() == ["示例三乡、示例四乡、示例五乡"]

    @pytest.mark.parametrize(
        ("written", "held"),
        [("云 阳 镇", "云阳镇"), ("云阳 镇、皇路店镇", "云阳镇、皇路店镇"), ("云 阳 镇 皇 路 店 镇", "云阳镇、皇路店镇"),
         ("幸福街道　古城街道", "幸福街道、古城街道"), ("云阳 皇路店", "云阳、皇路店"), (" 、城关镇、", "城关镇"), ("无", None),
         ("\u200b城关镇\u200b 留山镇", "城关镇、留山镇")],
    )  # fmt: skip
    def test_a_blank_within_a_name_sets_nothing_apart(self, written, held):
        (found,) = parse_cells([written], BUILT_IN["S02"].column("townships")).values
        assert (None if pd.isna(found) else found) == held

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_in_every_format(self, suffix):
        row = {"held_on": "2023-12-05", "kind": "技术宣讲", "title": "宣讲", "townships": "示例三乡 示例四乡"}
        assert submitted("S02", row, suffix=suffix).accepted["townships"].tolist() == ["示例三乡、示例四乡"]

    @pytest.mark.parametrize("between", ways)
    def test_choices_of_several(self, between):
        cell = between.join(["标准像", "身份证"])
        assert parse_cells([cell], BUILT_IN["Z02"].column("missing_documents")).values.tolist() == [
            "身份证、标准像"
        ]

    @pytest.mark.parametrize(
        "cell", ["身份证+标准像", "身份证和标准像", "身份证标准像", "身份证、护照", "身份证①、标准像"]
    )
    def test_what_is_not_listed_is_told(self, cell):
        parsed = parse_cells([cell], BUILT_IN["Z02"].column("missing_documents"))
        assert [problem.code for problem in parsed.problems] == ["choice"]


class TestCodes:
    """A code is a text: what Excel did to it is told, and two codes never become one."""

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_codes_of_sixteen_digits_stay_two(self, suffix):
        codes = ["2023120100010010", "2023120100020010"]
        result = submitted("X05", *(session(session_no=code) for code in codes), suffix=suffix)
        assert result.accepted["session_no"].tolist() == codes
        assert told(result) == []

    @pytest.mark.parametrize("suffix", ["xlsx", "xls"])
    @pytest.mark.parametrize("number", [2023120100010010.0, 1.234567890123456e18])
    def test_one_stored_as_a_number_has_lost_digits(self, number, suffix):
        result = submitted("X05", session(session_no=number), suffix=suffix)
        assert told(result)[0][0] == "digits-lost"

    @pytest.mark.parametrize("text", ["2.3E+02", "2.30E+02", "1.2E+05", "2E+10", "2.3e+02"])
    def test_one_that_was_saved_in_scientific_notation_is_asked_about(self, text):
        result = submitted("X05", session(session_no=text), suffix="csv")
        assert told(result) == [("code-became-number", "A3")]

    @pytest.mark.parametrize("text", ["2.02312E+15", "9.13214E+17"])
    def test_a_long_one_in_scientific_notation_has_lost_digits(self, text):
        result = submitted("X05", session(session_no=text), suffix="csv")
        assert told(result)[0][0] == "digits-lost"

    @pytest.mark.parametrize("text", ["3E班", "E2-03", "2E", "23E2号"])
    def test_a_code_with_an_e_is_a_code(self, text):
        assert submitted("X05", session(session_no=text), suffix="csv").accepted["session_no"].tolist() == [
            text
        ]


class TestWrongChoices:
    """A wrong choice is shown, so that whoever corrects it sees what it was; a name is not."""

    @pytest.mark.parametrize("value", ["本科", "高中", "中专", "大学", "文盲"])
    def test_in_a_roster(self, value):
        result = submitted("Z02", learner(), learner(62, education=value))
        assert [value in message for message in messages(result, "choice")] == [True]

    @pytest.mark.parametrize("value", ["李四", "欧阳娜娜", "阿依古丽", "张三丰"])
    def test_a_name_in_its_place_is_hidden(self, value):
        result = submitted("Z02", learner(), learner(62, education=value))
        (message,) = messages(result, "choice")
        assert value not in message
        assert HIDDEN in message


IN_CELL = {
    "xl/metadata.xml": """<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<metadataTypes count="1"><metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes>
<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext><xlrd:rvb
xmlns:xlrd="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" i="0"/></ext></extLst></bk></futureMetadata>
<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>""",
    "xl/richData/rdrichvalue.xml": """<rvData xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>""",
    "xl/richData/rdrichvaluestructure.xml": """<rvStructures
xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="1"><s t="_localImage">
<k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>""",
}
"""What Excel writes beside a sheet with a picture placed in a cell; the cell itself holds #VALUE!."""


class TestPictures:
    """A picture as the value of a cell is a picture, never the text of a formula or an error."""

    @pytest.mark.parametrize(
        "formula",
        ['=DISPIMG("ID_1",1)', '=_xlfn.DISPIMG("ID_1",1)', '=_xlfn._xlws.DISPIMG("ID_1",1)', 'DISPIMG("ID_1",1)',
         '=IMAGE("https://example.org/1.png")', '=_xlfn.IMAGE("https://example.org/1.png")',
         '=dispimg("ID_1",1)', '=@DISPIMG("ID_1",1)', "'=DISPIMG(\"ID_1\",1)", '= DISPIMG ("ID_1",1)',
         '＝DISPIMG（“ID_1”，1）', '=DISPIMG("ID_1",1)\n=DISPIMG("ID_2",1)', '=IF(A1="","",DISPIMG("ID_1",1))'],
    )  # fmt: skip
    @pytest.mark.parametrize(("code", "column"), [("R01", "evidence"), ("Z04", "place"), ("X05", "township")])
    def test_is_there_in_a_text(self, code, column, formula):
        result = submitted(code, {**VALID[code], column: formula})
        assert result.accepted[column].tolist() == ["（图片）"]

    @pytest.mark.parametrize(
        ("code", "column"), [("Z01", "village"), ("Z03", "institution"), ("X05", "session_no")]
    )
    def test_is_nothing_that_a_record_is_known_by(self, code, column):
        result = submitted(code, VALID[code], {**VALID[code], column: '=DISPIMG("ID_1",1)'})
        assert "picture" in set(result.findings["code"])
        assert not result.accepted[column].str.contains("图片").any()

    @pytest.mark.parametrize("column", ["attendances", "held_on", "category"])
    def test_is_no_figure_no_day_and_no_choice(self, column):
        result = submitted("Z04", activity(), activity(title="书法班", **{column: '=DISPIMG("ID_1",1)'}))
        assert "picture" in set(result.findings["code"])
        assert len(result.accepted) == 1

    def test_is_not_told_as_a_text_in_a_text_file(self):
        result = submitted("Z04", activity(place='=DISPIMG("ID_1",1)'), suffix="csv")
        assert result.accepted["place"].tolist() == ["（图片）"]

    def test_stands_beside_other_words(self):
        result = submitted("Z04", activity(place='文化广场=DISPIMG("ID_1",1)'), suffix="csv")
        assert result.accepted["place"].tolist() == ["文化广场（图片）"]

    @pytest.mark.parametrize(
        "formula", ["of:=dispimg(&quot;ID&quot;;1)", "of:=COM.MICROSOFT.IMAGE(&quot;u&quot;)"]
    )
    def test_is_told_by_its_formula_in_an_ods(self, formula):
        cell = f'<table:table-cell table:formula="{formula}" office:value-type="string"><text:p>#NAME?</text:p></table:table-cell>'
        workbook = parse_workbook(ods(f"<table:table-row>{cell}</table:table-row>"), "报表.ods", Limits())
        assert workbook.sheets[0].rows == [[PICTURE]]

    def test_placed_in_the_cell(self):
        data = xlsx({"表": [[BUILT_IN["Z04"].title], *_plain("Z04", activity())]})
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
        placed = re.sub(rb'<c r="F3"[^>]*>.*?</c>', b'<c r="F3" t="e" vm="1"><v>#VALUE!</v></c>', sheet)
        assert placed != sheet
        parts = {name: text.encode() for name, text in IN_CELL.items()}
        result = reviewed_file(repacked(data, {"xl/worksheets/sheet1.xml": placed, **parts}), "Z04")
        assert result.accepted["place"].tolist() == ["（图片）"]
        without = reviewed_file(repacked(data, {"xl/worksheets/sheet1.xml": placed}), "Z04")
        assert "excel-error" in set(without.findings["code"])


UNITS = (
    "",
    "人",
    "名",
    "位",
    "个",
    "人次",
    "元",
    "万元",
    "天",
    "班",
    "学时",
    "%",
    "㎡",
    "亩",
    "户",
    "台",
    "斤",
    "①",
    "²",
    "（约）",
)
SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000}


@settings(max_examples=300, deadline=None)
@given(
    number=st.integers(0, 9_999),
    scale=st.sampled_from(list(SCALES)),
    unit=st.sampled_from(UNITS),
    before=st.sampled_from(["", "约", "近", " ", "\u202a", "'", "¥", "①", "含"]),
    after=st.sampled_from(["", "余", "以上", " ", "\u200b", "\n", " 5", "/5", "（含5）", "、5"]),
    column=st.sampled_from(
        [("X05", "trainees"), ("Z04", "attendances"), ("Z03", "activities"), ("X05", "income")]
    ),
)
def test_a_number_is_what_its_whole_text_says_or_a_finding(number, scale, unit, before, after, column):
    """Numbers with everything that people write around them."""
    form, name = column
    own = BUILT_IN[form].column(name)
    text = f"{before}{number}{scale}{unit}{after}"
    parsed = parse_cells([text], own)
    hard = [problem for problem in parsed.problems if KINDS[problem.code].level is Level.HARD]
    if hard:
        assert pd.isna(parsed.values.iloc[0])
        return
    says = number * SCALES[scale]
    if own.unit and own.unit.name == "万元":
        # In a column of 万元 the bare number is 万元, and 3万 as well; 元 is said and converted.
        says = says / SCALES[scale] if unit != "元" and scale == "万" else says
        if unit == "元" or before == "¥":
            says = number * SCALES[scale] / 10_000
        elif unit == "万元":
            says = number * SCALES[scale]
    elif unit == "万元":
        says *= 10_000
    assert float(parsed.values.iloc[0]) == pytest.approx(says)
    assert after.strip("\u200b \n") in ("", "余", "以上")
    assert unit not in ("天", "班", "学时", "%", "㎡", "亩", "户", "台", "斤", "①", "²", "（约）")
