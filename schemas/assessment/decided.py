"""What people decided (认定) that changes figures: who is exempt, what was entered, what an audit found.

The office's record of decisions gives it for a day; without any decision it is ``NOTHING_DECIDED``.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar


@dataclass(frozen=True)
class Audit:
    """What an audit (抽查核实) of a reporting unit's column found, against what was reported."""

    unit: str
    form: str
    column: str
    period: str
    found: Fraction
    reported: Fraction
    number: int = 0

    @property
    def factor(self) -> Fraction:
        """What is left of a figure that was reported."""
        return self.found / self.reported


@dataclass(frozen=True)
class Entry:
    """A value that the office entered for a unit and month, which counts until the next of the year."""

    scheme: str
    entry: str
    unit: str
    period: str
    value: Fraction
    number: int = 0


@dataclass(frozen=True)
class Exemption:
    """That a unit is not assessed on an indicator (不适用), in all months or from one on (``since``)."""

    scheme: str
    indicator: str
    unit: str
    since: str | None
    number: int = 0


Made = TypeVar("Made", Audit, Entry)


@dataclass(frozen=True)
class Decided:
    """What is in force of all decisions."""

    exemptions: tuple[Exemption, ...] = ()
    entries: tuple[Entry, ...] = ()
    audits: tuple[Audit, ...] = ()

    def exemption(self, scheme: str, indicator: str, unit: str, period: str) -> Exemption | None:
        """The first decision by which a unit is exempt from an indicator in a month."""
        found = [
            each
            for each in self.exemptions
            if (each.scheme, each.indicator, each.unit) == (scheme, indicator, unit)
            and (each.since is None or each.since <= period)
        ]
        return min(found, key=lambda each: each.number, default=None)

    def entered(self, scheme: str, entry: str, unit: str, period: str) -> Entry | None:
        """The newest entry of the year that is not after the month."""
        found = [
            each
            for each in self.entries
            if (each.scheme, each.entry, each.unit) == (scheme, entry, unit)
            and period[:4] == each.period[:4]
            and each.period <= period
        ]
        return _newest(found)

    def audited(self, unit: str, form: str, column: str, period: str) -> Audit | None:
        """The newest audit of the year that is not after the month, of a reporting unit's column."""
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
