"""What may be wrong with a form file beyond single values: names of things that do not exist, headers and
rules that clash.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from schemas.documents import Finding, Location, suggestion
from schemas.form import Column, Form
from schemas.office.unit_files import kind_advice
from schemas.own_forms.checking import faults
from schemas.own_forms.documents import (
    ColumnDocument,
    ExtensionDocument,
    FormDocument,
    Header,
    RuleDocument,
)
from schemas.own_forms.expressions import Name, Size, SumOf, parts

OF_CHANGE = ("left", "right", "difference", "change", "most")
OF_COMPARISON = ("left", "right", "difference")
"""What the sentence of a comparison may show: the value that is compared with, the value of this report, how
far apart they are. For a change also the change as a fraction, and the most that it may be.
"""


def form_findings(document: FormDocument, kinds: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with an office's own form. ``kinds`` are all kinds of units, with their words."""
    for index, kind in enumerate(document.submitters):
        if kind not in kinds:
            yield ("submitters", index), f"没有“{kind}”这类单位" + kind_advice(kind, kinds)
    for index, name in enumerate(document.key):
        if name not in document.columns:
            yield (
                ("key", index),
                f"没有“{name}”这一列" + suggestion(name, document.columns, "请写 columns 里的列名"),
            )
    if document.key and not any(
        name in document.columns and document.columns[name].required for name in document.key
    ):
        yield ("key",), "key 里的列都没有写 required: true，认不出是哪一行，请至少写一个"
    if document.nil and all(column.type != "text" for column in document.columns.values()):
        yield ("nil",), "可以零报告（nil: true）的表要有一列文字（text），用来填“零报告”"
    yield from _column_findings(document.columns, {}, {})


def extension_findings(extension: ExtensionDocument, form: Form) -> Iterator[Finding]:
    """What is wrong with an extension of a built-in form."""
    known = {column.name: column for column in form.columns}
    seen = {_key((column.header,)): name for name, column in known.items()}
    for name, headers in extension.aliases.items():
        place = ("aliases", name)
        if name in known:
            yield from _header_findings(place, name, headers, seen)
        else:
            yield (
                place,
                f"{form.code} {form.title}没有“{name}”这一列" + suggestion(name, known, "列名见数据字典"),
            )
    for name in extension.columns:
        if name in known:
            yield ("columns", name), f"{form.code} {form.title}已有“{name}”这一列，请换一个列名"
    is_number = {name: column.type.name in ("int", "amount") for name, column in known.items()}
    yield from _column_findings(extension.columns, is_number, seen)


def _column_findings(
    columns: Mapping[str, ColumnDocument], others: Mapping[str, bool], seen: dict[str, str]
) -> Iterator[Finding]:
    """What is wrong with columns; the places begin with ``columns``. ``others``: columns that exist already,
    and whether they hold numbers. ``seen``: the headers of these.
    """
    is_number = {**others, **{name: column.is_number for name, column in columns.items()}}
    for name, column in columns.items():
        for place, said in column.findings(name, is_number):
            yield ("columns", name, *place), said
    for name, column in columns.items():
        yield from _header_findings(("columns", name), name, [column.header, *column.aliases], seen)


def _header_findings(
    place: Location, name: str, headers: Iterable[Header], seen: dict[str, str]
) -> Iterator[Finding]:
    """Headers of a column that other columns have already. This adds to ``seen`` (key of a header → its
    column).
    """
    for header in headers:
        key = _key(header)
        if not key:
            yield place, f"“{name}”的表头里没有文字，请写表上印的表头"
        elif seen.setdefault(key, name) != name:
            yield (
                place,
                f"“{name}”与“{seen[key]}”的表头都是“{'：'.join(header)}”，分不清，请把其中一个改得不同",
            )


def _key(header: Header) -> str:
    """A header roughly as the reader compares it: without white space, punctuation and what stands in
    brackets.
    """
    plain = unicodedata.normalize("NFKC", "".join(header))
    return re.sub(r"[\W_]", "", re.sub(r"\([^()]*\)", "", plain)).casefold()


# ---------------------------------------------------------------- rules


def rule_findings(rules: Iterable[RuleDocument], form: Form) -> Iterator[Finding]:
    """What is wrong with rules over the columns of a form; the places begin with ``rules``."""
    columns = {column.name: column for column in form.columns}
    for index, rule in enumerate(rules):
        place = ("rules", index)
        if rule.code.rpartition("-")[0] != form.code:
            yield (*place, "code"), f"规则编号“{rule.code}”要以报表代码开头，例如 {form.code}-1"
        for key, tree in rule.tests:
            for said in dict.fromkeys(faults(tree, columns, rule.of_report)):
                yield (*place, key), said
        yield from _comparison_findings(rule, columns, place)
        for key, text in rule.texts:
            yield from _text_findings(rule, key, text, columns, (*place, key))


def _comparison_findings(
    rule: RuleDocument, columns: Mapping[str, Column], place: Location
) -> Iterator[Finding]:
    for key, compared in (("change", rule.change), ("compare", rule.compare)):
        if compared is None:
            continue
        column = columns.get(compared.column)
        if column is None:
            yield (
                (*place, key, "column"),
                f"没有“{compared.column}”这一列"
                + suggestion(compared.column, columns, "请写 columns 里的列名"),
            )
        elif column.type.name not in ("int", "amount"):
            yield (*place, key, "column"), f"“{column.name}”（{column.header}）不是数，不能比较"


def other_column_findings(rules: Iterable[RuleDocument], forms: Mapping[str, Form]) -> Iterator[Finding]:
    """Columns of other forms with which rules compare although they do not exist."""
    for index, rule in enumerate(rules):
        if rule.compare is None:
            continue
        other, place = rule.compare.other, ("rules", index, "compare", "with")
        if other.form not in forms:
            yield (
                (*place, "form"),
                f"没有报表“{other.form}”" + suggestion(other.form, forms, "请写本办公室的报表代码"),
            )
            continue
        numbers = [
            each.name for each in forms[other.form].stored_columns if each.type.name in ("int", "amount")
        ]
        if other.column not in numbers:
            yield (
                (*place, "column"),
                f"{other.form} {forms[other.form].title}没有数“{other.column}”"
                + suggestion(other.column, numbers, "列名见数据字典"),
            )


def _text_findings(
    rule: RuleDocument, key: str, text: str, columns: Mapping[str, Column], place: Location
) -> Iterator[Finding]:
    try:
        placeholders = [
            (name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None
        ]
    except ValueError:
        yield place, f"{key} 里的大括号不成对，请写成 {{列名}}"
        return
    shown = _shown(rule, columns)
    for name, form in placeholders:
        if name not in shown:
            told = f"{key} 里的“{{{name}}}”"
            if name in columns and columns[name].personal:
                yield place, f"{told}是个人信息，不能写进审核意见，请去掉"
            else:
                yield (
                    place,
                    told + "没有可填的内容" + suggestion(name, shown, f"可用：{'、'.join(shown) or '无'}"),
                )
        elif not _formats(name, form, rule):
            yield (
                place,
                f"{key} 里的“{{{name}:{form}}}”格式写错了，请写成“{{{name}}}”，change 可写 {{change:+.0%}}",
            )


def _shown(rule: RuleDocument, columns: Mapping[str, Column]) -> list[str]:
    """The names that the sentence of a rule may show."""
    if rule.change or rule.compare:
        return list(OF_CHANGE if rule.change else OF_COMPARISON)
    if judges_report(rule):
        return [name for name in columns_of(rule) if name in columns and not columns[name].personal]
    return [name for name, column in columns.items() if not column.personal]


def _formats(name: str, form: str, rule: RuleDocument) -> bool:
    """Whether the value may be shown in that format. The values of a row are texts, so they have no
    format.
    """
    return not form or (
        name in ("change", "most") and rule.change is not None and bool(_FORMAT.fullmatch(form))
    )


_FORMAT = re.compile(r"\+?(\.[0-6])?[%f]")
"""Formats of a fraction, as in ``{change:+.0%}``."""


def columns_of(rule: RuleDocument) -> tuple[str, ...]:
    """The columns in a rule's expressions, in their order: first those of ``that``, then those of
    ``when``.
    """
    found = [part.column for _, tree in rule.tests for part in parts(tree) if isinstance(part, Name | SumOf)]
    return tuple(dict.fromkeys(found))


def judges_report(rule: RuleDocument) -> bool:
    """Whether the rule judges the report as a whole. It does if it says so, or if no column of a single row
    stands in it.
    """
    trees = [part for _, tree in rule.tests for part in parts(tree)]
    of_rows = any(isinstance(part, Name) for part in trees)
    return rule.of_report or (not of_rows and any(isinstance(part, SumOf | Size) for part in trees))
