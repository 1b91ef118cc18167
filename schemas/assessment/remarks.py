"""What a reader must know about an indicator's value, as data: remarks (说明) by kind, and why there is no
value.

The text of a remark is only shown. Everything that is decided depends on its kind, its counts, or other
columns of the value. So a sentence may be reworded without changing a figure.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Absence(StrEnum):
    """Why an indicator has no value."""

    MISSING = "missing"
    """缺报: no unit on which it depends has a report in force, or the report says nothing about it."""
    NO_TARGET = "no_target"
    """A completion rate without a target."""
    ZERO_DENOMINATOR = "zero_denominator"
    """A rate whose denominator is 0."""
    NOT_APPLICABLE = "not_applicable"
    """不适用: the indicator does not apply to this unit."""
    INCOMPARABLE = "incomparable"
    """不可比: growth from 0."""


def is_not_applicable(stored: object) -> bool:
    """Whether a stored absence says that the indicator does not apply (不适用). No if there is no absence."""
    return isinstance(stored, str) and stored == Absence.NOT_APPLICABLE


class RemarkKind(StrEnum):
    """What a remark is about."""

    EXPLANATION = "explanation"
    DENOMINATOR = "denominator"
    PARTS = "parts"
    STATED = "stated"
    LOWER_BOUND = "lower_bound"
    ABSENCE = "absence"
    NOT_FILLED = "not_filled"
    """The reports exist and say nothing about it."""
    UNLISTED = "unlisted"
    """A form about other units leaves some of them out."""
    OVERDUE = "overdue"
    """缺报: reports that are overdue and have not come."""
    NOT_DUE_YET = "not_due_yet"
    AUDITED = "audited"
    """抽查核实: an audit found another figure than the reported one."""
    HELD = "held"
    """Reports of which rows are held back."""
    GROWTH = "growth"
    BASE_YEAR = "base_year"


@dataclass(frozen=True)
class PartCount:
    """A number in a remark: what a measure counts, or what one value of one of its columns counts."""

    measure: str
    number: float
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Remark:
    """One sentence about a value, with the counts that it tells."""

    kind: RemarkKind
    text: str
    counts: tuple[PartCount, ...] = ()


def unique(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Each sentence once. Measures of one form share the remarks about its reports."""
    return tuple(dict.fromkeys(remarks))


def note_text(remarks: Iterable[Remark]) -> str:
    """The sentences as ``bi_indicator`` shows them."""
    return "；".join(remark.text for remark in remarks)


def stored_remarks(remarks: Iterable[Remark]) -> str:
    """The remarks as the serving database keeps them (JSON)."""
    return json.dumps(
        [
            [str(each.kind), each.text, [[c.measure, c.number, c.column, c.value] for c in each.counts]]
            for each in remarks
        ],
        ensure_ascii=False,
    )


def read_remarks(stored: object) -> tuple[Remark, ...]:
    """The remarks in a stored text. None if the text is missing."""
    if not isinstance(stored, str):
        return ()
    return tuple(
        Remark(RemarkKind(kind), text, tuple(PartCount(*count) for count in counts))
        for kind, text, counts in json.loads(stored)
    )
