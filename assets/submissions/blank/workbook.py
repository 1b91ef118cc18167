"""Puts a whole blank workbook together."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from assets.submissions.blank import choices, styles
from assets.submissions.blank.choices import ChoiceLists
from assets.submissions.blank.form_sheet import add_form_sheet
from assets.submissions.blank.instructions import SHEET as INSTRUCTIONS
from assets.submissions.blank.instructions import add_instructions
from assets.submissions.blank.prefill import Prefill
from assets.submissions.blank.versions import mark_versions
from schemas.form import Form
from schemas.office.unit import Unit


def blank_workbook(
    forms: Sequence[Form], unit: Unit, period: str, prefill: Prefill | None = None, office: str = ""
) -> Workbook:
    """A workbook with a sheet for each form, for a unit to fill in for a period ('YYYY-MM').

    ``prefill``: the rows that are filled in already. ``office``: the name of the office that asks for the
    report. Raises ValueError if there are no forms.
    """
    if not forms:
        raise ValueError("A blank workbook needs at least one form")
    workbook = Workbook()
    workbook.remove(workbook.active)
    styles.add_styles(workbook)
    lists = ChoiceLists(workbook)
    given = prefill.rows if prefill else {}
    for form in forms:
        add_form_sheet(workbook, form, unit, period, given.get(form.code, pd.DataFrame()), lists)
    add_instructions(workbook, forms)
    if choices.SHEET in workbook.sheetnames:
        workbook.move_sheet(choices.SHEET, len(workbook.sheetnames))
    mark_versions(workbook, list(forms))
    workbook.active = workbook.sheetnames.index(INSTRUCTIONS) + 1
    workbook.properties.title = f"{unit.name} {period} 空白表"
    workbook.properties.creator = office
    return workbook


def write_blank(
    path: Path,
    forms: Sequence[Form],
    unit: Unit,
    period: str,
    prefill: Prefill | None = None,
    office: str = "",
) -> None:
    """Write ``blank_workbook`` to a file. Its folder is made if it does not exist."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    blank_workbook(forms, unit, period, prefill, office).save(path)
