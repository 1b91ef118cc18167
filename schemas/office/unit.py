"""A unit (单位), which reports or is assessed, and the kinds of units."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

KINDS = {
    "city": "市",
    "district": "区县",
    "township": "镇街",
    "school": "中等职业学校",
    "bureau": "区县教育局",
    "society": "中华职教社",
    "college": "高职院校",
    "college_department": "二级学院",
    "city_office": "市级部门",
}
"""The kinds of units that every office has, with their words. An office may add its own."""


@dataclass(frozen=True)
class Unit:
    """One unit. ``group`` is the group in which it is ranked (分类考核). ``valid_from`` and ``valid_to`` are
    its first and last day (None: open). ``mail``: the addresses from which it sends reports by mail.
    """

    code: str
    name: str
    kind: str
    parent: str | None = None
    group: str | None = None
    short_names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    mail: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def is_taken_over(self, day: date) -> bool:
        """Whether it was closed before that day, and another unit took over."""
        return self.successor is not None and self.valid_to is not None and self.valid_to < day

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its short names."""
        return (self.name, *self.short_names)


class TakeOver(NamedTuple):
    """A closed unit, and a unit whose reports cover the area of both, from the period ``since`` on."""

    code: str
    successor: str
    since: str


class UnknownUnit(LookupError):
    """No unit has this name. The message says so in Chinese."""
