"""Finds whose report a workbook is and for which month. Its sheets tell, or else the file name.

If the sheets and the file name disagree, nobody knows which of them is wrong. Then the file is set aside
(待认定), with what each place says, until somebody decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assets.submissions.opening.statements import (
    Offices,
    Statement,
    file_name_says,
    first_of,
    sheet_says,
)
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.workbook import Sheet, Workbook
from schemas.findings import KINDS, Level, Sentence
from schemas.form import Form
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.periods import period_end
from schemas.privacy import mask_text

LONGEST_NAME = 40
"""How many characters are shown of a name that is not in the register."""

_NOBODY = ("unit-unknown", "unit-not-found")
"""The refusals of files that name no unit of the register, neither in a sheet nor in the file name."""
_NOT_HEARD = frozenset(("hidden-sheet", "sheet-left-out", "sheet-of-another-time"))
"""Problems of sheets. What such a sheet says about unit and period does not count."""


@dataclass(frozen=True)
class Conflict:
    """A finding about a workbook as a whole. The workbook is taken nevertheless."""

    code: str
    told: Mapping[str, str]
    sheet: str | None = None

    @property
    def says(self) -> Sentence:
        """Its sentence, with the values in ``told``."""
        return KINDS[self.code].says.filled(**self.told)

    @property
    def level(self) -> Level:
        """How grave it is."""
        return KINDS[self.code].level


class Candidate(NamedTuple):
    """What one place says about the unit and the period of a report.

    ``source``: sheet, file_name or content (see ``warehouse.database.tables``). ``form``: the form that the
    sheet holds. ``unit_code``: the unit. ``unit_text``: a name that is not in the register, if there is no
    unit. ``period``: 'YYYY-MM'. ``month``: the month, which may be known without the year.
    """

    source: str
    sheet: str | None
    form: str | None
    unit_code: str | None
    unit_text: str | None
    period: str | None
    month: int | None


@dataclass(frozen=True)
class Refusal:
    """Why a file is not taken: the code of a finding and one sentence for the clerk.

    ``is_set_aside``: whether somebody may still decide about its unit and period. If not, the file cannot be
    used.
    """

    code: str
    sentence: str
    is_set_aside: bool = True


@dataclass(frozen=True)
class Identification:
    """What is known about the unit and the period of a workbook.

    ``unit_code`` and ``period``: None if they are not settled. ``of_sheets``: the periods that sheets state
    for themselves, by sheet. ``candidates``: what every place says. ``conflicts``: findings that do not stop
    the workbook. ``of_others``: sheets of other units → the name of the unit. ``refusal``: why it is not
    taken, if it is not.
    """

    unit_code: str | None
    period: str | None
    of_sheets: dict[str, str] = field(default_factory=dict)
    of_others: dict[str, str] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    conflicts: list[Conflict] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def reason(self) -> str | None:
        """One sentence for the clerk if the file is not taken, otherwise None."""
        return self.refusal.sentence if self.refusal else None


def identify(
    workbook: Workbook,
    tables: Sequence[FoundTable],
    file_name: str,
    registry: UnitRegistry,
    forms: Mapping[str, Form],
    periods: Collection[str] = (),
) -> Identification:
    """Find the unit and the period of a workbook with forms of the office.

    ``periods``: the periods for which reports can be taken; if it is empty, any period is allowed. Only
    sheets with a form's table count; if there are none, all visible sheets count. A year alone (2023年度) is
    enough if the form is due in only one month of the year.
    """
    office = Offices(registry, forms)
    named = file_name_says(file_name, office.forms_of(tables), office)
    said = [sheet_says(sheet, tables, office) for sheet in _telling_sheets(workbook, tables)]
    candidates = tuple(each for statement in [*said, named] for each in _candidates(statement))
    of_others = _sheets_of_others(said, named)
    said = [statement for statement in said if statement.sheet not in of_others]
    unit = _agreed_unit(said, named, registry)
    if isinstance(unit, Refusal) and unit.code in _NOBODY and (in_rows := _named_in_rows(tables, office)):
        unit, of_rows = in_rows
        candidates += of_rows
    agreed = _agreed_periods(said, named, periods, forms)
    of_sheets = {} if isinstance(agreed, Refusal) else agreed
    return Identification(
        unit.code if isinstance(unit, Unit) else None,
        of_sheets.pop(None, None),
        of_sheets,
        of_others,
        candidates,
        _conflicts(said, unit),
        _unusable(tables, unit, agreed)
        or first_of(each for each in (unit, agreed) if isinstance(each, Refusal)),
    )


def named_in_file_name(
    file_name: str, registry: UnitRegistry, forms: Mapping[str, Form]
) -> tuple[Candidate, ...]:
    """What the name of a file says, for a file that could not be read."""
    return _candidates(file_name_says(file_name, [], Offices(registry, forms)))


def _candidates(statement: Statement) -> tuple[Candidate, ...]:
    period = statement.period
    month = period.month if period and period.month and 1 <= period.month <= 12 else None
    text = mask_text(statement.unit_text[:LONGEST_NAME]) if statement.unit_text else None
    return tuple(
        Candidate(
            "sheet" if statement.sheet else "file_name",
            mask_text(statement.sheet) if statement.sheet else None,
            form,
            unit.code if unit else None,
            text,
            statement.whole_period,
            month,
        )
        for form in statement.forms or (None,)
        for unit in statement.units or (None,)
    )


def _refused(code: str, **details: object) -> Refusal:
    return Refusal(code, mask_text(KINDS[code].message(**details)))


def _telling_sheets(workbook: Workbook, tables: Sequence[FoundTable]) -> list[Sheet]:
    with_tables = {table.sheet for table in tables if table.problem not in _NOT_HEARD}
    return [sheet for sheet in workbook.sheets if sheet.name in with_tables] or [
        s for s in workbook.sheets if not s.hidden
    ]


def _unusable(
    tables: Sequence[FoundTable], unit: Unit | Refusal, periods: Mapping | Refusal
) -> Refusal | None:
    """Why the file cannot be taken, whatever anybody decides: it has no form that can be read."""
    if not tables:
        return Refusal("no-form", KINDS["no-form"].message(), is_set_aside=False)
    hidden = all(table.problem == "hidden-sheet" for table in tables)
    if hidden and (isinstance(unit, Refusal) or isinstance(periods, Refusal)):
        sheets = "、".join(dict.fromkeys(table.sheet for table in tables))[:60]
        sentence = mask_text(KINDS["all-tables-hidden"].message(sheets=sheets))
        return Refusal("all-tables-hidden", sentence, is_set_aside=False)
    return None


# --- Whose report it is


def _sheets_of_others(said: Sequence[Statement], named: Statement) -> dict[str, str]:
    """The sheets that name another unit than the file name does, if another sheet names the same unit.

    Then it is clear whose the file is, and these sheets are not. They are not taken.
    """
    agreed = {unit for statement in said for unit in statement.units} & set(named.units)
    if len(agreed) != 1:
        return {}
    (own,) = agreed
    return {
        statement.sheet: statement.units[0].name
        for statement in said
        if len(statement.units) == 1 and statement.units[0] != own
    }


def _agreed_unit(said: Sequence[Statement], named: Statement, registry: UnitRegistry) -> Unit | Refusal:
    """The unit that all places agree on, or why there is none."""
    stated = [(statement.sheet, unit) for statement in said for unit in statement.units]
    if not stated:
        return _unit_of_file_name(said, named, registry)
    unit = stated[0][1]
    for sheet, other in stated:
        if other != unit:
            return _refused("unit-conflict-sheets", sheet=sheet, other=other.name, stated=unit.name)
    for statement in said:
        if statement.unit_text and not _is_part_of(unit, statement.unit_text):
            text = statement.unit_text[:LONGEST_NAME]
            return _refused("unit-conflict-sheets", sheet=statement.sheet, other=text, stated=unit.name)
    if named.units and unit not in named.units:
        return _refused("unit-conflict", stated=unit.name, other=_names(named.units))
    return _still_there(unit, [*said, named], registry)


def _unit_of_file_name(said: Sequence[Statement], named: Statement, registry: UnitRegistry) -> Unit | Refusal:
    """The unit in the file name, or why there is none. It is used if no sheet names a known unit."""
    unknown = first_of(statement.unit_text for statement in said)
    if not named.units:
        return (
            _refused("unit-unknown", stated=unknown[:LONGEST_NAME]) if unknown else _refused("unit-not-found")
        )
    if len(named.units) > 1:
        return _refused("unit-several", names=_names(named.units))
    unit = named.units[0]
    if unknown and not _is_part_of(unit, unknown):
        return _refused("unit-conflict", stated=unknown[:LONGEST_NAME], other=unit.name)
    return _still_there(unit, [*said, named], registry)


def _named_in_rows(
    tables: Sequence[FoundTable], office: Offices
) -> tuple[Refusal, tuple[Candidate, ...]] | None:
    """Why nobody's is a file of which only the rows say whose they are (a column 镇街 of a 学区汇总), and the
    units that they name. None if they name none.
    """
    found: dict[tuple[str, str, str], Unit] = {}
    for table in tables:
        for name in dict.fromkeys(table.named_units.names if table.named_units else ()):
            kinds = office.forms[table.form].submitters
            if name and (unit := office.registry.resolve(name, kinds=kinds)):
                found[table.sheet, table.form, unit.code] = unit
    if not found:
        return None
    header = next(table.named_units.header for table in tables if table.named_units)
    names = _names(list({unit.code: unit for unit in found.values()}.values()))
    candidates = tuple(
        Candidate("sheet", mask_text(sheet), form, unit.code, None, None, None)
        for (sheet, form, _), unit in found.items()
    )
    return _refused("units-in-rows", header=header, names=names), candidates


def _still_there(unit: Unit, said: Sequence[Statement], registry: UnitRegistry) -> Unit | Refusal:
    """The unit, or a refusal if it was merged into another before the end of the newest stated period."""
    newest = max((statement.whole_period or "" for statement in said), default="")
    day = period_end(newest) if newest else None
    successor = registry.resolve(unit.code, on=day)
    if successor is None or successor == unit:
        return unit
    closed_on = f"{unit.valid_to:%Y-%m-%d}"
    return _refused("unit-closed", stated=unit.name, day=closed_on, successor=successor.name)


def _is_part_of(unit: Unit, text: str) -> bool:
    """Whether an unregistered name is the name of a part of the unit: 耿车镇成人学校."""
    return any(name in text for name in unit.names)


def _conflicts(said: Sequence[Statement], unit: Unit | Refusal) -> list[Conflict]:
    """Conflicts: unregistered names under which the unit reports, and other months that sheets name."""
    texts = {statement.sheet: statement.unit_text for statement in said if statement.unit_text}
    if isinstance(unit, Refusal):
        return []
    code = "unit-name-unlisted"
    unlisted = [
        Conflict(code, {"stated": text[:LONGEST_NAME], "other": unit.name}, sheet)
        for sheet, text in texts.items()
    ]
    said_twice = [
        Conflict(
            "period-said-twice",
            {"stated": statement.period.text, "other": statement.other_period.text},
            statement.sheet,
        )
        for statement in said
        if statement.other_period
    ]
    return unlisted + said_twice


def _names(units: Sequence[Unit]) -> str:
    return "、".join(unit.name for unit in units)


# --- Which period it is for


def _agreed_periods(
    said: Sequence[Statement], named: Statement, periods: Collection[str], forms: Mapping[str, Form]
) -> dict[str | None, str] | Refusal:
    """The period of each sheet that states one, and under None the period of the file; or why there is none.

    Sheets may be about different months, because some workbooks get a new sheet each month. The period of the
    file is the one in its name, or else the newest.
    """
    if months := first_of(statement.several_months for statement in said):
        return _refused("period-of-several-months", stated=months[:LONGEST_NAME])
    stated = {statement.sheet: statement.whole_period for statement in said if statement.whole_period}
    of_name = named.whole_period
    if not stated and of_name is None:
        text = first_of(statement.period.text for statement in [*said, named] if statement.period)
        return _refused("period-unknown", stated=text) if text else _refused("period-not-found")
    several = sorted(set(stated.values())) or [of_name]
    agreed = [period for period in several if named.period is None or named.period.agrees_with(period)]
    if not agreed:
        return _refused("period-conflict", stated="、".join(several), other=named.period.text)
    for period in several:
        if periods and period not in periods:
            return _refused("period-unknown", stated=period)
    main = agreed[-1]
    if other := next((each for each in said if _disagrees(each, main)), None):
        if not stated:
            return _refused("period-conflict", stated=other.period.text, other=named.period.text)
        if other.period.months:
            return _refused("period-conflict-sheets", sheet=other.sheet, other=other.period.text, stated=main)
    return _doubtful_sheet(said, main, forms) or {None: main, **stated}


def _disagrees(statement: Statement, period: str) -> bool:
    """Whether what a sheet says of its period does not fit: a month or a year alone, or a longer time."""
    return (
        statement.period is not None
        and not statement.whole_period
        and not statement.period.agrees_with(period)
    )


def _doubtful_sheet(said: Sequence[Statement], main: str, forms: Mapping[str, Form]) -> Refusal | None:
    """The refusal because of a doubtful sheet, if sheets are about several months.

    A sheet with a form is doubtful if it states no month. It is also doubtful if it states another month than
    the file's, its form is due in the file's month, and no other sheet reports that form for that month.
    """
    if len({statement.whole_period for statement in said} - {None, main}) == 0:
        return None
    reported = {form for statement in said if statement.whole_period == main for form in statement.forms}
    for statement in said:
        period = statement.whole_period
        if period is None and statement.forms:
            return _refused("period-not-in-sheet", sheet=statement.sheet)
        owed = [form for form in statement.forms if int(main[5:]) in forms[form].due]
        if period != main and not reported.issuperset(owed):
            return _refused("period-conflict-sheets", sheet=statement.sheet, other=period, stated=main)
    return None
