"""What is accepted for a whole column at once is what reading cell by cell gives."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.review.cells import values
from assets.submissions.review.cells.parsed import ParsedColumn
from assets.submissions.review.cells.values import parse_cells
from assets.submissions.workbook import (
    NOT_CALCULATED,
    ExcelError,
    FormattedCell,
    MarkedText,
    Picture,
    SharedCell,
)
from schemas.form import Column
from schemas.office.catalogue import BUILT_IN

COLUMNS = {
    f"{form.code}.{column.name}": column
    for form in BUILT_IN.values()
    for column in form.columns
    if form.code in ("Z01", "Z02", "Z03", "Z04", "S02", "X01", "X02")
}
BY_TYPE = {
    (column.type.name, column.required, column.personal, column.lists): column for column in COLUMNS.values()
}
NUMBERS = st.one_of(
    st.integers(-50, 3_000).map(float),
    st.integers(0, 10**6).map(lambda cents: cents / 100),
    st.integers(0, 10**9).map(lambda parts: parts / 10**5),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.1 + 0.2, 1.00005, 2.675, -0.0, 1e10, 13812345678.0, 45_200.0, 2023.1, 3.0000000001]),
)
WORDS = st.sampled_from(
    [
        "无",
        "—",
        "12",
        "12人",
        "200余",
        "约30",
        "1,200",
        "3.5万",
        "+5",
        "2.3E+02",
        "1E+15",
        "2023-09-01",
        "2023.9",
        "2023年9月",
        "20230901",
        "农历九月",
        "#REF!",
        "#标签",
        "是",
        "否",
        "√",
        "×",
        "男",
        "女",
        "初中",
        "同上",
        "〃",
        "↑",
        "①",
        "32139919700101001X",
        "32139919700101001x",
        "321399700101001",
        "13800000000",
        "+8613800000000",
        "红卫村",
        "红卫\u3000村",
        "张三",
        "ａｂ１２",
        "NA",
        "标准像、户口册",
        "镇成人学校",
    ]
)
TEXTS = st.one_of(WORDS, st.text(max_size=6), WORDS.map(lambda word: f" {word}\n"), st.just(""), st.just(" "))
DAYS = st.one_of(
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(dt.timezone(dt.timedelta(hours=8)))),
    st.datetimes(timezones=st.just(dt.UTC)),
)
ODD = st.one_of(
    st.booleans(),
    st.integers(-5, 10**18),
    st.sampled_from([ExcelError("#N/A"), NOT_CALCULATED, Picture(), SharedCell("红卫村"), dt.time(3, 4)]),
    st.builds(MarkedText, TEXTS, st.booleans()),
    st.builds(FormattedCell, st.one_of(TEXTS, NUMBERS), TEXTS, st.sampled_from([1, 1000, 10_000])),
)
CELLS = st.lists(
    st.one_of(st.none(), NUMBERS, TEXTS, DAYS, ODD) | st.sampled_from(["红卫村", 3.0, None]), max_size=12
)
CLEAN = st.one_of(*(st.lists(st.none() | kind, max_size=12) for kind in (NUMBERS, TEXTS, DAYS)))


@pytest.fixture(scope="module")
def cell_by_cell():
    """The reading of a column in which nothing is accepted at once."""

    def read(cells: list[object], column: Column) -> ParsedColumn:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(values, "clean_texts", lambda cells, parse: {})
            patched.setattr(values, "clean_days", lambda cells, column: {})
            patched.setattr(
                values, "clean_numbers", lambda numbers, column: np.zeros(len(numbers), dtype=bool)
            )
            patched.setattr(values, "_any_unusual", lambda cells: True)
            return parse_cells(cells, column)

    return read


def told(parsed: ParsedColumn) -> tuple:
    return (
        parsed.values.dtype,
        list(map(repr, parsed.values.tolist())),
        [(problem.index, problem.code, repr(problem.raw), problem.details) for problem in parsed.problems],
        parsed.lower_bounds.tolist(),
    )


@settings(max_examples=200)
@given(column=st.sampled_from(list(BY_TYPE.values())), cells=CELLS | CLEAN)
def test_a_column_gives_the_values_and_findings_of_its_cells(cell_by_cell, column, cells):
    assert told(parse_cells(cells, column)) == told(cell_by_cell(cells, column))


@settings(max_examples=200)
@given(column=st.sampled_from(list(BY_TYPE.values())), cells=CELLS)
def test_no_cell_depends_on_the_others_in_its_column(column, cells):
    together, alone = parse_cells(cells, column), [parse_cells([cell], column) for cell in cells]

    assert list(map(repr, together.values.tolist())) == [repr(each.values.tolist()[0]) for each in alone]
    assert [(problem.index, problem.code) for problem in together.problems] == [
        (place, problem.code) for place, each in enumerate(alone) for problem in each.problems
    ]


def test_decimals_beyond_four_are_rounded_alike_alone_and_among_others(cell_by_cell):
    amount = next(column for column in COLUMNS.values() if column.type.name == "amount")
    cells = [1.00005, 1.0000500000000003, 1.0000499999999999, 0.1 + 0.2, 3e-5]

    assert told(parse_cells(cells, amount)) == told(cell_by_cell(cells, amount))
    assert parse_cells(cells, amount).values.tolist() == [
        parse_cells([cell, "无"], amount).values.tolist()[0] for cell in cells
    ]


@pytest.mark.parametrize("name", ["Z02.resident_id", "Z02.village", "Z02.enrolled_on", "Z02.online"])
@given(cells=CELLS)
@settings(max_examples=8)
def test_long_columns_of_different_cells_are_no_exception(cell_by_cell, name, cells):
    long = [f"32139919700101{number:04}" for number in range(1_100)]

    for column in ([*long, *cells], [*long[:60] * 19, *cells]):
        assert told(parse_cells(column, COLUMNS[name])) == told(cell_by_cell(column, COLUMNS[name]))
