"""Decisions of people (认定) that change figures: which units are exempt, what was entered, what an audit
found.

They come from the office's record of decisions as of a day. If there are none, it is ``NOTHING_DECIDED``.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar


@dataclass(frozen=True)
class Audit:
    """What an audit (抽查核实) of a column of a reporting unit found, and what had been reported."""

    unit: str
    form: str
    column: str
    period: str
    found: Fraction
    reported: Fraction
    number: int = 0

    @property
    def factor(self) -> Fraction:
        """The share of a reported figure that the audit confirms."""
        return self.found / self.reported


@dataclass(frozen=True)
class Entry:
    """A value that the office entered for a unit and month. It counts until the next entry of the same
    year.
    """

    scheme: str
    entry: str
    unit: str
    period: str
    value: Fraction
    number: int = 0


@dataclass(frozen=True)
class Exemption:
    """A unit is not assessed by an indicator (不适用): in all months, or from one month on (``since``)."""

    scheme: str
    indicator: str
    unit: str
    since: str | None
    number: int = 0


Made = TypeVar("Made", Audit, Entry)


@dataclass(frozen=True)
class Decided:
    """All decisions in force."""

    exemptions: tuple[Exemption, ...] = ()
    entries: tuple[Entry, ...] = ()
    audits: tuple[Audit, ...] = ()

    def exemption(self, scheme: str, indicator: str, unit: str, period: str) -> Exemption | None:
        """The first decision that exempts a unit from an indicator in a month."""
        found = [
            each
            for each in self.exemptions
            if (each.scheme, each.indicator, each.unit) == (scheme, indicator, unit)
            and (each.since is None or each.since <= period)
        ]
        return min(found, key=lambda each: each.number, default=None)

    def entered(self, scheme: str, entry: str, unit: str, period: str) -> Entry | None:
        """The newest entry of the year up to the month."""
        found = [
            each
            for each in self.entries
            if (each.scheme, each.entry, each.unit) == (scheme, entry, unit)
            and period[:4] == each.period[:4]
            and each.period <= period
        ]
        return _newest(found)

    def audited(self, unit: str, form: str, column: str, period: str) -> Audit | None:
        """The newest audit of a reporting unit's column in the year up to the month."""
        found = [
            each
            for each in self.audits
            if (each.unit, each.form, each.column) == (unit, form, column)
            and period[:4] == each.period[:4]
            and each.period <= period
        ]
        return _newest(found)


def _newest(made: list[Made]) -> Made | None:
    return max(made, key=lambda each: (each.period, each.number), default=None)


NOTHING_DECIDED = Decided()
