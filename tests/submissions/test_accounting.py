"""Nothing in a workbook goes under: each column, block, sheet and row is read, known to be no data, or told.

The workbooks are township 耿车镇's for 2023-12; what comes out is what the review accepts, and what it says.
"""

import datetime as dt
from collections.abc import Sequence

import pytest

from assets.submissions.tables.fates import Fate, Fates, Unaccounted
from assets.submissions.workbook import NOT_CALCULATED, SUM_NOT_CALCULATED
from schemas.office.catalogue import BUILT_IN
from tests.support.outcomes import (
    AHEAD,
    BRIGHT,
    EAST,
    RED,
    TOP,
    Z01,
    Z04,
    Outcome,
    outcome,
    sheet,
    total,
)
from tests.support.review_examples import SCHOOL


class TestFates:
    def test_what_was_seen_has_one_fate_each(self):
        fates = Fates.of(["A", "B", "C"], [("A", Fate.MAPPED), ("B", Fate.NO_DATA), ("C", Fate.TOLD)])
        assert fates == Fates(3, mapped=1, no_data=1, told=1)
        assert fates + fates == Fates(6, mapped=2, no_data=2, told=2)

    @pytest.mark.parametrize(
        "fated",
        [[("A", Fate.MAPPED)], [("A", Fate.MAPPED), ("B", Fate.TOLD), ("B", Fate.NO_DATA)], [("A", Fate.TOLD), ("D", Fate.TOLD)]],
    )  # fmt: skip
    def test_none_two_or_one_of_something_else_is_a_fault_of_the_program(self, fated):
        with pytest.raises(Unaccounted):
            Fates.of(["A", "B"], fated)

    def test_a_sum_that_does_not_come_out_is_too(self):
        with pytest.raises(Unaccounted):
            Fates(3, mapped=1, told=1)


class TestColumns:
    @pytest.mark.parametrize(
        ("header", "cells", "codes"),
        [
            ("备注", ["", "已核"], []),
            ("序号", [1, 2], []),
            ("合计", [130, 105], []),
            ("摸排人数（上年）", [90, 70], []),
            ("天气", [7.5, 8.5], [("query", "extra-column")]),
            (None, [7.5, 8.5], [("query", "extra-column")]),
        ],
    )
    def test_a_column_of_something_else(self, header, cells, codes):
        found = outcome([*TOP, [*Z01, header], [*EAST, cells[0]], [*RED, cells[1]]])
        assert (found.names, found.codes) == (["东风村", "红旗村"], codes)
        told = len(codes)
        assert found.fates.columns == Fates(7, mapped=6, no_data=1 - told, told=told)

    def test_a_renamed_column_is_told_gravely(self):
        found = outcome([*TOP, [*Z01[:4], "在外打工", *Z01[5:]], EAST, RED])
        assert found.codes == [("hard", "unrecognised-column")]
        assert found.findings["cell"].tolist() == ["E3"]

    def test_columns_without_a_header_that_look_like_the_forms_are_told_gravely(self):
        found = outcome([*TOP, Z01, [*EAST, *RED], [*AHEAD, *BRIGHT]])
        assert (found.names, found.codes) == ([], [("hard", "columns-unread")])
        assert found.fates.columns == Fates(12, mapped=6, told=6)

    @pytest.mark.parametrize(("headers", "cells"), [([], [7, 8]), (["甲", "乙"], [7, 8]), ([], RED[1:])])
    def test_columns_behind_the_forms_first_header_repeated_are_not_lost(self, headers, cells):
        found = outcome([*TOP, [*Z01, Z01[0], *headers], [*EAST, "红旗村", *cells]])
        assert ("hard", "same-header-twice") in found.codes
        assert found.fates.columns.read == 7 + len(cells)

    def test_the_name_of_each_row_once_more_at_its_end_changes_nothing(self):
        found = outcome([*TOP, [*Z01, Z01[0]], [*EAST, EAST[0]], [*RED, RED[0]]])
        assert (found.names, found.codes) == (["东风村", "红旗村"], [])

    @pytest.mark.parametrize("wording", ["更正后摸排人数", "摸排人数（修改）", "最新摸排人数", "摸排人数"])
    def test_a_second_version_of_a_column_is_not_chosen_between(self, wording):
        found = outcome([*TOP, [*Z01[:3], wording, *Z01[3:]], [*EAST[:3], 99, *EAST[3:]]])
        assert found.codes == [("hard", "same-header-twice")]


class TestBlocks:
    @pytest.mark.parametrize(
        ("lines", "code"),
        [
            ([["男", 41], ["女", 42]], ("query", "extra-block")),
            ([["班级", "人数"], ["一班", 42]], ("query", "extra-block")),
            ([EAST, RED], ("hard", "block-unread")),
            ([[2021, 5], [2022, 6]], ("query", "extra-block")),
        ],
    )
    @pytest.mark.parametrize("place", ["above", "below"])
    def test_a_block_around_the_table(self, lines, code, place):
        aside = [[*[None] * 7, *line] for line in lines]
        table = [Z01, BRIGHT]
        found = outcome([*aside, *TOP, *table] if place == "above" else [*TOP, *table, [], *aside])
        assert found.codes == [code]
        assert found.findings["cell"].tolist() == ["H1" if place == "above" else "H6"]
        assert found.fates.blocks == Fates(2, mapped=1, told=1)

    @pytest.mark.parametrize(
        "lines",
        [
            [
                ["填报单位", "耿车镇", "单位代码", "321302101"],
                ["报告期", "2023年12月", "填报日期", "2024-01-04"],
            ],
            [["单位负责人：张三", None, "填表人：李四"], ["联系电话：0527-1", None, "日期：2024-01-04"]],
            [["说明：七普人数按公报填写"], ["2. 摸排人数含外出"]],
        ],
    )
    def test_lines_around_a_table_are_no_block(self, lines):
        assert outcome([TOP[0], *lines, TOP[1], Z01, EAST, RED]).codes == []

    @pytest.mark.parametrize(
        ("line", "codes"),
        [
            ([41, 42, 43], [("query", "extra-block")]),
            (["光明村", 52, 51, 2, 7, 11], [("hard", "block-unread")]),
            ([2023, "年", 12, "月"], []),
            (["第", 1, "页", "共", 2, "页"], []),
            (["联系电话", 81234567, 81234568], []),
            ([1, 2, 3, 4, 5, 6], []),
            (["张三", 13912345678], []),
        ],
    )
    @pytest.mark.parametrize("place", ["above", "below"])
    def test_a_single_row_of_figures(self, line, codes, place):
        aside, table = [*[None] * 8, *line], [*TOP, Z01, EAST, RED]
        found = outcome([aside, *table] if place == "above" else [*table, [], [], aside])
        assert found.codes == codes

    def test_rows_above_the_header_are_not_lost(self):
        assert outcome([EAST, RED, *TOP, Z01, AHEAD]).codes == [("hard", "block-unread")]


class TestLinesBetweenBlocks:
    @pytest.mark.parametrize(
        "line", [None, "第1页 共2页", "15—59周岁未上学人口摸底表", "（续表）", "2023年12月"]
    )
    def test_the_table_goes_on(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [], [line], Z01, AHEAD])
        assert (found.names, found.codes) == (["东风村", "红旗村", "前进村"], [])

    @pytest.mark.parametrize(
        "line", ["二、2024年1月计划", "上月", "去年同期", "2022年", "拟摸排情况", "2023年6月"]
    )
    def test_a_block_of_another_time_or_a_plan_does_not_count(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [], [line], Z01, AHEAD])
        assert (found.names, found.codes) == (["东风村", "红旗村"], [("query", "block-of-another-time")])

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("填报单位：埠子镇", "block-of-another-unit"),
            ("埠子镇", "block-unclear"),
            ("埠子镇15—59周岁未上学人口摸底表", "block-unclear"),
            ("老年教育机构月报表", "block-unclear"),
            ("补充", "block-unclear"),
            ("说明：以下是上月的", "block-unclear"),
        ],
    )
    def test_a_block_of_another_unit_or_an_unknown_one_is_told_gravely(self, line, code):
        found = outcome([*TOP, Z01, EAST, RED, [], [line], Z01, AHEAD])
        assert (found.names, found.codes) == ([], [("hard", code)])
        assert found.findings["cell"].tolist() == ["A7"]

    def test_so_is_the_name_of_another_unit_without_a_header_below(self):
        found = outcome([*TOP, Z01, EAST, ["埠子镇"], RED, AHEAD])
        assert ("hard", "rows-below-another-unit") in found.codes
        assert found.names == []


class TestSheets:
    @pytest.mark.parametrize(
        "name", ["样表", "附件2样表", "填写说明", "示例", "草稿", "作废", "模板", "备份"]
    )
    def test_a_sheet_called_a_sample_is_left_out_only_if_it_is_empty(self, name):
        filled = outcome(sheet([*TOP, Z01, EAST], "摸底表"), sheet([*TOP, Z01, RED], name))
        assert filled.codes == [("hard", "sheet-left-out")]
        assert filled.fates.sheets == Fates(2, mapped=1, told=1)
        blank = outcome(sheet([*TOP, Z01, EAST], "摸底表"), sheet([*TOP, Z01, ["示例村"]], name))
        assert (blank.names, blank.codes) == (["东风村"], [])
        assert blank.fates.sheets == Fates(2, mapped=1, no_data=1)

    @pytest.mark.parametrize("name", ["计划", "上年", "下月", "去年数据", "12月计划数"])
    def test_a_sheet_called_a_plan_or_of_another_time_is_told(self, name):
        found = outcome(sheet([*TOP, Z01, EAST], "摸底表"), sheet([*TOP, Z01, RED], name))
        assert found.codes == [("hard", "sheet-of-another-time")]

    def test_rows_that_go_on_in_a_sheet_without_a_header_are_told(self):
        found = outcome([*TOP, Z01, EAST], sheet([RED, AHEAD], "续"))
        assert found.codes == [("hard", "block-unread")]
        assert found.findings[["sheet", "cell"]].to_numpy().tolist() == [["续", "A1"]]

    def test_a_sheet_of_something_else_is_asked_about(self):
        found = outcome([*TOP, Z01, EAST], sheet([["班级", "经费"], ["一班", 300], ["二班", 200]], "经费"))
        assert (found.names, found.codes) == (["东风村"], [("query", "extra-block")])

    def test_a_leaflet_and_an_empty_sheet_hold_nothing(self):
        leaflet = sheet([["填表说明"], ["一、人数以户籍为准"], ["二、按月报送"]], "说明")
        found = outcome([*TOP, Z01, EAST], leaflet, sheet([[None]], "Sheet3"))
        assert found.codes == []
        assert found.fates.sheets == Fates(3, mapped=1, no_data=2)


class TestRowsOfOtherUnits:
    @pytest.mark.parametrize("header", ["镇街", "乡镇", "单位", "填报单位", "单位名称"])
    def test_a_row_that_names_another_unit_is_not_taken(self, header):
        rows = [["耿车镇", *EAST], ["埠子镇", *RED], ["耿车", *AHEAD]]
        found = outcome([*TOP, [header, *Z01], *rows])
        assert (found.names, found.codes) == ([], [("hard", "row-of-another-unit")])
        assert found.findings["cell"].tolist() == ["A5"]

    def test_in_a_ledger_the_own_rows_stay(self):
        rows = [
            ["2023-12-05", "讲座", "健康养生", 60, 20, "广场", "耿车镇"],
            ["2023-12-06", "讲座二", "健康养生", 50, 20, "广场", "埠子镇"],
        ]
        found = outcome([["社区教育活动台账"], TOP[1], [*Z04, "镇街"], *rows])
        assert (len(found.names), found.codes) == (1, [("hard", "row-of-another-unit")])

    def test_an_empty_cell_means_the_unit_above(self):
        rows = [["耿车镇", *EAST], [None, *RED], ["埠子镇", *AHEAD], [None, *BRIGHT]]
        found = outcome([*TOP, ["镇街", *Z01], *rows])
        assert found.findings["cell"].tolist() == ["A6", "A7"]

    @pytest.mark.parametrize("name", ["耿车镇", "耿车", "宿迁市宿城区耿车镇", "宿城区", "321302101"])
    def test_the_own_unit_by_any_name_and_those_above_it_are_right(self, name):
        assert outcome([*TOP, ["镇街", *Z01], [name, *EAST]]).codes == []

    def test_a_name_in_no_register_is_asked_about_once(self):
        found = outcome([*TOP, ["单位", *Z01], ["王家学区", *EAST], ["李家学区", *RED]])
        assert (len(found.names), found.codes) == (2, [("query", "row-unit-unknown")])


class TestRowsOfOtherTimes:
    @pytest.mark.parametrize("header", ["月份", "月", "报告期", "统计月份", "年月", "时间", "所属期"])
    @pytest.mark.parametrize(
        ("other", "own"),
        [
            ("11月", "12月"),
            (11, 12),
            (11.0, 12.0),
            ("2023-11", "2023-12"),
            ("2023年11月", "2023年12月份"),
            ("十一月", "十二月"),
            ("上月", "本月"),
            (dt.datetime(2023, 11, 1), dt.datetime(2023, 12, 31)),
            (202311, 202312),
        ],
    )
    def test_a_row_that_names_another_month_is_not_taken(self, header, other, own):
        found = outcome([*TOP, [header, *Z01], [own, *EAST], [other, *RED], [None, *AHEAD], [own, *BRIGHT]])
        assert (found.names, found.codes) == ([], [("hard", "row-of-another-time")] * 2)
        assert found.findings["cell"].tolist() == ["A5", "A6"]
        alone = outcome([*TOP, [header, *Z01], [own, *EAST], [None, *RED]])
        assert (len(alone.names), alone.codes) == (2, [])

    @pytest.mark.parametrize(
        ("header", "other", "own"),
        [("年度", 2022, 2023), ("年份", "2022年", "2023"), ("季度", "第三季度", "第四季度"), ("季度", 3, 4)],
    )
    def test_nor_one_of_another_year_or_quarter(self, header, other, own):
        found = outcome([*TOP, [header, *Z01], [own, *EAST], [other, *RED]])
        assert (found.names, found.codes) == ([], [("hard", "row-of-another-time")])

    @pytest.mark.parametrize("last", [True, False])
    def test_in_a_ledger_the_own_rows_stay(self, last):
        rows = [
            ["2023-12-05", "讲座", "健康养生", 60, 20, "广场"],
            ["2023-12-06", "讲座二", "健康养生", 50, 20, "广场"],
        ]
        headers = [*Z04, "月份"] if last else ["月份", *Z04]
        rows = [[*row, month] if last else [month, *row] for row, month in zip(rows, (12, 11), strict=True)]
        found = outcome([["社区教育活动台账"], TOP[1], headers, *rows])
        assert (len(found.names), found.codes) == (1, [("hard", "row-of-another-time")])

    @pytest.mark.parametrize(
        ("header", "value"), [("年份", 2022), ("时间", "2023年11月"), ("年度", "2022年")]
    )
    def test_in_a_ledger_a_year_or_time_may_be_of_the_event(self, header, value):
        row = ["2023-12-05", "讲座", "健康养生", 60, 20, "广场"]
        found = outcome([["社区教育活动台账"], TOP[1], [*Z04, header], [*row, value]])
        assert (len(found.names), found.codes) == (1, [("query", "extra-column")])

    def test_a_month_in_a_table_of_days_is_one_since_the_last_report(self):
        headers = [column.header for column in BUILT_IN["X06"].columns]
        rows = [
            [f"{month}月", "1+X证书", "网络系统建设与运维", "中级", f"2023-{month:02}-05", 60, 58]
            for month in (9, 11)
        ]
        found = outcome(
            [
                ["证书考核情况表"],
                ["填报单位：宿城中专", None, "报告期：2023年12月"],
                ["月份", *headers],
                *rows,
            ],
            unit=SCHOOL,
        )
        others = found.findings[found.findings["code"] == "row-of-another-time"]
        assert others["cell"].tolist() == ["A4"]

    @pytest.mark.parametrize("values", [("12月", "不详"), (2023.1, 12), ("2023-12-05", "2023-12-06")])
    def test_a_column_that_names_no_month_for_certain_is_asked_about(self, values):
        rows = [[value, *row] for value, row in zip(values, (EAST, RED), strict=True)]
        assert outcome([*TOP, ["月份", *Z01], *rows]).codes == [("query", "extra-column")]


class TestRowsThatSayNothing:
    def test_zeros_are_skipped_and_a_named_row_of_zeros_is_a_record(self):
        zeros = [[0] * 6, ["0"] * 6, [None, 0, 0, None, 0, 0]]
        found = outcome([*TOP, Z01, EAST, *zeros, ["红旗村", 0, 0, 0, 0, 0]])
        assert (found.names, found.codes, found.skipped) == (["东风村", "红旗村"], [], 3)

    def test_rows_left_as_pre_filled_are_told_in_one_query(self):
        left = [["红旗村", 80], ["前进村", 60], ["光明村"]]
        found = outcome([*TOP, Z01, EAST, *left])
        assert (found.names, found.codes) == (["东风村"], [("query", "prefilled-rows-empty")])
        assert "第5–7行" in found.findings["message"].iloc[0]
        assert found.skipped == 3

    def test_a_row_that_a_unit_began_is_not_left(self):
        found = outcome([*TOP, Z01, EAST, ["红旗村", 80, 82]])
        assert found.codes == [("hard", "required"), ("hard", "required")]

    def test_a_blank_sent_back_untouched_is_no_report(self):
        assert ("hard", "empty-report") in outcome([*TOP, Z01, ["红旗村", 80], ["前进村", 60]]).codes


class TestTotalsByArithmetic:
    @pytest.mark.parametrize("label", ["其他", "镇机关", "片区", "耿车"])
    @pytest.mark.parametrize("place", [0, 3])
    def test_a_row_that_is_the_sum_of_all_others_is_asked_about(self, label, place):
        rows = [EAST, RED, AHEAD]
        rows.insert(place, total(label, EAST, RED, AHEAD))
        found = outcome([*TOP, Z01, *rows])
        assert (len(found.names), found.codes) == (4, [("query", "row-like-total")])
        assert found.findings["cell"].tolist() == [f"A{4 + place}"]

    def test_so_is_one_of_the_three_rows_above_or_below(self):
        above = outcome([*TOP, Z01, EAST, RED, AHEAD, total("西片", EAST, RED, AHEAD), BRIGHT])
        below = outcome([*TOP, Z01, BRIGHT, total("西片", EAST, RED, AHEAD), EAST, RED, AHEAD])
        assert above.codes == below.codes == [("query", "row-like-total")]
        assert "第4–6行" in above.findings["message"].iloc[0]

    def test_so_is_one_of_the_two_rows_beside_it_if_three_numbers_agree(self):
        west, east = total("西片", EAST, RED), total("东片", BRIGHT, AHEAD)
        below = outcome([*TOP, Z01, EAST, RED, west, BRIGHT, AHEAD, east])
        above = outcome([*TOP, Z01, west, EAST, RED, east, BRIGHT, AHEAD])
        assert below.codes == above.codes == [("query", "row-like-total")] * 2

    def test_not_of_two_rows_if_only_two_numbers_agree_nor_if_one_differs(self):
        few = [[*row[:3], 0, None, row[5]] for row in (EAST, RED, BRIGHT)]
        few[0][5] = few[1][5] = few[2][5] = 0
        west = ["西片", *(few[0][place] + few[1][place] for place in (1, 2)), 0, None, 0]
        assert outcome([*TOP, Z01, *few[:2], west, few[2]]).codes == []
        other = total("其他", EAST, RED, AHEAD)
        other[5] += 1
        assert outcome([*TOP, Z01, EAST, RED, AHEAD, other]).codes == []

    @pytest.mark.parametrize("indent", [" ", "    ", "\u3000\u3000", "\t"])
    def test_two_rows_are_enough_if_they_are_indented(self, indent):
        parts = [[indent + str(row[0]), *row[1:]] for row in (EAST, RED)]
        above = outcome([*TOP, Z01, total("西片", EAST, RED), *parts, BRIGHT])
        below = outcome([*TOP, Z01, BRIGHT, *parts, total("西片", EAST, RED)])
        assert above.codes == below.codes == [("query", "row-like-total")]
        assert [found.findings["cell"].iloc[0] for found in (above, below)] == ["A4", "A7"]

    def test_or_if_the_row_has_no_name_which_it_lacks_anyway(self):
        found = outcome([*TOP, Z01, EAST, RED, total(None, EAST, RED), BRIGHT, AHEAD])
        assert found.codes == [("hard", "required"), ("query", "row-like-total")]
        assert "第4–5行" in found.findings["message"].iloc[1]

    def test_a_total_that_was_never_calculated_is_told_once(self):
        never = ["合计", *[NOT_CALCULATED] * 5]
        found = outcome([*TOP, Z01, EAST, RED, never])
        assert (len(found.names), found.codes) == (2, [("query", "total-not-calculated")])
        assert found.findings["cell"].tolist() == ["B6"]

    def test_but_not_if_it_is_the_plain_sum_of_its_column(self):
        found = outcome([*TOP, Z01, EAST, RED, ["合计", *[SUM_NOT_CALCULATED] * 5]])
        assert (len(found.names), found.codes) == (2, [])

    def test_nor_if_it_was_a_record_before(self):
        rows = [EAST, RED, AHEAD, total("开发区", EAST, RED, AHEAD)]
        assert outcome([*TOP, Z01, *rows], reported=["开发区"]).codes == []

    def test_the_units_own_name_is_a_total_and_has_to_add_up(self):
        right = outcome([*TOP, Z01, total("耿车镇", EAST, RED, AHEAD), EAST, RED, AHEAD])
        assert (len(right.names), right.codes) == (3, [])
        wrong = outcome([*TOP, Z01, EAST, RED, total("耿车镇（合计）", EAST, AHEAD)])
        assert {code for _, code in wrong.codes} == {"total-row"}


class TestVerticalTables:
    LABELS = tuple(column.header for column in BUILT_IN["X07"].columns)
    VALUES = (61000, 31000, 1200, 90, 60, 30, 20, 10, 500.5, 30000, 400)

    def read(self, headers: Sequence[object], order: int) -> Outcome:
        pairs = [(value - 7, value)[::order] for value in self.VALUES]
        rows = [[label, *pair] for label, pair in zip(self.LABELS, pairs, strict=True)]
        return outcome(
            [
                ["办学条件情况表"],
                ["填报单位：宿城中专", None, "报告期：2023年10月"],
                ["指标", *headers],
                *rows,
            ],
            unit=SCHOOL,
            period="2023-10",
        )

    @pytest.mark.parametrize(
        "headers",
        [
            ("2022年", "2023年"), ("上年", "本年"), ("计划", "实际"), (2022.0, 2023.0), ("上年同期", "数值"), ("预计", "完成"),
            ("2022-2023学年", "2023-2024学年"), ("上期数", "本期数"), ("2022年度", "2023年度"), ("目标值", "完成值"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("order", [1, -1])
    def test_of_two_columns_of_values_period_and_execution_decide(self, headers, order):
        found = self.read(headers[::order], order)
        assert found.codes == []
        assert found.names == ["61000.0"]

    @pytest.mark.parametrize(
        "headers",
        [
            (None, None), ("数值", "数值"), ("甲", "乙"), ("2023年9月", "2023年10月"), ("上报数", "审核数"),
            ("数值", "审核数"), ("自报数", "核定数"), ("初审数", "终审数"), ("学校填报", "教育局审核"), ("数值", "复核后"),
        ],
    )  # fmt: skip
    def test_where_nothing_decides_none_is_read(self, headers):
        assert self.read(headers, 1).codes == [("hard", "values-twice")]

    def test_columns_of_another_time_alone_are_told(self):
        assert ("hard", "values-of-another-time") in self.read(("2021年", "2022年"), 1).codes
