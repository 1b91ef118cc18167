"""Rows that name their unit in a column outside the form (镇街, 单位, 学校).

The name must be that of the reporting unit.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assets.submissions.review.checking.named_totals import label_column
from assets.submissions.review.findings import Finding
from assets.submissions.review.records import Records, ReportTable, finding_beside
from assets.submissions.tables.could_hold import is_filled
from assets.submissions.tables.found_table import NamedInRows, column_letters
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.periods import period_end
from schemas.privacy import mask_text

MOST_NAMED = 5
"""How many unregistered names a query lists."""
LONGEST_NAME = 40


def other_unit_findings(records: Records, registry: UnitRegistry) -> list[Finding]:
    """Findings about rows of other units.

    Each row of another unit gets a grave finding, so it is not accepted. Each table gets one query that lists
    the names that are not in the register. A row with only another unit's name is a line above that unit's
    rows. Nobody knows where these end, so that finding is about the report as a whole.
    """
    of_lines = [
        finding for position in _almost_empty(records) for finding in _line(records, position, registry)
    ]
    return [*of_lines, *_in_labels(records, registry)] + [
        finding
        for report, start in zip(records.tables, records.starts.tolist(), strict=True)
        if report.table.named_units is not None and report.unit_code in registry
        for finding in _findings(records, report, start, report.table.named_units, registry)
    ]


def _findings(
    records: Records, report: ReportTable, start: int, named: NamedInRows, registry: UnitRegistry
) -> Iterator[Finding]:
    own = registry.get(report.unit_code)
    found = {name: _unit(name, own, report, registry) for name in set(named.names) if name}
    unknown = [name for name, unit in found.items() if unit is None]
    skipped = set(records.skipped.tolist())
    for index, name in enumerate(named.names):
        unit = found.get(name)
        if unit is not None and unit.code != own.code and start + index not in skipped:
            cell = f"{column_letters(named.place)}{report.table.rows[index]}"
            yield finding_beside(
                report, "row-of-another-unit", start + index, cell, header=named.header, other=unit.name
            )
    if unknown:
        first = next(index for index, name in enumerate(named.names) if name in unknown)
        cell = f"{column_letters(named.place)}{report.table.rows[first]}"
        shown = "、".join(mask_text(name[:LONGEST_NAME]) for name in sorted(unknown)[:MOST_NAMED])
        yield finding_beside(report, "row-unit-unknown", None, cell, header=named.header, other=shown)


def _line(records: Records, position: int, registry: UnitRegistry) -> Iterator[Finding]:
    """The finding about a record that holds only the name of another unit."""
    number = records.table_numbers[position]
    report, index = records.tables[number], position - int(records.starts[number])
    filled = [name for name in report.table.cells if is_filled(records.raw[name][position])]
    text = records.raw[filled[0]][position] if len(filled) == 1 else None
    if type(text) is not str or report.unit_code not in registry:
        return
    own = registry.get(report.unit_code)
    unit = _unit(text.strip(), own, report, registry)
    if unit is not None and unit.code != own.code:
        cell = report.table.address(filled[0], index)
        yield finding_beside(report, "rows-below-another-unit", None, cell, other=unit.name)


def _in_labels(records: Records, registry: UnitRegistry) -> Iterator[Finding]:
    """A grave finding for each row whose label names another unit: 埠子镇东风村, 东风村（埠子镇）.

    There is a query about the first label that only seems to name one: 耿车埠子东风村.

    The labels of such a form name what lies in the reporting unit.
    """
    name = label_column(records.form)
    if name is None or records.form.vertical or records.form.subject is not None:
        return
    header = records.form.column(name).header
    for report, start in zip(records.tables, records.starts.tolist(), strict=True):
        if report.unit_code not in registry or name not in report.table.cells:
            continue
        own, labels = registry.get(report.unit_code), report.table.cells[name]
        text = "\n".join(label for label in labels if type(label) is str)
        if twice := _names_two(registry, own).search(text):
            index = next(index for index, label in enumerate(labels) if label and twice[0] in str(label))
            cell = report.table.address(name, index)
            details = {"header": header, "own": own.name, "other": twice[1]}
            yield finding_beside(report, "label-names-two-units", start + index, cell, **details)
        told = {found[1] or found[2] for found in _names_of_kind(registry, own.kind).finditer(text)}
        if told.issubset(own.names):  # nearly always
            continue
        others = _names_of_others(registry, own)
        skipped = set(records.skipped.tolist())
        for index, label in enumerate(labels):
            found = others.search(label) if type(label) is str else None
            if found and start + index not in skipped:
                yield finding_beside(
                    report,
                    "row-of-another-unit",
                    start + index,
                    report.table.address(name, index),
                    header=header,
                    other=found[1] or found[2],
                )


@lru_cache(maxsize=1_000)
def _names_of_others(registry: UnitRegistry, own: Unit) -> re.Pattern[str]:
    """What names another unit of the same kind in a label: its full name at the beginning, behind the names
    of the own unit or of those above it, or behind a mark; or any of its names alone in brackets.

    Units that the own unit took over are no other units.
    """
    others = [unit for unit in registry if unit.kind == own.kind and unit.successor != own.code]
    full = {unit.name for unit in others if not any(known.startswith(unit.name) for known in own.names)}
    short = {name for unit in others for name in unit.short_names} - set(own.names)
    known = [*own.names, *(unit.name for unit in registry.ancestors(own.code))]
    begins = rf"(?:^|[{_MARKS}])\s*(?:{_BELONGS})?(?:(?:{_any_of(known)}){_JOINED}?)*({_any_of(full)})"
    return re.compile(rf"{begins}|{_in_brackets(short)}", re.MULTILINE)


@lru_cache(maxsize=1_000)
def _names_two(registry: UnitRegistry, own: Unit) -> re.Pattern[str]:
    """A label that begins with a name of the own unit and a short name of another one, with nothing behind it
    or more than the ending of a village's name: 耿车、埠子 and 耿车埠子东风村, but not 耿车镇埠子村.
    """
    others = [unit for unit in registry if unit.kind == own.kind and unit.successor != own.code]
    short = {name for unit in others for name in unit.short_names} - set(own.names)
    return re.compile(
        rf"^\s*(?:{_any_of(own.names)}){_JOINED}?({_any_of(short)})(?:[^\s村居社区组]{{2,}}.*)?$",
        re.MULTILINE,
    )


@lru_cache(maxsize=100)
def _names_of_kind(registry: UnitRegistry, kind: str) -> re.Pattern[str]:
    """The names of all units of a kind, wherever they stand, and their short names in brackets. One pattern
    for all of them is made much sooner than one for each unit.
    """
    units = [unit for unit in registry if unit.kind == kind]
    full, short = {unit.name for unit in units}, {name for unit in units for name in unit.short_names}
    return re.compile(rf"(?=({_any_of(full)}))|{_in_brackets(short)}")


_MARKS = r"(（\[【〔{<《—–\-/、，,;；:：|+·\s"
_BELONGS = "隶?属于?|所属|代管"
_JOINED = r"(?:[、，,/和及与\s·\-]|以及)"


def _in_brackets(names: Iterable[str]) -> str:
    return rf"[(（\[【〔]({_any_of(names)})[)）\]】〕]"


def _any_of(names: Iterable[str]) -> str:
    """A pattern of these names, the longest first. Without names it matches nothing."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"


def _almost_empty(records: Records) -> list[int]:
    """The records with at most one value, skipped ones too; none if the form is not about the submitter."""
    form = records.form
    if form.vertical or form.subject is not None:
        return []
    frame = records.frame
    values = frame[[column.name for column in form.columns]].notna().to_numpy().sum(axis=1)
    return sorted([*frame.index[values < 2].tolist(), *records.skipped.tolist()])


def _unit(name: str, own: Unit, report: ReportTable, registry: UnitRegistry) -> Unit | None:
    """The unit that a name means; None if it is not in the register.

    For a unit of another kind this is the reporting unit itself: the township where a school lies does not
    say that the rows are another school's.
    """
    if len(name) > LONGEST_NAME:
        return None
    day = period_end(report.period)
    district = registry.district_of(own.code)
    places = [district.code if district else None, None]
    for place in places:
        if unit := registry.resolve(name, on=day, kinds={own.kind}, under=place):
            return unit
    if registry.resolve(name, on=day):
        return own
    other = _names_of_others(registry, own).search(name)
    return registry.resolve(other[1] or other[2], on=day, kinds={own.kind}) if other else None
