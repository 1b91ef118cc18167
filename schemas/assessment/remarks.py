"""What a reader must know of an indicator's value, as data: remarks (说明) by kind, and why there is none.

A remark's text is only shown. Whatever is decided hangs on its kind, its counts or the other columns of the
value, so that rewording a sentence changes no figure.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Absence(StrEnum):
    """Why an indicator has no value."""

    MISSING = "missing"
    """缺报: nobody it depends on has a report in force, or the report says nothing of it."""
    NO_TARGET = "no_target"
    """A completion rate without a target."""
    ZERO_DENOMINATOR = "zero_denominator"
    """A rate on nothing."""
    NOT_APPLICABLE = "not_applicable"
    """不适用: the indicator is not for this unit."""
    INCOMPARABLE = "incomparable"
    """不可比: growth on nothing."""


def is_not_applicable(stored: object) -> bool:
    """Whether a stored absence says that the indicator does not apply (不适用); not where it is missing."""
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
    """The reports are there, and say nothing of it."""
    UNLISTED = "unlisted"
    """A form about other units leaves out some."""
    OVERDUE = "overdue"
    """缺报: overdue reports that are not there."""
    NOT_DUE_YET = "not_due_yet"
    AUDITED = "audited"
    """抽查核实: an audit found another figure than was reported."""
    HELD = "held"
    """Reports with rows held back."""
    GROWTH = "growth"
    BASE_YEAR = "base_year"


@dataclass(frozen=True)
class PartCount:
    """A number that a remark tells: what a measure counts, or one value of a column of it."""

    measure: str
    number: float
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Remark:
    """One sentence about a value, with the counts it tells."""

    kind: RemarkKind
    text: str
    counts: tuple[PartCount, ...] = ()


def unique(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Each sentence once: measures of one form share what is said about its reports."""
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
    """The remarks of a stored text; none where it is missing."""
    if not isinstance(stored, str):
        return ()
    return tuple(
        Remark(RemarkKind(kind), text, tuple(PartCount(*count) for count in counts))
        for kind, text, counts in json.loads(stored)
    )
