"""Blocks of cells that look like a table but belong to none that was found. They may stand beside, above or
below a table, or in a sheet of their own.

None of them is ignored silently. A block that could hold rows of the form becomes a grave finding. About any
other block the unit is asked.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from assets.submissions.tables import row_kinds
from assets.submissions.tables.could_hold import could_be_rows, is_filled, is_number, is_number_or_date
from assets.submissions.tables.found_table import Doubt, column_letters
from assets.submissions.tables.headers.matching import FormHeaders
from assets.submissions.tables.headers.texts import split_header
from assets.submissions.tables.row_kinds import compact
from assets.submissions.workbook import Row, Sheet

MOST_ROWS = 2_000
"""The most rows of one block. Further rows make a block of their own."""

_LABEL = re.compile(
    r"^(?:(?:填报|填表|报送|上报|制表|制定|批准|编制|审核|复核|主管|分管|经办)(?:单位|机关|部门|人员?|者|日期|时间|月份|年月|领导)?"
    r"|(?:单位|学校|镇街|院系|部门)(?:名称|代码|编码|负责人|领导)?|负责人|联系(?:人|电话|方式)|报告(?:期|月份?|日期)|校长"
    r"|统计(?:时间|期间|月份|负责人)|有效期至?|表号|(?:批准)?文号|电话|手机|邮编|地址|日期|时间|年月|月份|盖章|签[字名章])$"
    r"|^[^:：]{1,10}[:：]"
)
"""Labels of lines around a table: 单位代码, 联系电话, 填表人：张三."""
_PIECE = re.compile(r"^(?:[年月日号页第共期至到.—-]|年度|月份|学年|学期)$")
"""Words between the numbers of a date or a page, each in a cell of its own."""


@dataclass(frozen=True)
class LooseBlock:
    """A block that looks like a table.

    ``first`` and ``last``: its 0-based rows, with its header. ``header``: the texts of its header, if it has
    one. ``values``: the values below the header by sheet column.
    """

    sheet: Sheet
    first: int
    last: int
    header: tuple[str, ...]
    values: dict[int, tuple[object, ...]]

    @property
    def cell(self) -> str:
        """The address of its first cell."""
        return f"{column_letters(min(self.values))}{self.first + 1}"

    @property
    def shown(self) -> str:
        """Its place as Excel names it: H5:J9."""
        return f"{self.cell}:{column_letters(max(self.values))}{self.last + 1}"

    def could_be_of(self, headers: FormHeaders) -> bool:
        """Whether it may hold rows of the form.

        For a vertical form it must hold a label of the form. For other forms its header, if it has one, must
        name a column of the form, and its values must fit the types of the form's columns.
        """
        keys = {split_header(text)[0] for text in self.header}
        if headers.form.vertical:
            labels = {
                split_header(cell)[0] for cells in self.values.values() for cell in cells if type(cell) is str
            }
            return not labels.isdisjoint(headers.keys)
        if self.header and keys.isdisjoint(headers.keys):
            return False
        return could_be_rows(headers.form, self.values.values())

    def doubt(self, is_grave: bool, shown: str = "") -> Doubt:
        """The doubt that tells that it was not read.

        ``shown``: the places of several blocks, if the doubt is about more than this first one.
        """
        code = "block-unread" if is_grave else "extra-block"
        details = {"sheet": self.sheet.name, "place": shown or self.shown}
        return Doubt(code, details, cells=(self.cell,), row=self.first + 1, sheet=self.sheet.name)


def loose_blocks(
    sheet: Sheet, rows: Iterable[int], columns: Collection[int] | None = None
) -> list[LooseBlock]:
    """The blocks in these rows of a sheet that look like a table. ``columns``: search only in these."""
    return [block for run in _runs(sheet, rows, columns) if (block := _block(sheet, run))]


Cells = dict[int, object]
"""The filled cells of a row by sheet column."""


def _runs(sheet: Sheet, rows: Iterable[int], columns: Collection[int] | None) -> Iterator[dict[int, Cells]]:
    """Runs of consecutive rows that may belong to a table: the filled cells of each row by its number."""
    run: dict[int, Cells] = {}
    for row in rows:
        filled = sheet.rows[row]
        cells = _filled(filled, columns) if len(filled) - filled.count(None) > 1 else {}
        is_of_table = len(cells) > 1 and not any(map(_is_around_table, cells.values()))
        if run and (not is_of_table or row != max(run) + 1 or len(run) >= MOST_ROWS):
            yield run
            run = {}
        if is_of_table:
            run[row] = cells
    if run:
        yield run


def _filled(row: Row, columns: Collection[int] | None) -> Cells:
    return {
        place: cell
        for place, cell in enumerate(row)
        if cell is not None and (columns is None or place in columns) and not row_kinds.says_nothing([cell])
    }


def _is_around_table(cell: object) -> bool:
    """Whether a cell belongs to a line around a table: labels, a signature or a note."""
    if type(cell) is not str:
        return False
    text = compact(cell)
    return bool(_LABEL.match(text) or row_kinds.FOOTER.match(text) or row_kinds.NOTE.match(text))


def _block(sheet: Sheet, run: dict[int, Cells]) -> LooseBlock | None:
    """The run as a block, if it looks like a table.

    It must have at least two rows of data: rows with a number, a date or three filled cells. Below a header,
    one such row is enough if the first row below it has a number or a date. A row alone must have several
    numbers.
    """
    first, *others = run
    is_header = bool(others) and not any(map(is_number_or_date, run[first].values()))
    data = [row for row in (others if is_header else run) if _is_data(run[row])]
    is_alone = not others and _is_row_of_figures(sheet.rows[first], run[first])
    if len(data) < (1 if is_alone or (is_header and _has_number(run[others[0]])) else 2):
        return None
    places = sorted({place for cells in run.values() for place in cells})
    below = others if is_header else list(run)
    values = {
        place: tuple(run[row][place] for row in below if is_filled(run[row].get(place))) for place in places
    }
    header = tuple(str(text) for text in run[first].values()) if is_header else ()
    return LooseBlock(sheet, first, max(run), header, values)


def _is_row_of_figures(row: Row, cells: Cells) -> bool:
    """Whether a row alone holds figures.

    It must have more than one number. It may not be a date in pieces (2023 年 12 月), a page, or the numbers
    of the columns.
    """
    values = list(cells.values())
    in_pieces = any(type(cell) is str and _PIECE.match(compact(cell)) for cell in row)
    return sum(map(is_number, values)) > 1 and not in_pieces and not row_kinds.numbers_columns(values)


def _has_number(cells: Cells) -> bool:
    return any(map(is_number_or_date, cells.values()))


def _is_data(cells: Cells) -> bool:
    if all(row_kinds.NIL.match(compact(cell)) for cell in cells.values()):
        return False
    return len(cells) > 2 or _has_number(cells)
