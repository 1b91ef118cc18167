"""Foreign workbooks: reads every file of a folder the whole way and counts what became of it. None may crash.

    python -m tests.fuzzing.corpus FOLDER [--seconds 30] [--most 500]

Folders worth trying are the test files of other readers of spreadsheets (Apache POI, calamine, SheetJS …). Each
file is read, searched for the tables of the built-in forms, asked whose it is, accounted for, and written as a
returned workbook that must be readable again.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pandas as pd

from assets.submissions.opening.explanations import read_explanations
from assets.submissions.opening.identity import identify
from assets.submissions.reading.reader import FileToRead, read_files, read_workbook
from assets.submissions.returned.opinions import Heading
from assets.submissions.returned.writing import write_returned
from assets.submissions.review.findings import FindingRow
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.tables.found_table import column_letters
from assets.submissions.tables.sheets import account_for_sheets
from assets.submissions.workbook import Limits, UnreadableWorkbook, Workbook
from schemas.office.catalogue import BUILT_IN
from schemas.office.units import UnitRegistry
from warehouse.office import DEFAULT_SITE

PERIOD = "2023-12"
READ, REFUSED, SET_ASIDE, CRASHED = "read", "refused", "set aside", "crashed"


def fates(folder: Path, limits: Limits, most: int | None = None) -> dict[str, str]:
    """File name → what became of it: read, refused (with the code), set aside or crashed (with the error)."""
    registry = UnitRegistry.load(DEFAULT_SITE / "units.csv")
    files = sorted(path for path in folder.rglob("*") if path.is_file())[:most]
    read = read_files([FileToRead(path.name, path) for path in files], limits)
    return {
        str(path.relative_to(folder)): fate(path, workbook, registry)
        for path, workbook in zip(files, read, strict=True)
    }


def fate(path: Path, workbook: Workbook | UnreadableWorkbook, registry: UnitRegistry) -> str:
    """What becomes of one file that was read, or could not be."""
    if isinstance(workbook, UnreadableWorkbook):
        return f"{REFUSED} {workbook.code}"
    try:
        tables = find_workbook_tables(workbook, BUILT_IN, PERIOD)
        found = identify(workbook, tables, path.name, registry, BUILT_IN)
        account_for_sheets(workbook, tables, BUILT_IN)
        read_explanations(workbook)
        read_workbook(_returned(path, workbook), "退回件.xlsx")
    except Exception as error:
        return f"{CRASHED} {type(error).__name__}: {error}"
    return SET_ASIDE if tables and found.refusal and found.refusal.is_set_aside else READ


def _returned(path: Path, workbook: Workbook) -> bytes:
    """A copy with a mark in the first filled cell."""
    filled = (
        (sheet.name, f"{column_letters(column)}{row + 1}", "hard", "请改正。")
        for sheet in workbook.sheets
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if cell is not None
    )
    marks = pd.DataFrame(islice(filled, 1), columns=["sheet", "cell", "level", "message"])
    findings = FindingRow.of_rows([])
    heading = Heading("教育局", "耿车镇", PERIOD, path.name)
    return write_returned(path.read_bytes(), path.name, heading, findings, marks, read=workbook)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count the fates of a folder, and name the files that crashed."""
    parser = argparse.ArgumentParser(description="Foreign workbooks, read the whole way.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=30, help="how long one file may take")
    parser.add_argument("--most", type=int, help="how many files are read")
    given = parser.parse_args(arguments)
    found = fates(given.folder, Limits(seconds=given.seconds), given.most)
    for name, each in found.items():
        if each.startswith(CRASHED):
            print(f"{name}: {each}")
    for each, count in sorted(Counter(found.values()).items()):
        print(f"{count:6} {each[:80]}")
    return int(any(each.startswith(CRASHED) for each in found.values()))


if __name__ == "__main__":
    sys.exit(main())
