"""The language of an office's rules: what it understands, what it says of the rest, what it finds in rows."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.columns import Amount, Choice, Choices, Count, Date, Month, Text, YesNo
from schemas.form import MONTHLY, OnError
from schemas.form_models import FormModel, form, optional
from schemas.own_forms.checking import faults
from schemas.own_forms.compiling import compiled
from schemas.own_forms.expressions import NotUnderstood
from schemas.own_forms.grammar import LONGEST, parse


@form(
    code="T01", slug="trial", title="试填表", submitters=("school",), due=MONTHLY, grain="row", key=(),
    on_error=OnError.QUARANTINE,
)  # fmt: skip
class TRIAL(FormModel):
    a: Count = optional("甲数")
    b: Count = optional("乙数")
    cost: Amount = optional("经费（万元）")
    name: Text = optional("名称")
    reason: Choice = optional("原因", values=("随迁", "残疾"))
    lacks: Choices = optional("缺少", values=("户口册", "标准像"))
    local: YesNo = optional("本地")
    begun: Date = optional("开始日期")
    ended: Date = optional("结束日期")
    month: Month = optional("毕业年月")


COLUMNS = {column.name: column for column in TRIAL.columns}


def frame(*rows: dict) -> pd.DataFrame:
    """Rows in the types of the review, of report "r" unless they say another."""
    made = {
        name: pd.array([_cell(column.type.name, row.get(name)) for row in rows], dtype=column.type.type)
        for name, column in COLUMNS.items()
    }
    return pd.DataFrame({"report_id": [row.get("report_id", "r") for row in rows], **made})


def _cell(kind: str, value: object) -> object:
    if kind == "date":
        return pd.Timestamp(value) if value else pd.NaT
    return "" if kind == "set" and value is None else pd.NA if value is None else value


def holds(that: str, *rows: dict, when: str | None = None, of_report: bool = False) -> list[bool]:
    """Whether a rule holds for each row, as the review takes its verdict: what cannot be said holds."""
    trees = parse(that), parse(when) if when else None
    assert not [said for tree in trees if tree for said in faults(tree, COLUMNS, of_report)]
    return compiled(*trees, COLUMNS, of_report)(frame(*rows)).fillna(True).astype(bool).tolist()


@pytest.mark.parametrize(
    ("that", "right", "wrong"),
    [
        ("a <= b", {"a": 1, "b": 1}, {"a": 2, "b": 1}),
        ("a < b", {"a": 0, "b": 1}, {"a": 1, "b": 1}),
        ("a >= b", {"a": 1, "b": 1}, {"a": 0, "b": 1}),
        ("a > 0", {"a": 1}, {"a": 0}),
        ("a == 3", {"a": 3}, {"a": 4}),
        ("a != 3", {"a": 4}, {"a": 3}),
        ("0 < a <= b", {"a": 1, "b": 2}, {"a": 0, "b": 2}),
        ("a + b * 2 == 7", {"a": 1, "b": 3}, {"a": 3, "b": 1}),
        ("(a + b) * 2 == 8", {"a": 1, "b": 3}, {"a": 1, "b": 2}),
        ("a - b - 1 == 0", {"a": 3, "b": 2}, {"a": 2, "b": 2}),
        ("a / b <= 0.5", {"a": 1, "b": 2}, {"a": 2, "b": 2}),
        ("-a >= -2", {"a": 2}, {"a": 3}),
        ("cost == 0.1 + 0.2", {"cost": 0.3}, {"cost": 0.31}),
        ('reason == "残疾"', {"reason": "残疾"}, {"reason": "随迁"}),
        ('"残疾" != reason', {"reason": "随迁"}, {"reason": "残疾"}),
        ('reason in ["残疾", "随迁"]', {"reason": "随迁"}, {"reason": "厌学"}),
        ('not reason in ["残疾"]', {"reason": "随迁"}, {"reason": "残疾"}),
        ("a in [1, 2]", {"a": 2}, {"a": 3}),
        ("reason is filled", {"reason": "残疾"}, {}),
        ("reason is empty", {}, {"reason": "残疾"}),
        ("lacks is filled", {"lacks": "户口册"}, {"lacks": ""}),
        ('local == "是"', {"local": True}, {"local": False}),
        ('local != "否"', {"local": True}, {"local": False}),
        ("begun <= ended", {"begun": "2023-01-01", "ended": "2023-01-01"}, {"begun": "2023-01-02", "ended": "2023-01-01"}),
        ('begun >= "2023-09-01"', {"begun": "2023-09-01"}, {"begun": "2023-08-31"}),
        ('month < "2023-07"', {"month": "2023-06"}, {"month": "2023-07"}),
        ("a > 0 and b > 0", {"a": 1, "b": 1}, {"a": 1, "b": 0}),
        ("a > 0 or b > 0", {"a": 0, "b": 1}, {"a": 0, "b": 0}),
        ("not (a > 0 and b > 0)", {"a": 1, "b": 0}, {"a": 1, "b": 1}),
        ("a > 0 or b > 0 and cost > 0", {"a": 1, "b": 0, "cost": 0.0}, {"a": 0, "b": 1, "cost": 0.0}),
    ],
)  # fmt: skip
def test_what_a_rule_says_of_a_row(that, right, wrong):
    assert holds(that, right, wrong) == [True, False]


@pytest.mark.parametrize(
    "that",
    [
        "a <= b",
        "not a <= b",
        "a + 1 > b",
        "a / 0 > 1",
        'reason == "残疾"',
        "begun < ended",
        "not begun < ended",
    ],
)
def test_a_comparison_with_an_empty_cell_holds(that):
    assert holds(that, {}) == [True]


def test_one_part_that_is_known_may_decide():
    assert holds("a > 5 or b > 5", {"b": 1}) == [True]
    assert holds("a > 5 and b > 5", {"b": 1}) == [False]


def test_when_says_which_rows_are_judged():
    rows = ({"a": 1, "reason": "残疾"}, {"a": 1}, {"a": 0}, {})
    assert holds("reason is filled", *rows, when="a > 0") == [True, False, True, True]


def test_sums_and_counts_are_of_the_report():
    rows = ({"a": 4}, {"a": 6}, {"a": 4, "report_id": "other"})
    assert holds("sum(a) <= 9", *rows) == [False, False, True]
    assert holds("count() >= 2", *rows) == [True, True, False]
    assert holds("a <= sum(a) / 2", *rows) == [True, False, False]
    assert holds("sum(a) > 100", {}) == [True], "a total of nothing is no total"


def test_of_a_report_a_column_stands_for_its_total():
    assert holds("a <= b", {"a": 3, "b": 1}, {"a": 0, "b": 2}, of_report=True) == [True, True]


@pytest.mark.parametrize(
    ("that", "sentence"),
    [
        ("a = b", "相等请写两个等号 =="),
        ("a ≤ b", "请写成 <=、>=、!="),
        ("reason == “残疾”", "文字请用英文双引号"),
        ("reason == '残疾'", "文字请用英文双引号"),
        ("a <= b * 20%", "百分数请写成小数"),
        ("甲数 > 0", "栏目请写列名"),
        ("a > 0 且 b > 0", "请写成 and、or、not"),
        ("a > 0 && b > 0", "请写成 and、or、not"),
        ("a × 2 > b", "请写成 *、/"),
        ("（a > 0）", "请用英文（半角）的括号和符号"),
        ("reason not in [1]", "not 列名 in [...]"),
        ("reason is null", "is 后面只能写 filled（已填）或 empty（未填）"),
        ("a", "从“结尾”起读不懂"),
        ("a <", "从“结尾”起读不懂"),
        ("", "从“结尾”起读不懂"),
        ("a <= b if a else b", "从“if a else b”起读不懂"),
        ("a.b > 0", "从“.b > 0”起读不懂"),
        ("(lambda: a)() > 0", "读不懂"),
        ('__import__("os").system("true") == 0', "读不懂"),
        ("a" + "+a" * LONGEST + " > 0", "式子太长"),
        ("(" * 400 + "a" + ")" * 99, "读不懂"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_told_with_its_place(that, sentence):
    with pytest.raises(NotUnderstood, match="式子") as told:
        parse(that)
    assert sentence in str(told.value)


@given(st.text(max_size=60))
def test_any_text_is_either_understood_or_told(text):
    try:
        parse(text)
    except NotUnderstood as told:
        assert "式子" in str(told)


@pytest.mark.parametrize(
    ("that", "said"),
    [
        ("x > 0", ["没有“x”这一列，请写 columns 里的列名"]),
        ("cots > 0", ["没有“cots”这一列，是否想写“cost”"]),
        ("1 < 2", ["式子没有用到任何栏目"]),
        ("name > a", ["“name”（名称）是文字，“a”（甲数）是数，不能比较"]),
        ('a == "3"', ["“a”（甲数）是数，“3”是文字，不能比较，数不用加引号"]),
        ('reason == "残废"', ["“reason”（原因）没有“残废”这个值，应为 随迁、残疾 之一"]),
        ('reason in ["残疾", "其他"]', ["“reason”（原因）没有“其他”这个值，应为 随迁、残疾 之一"]),
        ('local == "对"', ["“local”（本地）只能与 \"是\" 或 \"否\" 比较"]),
        ('begun > "去年"', ["“begun”（开始日期）是日期，“去年”不是，请写成 \"2023-09-03\" 的样式"]),
        ('month > "2023"', ["“month”（毕业年月）是年月，“2023”不是，请写成 \"2023-09\" 的样式"]),
        ("begun > month", ["“begun”（开始日期）是日期，“month”（毕业年月）是年月，不能比较"]),
        ('name < "甲"', ["“name”（名称）只能用 == 或 != 比较"]),
        ("name + 1 > 0", ["“name”（名称）不是数，不能加减乘除"]),
        ("sum(name) > 0", ["sum 只能用于数，“name”（名称）不是数"]),
        ("a + b is filled", ["is filled、is empty 前面只能写一个列名"]),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(that, said):
    assert list(faults(parse(that), COLUMNS, of_report=False)) == said


def test_of_a_report_only_totals_make_sense():
    assert list(faults(parse("name is filled"), COLUMNS, of_report=True))[:1] == [
        "整张报表的规则（of_report）不能用 is filled、is empty"
    ]
    assert list(faults(parse('reason == "残疾"'), COLUMNS, of_report=True)) == [
        "整张报表的规则（of_report）只能用数的合计，“reason”（原因）不是数"
    ]
