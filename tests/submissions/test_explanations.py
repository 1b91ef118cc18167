"""Explanations (核实说明): read from a returned workbook that was sorted and pushed about, and judged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.submissions.opening.explanations import (
    EXPLANATION_HEADER,
    KEY_HEADER,
    Judgement,
    judge,
    read_explanations,
)
from assets.submissions.workbook import Sheet, Workbook
from schemas.finding_kinds.explanations import EMPTY_EXPLANATIONS


@pytest.mark.parametrize("text", EMPTY_EXPLANATIONS)
def test_every_empty_explanation_of_the_catalogue_is_refused(text):
    assert judge(text) is Judgement.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "。。。。。。",
        "核实无误。",
        " 核 实 无 误 ！！！",
        "（情况属实）",
        "经核实，情况属实。",
        "已核实，数据无误，情况属实！",
        "经我单位再次核对，以上数据均属实，请领导审核。",
        "ＯＫ",
        "生源少",
        "12345678",
        "哈哈哈哈哈哈",
        "\u200b同上\u200b",
        "核实无误" * 20,
    ],
)
def test_empty_talk_is_refused_however_it_is_padded(text):
    assert judge(text) is Judgement.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        "因无生源",
        "今年停招护理专业，招生数减少。",
        "情况属实：12月新增两个村的学习点，参与人数上升",
        "已核实，教师休产假，本年没有下企业",
        "数据无误，2023年10月起并入埠子镇中学",
        "Enterprise moved to 宿豫区",
        "说明" * 101,
    ],
)
def test_a_reason_is_accepted_with_or_without_empty_talk_around_it(text):
    assert judge(text) is Judgement.ACCEPTED


@given(st.text(max_size=300))
def test_judging_takes_any_text(text):
    assert judge(text) in Judgement


@given(
    st.lists(st.sampled_from(EMPTY_EXPLANATIONS), max_size=10), st.sampled_from(["", "，", " ", "。\n", "——"])
)
def test_empty_phrases_strung_together_stay_empty(phrases, between):
    assert judge(between.join(phrases)) is Judgement.REFUSED


def key(code="X03-2", column="enterprise_months", row_key="a1", cell="H7", form="X03", sheet="教师"):
    return json.dumps((form, code, column, row_key, cell, sheet))


def opinions(*rows, above=7, name="审核意见"):
    """The sheet with the header at its row ``above`` + 1 and the columns in this order: 序号, explanation,
    key.
    """
    lines = [
        ["审核意见", None, None],
        *[[None] * 3] * (above - 1),
        ["序号", EXPLANATION_HEADER, KEY_HEADER],
        *map(list, rows),
    ]
    return Sheet(name, lines)


def test_explanations_are_read_with_what_they_are_about():
    sheet = opinions(
        [1, "—", key("required")], [2, "教师休产假，未下企业", key()], [3, None, key(row_key="a2")]
    )
    (found,) = read_explanations(Workbook((Sheet("教师", [["姓名"]]), sheet))).to_dict("records")
    assert found == {
        "form": "X03",
        "sheet": "教师",
        "cell": "H7",
        "code": "X03-2",
        "column": "enterprise_months",
        "row_key": "a1",
        "text": "教师休产假，未下企业",
    }


def test_lines_may_be_sorted_and_pushed_apart():
    first, second = [1, "甲校停招一年", key(row_key="a1")], [2, "乙校新建校区", key(row_key="a2")]
    plain = read_explanations(Workbook((opinions(first, second),)))
    moved = read_explanations(
        Workbook((opinions(second, [None] * 3, ["备注", "我们自己的话", None], first, above=11),))
    )
    assert sorted(moved.to_dict("records"), key=str) == sorted(plain.to_dict("records"), key=str)
    assert len(plain) == 2


def test_a_line_about_several_findings_explains_each():
    sheet = opinions([1, "均为本年新入职教师", key(row_key="a1") + "\n" + key(row_key="a2", cell="H9")])
    assert read_explanations(Workbook((sheet,)))[["row_key", "cell"]].to_numpy().tolist() == [
        ["a1", "H7"],
        ["a2", "H9"],
    ]


def test_of_two_explanations_the_last_counts():
    copies = Workbook(
        (opinions([1, "先前的说明文字", key()]), opinions([1, "改后的说明文字", key()], name="审核意见 (2)"))
    )
    assert read_explanations(copies)["text"].tolist() == ["改后的说明文字"]


@pytest.mark.parametrize("spoilt", [None, "", 5.0, "不知道", "[1, 2]", '["X03"]', "{}", "[" * 5000])
def test_a_spoilt_key_is_passed_over(spoilt):
    assert read_explanations(Workbook((opinions([1, "教师休产假，未下企业", spoilt]),))).empty


def test_a_workbook_that_was_never_returned_explains_nothing():
    found = read_explanations(
        Workbook((Sheet("审核意见", [["核实说明"], ["没有标识的表"]]), Sheet("空", [])))
    )
    assert found.empty
    assert list(found.columns) == ["form", "sheet", "cell", "code", "column", "row_key", "text"]


def test_id_and_phone_numbers_in_an_explanation_are_masked():
    sheet = opinions([1, "该生321399199305061221已转学，电话13912345678", key()])
    assert read_explanations(Workbook((sheet,)))["text"].tolist() == [
        "该生321399********1221已转学，电话139****5678"
    ]
