"""What a form file may say (``forms/<CODE>.yaml``), and what may be wrong with one of its columns."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from schemas import columns as types
from schemas.cross_rules import Relation
from schemas.documents import Finding, Strict, suggestion
from schemas.findings import Level, Sentence
from schemas.form import CONTEXT_COLUMNS, MONTHLY, SUM_OF_PARTS, OnError
from schemas.own_forms.expressions import NotUnderstood, Test
from schemas.units_of_measure import unit_of_measure

TYPES: dict[str, type] = {
    "text": types.Text,
    "count": types.Count,
    "amount": types.Amount,
    "date": types.Date,
    "month": types.Month,
    "choice": types.Choice,
    "choices": types.Choices,
    "yes_no": types.YesNo,
    "person_name": types.PersonName,
    "resident_id": types.ResidentId,
    "phone": types.Phone,
    "credit_code": types.CreditCode,
    "major_code": types.MajorCode,
    "division_code": types.DivisionCode,
    "unit": types.UnitName,
    "attachment": types.Attachment,
}
"""The types of columns by the word that a form file uses."""

DUE = {
    "monthly": MONTHLY,
    "quarterly": (3, 6, 9, 12),
    "half_yearly": (6, 12),
    "yearly": (12,),
    "school_year": (8,),
}
"""The months for which a report is owed, by the word that a form file uses."""

WITH_VALUES = ("choice", "choices")
NUMBERS = ("count", "amount")
MOST_LEVELS = 3
"""The most rows that a header may have."""

RESERVED = (
    *CONTEXT_COLUMNS,
    SUM_OF_PARTS,
    "site",
    "person",
    "lower_bounds",
    "source_sheet",
    "source_row",
    "form",
    "model",
)
"""Names that the facts and the review use themselves."""


def _levels(header: object) -> object:
    return (header,) if isinstance(header, str) else header


Header = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_levels),
    Field(min_length=1, max_length=MOST_LEVELS),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_LEVELS},
            ]
        }
    ),
]
"""The header of a column: one text, or one text for each of its rows, from top to bottom."""


def _written(pattern: str, advice: str) -> AfterValidator:
    """A text that must be written in a certain way; ``advice`` says how."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"“{text}”的写法不对，{advice}")
        return text

    return AfterValidator(check)


def _known_type(word: str) -> str:
    if word not in TYPES:
        raise ValueError(f"没有“{word}”这种类型" + suggestion(word, TYPES, f"应为 {'、'.join(TYPES)} 之一"))
    return word


TypeWord = Annotated[str, AfterValidator(_known_type), Field(json_schema_extra={"enum": list(TYPES)})]


def _months(due: object) -> object:
    if isinstance(due, str):
        if due not in DUE:
            words = f"应为 {'、'.join(DUE)} 之一，或写月份的列表，例如 [3, 6, 9, 12]"
            raise ValueError(f"“due”不能是“{due}”" + suggestion(due, DUE, words))
        return DUE[due]
    if isinstance(due, list) and len(set(map(str, due))) != len(due):
        raise ValueError("“due”的月份重复了，请每月只写一次")
    return due


class ColumnDocument(Strict):
    """A column (栏目)."""

    header: Header
    type: TypeWord
    required: bool = False
    aliases: tuple[Header, ...] = ()
    values: tuple[str, ...] = ()
    unit_of_measure: Annotated[str, Field(min_length=1, max_length=10)] | None = None
    sum_of: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    additive: bool = True
    lists: bool = False

    @property
    def printed_levels(self) -> tuple[str, ...]:
        """The rows of the header. The unit of measure stands in brackets behind the last."""
        *above, last = self.header
        unit = f"（{self.unit_of_measure}）" if self.unit_of_measure and not re.search(r"[(（]", last) else ""
        return (*above, last + unit)

    @property
    def printed(self) -> str:
        """The header as one text."""
        return "：".join(self.printed_levels)

    @property
    def known_unit(self) -> str:
        """The unit of measure. Empty if there is none, or if figures cannot be converted from it."""
        return self.unit_of_measure if self.unit_of_measure and unit_of_measure(self.unit_of_measure) else ""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.type in NUMBERS

    def findings(self, name: str, is_number: Mapping[str, bool]) -> Iterator[Finding]:
        """What is wrong with the column ``name``. ``is_number`` says of every column of the form whether it
        holds numbers.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            yield (), f"列名“{name}”要用小写英文字母、数字和下划线，以字母开头，不超过40个字符"
        if name in RESERVED:
            yield (), f"列名“{name}”是系统自己用的，请换一个"
        if self.type in WITH_VALUES and not self.values:
            yield ("values",), f"“{name}”是{self.type}，请用 values 列出可选的值"
        if self.type not in WITH_VALUES and self.values:
            yield ("values",), f"“{name}”是{self.type}，不能写 values，只有 choice、choices 可以"
        if len(set(self.values)) != len(self.values):
            yield ("values",), f"“{name}”的 values 里有重复的值，请删去"
        if self.lists and self.type != "text":
            yield ("lists",), f"“{name}”不是 text，不写 lists，一格几个可选值的用 choices"
        if self.unit_of_measure and not self.is_number:
            yield ("unit_of_measure",), f"“{name}”不是数（count、amount），不写 unit_of_measure"
        yield from self._sum_findings(name, is_number)

    def _sum_findings(self, name: str, is_number: Mapping[str, bool]) -> Iterator[Finding]:
        if self.sum_of is None:
            return
        if not self.is_number:
            yield ("sum_of",), f"“{name}”不是数（count、amount），不能写 sum_of"
        for index, part in enumerate(self.sum_of):
            if part == name:
                yield ("sum_of", index), f"“{name}”不能是自己的合计"
            elif part not in is_number:
                yield (
                    ("sum_of", index),
                    f"没有“{part}”这一列" + suggestion(part, is_number, "请写 columns 里的列名"),
                )
            elif not is_number[part]:
                yield ("sum_of", index), f"“{part}”不是数（count、amount），不能相加"


class ChangeDocument(Strict):
    """``change``: a column compared with an earlier report of the same form."""

    column: str
    against: Literal["last_period", "same_period_last_year"]
    most: Annotated[float, Field(gt=0)]


class ComparedColumn(Strict):
    """A column of another form."""

    form: str
    column: str


RELATIONS = (Relation.AT_MOST, Relation.AT_LEAST, Relation.EQUAL)


class CompareDocument(Strict):
    """``compare``: a column compared with a column of another form."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    column: str
    other: Annotated[ComparedColumn, Field(alias="with")]
    at_most: Literal[True] | None = None
    at_least: Literal[True] | None = None
    equal: Literal[True] | None = None

    @property
    def relation(self) -> Relation:
        """Which of the three relations it has."""
        return next(each for each in RELATIONS if getattr(self, each.value))

    @model_validator(mode="after")
    def _has_one_relation(self) -> "CompareDocument":
        if sum(bool(getattr(self, each.value)) for each in RELATIONS) != 1:
            raise ValueError("compare 里请写一种关系：at_most: true、at_least: true 或 equal: true")
        return self


def _parsed(text: object) -> object:
    if not isinstance(text, str):
        raise ValueError(f"“{text}”不是式子，请写成 列名 <= 列名 的样式")
    try:
        # Its library takes long to import, and only a rule of an office needs it.
        from schemas.own_forms.grammar import parse

        return parse(text)
    except NotUnderstood as error:
        raise ValueError(str(error)) from None


Expression = Annotated[Any, BeforeValidator(_parsed), WithJsonSchema({"type": "string"})]
"""A text in the language of rules, held as its tree."""


class RuleDocument(Strict):
    """A rule (审核规则): what must hold, and what is said if it does not."""

    code: Annotated[
        str, _written(r"[A-Z]{1,3}[0-9]{1,4}-[0-9A-Za-z]{1,4}", "规则编号写成 报表代码-序号，例如 K01-1")
    ]
    level: Level
    that: Expression | None = None
    when: Expression | None = None
    says: Annotated[str, Field(min_length=1)]
    advice: Annotated[str, Field(min_length=1)] | None = None
    of_report: bool = False
    change: ChangeDocument | None = None
    compare: CompareDocument | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "RuleDocument":
        if sum(each is not None for each in (self.that, self.change, self.compare)) != 1:
            raise ValueError(f"规则 {self.code} 请写 that、change、compare 中的一个")
        if self.when is not None and self.that is None:
            raise ValueError(f"规则 {self.code} 的 when 只能与 that 一起写")
        return self

    @property
    def tests(self) -> tuple[tuple[str, Test], ...]:
        """The expressions by their keys; ``that`` stands before ``when``."""
        return tuple(
            (key, tree) for key, tree in (("that", self.that), ("when", self.when)) if tree is not None
        )

    @property
    def sentence(self) -> Sentence:
        """What its finding says."""
        return Sentence(self.says, self.advice or "")

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The parts of its sentence by their keys."""
        return tuple(
            (key, text) for key, text in (("says", self.says), ("advice", self.advice)) if text is not None
        )


class LayoutDocument(Strict):
    """``layout``: what the printed form has besides its table."""

    notes: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    signatures: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    total_row: Annotated[str, Field(min_length=1)] | None = None
    ordinal: bool = True


class DueOnDocument(Strict):
    """``due_on``: the day on which a report is due."""

    day: Annotated[int, Field(ge=1, le=28)]
    of: Literal["same_month", "next_month"] = "next_month"


class FormDocument(Strict):
    """A form (报表) that an office has written itself."""

    code: Annotated[str, _written("[A-Z]{1,3}[0-9]{1,4}", "报表代码用大写字母加数字，例如 K01")]
    slug: Annotated[
        str,
        _written(
            "(?=.{1,30}$)[a-z][a-z0-9]*(_[a-z0-9]+)*",
            "slug 用小写英文字母、数字和下划线，例如 dropout_control",
        ),
    ]
    title: Annotated[str, Field(min_length=2)]
    submitters: Annotated[tuple[str, ...], Field(min_length=1)]
    due: Annotated[
        tuple[Annotated[int, Field(ge=1, le=12)], ...],
        BeforeValidator(_months),
        Field(min_length=1),
        WithJsonSchema(
            {
                "anyOf": [
                    {"enum": list(DUE)},
                    {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 12}},
                ]
            }
        ),
    ]
    due_on: DueOnDocument | None = None
    grain: Annotated[str, Field(min_length=1)] = "row"
    key: tuple[str, ...] = ()
    on_error: OnError = OnError.RETURN_REPORT
    nil: bool = False
    columns: Annotated[dict[str, ColumnDocument], Field(min_length=1)]
    rules: tuple[RuleDocument, ...] = ()
    layout: LayoutDocument | None = None


class ExtensionDocument(Strict):
    """``extend`` of a built-in form in site.yaml: more headers for its columns, more columns."""

    aliases: dict[str, tuple[Header, ...]] = {}
    columns: dict[str, ColumnDocument] = {}
