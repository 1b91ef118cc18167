"""Units of measure, number formats and marked text: 35000 is 3.5 万元 only where a header, a line, the cell or its
format says 元; where two places do not agree, nothing is taken.
"""

import io
from collections.abc import Mapping, Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from assets.submissions.reading.number_formats import formatted_cell, says_more
from assets.submissions.reading.reader import read_workbook
from assets.submissions.review.reports import Reviewed, review
from assets.submissions.tables.finding import find_workbook_tables
from schemas.office.catalogue import BUILT_IN
from schemas.units_of_measure import unit_in_header, unit_of_measure, units_in
from tests.support.form_examples import VALID
from tests.support.review_examples import CONTEXT, SCHOOL, report
from tests.support.submitted_files import xls

INCOME = "到账金额"
"""The header without its unit, which is 万元."""


def rows_of(code: str, changes: Mapping[str, object], headers: Mapping[str, str]) -> list[list[object]]:
    """A table of one record; a vertical one has a row a figure."""
    form, record = BUILT_IN[code], {**VALID[code], **changes}
    titles = [headers.get(column.name, column.header) for column in form.columns]
    cells = [record.get(column.name) for column in form.columns]
    cells = [cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in cells]
    if form.vertical:
        return [["指标", "数值"], *map(list, zip(titles, cells, strict=True))]
    return [titles, cells]


def saved(rows: Sequence[Sequence[object]], formats: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx with these rows; ``formats``: number formats by cell."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(list(row))
    for place, code in (formats or {}).items():
        workbook.active[place].number_format = code
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def reviewed(data: bytes, code: str, file_name: str = "报表.xlsx") -> Reviewed:
    tables = find_workbook_tables(read_workbook(data, file_name), BUILT_IN)
    return review(BUILT_IN[code], [report(table, unit_code=SCHOOL) for table in tables], CONTEXT)


def told(result: Reviewed, column: str) -> tuple[list[object], list[str]]:
    """What is accepted of a column, and the codes of what is told of its unit or its cells."""
    return result.accepted[column].tolist(), result.findings["code"].tolist()


CONVERTED = ["header-unit-converted"]


class TestTheLineAboveTheTable:
    def income(
        self, above: list[object], header: str = INCOME, below: list[object] | None = None, income=35_000
    ):
        rows = [["培训班次台账"], above, *rows_of("X05", {"income": income}, {"income": header})]
        return told(reviewed(saved([*rows, *([below] if below else [])]), "X05"), "income")

    @pytest.mark.parametrize(
        "line",
        ["计量单位：人、元", "单位：元", "单位：人、人次、元", "（金额单位：元）", "单位:元/人", "计量单位：元 人", "单位（元）",
         "填报单位：宿城中专          单位：元", "单位：人民币元", "币种：人民币 单位：元", "以元为单位", "金额以元计", "单位：人；元", "单 位：元", "单　位：人、元", "人民币：元", "单位：RMB元", "Unit: yuan",
         "UNIT：RMB"],
    )  # fmt: skip
    def test_names_a_unit_for_each_quantity(self, line):
        assert self.income([line]) == ([3.5], CONVERTED)

    @pytest.mark.parametrize(
        ("line", "value"),
        [("单位：千元", 3_500), ("单位：百元", 350), ("单位：亿元", 350_000_000), ("单位：十万元", 350_000)],
    )
    def test_names_a_multiple(self, line, value):
        assert self.income([line]) == ([value], CONVERTED)

    @pytest.mark.parametrize(
        "line",
        [
            "单位：万元",
            "单位：人，万元",
            "单位：人",
            "计量单位：人、学时",
            "填报单位：元庄中学",
            "备注：元旦前上报",
            "单位：万",
            "Business unit 3",
        ],
    )
    def test_says_what_the_form_says_or_nothing_of_money(self, line):
        assert self.income([line], income=3.5) == ([3.5], [])

    def test_stands_in_two_cells(self):
        assert self.income(["填报单位：宿城中专", None, None, "单位：", "元"]) == ([3.5], CONVERTED)

    def test_stands_below(self):
        assert self.income(["某校"], below=["注：金额单位为元"]) == ([3.5], CONVERTED)

    @pytest.mark.parametrize("line", ["单位：美元", "金额单位：欧元", "单位：元、角", "币种：港元"])
    def test_cannot_be_meant(self, line):
        values, codes = self.income([line])
        assert values == []
        assert codes in (["header-unit"], ["header-units-differ"])

    @pytest.mark.parametrize("line", ["单位：亿", "单位：千", "单位：百"])
    def test_names_nothing_but_another_multiple(self, line):
        assert self.income([line]) == ([], ["header-unit"])

    @pytest.mark.parametrize("line", ["单位：亩", "单位：户", "计量单位：台", "单位：公里、天"])
    def test_measures_nothing_that_the_form_has(self, line):
        values, codes = self.income([line])
        assert (values, set(codes)) == ([], {"header-unit"})

    @pytest.mark.parametrize(
        "line",
        ["单位：人/百", "单位：人（百）", "单位：人×100", "计量单位：每百人", "单位：人（以百计）", "单位：人 / 千",
         "Unit: hundred persons", "Unit: thousand", "in hundreds", "计量单位:人*1000", "单位：千", "以百计", "单位：万人次", "单位：百件",
         "单位：人，100", "Unit: persons (00s)", "Unit: '000 persons", "单位：人、1000"],
    )  # fmt: skip
    @pytest.mark.parametrize(("form", "column"), [("Z01", "surveyed_count"), ("P04", "students")])
    def test_tells_a_multiple_in_an_unusual_way(self, form, column, line):
        values, codes = told(
            reviewed(saved([[BUILT_IN[form].title], [line], *rows_of(form, {}, {})]), form), column
        )
        assert (values, set(codes)) == ([], {"header-unit"})

    @pytest.mark.parametrize(
        "line",
        [
            "单位：人",
            "单位：人/次",
            "单位：人（不含外来）",
            "单位（盖章）：耿车镇",
            "Unit: person(s)",
            "单位：人  联系人：万千",
        ],
    )
    def test_names_no_multiple(self, line):
        values, codes = told(
            reviewed(saved([[BUILT_IN["Z01"].title], [line], *rows_of("Z01", {}, {})]), "Z01"),
            "surveyed_count",
        )
        assert (len(values), codes) == (1, [])

    @pytest.mark.parametrize("line", ["单位：元", "单位：千元", "单位：亿", "单位：千"])
    def test_does_not_agree_with_the_header(self, line):
        assert self.income([line], "到账金额（万元）") == ([], ["header-units-differ"])

    def test_in_foreign_money_never_agrees_with_the_header(self):
        assert self.income(["单位：美元"], "到账金额（万元）") == ([], ["header-unit"])

    @pytest.mark.parametrize("line", ["计量单位：人、元", "单位：千元", "单位：美元"])
    def test_in_an_old_workbook_as_well(self, line):
        rows = [["培训班次台账"], [line], *rows_of("X05", {"income": 35_000}, {"income": INCOME})]
        assert told(reviewed(xls(rows), "X05", "报表.xls"), "income") == self.income([line])


class TestARemark:
    SAYS = [
        "单位：元",
        "元",
        "收入单位：元",
        "收入为元",
        "单位元",
        "以元计",
        "按元填",
        "注：金额单位为元",
        "（千元）",
        "已换算成元",
    ]

    @pytest.mark.parametrize("text", SAYS)
    def test_beside_a_row_is_told_and_nothing_is_taken(self, text):
        titles, cells = rows_of("X05", {"income": 3.5}, {})
        for rows in ([[*titles, "备注"], [*cells, text]], [titles, [*cells, None, text]]):
            assert told(reviewed(saved(rows), "X05"), "income") == ([], ["header-units-differ"])

    @pytest.mark.parametrize("text", ["收入单位：元", "说明：收入单位为元", "注：金额均按元填写。"])
    def test_below_the_table_is_told(self, text):
        rows = [*rows_of("X05", {"income": 3.5}, {}), ["填表人："], [text]]
        assert told(reviewed(saved(rows), "X05"), "income")[0] == []

    @pytest.mark.parametrize(
        "text",
        ["万元", "单位：万元", "每人收费200元", "三百元", "人", "收费标准元/人", "已到账", "为元坊村举办"],
    )
    def test_of_anything_else_changes_nothing(self, text):
        titles, cells = rows_of("X05", {"income": 3.5}, {})
        assert told(reviewed(saved([[*titles, "备注"], [*cells, text]]), "X05"), "income") == ([3.5], [])

    @pytest.mark.parametrize("text", ["单位：万平方米", "万平方米", "按万平方米填"])
    def test_beside_a_figure_of_a_vertical_table(self, text):
        (head, *rows) = rows_of("X07", {}, {})
        rows = [[*row, text if row[0].startswith("校园占地面积") else None] for row in rows]
        result = reviewed(saved([[*head, "备注"], *rows]), "X07")
        assert set(result.findings["code"]) & {"header-units-differ", "header-unit-converted"}


class TestTheHeader:
    def income(self, header: str) -> tuple[list[object], list[str]]:
        return told(reviewed(saved(rows_of("X05", {"income": 35_000}, {"income": header})), "X05"), "income")

    def test_says_it_in_a_sentence(self):
        assert self.income("到账金额（以元为单位）") == ([3.5], CONVERTED)

    @pytest.mark.parametrize("bracket", ["K", "k", "w", "W"])
    def test_abbreviates_a_multiple(self, bracket):
        assert self.income(f"到账金额（{bracket}）") == ([], ["header-unit"])

    @pytest.mark.parametrize(
        ("bracket", "value"),
        [("（万㎡）", 61_000), ("（亩）", 4_066.6667), ("（公顷）", 61_000), ("（千㎡）", 6_100), ("(万平方米)", 61_000),
         ("/亩", 4_066.6667), ("（平方公里）", 6_100_000), ("（单位：万平方米）", 61_000)],
    )  # fmt: skip
    def test_of_an_area(self, bracket, value):
        rows = rows_of("X07", {"land_area": 6.1}, {"land_area": f"校园占地面积{bracket}"})
        values, codes = told(reviewed(saved(rows), "X07"), "land_area")
        assert values == [value]
        assert CONVERTED[0] in codes

    @pytest.mark.parametrize("unit", ["尺", "个", "万人", "元", "米", "斤"])
    def test_of_something_else(self, unit):
        rows = rows_of("X07", {"land_area": 6.1}, {"land_area": f"校园占地面积（{unit}）"})
        values, codes = told(reviewed(saved(rows), "X07"), "land_area")
        assert values == []
        assert "header-unit" in codes


class TestTheCell:
    @pytest.mark.parametrize(
        "cell",
        [
            "6.1万㎡",
            "61000平方米",
            "91.5亩",
            "6.1公顷",
            "61,000 ㎡",
            "61000m²",
            "61000平方",
            "0.061平方公里",
            "6.1万",
            "61千㎡",
        ],
    )
    def test_names_its_own(self, cell):
        rows = rows_of("X07", {"land_area": cell}, {})
        assert told(reviewed(saved(rows), "X07"), "land_area")[0] == [61_000]

    @pytest.mark.parametrize("cell", ["61000米", "61000元", "60%", "61亩地", "6万1千", "100人"])
    def test_names_another_quantity(self, cell):
        rows = rows_of("X07", {"land_area": cell}, {})
        assert told(reviewed(saved(rows), "X07"), "land_area")[0] == []

    @pytest.mark.parametrize(
        ("cell", "value"),
        [("3.5万元", 3.5), ("35000元", 3.5), ("3.5万", 3.5), ("35千元", 3.5), ("0.035百万元", 3.5)],
    )
    def test_of_money(self, cell, value):
        assert told(reviewed(saved(rows_of("X05", {"income": cell}, {})), "X05"), "income")[0] == [value]


class TestTheNumberFormat:
    def income(self, code: str, stored: float = 35_000.0) -> tuple[list[object], list[str]]:
        rows = rows_of("X05", {"income": stored}, {})
        place = openpyxl.utils.get_column_letter(
            [c.name for c in BUILT_IN["X05"].columns].index("income") + 1
        )
        return told(reviewed(saved(rows, {f"{place}2": code}), "X05"), "income")

    @pytest.mark.parametrize("code", ["0!.0,", "#!.0000", "0!.0000", '0"元"', '0.00,,"百万"'])
    def test_shows_another_figure_that_is_taken_and_told(self, code):
        assert self.income(code) == ([3.5], ["cell-unit-converted"])

    @pytest.mark.parametrize(
        "code",
        [
            "0.0,",
            '#,##0.00,"千"',
            "0%",
            "0.00%",
            '"¥"#,##0.00',
            "[$¥-804]#,##0.00",
            ";;;",
            '0"人"',
            "yyyy-m-d",
            '0"①"',
            '0"±"',
        ],
    )
    def test_shows_what_cannot_be_read(self, code):
        values, codes = self.income(code)
        assert values == []
        assert len(codes) >= 1

    @pytest.mark.parametrize(
        "code",
        ["General", "#,##0", "0.00_ ", "@", "0.00;[Red]-0.00", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "#,##0.0000",
         '0.00"万元"', "0.00E+00", "# ?/?", "000.00"],
    )  # fmt: skip
    def test_shows_the_figure_itself(self, code):
        assert self.income(code, 3.5) == ([3.5], [])

    @pytest.mark.parametrize(
        ("code", "stored", "shown"),
        [('"XS"000', 7.0, "XS007"), ("000000", 12.0, "000012"), ("0000-00", 202312.0, "2023-12"), ('0"班"', 3.0, "3班"),
         ('"第"0"期"', 2.0, "第2期"), ("[=1]\"甲\";\"乙\"", 1.0, "甲"), ("000", 1234.0, "1234")],
    )  # fmt: skip
    @pytest.mark.parametrize("suffix", ["xlsx"])
    def test_a_code_is_as_it_is_shown(self, code, stored, shown, suffix):
        rows = rows_of("X05", {"session_no": stored}, {})
        assert told(reviewed(saved(rows, {"A2": code}), "X05"), "session_no") == ([shown], [])

    @pytest.mark.parametrize("code", ["0.00E+00", "##0.0E+0"])
    def test_a_code_that_became_a_number_is_asked_about(self, code):
        rows = rows_of("X05", {"session_no": 230.0}, {})
        assert told(reviewed(saved(rows, {"A2": code}), "X05"), "session_no") == (
            ["230"],
            ["code-became-number"],
        )

    @given(
        st.text('0#?.,;%"万元[]=<>@Ee+-_*\\!aymd千 $¥/G', max_size=20),
        st.floats(allow_nan=False) | st.integers() | st.text(max_size=3),
    )
    def test_whatever_the_format_a_cell_is_shown_or_left_alone(self, code, value):
        shown = formatted_cell(value, code)
        assert shown is None or (says_more(code) and isinstance(shown.shown, str) and shown.scale >= 1)


class TestMarkedText:
    raised, lowered, struck = (
        InlineFont(vertAlign="superscript"),
        InlineFont(vertAlign="subscript"),
        InlineFont(strike=True),
    )

    @pytest.mark.parametrize(
        ("parts", "code"),
        [(("60", TextBlock(raised, "1")), "raised-text"), (("60", TextBlock(lowered, "2")), "raised-text"),
         ((TextBlock(struck, "45"), "60"), "struck-text"), ((TextBlock(struck, "60"),), "struck-text"),
         (("60", TextBlock(raised, "①")), "raised-text")],
    )  # fmt: skip
    def test_is_no_part_of_a_number(self, parts, code):
        rows = rows_of("X05", {"trainees": CellRichText(*parts)}, {})
        assert told(reviewed(saved(rows), "X05"), "trainees") == ([], [code])

    @pytest.mark.parametrize(
        "parts", [(TextBlock(InlineFont(b=True), "6"), "0"), ("60", TextBlock(raised, " "))]
    )
    def test_what_is_only_bold_or_blank_is_read(self, parts):
        rows = rows_of("X05", {"trainees": CellRichText(*parts)}, {})
        assert told(reviewed(saved(rows), "X05"), "trainees") == ([60], [])

    def test_in_a_text_it_is_kept_and_told_and_what_is_struck_out_is_not(self):
        kept = rows_of("X05", {"title": CellRichText("电工", TextBlock(self.raised, "①"))}, {})
        assert told(reviewed(saved(kept), "X05"), "title") == (["电工①"], ["raised-text-kept"])
        struck = rows_of("X05", {"title": CellRichText(TextBlock(self.struck, "电工"), "焊工")}, {})
        assert told(reviewed(saved(struck), "X05"), "title") == ([], ["struck-text"])


class TestTheTableOfUnits:
    @pytest.mark.parametrize(
        ("text", "quantity", "worth"),
        [("元", "money", 1), ("万元", "money", 10_000), ("千元", "money", 1_000), ("㎡", "area", 1), ("万㎡", "area", 10_000),
         ("公顷", "area", 10_000), ("万人次", "attendances", 10_000), ("人", "persons", 1), ("M2", "area", 1), ("亿元", "money", 10**8)],
    )  # fmt: skip
    def test_says_what_a_unit_measures(self, text, quantity, worth):
        unit = unit_of_measure(text)
        assert (unit.quantity, unit.worth) == (quantity, worth)

    @pytest.mark.parametrize("text", ["", "万", "斤", "元庄", "元旦", "人民", "万%", "年级", "平", "12"])
    def test_knows_what_is_none(self, text):
        assert unit_of_measure(text) is None

    def test_fifteen_mu_are_a_hectare(self):
        assert 15 * unit_of_measure("亩").worth == unit_of_measure("公顷").worth

    def test_every_figure_of_an_area_or_of_money_has_its_unit(self):
        headers = [
            column.header
            for form in BUILT_IN.values()
            for column in form.columns
            if column.type.name == "amount" and column.unit is None and "（" in column.header
        ]
        assert headers == []

    @pytest.mark.parametrize(
        ("header", "unit"),
        [
            ("到账金额（万元）", "万元"),
            ("培训人数", "人"),
            ("参加人次", "人次"),
            ("总学时", "学时"),
            ("指标值", None),
        ],
    )
    def test_a_header_says_its_unit(self, header, unit):
        found = unit_in_header(header)
        assert (found and found.name) == unit

    def test_several_in_one_text(self):
        assert [unit.name for unit in units_in("人、元/㎡")] == ["人", "元", "m2"]
