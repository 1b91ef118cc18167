"""What a form is: a pandera model of its columns plus what the office says of it (code, submitters, due
months, key).

A form is written once, as a class in ``schemas/forms/``; its review, blank workbook, facts, views and data
dictionary all come from there::

    @form(
        code="X06", slug="certificates", title="证书考核情况表", submitters=("school",), due=(3, 6, 9), ...
    )
    class Certificates(FormModel):
        examined: Count = required("考证人数")
        certified: Count = required("取证人数")

        @rule(
            "X06-1", Level.HARD, on=("certified", "examined"),
            says=Sentence(
                "取证人数（{certified}）不应大于考证人数（{examined}）。",
                "请把取证人数改为不大于{examined}的数，或者改正考证人数。",
            ),
        )
        def certified_within_examined(cls, frame):
            return frame["certified"] <= frame["examined"]
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import pandera.pandas as pa

from schemas.columns import ColumnType
from schemas.cross_rules import CrossRule
from schemas.findings import Level, Sentence
from schemas.units_of_measure import UnitOfMeasure

MONTHLY = tuple(range(1, 13))

NUMBERS = ("int", "amount")
"""Types of columns that hold numbers."""

CONTEXT_COLUMNS = (
    "report_id",
    "unit_code",
    "subject_code",
    "period",
    "period_end",
    "sheet",
    "row",
    "indicator_known",
)
"""Columns that stand beside a form's own columns during the review. Rules may use them.

``report_id, unit_code, period`` ('YYYY-MM'): the report that a row belongs to. ``sheet, row``: where the row
stands in the workbook. ``period_end`` (datetime64[s]): the last day of the period. ``subject_code`` (string):
the unit that the row is about. That is the submitter or, in a form with a ``subject`` column, the unit named
there; it is missing if the register has no such unit. ``indicator_known`` (boolean, only in forms that name a
scheme and an indicator): whether that scheme has that indicator.
"""

SUM_OF_PARTS = "sum_of_parts"
"""The placeholder for the sum of all columns of a rule but the first, in the sentence of a rule that compares
the first with it.
"""


class OnError(StrEnum):
    """What one hard finding (强制性错误) costs."""

    RETURN_REPORT = "return_report"
    """The whole report goes back (汇总表)."""
    QUARANTINE = "quarantine"
    """Only the faulty rows are held back; the others are accepted (名册、台账)."""


@dataclass(frozen=True)
class Column:
    """One column of a form: its name in the warehouse and its header as printed on the form."""

    name: str
    header: str
    type: ColumnType
    required: bool
    values: tuple[str, ...] = ()
    personal: bool = False
    additive: bool = False
    """Whether the column can be added up, so that a 合计 row must hold its sum. 数量 can be; 学制 and 月起薪
    cannot.
    """
    unit: UnitOfMeasure | None = None
    """The unit of its numbers. None if neither the header nor the form says it."""
    levels: tuple[str, ...] = ()
    """The rows of the header, if it is printed in two or three. ``header`` has all of it in one text."""
    aliases: tuple[str, ...] = ()
    """Other headers that units may write."""
    lists: bool = False
    """Whether a cell may list several names (城关镇、留山镇). They are held joined by 、."""


@dataclass(frozen=True)
class Rule:
    """A check inside one form (表内审核): its code, its level, the columns that it colours and the sentence
    that it says.

    ``says`` is a template; the values of the row and the parameters are filled in. A check of the catalogue
    may have several parts (X07-1). Then it is several rules with one code, so that each colours its own
    columns and says its own sentence; ``name`` tells them apart. ``of_report``: the check judges a report as
    a whole. It gives one finding, and its sentence gets the sums of the report's columns. ``beside``: columns
    that it looks at without colouring them. ``over_report``: columns of which it looks at the whole report.
    """

    code: str
    level: Level
    columns: tuple[str, ...]
    says: Sentence
    parameters: dict[str, Any]
    name: str = ""
    of_report: bool = False
    beside: tuple[str, ...] = ()
    over_report: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What a printed form has beside its table."""

    notes: tuple[str, ...] = ()
    """Lines below the table (填表说明)."""
    signatures: tuple[str, ...] = ()
    """Who signs: 单位负责人, 填表人, 填报日期."""
    total_row: str | None = None
    """The label of the row of totals."""
    ordinal: bool = True
    """Whether the rows are numbered (序号)."""


@dataclass(frozen=True)
class DueOn:
    """The day of the month on which a report is due: in the month of the period itself, or in the month after
    it.
    """

    day: int
    of: str
    """``same_month`` or ``next_month``."""


@dataclass(frozen=True)
class Form:
    """The description of one form (报表): its name, who owes it and when, its columns and its rules."""

    code: str
    slug: str
    title: str
    submitters: tuple[str, ...]
    due: tuple[int, ...]
    grain: str
    key: tuple[str, ...]
    on_error: OnError
    model: type[pa.DataFrameModel]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    cross_rules: tuple[CrossRule, ...]
    nil: bool = False
    vertical: bool = False
    subject: str | None = None
    """The column that names the unit each row is about, if that is not the submitter (J02, J03, J05)."""
    subject_kinds: tuple[str, ...] = ()
    """The kinds of unit that this column may name. Empty means any."""
    amends: bool = False
    """Whether a report changes single rows of the year's earlier reports from its period on, and replaces
    none of them (J03, J05).
    """
    layout: Layout | None = None
    """None if the form is printed as the product prints its own forms."""
    due_on: DueOn | None = None
    """None means the office's due day in the next month."""
    is_own: bool = False
    """Whether the office has written the form itself."""
    magnitudes: tuple[CrossRule, ...] = ()
    """The rules about the magnitude of its figures. Every form has them, so no form declares them
    (``cross_rules.magnitude_rules``).
    """

    def column(self, name: str) -> Column:
        """The column with that name. KeyError if the form has none."""
        if name not in self._by_name:
            raise KeyError(f"{self.code} {self.title} has no column {name!r}")
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def declared(self) -> tuple[Rule | CrossRule, ...]:
        """The rules that the form declares: those inside it, then those across forms and periods."""
        return (*self.rules, *self.cross_rules)

    @property
    def every_rule(self) -> tuple["Rule | CrossRule", ...]:
        """All rules: those inside the form, then those across forms and periods."""
        return (*self.rules, *self.crossing)

    @property
    def crossing(self) -> tuple[CrossRule, ...]:
        """All rules across forms and periods, including those about magnitudes."""
        return (*self.cross_rules, *self.magnitudes)

    @property
    def has_persons(self) -> bool:
        """Whether its rows describe persons by resident ID. Then they stay out of the serving database."""
        return self.person_column is not None

    @cached_property
    def person_column(self) -> str | None:
        """The column with the resident ID of the person that a row is about, or None. Of several (a pupil's
        and a guardian's) it is one of the key, else a required one, else the first.
        """
        found = [column for column in self.columns if column.type.name == "resident_id"]
        best = sorted(found, key=lambda column: (column.name not in self.key, not column.required))
        return best[0].name if best else None

    @property
    def is_personal(self) -> bool:
        """Whether any column names or identifies a person. Then messages do not repeat texts of its cells."""
        return any(column.personal for column in self.columns)

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """The columns that reach the fact store unchanged: all except the personal ones."""
        return tuple(column for column in self.columns if not column.personal)

    @property
    def amended_by(self) -> tuple[str, ...]:
        """The columns that tell which row of an earlier report a row changes. Empty if rows change none."""
        key = ("subject_code" if name == self.subject else name for name in self.key)
        return tuple(key) if self.amends else ()

    def rules_of(self, code: str) -> tuple[Rule, ...]:
        """The in-form rules with that code, usually one. Empty if the form has none."""
        return tuple(rule for rule in self.rules if rule.code == code)
