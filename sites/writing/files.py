"""Writing workbooks so that the same content gives the same bytes, with the values of formulas beside them as
Excel keeps them.
"""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl.workbook import Workbook

MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
FORMULA = re.compile(r'(<c r="([A-Z]+\d+)"[^>]*>)(<f>[^<]*</f>)<v\s*/?>(?:</v>)?')


def save(
    workbook: Workbook, formulas: dict[str, dict[str, object]], path: Path, author: str, saved_at: datetime
) -> None:
    """Save a workbook whose formulas have the given values (sheet → cell → value), as if it had been saved at
    that time.
    """
    workbook.properties.creator = workbook.properties.lastModifiedBy = author
    workbook.properties.created = saved_at
    written = io.BytesIO()
    workbook.save(written)
    sheets = {f"xl/worksheets/sheet{place}.xml": name for place, name in enumerate(workbook.sheetnames, 1)}
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = MODIFIED.sub(rf"\g<1>{saved_at:%Y-%m-%dT%H:%M:%SZ}\g<2>", content.decode()).encode()
            elif formulas.get(sheets.get(name, "")):
                content = _with_values(content.decode(), formulas[sheets[name]]).encode()
            entry = zipfile.ZipInfo(name, saved_at.timetuple()[:6])
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def _with_values(content: str, values: dict[str, object]) -> str:
    """The sheet's XML with the values of its formulas; openpyxl writes formulas without."""
    return FORMULA.sub(lambda match: f"{match[1]}{match[3]}<v>{values[match[2]]}</v>", content)
