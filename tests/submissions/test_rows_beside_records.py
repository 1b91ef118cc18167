"""Rows that stand among the records and are none: totals however their label is written, the men and women of
a total, another time's figures; and records that only look like one of these.
"""

import pytest

from schemas.office.catalogue import BUILT_IN
from tests.support.outcomes import AHEAD, EAST, RED, TOP, Z01, outcome, sheet, total
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

    def test_the_schools_own_name_where_majors_stand(self):
        headers = [column.header for column in BUILT_IN["X01"].columns]
        majors = [
            ["710201", "计算机应用", None, 3, 120, 100, 340, 98, 3000, 1600],
            ["660101", "机械制造", None, 3, 80, 60, 230, 75, 3000, 1700],
        ]
        whole = ["宿城中专", None, None, None, 200, 160, 570, 173, None, None]
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

    @pytest.mark.parametrize("name", ["9月", "2022年", "上半年"])
    def test_a_sheet_that_is_named_for_another_month(self, name):
        found = outcome(sheet([*TOP, Z01, EAST, RED]), sheet([Z01, AHEAD], name))
        assert found.codes == [("hard", "sheet-of-another-time")]

    @pytest.mark.parametrize("name", ["12月", "2023年", "第四季度", "表3-1", "10—12月"])
    def test_a_sheet_that_is_named_for_this_one(self, name):
        assert outcome(sheet([*TOP, Z01, EAST, RED]), sheet([Z01, AHEAD], name)).names == VILLAGES


def test_below_a_line_that_says_sample_stand_samples():
    found = outcome([*TOP, Z01, EAST, RED, [], ["样例"], Z01, AHEAD])
    assert (found.names, found.codes) == (["东风村", "红旗村"], [("query", "block-of-another-time")])


def test_a_sheet_left_out_is_not_told_as_an_empty_report_too():
    found = outcome(sheet([*TOP, Z01, EAST, RED], "样表"))
    assert found.codes == [("hard", "sheet-left-out")]


def test_rows_below_the_instructions_are_told():
    found = outcome(sheet([*TOP, Z01, EAST]), sheet([*TOP, Z01, RED, AHEAD], "填表说明"))
    assert found.codes == [("hard", "sheet-left-out")]
