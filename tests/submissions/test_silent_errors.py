"""Workbooks as other people write them: what goes in is what the workbook says, or a finding says why not.

Each case went in wrong, with nothing said, before its rule was there.
"""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.submissions.review.cells.numbers import parse_number
from assets.submissions.review.cells.same_as_above import filled_from_above
from assets.submissions.review.cells.values import parse_cells
from assets.submissions.tables.finding import find_tables
from assets.submissions.tables.row_kinds import total_label
from assets.submissions.workbook import Sheet
from schemas.office.catalogue import BUILT_IN

Z01 = ["村（社区）", "劳动年龄人口数", "外出务工人数", "已摸底人数", "高中以下学历人数", "有培训意愿人数"]
Z04 = ["活动日期", "活动名称", "活动类别", "参加人次", "其中：60岁以上人次", "活动地点"]
ACTIVITY = ["2023-12-05", "健康讲座", "健康养生", 60.0, 45.0, "文化广场"]
OTHER = ["2023-12-12", "书法班", "文化艺术", 40.0, 20.0, "社区活动室"]


def column_of(form: str, header: str):
    return next(column for column in BUILT_IN[form].columns if column.header.startswith(header))


def codes(cell: object, form: str = "Z04", header: str = "参加人次") -> list[str]:
    return [problem.code for problem in parse_cells([cell], column_of(form, header)).problems]


def sheet(rows: list[list[object]]) -> Sheet:
    width = max(map(len, rows))
    return Sheet("Sheet1", [[*row, *[None] * (width - len(row))] for row in rows])


def only_table(rows: list[list[object]], period: str | None = None):
    (table,) = find_tables(sheet(rows), BUILT_IN.values(), period)
    return table


class TestANumberIsWhatItsWholeTextSays:
    @pytest.mark.parametrize("text", ["60①", "60²", "60⑴", "❶60", "60㈠"])
    def test_a_mark_of_a_footnote_is_no_digit(self, text):
        assert codes(text) == ["not-a-number"]

    @pytest.mark.parametrize("text", ["60\n45", "60 45", "60\u300045", "1 2345", "12 34", "1 200 30"])
    def test_a_second_number_is_not_joined_to_the_first(self, text):
        assert codes(text) == ["not-a-number"]

    @pytest.mark.parametrize(
        ("text", "value"), [("1 200", 1200), ("1\u00a0200\u00a0300", 1_200_300), ("60 人", 60)]
    )
    def test_groups_of_three_are_one_number(self, text, value):
        assert parse_number(text).value == value

    @pytest.mark.parametrize("mark", ["\u200b", "\u202a", "\u202c", "\u200e", "\ufeff", "\u2066", "\u00ad"])
    def test_what_cannot_be_seen_changes_nothing(self, mark):
        assert parse_number(f"{mark}6{mark}0{mark}").value == 60

    def test_a_share_is_no_count(self):
        assert codes("100%") == ["not-a-number"]

    @pytest.mark.parametrize("text", ["5天", "2班", "3学时", "4户", "600平方米"])
    def test_another_unit_is_no_count_of_people(self, text):
        assert codes(text) == ["cell-unit"]

    @pytest.mark.parametrize("text", ["60人", "60人次", "60名", "60"])
    def test_people_are_counted_by_any_of_their_units(self, text):
        assert codes(text) == []

    @given(st.integers(0, 999_999), st.sampled_from("①②③¹²³⑴❶₂"), st.integers(0, 6))
    def test_no_digit_is_made_of_a_mark_wherever_it_stands(self, number, mark, place):
        text = str(number)
        assert parse_number(text[:place] + mark + text[place:]) is None


class TestMarksInPlaceOfWords:
    def told(self, mark: str) -> tuple[object, list[str]]:
        column = column_of("Z04", "活动地点")
        meant = filled_from_above(["文化广场", mark], column, {0})
        return meant.cells[1], ["taken"] * bool(meant.taken) + ["unclear"] * bool(meant.unclear)

    @pytest.mark.parametrize(
        "mark", ["↑", "↑↑", "⬆", "仝上", "同上", "〃", "同", "相同", "与上同", "见上", "do", "same", "“同上”"]
    )
    def test_that_point_to_the_row_above_are_filled_in(self, mark):
        assert self.told(mark) == ("文化广场", ["taken"])

    @pytest.mark.parametrize(
        "mark", ["↓", "→", "…", "……", "√", "×", "？", "~", "***", "同左", "▲", "同上①", "同第1行", "|", "^"]
    )
    def test_that_point_nowhere_are_not_taken_for_a_name(self, mark):
        assert self.told(mark) == (None, ["unclear"])

    @pytest.mark.parametrize(("mark", "unclear"), [("√", False), ("…", False), ("↓", True), ("同左", True)])
    def test_a_mark_may_be_the_answer_where_none_is_required(self, mark, unclear):
        meant = filled_from_above(["苏教〔2023〕1号", mark], column_of("R01", "佐证材料"), {0})
        assert (meant.cells[1], bool(meant.unclear)) == (None if unclear else mark, unclear)

    @pytest.mark.parametrize("text", ["/", "—", "-", "文化广场↑", "*广场", "·一号楼"])
    def test_words_with_a_mark_and_dashes_stay(self, text):
        assert self.told(text) == (text, [])


class TestCodesThatExcelHasShortened:
    @pytest.mark.parametrize("number", [1e15, 2023120100010001.0, 9.007e15])
    def test_more_than_fifteen_digits_are_lost(self, number):
        assert codes(number, "X05", "班次") == ["digits-lost"]

    def test_fifteen_are_kept(self):
        assert codes(202312010001001.0, "X05", "班次") == []


class TestRowsThatAreNoRecords:
    @pytest.mark.parametrize(
        "label",
        [
            "汇总", "合计（3个村）", "总计(含社区)", "全镇", "全街道", "全区合计", "全校", "Total", "SUM", "东风村汇总", "幸福社区小计",
        ],
    )  # fmt: skip
    def test_a_total_by_any_of_its_names(self, label):
        assert total_label([label]) is not None

    @pytest.mark.parametrize(
        "label", ["东风村", "合兴村", "全福社区", "总部社区", "汇总村", "小计村委会", "会计班"]
    )
    def test_a_name_that_only_looks_like_one_is_a_record(self, label):
        assert total_label([label]) is None

    @pytest.mark.parametrize("label", ["其中：女性", "其中", "累计", "本年累计", "上年同期", "去年", "上月"])
    def test_parts_and_comparisons_are_never_added(self, label):
        table = only_table([Z04, [*ACTIVITY], ["", label, None, 30.0, 20.0, None], [*OTHER]])
        assert table.cells["attendances"] == [60.0, 40.0]
        assert table.fates.part + table.fates.comparison == 1

    def test_a_block_of_the_plan_below_is_not_this_months(self):
        rows = [
            Z04,
            ACTIVITY,
            OTHER,
            ["2024年1月计划"],
            Z04,
            ["2024-01-05", "讲座", "健康养生", 99.0, 9.0, "广场"],
        ]
        table = only_table(rows)
        assert table.cells["attendances"] == [60.0, 40.0]
        (doubt,) = table.doubts
        assert (doubt.code, doubt.row, doubt.details["line"]) == (
            "block-of-another-time",
            4,
            "2024年1月计划",
        )
        assert table.fates.other_block == 1

    def test_a_header_repeated_on_the_next_page_goes_on(self):
        assert only_table([Z04, ACTIVITY, Z04, OTHER]).cells["attendances"] == [60.0, 40.0]


class TestTheSameHeaderTwice:
    def test_two_halves_side_by_side_are_read_one_after_the_other(self):
        left, right = find_tables(sheet([[*Z04, *Z04], [*ACTIVITY, *OTHER]]), BUILT_IN.values())
        assert (left.cells["attendances"], right.cells["attendances"]) == ([60.0], [40.0])
        assert right.address("attendances", 0) == "J2"

    def test_of_two_years_side_by_side_the_period_decides(self):
        top = ["活动日期", "活动名称", "活动类别", "2022年", "2023年", "活动地点"]
        second = [None, None, None, "参加人次", "参加人次", None]
        rows = [top, second, [*ACTIVITY[:3], 50.0, 60.0, "文化广场"]]
        assert only_table(rows, "2023-12").cells["attendances"] == [60.0]
        undecided = only_table(rows)
        (doubt,) = undecided.doubts
        assert (doubt.code, doubt.cells) == ("same-header-twice", ("D2", "E2"))
        assert "attendances" not in undecided.cells

    def test_last_years_column_beside_this_years_is_known(self):
        top = ["活动日期", "活动名称", "活动类别", "上年同期", "本期", "活动地点"]
        second = [None, None, None, "参加人次", "参加人次", None]
        table = only_table([top, second, [*ACTIVITY[:3], 50.0, 60.0, "文化广场"]])
        assert (table.cells["attendances"], table.doubts) == ([60.0], ())

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("参加人次", "现有参加人次"),
            ("参加人次", "总参加人次"),
            ("参加人次", "参加人次复核数"),
            ("原参加人次", "参加人次（含线上）"),
            ("参加人次", "全口径参加人次"),
        ],
    )
    def test_of_two_columns_of_like_names_the_first_is_not_taken_if_the_second_is_larger(self, first, second):
        header = [*Z04[:3], first, second, "活动地点"]
        table = only_table([header, [*ACTIVITY[:3], 50.0, 60.0, "文化广场"]])
        assert [(doubt.code, doubt.cells) for doubt in table.doubts] == [("same-header-twice", ("D1", "E1"))]
        assert "attendances" not in table.cells

    @pytest.mark.parametrize("other", ["其中：女性参加人次", "累计参加人次", "全年参加人次", "人均参加人次"])
    def test_a_part_and_a_sum_of_other_months_are_other_figures(self, other):
        figure = 20.0 if "其中" in other else 500.0
        header = [*Z04[:3], "参加人次", other, "活动地点"]
        table = only_table([header, [*ACTIVITY[:3], 50.0, figure, "文化广场"]])
        assert table.cells["attendances"] == [50.0]

    @pytest.mark.parametrize(
        "remark", ["男", "女性", "非全日制", "不含线上", "仅老年人", "估算", "占比", "本科", "城镇", "新增"]
    )
    def test_a_column_of_a_part_is_not_taken_for_the_whole(self, remark):
        header = [*Z04[:3], f"参加人次（{remark}）", "活动地点"]
        table = only_table([header, [*ACTIVITY[:3], 50.0, "文化广场"]])
        assert "attendances" in table.missing_columns

    @pytest.mark.parametrize("remark", ["男", "不含实习生", "非全日制"])
    def test_nor_is_such_a_line_of_a_vertical_table(self, remark):
        lines = [
            [f"全日制在校生数（{remark}）" if column.name == "students" else column.header, 100 + number]
            for number, column in enumerate(BUILT_IN["X07"].columns)
        ]
        table = only_table([["办学条件情况表", None], ["指标", "数值"], *lines])
        assert "students" in table.missing_columns

    @pytest.mark.parametrize("remark", ["人次", "必填", "含线上", "1", "保留整数", "截至12月底"])
    def test_other_remarks_of_a_header_change_nothing(self, remark):
        header = [*Z04[:3], f"参加人次（{remark}）", "活动地点"]
        assert only_table([header, [*ACTIVITY[:3], 50.0, "文化广场"]], "2023-12").cells["attendances"] == [
            50.0
        ]

    def test_such_a_remark_beside_a_text_changes_nothing(self):
        header = [*Z04[:3], "参加人次", "活动地点（线下）"]
        assert only_table([header, [*ACTIVITY[:3], 50.0, "文化广场"]]).cells["place"] == ["文化广场"]

    def test_a_year_in_brackets_is_a_year(self):
        header = [*Z04[:3], "参加人次（2022）", "参加人次（2023）", "活动地点"]
        row = [*ACTIVITY[:3], 50.0, 60.0, "文化广场"]
        assert only_table([header, row], "2023-12").cells["attendances"] == [60.0]
        alone = only_table([[*header[:4], "活动地点"], [*row[:4], "文化广场"]], "2023-12")
        assert "attendances" in alone.missing_columns

    @pytest.mark.parametrize("odd", [2023.0, 7, dt.date(2023, 12, 31)])
    def test_a_year_or_a_day_among_the_headers_spoils_none(self, odd):
        assert only_table([[*Z04, odd], [*ACTIVITY, None], [*OTHER, None]]).cells["attendances"] == [
            60.0,
            40.0,
        ]
