"""Makes a form from a form file, just as if a class had described it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.cross_rules import Against, CrossRule, Earlier, OtherForm, Relation
from schemas.findings import Level, Sentence
from schemas.form import SUM_OF_PARTS, Column, DueOn, Form, Layout
from schemas.form_models import FormModel, form, optional, required, rule
from schemas.own_forms.compiling import compiled
from schemas.own_forms.documents import TYPES, ColumnDocument, ExtensionDocument, FormDocument, RuleDocument
from schemas.own_forms.expressions import Name, SumOf, parts
from schemas.own_forms.findings import judges_report

SUM_OF = "sum-of"
"""The code of the finding that says that a sum (``sum_of``) is wrong."""

Members = dict[str, Any]
"""Attributes of a model's class: its columns with their annotations, and its rules."""


def bare_form(document: FormDocument) -> Form:
    """The form without its rules. The rules can then be checked against its columns."""
    return _built(document, {}, ())


def own_form(document: FormDocument) -> Form:
    """The form with its rules. ``rule_findings`` must have found nothing in them."""
    columns = {column.name: column for column in bare_form(document).columns}
    rules = {
        f"rule_{number}": _declared(each, columns, f"rule_{number}")
        for number, each in enumerate(document.rules, 1)
        if each.that is not None
    }
    return _built(document, rules, tuple(_cross_rule(each) for each in document.rules if each.that is None))


def extended(built_in: Form, extension: ExtensionDocument) -> Form:
    """A built-in form with more headers for its columns, and with more columns behind them."""
    kept = {one.name: vars(built_in.model)[one.name] for one in built_in.rules}
    headers = {column.name: column.header for column in built_in.columns}
    members = _columns(extension.columns) | kept | _sums(extension.columns, headers)
    described = form(
        code=built_in.code,
        slug=built_in.slug,
        title=built_in.title,
        submitters=built_in.submitters,
        due=built_in.due,
        grain=built_in.grain,
        key=built_in.key,
        on_error=built_in.on_error,
        nil=built_in.nil,
        vertical=built_in.vertical,
        subject=built_in.subject,
        subject_kinds=built_in.subject_kinds,
        amends=built_in.amends,
        cross_rules=built_in.cross_rules,
    )(_model(built_in.model, built_in.model.__name__, members))
    aliases = {name: tuple(map("：".join, headers)) for name, headers in extension.aliases.items()}
    columns = (
        _as_printed(column, extension.columns[column.name])
        if column.name in extension.columns
        else replace(column, aliases=aliases.get(column.name, ()))
        for column in described.columns
    )
    return replace(described, columns=tuple(columns))


def _built(document: FormDocument, rules: Members, crossing: tuple[CrossRule, ...]) -> Form:
    members = _columns(document.columns) | _sums(document.columns, {}) | rules
    described = form(
        code=document.code,
        slug=document.slug,
        title=document.title,
        submitters=document.submitters,
        due=document.due,
        grain=document.grain,
        key=document.key,
        on_error=document.on_error,
        nil=document.nil,
        # A row is about the unit in its key. Other units in the row are only named.
        subject=next((name for name in document.key if document.columns[name].type == "unit"), None),
        cross_rules=crossing,
    )(_model(FormModel, f"Form{document.code}", members))
    return replace(
        described,
        columns=tuple(_as_printed(column, document.columns[column.name]) for column in described.columns),
        layout=Layout(**document.layout.model_dump()) if document.layout else None,
        due_on=DueOn(document.due_on.day, document.due_on.of) if document.due_on else None,
        is_own=True,
    )


# ---------------------------------------------------------------- the class of a model


def _model(base: type[pa.DataFrameModel], name: str, members: Members) -> type[pa.DataFrameModel]:
    return type(name, (base,), {"__module__": __name__, "__doc__": base.__doc__, **members})


def _columns(columns: Mapping[str, ColumnDocument]) -> Members:
    described = {
        name: (required if column.required else optional)(
            column.printed,
            values=column.values,
            additive=column.additive,
            unit=column.known_unit,
            lists=column.lists,
        )
        for name, column in columns.items()
    }
    return {"__annotations__": {name: TYPES[column.type] for name, column in columns.items()}, **described}


def _as_printed(column: Column, document: ColumnDocument) -> Column:
    levels = document.printed_levels if len(document.header) > 1 else ()
    return replace(column, levels=levels, aliases=tuple(map("：".join, document.aliases)))


# ---------------------------------------------------------------- rules


def _declared(document: RuleDocument, columns: Mapping[str, Column], name: str) -> classmethod:
    of_report = judges_report(document)
    trees = [part for _, tree in document.tests for part in parts(tree)]
    named = tuple(dict.fromkeys(part.column for part in trees if isinstance(part, Name)))
    added = tuple(dict.fromkeys(part.column for part in trees if isinstance(part, SumOf)))
    judge = compiled(document.that, document.when, columns, of_report)
    return _rule(
        judge,
        name,
        code=document.code,
        level=document.level,
        on=tuple(dict.fromkeys((*named, *added))) if of_report else named,
        says=document.sentence,
        of_report=of_report,
        over_report=() if of_report else added,
    )


def _sums(columns: Mapping[str, ColumnDocument], others: Mapping[str, str]) -> Members:
    """The rules that check sums. ``others``: the headers of columns that exist already, by name."""
    headers = {**others, **{name: "：".join(column.header) for name, column in columns.items()}}
    return {
        f"sum_of_{name}": _sum_rule(name, column.sum_of, headers)
        for name, column in columns.items()
        if column.sum_of
    }


def _sum_rule(name: str, added: tuple[str, ...], headers: Mapping[str, str]) -> classmethod:
    """The rule that a column is the sum of others. An empty column adds nothing. If all are empty, there is
    no finding.
    """

    def judge(frame: pd.DataFrame) -> pd.Series:
        cells = frame[list(added)].astype("Float64")
        total, stated = cells.sum(axis=1, min_count=1), frame[name].astype("Float64")
        return ((total - stated).abs() < _LEAST_DIFFERENCE).mask(total.isna() | stated.isna(), pd.NA)

    listed = "、".join(f"{headers[part]}（{{{part}}}）" for part in added)
    return _rule(
        judge,
        f"sum_of_{name}",
        code=SUM_OF,
        level=Level.HARD,
        on=(name,),
        says=Sentence(
            f"{headers[name]}（{{{name}}}）应等于{listed}之和。",
            f"请核对各项；都无误的，请把“{headers[name]}”改为{{{SUM_OF_PARTS}}}。",
        ),
        beside=added,
    )


_LEAST_DIFFERENCE = 0.00005
"""Half of the last decimal with which amounts are kept."""


def _rule(judge: Callable[[pd.DataFrame], pd.Series], name: str, **declared: Any) -> classmethod:
    def method(cls: type[FormModel], frame: pd.DataFrame) -> pd.Series:
        return judge(frame)

    method.__name__ = name
    return rule(declared.pop("code"), declared.pop("level"), **declared)(method)


def _cross_rule(document: RuleDocument) -> CrossRule:
    if document.change is not None:
        column, parameters = document.change.column, {"most": document.change.most}
        compares: Earlier | OtherForm = Earlier(column, Against(document.change.against))
        holds = Relation.WITHIN
    else:
        other, parameters = document.compare.other, {}
        column, holds = document.compare.column, document.compare.relation
        compares = OtherForm(column, other.form, other.column)
    return CrossRule(
        code=document.code,
        level=document.level,
        columns=(column,),
        says=document.sentence,
        compares=compares,
        holds=holds,
        of_report=document.of_report,
        parameters=parameters,
    )
