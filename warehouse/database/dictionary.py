"""The data dictionary (数据字典) as one Markdown page: forms, BI views, the samples' indicators and findings.

It is made from what the pipeline itself uses. ``make dictionary`` writes ``docs/data-dictionary.md``; a test
fails when the committed page says something else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from schemas.assessment.indicators import Indicator
from schemas.assessment.rule_texts import formula_text, measure_text, target_text
from schemas.columns import ColumnType
from schemas.cross_rules import CrossRule
from schemas.findings import KINDS, Level
from schemas.form import MONTHLY, Column, Form, OnError, Rule
from schemas.office.catalogue import BUILT_IN, Catalogue
from schemas.office.scheme_files import load_scheme
from schemas.office.site import Site, load_site
from schemas.office.unit import KINDS as UNIT_KINDS
from schemas.scheme import Scheme
from warehouse.database.fact_tables import fact_table_name
from warehouse.database.star import star_picture
from warehouse.database.view_columns import FACT_COLUMNS, VIEW_COLUMNS
from warehouse.database.view_texts.words import View, ViewColumn

SITES = Path(__file__).parents[2] / "sites"
LEVELS = {Level.HARD: "强制", Level.QUERY: "核实"}
ON_ERROR = {
    OnError.RETURN_REPORT: "有一处强制性错误，整张报表退回",
    OnError.QUARANTINE: "只留置有强制性错误的行，其余的行接收",
}
SHOWN = "…"
"""Stands for the words of a report that a sentence quotes."""

PLACEHOLDER_WORDS = {"header": "〈栏目〉"}
"""The words for placeholders that do not quote a value."""

HEAD = """# 数据字典

本页由 `make dictionary` 从程序生成，请勿手工修改。
报表改 `schemas/forms/`，指标改各主管部门的方案文件，视图说明改 `warehouse/database/view_texts/`，通用意见改 `schemas/findings.py`。
"""
OFFICE_HEAD = """# {name}数据字典

本页按本办公室的报表和方案生成。
"""
READING = """
审核意见里的“…”代表审核时引用的填报内容。“强制”即强制性错误，必须改正；“核实”即核实性错误，改正或说明。
范围为“表间、跨期”的审核在数据入库之后进行：与其他报表、其他单位或以前各期对照；对照的另一方缺报时不判。
"""

STAR = """### 怎么连接

视图按下图连接（星形）：左边是各种数据，右边是数据所说的单位、报表、报告期、方案和指标。连接用的列写在右边各框里，两边同名；
这样连接不会使行数变多，用左连接（LEFT JOIN）也不会丢行。明细表另可按 `bi_form` 的 `fact_table` 找到它的报表。
"""

_PLACEHOLDER = re.compile(r"\{(\w+)(:[^{}]*)?\}")


def data_dictionary() -> str:
    """The page of the product: its own forms, and the schemes of its sample offices."""
    return _page([HEAD + READING, *_forms_part(BUILT_IN, UNIT_KINDS), *_views_part(), *_samples_part()])


def office_dictionary(site: Site) -> str:
    """The page of an office: the forms that it collects, including its own, and its schemes."""
    forms = Catalogue(form for code, form in site.forms.items() if site.collects(code))
    return _page(
        [
            OFFICE_HEAD.format(name=site.name) + READING,
            *_forms_part(forms, site.registry.kinds),
            *_views_part(),
            "## 方案的指标\n",
            *_schemes_of(site),
        ]
    )


def _page(parts: Sequence[str]) -> str:
    return "\n".join([*parts, *_findings_part()]).rstrip() + "\n"


def _forms_part(forms: Catalogue, kinds: Mapping[str, str]) -> Iterable[str]:
    yield "## 报表\n"
    yield _table(
        ["代码", "报表", "填报单位", "报送月份", "事实表"],
        [
            [code, form.title, _submitters(form, kinds), _due(form), _fact_table(form)]
            for code, form in sorted(forms.items())
        ],
    )
    yield "### 栏目的类型\n"
    types = {column.type.title: column.type for _, form in sorted(forms.items()) for column in form.columns}
    yield _table(["类型", "入库为", "每个值都要通过的审核"], [_type_row(each) for each in types.values()])
    for _, form in sorted(forms.items()):
        yield from _form_part(form, kinds)


def _type_row(kind: ColumnType) -> list[str]:
    stored = "不入库" if kind.personal else f"`{kind.arrow}`"
    return [kind.title, stored, "、".join(f"`{code}`" for code, _ in kind.checks)]


def _form_part(form: Form, kinds: Mapping[str, str]) -> Iterable[str]:
    yield f"### {form.code} {form.title}\n"
    facts = [
        ("填报单位", _submitters(form, kinds)),
        ("报送月份", _due(form)),
        ("每行一个", f"`{form.grain}`"),
        ("唯一键", "、".join(form.column(name).header for name in form.key) or "每个单位一行"),
        ("出错时", ON_ERROR[form.on_error]),
        ("零报告", "可以" if form.nil else "不可以"),
        *([("版式", "竖表：每行一项指标，“指标”“数值”两栏")] if form.vertical else []),
        *([("所属单位", f"由“{form.column(form.subject).header}”一栏写明")] if form.subject else []),
        ("事实表", _fact_table(form)),
    ]
    yield "\n".join(f"- {word}：{text}" for word, text in facts) + "\n"
    yield _table(
        ["列名", "表头", "类型", "必填", "可选值", "个人信息"],
        [_column_row(column, form.person_column) for column in form.columns],
    )
    if form.declared:
        yield _table(["审核", "级别", "范围", "意见"], _distinct(_rule_row(rule) for rule in form.declared))


def _column_row(column: Column, person_column: str | None) -> list[str]:
    # The pseudonym still shows which rows are of the same person, without the number.
    personal = (
        ("是，入库为假名 `person`" if column.name == person_column else "是，不入库")
        if column.personal
        else ""
    )
    return [
        f"`{column.name}`",
        column.header,
        column.type.title,
        "是" if column.required else "",
        "、".join(column.values),
        personal,
    ]


def _rule_row(rule: Rule | CrossRule) -> list[str]:
    scope = "表内" if isinstance(rule, Rule) else "跨期" if rule.between_periods else "表间"
    return [rule.code, LEVELS[rule.level], scope, sentence(str(rule.says), rule.parameters)]


def sentence(says: str, parameters: Mapping[str, object] = MappingProxyType({})) -> str:
    """The template of a finding for readers. Parameters are filled in; every other placeholder becomes
    ``SHOWN``.
    """

    def fill(found: re.Match) -> str:
        if found[1] in parameters:
            return found[0].format(**parameters)
        return PLACEHOLDER_WORDS.get(found[1], SHOWN)

    return _PLACEHOLDER.sub(fill, says)


def _views_part() -> Iterable[str]:
    yield "## BI 视图\n"
    yield "考核数据库中 BI 读取的视图。视图名、列名和顺序是对外约定。比率存小数；空表示没有，不是 0。\n"
    yield STAR
    yield star_picture()
    for name, view in VIEW_COLUMNS.items():
        yield f"### {name} {view.title}\n"
        yield f"每行：{view.row}。\n"
        yield _view_table(view)
    yield "### fact_… 明细表\n"
    yield "不含身份证号的报表各有一张明细表，每行是有效报表的一行；列为下列各列加上该报表入库的栏目。\n"
    yield _view_table(View("", "", FACT_COLUMNS))
    yield (
        "含身份证号的报表没有明细表，明细只在事实库（Parquet）：`facts/<表名>/site=<主管部门>/period=<报告期>/part.parquet`，"
        "列相同，另有 `person`（由身份证号得出的假名），来源列叫 `sheet`、`row`。\n"
    )


def _view_table(view: View) -> str:
    return _table(
        ["列名", "名称", "含义", "单位", "来源"],
        [_view_column_row(name, column) for name, column in view.columns.items()],
    )


def _view_column_row(name: str, column: ViewColumn) -> list[str]:
    return [f"`{name}`", column.title, column.meaning, column.unit, column.source]


def _samples_part() -> Iterable[str]:
    yield "## 样例方案的指标\n"
    yield "`bi_indicator` 等视图中每项指标怎么算、取自哪些报表的哪些栏目。各主管部门自己的方案改 `schemes/` 下的文件。\n"
    for folder in sorted(path.parent for path in SITES.glob("*/site.yaml")):
        yield from _schemes_of(load_site(folder))


def _schemes_of(site: Site) -> Iterable[str]:
    for path in site.scheme_paths:
        yield from _scheme_part(site, load_scheme(path, site.forms, site.registry))


def _scheme_part(site: Site, scheme: Scheme) -> Iterable[str]:
    yield f"### {scheme.id} {scheme.title}\n"
    yield f"主管部门：{site.name}。\n"
    yield _table(
        ["代码", "指标", "计量单位", "公式", "来源报表和栏目", "目标"],
        [
            [
                code,
                each.name,
                each.unit_of_measure,
                formula_text(each, scheme.measures, site.forms, site.registry.kinds),
                _sources(scheme, each, site),
                target_text(each),
            ]
            for code, each in scheme.indicators.items()
        ],
    )


def _sources(scheme: Scheme, indicator: Indicator, site: Site) -> str:
    """For each measure of an indicator, from which reports and which of their rows it comes. The formula
    names the columns.
    """
    return "；".join(
        dict.fromkeys(
            measure_text(scheme.measures[name], site.forms, site.registry.kinds)
            for name in indicator.measure_names
        )
    )


def _findings_part() -> Iterable[str]:
    yield "## 审核意见目录\n"
    yield "各报表自己的审核见“报表”一节；以下意见任何报表都可能有。\n"
    yield _table(
        ["代码", "级别", "意见"],
        [[f"`{kind.code}`", LEVELS[kind.level], sentence(str(kind.says))] for kind in KINDS.values()],
    )


def _submitters(form: Form, kinds: Mapping[str, str]) -> str:
    return "、".join(kinds[kind] for kind in form.submitters)


def _due(form: Form) -> str:
    return "每月" if form.due == MONTHLY else "、".join(map(str, form.due)) + " 月"


def _fact_table(form: Form) -> str:
    return f"无（明细在事实库 `facts/{form.slug}`）" if form.has_persons else f"`{fact_table_name(form)}`"


def _distinct(rows: Iterable[list[str]]) -> list[list[str]]:
    return [list(row) for row in dict.fromkeys(map(tuple, rows))]


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )


if __name__ == "__main__":
    print(data_dictionary(), end="")
