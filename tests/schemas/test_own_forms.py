"""A form that an office writes as YAML: what it becomes, and what is said of its mistakes."""

from pathlib import Path

import pytest

from schemas.cross_rules import Against, Earlier, OtherForm, Relation
from schemas.documents import DocumentError
from schemas.findings import Level, Sentence
from schemas.form import OnError
from schemas.office.site import load_site

FORM = """\
code: K01
slug: dropout_control
title: 控辍保学月报表
submitters: [township]
due: monthly
due_on: {day: 25, of: same_month}
grain: village
key: [village]
on_error: return_report
nil: true
columns:
  village:      {header: 村（社区）, type: text, required: true, aliases: [村居, 行政村]}
  primary:      {header: [适龄儿童少年, 小学段], type: count, required: true, unit_of_measure: 人}
  junior:       {header: [适龄儿童少年, 初中段], type: count, required: true, unit_of_measure: 人}
  school_age:   {header: [适龄儿童少年, 小计], type: count, required: true, sum_of: [primary, junior]}
  out_of_school: {header: 未入学人数, type: count, required: true}
  reason:       {header: 未入学原因, type: choice, values: [随迁, 残疾, 厌学, 其他]}
  contact:      {header: 包保干部, type: person_name}
rules:
  - {code: K01-1, level: hard, that: out_of_school <= school_age, says: "未入学人数（{out_of_school}）不应大于适龄儿童少年（{school_age}），请核对后改正。"}
  - {code: K01-2, level: hard, when: out_of_school > 0, that: reason is filled, says: "有未入学的，请填写原因。"}
  - {code: K01-3, level: query, of_report: true, change: {column: school_age, against: last_period, most: 0.2}, says: "全镇适龄儿童少年比上期{change:+.0%}，请核对后改正或说明。"}
  - {code: K01-4, level: query, of_report: true, compare: {column: school_age, with: {form: J05, column: residents}, at_most: true}, says: "……"}
layout:
  notes: [本表每月 25 日前报送。]
  signatures: [单位负责人, 填表人, 填报日期]
  total_row: 合计
"""
SITE = "id: here\nname: 样例县教育局\nperiods: {history: 2022-01, first: 2023-10}\n"
UNITS = (
    "code,name,kind,parent,group,short_names,valid_from,valid_to,successor\n321399,样例县,district,,,,,,\n"
)


@pytest.fixture
def load(tmp_path):
    """The office with this form, or these by file name."""

    def load_with(form: str | dict[str, str] = FORM, site: str = ""):
        folder = tmp_path / "forms"
        folder.mkdir(exist_ok=True)
        for name, text in (form if isinstance(form, dict) else {"K01": form}).items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "site.yaml").write_text(SITE + site, encoding="utf-8")
        (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
        return load_site(tmp_path)

    return load_with


def test_a_form_file_becomes_a_form(load):
    site = load()
    form = site.forms["K01"]
    assert (form.slug, form.title, form.submitters, form.due) == (
        "dropout_control",
        "控辍保学月报表",
        ("township",),
        tuple(range(1, 13)),
    )
    assert (form.grain, form.key, form.on_error, form.nil) == (
        "village",
        ("village",),
        OnError.RETURN_REPORT,
        True,
    )
    assert [column.name for column in form.columns if column.required] == [
        "village", "primary", "junior", "school_age", "out_of_school",
    ]  # fmt: skip
    assert form.column("primary").levels == ("适龄儿童少年", "小学段（人）")
    assert form.column("primary").header == "适龄儿童少年：小学段（人）"
    assert form.column("village").aliases == ("村居", "行政村")
    assert form.column("contact").personal and not form.has_persons
    assert [column.name for column in form.stored_columns][-1] == "reason"
    assert [(rule.code, rule.level, rule.columns) for rule in form.rules] == [
        ("K01-1", Level.HARD, ("out_of_school", "school_age")),
        ("K01-2", Level.HARD, ("reason", "out_of_school")),
        ("sum-of", Level.HARD, ("school_age",)),
    ]
    change, compared = form.cross_rules
    assert change.compares == Earlier("school_age", Against.LAST_PERIOD)
    assert (change.holds, change.of_report, change.parameters) == (Relation.WITHIN, True, {"most": 0.2})
    assert compared.compares == OtherForm("school_age", "J05", "residents")
    assert (compared.holds, compared.columns) == (Relation.AT_MOST, ("school_age",))
    assert (form.layout.notes, form.layout.total_row) == (("本表每月 25 日前报送。",), "合计")


def test_a_rule_may_say_apart_what_to_do(load):
    told = 'says: "有未入学的，没有填写原因。", advice: "请补填{reason}。"'
    (rule,) = load(FORM.replace('says: "有未入学的，请填写原因。"', told)).forms["K01"].rules_of("K01-2")
    assert rule.says == Sentence("有未入学的，没有填写原因。", "请补填{reason}。")
    assert str(rule.says.filled(reason="原因")) == "有未入学的，没有填写原因，请补填原因。"
    (rule,) = load().forms["K01"].rules_of("K01-2")
    assert str(rule.says) == "有未入学的，请填写原因。"


def test_a_unit_of_measure_is_printed_and_known(load):
    columns = load().forms["K01"]
    assert columns.column("primary").unit.name == "人"
    trees = load(FORM.replace("unit_of_measure: 人", "unit_of_measure: 株")).forms["K01"].column("primary")
    assert (trees.header, trees.unit) == ("适龄儿童少年：小学段（株）", None)


def test_the_office_collects_what_it_has_written(load):
    site = load(site="forms: [Z01]\n")
    assert [code for code in site.forms if site.collects(code)] == ["Z01", "K01"]
    assert load(site="forms: [Z01, K01]\n").collects("K01"), "it may be listed as well"
    assert [code for code in load(site="forms: []\n").forms if site.collects(code)] == ["Z01", "K01"]


@pytest.mark.parametrize(
    ("due", "months"),
    [
        ("quarterly", (3, 6, 9, 12)),
        ("half_yearly", (6, 12)),
        ("yearly", (12,)),
        ("school_year", (8,)),
        ("[2, 9]", (2, 9)),
    ],
)
def test_when_it_is_owed(load, due, months):
    assert load(FORM.replace("due: monthly", f"due: {due}")).forms["K01"].due == months


@pytest.mark.parametrize(
    ("due_on", "site", "day"),
    [
        ("due_on: {day: 25, of: same_month}\n", "", "2023-10-25"),
        ("due_on: {day: 28, of: same_month}\n", "", "2023-10-30"),  # the 28th is a Saturday
        ("due_on: {day: 8, of: next_month}\n", "", "2023-11-08"),
        ("", "due_day: 7\n", "2023-11-07"),
        ("due_on: {day: 25, of: same_month}\n", "due_days: {K01: 9}\n", "2023-11-09"),
        ("due_on: {day: 25, of: same_month}\n", "due_dates:\n  2023-10: {K01: 2023-11-20}\n", "2023-11-20"),
    ],
)
def test_until_when_it_is_owed(load, due_on, site, day):
    written = FORM.replace("due_on: {day: 25, of: same_month}\n", due_on)
    assert str(load(written, site).due_on("K01", "2023-10")) == day


def test_a_rule_of_its_own_is_set_like_any_other(load):
    form = load(site="rules: {K01-1: {level: query}, K01-3: {most: 0.5}}\n").forms["K01"]
    assert form.rules_of("K01-1")[0].level is Level.QUERY
    assert form.cross_rules[0].parameters == {"most": 0.5}
    assert form.rules_of("K01-2")[0].level is Level.HARD


def test_its_code_may_be_that_of_a_built_in_form(load):
    written = (
        FORM.replace("K01", "Z04")
        .replace("form: J05", "form: Z01")
        .replace("column: residents", "column: census_count")
    )
    site = load({"Z04": written})
    assert site.forms["Z04"].slug == "dropout_control"
    assert list(site.forms).count("Z04") == 1


def test_a_form_with_the_name_of_one_that_is_not_collected_takes_its_place(load):
    written = FORM.replace("title: 控辍保学月报表", "title: 技能大赛获奖表")
    assert "X04" not in load(written, "forms: [Z01, J05]\n").forms
    with pytest.raises(DocumentError, match="K01 与内置的 X04 技能大赛获奖表同名"):
        load(written)


def test_a_built_in_form_is_extended(load):
    site = load(
        site="extend: {Z01: {aliases: {surveyed_count: [摸查人数]}, columns: {trained: {header: 已参训人数, type: count}, "
        "left: {header: 未参训人数, type: count, sum_of: [planned_count, trained]}}}}\nrules: {Z01-2: {most: 0.3}}\n"
    )
    form = site.forms["Z01"]
    assert form.column("surveyed_count").aliases == ("摸查人数",)
    assert [column.name for column in form.columns][-2:] == ["trained", "left"]
    assert [rule.code for rule in form.rules] == ["Z01-1", "Z01-1", "Z01-1", "Z01-2", "sum-of"]
    assert form.rules_of("Z01-2")[0].parameters == {"most": 0.3}


MISTAKES = [
    ("code: K01", "code: k01", 1, "“k01”的写法不对，报表代码用大写字母加数字，例如 K01"),
    ("code: K01", "code: K02", 1, "文件名应与报表代码一致：请把文件改名为 K02.yaml，或改正 code"),
    ("code: K01\n", "", 1, "缺少“code”，请补上"),
    ("slug: dropout_control", "slug: 控辍保学", 2, "“控辍保学”的写法不对，slug 用小写英文字母、数字和下划线"),
    ("slug: dropout_control", "slug: Dropout", 2, "“Dropout”的写法不对，slug 用小写英文字母"),
    ("title:", "titel:", 3, "不认识“titel”，是否想写“title”"),
    ("[township]", "[townships]", 4, "没有“townships”这类单位，是否想写“township”"),
    ("submitters: [township]", "submitters: []", 4, "“submitters”至少要有 1 项"),
    ("submitters: [township]", "submitters: township", 4, "“submitters”应为列表"),
    ("due: monthly", "due: month", 5, "“due”不能是“month”，是否想写“monthly”"),
    ("due: monthly", "due: [0, 13]", 5, "“due 第 1 项”应不小于 1，现为 0"),
    ("due: monthly", "due: [3, 3]", 5, "“due”的月份重复了"),
    ("day: 25", "day: 31", 6, "“day”应不大于 28，现为 31"),
    ("of: same_month", "of: this_month", 6, "“of”不能是“this_month”，是否想写“same_month”"),
    ("key: [village]", "key: [vilage]", 8, "没有“vilage”这一列，是否想写“village”"),
    ("key: [village]", "key: [reason]", 8, "key 里的列都没有写 required: true"),
    ("on_error: return_report", "on_error: give_back", 9, "“on_error”不能是“give_back”，应为 return_report、quarantine 之一"),
    ("nil: true", "nil: 可以", 10, "“nil”应为 true 或 false，现为“可以”"),
    ("  village:  ", "  村:  ", 12, "列名“村”要用小写英文字母、数字和下划线"),
    ("  reason:  ", "  period:  ", 17, "列名“period”是系统自己用的，请换一个"),
    ("type: text", "type: string", 12, "没有“string”这种类型，应为 text、count、amount"),
    ("type: choice,", "type: choise,", 17, "没有“choise”这种类型，是否想写“choice”"),
    ("type: choice, values: [随迁, 残疾, 厌学, 其他]", "type: choice", 17, "“reason”是choice，请用 values 列出可选的值"),
    ("type: choice, values", "type: text, values", 17, "“reason”是text，不能写 values，只有 choice、choices 可以"),
    ("[随迁, 残疾, 厌学, 其他]", "[随迁, 残疾, 残疾]", 17, "“reason”的 values 里有重复的值，请删去"),
    ("[随迁, 残疾, 厌学, 其他]", "[1, 2]", 17, "“values 第 1 项”应为文字，现为 1，请加引号"),
    ("header: 未入学原因", "header: 未入学人数", 17, "“reason”与“out_of_school”的表头都是“未入学人数”，分不清"),
    ("header: 未入学原因", "header: []", 17, "“header”至少要有 1 项"),
    ("header: 未入学原因, ", "", 17, "缺少“header”，请补上"),
    ("header: [适龄儿童少年, 小计]", "header: [甲, 乙, 丙, 丁]", 15, "“header”至多 3 项，现有 4 项"),
    ("sum_of: [primary, junior]", "sum_of: [primary, juniors]", 15, "没有“juniors”这一列，是否想写“junior”"),
    ("sum_of: [primary, junior]", "sum_of: [primary, reason]", 15, "“reason”不是数（count、amount），不能相加"),
    ("sum_of: [primary, junior]", "sum_of: [school_age]", 15, "“school_age”不能是自己的合计"),
    ("required: true, aliases", "requried: true, aliases", 12, "不认识“requried”，是否想写“required”"),
    ("type: choice, values: [随迁, 残疾, 厌学, 其他]", "type: date, unit_of_measure: 人", 17, "不写 unit_of_measure"),
    ("code: K01-1", "code: K02-1", 20, "规则编号“K02-1”要以报表代码开头，例如 K01-1"),
    ("code: K01-1", "code: 第一条", 20, "规则编号写成 报表代码-序号，例如 K01-1"),
    ("level: hard, that", "level: 强制, that", 20, "“level”不能是“强制”，应为 hard、query 之一"),
    ("out_of_school <= school_age,", "out_of_school <= school_aged,", 20, "没有“school_aged”这一列，是否想写“school_age”"),
    ("out_of_school <= school_age,", "out_of_school ≤ school_age,", 20, "请写成 <=、>=、!="),
    ("out_of_school <= school_age,", "out_of_school <= reason,", 20, "是文字，不能比较"),
    ("that: out_of_school <= school_age, ", "", 20, "规则 K01-1 请写 that、change、compare 中的一个"),
    ("{school_age}），", "{school}），", 20, "says 里的“{school}”没有可填的内容，是否想写“school_age”"),
    ("{school_age}），", "{contact}），", 20, "says 里的“{contact}”是个人信息，不能写进审核意见，请去掉"),
    ("{school_age}），", "{school_age），", 20, "says 里的大括号不成对，请写成 {列名}"),
    ("{school_age}），", "{school_age:.0%}），", 20, "says 里的“{school_age:.0%}”格式写错了"),
    ("{change:+.0%}", "{change:+.x%}", 22, "says 里的“{change:+.x%}”格式写错了"),
    ("{change:+.0%}", "{change:999999999}", 22, "says 里的“{change:999999999}”格式写错了"),
    ("{change:+.0%}", "{change.__class__}", 22, "says 里的“{change.__class__}”没有可填的内容"),
    ("{change:+.0%}", "{right:+.0%}", 22, "says 里的“{right:+.0%}”格式写错了"),
    ("请核对后改正。\"", "请改正。\", advice: \"把{school}改正。\"", 20, "advice 里的“{school}”没有可填的内容"),
    ("请核对后改正。\"", "请改正。\", advice: \"把{school_age改正。\"", 20, "advice 里的大括号不成对，请写成 {列名}"),
    ("last_period", "last_of_year", 22, "“against”不能是“last_of_year”"),
    ("when: out_of_school > 0", "when: out_of_school > 零", 21, "栏目请写列名，文字请加英文双引号"),
    ("against: last_period", "against: last_month", 22, "“against”不能是“last_month”，应为 last_period、same_period_last_year"),
    ("most: 0.2", "most: 20%", 22, "“most”应为数字，现为“20%”"),
    ("change: {column: school_age", "change: {column: reason", 22, "“reason”（未入学原因）不是数，不能比较"),
    ("form: J05", "form: J5", 23, "没有报表“J5”，是否想写“J05”"),
    ("column: residents", "column: resident", 23, "J05 镇街人口基数表没有数“resident”，是否想写“residents”"),
    (", at_most: true", "", 23, "compare 里请写一种关系：at_most: true、at_least: true 或 equal: true"),
    ("total_row: 合计", "totals: 合计", 27, "不认识“totals”，是否想写“total_row”"),
    ("grain: village", "grain: village\ngrain: village", 8, "“grain”重复出现（第 7 行已有）"),
    ("columns:", "columns", 12, "YAML 格式有误，请检查这一行及上一行"),
    ("  village:  ", "\tvillage:  ", 12, "缩进用了制表符（Tab），请改用空格"),
]  # fmt: skip
"""What is wrong instead of what is right, the line of it, and what is said."""


@pytest.mark.parametrize(("right", "wrong", "line", "said"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(load, tmp_path, right, wrong, line, said):
    assert FORM.count(right) >= 1
    with pytest.raises(DocumentError) as told:
        load(FORM.replace(right, wrong, 1))
    problems = [each for each in told.value.problems if said in each.sentence]
    assert [(each.path, each.line) for each in problems] == [(tmp_path / "forms" / "K01.yaml", line)], (
        told.value
    )


@pytest.mark.parametrize(
    ("site", "line", "said"),
    [
        ("forms: [K02]\n", 4, "没有报表“K02”"),
        ("forms: [Z01]\nextend: {Z99: {}}\n", 5, "没有内置报表“Z99”"),
        ("extend: {K01: {}}\n", 4, "K01 是本办公室自己的报表，请直接改 forms/K01.yaml"),
        ("extend: {Z01: {aliases: {survey: [摸查人数]}}}\n", 4, "没有“survey”这一列"),
        ("extend: {Z01: {aliases: {surveyed_count: [七普人数]}}}\n", 4, "“surveyed_count”与“census_count”的表头都是“七普人数”"),
        ("extend: {Z01: {columns: {village: {header: 村名, type: text}}}}\n", 4, "已有“village”这一列，请换一个列名"),
        ("rules: {K01-9: {level: query}}\n", 4, "没有编号为“K01-9”的审核规则"),
        ("rules: {K01-1: {most: 1}}\n", 4, "规则 K01-1 没有参数“most”，这条规则没有参数"),
    ],
)  # fmt: skip
def test_what_site_yaml_says_of_forms_is_checked_too(load, tmp_path, site, line, said):
    with pytest.raises(DocumentError) as told:
        load(site=site)
    (problem,) = told.value.problems
    assert (problem.path, problem.line) == (tmp_path / "site.yaml", line)
    assert said in problem.sentence


def test_all_mistakes_of_all_files_are_told_together(load):
    other = FORM.replace("K01", "K02").replace("monthly", "weekly")
    with pytest.raises(DocumentError) as told:
        load({"K01": FORM.replace("type: text", "type: string"), "K02": other}, "due_day: 40\n")
    assert [(Path(each.path).name, each.line) for each in told.value.problems] == [
        ("K01.yaml", 12),
        ("K02.yaml", 5),
        ("site.yaml", 4),
    ]


def test_two_files_do_not_share_a_name(load):
    with pytest.raises(DocumentError) as told:
        load({"K01": FORM, "K02": FORM.replace("K01", "K02")})
    assert [each.sentence for each in told.value.problems] == [
        "K01.yaml 的 slug 也是“dropout_control”，请改得不同",
        "K01.yaml 的 title 也是“控辍保学月报表”，请改得不同",
    ]


def test_hard_comparisons_that_wait_for_each_other_are_told(load, tmp_path):
    hard = FORM.replace("code: K01-4, level: query", "code: K01-4, level: hard")
    hard = hard.replace("form: J05, column: residents", "form: K02, column: school_age")
    other = hard.replace("K02", "K03").replace("K01", "K02").replace("K03", "K01")
    other = other.replace("dropout_control", "dropout_again").replace("月报表", "月报")
    with pytest.raises(DocumentError) as told:
        load({"K01": hard, "K02": other})
    (problem,) = [each for each in told.value.problems if "互相等待" in each.sentence]
    assert problem.line == 19
    assert "请把其中一条改为 level: query" in problem.sentence


def test_a_setting_that_makes_rules_wait_for_each_other_is_told(load):
    hard = FORM.replace("form: J05, column: residents", "form: K02, column: school_age")
    other = hard.replace("K02", "K03").replace("K01", "K02").replace("K03", "K01")
    other = other.replace("dropout_control", "dropout_again").replace("月报表", "月报")
    assert load({"K01": hard, "K02": other})
    with pytest.raises(DocumentError, match=r"site\.yaml:4：.*互相等待"):
        load({"K01": hard, "K02": other}, "rules: {K01-4: {level: hard}, K02-4: {level: hard}}\n")
