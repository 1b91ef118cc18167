"""``kaohe check``: mistakes in any file of an office, and what loads and does nothing."""

import pytest

from schemas.office.check import office_problems

FILES = {
    "site.yaml": """\
id: here
name: 样例县教育局
periods: {history: 2022-01, first: 2023-10, last: 2023-12}
kinds: {kindergarten: 幼儿园}
forms: [Z01]
inbox: submissions
""",
    "units.csv": """\
code,name,kind,parent,group,short_names,valid_from,valid_to,successor
321399,样例县,district,,,,,,
321399101,甲镇,township,321399,,,,,
321399102,乙镇,township,321399,,,,,
321399901,甲镇幼儿园,kindergarten,321399101,,,,,
""",
    "forms/K01.yaml": """\
code: K01
slug: safety
title: 安全排查表
submitters: [kindergarten]
due: monthly
key: [place]
columns:
  place: {header: 场所, type: text, required: true}
  found: {header: 隐患数, type: count, required: true}
rules:
  - {code: K01-1, level: hard, that: found <= 100, says: "隐患数（{found}）过大，请核对后改正。"}
""",
    "schemes/annual.yaml": """\
id: annual
title: 年度考核
year: 2023
authority: 示例
assessed: {kind: [township, kindergarten], under: "321399"}
full_score: 0
light: {preset: three-colour by points, behind: 0.30}
measures:
  found: {form: K01, aggregate: sum, columns: [found], span: latest}
  surveyed: {form: Z01, aggregate: sum, columns: [surveyed_count], span: latest}
indicators:
  K-1:
    name: 隐患数
    unit_of_measure: 处
    assesses: kindergarten
    formula: {kind: total, measures: [found]}
  K-2:
    name: 摸排人数
    unit_of_measure: 人
    assesses: township
    formula: {kind: total, measures: [surveyed]}
""",
}


@pytest.fixture
def problems(tmp_path):
    """The problems of the office after changes (file, right, wrong), as (file, line, sentence)."""

    def of(*changes: tuple[str, str, str], **more: str) -> list[tuple[str, int, str]]:
        files = dict(FILES)
        for name, right, wrong in changes:
            assert right in files[name], f"{right} is not in {name}"
            files[name] = files[name].replace(right, wrong, 1)
        for name, text in (files | more).items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "submissions").mkdir(exist_ok=True)
        return [
            (each.path.relative_to(tmp_path).as_posix(), each.line, each.sentence)
            for each in office_problems(tmp_path)
        ]

    return of


def test_a_sound_office_has_no_problems(problems):
    assert problems() == []


MISTAKES = [
    # What cannot be read or does not fit.
    ("site.yaml", "id: here", "id: 样例", 1, "“id”的写法不对"),
    ("site.yaml", "name: 样例县教育局\n", "", 1, "缺少“name”，请补上"),
    ("site.yaml", "periods:", "period:", 3, "不认识“period”，是否想写“periods”"),
    ("site.yaml", "first: 2023-10", "first: 2023-13", 3, "“2023-13”不是月份，请写成 YYYY-MM"),
    ("site.yaml", "history: 2022-01", "history: 2024-01", 3, "不能晚于起报月份"),
    ("site.yaml", "forms: [Z01]", "forms: [Z1]", 5, "没有报表“Z1”，是否想写“Z01”"),
    ("site.yaml", "幼儿园}", "幼儿园, township: 乡镇}", 4, "是已有的单位类别，请换一个英文代码"),
    ("units.csv", "code,name", "编号,name", 1, "表头应为 code,name"),
    ("units.csv", "321399101,甲镇,township", "321399101,甲镇,镇街", 3, "请写“township”"),
    ("units.csv", "321399102,乙镇", "321399101,乙镇", 4, "单位代码 321399101 重复"),
    ("units.csv", "321399102,乙镇", "3.21E+08,乙镇", 4, "科学计数法，请把这一列设为文本格式"),
    ("units.csv", "321399102,乙镇,township,321399", "321399102,乙镇,township,3213999", 4, "不在本表中，请核对代码"),
    ("forms/K01.yaml", "submitters: [kindergarten]", "submitters: [kindergartens]", 4, "是否想写“kindergarten”"),
    ("forms/K01.yaml", "that: found <= 100", "that: fond <= 100", 11, "没有“fond”这一列，是否想写“found”"),
    ("forms/K01.yaml", "that: found <= 100", "that: __import__('os')", 11, "读不懂"),
    ("schemes/annual.yaml", "kind: [township, kindergarten]", "kind: [township, nursery]", 5, "不能是“nursery”"),
    ("schemes/annual.yaml", 'under: "321399"', 'under: "3213"', 5, "单位表里没有代码为“3213”的单位"),
    ("schemes/annual.yaml", "columns: [found]", "columns: [fond]", 9, "“fond”"),
    ("schemes/annual.yaml", "measures: [found]", "measures: [fund]", 16, "measures 里没有“fund”"),
    ("schemes/annual.yaml", "full_score: 0", "full_score: 100", 6, "考核镇街的各指标权重之和为 0，与满分 100 不符"),
    # What loads and does nothing.
    ("site.yaml", "inbox: submissions", "inbox: 收件箱", 6, "收件箱文件夹“收件箱”不存在，请新建它"),
    ("site.yaml", "forms: [Z01]", "forms: [Z01, X01]", 5, "没有单位应报 X01"),
    ("site.yaml", "forms: [Z01]", "forms: [Z01, J03]\ndue_days: {Z03: 8}", 6, "本办公室不收 Z03，这一项不起作用"),
    ("site.yaml", "inbox: submissions", "rules: {Z03-4: {most: 0.3}}", 6, "本办公室不收 Z03，这一项不起作用"),
    ("site.yaml", "inbox: submissions", "extend: {X04: {}}", 6, "本办公室不收 X04，这一项不起作用"),
    ("site.yaml", "幼儿园}", "幼儿园, central_school: 中心校}", 4, "units.csv 里没有中心校（central_school）"),
    ("units.csv", "乙镇,township,321399", "乙镇,township,", 4, "镇街“乙镇”没有上级单位（parent）"),
    ("units.csv", "321399901,甲镇幼儿园,kindergarten,321399101,,,,,", "321399901,甲镇幼儿园,kindergarten,321399101,,,,2023-11-30,", 4, "没有单位应报 K01 安全排查表"),
    ("schemes/annual.yaml", "year: 2023", "year: 2032", 3, "考核年度 2032 不在本办公室的报送期间（2023年至2023年）内"),
    ("schemes/annual.yaml", "kind: [township, kindergarten]", "kind: [school, kindergarten, township], only: [\"321399101\"]", 15, "指标 K-1 没有考核到任何单位"),
    ("schemes/annual.yaml", "kind: [township, kindergarten]", "kind: school", 15, "本方案不考核幼儿园"),
    ("schemes/annual.yaml", "measures:", "groups: {城区: [\"321399\"]}\nmeasures:", 8, "单位 321399 不在被考核单位之内"),
    ("schemes/annual.yaml", "columns: [found], span: latest}", "columns: [found], span: latest}\n  more: {form: Z01, aggregate: count, span: latest}", 10, "度量“more”没有指标用到"),
]  # fmt: skip
"""A file, what is right, what is wrong instead, the line, and what is said."""


@pytest.mark.parametrize(("name", "right", "wrong", "line", "said"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(problems, name, right, wrong, line, said):
    told = problems((name, right, wrong))
    where = "forms/K01.yaml" if said.startswith("没有单位应报 K01") else name
    assert [each[:2] for each in told if said in each[2]] == [(where, line)], told


def test_mistakes_of_all_files_are_told_together(problems):
    told = problems(
        ("site.yaml", "name: 样例县教育局", "nome: 样例县教育局"),
        ("units.csv", "甲镇,township", "甲镇,town"),
        ("forms/K01.yaml", "type: text", "type: string"),
        ("schemes/annual.yaml", "year: 2023", "year: 二〇二三"),
    )
    assert {(name, line) for name, line, _ in told} == {
        ("site.yaml", 1),
        ("site.yaml", 2),
        ("units.csv", 3),
        ("forms/K01.yaml", 8),
        ("schemes/annual.yaml", 3),
    }


def test_a_form_that_is_never_due_is_told(problems):
    told = problems(
        ("site.yaml", "history: 2022-01", "history: 2023-10"), ("forms/K01.yaml", "due: monthly", "due: [2]")
    )
    assert [each[:2] for each in told] == [("forms/K01.yaml", 5)]
    assert "K01 安全排查表的应报月份（2月）不在 2023-10 到 2023-12 之内" in told[0][2]


def test_files_that_nothing_reads_are_told(problems):
    told = problems(**{"forms/K02.yml": "code: K02\n", "schemes/旧方案.txt": "…", "forms/.editor": ""})
    assert [each[:2] for each in told] == [("forms/K02.yml", 1), ("schemes/旧方案.txt", 1)]
    assert told[0][2] == "forms 里只读 .yaml 文件，这个文件不起作用，请改名为 K02.yaml，或移走"


def test_two_schemes_do_not_share_an_id(problems):
    told = problems(**{"schemes/copy.yaml": FILES["schemes/annual.yaml"]})
    assert told == [("schemes/copy.yaml", 1, "方案编号“annual”在 annual.yaml 里已经用了，请改得不同")]


def test_codes_in_texts_that_bulletins_print_are_told(problems):
    told = problems(("schemes/annual.yaml", "authority: 示例", "authority: 示例，隐患数（K-1）由K01统计"))
    assert [each[:2] for each in told] == [("schemes/annual.yaml", 4)] * 2
    assert {each[2].split("，")[-1] for each in told} == {"请改写成“隐患数”", "请改写成“《安全排查表》”"}


def test_a_faulty_scheme_is_not_called_missing(problems):
    """Another scheme takes in its scores. Only the mistake itself is told."""
    takes_in = """\
id: whole
title: 汇总
year: 2023
authority: 示例
assessed: {kind: township, under: "321399"}
full_score: 0
light: {preset: three-colour by points, behind: 0.30}
measures: {}
indicators:
  G-1:
    name: 得分
    unit_of_measure: 分
    formula: {kind: scores, of: annual}
"""
    told = problems(("schemes/annual.yaml", "year: 2023", "year: 2032"), **{"schemes/whole.yaml": takes_in})
    assert [each[:2] for each in told] == [("schemes/annual.yaml", 3)], told
    told = problems(**{"schemes/whole.yaml": takes_in.replace("of: annual", "of: yearly")})
    assert "没有方案“yearly”" in told[0][2]


def test_a_lowered_grade_without_grades_is_told(problems):
    scored = """\
full_score: 10
missing: {share: 0, says: 缺报不得分}
light: {preset: three-colour by points, behind: 0.30}
measures:
  found: {form: K01, aggregate: sum, columns: [found], span: latest}
  surveyed: {form: Z01, aggregate: sum, columns: [surveyed_count], span: latest}
indicators:
  K-2:
    name: 隐患数
    unit_of_measure: 处
    direction: lower
    formula: {kind: total, measures: [found, surveyed]}
    weight: 10
    score: {method: 扣分, each: 1}
  K-1:
    name: 事故
    unit_of_measure: 处
    direction: lower
    score: {method: 降等, authority: 办法第三条}
    formula: {kind: total, measures: [found]}
"""
    text = FILES["schemes/annual.yaml"]
    told = problems(**{"schemes/annual.yaml": text[: text.index("full_score")] + scored})
    assert [each[2] for each in told] == [
        "方案没有 grades（等次），“降等”不起作用，请补上 grades，或删去这一项"
    ]


def test_a_folder_without_settings_is_told(tmp_path):
    (problem,) = office_problems(tmp_path)
    assert (problem.path.name, problem.sentence) == ("site.yaml", "找不到这个文件，请核对路径")
