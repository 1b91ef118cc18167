"""The unit of measure (计量单位) of a column's numbers. It may stand in the header, in a cell beside the
label of a vertical table, in a line above the table, or in a note below it.

A header speaks for its own column. A line speaks for all columns that count what its units measure:
计量单位：人、元 means 人 for persons and 元 for money. If two places disagree, nobody can tell which one is
right.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from assets.submissions.tables.headers.texts import remembering
from schemas.form import NUMBERS, Column, Form
from schemas.units_of_measure import (
    COUNTED,
    MULTIPLE,
    NEVER_MEANT,
    UnitOfMeasure,
    are_alike,
    multiple_alone,
    unit_of_measure,
    units_in,
)

LONGEST_LINE = 500
"""How many characters of a line are searched."""

_LABEL = re.compile(
    r"(?:(?:计量|金额|货币|币种|面积|数量)单位|人民币|\bunit(?=\s*:)|(?<![\u3400-\u9fff])单位|(?<![\u3400-\u9fff])(?:金额|币种))"
    r"(?:均?为|是)?\s*[:(]?\s*(?P<units>[^():。]*)",
    re.IGNORECASE,
)
_COUNTED_IN = re.compile(r"以(?P<units>[^，。:()以]{1,8}?)(?:为单位|计(?![\u3400-\u9fff]))")
_ABOUT_UNITS = re.compile("单位|金额|币种|人民币|以|unit", re.IGNORECASE)
"""One of these stands in every line that names units."""
_MULTIPLIED = re.compile(
    r"[/÷每x×*] ?(?:10{1,9}(?!\d)|[十百千万亿]{1,2})|[(] ?以?[十百千万亿]{1,2}(?:计|为单位)? ?[)]"
    r"|[,;、] ?10{1,9}(?![^\s)])|[(] ?['’‘]?0{2,9}['’‘]?s? ?[)]|['’‘]0{2,9}(?!\d)"
    r"|\b(?:ten|hundred|thousand|million)s?\b",
    re.IGNORECASE,
)
"""A multiple that is told in an unusual way: 人/百, 人×100, 每百人, hundred persons, '000 RMB."""
_IN_MULTIPLES = re.compile(r"\bin (?:tens|hundreds|thousands|millions)\b", re.IGNORECASE)
_UNCLEAR = "unclear"
"""The quantity of a multiple that is told in an unusual way. Nobody can tell which numbers it is about."""
_SPREAD = re.compile(r"(单)\s+(位)")
"""Blanks within the label: 单 位：元."""
_REMARKED = re.compile(
    r"(?:^|[单位额币为是按以成:(,，。;、]|收入)\s*"
    r"(?P<unit>[十百千万亿]{0,2}(?:元|角|平方米|平米|m2|亩|公顷|平方公里|人次?|册|台|学时|课时))"
    r"(?=$|[),，。;、]|为单位|[计填]|统计|换算|表示)"
)
"""A unit as a remark names it: 收入单位为元, 按元填, （千元）."""
_UNIT_END, _LONGEST_UNIT = re.compile(r" {2,}|[,;。、](?! ?10{1,9}(?![^\s)]))"), 20
_BETWEEN_UNITS = re.compile(r"[,;、/|+和及]|\s+")
_LIKE_A_UNIT = re.compile(r"[^\d\W]{0,3}[元圆币米吨斤克升顷里尺]|[kKwW]")
"""Texts that can only be units, known or unknown."""


@dataclass(frozen=True)
class StatedUnit:
    """A unit that differs from the form's.

    ``text``: the unit as the sheet writes it. ``unit``: the known unit that it is, or None if it is unknown
    or measures something else. ``other``: what another place says instead.
    """

    text: str
    unit: UnitOfMeasure | None
    other: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether numbers in this unit can be converted."""
        return self.unit is not None and not self.other


def stated_units(
    form: Form, beside: Mapping[str, Sequence[str]], lines: Sequence[str], remarks: Iterable[str] = ()
) -> dict[str, StatedUnit]:
    """The columns whose numbers have another unit than the form's, or a unit that nobody can tell.

    ``beside``: for each column that was found, the texts that may name the unit of this column only. What
    stands in the brackets of its header comes first. ``lines``: the texts above and below the table.
    ``remarks``: the texts beside its rows. A remark or a sentence of a note never converts numbers, but may
    contradict.
    """
    stated = _units_said(form, beside, lines)
    remarked = {unit for text in {*lines, *remarks} for unit in remarked_units(text)}
    if remarked:
        stated |= _contradicted(form, beside, stated, remarked)
    return stated


def _contradicted(
    form: Form, found: Iterable[str], stated: Mapping[str, StatedUnit], remarked: Iterable[UnitOfMeasure]
) -> dict[str, StatedUnit]:
    """The columns whose numbers have another unit according to a remark. A remark tells nothing if the form
    itself has several units of what it measures.
    """
    columns = [column for column in form.columns if column.type.name in NUMBERS and column.unit]
    contradicted = {}
    for unit in sorted(remarked, key=lambda unit: unit.name):
        meant = [column for column in columns if column.unit and column.unit.quantity == unit.quantity]
        if len({column.unit.worth for column in meant if column.unit}) > 1:
            continue
        for column in meant:
            other = stated.get(column.name)
            known = other.unit if other and other.is_certain else None if other else column.unit
            if column.name in found and known and known.worth != unit.worth:
                contradicted[column.name] = StatedUnit(known.name, known, unit.name)
    return contradicted


@remembering(1_000)
def remarked_units(text: str) -> tuple[UnitOfMeasure, ...]:
    """The units that a remark says numbers are in."""
    named = (unit_of_measure(found["unit"]) for found in _REMARKED.finditer(_comparable(text)))
    return tuple(unit for unit in named if unit)


def _units_said(
    form: Form, beside: Mapping[str, Sequence[str]], lines: Iterable[str]
) -> dict[str, StatedUnit]:
    """What headers, cells beside labels and labelled lines say about units."""
    of_lines = list(_units_of_lines(lines))
    odd = _unrelated_to(form, of_lines)
    stated = {}
    for column in form.columns:
        if column.name in beside and column.type.name in NUMBERS:
            texts = [text for text in beside[column.name] if text]
            if not texts and not of_lines:  # true of most columns
                continue
            if unit := _stated_unit(column, texts, of_lines, odd):
                stated[column.name] = unit
    return stated


def _unrelated_to(form: Form, of_lines: Sequence[UnitOfMeasure]) -> frozenset[str]:
    """The quantities that lines measure but the form does not: 户 where the form counts only persons.

    A line may also say what the rows are: 人 above a roster of hours, 处 above a list of costs. Such a line
    is not counted here. A multiple alone (单位：千) is about money, if the form has any. A multiple of
    what is only alike counts (万人次, where the form counts persons).
    """
    if not of_lines:
        return frozenset()
    own = {column.unit.quantity for column in form.columns if column.type.name in NUMBERS and column.unit}
    of_rows = {"persons"} if form.is_personal else set()
    if not own & COUNTED:
        of_rows |= COUNTED
    if "money" in own:
        of_rows |= {MULTIPLE}
    return frozenset(
        unit.quantity
        for unit in of_lines
        if unit.quantity not in of_rows
        and not any(
            (are_alike(unit.quantity, quantity) and (unit.scale == 1 or unit.quantity in own))
            or (quantity, unit.quantity) in NEVER_MEANT
            for quantity in own
        )
    )


def _stated_unit(
    column: Column, beside: list[str], of_lines: Sequence[UnitOfMeasure], odd: frozenset[str]
) -> StatedUnit | None:
    own = column.unit
    if own and (unclear := next((unit for unit in of_lines if unit.quantity == _UNCLEAR), None)):
        return StatedUnit(unclear.name, None)
    named = list(dict.fromkeys(unit for text in beside for unit in units_in(text)))
    for text in beside:
        multiple = multiple_alone(text)
        is_other = multiple is not None and (own is None or own.scale != multiple.scale)
        if is_other or (not units_in(text) and _LIKE_A_UNIT.fullmatch(text)):
            return StatedUnit(text, None)
    for unit in named:
        if not unit.measures(own) or (own is None and unit.scale != 1):
            return StatedUnit(unit.name, None)
    if foreign := _unrelated(column, named, of_lines, odd):
        return StatedUnit(foreign.name, None)
    named += [unit for unit in of_lines if own and unit.quantity == own.quantity]
    for unit in of_lines:
        if (
            named
            and own
            and unit.quantity == MULTIPLE
            and own.quantity == "money"
            and unit.scale != named[0].scale
        ):
            return StatedUnit(named[0].name, named[0], unit.name)
    different = {unit.worth: unit for unit in reversed(named)}
    if len(different) > 1:
        first, other = list(reversed(different.values()))[:2]
        return StatedUnit(first.name, first, other.name)
    if named and own and named[0].worth != own.worth:
        return StatedUnit(named[0].name, named[0])
    return None


def _unrelated(
    column: Column, named: list[UnitOfMeasure], of_lines: Sequence[UnitOfMeasure], odd: frozenset[str]
) -> UnitOfMeasure | None:
    """A unit from a line that speaks for this column but does not fit what the column measures.

    For example 美元, where the form wants 万元 and the header names no unit, or one of the ``odd``
    quantities.
    """
    own = column.unit
    if own and MULTIPLE in odd:
        return next(unit for unit in of_lines if unit.quantity == MULTIPLE)
    alike = (unit for unit in of_lines if own and are_alike(unit.quantity, own.quantity))
    if scaled := next((unit for unit in alike if unit.quantity in odd), None):
        return scaled
    if own is None or any(are_alike(unit.quantity, own.quantity) for unit in of_lines):
        return None
    never = (
        unit
        for unit in of_lines
        if (own.quantity, unit.quantity) in NEVER_MEANT
        or (not named and (unit.quantity in odd or _is_another_multiple(unit, own)))
    )
    return next(never, None)


def _is_another_multiple(unit: UnitOfMeasure, own: UnitOfMeasure) -> bool:
    """Whether a line names nothing but a multiple (单位：亿) that is not the one of an amount of money."""
    return unit.quantity == MULTIPLE and own.quantity == "money" and unit.scale != own.scale


def _units_of_lines(lines: Iterable[str]) -> Iterator[UnitOfMeasure]:
    """The units that lines name. The label and the unit may stand in two cells."""
    lines = list(lines)
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        yield from _multiples_in(line)
        for stated in _stated_in(line):
            yield from _leading_units(stated or _comparable(following))


@remembering(1_000)
def _stated_in(line: str) -> tuple[str, ...]:
    """What stands behind each label of units in a line. An empty text means that the next line says it."""
    text = _comparable(line)
    if not _ABOUT_UNITS.search(text):
        return ()
    found = (
        (each["units"].strip(), each.end()) for each in (*_LABEL.finditer(text), *_COUNTED_IN.finditer(text))
    )
    return tuple(stated for stated, end in found if stated or end == len(text))


@remembering(1_000)
def _multiples_in(line: str) -> tuple[UnitOfMeasure, ...]:
    """The multiples that a line tells in an unusual way behind the label of units: 单位：人/百."""
    text = _comparable(line)
    stated = [_UNIT_END.split(text[each.start("units") :])[0] for each in _LABEL.finditer(text)]
    odd = [each[:_LONGEST_UNIT] for each in stated if _MULTIPLIED.search(each[:_LONGEST_UNIT])]
    odd += [each[0] for each in _IN_MULTIPLES.finditer(text)]
    return tuple(UnitOfMeasure(each.strip(" )"), _UNCLEAR, Fraction(1)) for each in odd)


def _comparable(line: str) -> str:
    return _SPREAD.sub(r"\1\2", unicodedata.normalize("NFKC", line)[:LONGEST_LINE])


def _round_multiple(text: str) -> UnitOfMeasure | None:
    """A unit with a round number in front: 100人, 1000元."""
    found = re.fullmatch(r"(10+)(\D+)", text)
    unit = unit_of_measure(found[2]) if found else None
    if found is None or unit is None:
        return None
    scale = int(found[1])
    return UnitOfMeasure(text, unit.quantity, unit.worth * scale, unit.scale * scale)


def _leading_units(text: str) -> Iterator[UnitOfMeasure]:
    """The units at the beginning of a text. After 单位： there may also be the name of the reporting unit."""
    for part in _BETWEEN_UNITS.split(text.strip()):
        unit = (unit_of_measure(part) or multiple_alone(part) or _round_multiple(part)) if part else None
        if unit is None:
            return
        yield unit
