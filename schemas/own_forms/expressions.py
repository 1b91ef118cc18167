"""The language of an office's rules: comparisons of columns, numbers and texts, as a tree.

::

    out_of_school <= school_age and (reason is filled or not local == "是")
    sum(planned) <= 1.2 * sum(surveyed)
    kind in ["甲", "乙"]

``grammar.parse`` gives the tree, or says in Chinese what it does not understand. ``checking`` knows what the
names in it mean and whether the comparison makes sense.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Literal:
    """A number as it is written."""

    value: float


@dataclass(frozen=True)
class Quoted:
    """A text in double quotes."""

    text: str


@dataclass(frozen=True)
class Name:
    """A column's value in the row."""

    column: str


@dataclass(frozen=True)
class SumOf:
    """``sum(column)``: the column added up over the report."""

    column: str


@dataclass(frozen=True)
class Size:
    """``count()``: how many rows the report has."""


@dataclass(frozen=True)
class Negative:
    """``-value``."""

    value: "Value"


@dataclass(frozen=True)
class Arithmetic:
    """``left operator right``; operator is one of ``+ - * /``."""

    operator: str
    left: "Value"
    right: "Value"


Value = Literal | Quoted | Name | SumOf | Size | Negative | Arithmetic


@dataclass(frozen=True)
class Comparison:
    """``left operator right``; operator is one of ``<= < >= > == !=``."""

    operator: str
    left: Value
    right: Value


@dataclass(frozen=True)
class Among:
    """``value in [options]``."""

    value: Value
    options: tuple[Literal | Quoted, ...]


@dataclass(frozen=True)
class IsFilled:
    """``value is filled``, or ``is empty``."""

    value: Value
    filled: bool


@dataclass(frozen=True)
class Not:
    """``not test``."""

    test: "Test"


@dataclass(frozen=True)
class Every:
    """``test and test …``."""

    tests: tuple["Test", ...]


@dataclass(frozen=True)
class Either:
    """``test or test …``."""

    tests: tuple["Test", ...]


Test = Comparison | Among | IsFilled | Not | Every | Either


class NotUnderstood(ValueError):
    """An expression that the language does not know. The message says where and, if known, what to do."""


def parts(tree: Test | Value) -> Iterator[Test | Value]:
    """The tree itself and everything in it, from left to right."""
    yield tree
    for below in vars(tree).values():
        for part in below if isinstance(below, tuple) else (below,):
            if hasattr(part, "__dataclass_fields__"):
                yield from parts(part)
