"""What people decided (认定) that changes figures: who is exempt, what was entered, what an audit found.

The office's record of decisions gives it for a day; without any decision it is ``NOTHING_DECIDED``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


Made = TypeVar("Made", Audit, Entry)


@dataclass(frozen=True)
class Decided:
    """What is in force of all decisions.

    ``exempt``: (scheme, indicator, unit) → the first month of the exemption, None for all months.
    """

    exempt: Mapping[tuple[str, str, str], str | None] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    audits: tuple[Audit, ...] = ()

    def is_exempt(self, scheme: str, indicator: str, unit: str, period: str) -> bool:
        """Whether a unit is exempt from an indicator in a month."""
        key = (scheme, indicator, unit)
        first = self.exempt.get(key, "")
        return first is None or (bool(first) and first <= period)

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
