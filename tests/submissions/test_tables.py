"""Finding tables: by their headers, in every disguise units give them, and without losing a row."""

import datetime as dt
import random

import pytest

from assets.submissions.tables.finding import RowFates, find_tables, find_workbook_tables
from assets.submissions.tables.stated_units import StatedUnit
from assets.submissions.workbook import Sheet, Workbook
from schemas.office.catalogue import BUILT_IN

X01 = [
    "专业代码",
    "专业名称",
    "专业大类",
    "学制（年）",
    "招生数",
    "其中：本地生源",
    "在校生数",
    "毕业生数",
    "总学时",
    "实践性教学学时",
]
MAJORS = [
    ["710201", "计算机应用", "信息技术类", 3, 120, 80, 350, 100, 3200, 1700],
    ["660301", "机电技术应用", "装备制造类", 3, 90, 60, 260, 85, 3200, 1800],
    ["730301", "电子商务", "财经商贸类", 3, 60, 41, 170, 52, 3100, 1600],
]
TITLES = [["招生与在校生情况表"], ["填报单位：宿城中专   报告期：2023年10月   单位：人"]]
Z04 = ["活动日期", "活动名称", "活动类别", "参加人次", "其中：60岁以上人次", "活动地点"]
ACTIVITY = ["2023-10-12", "健康讲座", "健康养生", 60, 45, "王集社区"]


def sheet(rows, name="Sheet1", **options):
    width = max((len(row) for row in rows), default=0)
    return Sheet(
        name,
        [[None if cell == "" else cell for cell in row] + [None] * (width - len(row)) for row in rows],
        **options,
    )


def find(rows, name="Sheet1", **options):
    return find_tables(sheet(rows, name, **options), BUILT_IN.values())


def only(rows, name="Sheet1", **options):
    (table,) = find(rows, name, **options)
    fates = table.fates
    assert fates.records == len(table.rows)
    return table


def column(table, name):
    return dict(zip(table.rows, table.cells[name], strict=True))


class TestHeaders:
    def test_plain_table(self):
        table = only([*TITLES, X01, *MAJORS])

        assert (table.form, table.sheet, table.header_rows) == ("X01", "Sheet1", (2, 3))
        assert table.rows == [4, 5, 6]
        assert table.cells["major_code"] == ["710201", "660301", "730301"]
        assert table.columns["admitted_local"] == 5
        assert table.address("admitted_local", 1) == "F5"
        assert (table.missing_columns, table.unknown_headers, table.problem, table.nil) == (
            (),
            (),
            None,
            False,
        )

    @pytest.mark.parametrize(
        "header",
        [
            "其中：本地生源",
            "本地生源",
            "其中:\n本地生源",
            " 本 地 生 源 ",
            "其中：本地生源①",
            "本地生源[1]",
            "本地生源*",
            "其中：本地生源（人）",
            "6、本地生源",
        ],
    )
    def test_header_retyped(self, header):
        assert (
            only([*TITLES, [header if text == "其中：本地生源" else text for text in X01], *MAJORS]).columns[
                "admitted_local"
            ]
            == 5
        )

    @pytest.mark.parametrize(
        ("form", "name", "header"),
        [
            ("Z02", "resident_id", "公民身份号码"),
            ("Z02", "resident_id", "身份证号码"),
            ("Z02", "phone", "手机号码"),
            ("Z02", "village", "村(社区)"),
            ("Z02", "village", "村 （ 社区 ）"),
            ("X02", "employer_code", "统一社会信用代码证号"),
            ("X01", "admitted", "招生人数"),
            ("J05", "working_age", "15～59周岁人口"),
            ("J05", "working_age", "15-59周岁\n人口（人）"),
        ],
    )
    def test_last_years_wording(self, form, name, header):
        headers = [header if column.name == name else column.header for column in BUILT_IN[form].columns]
        assert name in only([headers, ["x"] * len(headers)]).columns

    def test_two_row_header_with_a_parent_called_among_which(self):
        upper = [
            "专业代码",
            "专业名称",
            "专业大类",
            "学制",
            "招生数",
            "其中",
            "在校生数",
            "毕业生数",
            "学时",
            "",
        ]
        lower = ["", "", "", "", "", "本地生源", "", "", "总学时", "实践性教学学时"]
        table = only([*TITLES, upper, lower, *MAJORS])

        assert table.header_rows == (2, 4)
        assert table.rows == [5, 6, 7]
        assert len(table.columns) == 10
        assert table.unknown_headers == ()

    def test_parent_split_into_whole_and_part(self):
        upper = [
            "专业代码",
            "专业名称",
            "专业大类",
            "学制",
            "招生数",
            "",
            "在校生数",
            "毕业生数",
            "总学时",
            "实践性教学学时",
        ]
        lower = ["", "", "", "", "合计", "其中：本地生源", "", "", "", ""]
        table = only([*TITLES, upper, lower, *MAJORS])
        assert (table.columns["admitted"], table.columns["admitted_local"]) == (4, 5)

    def test_three_row_header(self):
        first = ["机构名称", "机构类型", "基本情况", "", "", "活动与参与", "", "", ""]
        second = ["", "", "挂牌与认定", "", "", "本月", "", "累计", ""]
        third = [
            "",
            "",
            "是否挂牌",
            "是否市级达标认定",
            "认定日期",
            "本月活动次数",
            "本月参与人次",
            "经常性参与人数（累计）",
            "学分银行开户数（累计）",
        ]
        table = only(
            [["老年教育机构月报表"], first, second, third, ["分校", "其他", "是", "否", "", 1, 2, 3, 4]]
        )
        assert (table.form, len(table.columns), table.rows) == ("Z03", 9, [5])

    def test_child_header_that_only_makes_sense_with_its_parent(self):
        upper = ["活动日期", "活动名称", "活动类别", "参加人次", "60岁以上", "活动地点"]
        lower = ["", "", "", "", "人次", ""]
        assert only([upper, lower, ACTIVITY]).columns["elderly_attendances"] == 4

    def test_column_of_last_year_is_not_taken_for_this_years(self):
        upper = ["专业代码", "专业名称", "学制", "上年", "", "本年", "", "毕业生数"]
        lower = ["", "", "", "招生数", "在校生数", "招生数", "在校生数", ""]
        table = only([upper, lower, ["710201", "计算机应用", 3, 1, 2, 120, 350, 90]])
        assert table.cells["admitted"] == [120]
        assert table.unknown_headers == ("招生数", "在校生数")

    def test_monthly_figure_is_not_taken_for_the_cumulative_one(self):
        headers = [column.header for column in BUILT_IN["Z03"].columns]
        headers[headers.index("学分银行开户数（累计）")] = "学分银行开户数（本月）"
        assert only([headers, ["x"] * 9]).missing_columns == ("credit_accounts",)

    def test_columns_in_any_order_with_others_between(self):
        order = list(range(10))
        random.Random(1).shuffle(order)
        headers = ["序号", *(X01[place] for place in order), "备注"]
        rows = [[number, *(major[place] for place in order), "无"] for number, major in enumerate(MAJORS, 1)]
        table = only([*TITLES, headers, *rows])

        assert table.cells == only([*TITLES, X01, *MAJORS]).cells
        assert table.unknown_headers == ("备注",)

    def test_missing_and_renamed_columns_are_told(self):
        headers = ["毕业人员" if text == "毕业生数" else text for text in X01]
        table = only([*TITLES, headers, *MAJORS])
        assert (table.missing_columns, table.unknown_headers) == (("graduates",), ("毕业人员",))
        assert len(table.rows) == 3

    def test_every_form_is_found_by_its_own_headers_alone(self):
        for code, form in BUILT_IN.items():
            headers = [column.header for column in form.columns]
            rows = [[header, 1] for header in headers] if form.vertical else [headers, ["x"] * len(headers)]
            (table,) = find(rows) if len(headers) > 2 or not form.vertical else find([[form.title], *rows])
            assert (table.form, table.missing_columns) == (code, ())


def units(rows):
    """The units that a sheet states, where they are not the form's and can be converted."""
    stated = only(rows).units
    assert all(each.is_certain for each in stated.values())
    return {name: each.unit.name for name, each in stated.items()}


class TestUnitsOfMeasure:
    headers = [column.header for column in BUILT_IN["X05"].columns]
    session = ["2023-1", "焊工", "职工培训", "2023-10-1", "2023-10-3", 30, 24, 60, 12000, "耿车镇"]

    @pytest.mark.parametrize(
        ("header", "unit"),
        [
            ("到账金额（元）", "元"),
            ("到账金额（千元）", "千元"),
            ("到账金额(万元)", None),
            ("到账金额", None),
        ],
    )
    def test_money_is_converted(self, header, unit):
        headers = [header if text == "到账金额（万元）" else text for text in self.headers]
        assert units([headers, self.session]) == ({"income": unit} if unit else {})

    def test_line_above_the_table_states_the_unit(self):
        headers = ["到账金额" if text == "到账金额（万元）" else text for text in self.headers]
        assert units([["填报单位：宿城中专  金额单位：元"], headers, self.session]) == {"income": "元"}

    def test_other_units_are_told_and_not_converted(self):
        headers = ["培训人数（人次）" if text == "培训人数（人）" else text for text in self.headers]
        assert only([headers, self.session]).units == {"trainees": StatedUnit("人次", None)}

    def test_vertical_table_with_a_column_of_units(self):
        rows = [
            ["校园占地面积", "亩", 80],
            ["校舍建筑面积", "平方米", 5],
            ["教学仪器设备总值", "元", 900000],
            ["图书", "册", 7],
            ["专任教师数", "人", 8],
        ]
        rows += [["全日制在校生数", "人", 9], ["教学用计算机", "台", 3]]
        stated = units([["办学条件情况表"], ["指标", "计量单位", "数值"], *rows])
        assert stated == {"equipment_value": "元", "land_area": "亩"}


class TestRows:
    def test_addresses_hold_across_blank_rows_totals_and_repeated_headers(self):
        rows = [
            *TITLES,
            ["序号", *X01],
            [1, *MAJORS[0]],
            [],
            [2, *MAJORS[1]],
            ["小计", "", "", "", "", 210],
            ["序号", *X01],
            [3, *MAJORS[2]],
        ]
        table = only([*rows, ["合计", "", "", "", "", 270], [], ["填表人：张三", "", "", "审核人：李四"]])

        assert table.rows == [4, 6, 9]
        assert column(table, "admitted") == {4: 120, 6: 90, 9: 60}
        assert [table.address("admitted", index) for index in range(3)] == ["F4", "F6", "F9"]
        assert table.fates == RowFates(read=9, records=3, blank=2, total=2, repeated_header=1, note=1)

    def test_order_of_rows_changes_nothing_but_the_addresses(self):
        reference = set(zip(*only([X01, *MAJORS]).cells.values(), strict=True))
        shuffled = only([X01, MAJORS[2], [], MAJORS[0], MAJORS[1]])
        assert set(zip(*shuffled.cells.values(), strict=True)) == reference
        assert [shuffled.address("major_code", index) for index in range(3)] == ["A2", "A4", "A5"]

    def test_numbered_but_empty_rows_are_blank(self):
        table = only([["序号", *X01], [1, *MAJORS[0]], [2], [3], ["4"], [" "]])
        assert table.fates == RowFates(read=5, records=1, blank=4)

    @pytest.mark.parametrize("label", ["合计", "合  计", "合计：", "总 计", "小计", "全校合计", "共计"])
    def test_totals_whatever_they_are_called(self, label):
        (total,) = only([X01, *MAJORS, [label, "", "", "", 270]]).totals
        assert (total.row, total.values, total.records) == (5, {"admitted": 270}, (0, 3))

    def test_totals_know_their_records(self):
        rows = [
            MAJORS[0],
            ["小计", "", "", "", 120],
            MAJORS[1],
            MAJORS[2],
            ["小计", "", "", "", 150],
            ["合计", "", "", "", 270],
        ]
        assert [(total.label, total.records) for total in only([X01, *rows]).totals] == [
            ("小计", (0, 1)),
            ("小计", (1, 3)),
            ("合计", (0, 3)),
        ]

    def test_groups_closed_by_grand_total(self):
        rows = [
            MAJORS[0],
            ["合计", "", "", "", 1],
            MAJORS[1],
            MAJORS[2],
            ["合计", "", "", "", 1],
            ["总计", "", "", "", 1],
        ]
        assert [total.records for total in only([X01, *rows]).totals] == [(0, 1), (1, 3), (0, 3)]

    def test_total_above_its_records(self):
        (total,) = only([X01, ["合计", "", "", "", 270], *MAJORS]).totals
        assert (total.row, total.records) == (2, (0, 3))

    def test_leftover_samples_are_counted_apart(self):
        headers = ["序号", *X01]
        table = only(
            [
                headers,
                ["例", *MAJORS[0]],
                ["示例", *MAJORS[1]],
                [1, *MAJORS[2]],
                [2, "示例：710201", *MAJORS[0][1:]],
            ]
        )
        assert (table.rows, table.fates.sample) == ([4], 3)

    def test_unit_called_sample_is_no_sample(self):
        table = only([["镇街", "自考报名人数", "成考报名人数"], ["示例一镇", 1, 2], ["宿豫示例镇", 3, 4]])
        assert table.rows == [2, 3]

    def test_row_of_column_numbers_is_part_of_the_header(self):
        table = only([X01, ["甲", "乙", "丙", 1, 2, 3, 4, 5, 6, 7], *MAJORS])
        assert (table.rows, table.fates.repeated_header) == ([3, 4, 5], 1)

    @pytest.mark.parametrize(
        "footer",
        [
            "填表人：张三",
            "审核人: 李四",
            "单位负责人（签字）：",
            "填报日期：2024年1月3日",
            "注：本表一式两份",
            "说明：",
            "备注：略",
        ],
    )
    def test_footers_are_no_records(self, footer):
        table = only([X01, *MAJORS, [footer], ["", "联系电话：略"]])
        assert (len(table.rows), table.fates.note) == (3, 2)

    def test_records_after_a_footer_are_not_lost(self):
        table = only(
            [X01, MAJORS[0], ["填表人：张三"], ["宿城中专（公章）"], MAJORS[1], ["注：以上"], MAJORS[2]]
        )
        assert table.rows == [2, 5, 7]

    @pytest.mark.parametrize(
        "title",
        [
            "负责人能力提升培训",
            "校长培训班",
            "*焊工",
            "填报志愿指导",
            "合计量器具检定班",
            "例行安全培训",
            "无人机操作",
        ],
    )
    def test_titles_that_begin_like_something_else_are_records(self, title):
        headers = [column.header for column in BUILT_IN["P01"].columns]
        rows = [
            [title, "校级", "职工培训", "", "2023-10-1", "", 30, 40],
            ["", title, "职工培训", "", "2023-10-1", "", 30, 40],
        ]
        assert only([headers, *rows]).rows == [2, 3]

    def test_section_headings_are_notes_but_half_filled_rows_are_records(self):
        table = only([X01, ["一、信息技术类"], MAJORS[0], ["710203"], ["以下空白"]])
        assert table.rows == [3, 4]
        assert table.fates.note == 2

    def test_fates_must_add_up(self):
        with pytest.raises(AssertionError, match="lost"):
            RowFates(read=3, records=2)


class TestWhichForm:
    def test_forms_that_share_headers_are_told_apart(self):
        for code in ("X05", "P01", "X06", "P03", "S01", "C02", "J02", "J05"):
            headers = [column.header for column in BUILT_IN[code].columns]
            assert only([headers, ["x"] * len(headers)]).form == code

    def test_title_decides_where_headers_do_not(self):
        headers = [
            "培训类别",
            "开始日期",
            "结束日期",
            "培训人数（人）",
            "培训人次（人次）",
            "到账金额（万元）",
        ]
        assert only([["社会培训项目台账"], headers, ["x"] * 6]).form == "P01"
        assert only([headers, ["x"] * 6], name="X05").form == "X05"

    def test_several_tables_one_below_the_other(self):
        rows = [
            ["招生与在校生情况表"],
            X01,
            *MAJORS,
            ["合计", "", "", "", 270],
            [],
            ["社区教育活动台账"],
            ["填报单位：耿车镇"],
            Z04,
            ACTIVITY,
            ["填表人：王五"],
        ]
        first, second = find(rows)

        assert (first.form, first.rows) == ("X01", [3, 4, 5])
        assert (second.form, second.rows, second.address("attendances", 0)) == ("Z04", [11], "D11")

    def test_tables_stacked_without_a_gap(self):
        first, second = find([X01, *MAJORS, Z04, ACTIVITY])
        assert (first.rows, second.rows) == ([2, 3, 4], [6])

    def test_form_split_over_two_sheets_gives_two_tables(self):
        workbook = Workbook((sheet([X01, *MAJORS[:2]], "1"), sheet([X01, MAJORS[2]], "2")))
        assert [
            (table.form, table.sheet, len(table.rows))
            for table in find_workbook_tables(workbook, BUILT_IN.values())
        ] == [
            ("X01", "1", 2),
            ("X01", "2", 1),
        ]

    def test_page_with_other_columns_is_a_table_of_its_own(self):
        turned = [*X01[1:], X01[0]]
        first, second = find(
            [
                X01,
                MAJORS[0],
                ["填表人：张三"],
                ["招生与在校生情况表（续）"],
                turned,
                [*MAJORS[1][1:], MAJORS[1][0]],
            ]
        )
        assert (first.rows, second.rows) == ([2], [6])
        assert second.cells["major_code"] == ["660301"]

    def test_sheets_about_something_else_are_left_alone(self):
        assert (
            find([["填表说明"], ["1. 招生与在校生情况表由学校填报"], ["2. 没有发生的填“零报告”"]], "填表说明")
            == []
        )
        assert find([["是", "否"], ["国家级", "省级"]], "下拉选项") == []
        assert find([["序号", "报表"], [1, "招生与在校生情况表"], [2, "社区教育活动台账"]], "目录") == []
        assert find([["通讯录"], ["姓名", "联系电话"], ["张三", "13800000000"]]) == []
        assert find([]) == []

    def test_hidden_sheet_is_not_read_but_told(self):
        (table,) = find([X01, *MAJORS], hidden=True)
        assert (table.form, table.problem, table.rows) == ("X01", "hidden-sheet", [])

    def test_title_without_headers_is_told(self):
        (table,) = find([["招生与在校生情况表"], ["计算机应用", 120]])
        assert (table.form, table.problem, table.nil) == ("X01", "no-headers", False)


class TestNilReports:
    @pytest.mark.parametrize(
        "word", ["无", "零报告", "无此项", "本月无", "本月无社区教育活动", "本月未开展活动", "无数据", " 无 "]
    )
    def test_word_below_the_header(self, word):
        table = only([["社区教育活动台账"], Z04, [word], ["填表人：张三"]])
        assert (table.nil, table.rows, table.fates.note) == (True, [], 2)

    @pytest.mark.parametrize(
        "row",
        [
            ["无", "无", "无", 0, 0, "无"],
            [1, "无", "", "", ""],
            ["/", "无", "/", 0, "", "/"],
            ["无", "—", "—", "—", "—", "—"],
        ],
    )
    def test_word_in_the_cells(self, row):
        table = only([Z04, row])
        assert (table.nil, table.rows) == (True, [])

    @pytest.mark.parametrize("line", ["社区教育活动台账（零报告）", "本月无", "本月未开展社区教育活动"])
    def test_word_above_the_table(self, line):
        assert only([["社区教育活动台账"], [line], Z04]).nil

    def test_word_without_any_header(self):
        (table,) = find([["社区教育活动台账"], ["填报单位：耿车镇"], ["本月无。"], ["零报告"]])
        assert (table.form, table.nil, table.problem) == ("Z04", True, None)

    def test_remark_at_the_foot(self):
        assert only([Z04, [], ["备注：本月无"]]).nil

    def test_blank_table_says_nothing(self):
        table = only(
            [
                ["社区教育活动台账"],
                ["填报单位：耿车镇"],
                Z04,
                [],
                [],
                ["填表人：", "审核人："],
                ["注：没有发生的请填“零报告”。"],
            ]
        )
        assert (table.nil, table.rows, table.problem) == (False, [], None)

    def test_word_beside_records_is_no_nil_report(self):
        table = only([Z04, ACTIVITY, ["无"]])
        assert (table.nil, table.rows) == (False, [2])


class TestVerticalTables:
    labels = [column.header for column in BUILT_IN["X07"].columns]

    def test_pairs_of_label_and_value(self):
        rows = [[number, label, 10 * number, ""] for number, label in enumerate(self.labels, 1)]
        table = only(
            [
                ["办学条件情况表"],
                ["填报单位：宿城中专"],
                ["序号", "指标", "数值", "备注"],
                *rows,
                ["填表人：张三"],
            ]
        )

        assert (table.form, table.rows, set(table.value_columns.values()), table.missing_columns) == (
            "X07",
            [4],
            {2},
            (),
        )
        assert table.cells["students"] == [30]
        assert table.address("students", 0) == "C6"
        assert table.fates == RowFates(read=1, records=1)

    def test_in_any_order_without_a_header_and_with_an_extra_row(self):
        rows = [[label, place] for place, label in enumerate(reversed(self.labels))]
        rows.insert(3, ["食堂面积", 5])
        table = only(rows)
        assert table.cells["land_area"] == [10]
        assert table.unknown_headers == ("食堂面积",)

    def test_missing_rows_are_told(self):
        rows = [[label, 1] for label in self.labels if "图书" not in label and "兼职" not in label]
        assert only(rows).missing_columns == ("books",)

    def test_small_form_needs_its_title(self):
        rows = [["在校生人数（人）", 900]]
        assert only([["二级学院在校生数"], *rows]).form == "P04"
        assert find(rows) == []


def test_dates_from_1904_are_counted_like_the_others():
    serial = (dt.date(2023, 9, 3) - dt.date(1904, 1, 1)).days
    table = only([Z04, [serial, *ACTIVITY[1:3], serial, 3, "x"]], dates_from_1904=True)
    assert table.cells["held_on"] == [(dt.date(2023, 9, 3) - dt.date(1899, 12, 30)).days]
    assert table.cells["attendances"] == [serial]


def test_a_table_of_two_columns_only_is_read_like_any_other():
    held = dt.date(2023, 10, 12)
    (table,) = find([["社区教育活动台账"], Z04[:2], [held, "老年人健康知识讲座"]])
    assert table.cells == {"held_on": [held], "title": ["老年人健康知识讲座"]}
