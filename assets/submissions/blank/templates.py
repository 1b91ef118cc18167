"""Templates (空白表): the blank workbooks of units for a period. What does not change is already filled in.

The persons in a cumulative roster are read from the archived file of the report in force. They are written
into the blank and nowhere else.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assets.submissions.blank import Prefill, blank_workbook, carried_over, named_units
from assets.submissions.inbox.archive import archived_path
from assets.submissions.reopening import reopen
from schemas.form import Form
from schemas.office.catalogue import UnknownForm
from schemas.office.unit import Unit, UnknownUnit
from schemas.periods import period_end
from warehouse.files.private_files import write_private
from warehouse.ledger import reports_in_force
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

STAGE = "读取上期"


class NoTemplate(ValueError):
    """There is no blank to make. The message says why in Chinese, without a full stop."""


@dataclass(frozen=True)
class Wanted:
    """The blank of one unit and the forms in it."""

    unit: Unit
    forms: tuple[Form, ...]


def wanted_templates(
    office: Office, period: str, forms: Sequence[str] = (), unit: str | None = None
) -> list[Wanted]:
    """The blanks to make.

    ``forms``: codes or titles; if empty, all forms that are due for the period. ``unit``: a name or code; if
    None, every unit. Raises NoTemplate for an unknown form or unit, or if no unit owes such a form.
    """
    chosen = [_form(office, text) for text in dict.fromkeys(forms)] or [
        form
        for form in office.forms.values()
        if office.site.collects(form.code) and int(period[5:]) in form.due
    ]
    day = period_end(period)
    units = (
        [_unit(office, unit, period)]
        if unit
        else [each for each in office.site.registry if each.valid_on(day)]
    )
    found = [Wanted(each, tuple(form for form in chosen if each.kind in form.submitters)) for each in units]
    found = [each for each in found if each.forms]
    if not found:
        named = "、".join(form.code for form in chosen) if forms else f"{period} 应报的报表"
        raise NoTemplate(f"{units[0].name}不需要报送{named}" if unit else f"没有单位需要报送{named}")
    return found


def write_template(office: Office, wanted: Wanted, period: str, folder: Path) -> Path:
    """Write the blank of a unit into a folder and return its path. An existing file is replaced."""
    rows = {form.code: _rows(office, wanted.unit, form, period) for form in wanted.forms}
    workbook = blank_workbook(wanted.forms, wanted.unit, period, Prefill(rows), office.site.name)
    path = folder / f"{safe_name(wanted.unit.name)}-{period}-空白表.xlsx"
    written = io.BytesIO()
    workbook.save(written)
    write_private(path, written.getvalue())
    return path


def _form(office: Office, text: str) -> Form:
    try:
        return office.forms.named(text)
    except UnknownForm as error:
        raise NoTemplate(str(error)) from None


def _unit(office: Office, text: str, period: str) -> Unit:
    try:
        found = office.site.registry.named(text, on=period_end(period))
    except UnknownUnit as error:
        raise NoTemplate(str(error)) from None
    if not found.valid_on(period_end(period)):
        raise NoTemplate(f"{found.name}在 {period} 不存在，请核对单位或报告期")
    return found


def _rows(office: Office, unit: Unit, form: Form, period: str) -> pd.DataFrame:
    named = named_units(form, unit, office.site.registry, period_end(period))
    return named if len(named) else _carried_over(office, unit, form, period)


def _carried_over(office: Office, unit: Unit, form: Form, period: str) -> pd.DataFrame:
    """What is still valid from the last report in force of the unit, or of a unit that it succeeds.

    Rows that were held back are included. Otherwise they would be forgotten.
    """
    codes = [unit.code, *(each.code for each in office.site.registry if each.successor == unit.code)]
    with office.engine.connect() as connection:
        last = reports_in_force.last_in_force(connection, office.site.id, codes, form.code, period)
    if last is None or not archived_path(office.archive, last.sha256).exists():
        return pd.DataFrame()
    reopened = reopen(office, [last], STAGE, f"template {form.code} {unit.code} {period}")
    for _, result in reopened.reviews(office.forms[form.code]):
        rows = pd.concat([result.accepted, result.held]).sort_values(["sheet", "row"], kind="stable")
        return carried_over(form, rows.reset_index(drop=True), last.period, period)
    return pd.DataFrame()
