"""Rules that look beyond one report (表间、跨期审核) as data: what is compared with what, and what must hold.

``assets/reviews`` makes a table of what a rule compares, and Great Expectations judges it. The rules of a
form in YAML are the same data::

    change: {column: school_age, against: last_period, most: 0.2}
        CrossRule(..., compares=Earlier("school_age", Against.LAST_PERIOD), holds=Relation.WITHIN,
                  parameters={"most": 0.2})
    compare: {column: school_age, with: {form: J05, column: residents}, at_most: true}
        CrossRule(..., compares=OtherForm("school_age", "J05", "residents"), holds=Relation.AT_MOST)

``Named`` is for comparisons that only code can describe. No form in YAML uses it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Any

from schemas.findings import Level, Sentence


class Against(StrEnum):
    """The earlier report of the same form that a report is compared with."""

    LAST_PERIOD = "last_period"
    """The report of the last month in which the form was due (上期)."""
    LAST_OF_YEAR = "last_of_year"
    """The newest report of the earlier months of the same year (年内上期). In January there is none."""
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    """The report of the same month last year (上年同期)."""


class Usual(StrEnum):
    """What is usual in a column. A figure in a wrong unit of measure differs from it by far."""

    OWN_LAST = "own_last"
    """The unit's own last report: its row with the same key, otherwise the median of its rows."""
    ALL_UNITS = "all_units"
    """The median of the units that report this form for this month, if there are at least ``units`` of
    them.
    """


class Relation(StrEnum):
    """What must hold between the value of this report (right) and what it is compared with (left)."""

    EQUAL = "equal"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    WITHIN = "within"
    """The change, (right − left) ÷ left, is at most the parameter ``most``, upwards or downwards."""
    NEAR = "near"
    """The right value is less than ``times`` times the left one, and more than the left one ÷ ``times``."""


@dataclass(frozen=True)
class Earlier:
    """A column compared with itself in an earlier report of the unit (跨期)."""

    column: str
    against: Against


@dataclass(frozen=True)
class OtherForm:
    """A column compared with the sum of a column in the unit's newest report of another form (表间).

    The newest report is one of the same year, or of the ``months_back`` months before. If the other form has
    a ``subject``, the rows about the unit count. If ``column`` is None, the number of rows is compared. A
    rule about rows judges row by row. If both forms have the same key, each row is compared with the rows of
    its key; otherwise each row is compared with the sum.
    """

    column: str | None
    form: str
    other: str
    months_back: int = 0


@dataclass(frozen=True)
class Named:
    """A comparison that is code (``assets/reviews/comparing/rosters.py``), and the forms that it looks at."""

    name: str
    forms: tuple[str, ...]
    between_periods: bool = False


@dataclass(frozen=True)
class Magnitude:
    """Each figure of these columns compared with what is usual in its column (量级)."""

    columns: tuple[str, ...]
    usual: Usual


Comparison = Earlier | OtherForm | Named | Magnitude


@dataclass(frozen=True)
class CrossRule:
    """A check that looks beyond one report.

    ``columns`` are the cells that a finding colours. For a ``Magnitude`` only the compared one is coloured.
    ``says`` may use ``{left}`` (the value that it is compared with), ``{right}`` (the value of this report),
    ``{difference}`` (how far apart they are, as text), ``{change}`` (a fraction; only for ``WITHIN``) and the
    parameters. ``of_report``: a finding is about the report as a whole, whose column is added up. Otherwise
    it is about a row.
    """

    code: str
    level: Level
    columns: tuple[str, ...]
    says: Sentence
    compares: Comparison
    holds: Relation
    of_report: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def between_periods(self) -> bool:
        """Whether it compares periods (跨期). Otherwise it compares forms (表间)."""
        match self.compares:
            case Earlier():
                return True
            case Named():
                return self.compares.between_periods
            case Magnitude():
                return self.compares.usual is Usual.OWN_LAST
        return False

    @property
    def others(self) -> tuple[str, ...]:
        """The forms at which it looks besides its own."""
        if isinstance(self.compares, OtherForm):
            return (self.compares.form,)
        return self.compares.forms if isinstance(self.compares, Named) else ()

    @property
    def judged(self) -> str:
        """The column in the table of comparisons that is judged."""
        return "change" if self.holds in (Relation.WITHIN, Relation.NEAR) else "difference"

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The bounds of ``judged``; for ``NEAR`` it must lie strictly between them. None means no bound."""
        if self.holds is Relation.WITHIN:
            return -self.parameters["most"], self.parameters["most"]
        if self.holds is Relation.NEAR:
            return 1 / self.parameters["times"] - 1, self.parameters["times"] - 1
        return {Relation.EQUAL: (0, 0), Relation.AT_MOST: (None, 0), Relation.AT_LEAST: (0, None)}[self.holds]


def waiting_for_each_other(rules: Mapping[str, Sequence[CrossRule]]) -> tuple[str, ...]:
    """The codes of forms whose hard rules wait for each other within a period. None of them if all can be
    settled.

    ``rules`` has the rules of each form, by its code. A hard rule decides whether its report counts. So the
    other form must be settled first.
    """
    waits = {
        code: {other for rule in of_form if rule.level is Level.HARD for other in rule.others} - {code}
        for code, of_form in rules.items()
    }
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return tuple(dict.fromkeys(error.args[1]))
    return ()


def magnitude_rules(code: str, columns: Sequence[str]) -> tuple[CrossRule, ...]:
    """The rules about magnitude that every form with figures has. They ask about a figure that is ``times``
    times what is usual or more, or a ``times``-th of it or less. That happens if somebody writes 元 where
    万元 is meant.
    """
    wrong = "填报的数（{{right}}）与{}（{{left}}）相差{{times}}倍以上。"
    return tuple(
        CrossRule(
            f"{code}-{number}",
            Level.QUERY,
            tuple(columns),
            Sentence(wrong.format(words), "请核对计量单位后改正或说明。"),
            compares=Magnitude(tuple(columns), usual),
            holds=Relation.NEAR,
            parameters=parameters,
        )
        for number, usual, words, parameters in (
            (91, Usual.OWN_LAST, "上次填报", {"times": 100}),
            (92, Usual.ALL_UNITS, "本期各单位的中位数", {"times": 100, "units": 10}),
        )
        if columns
    )
