"""Rows that stand among the records and are none: totals however their label is written, the men and women of
a total, another time's figures; and records that only look like one of these.
"""

import pytest

from schemas.office.catalogue import BUILT_IN
from tests.support.outcomes import AHEAD, BRIGHT, EAST, RED, TOP, Z01, outcome, sheet, total
from tests.support.review_examples import SCHOOL

VILLAGES = ["东风村", "红旗村", "前进村"]
X05 = [column.header for column in BUILT_IN["X05"].columns]


def with_row(row: list[object]) -> object:
    return outcome([*TOP, Z01, EAST, RED, AHEAD, row])


def halves(label: str, other: str) -> list[list[object]]:
    return [[label, 140, 140, 6, 20, 40], [other, 100, 100, 6, 18, 35]]


def test_a_name_alone_above_a_running_number_alone_stops_nothing():
    found = outcome([*TOP, Z01, EAST, RED, ["前进村", *[None] * 5], [1, *[None] * 5]])
    assert found.names[:2] == VILLAGES[:2]
    assert {code for _, code in found.codes} == {"prefilled-rows-empty"}


class TestLabelsOfTotals:
    @pytest.mark.parametrize(
        "label",
        ["合计①", "【合计】", "合计*", "—合计—", "合计/Total", "∑", "所有村", "各村合计", "全部 合计："],
    )
    def test_is_checked_and_no_record(self, label):
        assert with_row(total(label, EAST, RED, AHEAD)).names == VILLAGES
        wrong = with_row(total(label, EAST, RED))
        assert {code for _, code in wrong.codes} == {"total-row"}

    @pytest.mark.parametrize("first", [["宿城中专", None], [None, "宿城中专"]])
    def test_the_schools_own_name_where_majors_stand(self, first):
        headers = [column.header for column in BUILT_IN["X01"].columns]
        majors = [
            ["710201", "计算机应用", None, 3, 120, 100, 340, 98, 3000, 1600],
            ["660101", "机械制造", None, 3, 80, 60, 230, 75, 3000, 1700],
        ]
        whole = [*first, None, None, 200, 160, 570, 173, None, None]
        found = outcome(
            [
                ["招生与在校生情况表"],
                ["填报单位：宿城中专", None, "报告期：2023年10月"],
                headers,
                *majors,
                whole,
            ],
            unit=SCHOOL,
            period="2023-10",
        )
        assert (found.names, found.codes) == (["710201", "660101"], [])

    def test_a_sentence_that_says_how_much_it_is(self):
        assert with_row(["共3个村240人"]).codes == []


class TestMenAndWomen:
    @pytest.mark.parametrize(
        ("men", "women"), [("男", "女"), ("男性", "女性"), ("其中：男", "女"), ("其中：男", "其中：女")]
    )
    def test_are_parts_of_the_total_above(self, men, women):
        rows = [EAST, RED, AHEAD, total("合计", EAST, RED, AHEAD), *halves(men, women)]
        found = outcome([*TOP, Z01, *rows])
        assert (found.names, found.codes, found.skipped) == (VILLAGES, [], 3)

    def test_are_parts_of_each_village(self):
        sexes = [["男", 50, 49, 2, 9, 15], ["女", 50, 49, 3, 11, 15]]
        assert outcome([*TOP, Z01, EAST, *sexes, RED, *sexes]).names == ["东风村", "红旗村"]

    def test_are_the_records_where_the_table_has_nothing_else(self):
        assert outcome([*TOP, Z01, *halves("男", "女")]).names == ["男", "女"]

    @pytest.mark.parametrize("labels", [("城镇", "农村"), ("15—29岁", "30—59岁")])
    def test_any_other_parts_of_a_total_are_asked_about(self, labels):
        rows = [EAST, RED, AHEAD, total("合计", EAST, RED, AHEAD), *halves(*labels)]
        found = outcome([*TOP, Z01, *rows])
        assert found.codes == [("query", "rows-like-parts")]
        assert (found.findings["cell"].iloc[0], "第8–9行" in found.findings["message"].iloc[0]) == (
            "A8",
            True,
        )

    def test_what_another_total_is_of_is_not(self):
        rows = [EAST, RED, total("小计", EAST, RED), ["甲村", *EAST[1:]], ["乙村", *RED[1:]]]
        assert outcome([*TOP, Z01, *rows, total("小计", EAST, RED)]).codes == []


class TestOtherTimes:
    @pytest.mark.parametrize("label", ["2022年12月", "2022年12月份", "全年", "全年度"])
    def test_stand_there_to_be_compared_with(self, label):
        found = with_row([label, 90, 80, 4, 9, 20])
        assert (found.names, found.codes, found.skipped) == (VILLAGES, [], 1)

    def test_a_class_numbered_like_a_month_is_a_record(self):
        session = ["会计统计汇总", "职工培训", "2023-12-11", "2023-12-15", 30, 24, 30, 1.2, None]
        found = outcome(
            [
                ["社会培训班次表"],
                ["填报单位：宿城中专", None, "报告期：2023年12月"],
                X05,
                ["2023-03", *session],
            ],
            unit=SCHOOL,
        )
        assert (found.names, found.codes) == (["2023-03"], [])

    def test_so_is_one_that_lacks_what_is_required(self):
        session = ["电工培训", "职工培训", "2023-12-11", None, None, None, None, None, None]
        found = outcome(
            [
                ["社会培训班次表"],
                ["填报单位：宿城中专", None, "报告期：2023年12月"],
                X05,
                ["2023-03", *session],
            ],
            unit=SCHOOL,
        )
        assert ("hard", "required") in found.codes

    @pytest.mark.parametrize("name", ["9月", "11月", "2022年", "上半年"])
    def test_a_sheet_that_is_named_for_another_month(self, name):
        found = outcome(sheet([*TOP, Z01, EAST, RED]), sheet([Z01, AHEAD], name))
        assert found.codes == [("hard", "sheet-of-another-time")]

    @pytest.mark.parametrize("name", ["12月", "2023年", "第四季度", "表3-1", "10—12月"])
    def test_a_sheet_that_is_named_for_this_one(self, name):
        assert outcome(sheet([*TOP, Z01, EAST, RED]), sheet([Z01, AHEAD], name)).names == VILLAGES


def test_below_a_line_that_says_sample_stand_samples():
    found = outcome([*TOP, Z01, EAST, RED, [], ["样例"], Z01, AHEAD])
    assert (found.names, found.codes) == (["东风村", "红旗村"], [("query", "block-of-another-time")])


@pytest.mark.parametrize("name", ["修改前", "审核前"])
def test_a_sheet_of_a_former_version_is_told(name):
    found = outcome(sheet([*TOP, Z01, EAST, RED]), sheet([*TOP, Z01, AHEAD], name))
    assert found.codes == [("hard", "sheet-left-out")]


def test_a_sheet_left_out_is_not_told_as_an_empty_report_too():
    found = outcome(sheet([*TOP, Z01, EAST, RED], "样表"))
    assert found.codes == [("hard", "sheet-left-out")]


def test_rows_below_the_instructions_are_told():
    found = outcome(sheet([*TOP, Z01, EAST]), sheet([*TOP, Z01, RED, AHEAD], "填表说明"))
    assert found.codes == [("hard", "sheet-left-out")]


class TestRowsInOurOwnSheets:
    @pytest.mark.parametrize("name", ["填表说明", "审核意见", "审核意见 (2)", "表样参数"])
    @pytest.mark.parametrize("above", [[], [["补充："]], [["15—59周岁未上学人口摸底表"]]])
    def test_are_told_without_a_header_too(self, name, above):
        found = outcome(sheet([*TOP, Z01, EAST]), sheet([*above, RED, AHEAD], name))
        assert found.codes == [("hard", "block-unread")]

    def test_so_below_the_list_of_findings(self):
        opinions = ["序号", "级别", "问题", "位置", "怎么改", "核实说明", "涉及分值", "标识（请勿改动）"]
        line = [1, "强制性", "“红旗村”漏填", "B5", "请补填", "已改", 0.5, '["Z01", "required"]']
        for rows in ([opinions, line], [opinions[:-1], line[:-1]]):
            own = sheet([*TOP, Z01, EAST]), sheet(rows, "审核意见")
            assert outcome(*own).codes == []
            found = outcome(own[0], sheet([*rows, [], RED, AHEAD], "审核意见"))
            assert found.codes == [("hard", "block-unread")]


class TestLinesThatSetRowsApart:
    @pytest.mark.parametrize(
        "line", ["示例", "样例", "草稿", "以下为草稿", "参考", "仅供参考", "旧表", "修改前数据"]
    )
    @pytest.mark.parametrize("gap", [[], [[]]])
    def test_nobody_can_tell_whether_they_are_reported(self, line, gap):
        found = outcome([*TOP, Z01, EAST, RED, *gap, [line], AHEAD, BRIGHT])
        assert (found.names, found.codes) == ([], [("hard", "block-set-apart")])
        assert f"“{line}”以下的2行" in found.findings["message"].iloc[0]

    @pytest.mark.parametrize("line", ["示例", "说明：以下为外来人口", "以下为流动人口"])
    def test_so_above_the_first_header(self, line):
        found = outcome([*TOP, [line], Z01, EAST, RED])
        assert ("hard", "block-set-apart") in found.codes

    @pytest.mark.parametrize(
        "line",
        [
            "说明：以下为外来人口",
            "注:下列各行是流动人口",
            "全年",
            "全年合计数",
            "下半年",
            "2023年全年情况",
            "附：外来人口",
        ],
    )
    @pytest.mark.parametrize("gap", [[], [[]]])
    def test_so_what_the_form_does_not_ask_for(self, line, gap):
        found = outcome([*TOP, Z01, EAST, RED, *gap, [line], AHEAD, BRIGHT])
        assert (found.names, found.codes) == ([], [("hard", "block-set-apart")])
        nothing_else = outcome([*TOP, Z01, *gap, [line], AHEAD, BRIGHT])
        assert nothing_else.codes == [("hard", "block-set-apart")]
        assert outcome([*TOP, Z01, EAST, RED, [line]]).codes == []

    @pytest.mark.parametrize(
        "line", ["注：以下为各村明细", "说明：以下为本月数据", "注：以下为必填项", "以下空白"]
    )
    def test_a_line_about_the_report_itself_does_not(self, line):
        assert outcome([*TOP, Z01, EAST, RED, [line], AHEAD]).names == VILLAGES

    def test_a_line_is_heard_over_an_empty_total_before_the_header(self):
        found = outcome([*TOP, Z01, EAST, RED, ["外来人口："], ["合计"], Z01, AHEAD, BRIGHT])
        assert found.codes == [("hard", "block-unclear")]

    @pytest.mark.parametrize("line", ["作废", "以下作废", "以下不计入", "以下数据不上报", "取消"])
    def test_what_is_called_off_does_not_count(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [line], AHEAD, BRIGHT])
        assert (found.names, found.codes) == (["东风村", "红旗村"], [("query", "block-of-another-time")])

    @pytest.mark.parametrize("line", ["注：以下为上年数", "说明：下列数据是2022年的"])
    def test_a_note_about_the_rows_below_is_heard(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [line], AHEAD, BRIGHT])
        assert (found.names, found.codes) == (["东风村", "红旗村"], [("query", "block-of-another-time")])

    @pytest.mark.parametrize("line", ["注：以上为上年数", "注：数据含外出人员"])
    def test_another_note_is_not(self, line):
        assert outcome([*TOP, Z01, EAST, RED, [line], AHEAD]).names == ["东风村", "红旗村", "前进村"]


class TestASchoolYearAboveTheTable:
    @pytest.mark.parametrize("line", ["2022-2023学年", "2022-2023学年第二学期", "2022—2023学年度"])
    def test_may_have_begun_in_the_year_before(self, line):
        found = outcome(
            [TOP[0], [line], ["填报单位：耿车镇", None, "报告期：2023年6月"], Z01, EAST, RED],
            period="2023-06",
        )
        assert (found.names, found.codes) == (["东风村", "红旗村"], [])

    def test_that_has_ended_is_another_time(self):
        found = outcome([TOP[0], ["2021-2022学年"], Z01, EAST, RED], period="2023-06")
        assert found.names == []


class TestErrorValuesStoredAsTexts:
    @pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "＃N/A", "#n/a"])
    def test_make_no_part_of_a_row(self, text):
        assert with_row(["前卫村", text, 40, 2, 5, 10]).codes == [("hard", "excel-error")]
        assert with_row([text, 40, 40, 2, 5, 10]).codes == [("hard", "excel-error")]


class TestLinesBeforeARepeatedHeader:
    @pytest.mark.parametrize("line", ["埠子镇2023年12月", "全年", "2023年全年", "下半年", "2023年1—12月"])
    def test_that_name_another_unit_or_more_than_the_period_make_it_unclear(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [], [line], Z01, AHEAD, BRIGHT])
        assert found.codes == [("hard", "block-unclear")]

    @pytest.mark.parametrize("line", ["2023年11月", "11月", "2023年11月15—59周岁未上学人口摸底表"])
    def test_that_name_another_month_of_the_quarter_make_a_summary_unclear(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [], [line], Z01, AHEAD, BRIGHT])
        assert found.codes == [("hard", "block-unclear")]
        assert outcome([*TOP, Z01, EAST, [line], AHEAD, BRIGHT]).codes == [("hard", "block-set-apart")]

    @pytest.mark.parametrize(
        "line", ["耿车镇2023年12月", "2023年第四季度", "10—12月", "2023年", "2024年1月3日"]
    )
    def test_that_name_the_unit_and_the_period_change_nothing(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [], [line], Z01, AHEAD])
        assert (found.names, found.codes) == (["东风村", "红旗村", "前进村"], [])


@pytest.mark.parametrize("between", [[], [["15—59周岁未上学人口摸底表"]], [["2023年12月"]]])
def test_rows_below_nothing_but_an_earlier_month_are_not_this_ones(between):
    found = outcome([*TOP, ["2022年12月"], Z01, EAST, RED, *between, Z01, AHEAD])
    assert ("query", "block-of-another-time") in found.codes
    assert "东风村" not in found.names


class TestTotalsByOtherNames:
    @pytest.mark.parametrize(
        "label", ["合計", "總計", "小計", "合计。", "合计、", "合计行", "合计栏", "总人数", "总共", "加总", "求和", "汇总数据", "Ｔｏｔａｌ", "共三村"]
    )  # fmt: skip
    def test_are_no_records(self, label):
        found = outcome([*TOP, Z01, EAST, RED, AHEAD, total(label, EAST, RED, AHEAD)])
        assert (found.names, found.codes) == (["东风村", "红旗村", "前进村"], [])

    @pytest.mark.parametrize("label", ["共和村", "总管村", "求知社区", "加总庄", "人数村", "合心社区"])
    def test_names_of_villages_are(self, label):
        assert outcome([*TOP, Z01, [label, *EAST[1:]], RED]).names == [label, "红旗村"]


class TestMarksAlone:
    @pytest.mark.parametrize("label", ["①", "#", "★", "※", "注1", "⑵"])
    def test_are_no_name(self, label):
        assert ("hard", "same-as-what") in outcome([*TOP, Z01, EAST, [label, *RED[1:]]]).codes

    @pytest.mark.parametrize("label", ["注庄村", "★东风村", "①东风村"])
    def test_beside_a_name_are_one(self, label):
        assert outcome([*TOP, Z01, [label, *EAST[1:]], RED]).codes == []

    @pytest.mark.parametrize("label", ["#东风村", "其中：东风村"])
    def test_that_say_part_of_nothing_are_told(self, label):
        found = outcome([*TOP, Z01, [label, *EAST[1:]], RED])
        assert (found.names, found.codes) == ([], [("hard", "parts-unclear")])


class TestTotalsOfOneRow:
    @pytest.mark.parametrize("label", ["全部", "3个村", "以上各村", "总", "计", "所有村", "全体"])
    def test_by_a_name_are_no_records(self, label):
        found = outcome([*TOP, Z01, EAST, [label, *EAST[1:]]])
        assert (found.names, found.codes) == (["东风村"], [])

    @pytest.mark.parametrize("label", ["数据", "结果", "镇级数", "All", "统计"])
    def test_by_an_unknown_one_are_asked_about(self, label):
        for rows in ([EAST, [label, *EAST[1:]]], [[label, *EAST[1:]], EAST], [RED, EAST, [label, *EAST[1:]]]):
            found = outcome([*TOP, Z01, *rows])
            place = 4 + [row[0] for row in rows].index(label)
            assert (found.codes, found.findings["cell"].tolist()) == (
                [("query", "row-like-total")],
                [f"A{place}"],
            )

    @pytest.mark.parametrize("label", ["幸福村", "河滨社区", "新农村居委会", "前进村3组"])
    def test_another_village_with_the_same_numbers_is_a_record(self, label):
        assert outcome([*TOP, Z01, EAST, [label, *EAST[1:]], RED]).codes == []

    def test_nor_is_one_of_three_rows_alike(self):
        alike = [["东片", *EAST[1:]], ["西片", *EAST[1:]]]
        assert outcome([*TOP, Z01, EAST, *alike, RED]).codes == []

    def test_one_that_was_a_record_before_is_one(self):
        assert outcome([*TOP, Z01, EAST, ["渔场", *EAST[1:]]], reported=["渔场"]).codes == []


class TestRowsThatNameAnotherUnit:
    @pytest.mark.parametrize(
        "header", ["所在镇街", "所属乡镇", "所属街道", "属地", "辖区", "归口单位", "归属"]
    )
    def test_in_a_column_by_any_of_its_names(self, header):
        rows = [["耿车镇", *EAST], ["埠子镇", *RED], ["耿车镇", *AHEAD]]
        assert outcome([*TOP, [header, *Z01], *rows]).codes == [("hard", "row-of-another-unit")]
        assert outcome([*TOP, [header, *Z01], rows[0], rows[2]]).codes == []

    @pytest.mark.parametrize("label", ["埠子镇东风村", "埠子镇", "宿城区埠子镇红旗村"])
    def test_in_their_labels(self, label):
        found = outcome([*TOP, Z01, EAST, [label, *RED[1:]]])
        assert (found.codes, found.findings["cell"].tolist()) == ([("hard", "row-of-another-unit")], ["A5"])

    @pytest.mark.parametrize("label", ["耿车镇东风村", "宿城区耿车镇红旗村", "埠子庄村", "小埠子镇村"])
    def test_the_own_unit_or_a_name_that_only_looks_like_one_is_none(self, label):
        assert outcome([*TOP, Z01, EAST, [label, *RED[1:]]]).names == ["东风村", label]

    @pytest.mark.parametrize(
        "label",
        ["东风村（埠子镇）", "东风村【宿城区埠子镇】", "东风村-埠子镇", "东风村 埠子镇", "东风村（属埠子镇）", "耿车镇和埠子镇"],
    )  # fmt: skip
    def test_behind_a_mark_or_in_brackets(self, label):
        found = outcome([*TOP, Z01, EAST, [label, *RED[1:]]])
        assert (found.codes, found.findings["cell"].tolist()) == ([("hard", "row-of-another-unit")], ["A5"])

    @pytest.mark.parametrize(
        "label", ["东风村（耿车镇）", "东风村（原埠子镇）", "东风村（东片）", "东风村（宿城区）"]
    )
    def test_a_bracket_that_says_anything_else_changes_nothing(self, label):
        assert outcome([*TOP, Z01, EAST, [label, *RED[1:]]]).codes == []

    def test_two_units_in_one_cell_of_a_column(self):
        found = outcome([*TOP, ["镇街", *Z01], ["耿车镇", *EAST], ["耿车镇埠子镇", *RED]])
        assert found.codes == [("hard", "row-of-another-unit")]


def codes_of(*rows: list[object]) -> list[tuple[str, str]]:
    """Code and cell of each finding about these rows."""
    found = outcome([*TOP, Z01, *rows])
    return list(zip(found.findings["code"], found.findings["cell"], strict=True))


LARGE = [400, 390, 20, 60, 90]
PIECES = [["大队一", 40, 40, 2, 5, 10], ["大队二", 30, 30, 1, 5, 10]]


class TestRowsThatSeemToStandForOthers:
    @pytest.mark.parametrize("blanks", ["  ", "\u3000", " \u3000 "])
    def test_by_rows_indented_below_them_are_asked_about(self, blanks):
        pieces = [[blanks + row[0], *row[1:]] for row in PIECES]
        assert codes_of(EAST, *pieces, RED) == [("row-like-group", "A4")]
        assert codes_of(EAST, pieces[0], RED) == [("row-like-group", "A4")]

    def test_not_by_a_single_blank_nor_by_rows_that_are_larger(self):
        assert codes_of(EAST, [" " + RED[0], *RED[1:]], AHEAD) == []
        assert codes_of(AHEAD, ["  " + RED[0], *RED[1:]], ["  " + EAST[0], *EAST[1:]]) == []
        assert codes_of(*(["  " + row[0], *row[1:]] for row in (EAST, RED, AHEAD))) == []

    @pytest.mark.parametrize(
        "labels",
        [("一村", "二村", "三村", "一至三村"), ("1村", "2村", "3村", "1—3村"), ("第1组", "第2组", "第3组", "第1-3组"),
         ("东风村", "红旗村", "前进村", "一至三村"), ("东风村", "红旗村", "前进村", "红旗村、前进村"), ("甲村", "乙村", "丙村", "甲村和丙村")],
    )  # fmt: skip
    def test_by_a_name_that_names_them(self, labels):
        rows = [
            [label, *numbers]
            for label, numbers in zip(labels, (EAST[1:], RED[1:], AHEAD[1:], LARGE), strict=True)
        ]
        assert codes_of(*rows) == [("row-like-group", "A7")]

    @pytest.mark.parametrize("label", ["东风村 红旗村", "东风、红旗两村", "东风村等3村", "东风、红旗等村"])
    def test_by_a_name_that_lists_them_in_other_ways(self, label):
        assert codes_of(EAST, RED, [label, *LARGE]) == [("row-like-group", "A6")]

    @pytest.mark.parametrize(
        "label",
        ["★东风村", "东风村*", "（东风村）", "东风村（1组）", "东风村一组", "东风村第2组", "东风村东片"],
    )
    def test_by_a_bare_name_beside_one_with_a_mark_or_a_part(self, label):
        assert codes_of(EAST, RED, [label, 10, 10, 1, 1, 1]) == [("row-like-group", "A4")]

    @pytest.mark.parametrize(
        "labels", [("东风一村", "东风二村"), ("东风村1组", "东风村2组"), ("东风村", "东风社区")]
    )
    def test_not_by_names_of_which_none_is_the_other_without_its_mark(self, labels):
        assert codes_of([labels[0], *EAST[1:]], [labels[1], *RED[1:]]) == []

    @pytest.mark.parametrize(
        "label", ["甲村、光明村", "一至三村", "三棵树村", "前进村到站", "等号村", "二十里村"]
    )
    def test_not_by_one_that_names_none_of_the_rows(self, label):
        assert codes_of(EAST, [label, 10, 10, 1, 1, 1], AHEAD) == []

    def test_not_if_all_were_records_before(self):
        found = outcome([*TOP, Z01, EAST, ["  " + RED[0], *RED[1:]]], reported=["东风村", "红旗村"])
        assert found.codes == []


class TestPartsThatDoNotFit:
    @pytest.mark.parametrize(("men", "women"), [("男", "女"), ("其中：男", "其中：女"), ("其中：男", "女")])
    def test_are_asked_about_below_a_village_and_below_a_total(self, men, women):
        sexes = [[men, 50, 40, 2, 5, 10], [women, 20, 20, 1, 5, 10]]
        assert codes_of(EAST, *sexes, RED) == [("parts-differ-from-whole", "B5")]
        assert codes_of(EAST, RED, total("合计", EAST, RED), *sexes) == [("parts-differ-from-whole", "B7")]

    @pytest.mark.parametrize("label", ["其中：女", "#外出", "其中：低保户"])
    def test_because_they_are_larger_than_the_row_above(self, label):
        assert codes_of(EAST, [label, 50, 980, 2, 5, 10], RED) == [("part-exceeds-whole", "C5")]

    def test_one_of_several_parts_need_not_be_the_whole(self):
        assert codes_of(EAST, ["其中：女", 50, 40, 2, 5, 10], ["其中：低保户", 5, 4, 1, 1, 1], RED) == []

    def test_what_cannot_be_read_is_not_compared(self):
        assert (
            codes_of(EAST, ["其中：男", "约50", None, 2, 5, 10], ["其中：女", 50, 49, 3, 15, 20], RED) == []
        )


class TestRecordsBelowATotal:
    @pytest.mark.parametrize("label", ["合计", "总计", "全镇"])
    def test_that_it_does_not_cover_are_asked_about(self, label):
        assert codes_of(EAST, RED, total(label, EAST, RED), *PIECES) == [("rows-below-total", "A7")]

    def test_are_records_if_they_were_before_or_another_total_covers_them(self):
        rows = [EAST, RED, total("合计", EAST, RED), AHEAD, BRIGHT]
        assert outcome([*TOP, Z01, *rows], reported=["前进村", "光明村"]).codes == []
        assert codes_of(*rows, total("合计", AHEAD, BRIGHT)) == []
        assert codes_of(EAST, RED, total("小计", EAST, RED), AHEAD, BRIGHT) == []
        assert codes_of(total("合计", EAST, RED), EAST, RED) == []


class TestHeadingsWithoutAHeader:
    @pytest.mark.parametrize("line", ["二、外来人口", "（二）其他人员", "三、补充", "第二部分 其他人员"])
    def test_that_begin_in_the_middle_are_asked_about(self, line):
        found = outcome([*TOP, Z01, EAST, RED, [line], AHEAD, BRIGHT])
        assert (found.names, found.codes) == (
            ["东风村", "红旗村", "前进村", "光明村"],
            [("query", "rows-below-heading")],
        )
        assert found.findings["cell"].tolist() == ["A6"]

    @pytest.mark.parametrize(
        "line",
        [
            "二、外来人口",
            "二、流动人口",
            "（二）非户籍人口",
            "第二部分 外来人口",
            "外来人口：",
            "流动人口情况：",
        ],
    )
    def test_so_those_that_name_whom_the_form_does_not_count(self, line):
        assert codes_of(["一、本地人口"], EAST, RED, [line], AHEAD) == [("rows-below-heading", "A7")]

    @pytest.mark.parametrize("line", ["注：外来人口已计入", "外来人口：已计入各村", "东片：", "联系人：张"])
    def test_a_note_or_the_name_of_a_group_is_not(self, line):
        assert codes_of(EAST, RED, [line], AHEAD) == []

    @pytest.mark.parametrize("first", ["一、东片", "（一）东片", "第一部分 东片"])
    def test_headings_of_groups_are_not(self, first):
        assert codes_of([first], EAST, RED, ["二、西片"], AHEAD) == []
        assert codes_of(EAST, RED, ["二、说明"]) == []


class TestALabelThatMayNameTwoUnits:
    @pytest.mark.parametrize("label", ["耿车埠子东风村", "耿车镇埠子东风"])
    def test_is_asked_about(self, label):
        assert codes_of(EAST, [label, *RED[1:]]) == [("label-names-two-units", "A5")]

    @pytest.mark.parametrize("label", ["耿车东风村", "埠子河村", "耿车镇埠子村"])
    def test_is_not_a_village_called_like_one(self, label):
        assert codes_of(EAST, [label, *RED[1:]]) == []
