"""Units (单位), which report and are assessed: a tree whose names and codes change over time.

The register of units is a CSV file of the office (``units.csv``)::

    code,name,kind,parent,group,short_names,valid_from,valid_to,successor
    321302112,屠园镇,township,321302,镇,屠园,2021-08-01,,
    321302203,屠园乡,township,321302,镇,,,2021-07-31,321302112

``short_names`` are separated by 、. Dates are ISO and may be empty. ``valid_to`` is the last day of validity.
A closed unit names the unit that took over as its ``successor``; its old name and code still lead to that
unit.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pandas as pd

from schemas.documents import DocumentError, Problem
from schemas.office.unit import KINDS, TakeOver, Unit, UnknownUnit
from schemas.office.unit_files import contradictions, read_units
from schemas.office.unit_names import (
    OFFICE_ENDINGS,
    PROVINCES,
    index_of_names,
    normalised,
    without_ending,
    without_prefixes,
)
from schemas.periods import period_of

_WORD = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*")
_PROVINCE_ENDING = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_AROUND_CODES = "()[]{}<>【】《》-_—:,.、;/|·"


class UnitRegistry:
    """All units of a site, and how to find one by what people write."""

    def __init__(self, units: Iterable[Unit], kinds: Mapping[str, str] = KINDS) -> None:
        """The units must be consistent; for a file, ``load`` checks that. ``kinds`` are all kinds of units,
        with their words.
        """
        self._units = {unit.code: unit for unit in units}
        self.kinds = kinds

    @classmethod
    def load(cls, path: Path, kinds: Mapping[str, str] = KINDS) -> "UnitRegistry":
        """The register in a CSV file. Raises DocumentError with every faulty line."""
        units, lines, problems = read_units(Path(path), kinds)
        problems = problems or [
            Problem(Path(path), lines[code], sentence) for code, sentence in contradictions(units)
        ]
        if problems:
            raise DocumentError.listing(problems)
        return cls(units.values(), kinds)

    def __iter__(self) -> Iterator[Unit]:
        """All units, closed ones too, in the order of the file."""
        return iter(self._units.values())

    def __len__(self) -> int:
        """How many units there are, closed ones too."""
        return len(self._units)

    def __contains__(self, code: object) -> bool:
        """Whether a unit has that code."""
        return code in self._units

    def get(self, code: str) -> Unit:
        """The unit with that code, closed or not. KeyError if there is none."""
        return self._units[code]

    def of_kind(self, kind: str, under: str | None = None, on: date | None = None) -> list[Unit]:
        """The units of a kind at or below a unit: those that exist on a day, or without a day those that are
        not closed.
        """
        among = self.subtree(under, on) if under else self
        return [
            unit
            for unit in among
            if unit.kind == kind and (unit.valid_to is None if on is None else unit.valid_on(on))
        ]

    def ancestors(self, code: str, on: date | None = None) -> list[Unit]:
        """The unit itself, its parent, and so on to the top. With a day, a unit that was closed by then lies
        below the unit that took over, not below its former parent.
        """
        found = [self._units[code]]
        while above := self._above(found[-1], on):
            found.append(self._units[above])
        return found

    def subtree(self, code: str, on: date | None = None) -> list[Unit]:
        """The unit and everything below it, closed units too, parents before children. Units lie below each
        other as in ``ancestors``. KeyError if there is no such unit.
        """
        found = [self._units[code]]
        for unit in found:
            near = dict.fromkeys([*self._children[unit.code], *self._predecessors[unit.code]])
            found.extend(each for each in near if self._above(each, on) == unit.code)
        return found

    def closure(self, on: date | None = None) -> pd.DataFrame:
        """Every pair (ancestor, descendant) of codes, including each unit with itself. Units lie below each
        other as in ``ancestors``.
        """
        pairs = [(above.code, unit.code) for unit in self for above in self.ancestors(unit.code, on)]
        return pd.DataFrame(pairs, columns=["ancestor", "descendant"], dtype="str")

    def _above(self, unit: Unit, on: date | None) -> str | None:
        return unit.successor if on and unit.is_taken_over(on) else unit.parent

    def holder(self, code: str, on: date) -> str:
        """The unit that stands for a unit on a day: the unit itself, or the unit that took over."""
        unit = self._units[code]
        while unit.is_taken_over(on):
            unit = self._units[str(unit.successor)]
        return unit.code

    @cached_property
    def take_overs(self) -> tuple[TakeOver, ...]:
        """Whose area each closed unit has become part of, step by step: of its successor, and of those that
        took over from the successor.
        """
        return tuple(each for unit in self for each in self._taken_over(unit))

    def _taken_over(self, closed: Unit) -> Iterator[TakeOver]:
        unit, since = closed, ""
        while unit.successor and unit.valid_to:
            since = max(since, period_of(unit.valid_to + timedelta(days=1)))
            yield TakeOver(closed.code, unit.successor, since)
            unit = self._units[unit.successor]

    def district_of(self, code: str) -> Unit | None:
        """The district that a unit belongs to; a district belongs to itself. None for units above
        districts.
        """
        return next((unit for unit in self.ancestors(code) if unit.kind == "district"), None)

    def named(self, text: str, on: date | None = None) -> Unit:
        """The unit that somebody names, found as ``resolve`` finds it. UnknownUnit if there is none."""
        found = self.resolve(text, on=on)
        if found is None:
            raise UnknownUnit(f"单位“{text}”不在单位名录中，请写规范名称或单位代码")
        return found

    def resolve(
        self,
        text: str,
        on: date | None = None,
        kinds: Collection[str] | None = None,
        under: str | None = None,
    ) -> Unit | None:
        """The one unit that a text names. None if it names none or more than one.

        It understands codes and names, full or short, in any width and spacing. Names of higher units may
        stand in front (江苏省宿迁市宿城区…). The generic ending may be missing (耿车 for 耿车镇), or the
        ending of the unit's office may be added (幸福街道办事处). A code may stand beside the name, if both
        agree. A closed unit stands for itself on the days on which it existed (``on``), otherwise for its
        successor. ``kinds`` and ``under`` (a code: that unit and everything below it) narrow the choice.
        """
        written = normalised(text)
        codes = {code for code in _WORD.findall(written) if code in self._codes}
        if not codes:
            return self._by_name(written, on, kinds, under)
        by_code = _only(self._narrowed({self._codes[code] for code in codes}, on, kinds, under))
        rest = _WORD.sub(lambda word: "" if word[0] in codes else word[0], written).strip(_AROUND_CODES)
        by_name = self._by_name(rest, on, None, None)
        return by_code if by_name in (None, by_code) else None

    def may_name(self, text: str, units: Iterable[Unit]) -> bool:
        """Whether a text contains anything by which ``resolve`` finds one of the units. This is a quick test
        for many texts at once: most of them contain nothing of the kind.
        """
        written = normalised(text)
        return any(name in written for unit in units for name in self._found_by[unit.code])

    def merged_unit(self, text: str, unit: Unit, on: date | None) -> Unit | None:
        """The unit named by a text that was closed by a day (``on``; None: at any time) and merged into
        ``unit``. None if the text names ``unit`` itself.

        A unit that only changed its name or code is not merged: it is the same unit. That is so if its
        successor begins on the next day and is the successor of no other unit.
        """
        for merged in self._merged_into(unit.code):
            is_closed = on is None or (merged.valid_to is not None and on > merged.valid_to)
            if is_closed and merged.name not in unit.names and self.resolve(text, merged.valid_to) == merged:
                return merged
        return None

    def _merged_into(self, code: str) -> Iterator[Unit]:
        """The units that this one finally took over. Those that are this unit under an earlier name are left
        out.
        """
        before = self._predecessors[code]
        for unit in before:
            day_after = unit.valid_to and unit.valid_to + timedelta(days=1)
            if len(before) > 1 or self._units[code].valid_from != day_after:
                yield unit
                yield from self._all_before(unit.code)
            else:
                yield from self._merged_into(unit.code)

    def _all_before(self, code: str) -> Iterator[Unit]:
        for unit in self._predecessors[code]:
            yield unit
            yield from self._all_before(unit.code)

    def _by_name(
        self, written: str, on: date | None, kinds: Collection[str] | None, under: str | None
    ) -> Unit | None:
        """The unit with that name. A full name has precedence over a short one, and a short one over a name
        that we completed.
        """
        readings = list(self._readings(written))
        for names in (self._full_names, self._short_names, self._derived_names):
            found = {
                code
                for prefixes, rest in readings
                for code in names.get(rest, ())
                if all(self._lies_in(code, prefix) for prefix in prefixes)
            }
            if found and (units := self._narrowed(found, on, kinds, under)):  # Most texts are no name.
                return _only(units)
        return None

    def _readings(self, written: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """The text as it stands, then with names of higher units removed from its front. Each reading comes
        with and without the ending of an office.
        """
        waiting: list[tuple[tuple[str, ...], str]] = [((), written)]
        for prefixes, rest in waiting:
            yield prefixes, rest
            yield from (
                (prefixes, rest.removesuffix(end))
                for end in OFFICE_ENDINGS
                if rest.endswith(end) and rest != end
            )
            lengths = range(2, min(len(rest), self._longest_prefix + 1))
            waiting.extend(
                ((*prefixes, rest[:length]), rest[length:])
                for length in lengths
                if rest[:length] in self._prefixes
            )

    def _lies_in(self, code: str, prefix: str) -> bool:
        above = {unit.code for unit in self.ancestors(code)[1:]}
        return any(place in above or place == f"province {code[:2]}" for place in self._prefixes[prefix])

    def _narrowed(
        self, codes: set[str], on: date | None, kinds: Collection[str] | None, under: str | None
    ) -> set[Unit]:
        units = {unit for code in codes if (unit := self._in_office(self._units[code], on))}
        if kinds:
            units = {unit for unit in units if unit.kind in kinds}
        if under:
            units = {
                unit for unit in units if any(above.code == under for above in self.ancestors(unit.code))
            }
        if len(units) > 1 and on:
            units = {unit for unit in units if unit.valid_on(on)} or units
        return units

    def _in_office(self, unit: Unit, on: date | None) -> Unit | None:
        """The unit, or the unit that took over if it is closed. None if it was closed without a successor."""
        while unit.valid_to and (on is None or on > unit.valid_to):
            if not unit.successor:
                return None
            unit = self._units[unit.successor]
        return unit

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        children: dict[str, list[Unit]] = defaultdict(list)
        for unit in self:
            if unit.parent:
                children[unit.parent].append(unit)
        return children

    @cached_property
    def _predecessors(self) -> dict[str, list[Unit]]:
        predecessors: dict[str, list[Unit]] = defaultdict(list)
        for unit in self:
            if unit.successor:
                predecessors[unit.successor].append(unit)
        return predecessors

    @cached_property
    def _found_by(self) -> dict[str, set[str]]:
        """By code: the codes and the comparable names of the unit and of those that it took over."""
        own: dict[str, set[str]] = {code: {written} for written, code in self._codes.items()}
        for names in (self._full_names, self._short_names, self._derived_names):
            for name, codes in names.items():
                for code in codes:
                    own[code].add(name)
        return {code: own[code].union(*(own[unit.code] for unit in self._all_before(code))) for code in own}

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {normalised(code): code for code in self._units}

    @cached_property
    def _full_names(self) -> dict[str, set[str]]:
        return index_of_names((unit.name, unit.code) for unit in self)

    @cached_property
    def _short_names(self) -> dict[str, set[str]]:
        return index_of_names((name, unit.code) for unit in self for name in unit.short_names)

    @cached_property
    def _derived_names(self) -> dict[str, set[str]]:
        """Names without those of higher units in front (江苏省…, 宿城区…), and without their generic ending
        (镇, 街道 …).
        """
        derived: list[tuple[str, str]] = []
        for unit in self:
            for name in unit.names:
                bare = without_prefixes(normalised(name), self._names_above(unit))
                derived += [(bare, unit.code), (without_ending(bare, unit.kind), unit.code)]
        return index_of_names(derived)

    def _names_above(self, unit: Unit) -> list[str]:
        above = [normalised(higher.name) for higher in self.ancestors(unit.code)[1:]]
        return [*above, PROVINCES[unit.code[:2]]] if unit.code[:2] in PROVINCES else above

    @cached_property
    def _prefixes(self) -> dict[str, set[str]]:
        """What may stand in front of a name: the names of the places above it, with or without their generic
        ending.
        """
        places = [(province, f"province {digits}") for digits, province in PROVINCES.items()]
        places += [(_PROVINCE_ENDING.sub("", name), place) for name, place in list(places)]
        for code in {unit.parent for unit in self if unit.parent}:
            unit = self._units[code]
            places += [
                (form, code)
                for name in unit.names
                for form in (name, without_ending(normalised(name), unit.kind))
            ]
        return index_of_names(places)

    @cached_property
    def _longest_prefix(self) -> int:
        return max(map(len, self._prefixes))


def _only(units: set[Unit]) -> Unit | None:
    return next(iter(units)) if len(units) == 1 else None
