"""The tree of an explanation: every figure with what it is made of, down to the cell of a file.

A node's ``parts`` make its value exactly, in the way that ``made_by`` says. What else a reader must know
(where a target comes from, last year, what was not counted) stands in ``beside`` and adds nothing to the
value. So ``contradictions`` can check a tree without knowing what it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from assets.indicators.formulas import is_base
from schemas.figures import exact, rounded

POINTS = "分"
"""The unit of points."""


class Kind(StrEnum):
    """The kind of thing a node is about."""

    SCORE = "score"
    ITEM = "item"
    POINTS = "points"
    INDICATOR = "indicator"
    MEASURE = "measure"
    UNIT = "unit"
    ROW = "row"
    REPORT = "report"
    TARGET = "target"
    LAST_YEAR = "last_year"
    RANKING = "ranking"
    GAP = "gap"
    NOT_COUNTED = "not_counted"
    DECISION = "decision"
    """What the office has decided (认定)."""
    AUTHORITY = "authority"
    """The document by which it is assessed (依据)."""
    NOTE = "note"


class Making(StrEnum):
    """How a node's value is made from the values of its parts."""

    GIVEN = "given"
    """The value stands for itself: a cell, a number of the scheme, a figure that is missing."""
    SUM = "sum"
    """The sum of the parts that have a value. It is missing only if there are parts and none of them has a
    value.
    """
    TOTAL = "total"
    """The sum of all parts; missing if any of them is missing."""
    RATIO = "ratio"
    """The first ÷ the second × the factor."""
    DIFFERENCE = "difference"
    """The first − the second."""
    GROWTH = "growth"
    """(The first − the second) ÷ the second."""
    WEIGHTED = "weighted"
    """The sum of each part × its factor; missing if any part is missing."""
    CAPPED = "capped"
    """The part, but no more than the factor."""
    MEAN = "mean"
    """The sum of the parts that have a value, divided by their number."""
    ROUNDED = "rounded"
    """The part, rounded half up; the factor is the number of decimals."""
    METHOD = "method"
    """The value that the scoring method gives; its sentence tells the arithmetic."""


@dataclass(frozen=True)
class SourceCell:
    """One cell of a form's column: its address (None if the original cannot be read) and its text, masked
    where it is personal.
    """

    header: str
    address: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Source:
    """Where a row or a report stands: the file as the unit named it, the version of the report that it holds,
    and when it was received.

    ``form`` is a code; ``form_name`` is code and title. ``person`` is the masked resident ID of the person a
    row is about.
    """

    unit: str
    form: str
    form_name: str
    period: str
    file_name: str
    sha256: str
    version: int
    received_at: datetime | None
    sheet: str | None = None
    row: int | None = None
    cells: tuple[SourceCell, ...] = ()
    person: str | None = None


@dataclass(frozen=True)
class Node:
    """One figure or remark.

    ``value`` is exact; None where it is missing. ``unit`` is what it is counted in ("%": a share of 1).
    ``is_lower_bound``: the value is at least this (200余).
    """

    kind: Kind
    title: str
    value: Fraction | None = None
    unit: str = ""
    code: str = ""
    says: tuple[str, ...] = ()
    made_by: Making = Making.GIVEN
    factors: tuple[Fraction, ...] = ()
    parts: tuple["Node", ...] = ()
    beside: tuple["Node", ...] = ()
    source: Source | None = None
    period: str = ""
    is_lower_bound: bool = False


def combined(node: Node) -> Fraction | None:
    """What a node's parts come to. Where the value stands for itself, it is the node's own value."""
    values = [part.value for part in node.parts]
    known = [value for value in values if value is not None]
    if node.made_by in (Making.GIVEN, Making.METHOD):
        return node.value
    if node.made_by is Making.MEAN:
        return sum(known, Fraction(0)) / len(known) if known else None
    if node.made_by is Making.SUM:
        return sum(known, Fraction(0)) if known or not values else None
    if len(known) < len(values):
        return None
    return _of_known(node, known)


def _of_known(node: Node, values: list[Fraction]) -> Fraction | None:
    if node.made_by is Making.TOTAL:
        return sum(values, Fraction(0))
    if node.made_by is Making.WEIGHTED:
        return sum((factor * value for factor, value in zip(node.factors, values, strict=True)), Fraction(0))
    if node.made_by is Making.CAPPED:
        return min(values[0], node.factors[0])
    if node.made_by is Making.ROUNDED:
        return exact(rounded(values[0], int(node.factors[0])))
    first, second = values
    if node.made_by is Making.DIFFERENCE:
        return first - second
    if node.made_by is Making.GROWTH:
        return (first - second) / second if is_base(second) else None
    return None if second == 0 else first / second * node.factors[0]


def with_value(node: Node) -> Node:
    """The node, with the value that its parts come to."""
    return replace(node, value=combined(node), is_lower_bound=_is_lower_bound(node))


def _is_lower_bound(node: Node) -> bool:
    """Whether the value is at least what its parts come to. It is not if the part by which it is divided or
    reduced may be greater.
    """
    bounds = [part.is_lower_bound for part in node.parts]
    if node.made_by in (Making.RATIO, Making.DIFFERENCE, Making.GROWTH):
        return bounds[0] and not bounds[1]
    return any(bounds)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below and beside it."""
    yield node
    for each in (*node.parts, *node.beside):
        yield from walk(each)


def contradictions(node: Node) -> list[Node]:
    """The nodes whose parts do not come to the node's value."""
    return [each for each in walk(node) if combined(each) != each.value]
