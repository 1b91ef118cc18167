"""A form's rows in any layout that units write: the same rows come back, or a finding names the place."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assets.submissions.reading.parsing import parse_workbook
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.tables.found_table import FoundTable
from assets.submissions.tables.sheets import account_for_sheets
from assets.submissions.workbook import Limits, Sheet, Workbook
from schemas.form import NUMBERS, Column, Form
from schemas.office.catalogue import BUILT_IN
from tests.support.saved_grids import said, saved

PERIOD = "2023-12"
HORIZONTAL = ("Z01", "Z03", "Z04", "X05", "X06", "P03", "J02", "X02")
VERTICAL = ("X07", "P04")
NAMES = ["东风", "红旗", "前进", "光明", "和平", "幸福里", "双河", "三棵树", "大兴", "新桥", "石桥", "柳园"]
CODES = {
    "resident_id": "321399199305061224",
    "phone": "13912345678",
    "credit_code": "913213990000000000",
    "major_code": "710201",
}
Row = list[object]


@dataclass
class Layout:
    """Sheets being written: the rows of the first one, other sheets, and what is hidden."""

    form: Form
    header: Row
    rows: list[Row]
    lines: list[Row] = field(default_factory=list)
    sheets: list[tuple[str, list[Row]]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)

    def workbook(self) -> Workbook:
        sheets = [("Sheet1", self.lines), *self.sheets]
        return Workbook(tuple(self._sheet(name, rows) for name, rows in sheets))

    def _sheet(self, name: str, rows: list[Row]) -> Sheet:
        width = max(map(len, rows))
        hidden = frozenset(self.hidden_columns if name == "Sheet1" else ())
        return Sheet(name, [[*row, *[None] * (width - len(row))] for row in rows], hidden_columns=hidden)


def value(column: Column, name: str) -> st.SearchStrategy[object]:
    """A value that stands in a cell of the column."""
    kind = column.type.name
    if kind in NUMBERS:
        return st.integers(1, 9_999).map(float)
    if kind in ("date", "month"):
        return st.dates(dt.date(2023, 1, 1), dt.date(2023, 12, 31)).map(
            lambda day: dt.datetime(day.year, day.month, day.day)
        )
    if kind in ("enum", "set"):
        return st.sampled_from(column.values)
    if kind == "yesno":
        return st.sampled_from(["是", "否"])
    if kind in CODES:
        return st.just(CODES[kind])
    return st.just(f"{name}{column.header[0]}")


@st.composite
def rows_of(draw: Callable, form: Form) -> list[Row]:
    """Two to eight rows of a form, no two with the same name."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=8, unique=True))
    return [[draw(value(column, name)) for column in form.columns] for name in names]


def title(form: Form) -> list[Row]:
    return [[form.title], ["填报单位：耿车镇", None, "报告期：2023年12月"]]


def plain(layout: Layout, _: object) -> None:
    layout.lines = [*title(layout.form), layout.header, *layout.rows]


def numbered(layout: Layout, _: object) -> None:
    rows = [[number, *row] for number, row in enumerate(layout.rows, 1)]
    layout.lines = [*title(layout.form), ["序号", *layout.header], *rows]


def two_halves(layout: Layout, draw: Callable) -> None:
    gap = [None] * draw(st.integers(0, 2))
    middle = (len(layout.rows) + 1) // 2
    left, right = layout.rows[:middle], layout.rows[middle:]
    right = [*right, *[[None] * len(layout.header)] * (len(left) - len(right))]
    rows = [[*mine, *gap, *its] for mine, its in zip(left, right, strict=True)]
    layout.lines = [*title(layout.form), [*layout.header, *gap, *layout.header], *rows]


def right_half_without_header(layout: Layout, _: object) -> None:
    middle = (len(layout.rows) + 1) // 2
    left, right = layout.rows[:middle], layout.rows[middle:]
    right = [*right, *[[]] * (len(left) - len(right))]
    rows = [[*mine, *its] for mine, its in zip(left, right, strict=True)]
    layout.lines = [*title(layout.form), layout.header, *rows]


def repeated_header(layout: Layout, draw: Callable) -> None:
    between = draw(st.sampled_from([[], [[]], [[], []], [["第1页 共2页"]], [[layout.form.title]]]))
    at = draw(st.integers(1, len(layout.rows) - 1))
    rows = [*layout.rows[:at], *between, layout.header, *layout.rows[at:]]
    layout.lines = [*title(layout.form), layout.header, *rows]


def line_before_header(layout: Layout, draw: Callable) -> None:
    """Below the line stand rows that are none of this report's, or nobody knows."""
    line = draw(
        st.sampled_from(
            ["二、2024年1月计划", "上月", "去年同期", "填报单位：埠子镇", "埠子镇", "补充表", "2022年12月"]
        )
    )
    layout.lines = [
        *title(layout.form),
        layout.header,
        *layout.rows,
        [],
        [line],
        layout.header,
        *layout.rows[:1],
    ]


def total(layout: Layout, draw: Callable) -> None:
    label = draw(
        st.sampled_from(["合计", "汇总", "总 计", "全镇", "Total", "合计（全部）", "小计：", "东风村 汇总"])
    )
    sums: Row = [None] * len(layout.header)
    for place, column in enumerate(layout.form.columns):
        if column.type.name in NUMBERS:
            sums[place] = sum(row[place] for row in layout.rows)
    sums[0] = label
    rows = [sums, *layout.rows] if draw(st.booleans()) else [*layout.rows, sums]
    layout.lines = [*title(layout.form), layout.header, *rows]


def hidden_column(layout: Layout, draw: Callable) -> None:
    """The same header hidden with other numbers, before the visible one."""
    place = draw(st.sampled_from(_numbers(layout.form)))
    rows = [[*row[:place], 7.0 + number, *row[place:]] for number, row in enumerate(layout.rows)]
    header = [*layout.header[:place], layout.header[place], *layout.header[place:]]
    layout.hidden_columns = {place}
    layout.lines = [*title(layout.form), header, *rows]


def column_of_another_time(layout: Layout, draw: Callable) -> None:
    place = draw(st.sampled_from(_numbers(layout.form)))
    other, own = draw(
        st.sampled_from([("上年", "本年"), ("2022年", "2023年"), ("计划", "实际"), ("预计", "完成")])
    )
    text = str(layout.header[place])
    header = [*layout.header[:place], f"{text}（{other}）", f"{text}（{own}）", *layout.header[place + 1 :]]
    rows = [[*row[:place], 7.0 + number, *row[place:]] for number, row in enumerate(layout.rows)]
    layout.lines = [*title(layout.form), header, *rows]


def same_header_twice(layout: Layout, draw: Callable) -> None:
    place = draw(st.sampled_from(_numbers(layout.form)))
    rows = [[*row[:place], 10_007.0 + number, *row[place:]] for number, row in enumerate(layout.rows)]
    header = [*layout.header[: place + 1], *layout.header[place:]]
    layout.lines = [*title(layout.form), header, *rows]


def extra_column(layout: Layout, draw: Callable) -> None:
    place = draw(st.integers(0, len(layout.header)))
    header, cell = draw(
        st.sampled_from([("备注", "已核"), ("天气", 7.0), ("天气", "晴"), (None, 7.5), (None, "晴")])
    )
    rows = [[*row[:place], cell, *row[place:]] for row in layout.rows]
    layout.lines = [
        *title(layout.form), [*layout.header[:place], header, *layout.header[place:]], *rows,
    ]  # fmt: skip


def renamed_column(layout: Layout, draw: Callable) -> None:
    place = draw(st.integers(0, len(layout.header) - 1))
    header = [*layout.header[:place], "另一种说法", *layout.header[place + 1 :]]
    layout.lines = [*title(layout.form), header, *layout.rows]


def side_block(layout: Layout, draw: Callable) -> None:
    gap = [None] * (len(layout.header) + draw(st.integers(1, 3)))
    block = [[*gap, "男", 41.0], [*gap, "女", 42.0]]
    layout.lines = [*title(layout.form), layout.header, *layout.rows, [], *block]


def zeros_and_parts(layout: Layout, draw: Callable) -> None:
    odd: list[Row] = [[0.0] * len(layout.header), [], ["其中：女"]]
    at = draw(st.integers(1, len(layout.rows)))
    rows = [*layout.rows[:at], draw(st.sampled_from(odd)), *layout.rows[at:]]
    layout.lines = [*title(layout.form), layout.header, *rows]


def rows_above_the_header(layout: Layout, _: object) -> None:
    layout.lines = [*layout.rows[:1], *layout.rows[:1], *title(layout.form), layout.header, *layout.rows[1:]]


def another_sheet(layout: Layout, draw: Callable) -> None:
    at = draw(st.integers(1, len(layout.rows) - 1))
    rest = layout.rows[at:]
    layout.lines = [*title(layout.form), layout.header, *layout.rows[:at]]
    name = draw(st.sampled_from(["续", "样表", "说明", "草稿", "上年", "Sheet2"]))
    layout.sheets = [(name, [*title(layout.form), layout.header, *rest])]


def sheet_without_header(layout: Layout, draw: Callable) -> None:
    layout.lines = [*title(layout.form), layout.header, *layout.rows[:1]]
    layout.sheets = [(draw(st.sampled_from(["续", "Sheet2", "说明"])), [*layout.rows[1:], *layout.rows[1:]])]


def _fits_half(rows: list[Row]) -> list[Row]:
    """The rows with halves of their numbers, as parts of them have."""
    return [[cell // 2 if isinstance(cell, float) else cell for cell in row] for row in rows]


def parts_below_each(layout: Layout, draw: Callable) -> None:
    label = draw(st.sampled_from(["其中：女", "其中：男", "#脱贫户"]))
    parts = [[label, *row[1:]] for row in _fits_half(layout.rows)]
    rows = [line for pair in zip(layout.rows, parts, strict=True) for line in pair]
    layout.lines = [*title(layout.form), layout.header, *rows]


def rows_of_another_time(layout: Layout, draw: Callable) -> None:
    label = draw(st.sampled_from(["累计", "上月", "上年同期", "去年", "本年累计", "2022年12月"]))
    numbers = _numbers(layout.form)
    other: Row = [cell if place in numbers else None for place, cell in enumerate(layout.rows[0])]
    rows = [*layout.rows, [label, *other[1:]]]
    layout.lines = [*title(layout.form), layout.header, *rows]


def number_in_header(layout: Layout, draw: Callable) -> None:
    place = draw(st.integers(0, len(layout.header)))
    cell = draw(st.sampled_from([2023.0, dt.datetime(2023, 12, 1), 1.0]))
    rows = [[*row[:place], None, *row[place:]] for row in layout.rows]
    layout.lines = [*title(layout.form), [*layout.header[:place], cell, *layout.header[place:]], *rows]


def heading_between(layout: Layout, draw: Callable) -> None:
    line = draw(st.sampled_from(["二、外来人口", "（二）其他", "一、东片", "以下为外来人口", "草稿", "作废"]))
    at = draw(st.integers(1, len(layout.rows) - 1))
    layout.lines = [*title(layout.form), layout.header, *layout.rows[:at], [line], *layout.rows[at:]]


LAYOUTS = [
    plain, parts_below_each, rows_of_another_time, number_in_header, heading_between, numbered, two_halves, right_half_without_header, repeated_header, line_before_header, total, hidden_column,
    column_of_another_time, same_header_twice, extra_column, renamed_column, side_block, zeros_and_parts,
    rows_above_the_header, another_sheet, sheet_without_header,
]  # fmt: skip


def with_column(header: str, *cells: object) -> Callable[[Layout], None]:
    """A column at the end, whose cells go round."""

    def add(layout: Layout) -> None:
        layout.header = [*layout.header, header]
        layout.rows = [[*row, cells[number % len(cells)]] for number, row in enumerate(layout.rows)]

    return add


def as_it_is(layout: Layout) -> None:
    pass


COLUMNS = [
    as_it_is, with_column("备注", None, "已核"), with_column("镇街", "耿车镇"), with_column("月份", "12月"), with_column("合计", 7.0),
]  # fmt: skip


def moved(layout: Layout) -> None:
    layout.lines = [[], [], *([None, None, *row] for row in layout.lines)]
    layout.hidden_columns = {place + 2 for place in layout.hidden_columns}


def signed(layout: Layout) -> None:
    layout.lines += [["填表人：张三", None, "审核人：李四"], ["填报日期：2024年1月4日"]]


def explained(layout: Layout) -> None:
    layout.lines = [*layout.lines[:2], ["说明：本表按月报送"], *layout.lines[2:], [], ["注：1. 人数含外出"]]


def with_gaps(layout: Layout) -> None:
    layout.lines = [line for row in layout.lines for line in (row, [])]


def with_zeros_behind(layout: Layout) -> None:
    layout.lines += [[0.0] * len(layout.header)] * 3


SURROUNDINGS = [as_it_is, moved, signed, explained, with_gaps, with_zeros_behind]


def _numbers(form: Form) -> list[int]:
    return [place for place, column in enumerate(form.columns) if column.type.name in NUMBERS] or [0]


def read(workbook: Workbook) -> list[FoundTable]:
    tables = find_workbook_tables(workbook, BUILT_IN)
    if any(table.awaits_period for table in tables):
        tables = find_workbook_tables(workbook, BUILT_IN, PERIOD)
    return account_for_sheets(workbook, tables, BUILT_IN)[0]


def rows_read(form: Form, tables: list[FoundTable]) -> list[Row]:
    """What was read, a row a record; a column that was not read is empty."""
    return [
        [table.cells.get(column.name, [None] * len(table.rows))[index] for column in form.columns]
        for table in tables
        if table.form == form.code
        for index in range(len(table.rows))
    ]


def is_told(tables: list[FoundTable]) -> bool:
    """Whether a finding names a place: cells, a row, a sheet, or a column that is missing. A file without any
    table is refused.
    """
    return not tables or any(
        table.problem
        or table.missing_columns
        or any(doubt.cells or doubt.row is not None for doubt in table.doubts)
        for table in tables
    )


@pytest.mark.parametrize("write", LAYOUTS, ids=lambda layout: layout.__name__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_same_rows_come_back_or_a_finding_names_the_place(write, data):
    form = BUILT_IN[data.draw(st.sampled_from(HORIZONTAL))]
    assume(_numbers(form) != [0] or write in (plain, numbered, two_halves, repeated_header, another_sheet))
    rows = data.draw(rows_of(form))
    layout = Layout(form, [column.header for column in form.columns], rows)
    write(layout, data.draw)
    tables = read(layout.workbook())
    found = rows_read(form, tables)
    assert sorted(map(repr, found)) == sorted(map(repr, rows)) or is_told(tables)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_so_they_do_where_several_layouts_meet(data):
    form = BUILT_IN[data.draw(st.sampled_from(HORIZONTAL))]
    write = data.draw(st.sampled_from(LAYOUTS))
    assume(_numbers(form) != [0] or write in (plain, numbered, two_halves, repeated_header, another_sheet))
    rows = data.draw(rows_of(form))
    layout = Layout(form, [column.header for column in form.columns], rows)
    data.draw(st.sampled_from(COLUMNS))(layout)
    write(layout, data.draw)
    for surround in data.draw(st.lists(st.sampled_from(SURROUNDINGS), max_size=3, unique=True)):
        surround(layout)
    tables = read(layout.workbook())
    found = rows_read(form, tables)
    assert sorted(map(repr, found)) == sorted(map(repr, rows)) or is_told(tables)


@pytest.mark.parametrize("suffix", ["ods", "xls", "csv"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_so_they_do_in_every_format(suffix, data):
    form = BUILT_IN[data.draw(st.sampled_from(HORIZONTAL))]
    write = data.draw(st.sampled_from(LAYOUTS))
    assume(_numbers(form) != [0] or write in (plain, numbered, two_halves, repeated_header, another_sheet))
    rows = data.draw(rows_of(form))
    layout = Layout(form, [column.header for column in form.columns], rows)
    write(layout, data.draw)
    assume(suffix == "ods" or not layout.sheets)  # the others are made of one sheet here
    assume(suffix != "csv" or not layout.hidden_columns)
    tables = read(parse_workbook(saved(layout.workbook(), suffix), f"报表.{suffix}", Limits()))
    found = [[said(cell) for cell in row] for row in rows_read(form, tables)]
    assert sorted(found) == sorted([said(cell) for cell in row] for row in rows) or is_told(tables)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_vertical_table_with_a_column_a_year_or_one_too_many(data):
    form = BUILT_IN[data.draw(st.sampled_from(VERTICAL))]
    values = [data.draw(value(column, "东风")) for column in form.columns]
    others = [100_000.0 + number for number, _ in enumerate(values)]
    first, second = data.draw(
        st.sampled_from(
            [("2022年", "2023年"), ("上年", "本年"), ("数值", "数值"), ("甲", "乙"), ("数值", None)]
        )
    )
    order = data.draw(st.booleans())
    pairs = [(other, own) if order else (own, other) for other, own in zip(others, values, strict=True)]
    header = ["指标", first, second] if order else ["指标", second, first]
    lines = [*title(form), header]
    lines += [[column.header, *pair] for column, pair in zip(form.columns, pairs, strict=True)]
    tables = read(Layout(form, [], [], lines).workbook())
    found = rows_read(form, tables)
    assert found == [values] or is_told(tables)


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [column.header for form in (BUILT_IN["Z01"], BUILT_IN["X07"]) for column in form.columns]
    ),
    st.sampled_from(
        [
            "序号",
            "备注",
            "合计",
            "其中：女",
            "2022年",
            "计划",
            "镇街",
            "填报单位：耿车镇",
            "无",
            " ",
            "东风村",
        ]
    ),
    st.integers(0, 3000).map(float),
    st.dates(dt.date(1899, 1, 1), dt.date(2030, 1, 1)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=9), st.integers(0, 9))
def test_nothing_in_any_grid_of_cells_is_without_a_fate(rows, at):
    """``Fates`` raises Unaccounted for a column, block or sheet that was lost or counted twice."""
    header: Row = [*(column.header for column in BUILT_IN["Z01"].columns), None]
    grid = Workbook((Sheet("Sheet1", [*rows[:at], header, *rows[at:]]), Sheet("Sheet2", rows)))
    tables, fates = account_for_sheets(grid, find_workbook_tables(grid, BUILT_IN, PERIOD), BUILT_IN)
    assert fates.sheets.read == 2
    for table in tables:
        assert table.doubts or not table.column_fates.told + table.block_fates.told


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_numbers_that_stand_anywhere_else_are_told(data):
    """Two rows of two numbers beside, below or above the table, or in a sheet of their own."""
    form = BUILT_IN["Z01"]
    rows = data.draw(rows_of(form))
    header = [column.header for column in form.columns]
    lines: list[Row] = [[None] * 12 for _ in range(len(rows) + 14)]
    top = data.draw(st.integers(3, 6))
    for offset, row in enumerate([header, *rows]):
        lines[top + offset][: len(row)] = row
    stray_row = data.draw(st.integers(0, len(lines) - 2))
    assume(stray_row not in (top - 1, top))  # one row of numbers, and one in the header, are no block
    is_beside = stray_row + 1 >= top and stray_row <= top + len(rows)
    column = data.draw(st.integers(len(header), 10) if is_beside else st.integers(0, 10))
    for row in (stray_row, stray_row + 1):
        lines[row][column : column + 2] = [41.5, 42.5 + row]
    sheet = Sheet("Sheet1", lines)
    tables = account_for_sheets(
        Workbook((sheet,)), find_workbook_tables(Workbook((sheet,)), BUILT_IN), BUILT_IN
    )[0]
    found = [cell for row in rows_read(form, tables) for cell in row]
    assert is_told(tables) or 41.5 in found
