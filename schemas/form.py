"""What a form is: a pandera model of its columns plus what the office says of it (code, submitters, due months, key).

A form is written once, as a class in ``schemas/forms/``; its review, blank workbook, facts, views and data dictionary
all come from there::

    @form(code="X06", slug="certificates", title="证书考核情况表", submitters=("school",), due=(3, 6, 9, 12), ...)
    class Certificates(FormModel):
        examined: Count = required("考证人数")
        certified: Count = required("取证人数")

        @rule("X06-1", Level.HARD, on=("certified", "examined"), says="取证人数（{certified}）不应大于考证人数（{examined}）")
        def certified_within_examined(cls, frame):
            return frame["certified"] <= frame["examined"]
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
import pandera.pandas as pa

from schemas.columns import ColumnType, pandera_checks
from schemas.findings import Level

MONTHLY = tuple(range(1, 13))

CONTEXT_COLUMNS = ("report_id", "unit_code", "period", "period_end", "sheet", "row")
"""Columns that stand beside a form's own during review: which report a row belongs to and where it stands in the workbook."""


class OnError(StrEnum):
    """What one hard finding (强制性错误) costs."""

    RETURN_REPORT = "return_report"
    """The whole report goes back (汇总表)."""
    QUARANTINE = "quarantine"
    """Only the faulty rows are held back, the clean ones are accepted (名册、台账)."""


@dataclass(frozen=True)
class Column:
    """One column of a form: its name in the warehouse and its header as printed on the form."""

    name: str
    header: str
    type: ColumnType
    required: bool
    values: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True)
class Rule:
    """A check inside one form (表内审核): its code, level, the columns it colours and the sentence it says.

    ``says`` is a template; the row's values and the parameters are filled in.
    """

    code: str
    level: Level
    columns: tuple[str, ...]
    says: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class CrossRule:
    """A check that looks beyond one report (表间、跨期审核); judged in ``assets/reviews``."""

    code: str
    level: Level
    columns: tuple[str, ...]
    says: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Form:
    """The description of one form (报表): what it is called, who owes it and when, its columns and rules."""

    code: str
    slug: str
    title: str
    submitters: tuple[str, ...]
    due: tuple[int, ...]
    grain: str
    key: tuple[str, ...]
    on_error: OnError
    model: type["FormModel"]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    cross_rules: tuple[CrossRule, ...]
    nil: bool = False
    vertical: bool = False
    subject: str | None = None
    """The column that names the unit each row is about, where that is not the submitter (J02, J03, J05)."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the form has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.code} {self.title} has no column {name!r}")

    @property
    def has_persons(self) -> bool:
        """Whether its rows describe persons by resident ID, so that they stay out of the serving database."""
        return any(column.type.name == "resident_id" for column in self.columns)

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns that reach the fact store as they are: all but the personal ones."""
        return tuple(column for column in self.columns if not column.personal)

    def rule(self, code: str) -> Rule:
        """The in-form rule of that code; KeyError if the form has none."""
        return next(rule for rule in self.rules if rule.code == code)


def required(header: str, values: tuple[str, ...] = (), personal: bool = False) -> Any:
    """A column whose cells must all be filled."""
    return _field(header, True, values, personal)


def optional(header: str, values: tuple[str, ...] = (), personal: bool = False) -> Any:
    """A column that may be left empty."""
    return _field(header, False, values, personal)


def _field(header: str, is_required: bool, values: tuple[str, ...], personal: bool) -> Any:
    return pa.Field(nullable=True, metadata={"header": header, "required": is_required, "values": values, "personal": personal})


def rule(code: str, level: Level, *, on: tuple[str, ...], says: str, **parameters: Any) -> Callable:
    """Declare an in-form check. The function gets the frame (and the parameters by name) and returns a boolean Series.

    A row passes when the result is True or missing: an empty cell is the business of ``required``.
    """

    def decorate(function: Callable) -> classmethod:
        # As a class attribute the rule must not look like a column: pandera takes only annotated names for columns.
        function.kaohe_rule = Rule(code, level, on, says, parameters)
        return classmethod(function)

    return decorate


class FormModel(pa.DataFrameModel):
    """Base of all forms: adds to a pandera model the checks of its column types, its required cells and its rules."""

    @classmethod
    def to_schema(cls) -> pa.DataFrameSchema:
        """The pandera schema, every check named by the code of the finding it gives."""
        schema = super().to_schema()
        if "completed" in (schema.metadata or {}):
            return schema
        for column in schema.columns.values():
            column.checks = [*_cell_checks(column), *pandera_checks(column.dtype)]
        schema.checks = [_frame_check(cls, name, declared) for name, declared in _declared_rules(cls)]
        schema.metadata = {**(schema.metadata or {}), "completed": True}
        return schema


def _cell_checks(column: pa.Column) -> Iterator[pa.Check]:
    if column.metadata["required"]:
        yield pa.Check(lambda values: values.notna(), name="required", ignore_na=False)
    values = column.metadata["values"]
    if values and column.dtype.name == "enum":
        yield pa.Check(lambda cells: cells.isin(values), name="choice", ignore_na=True)


def _frame_check(model: type[FormModel], name: str, declared: Rule) -> pa.Check:
    function = getattr(model, name)

    def judge(frame: pd.DataFrame) -> pd.Series:
        return function(frame, **declared.parameters).fillna(True).astype(bool)

    return pa.Check(judge, name=declared.code, ignore_na=False)


def _declared_rules(model: type) -> list[tuple[str, Rule]]:
    members = inspect.getmembers_static(model, lambda member: isinstance(member, classmethod))
    declared = [(name, member.__func__.kaohe_rule) for name, member in members if hasattr(member.__func__, "kaohe_rule")]
    return sorted(declared, key=lambda pair: pair[1].code)


FORMS: dict[str, Form] = {}
"""All forms by code, filled as ``schemas.forms`` is imported."""


def form(
    *,
    code: str,
    slug: str,
    title: str,
    submitters: tuple[str, ...],
    due: tuple[int, ...],
    grain: str,
    key: tuple[str, ...],
    on_error: OnError,
    nil: bool = False,
    vertical: bool = False,
    subject: str | None = None,
    cross_rules: tuple[CrossRule, ...] = (),
) -> Callable[[type[FormModel]], type[FormModel]]:
    """Register a model as a form."""

    def register(model: type[FormModel]) -> type[FormModel]:
        columns = tuple(
            Column(
                name=name,
                header=column.metadata["header"],
                type=column.dtype,
                required=column.metadata["required"],
                values=tuple(column.metadata["values"]),
                personal=column.metadata["personal"] or column.dtype.personal,
            )
            for name, column in model.to_schema().columns.items()
        )
        rules = tuple(declared for _, declared in _declared_rules(model))
        FORMS[code] = Form(
            code, slug, title, submitters, due, grain, key, on_error, model, columns, rules, cross_rules, nil, vertical, subject
        )
        return model

    return register
