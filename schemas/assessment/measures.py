"""What a measure (度量) is: one aggregate over the rows of one form, over a span, for a unit and everything
below it.

There are three kinds, told apart by their first key::

    learners:       {form: Z02, aggregate: distinct_persons, span: latest}
    townships:      {count_units: township}
    late_reports:   {reports: late, span: year_to_date}

Measures are added up along the unit tree. Ratios are made from the sums; they are never averaged.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from schemas.columns import NO, YES
from schemas.documents import Finding, Location, Strict, suggestion
from schemas.form import Column, Form

AWARD_RANKS = (("金牌", "一等奖"), ("银牌", "二等奖"), ("铜牌", "三等奖"), ("优秀奖",))
"""Awards from the highest down. Those of one rank are equivalent, and a higher one also counts towards a
lower target.
"""

NUMBERS = ("int", "amount")
TEXTS = ("text", "unit", "month", "credit_code", "major_code", "division_code")


def awards_at_least(award: str) -> tuple[str, ...]:
    """The awards that count towards a target of this award: the equivalent ones and all higher ones."""
    counted: list[str] = []
    for rank in AWARD_RANKS:
        counted.extend(rank)
        if award in rank:
            return tuple(counted)
    raise ValueError(f"unknown award {award!r}")


class Span(StrEnum):
    """Which reports of a unit count towards a measure of a period."""

    PERIOD = "period"
    """The report of that month."""
    YEAR_TO_DATE = "year_to_date"
    """All months of the year up to that month."""
    QUARTER = "quarter"
    """All months of the quarter up to that month."""
    HALF_YEAR = "half_year"
    """All months of the half-year up to that month."""
    SCHOOL_YEAR = "school_year"
    """All months of the school year (学年), from September on, up to that month."""
    LATEST = "latest"
    """For each reporting unit its newest report of the year up to that month. It is for stocks and cumulative
    rosters.
    """


class Condition(Strict):
    """A test of one column. Only rows that pass are counted. An empty cell passes only ``filled: false``.

    ``within``: the date lies in the assessed month, or in the assessed year up to the end of that month.
    """

    column: str
    equals: str | None = Field(None, alias="is")
    among: tuple[str, ...] | None = Field(None, alias="in", min_length=1)
    starts_with: str | None = Field(None, min_length=1)
    contains: str | None = Field(None, min_length=1)
    filled: bool | None = None
    at_least: Decimal | None = None
    within: Literal["year", "month"] | None = None
    award_at_least: Literal["金牌", "一等奖", "银牌", "二等奖", "铜牌", "三等奖", "优秀奖"] | None = None

    @model_validator(mode="after")
    def _has_one_test(self) -> "Condition":
        if len(self.model_fields_set) != 2:
            raise ValueError(
                f"列“{self.column}”的条件应恰好写一种：is、in、starts_with、contains、filled、at_least、within 或 award_at_least"
            )
        return self

    @property
    def accepted_values(self) -> tuple[str, ...] | None:
        """The values that pass, if the condition lists them."""
        if self.award_at_least is not None:
            return awards_at_least(self.award_at_least)
        return self.among if self.equals is None else (self.equals,)


class FormMeasure(Strict):
    """An aggregate over the rows of a form that meet all conditions.

    count: rows. sum: the columns added up. distinct: different combinations of the columns. distinct_listed:
    different names in the columns, whose cells may list several (城关镇、留山镇). distinct_persons: different
    persons. units: units with at least one such row.
    """

    title: str | None = None
    form: str
    aggregate: Literal["count", "sum", "distinct", "distinct_listed", "distinct_persons", "units"]
    columns: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    span: Span
    audited: bool = False
    """Whether a sum is corrected by audits (抽查核实), for each reporting unit on its own."""

    def findings(self, forms: Mapping[str, Form]) -> Iterator[Finding]:
        """What does not fit the form: an unknown form or column, a value that its column cannot hold, a sum
        of texts.
        """
        form = forms.get(self.form)
        if form is None:
            yield ("form",), f"没有“{self.form}”这张报表" + suggestion(self.form, forms, "报表代码见数据字典")
            return
        needs_columns = self.aggregate in ("sum", "distinct", "distinct_listed")
        if needs_columns != bool(self.columns):
            yield ("columns",), f"{self.aggregate} {'要写明' if needs_columns else '不用写'} columns（列名）"
        if self.aggregate == "distinct_persons" and not form.has_persons:
            yield ("aggregate",), f"{form.code} {form.title}不含身份证号，不能按人去重"
        if self.audited and self.aggregate != "sum":
            yield ("audited",), "audited（按抽查核实计）只能用于 sum（求和）的度量"
        for index, name in enumerate(self.columns):
            yield from self._column_findings(form, name, ("columns", index))
        for index, condition in enumerate(self.where):
            yield from _condition_findings(form, condition, ("where", index))

    def _column_findings(self, form: Form, name: str, location: Location) -> Iterator[Finding]:
        column = _stored_column(form, name)
        if column is None:
            yield location, _unknown_column(form, name)
        elif self.aggregate == "sum" and column.type.name not in NUMBERS:
            yield location, f"“{name}”（{column.header}）是{column.type.title}，不能求和"
        elif self.aggregate == "distinct_listed" and column.type.name != "text":
            yield (
                location,
                f"“{name}”（{column.header}）是{column.type.title}，不能用 distinct_listed，请改用 distinct",
            )


class UnitCount(Strict):
    """The number of units of a kind below the unit, in the unit tree at the end of the period."""

    title: str | None = None
    count_units: str
    """A kind of unit."""


class ReportCount(Strict):
    """What became of the reports due: how many were missing (漏报), late (迟报), or returned without a usable
    version (退回), and how many were ``owed``. Also how many calendar days late they came, and at how many
    places the review found faults, over all their versions.
    """

    title: str | None = None
    reports: Literal["late", "late_days", "missing", "returned", "owed", "findings", "hard_findings"]
    forms: tuple[str, ...] = ()
    span: Literal[Span.PERIOD, Span.YEAR_TO_DATE, Span.QUARTER, Span.HALF_YEAR, Span.SCHOOL_YEAR]

    def findings(self, forms: Mapping[str, Form]) -> Iterator[Finding]:
        """Forms that do not exist."""
        for index, code in enumerate(self.forms):
            if code not in forms:
                yield (
                    ("forms", index),
                    f"没有“{code}”这张报表" + suggestion(code, forms, "报表代码见数据字典"),
                )


def _kind(value: Any) -> str:
    keys = (
        value if isinstance(value, dict) else type(value).model_fields if isinstance(value, BaseModel) else ()
    )
    return next((key for key in ("count_units", "reports") if key in keys), "form")


Measure = Annotated[
    Annotated[FormMeasure, Tag("form")]
    | Annotated[UnitCount, Tag("count_units")]
    | Annotated[ReportCount, Tag("reports")],
    Discriminator(_kind),
]


def measure_findings(
    measure: FormMeasure | UnitCount | ReportCount, forms: Mapping[str, Form]
) -> Iterator[Finding]:
    """What does not fit the forms, each with its place inside the measure."""
    if not isinstance(measure, UnitCount):
        yield from measure.findings(forms)


def column_findings(form: Form, name: str, location: Location) -> Iterator[Finding]:
    """Whether a form has a stored column of that name."""
    if _stored_column(form, name) is None:
        yield location, _unknown_column(form, name)


def _stored_column(form: Form, name: str) -> Column | None:
    return next((column for column in form.stored_columns if column.name == name), None)


def _unknown_column(form: Form, name: str) -> str:
    if any(column.name == name for column in form.columns):
        return f"{form.code} {form.title}的“{name}”是个人信息，不入库，不能用于统计"
    return f"{form.code} {form.title}没有“{name}”列" + suggestion(
        name, [column.name for column in form.stored_columns], "列名见数据字典"
    )


def _condition_findings(form: Form, condition: Condition, location: Location) -> Iterator[Finding]:
    column = _stored_column(form, condition.column)
    if column is None:
        yield (*location, "column"), _unknown_column(form, condition.column)
        return
    kind, header = column.type.name, f"“{column.name}”（{column.header}）"
    if condition.accepted_values is not None:
        known = column.values if kind == "enum" else (YES, NO) if kind == "yesno" else None
        if known is None and kind not in TEXTS:
            yield location, f"{header}是{column.type.title}，不能用 is 或 in"
        # A form's column need not offer all awards that are equivalent. But it must offer the award itself.
        named = [condition.award_at_least] if condition.award_at_least else condition.accepted_values
        for value in named:
            if known is not None and value not in known:
                yield (
                    location,
                    f"{header}没有“{value}”这个值"
                    + suggestion(value, known, f"应为 {'、'.join(known)} 之一"),
                )
    if condition.starts_with is not None and kind not in TEXTS:
        yield location, f"{header}是{column.type.title}，不能用 starts_with"
    if condition.contains is not None and kind not in (*TEXTS, "set"):
        yield location, f"{header}是{column.type.title}，不能用 contains"
    if condition.at_least is not None and kind not in NUMBERS:
        yield location, f"{header}是{column.type.title}，不能用 at_least"
    if condition.within is not None and kind != "date":
        yield location, f"{header}是{column.type.title}，不能用 within"


def form_measure(measures: Mapping[str, Measure], name: str) -> FormMeasure:
    """The measure of that name, which counts rows of a form. TypeError if it counts something else."""
    measure = measures[name]
    if not isinstance(measure, FormMeasure):
        raise TypeError(f"{name} counts no rows of a form")
    return measure
