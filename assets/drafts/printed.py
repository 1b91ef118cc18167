"""What is printed on a sheet: the title, a header of up to three rows, records, a total row, notes, and
signatures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string
from openpyxl.worksheet.datavalidation import DataValidation

from assets.drafts.sheets import NotDrafted, PrintedSheet
from assets.submissions.tables.row_kinds import (
    SAMPLE,
    is_footer,
    is_note,
    is_ordinal,
    leading_texts,
    total_label,
)

HEADER_ROWS = 3
LONGEST_HEADER = 60
ORDINAL = re.compile("序号|序|编?号|NO[.．]?|№", re.IGNORECASE)
"""Headers of the column that numbers the rows. Only the first column can be such a column."""

REQUIRED = re.compile(r"^[*＊]|[*＊]$")
_ABOVE = re.compile(
    r"^(?!其中)[^：:]{1,12}[：:]|^(?:填报|报送|制表|上报)(?:单位|日期|时间)|^\d{2,4}年|^[　 _]*年.*月|^单位"
)
"""Cells of the lines above a table: 填报单位：…, 2023年12月, 单位：万元."""
_COLUMN_NUMBERS = re.compile("[甲乙丙丁戊己庚辛]|栏次|[(（]?\\d{1,2}[)）]?")
_NOTE_LABEL = re.compile(r"^[(（]?(?:填表|填报)?(?:注意?事?项?|说明|备注)\d*[)）]?[：:.、]?\s*")
_NUMBERED = re.compile(r"^[(（]?\d{1,2}[)）.、．]\s*")
_SIGNED = re.compile(r"[\u4e00-\u9fff（）()]{2,12}")
_SIGNER = re.compile(
    r"(?:单位|部门|分管)?(?:负责人|填表人|填报人|制表人|审核人|经办人|联系人|联系电话|(?:填表|填报)?日期)$"
)
_ADDED = re.compile(r"=SUM\(([A-Z]+\d+(?:[:,][A-Z]+\d+)*)\)|=([A-Z]+\d+(?:\+[A-Z]+\d+)+)")


@dataclass(frozen=True)
class PrintedColumn:
    """A column of the table.

    ``place``: the sheet's column. ``values``: what the records have in it. ``parts``: the sheet's columns
    that a formula in this column adds up. ``is_added_up``: whether the total row adds up this column; None
    where the total row has no formula.
    """

    place: int
    levels: tuple[str, ...]
    is_required: bool
    values: tuple[object, ...]
    number_format: str
    check: DataValidation | None
    listed: tuple[str, ...]
    parts: tuple[int, ...]
    is_added_up: bool | None

    @property
    def header(self) -> str:
        """The header as one text."""
        return "：".join(self.levels)


@dataclass(frozen=True)
class PrintedForm:
    """A form as it is printed.

    ``above``: the lines between title and header. ``records``: how many rows are filled in. ``doubts``: what
    was not taken in, in Chinese.
    """

    sheet: str
    title: str
    above: tuple[str, ...]
    columns: tuple[PrintedColumn, ...]
    ordinal: bool
    records: int
    total_row: str | None
    notes: tuple[str, ...]
    signatures: tuple[str, ...]
    footer: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _Below:
    """What stands below the header, by row."""

    records: tuple[int, ...]
    total: int | None
    notes: tuple[str, ...]
    signatures: tuple[str, ...]


def printed_form(sheet: PrintedSheet) -> PrintedForm:
    """Read what is printed on a sheet. Raises NotDrafted where there is no table."""
    top = _header_top(sheet)
    bottom = _header_bottom(sheet, top)
    paths, doubts = _paths(sheet, top, bottom)
    if not paths:
        raise NotDrafted(f"工作表“{sheet.results.title}”的表头读不出来")
    first_body = bottom + 1 + _is_row_of_numbers(sheet, bottom + 1)
    below = _below(sheet, first_body, len(paths))
    first = min(paths)
    ordinal = len(paths) > 1 and ORDINAL.fullmatch(paths[first][-1]) is not None
    places = [place for place in sorted(paths) if not (ordinal and place == first)]
    lines = [text for row in range(1, top) for text in sheet.texts(row)]
    footer = sheet.formulas.oddFooter
    return PrintedForm(
        sheet=sheet.results.title,
        title=_title(sheet, top) or sheet.results.title,
        above=tuple(line for line in lines if line != _title(sheet, top)),
        columns=tuple(_column(sheet, place, paths[place], first_body, below) for place in places),
        ordinal=ordinal,
        records=len(below.records),
        total_row=None if below.total is None else sheet.texts(below.total)[0],
        notes=below.notes,
        signatures=below.signatures,
        footer="".join(part.text or "" for part in (footer.left, footer.center, footer.right)),
        doubts=tuple(doubts),
    )


# ---------------------------------------------------------------- where the header is


def _header_top(sheet: PrintedSheet) -> int:
    for row in range(1, sheet.last_row + 1):
        texts = sheet.texts(row)
        is_above = sum(map(bool, map(_ABOVE.match, texts))) * 2 >= len(texts)
        is_long = any(len(text) > LONGEST_HEADER for text in texts)
        if len(texts) > 1 and not is_above and not is_long and len(texts) == len(sheet.filled(row)):
            return row
    raise NotDrafted(f"工作表“{sheet.results.title}”没有找到表头：表头要有两个以上的栏名")


def _header_bottom(sheet: PrintedSheet, top: int) -> int:
    """The last row of the header. It grows while merged cells reach further down, or while a parent header
    has children below it.
    """
    bottom = top
    while bottom - top + 1 < HEADER_ROWS:
        covered = [merged for merged in sheet.formulas.merged_cells.ranges if top <= merged.min_row <= bottom]
        reaches_down = any(merged.max_row > bottom for merged in covered)
        parts = any(merged.min_row == bottom == merged.max_row for merged in covered)
        if not reaches_down and not ((parts or _has_gaps(sheet, bottom)) and _is_of_texts(sheet, bottom + 1)):
            break
        bottom += 1
    return bottom


def _has_gaps(sheet: PrintedSheet, row: int) -> bool:
    """Whether the row has gaps where the row below has texts, and the other way round. Then a parent header
    is not merged with the columns of its children.
    """
    columns = range(min(sheet.filled(row), default=1), max(sheet.filled(row), default=0) + 2)
    pairs = [(sheet.text(row, column), sheet.text(row + 1, column)) for column in columns]
    return any(below and not above for above, below in pairs) and any(
        above and not below for above, below in pairs
    )


def _is_of_texts(sheet: PrintedSheet, row: int) -> bool:
    texts = sheet.texts(row) if row <= sheet.last_row else []
    return bool(texts) and len(texts) == len(sheet.filled(row)) and not total_label(leading_texts(texts))


def _paths(sheet: PrintedSheet, top: int, bottom: int) -> tuple[dict[int, tuple[str, ...]], list[str]]:
    """The header of each of the sheet's columns, row by row, and what is doubtful about it."""
    paths: dict[int, tuple[str, ...]] = {}
    parents: dict[tuple[int, int], str] = {}
    doubts = []
    for column in range(1, sheet.last_column + 1):
        levels = []
        for row in range(top, bottom + 1):
            text = sheet.text(row, column) if sheet.anchor(row, column)[0] == row else ""
            inherited = parents.get((row, column - 1), "")
            if not text and row < bottom and inherited and _begins(sheet, row + 1, column):
                text = inherited
                doubts.append(
                    f"{get_column_letter(column)}列的上级表头“{text}”没有合并单元格，按左边一列填的"
                )
            if text:
                levels.append(text)
                if row < bottom and _begins(sheet, row + 1, column):
                    parents[row, column] = text
        if levels:
            paths[column] = tuple(levels)
        elif paths and any(sheet.text(top, later) for later in range(column + 1, sheet.last_column + 1)):
            doubts.append(f"{get_column_letter(column)}列没有表头，没有写进来")
    return paths, doubts


def _begins(sheet: PrintedSheet, row: int, column: int) -> bool:
    """Whether a cell has a text of its own, and not one merged from the row above."""
    return bool(sheet.text(row, column)) and sheet.anchor(row, column)[0] == row


def _is_row_of_numbers(sheet: PrintedSheet, row: int) -> bool:
    """Whether this row numbers the columns: 甲 | 乙 | 1 | 2."""
    values = [str(sheet.value(row, column)) for column in sheet.filled(row)] if row <= sheet.last_row else []
    plain = [value.strip().removesuffix(".0") for value in values]
    numbers = [int(value) for value in plain if value.isdecimal()]
    runs = numbers == list(range(1, len(numbers) + 1))
    return len(plain) > 2 and all(map(_COLUMN_NUMBERS.fullmatch, plain)) and runs


def _title(sheet: PrintedSheet, top: int) -> str:
    """The first line above the header that does not state the unit or the period."""
    lines = [texts[0] for row in range(1, top) if len(texts := sheet.texts(row)) == 1]
    names = (line for line in lines if not _ABOVE.match(line) and len(line) > 1)
    return re.sub(r"\s+", "", next((line for line in names if not re.match("附[件表]", line)), ""))


# ---------------------------------------------------------------- what is below the header


def _below(sheet: PrintedSheet, first: int, width: int) -> _Below:
    records: list[int] = []
    notes: list[str] = []
    signatures: list[str] = []
    total, in_notes = None, False
    for row in range(first, sheet.last_row + 1):
        filled = [column for column in sheet.filled(row) if not sheet.formula(row, column)]
        texts = sheet.texts(row)
        values = [sheet.value(row, column) for column in filled]
        leading = leading_texts(values)
        said = "".join(texts)
        is_line = len(filled) <= max(1, width // 3)
        if not filled or (len(filled) == 1 and is_ordinal(values[0])):
            continue
        if (texts and is_footer("".join(texts[0].split()), is_line)) or (total and _signs(said)):
            signatures += [word for text in texts for word in signers(text)]
        elif (texts and is_note("".join(texts[0].split()))) or (len(filled) == 1 and (in_notes or total)):
            in_notes = True
            notes += [plain for text in texts for line in text.splitlines() if (plain := _note(line))]
        elif total_label(leading) and total is None:
            total = row
        elif (
            total is None
            and not in_notes
            and not signatures
            and not SAMPLE.match(leading[0] if leading else "")
        ):
            records.append(row)
    return _Below(tuple(records), total, tuple(notes), tuple(dict.fromkeys(signatures)))


def _signs(text: str) -> bool:
    return len(signers(text)) > 1


def signers(text: str) -> list[str]:
    """Who signs, without the names of those who did: 校长：张某 填 表 人：李某 is 校长 and 填表人."""
    first, *others = re.split("[：:]", text)[:-1] or [""]
    labels = ["".join(first.split()), *(_last_word(each) for each in others)]
    return [word for word in labels if _SIGNED.fullmatch(word)]


def _last_word(text: str) -> str:
    """The label at the end of what stands between two colons. Its characters may stand apart; in a filled
    form a name or a day stands before it.
    """
    words = text.split()
    apart = list(takewhile(lambda word: len(word) == 1, reversed(words)))
    last = "".join(reversed(apart)) if len(apart) > 1 else "".join(words[-1:])
    known = _SIGNER.search(last)
    return known[0] if known else last


def _note(text: str) -> str:
    return _NUMBERED.sub("", _NOTE_LABEL.sub("", text.strip(), count=1)).strip()


# ---------------------------------------------------------------- a column


def _column(sheet: PrintedSheet, place: int, path: Sequence[str], first: int, below: _Below) -> PrintedColumn:
    rows = [*below.records, first]
    check = sheet.check(first, place)
    values = (sheet.value(row, place) for row in below.records)
    added = [_parts(sheet.formula(row, place), row) for row in range(first, rows[0] + 1)]
    levels = tuple(REQUIRED.sub("", text) for text in path)
    return PrintedColumn(
        place=place,
        levels=levels,
        is_required=levels != tuple(path),
        values=tuple(value for value in values if value not in (None, "")),
        number_format=sheet.number_format(rows[0], place),
        check=check,
        listed=sheet.listed(check),
        parts=next((parts for parts in added if parts), ()),
        is_added_up=_is_added_up(sheet, place, below.total),
    )


def _is_added_up(sheet: PrintedSheet, place: int, total: int | None) -> bool | None:
    columns = range(1, sheet.last_column + 1)
    if total is None or not any(sheet.formula(total, column) for column in columns):
        return None
    return bool(sheet.formula(total, place))


def _parts(formula: str, row: int) -> tuple[int, ...]:
    """The columns that a formula adds up within its row; empty if the formula is no such sum."""
    found = _ADDED.fullmatch(formula.replace("$", "").replace(" ", "").upper())
    if not found:
        return ()
    columns: list[int] = []
    for part in re.split("[,+]", found[1] or found[2]):
        cells = re.findall(r"([A-Z]+)(\d+)", part)
        if any(int(number) != row for _, number in cells):
            return ()
        ends = [column_index_from_string(letters) for letters, _ in cells]
        columns += range(ends[0], ends[-1] + 1)
    return tuple(columns)
