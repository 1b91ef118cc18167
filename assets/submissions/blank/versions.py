"""The version mark of a blank workbook: the version of each form from which it was made.

A clerk may keep a blank for years. The mark stands in a hidden sheet, which every format keeps. So a workbook
with an old form is recognised even if its headers still fit.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook as WrittenWorkbook
from openpyxl.packaging.custom import StringProperty

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import Workbook
from schemas.form import Form

SHEET = "表样参数"
"""The reader knows by this name that the sheet is not a report."""

_HEADER = ("表样", "版本")
_PROPERTY = "表样版本"


@dataclass(frozen=True)
class OutdatedTemplate:
    """A form that was filled in on an old blank."""

    form: str
    version: str
    current: str


def template_version(form: Form) -> str:
    """Eight hexadecimal digits that change when the form changes.

    They depend on its code, title and layout, and on each column's name, header, type, values and whether it
    is required.
    """
    columns = [
        (column.name, column.header, column.type.name, column.required, column.values)
        for column in form.columns
    ]
    described = json.dumps([form.code, form.title, form.vertical, columns], ensure_ascii=False)
    return hashlib.sha256(described.encode()).hexdigest()[:8]


def mark_versions(workbook: WrittenWorkbook, forms: list[Form]) -> None:
    """Write the mark: a hidden sheet, and a property that is shown in the file's information."""
    sheet = workbook.create_sheet(SHEET)
    sheet.append(_HEADER)
    for form in forms:
        sheet.append((form.code, template_version(form)))
        sheet.cell(sheet.max_row, 2).data_type = "s"  # 12345678 and 1234e567 are versions, not numbers
    sheet.sheet_state = "veryHidden"
    said = " ".join(f"{form.code}-{template_version(form)}" for form in forms)
    workbook.custom_doc_props.append(StringProperty(name=_PROPERTY, value=said))


def template_versions(workbook: Workbook) -> dict[str, str]:
    """Form code → version of the blank from which a submitted workbook was made.

    It is empty if the workbook does not come from a blank.
    """
    marked = next((sheet for sheet in workbook.sheets if sheet.name == SHEET), None)
    if marked is None or not marked.rows or tuple(marked.rows[0][:2]) != _HEADER:
        return {}
    return {str(row[0]): str(row[1]) for row in marked.rows[1:] if row[0] and row[1]}


def read_template_versions(data: bytes, file_name: str = "") -> dict[str, str]:
    """``template_versions`` of a file. Raises UnreadableWorkbook like the reader."""
    return template_versions(read_workbook(data, file_name))


def outdated_templates(workbook: Workbook, forms: Mapping[str, Form]) -> list[OutdatedTemplate]:
    """The forms of a submitted workbook that come from an old blank (finding ``outdated-template``)."""
    stated = [
        (code, version, template_version(forms[code]))
        for code, version in template_versions(workbook).items()
        if code in forms
    ]
    return [
        OutdatedTemplate(code, version, current) for code, version, current in stated if version != current
    ]
