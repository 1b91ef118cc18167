"""Workbook bytes to grids of raw cells through calamine; run as a script it does so in a process of its own.

The old binary format (.xls, .et), .ods and sheets in unusual XML cannot be checked before they are read, and a damaged one
can make the reader ask for more memory than there is, which ends the whole process. So they are read in a child process, where that harms
nobody: workbook bytes on standard input, JSON on standard output. The script imports nothing of this package, so that it
starts in some 30 ms.
"""

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY_BYTES = 4_000_000_000
WITH_PASSWORD = 3
"""Exit status of the child for a workbook with a password."""

Grid = tuple[str, bool, list[list[Any]], list[tuple[int, int, int, int]]]
"""A sheet's name, whether it is hidden, its rows from A1 with None for empty cells, and its merged ranges: first row, first column,
last row, last column, 0-based.
"""


def read_grids(data: bytes) -> list[Grid]:
    """All sheets of a workbook. Raises whatever calamine raises, and pyo3's PanicException, which is no Exception."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    grids = []
    for position, sheet in enumerate(workbook.sheets_metadata):
        rows, merged = [], []
        if sheet.typ == SheetTypeEnum.WorkSheet:
            read = workbook.get_sheet_by_index(position)
            rows = [[None if cell == "" else cell for cell in row] for row in read.to_python(skip_empty_area=False)]
            merged = [(*first, *last) for first, last in read.merged_cell_ranges or ()]
        grids.append((sheet.name, sheet.visible != SheetVisibleEnum.Visible, rows, merged))
    return grids


def encode(grids: list[Grid]) -> bytes:
    """Grids as JSON; dates and times become {type: text}."""

    def tagged(value: Any) -> dict[str, Any]:
        if isinstance(value, timedelta):
            return {"timedelta": value.total_seconds()}
        return {type(value).__name__: value.isoformat()}

    return json.dumps(grids, default=tagged).encode()


def decode(encoded: bytes) -> list[Grid]:
    """The inverse of ``encode``."""
    types = {
        "timedelta": lambda seconds: timedelta(seconds=seconds),
        "datetime": datetime.fromisoformat,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
    }

    def untagged(tagged: dict[str, Any]) -> Any:
        ((kind, value),) = tagged.items()
        return types[kind](value)

    return [tuple(grid) for grid in json.loads(encoded, object_hook=untagged)]


def _main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        grids = read_grids(sys.stdin.buffer.read())
    except PasswordError:
        sys.exit(WITH_PASSWORD)
    sys.stdout.buffer.write(encode(grids))


if __name__ == "__main__":
    _main()
