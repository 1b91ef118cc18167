"""Cells to values: everything that real workbooks hold, and nothing that raises."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.submissions.review.cells.values import parse_cells
from assets.submissions.workbook import NOT_CALCULATED, ExcelError, SharedCell
from schemas.findings import KINDS, Level
from schemas.form import Column
from schemas.office.catalogue import BUILT_IN
from schemas.units_of_measure import unit_of_measure

COUNT = BUILT_IN["X05"].column("trainees")
INCOME = BUILT_IN["X05"].column("income")  # 万元
PAY = BUILT_IN["X02"].column("monthly_pay")  # 元
AREA = BUILT_IN["X07"].column("land_area")
DAY = BUILT_IN["X05"].column("started_on")
MONTH = BUILT_IN["X02"].column("graduated_on")
TEXT = BUILT_IN["X05"].column("session_no")
PERSON = BUILT_IN["Z02"].column("name")
ID = BUILT_IN["Z02"].column("resident_id")
CREDIT = BUILT_IN["X08"].column("enterprise_code")
PHONE = BUILT_IN["Z02"].column("phone")
DIVISION = BUILT_IN["X02"].column("work_division")
EDUCATION = BUILT_IN["Z02"].column("education")
KIND = BUILT_IN["X06"].column("kind")
DOCUMENTS = BUILT_IN["Z02"].column("missing_documents")
ONLINE = BUILT_IN["Z02"].column("online")
YUAN = unit_of_measure("元")


def parse(cell, column: Column):
    """The value of one cell, or the code of its finding."""
    parsed = parse_cells([cell], column)
    hard = [problem.code for problem in parsed.problems if KINDS[problem.code].level is Level.HARD]
    if hard:
        assert pd.isna(parsed.values[0])
        return hard[0]
    return None if pd.isna(parsed.values[0]) else parsed.values[0]


def queries(cell, column: Column):
    return [problem.code for problem in parse_cells([cell], column).problems]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12.0, 12), (0, 0), ("0", 0), ("12", 12), (" 12 ", 12), ("１２", 12), ("'12", 12), ("1,234", 1234), ("１，２３４", 1234),
        ("3人", 3),
        ("3 名", 3), ("45人次", "cell-unit"), ("1.2万", 12000), ("1.2万人", 12000), ("200余", 200), ("200余人", 200), ("200多人", 200),
        ("1万余人", 10000),
        ("约200", 200), ("近200人", 200), ("12.0", 12), ("零", 0), (12.000000000000002, 12), (-3, -3), ("-3", -3),
        ("", None), ("  ", None), (None, None), ("无", None), ("—", None), ("——", None), ("/", None), ("／", None), ("－", None),
        ("空", None),
        ("三十", "not-a-number"), ("12人3次", "not-a-number"), ("10-20", "not-a-number"), ("1,23", "not-a-number"),
        (True, "not-a-number"),
        (dt.date(1900, 1, 3), "not-a-number"), (12.5, "not-an-integer"), ("12.5", "not-an-integer"), ("33.5%", "not-a-number"),
        (1e15, "number-too-large"), ("99999999999999999999", "number-too-large"), (math.nan, "not-a-number"),
        (math.inf, "not-a-number"),
        (ExcelError("#DIV/0!"), "excel-error"), ("#REF!", "excel-error"), (NOT_CALCULATED, "formula-not-calculated"),
        (SharedCell(30.0), "merged-cells"),
    ],
)  # fmt: skip
def test_counts(cell, value):
    assert parse(cell, COUNT) == value


@pytest.mark.parametrize(
    ("cell", "column", "value"),
    [
        (1.5, INCOME, 1.5), ("1.5万元", INCOME, 1.5), ("1.5万", INCOME, 1.5), ("15000元", INCOME, 1.5), ("1.5", INCOME, 1.5),
        (0.12345, INCOME, 0.1234),
        ("1.2万", PAY, 12000), ("1.2万元", PAY, 12000), ("4,500元", PAY, 4500), ("4500元以上", PAY, 4500), ("33.5%", AREA, "not-a-number"),
        ("66666.67平方米", AREA, 66666.67),
        ("80亩", AREA, 53333.3333), (1e14, INCOME, "number-too-large"), (-1e300, INCOME, "number-too-large"),
        ("1e5", INCOME, "not-a-number"),
    ],
)  # fmt: skip
def test_amounts_in_the_unit_of_the_header(cell, column, value):
    assert parse(cell, column) == value


def test_lower_bounds_and_estimates():
    cells = ["200余", "60多人", "100以上", "超过30", "≥5", 7, "约200", "近60", "12"]
    parsed = parse_cells(cells, COUNT)
    assert parsed.lower_bounds.tolist() == [True] * 5 + [False] * 4
    assert [(problem.index, problem.code, problem.raw) for problem in parsed.problems] == [
        (6, "approximate-number", "约200"),
        (7, "approximate-number", "近60"),
    ]
    assert parsed.values.tolist() == [200, 60, 100, 30, 5, 7, 200, 60, 12]


def test_unit_of_a_sheet_spares_cells_that_name_their_own_unit():
    parsed = parse_cells(
        [12000.0, "12,000", "1.2万元", "12000元", 5.0], INCOME, units=[YUAN, YUAN, YUAN, YUAN, None]
    )
    assert parsed.values.tolist() == [1.2, 1.2, 1.2, 1.2, 5.0]


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2023, 9, 3), dt.datetime(2023, 9, 3, 8, 30), "2023-9-3", "2023-09-03", "2023.9.3", "2023/9/3", "2023.09.03", "20230903",
        20230903.0,
        "2023年9月3日", "2023 年 9 月 3 日", "２０２３年９月３日", "2023年9月3号", "2023-09-03 00:00:00", "2023/9/3 8:30",
        "2023年9月3日（星期日）",
        "二〇二三年九月三日", "二○二三年九月三日", "二零二三年九月三日", 45172, 45172.5, "45172", "2023—9—3", "'2023-9-3", "2023。9。3",
    ],
)  # fmt: skip
def test_dates_however_they_are_written(cell):
    assert parse(cell, DAY) == pd.Timestamp(2023, 9, 3)
    assert parse(cell, MONTH) == "2023-09"
    assert queries(cell, DAY) == []


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2023.9", 9), (2023.9, 9), ("2023.10", 10), (2023.11, 11), (2023.12, 12), (2023.2, 2), ("2023.1", 1), (2023.01, 1),
        ("2023-9", 9), ("2023/9", 9),
        ("2023年9月", 9), ("2023年9月份", 9), ("二〇二三年九月", 9), ("二〇二三年十二月", 12), ("二〇二三年十月", 10),
        ("202309", 9), (202309, 9), ("2023年9月中旬", 9),
    ],
)  # fmt: skip
def test_months(cell, month):
    assert parse(cell, MONTH) == f"2023-{month:02d}"
    assert parse(cell, DAY) == pd.Timestamp(2023, month, 1)
    assert queries(cell, DAY) == ["date-without-day"]
    assert queries(cell, MONTH) == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2023.1, "ambiguous-date"), ("农历八月十五", "lunar-date"), ("2023年腊月初八", "lunar-date"), ("正月十五", "lunar-date"),
        ("2023-02-30", "not-a-date"),
        ("2023-13-01", "not-a-date"), ("9月3日", "not-a-date"), ("2023", "not-a-date"), (2023, "not-a-date"),
        ("9/3/2023", "not-a-date"), ("长期", "not-a-date"),
        ("2023-9-3至2023-9-5", "not-a-date"), (5, "not-a-date"), (-1.5, "not-a-date"), (1e18, "not-a-date"),
        (math.nan, "not-a-date"), (True, "not-a-date"),
        (dt.time(8, 0), "not-a-date"), (dt.timedelta(days=3), "not-a-date"), (dt.date(1899, 12, 31), "date-out-of-range"),
        ("2203-09-03", "date-out-of-range"),
        (dt.date(9999, 1, 1), "date-out-of-range"), ("1023.9", "date-out-of-range"), (ExcelError("#VALUE!"), "excel-error"),
    ],
)  # fmt: skip
def test_dates_that_are_never_guessed(cell, code):
    assert parse(cell, DAY) == parse(cell, MONTH) == code


@pytest.mark.parametrize("cell", ["", None, "无", "—", "/", "  "])
def test_blank_dates(cell):
    assert parse(cell, DAY) is parse(cell, MONTH) is None


@pytest.mark.parametrize(
    ("cell", "column", "value"),
    [
        ("2023-1", TEXT, "2023-1"), (20230001.0, TEXT, "20230001"), (7, TEXT, "7"), (2.5, TEXT, "2.5"),
        (" 焊工\n培训 ", TEXT, "焊工培训"),
        ("PLC  编程", TEXT, "PLC 编程"), ("张 三", PERSON, "张三"), ("买买提·艾力", PERSON, "买买提·艾力"),
        ("𠮷　田", PERSON, "𠮷 田"), ("\u200b张三\ufeff", PERSON, "张三"),
        ("无", TEXT, None), ("—", TEXT, None), ("!x", TEXT, "!x"), (1e17, TEXT, "digits-lost"), ("=1+1", TEXT, "=1+1"),
        ("a\x00b", TEXT, "ab"),
        (321302.0, DIVISION, "321302"), ("321302.0", DIVISION, "321302"), ("３２１３０２", DIVISION, "321302"),
        (321302101203, DIVISION, "321302101203"),
        (13812345678.0, PHONE, "13812345678"), ("138 1234 5678", PHONE, "13812345678"), ("138-1234-5678", PHONE, "13812345678"),
        ("+8613812345678", PHONE, "13812345678"),
        ("91350100m000100y43", CREDIT, "91350100M000100Y43"), (" 91350100M000100Y43 ", CREDIT, "91350100M000100Y43"),
        (9.13501e17, CREDIT, "resident-id-rounded"), ("9.13501E+17", CREDIT, "resident-id-rounded"), ("无", CREDIT, None),
    ],
)  # fmt: skip
def test_texts_and_codes(cell, column, value):
    assert parse(cell, column) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("32139919900101001X", "32139919900101001X"), ("32139919900101001x", "32139919900101001X"),
        ("'32139919900101001X", "32139919900101001X"),
        (" 321399 19900101 001X\n", "32139919900101001X"), ("３２１３９９１９９００１０１００１Ｘ", "32139919900101001X"),
        ("321399900101001", "resident-id-15"),
        (3.2139919900101e17, "resident-id-rounded"), (321399199001010010, "resident-id-rounded"),
        ("3.2139919900101E+17", "resident-id-rounded"),
        (321399900101001.0, "resident-id-rounded"), (math.nan, "resident-id-rounded"), (123, "123"), ("无", None), ("", None),
        (ExcelError("#N/A"), "excel-error"),
    ],
)  # fmt: skip
def test_resident_ids(cell, value):
    assert parse(cell, ID) == value


@pytest.mark.parametrize(
    ("cell", "column", "value"),
    [
        ("高中/中专", EDUCATION, "高中/中专"), ("高中／中专", EDUCATION, "高中/中专"), (" 初 中 ", EDUCATION, "初中"),
        ("博士", EDUCATION, "choice"), ("", EDUCATION, None),
        ("1＋X证书", KIND, "1+X证书"), ("1+x证书", KIND, "1+X证书"), (3.0, EDUCATION, "choice"), (10**400, EDUCATION, "choice"),
        ("无", EDUCATION, None),
        ("身份证、标准像", DOCUMENTS, "身份证、标准像"), ("标准像,身份证", DOCUMENTS, "身份证、标准像"),
        ("标准像；身份证 户口册", DOCUMENTS, "身份证、户口册、标准像"),
        ("无", DOCUMENTS, ""), (None, DOCUMENTS, ""), ("—", DOCUMENTS, ""), ("身份证、照片", DOCUMENTS, "choice"),
        (1, DOCUMENTS, "choice"),
    ],
)  # fmt: skip
def test_choices(cell, column, value):
    assert parse(cell, column) == value


def test_listed_value_with_brackets_and_slashes():
    column = BUILT_IN["R01"].column("category")
    assert parse("优质专业(群)", column) == parse("优质专业〔群〕", column) == "优质专业（群）"


@pytest.mark.parametrize("cell", ["是", "√", "✔", "有", "Y", "yes", "Ｙ", " 是 ", True, 1, 1.0, "1"])
def test_yes(cell):
    assert parse(cell, ONLINE) == True  # noqa: E712


@pytest.mark.parametrize("cell", ["否", "×", "无", "N", "no", False, 0, "0", "✗", "x"])
def test_no(cell):
    assert parse(cell, ONLINE) == False  # noqa: E712


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("", None),
        (None, None),
        ("—", None),
        ("/", None),
        ("部分", "yes-or-no"),
        (2, "yes-or-no"),
        (dt.date(2023, 9, 3), "yes-or-no"),
    ],
)
def test_neither_yes_nor_no(cell, value):
    assert parse(cell, ONLINE) == value


def test_code_that_excel_turned_into_a_date_is_kept_with_a_query():
    parsed = parse_cells([dt.datetime(2023, 1, 1)], TEXT)
    assert parsed.values.tolist() == ["2023-01-01"]
    assert [problem.code for problem in parsed.problems] == ["text-became-date"]


def test_values_come_in_the_types_of_their_columns_even_without_cells():
    for form in BUILT_IN.values():
        for column in form.columns:
            for cells in ([], [None], ["无"], [None, "x", 1.0]):
                parsed = parse_cells(cells, column)
                assert parsed.values.dtype == column.type.type
                assert len(parsed.values) == len(parsed.lower_bounds) == len(cells)
                assert parsed.lower_bounds.dtype == bool


def test_clean_columns_give_what_odd_ones_give():
    numbers = [float(number) for number in range(50)] + [None]
    assert parse_cells(numbers, COUNT).values.equals(parse_cells([*numbers, "无"], COUNT).values.iloc[:-1])
    assert [problem.index for problem in parse_cells([1.0, 2.5, None, 3.0], COUNT).problems] == [1]


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text("0123456789.-—/年月日〇一二三四五六七八九十,，万余约人%农历初正 ", max_size=14),
    st.floats(),
    st.integers(),
    st.integers(10**15, 10**400),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([ExcelError("#REF!"), NOT_CALCULATED, "无", "2023.1", 2023.1, "#N/A", "1e400", "\ud800"]),
    st.binary(max_size=3),
)
ALL_TYPES = list({column.type.name: column for form in BUILT_IN.values() for column in form.columns}.values())


@pytest.mark.parametrize("column", ALL_TYPES, ids=lambda column: column.type.name)
@settings(max_examples=60, deadline=None)
@given(cells=st.lists(CELLS, max_size=8))
def test_no_cell_raises_and_every_hard_problem_has_no_value(column, cells):
    parsed = parse_cells(cells, column)
    assert len(parsed.values) == len(cells)
    assert isinstance(parsed.lower_bounds, np.ndarray)
    for problem in parsed.problems:
        assert problem.raw is cells[problem.index]
        if KINDS[problem.code].level is Level.HARD:
            value = parsed.values[problem.index]
            assert pd.isna(value) or (column.type.name == "set" and value == "")


@given(st.dates(dt.date(1955, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_reads_the_same_in_every_notation(day):
    written = [
        day,
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]
    written.append((day - dt.date(1899, 12, 30)).days)
    assert set(parse_cells(written, DAY).values) == {pd.Timestamp(day)}


@given(st.integers(0, 10**10 - 1))
def test_a_count_reads_the_same_in_every_notation(number):
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    assert set(
        parse_cells([number, float(number), str(number), f"{number:,}", f"{number}人", wide], COUNT).values
    ) == {number}
