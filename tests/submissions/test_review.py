"""The review: which findings a report gets, in words and with the exact cell, and what becomes of its
rows.
"""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.review.acceptance import RowsUnaccountedFor
from assets.submissions.review.reports import review
from assets.submissions.tables.found_table import Doubt, FoundTable, RowFates
from assets.submissions.tables.stated_units import StatedUnit
from assets.submissions.workbook import ExcelError
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit_names import normalised
from schemas.units_of_measure import unit_of_measure
from tests.support.review_examples import (
    BUREAU,
    CERTIFICATE,
    CONTEXT,
    SESSION,
    TOWNSHIP,
    learner,
    report,
    resident_id,
    review_rows,
    status,
    table,
    told,
    total,
)

X05, X06, X07, Z02 = BUILT_IN["X05"], BUILT_IN["X06"], BUILT_IN["X07"], BUILT_IN["Z02"]


def messages(reviewed):
    return list(reviewed.findings["message"])


class TestAcceptedRows:
    def test_a_clean_report_is_accepted_with_its_values_and_places(self):
        reviewed = review_rows("X06", CERTIFICATE, {**CERTIFICATE, "level": "高级"})
        assert reviewed.findings.empty
        assert reviewed.marks.empty
        assert status(reviewed) == "accepted"
        assert list(reviewed.accepted["row"]) == [5, 6]
        first = reviewed.accepted.iloc[0]
        assert first["assessed_on"] == pd.Timestamp("2023-11-05")
        assert (first["examined"], first["unit_code"], first["subject_code"]) == (60, "32130201", "32130201")
        assert (first["sheet"], first["period"], first["report_id"]) == (
            "证书考核情况表",
            "2023-12",
            "report",
        )

    def test_columns_keep_their_types_whatever_was_accepted(self):
        full = review_rows("X05", SESSION).accepted
        empty = review(X05, [], CONTEXT).accepted
        assert list(full.columns) == list(empty.columns)
        assert list(full.dtypes) == list(empty.dtypes)
        assert list(full.columns[:6]) == ["report_id", "unit_code", "subject_code", "period", "sheet", "row"]

    def test_the_accepted_rows_keep_persons_for_the_pseudonym(self):
        assert review_rows("Z02", learner()).accepted.loc[0, "resident_id"] == resident_id()

    def test_a_lower_bound_is_named(self):
        reviewed = review_rows(
            "X05", {**SESSION, "trainees": "40余", "attendances": "200余"}, {**SESSION, "session_no": "2"}
        )
        assert list(reviewed.accepted["lower_bounds"]) == ["trainees,attendances", ""]

    def test_texts_keep_no_id_and_no_phone_number(self):
        reviewed = review_rows("X05", {**SESSION, "title": f"培训（联系人13912345678，{resident_id()}）"})
        assert reviewed.accepted.loc[0, "title"] == "培训（联系人139****5678，321399********1221）"

    def test_a_row_without_any_value_is_no_record(self):
        reviewed = review_rows("X05", SESSION, {}, {"title": "  ", "income": "—"})
        assert reviewed.findings.empty
        assert reviewed.outcomes.loc[
            0, ["rows_read", "rows_accepted", "rows_held", "rows_skipped"]
        ].tolist() == [3, 1, 0, 2]

    def test_amounts_of_another_unit_are_converted_and_said(self):
        reviewed = review_rows(
            "X05", {**SESSION, "income": 15000.0}, units={"income": StatedUnit("元", unit_of_measure("元"))}
        )
        assert reviewed.accepted.loc[0, "income"] == 1.5
        assert list(reviewed.findings["code"]) == ["header-unit-converted"]
        assert status(reviewed) == "accepted_with_queries"

    def test_an_unknown_unit_of_measurement_returns_the_report(self):
        reviewed = review_rows("X05", SESSION, units={"income": StatedUnit("美元", None)})
        assert messages(reviewed) == ["到账金额（万元）的计量单位写成了“美元”，请按表样的单位换算后填报。"]
        assert status(reviewed) == "returned"


class TestFindings:
    def test_a_finding_names_its_cell_and_says_what_to_do(self):
        reviewed = review_rows(
            "X06", CERTIFICATE, {**CERTIFICATE, "level": "高级", "examined": 10.0, "certified": 12.0}
        )
        (finding,) = reviewed.findings.to_dict("records")
        assert finding == {
            "report_id": "report",
            "form": "X06",
            "level": "hard",
            "code": "X06-1",
            "sheet": "证书考核情况表",
            "row": 6,
            "column": "certified",
            "header": "取证人数",
            "cell": "G6",
            "wrong": "取证人数（12）不应大于考证人数（10）。",
            "advice": "请把取证人数改为不大于10的数，或者改正考证人数。",
            "message": "取证人数（12）不应大于考证人数（10），请把取证人数改为不大于10的数，或者改正考证人数。",
            "value": "12",
            "row_count": 1,
            "places": None,
            "told": '["12"]',
        }
        assert list(reviewed.marks["cell"]) == ["G6", "F6"]

    def test_a_sum_that_does_not_hold_names_the_sum_of_its_parts(self):
        row = {"school": "第一初级中学", "graduates": 100, "to_general": 50, "to_vocational": 30}
        reviewed = review_rows("J01", {**row, "to_technical": 10, "not_continued": 5})
        assert reviewed.findings["advice"].tolist() == ["请核对各项人数；都无误的，请把毕业生数改为95。"]

    def test_all_faults_of_a_row_are_told_at_once(self):
        row = {
            **CERTIFICATE,
            "certificate": None,
            "level": "低级",
            "assessed_on": "不详",
            "examined": "很多",
            "certified": -1.0,
        }
        assert told(review_rows("X06", row)) == [
            ("required", "C5"),
            ("choice", "D5"),
            ("not-a-date", "E5"),
            ("not-a-number", "F5"),
            ("negative", "G5"),
        ]

    def test_a_cell_that_cannot_be_read_is_not_also_called_empty(self):
        assert told(review_rows("X06", {**CERTIFICATE, "examined": "很多"})) == [("not-a-number", "F5")]

    def test_a_rule_is_not_judged_on_a_cell_that_is_faulty_in_itself(self):
        unreadable = learner(resident_id="3213991993050612", enrolled_on="昨天")
        assert told(review_rows("Z02", unreadable)) == [("resident-id", "C5"), ("not-a-date", "K5")]
        unreadable_path = {
            "name": "张三",
            "resident_id": resident_id(),
            "major_name": "护理",
            "graduated_on": "2023-06",
        }
        reviewed = review_rows("X02", {**unreadable_path, "destination": "升学", "study_path": "对口"})
        assert told(reviewed) == [("choice", "G5")]

    def test_an_excel_error_is_told_as_such(self):
        reviewed = review_rows("X06", {**CERTIFICATE, "examined": ExcelError("#DIV/0!")})
        assert messages(reviewed) == ["考证人数是公式错误值（#DIV/0!），请改正公式或直接填写数值。"]

    def test_a_missing_column_is_told_once(self):
        reviewed = review_rows(
            "X05", *[{**SESSION, "session_no": str(number)} for number in range(30)], without=["trainees"]
        )
        assert messages(reviewed) == ["表中没有“培训人数（人）”一列，请按现行表样补上后重新报送。"]
        assert status(reviewed) == "returned"
        assert len(reviewed.held) == 30

    def test_a_renamed_optional_column_does_not_vanish_silently(self):
        doubt = Doubt("unrecognised-column", {"columns": "G列“课时数”", "header": "学时"}, cells=("G4",))
        renamed = review_rows("X05", SESSION, without=["hours"], doubts=(doubt,))
        assert messages(renamed) == [
            "G列“课时数”不在现行表样中，而“学时”没有数据，请核对表头是否写错，改正后重新报送。"
        ]
        assert told(renamed) == [("unrecognised-column", "G4")]
        assert status(renamed) == "returned"
        assert review_rows("X05", SESSION, without=["hours"]).findings.empty

    def test_a_rule_on_a_missing_optional_column_has_no_cell(self):
        completed = {
            "category": "其他",
            "title": "调研",
            "tier": "市级",
            "state": "已完成",
            "quantity": 1.0,
            "done_on": "2023-12-01",
        }
        reviewed = review_rows("R01", completed, without=["evidence"])
        assert told(reviewed) == [("R01-2", "")]
        assert list(reviewed.marks["cell"]) == ["E5"]

    def test_a_rule_broken_by_a_lower_bound_is_a_question(self):
        reviewed = review_rows("X05", {**SESSION, "trainees": 85.0, "attendances": "80余"})
        assert list(reviewed.findings["level"]) == ["query"]
        assert list(review_rows("X05", {**SESSION, "trainees": 85.0}).findings["level"]) == ["hard"]

    def test_a_query_about_the_whole_report_is_one_finding_with_its_sums(self):
        village = {
            "village": "甲村",
            "census_count": 100.0,
            "surveyed_count": 130.0,
            "disabled_count": 0.0,
            "planned_count": 0.0,
        }
        reviewed = review_rows("Z01", village, {**village, "village": "乙村"}, unit_code=TOWNSHIP)
        assert messages(reviewed) == [
            "全镇街摸排人数（260）与七普人数（200）相差超过10%，请核对有没有漏填的村（社区）；属实的请写明原因。"
        ]
        assert told(reviewed) == [("Z01-2", "")]
        assert status(reviewed) == "accepted_with_queries"

    def test_a_vertical_form_names_the_cell_beside_its_label(self):
        values = {
            "land_area": 60000.0,
            "building_area": 40000.0,
            "students": 3000.0,
            "teachers": 180.0,
            "major_teachers": 100.0,
        }
        values |= {"dual_teachers": 181.0, "equipment_value": 1200.0, "books": 90000.0, "computers": 500.0}
        found = FoundTable(
            form="X07",
            sheet="办学条件",
            columns={name: row for row, name in enumerate(values, start=3)},
            rows=[4],
            cells={name: [value] for name, value in values.items()},
            fates=RowFates(1, 1),
            value_columns=dict.fromkeys(values, 2),
        )
        reviewed = review(X07, [report(found)], CONTEXT)
        assert told(reviewed) == [("X07-1", "C9")]
        assert list(reviewed.findings["row"]) == [9]
        assert list(reviewed.marks["cell"]) == ["C9", "C7"]


class TestRepetition:
    def test_the_same_fault_many_times_is_told_once_with_a_count(self):
        rows = [{**SESSION, "session_no": str(number), "trainees": 90.0} for number in range(83)]
        reviewed = review_rows("X05", *rows)
        (finding,) = reviewed.findings.to_dict("records")
        assert (
            finding["message"]
            == "培训人次（80）不应小于培训人数（90），请把培训人次改为不小于90的数，或者改正培训人数。（共83处：第5–87行）"
        )
        assert (finding["cell"], finding["row_count"]) == ("I5", 83)
        assert len(reviewed.marks) == 2 * 83
        assert reviewed.outcomes.loc[0, "errors"] == 83

    def test_ten_times_are_told_one_by_one(self):
        rows = [{**SESSION, "session_no": str(number), "trainees": 90.0} for number in range(10)]
        assert list(review_rows("X05", *rows).findings["row_count"]) == [1] * 10

    def test_different_faults_of_a_column_are_not_mixed(self):
        rows = [
            {**SESSION, "session_no": str(number), "trainees": "很多" if number % 2 else None}
            for number in range(30)
        ]
        reviewed = review_rows("X05", *rows)
        assert sorted(zip(reviewed.findings["code"], reviewed.findings["row_count"], strict=True)) == [
            ("not-a-number", 15),
            ("required", 15),
        ]
        assert "第5、7、9、11、13行等）" in messages(reviewed)[0]


class TestDecisions:
    def test_a_hard_finding_returns_an_aggregate_report(self):
        reviewed = review_rows("X06", CERTIFICATE, {**CERTIFICATE, "level": "高级", "certified": 61.0})
        assert status(reviewed) == "returned"
        assert reviewed.accepted.empty
        assert list(reviewed.held["row"]) == [5, 6]

    def test_a_hard_finding_holds_back_one_row_of_a_ledger(self):
        reviewed = review_rows("X05", SESSION, {**SESSION, "session_no": "2", "trainees": None})
        assert status(reviewed) == "partly_accepted"
        assert (list(reviewed.accepted["row"]), list(reviewed.held["row"])) == ([5], [6])

    def test_a_ledger_of_which_nothing_remains_is_returned(self):
        assert status(review_rows("X05", {**SESSION, "trainees": None})) == "returned"

    def test_a_query_holds_nothing_back(self):
        reviewed = review_rows("X05", {**SESSION, "trainees": 201.0, "attendances": 201.0})
        assert status(reviewed) == "accepted_with_queries"
        assert reviewed.outcomes.loc[0, ["errors", "queries"]].tolist() == [0, 1]

    def test_a_bad_report_does_not_touch_the_others(self):
        bad = report(table(X06, [{**CERTIFICATE, "certified": 61.0}]), "bad")
        good = report(table(X06, [CERTIFICATE]), "good")
        reviewed = review(X06, [bad, good], CONTEXT)
        assert dict(zip(reviewed.outcomes["report_id"], reviewed.outcomes["status"], strict=True)) == {
            "bad": "returned",
            "good": "accepted",
        }
        assert list(reviewed.accepted["report_id"]) == ["good"]

    def test_a_nil_report(self):
        reviewed = review_rows("X06", nil=True, note=1)
        assert status(reviewed) == "nil"
        assert reviewed.findings.empty

    def test_a_nil_report_where_none_is_allowed(self):
        reviewed = review_rows("X01", nil=True)
        assert messages(reviewed) == ["本表不接受零报告，请按实际情况填报数据后重新报送。"]
        assert status(reviewed) == "returned"

    def test_an_empty_sheet_is_not_a_nil_report(self):
        reviewed = review_rows("X06", {}, {})
        assert list(reviewed.findings["code"]) == ["empty-report"]
        assert status(reviewed) == "returned"

    def test_a_sheet_without_headers_is_returned_with_the_readers_reason(self):
        reviewed = review(X06, [report(FoundTable("X06", "证书", problem="no-headers"))], CONTEXT)
        assert messages(reviewed) == [
            "工作表“证书”的标题是“证书考核情况表”，但没有找到该表的表头，请按现行表样填报后重新报送。"
        ]
        assert status(reviewed) == "returned"

    def test_rows_that_the_reader_lost_are_noticed(self):
        lost = table(X06, [CERTIFICATE, {**CERTIFICATE, "level": "高级"}])
        lost.rows.pop()
        for cells in lost.cells.values():
            cells.pop()
        with pytest.raises(RowsUnaccountedFor, match="read 2 rows, but accepted 1, held 0 and skipped 0"):
            review(X06, [report(lost)], CONTEXT)


class TestOneReportInTwoSheets:
    def test_it_is_accepted_as_one(self):
        first = report(table(X05, [SESSION], sheet="上半月"))
        second = report(table(X05, [{**SESSION, "session_no": "2"}], sheet="下半月"))
        reviewed = review(X05, [first, second], CONTEXT)
        assert reviewed.outcomes[["rows_read", "rows_accepted"]].to_numpy().tolist() == [[2, 2]]

    def test_one_faulty_sheet_returns_both(self):
        first = report(table(X06, [CERTIFICATE], sheet="一"))
        second = report(table(X06, [{**CERTIFICATE, "level": "高级"}], sheet="二", without=["examined"]))
        reviewed = review(X06, [first, second], CONTEXT)
        assert status(reviewed) == "returned"
        assert list(reviewed.findings["sheet"]) == ["二"]

    def test_a_row_repeated_on_the_other_sheet_is_found_there(self):
        first, second = report(table(X05, [SESSION], sheet="一")), report(table(X05, [SESSION], sheet="二"))
        reviewed = review(X05, [first, second], CONTEXT)
        assert messages(reviewed) == ["本行与“一”第5行内容完全相同，请删去重复的行。"]
        assert list(reviewed.held["sheet"]) == ["二"]

    def test_the_last_total_may_be_that_of_the_whole_report(self):
        first = report(table(X05, [SESSION], sheet="一"))
        second = [{**SESSION, "session_no": "2"}]
        for stated, codes in ((40.0, []), (80.0, []), (79.0, ["total-row"])):
            last = report(table(X05, second, sheet="二", totals=[total("合计", 6, (0, 1), trainees=stated)]))
            assert list(review(X05, [first, last], CONTEXT).findings["code"]) == codes


class TestTotals:
    rows = (CERTIFICATE, {**CERTIFICATE, "level": "高级", "examined": 10.0, "certified": 9.0})

    def test_a_total_that_agrees(self):
        assert review_rows(
            "X06", *self.rows, totals=[total("合计", 7, (0, 2), examined="70", certified=67.0)]
        ).findings.empty

    def test_a_total_that_differs_returns_the_report(self):
        reviewed = review_rows(
            "X06", *self.rows, totals=[total("合计", 7, (0, 2), examined=71.0, certified=67.0)]
        )
        assert messages(reviewed) == [
            "合计行的考证人数（71）与所列各行之和（70）不一致，请核对各行；各行无误的，请把它改为70。"
        ]
        assert told(reviewed) == [("total-row", "F7")]
        assert status(reviewed) == "returned"

    def test_a_subtotal_covers_its_own_rows(self):
        subtotals = [total("小计", 6, (0, 1), examined=60.0), total("小计", 8, (1, 2), examined=60.0)]
        reviewed = review_rows("X06", *self.rows, totals=subtotals)
        assert messages(reviewed) == [
            "小计行的考证人数（60）与所列各行之和（10）不一致，请核对各行；各行无误的，请把它改为10。"
        ]

    def test_a_wrong_total_of_a_ledger_returns_it_as_a_whole(self):
        reviewed = review_rows("X05", SESSION, totals=[total("合计", 6, (0, 1), trainees=41.0)])
        assert status(reviewed) == "returned"

    def test_amounts_are_compared_to_their_decimals(self):
        rows = [{**SESSION, "session_no": str(number), "income": 0.1} for number in range(3)]
        assert review_rows("X05", *rows, totals=[total("合计", 8, (0, 3), income=0.3)]).findings.empty

    @pytest.mark.parametrize("stated", [None, "", "—", "见附件"])
    def test_a_total_without_a_number_claims_nothing(self, stated):
        assert review_rows(
            "X06", *self.rows, totals=[total("合计", 7, (0, 2), examined=stated)]
        ).findings.empty

    def test_an_error_value_in_a_total(self):
        reviewed = review_rows(
            "X06", *self.rows, totals=[total("合计", 7, (0, 2), examined=ExcelError("#REF!"))]
        )
        assert told(reviewed) == [("excel-error", "F7")]

    def test_a_total_is_not_judged_on_unreadable_cells_or_lower_bounds(self):
        for cell, code in (("很多", "not-a-number"), ("60余", None)):
            reviewed = review_rows(
                "X06", {**CERTIFICATE, "examined": cell}, totals=[total("合计", 6, (0, 1), examined=1.0)]
            )
            assert "total-row" not in set(reviewed.findings["code"])
            assert code is None or code in set(reviewed.findings["code"])

    def test_what_makes_no_sense_added_up_is_not_compared(self):
        major = {
            "major_code": "710201",
            "major_name": "计算机应用",
            "years": 3.0,
            "admitted": 9.0,
            "students": 9.0,
            "graduates": 9.0,
        }
        rows = [major, {**major, "major_code": "710202"}]
        assert review_rows(
            "X01", *rows, totals=[total("合计", 7, (0, 2), years=3.0, admitted=18.0)]
        ).findings.empty


class TestDuplicates:
    def test_the_first_of_equal_rows_stays(self):
        reviewed = review_rows("X05", SESSION, SESSION, {**SESSION, "session_no": "2"}, SESSION)
        assert list(reviewed.accepted["row"]) == [5, 7]
        assert told(reviewed) == [("duplicate-row", "B6"), ("duplicate-row", "B8")]
        assert messages(reviewed)[0] == "本行与第5行内容完全相同，请删去重复的行。"

    def test_rows_that_contradict_each_other_are_all_held(self):
        reviewed = review_rows("X05", SESSION, {**SESSION, "trainees": 41.0}, {**SESSION, "session_no": "2"})
        assert list(reviewed.accepted["row"]) == [7]
        assert messages(reviewed) == [
            "班次编号与第6行相同，是同一项的请只留一行，不是的请改正班次编号。",
            "班次编号与第5行相同，是同一项的请只留一行，不是的请改正班次编号。",
        ]

    @pytest.mark.parametrize("other", [{"trainees": "40余"}, {"hours": "很多"}])
    def test_rows_that_are_not_surely_equal_contradict_each_other(self, other):
        for rows in ([SESSION, {**SESSION, **other}], [{**SESSION, **other}, SESSION]):
            assert review_rows("X05", *rows).accepted.empty

    def test_the_key_counts_within_one_report(self):
        reviewed = review(
            X05, [report(table(X05, [SESSION]), "a"), report(table(X05, [SESSION]), "b")], CONTEXT
        )
        assert reviewed.findings.empty

    def test_an_empty_key_is_compared_with_none(self):
        reviewed = review_rows(
            "X05", {**SESSION, "session_no": None}, {**SESSION, "session_no": None, "trainees": 1.0}
        )
        assert set(reviewed.findings["code"]) == {"required"}

    @pytest.mark.parametrize(
        ("one", "other"),
        [("13912345678", "13912305678"), ("321399199305061221", "321399199306061221")],
    )
    def test_two_numbers_that_are_one_when_masked_are_not_taken(self, one, other):
        rows = [{**SESSION, "session_no": one}, {**SESSION, "session_no": other, "trainees": 41.0}]
        reviewed = review_rows("X05", *rows, {**SESSION, "session_no": "XS001"})
        assert reviewed.accepted["session_no"].to_list() == ["XS001"]
        assert told(reviewed) == [("alike-when-masked", "B5"), ("alike-when-masked", "B6")]
        assert not reviewed.findings["message"].str.contains("13912345678|0506").any()

    def test_a_number_of_a_person_alone_is_masked_and_taken(self):
        reviewed = review_rows("X05", {**SESSION, "session_no": "13912345678"}, SESSION)
        assert reviewed.accepted["session_no"].to_list()[0] == "139****5678"

    def test_one_unit_under_two_names_is_one_key(self):
        row = {"township": "耿车镇", "self_study": 300.0, "adult_exam": 200.0}
        reviewed = review_rows("J02", row, {**row, "township": "宿城区耿车"}, unit_code=BUREAU)
        assert set(reviewed.findings["code"]) == {"duplicate-key"}


class TestReferences:
    def test_a_township_is_resolved_under_the_submitters_district(self):
        row = {"self_study": 300.0, "adult_exam": 200.0}
        reviewed = review_rows(
            "J02", {**row, "township": "耿车"}, {**row, "township": "321302102"}, unit_code=BUREAU
        )
        assert list(reviewed.accepted["subject_code"]) == [TOWNSHIP, "321302102"]

    @pytest.mark.parametrize("name", ["来龙镇", "不存在镇", "宿城中专"])
    @pytest.mark.parametrize(("form", "code"), [("J02", "J02-1"), ("J05", "unknown-unit-name")])
    def test_what_is_no_township_of_the_district(self, form, code, name):
        rows = {
            "J02": {"self_study": 300.0, "adult_exam": 200.0},
            "J05": {"residents": 10.0, "elderly": 2.0, "working_age": 6.0},
        }
        reviewed = review_rows(form, {**rows[form], "township": name}, unit_code=BUREAU)
        assert told(reviewed) == [(code, "B5")]
        assert messages(reviewed) == [f"“{name}”不是本区的镇街，请填写规范名称。"]

    def test_a_scheme_may_be_named_by_its_title(self):
        target = {"indicator": "A3-1", "unit": "耿车镇", "target": 28.0}
        context = replace(CONTEXT, schemes={normalised("区对镇街考核（2023年）"): "township-2023"})
        rows = [{**target, "scheme": "区对镇街 考核(2023年)"}]
        form = BUILT_IN["J03"]
        reviewed = review(form, [report(table(form, rows), unit_code=BUREAU)], context)
        assert reviewed.findings.empty
        assert reviewed.accepted["scheme"].tolist() == ["township-2023"]

    def test_a_target_is_for_a_known_indicator_and_unit(self):
        target = {"scheme": "township-2023", "indicator": "A3-1", "unit": "耿车镇", "target": 28.0}
        assert review_rows("J03", target, {**target, "unit": "宿城区"}, unit_code=BUREAU).findings.empty
        reviewed = review_rows("J03", {**target, "indicator": "A3-9", "unit": "某局"}, unit_code=BUREAU)
        assert messages(reviewed) == [
            "考核方案“township-2023”中没有指标“A3-9”，请对照考核方案改正方案和指标代码。",
            "单位名录中没有“某局”，请填写规范名称。",
        ]


FAULTY = st.sampled_from(
    [
        {},
        {"trainees": "很多"},
        {"trainees": "40余"},
        {"trainees": None},
        {"attendances": 1.0},
        {"category": "没有"},
        {"ended_on": "2023-11-01"},
        {"trainees": 300.0, "attendances": 300.0},
    ]
)
SESSIONS = st.lists(
    st.builds(
        lambda number, change: {**SESSION, "session_no": str(number), **change}, st.integers(1, 6), FAULTY
    ),
    min_size=1,
    max_size=12,
)


def what_matters(reviewed):
    """The result without the places of rows and without the words that depend on them."""
    values = [column.name for column in X05.columns]
    parts = []
    for frame in (reviewed.accepted, reviewed.held):
        parts.append(sorted(map(str, frame[["report_id", *values, "lower_bounds"]].to_numpy().tolist())))
    marks = reviewed.marks.assign(column=reviewed.marks["cell"].str.replace(r"\d", "", regex=True))
    parts.append(sorted(map(tuple, marks[["report_id", "column", "level", "code"]].to_numpy().tolist())))
    parts.append(sorted(map(tuple, reviewed.outcomes.to_numpy().tolist())))
    return parts


@settings(max_examples=10, deadline=None)
@given(reports=st.lists(SESSIONS, min_size=1, max_size=3), data=st.data())
def test_the_order_of_rows_sheets_and_reports_changes_nothing(reports, data):
    def tables(order_of):
        found = []
        for number, rows in enumerate(reports):
            arranged = order_of(rows)
            half = len(arranged) // 2
            parts = [part for part in (arranged[:half], arranged[half:]) if part]
            found.extend(
                report(table(X05, part, sheet=str(place)), f"r{number}") for place, part in enumerate(parts)
            )
        return found

    as_written = review(X05, tables(list), CONTEXT)
    permuted = review(
        X05, data.draw(st.permutations(tables(lambda rows: data.draw(st.permutations(rows))))), CONTEXT
    )
    assert what_matters(permuted) == what_matters(as_written)
    assert (
        as_written.outcomes["rows_read"]
        == as_written.outcomes[["rows_accepted", "rows_held", "rows_skipped"]].sum(axis=1)
    ).all()


def test_a_class_is_counted_within_its_report():
    class_of_51 = [learner(number, class_name="一班") for number in range(51)]
    reviewed = review(
        Z02, [report(table(Z02, class_of_51[:26]), "a"), report(table(Z02, class_of_51[26:]), "b")], CONTEXT
    )
    assert reviewed.findings.empty
    (finding,) = review_rows("Z02", *class_of_51).findings.to_dict("records")
    assert (finding["code"], finding["row_count"], finding["level"]) == ("Z02-5", 51, "query")
