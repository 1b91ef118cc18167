"""From the file a unit sent to the file it gets back."""

import io
import re
import zipfile
from pathlib import PurePath

import pandas as pd
from openpyxl import Workbook as WrittenWorkbook
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from assets.submissions.cell_text import FORBIDDEN_IN_NAMES, LONGEST_NAME, sheet_name
from assets.submissions.reading.reader import read_workbook
from assets.submissions.returned.cached_results import restore_results
from assets.submissions.returned.disarming import disarm
from assets.submissions.returned.marking import clear_marks, mark_cells
from assets.submissions.returned.opinions import Heading, add_opinions, remove_opinions
from assets.submissions.returned.rebuilding import rebuild
from assets.submissions.workbook import UnreadableWorkbook, Workbook, printable

LARGEST_UNPACKED = 80_000_000
"""Bytes of XML beyond which the unit's own file is not loaded to be marked, for that would take minutes and
gigabytes.
"""

MOST_CELLS = 1_000_000
"""Cells beyond which a workbook of another format is not rebuilt, and cells that may be merged, linked or
commented on.
"""

SUFFIX = "（退回）"

_RICH_TEXT = re.compile(rb"<(?:\w+:)?r>")
_SPANNING = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink|comment)\s[^>]*?\bref\s*=\s*["'](\$?[A-Za-z]+\$?\d+:\$?[A-Za-z]+\$?\d+)["']"""
)
"""What openpyxl applies to every cell of a range, which may be all seventeen thousand million of a sheet."""


def returned_file_name(file_name: str) -> str:
    """What the returned workbook of a file is called; a file that comes back and is returned again keeps its
    name.
    """
    stem = PurePath(file_name).stem
    return f"{stem.removesuffix(SUFFIX)}{SUFFIX}.xlsx"


def write_returned(
    original: bytes,
    file_name: str,
    heading: Heading,
    findings: pd.DataFrame,
    marks: pd.DataFrame,
    explanations: pd.DataFrame | None = None,
    read: Workbook | None = None,
) -> bytes:
    """The unit's own workbook as .xlsx: faulty cells coloured and commented, a first sheet 审核意见.

    ``findings`` as the review gives them, optionally with ``row_key`` (see ``finding_keys``) and ``cost``,
    what a finding costs in score; ``marks`` as the review gives them; both of all reports of the file.
    ``explanations`` are those read from the file, if it was returned before: they are written back to the
    findings that are still there, and one that explains nothing is refused. Macros, links to other files and
    formulas that reach beyond the workbook do not come back. A file that cannot be read or is too large to be
    marked is answered with the sheet 审核意见 alone. ``read``: the workbook, where it is at hand.
    Never raises for what is in the file.
    """
    read = read or _read(original, file_name)
    workbook = _own(original) if read else None
    if workbook is not None and read is not None:
        names = _usable_names(workbook)
        disarm(workbook)
        remove_opinions(workbook)
        clear_marks(workbook)
    else:
        workbook, names = rebuild(read) if read and _cells(read) <= MOST_CELLS else (WrittenWorkbook(), {})
        remove_opinions(workbook)
    if not names:
        workbook.remove(workbook.active)
    mark_cells(workbook, marks.assign(sheet=marks["sheet"].map(names)))
    add_opinions(workbook, heading, findings, names, explanations)
    written = io.BytesIO()
    workbook.save(written)
    return restore_results(written.getvalue(), workbook, read) if read else written.getvalue()


def _read(original: bytes, file_name: str) -> Workbook | None:
    try:
        return read_workbook(original, file_name)
    except UnreadableWorkbook:
        return None


def _cells(workbook: Workbook) -> int:
    return sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in workbook.sheets if sheet.rows)


def _own(original: bytes) -> WrittenWorkbook | None:
    """The file as openpyxl loads it, without macros and links; None for other formats and for what openpyxl
    cannot make sense of.
    """
    if not original.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(original)) as archive:
            if (
                sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED
                or _spanned_cells(archive) > MOST_CELLS
            ):
                return None
            rich_text = _has_rich_text(archive)
        workbook = load_workbook(io.BytesIO(original), keep_vba=False, keep_links=False, rich_text=rich_text)
    except Exception:  # openpyxl raises whatever its parsers raise on files that Excel and WPS accept
        return None
    return workbook if workbook.worksheets else None


def _usable_names(workbook: WrittenWorkbook) -> dict[str, str]:
    """Name of each sheet → its name now: one that no program accepts is changed, or the whole workbook could
    not be opened.
    """
    names: dict[str, str] = {}
    for sheet in workbook:
        name = sheet.title
        if len(name) > LONGEST_NAME or name != printable(name) or FORBIDDEN_IN_NAMES & set(name):
            sheet.title = sheet_name(name, set(workbook.sheetnames))
        names[name] = sheet.title
    return names


def _spanned_cells(archive: zipfile.ZipFile) -> int:
    """How many cells are merged, linked or commented on."""
    parts = (name for name in archive.namelist() if name.endswith(".xml"))
    ranges = (
        range_boundaries(found.decode()) for name in parts for found in _SPANNING.findall(archive.read(name))
    )
    return sum(
        (last_column - column + 1) * (last_row - row + 1) for column, row, last_column, last_row in ranges
    )


def _has_rich_text(archive: zipfile.ZipFile) -> bool:
    """Whether some cell has differently formatted parts. Keeping these doubles the time to load, so it is
    done only if there are any.
    """
    parts = (
        name for name in archive.namelist() if name.startswith(("xl/sharedStrings", "xl/worksheets/sheet"))
    )
    return any(_RICH_TEXT.search(archive.read(name)) for name in parts)
