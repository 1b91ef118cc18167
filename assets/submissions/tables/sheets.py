"""The sheets of a workbook. Each visible sheet is read, holds no data, or is told in a report's finding."""

from collections.abc import Iterable, Sequence

from assets.submissions.tables.could_hold import is_filled
from assets.submissions.tables.fates import Fate, Fates, WorkbookFates
from assets.submissions.tables.finding import Forms, header_index, is_leaflet, is_ours
from assets.submissions.tables.found_table import Doubt, FoundTable
from assets.submissions.tables.headers.matching import HeaderIndex
from assets.submissions.tables.loose_blocks import LooseBlock, loose_blocks
from assets.submissions.workbook import Sheet, Workbook

MOST_SHOWN = 3
"""How many blocks of a sheet a finding names."""

_ANSWERS, _KEYS = "核实说明", "标识（请勿改动）"
"""Headers in the sheet 审核意见."""
_WIDTH_OF_INSTRUCTIONS = 2
"""The sheet 填表说明 has so many columns. Rows of a form have more."""


def account_for_sheets(
    workbook: Workbook, tables: Sequence[FoundTable], forms: Forms
) -> tuple[list[FoundTable], WorkbookFates]:
    """The tables of a workbook, and what became of everything in it.

    Some visible sheets look like a table but were not read. If such a sheet could hold rows of a form, the
    first table of that form gets a grave doubt about it. If it could hold rows of no form, the first table
    of the workbook gets a doubt that only asks about it.

    Raises Unaccounted if a sheet has no fate or two.
    """
    index, accounted = header_index(forms), list(tables)
    fated = [
        (number, _fate(sheet, accounted, index))
        for number, sheet in enumerate(workbook.sheets)
        if not sheet.hidden
    ]
    visible = [number for number, sheet in enumerate(workbook.sheets) if not sheet.hidden]
    return accounted, WorkbookFates(
        sum((table.column_fates for table in accounted), Fates()),
        sum((table.block_fates for table in accounted), Fates()),
        Fates.of(visible, fated),
    )


def _fate(sheet: Sheet, tables: list[FoundTable], index: HeaderIndex) -> Fate:
    """What becomes of a sheet. If it has to be told, a doubt about it is added to one of the tables."""
    own = [table for table in tables if table.sheet == sheet.name]
    if own:
        return Fate.TOLD if all(table.problem for table in own) else Fate.MAPPED
    blocks = loose_blocks(sheet, _rows_of_unit(sheet) if is_ours(sheet) else range(len(sheet.rows)))
    number, of_form = _possible_rows(blocks, tables, index)
    told = of_form or ([] if is_leaflet(sheet, index) else blocks)
    if not told:
        return Fate.NO_DATA
    if tables:
        tables[number] = tables[number].with_blocks([_doubt(sheet, told, bool(of_form))])
    return Fate.TOLD


def _rows_of_unit(sheet: Sheet) -> Sequence[int]:
    """The rows in a sheet of ours that we did not write: those outside the list of findings."""
    rows = range(len(sheet.rows))
    if not rows or len(sheet.rows[0]) <= _WIDTH_OF_INSTRUCTIONS:
        return ()
    header = next((row for row in rows if _ANSWERS in sheet.rows[row]), None)
    if header is None:
        return rows
    key = sheet.rows[header].index(_KEYS) if _KEYS in sheet.rows[header] else None
    below = rows[header + 1 :]
    if key is not None:
        return [row for row in below if sheet.rows[row][key] is None]
    end = next((row for row in below if not any(map(is_filled, sheet.rows[row]))), len(rows))
    return rows[end:]


def _possible_rows(
    blocks: Iterable[LooseBlock], tables: Sequence[FoundTable], index: HeaderIndex
) -> tuple[int, list[LooseBlock]]:
    """The number of the first table whose form fits some of the blocks, and these blocks."""
    for number, table in enumerate(tables):
        if found := [block for block in blocks if block.could_be_of(index.headers_of(table.form))]:
            return number, found
    return 0, []


def _doubt(sheet: Sheet, blocks: Sequence[LooseBlock], is_grave: bool) -> Doubt:
    places = "、".join(block.shown for block in blocks[:MOST_SHOWN])
    more = f"等{len(blocks)}处" if len(blocks) > MOST_SHOWN else ""
    return blocks[0].doubt(is_grave, places + more)
