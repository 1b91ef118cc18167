"""The type of a printed column. It is told from drop-down lists, Excel's own checks, number formats, the
values filled in, and the words of the header.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.worksheet.datavalidation import DataValidation

from assets.drafts.printed import PrintedColumn
from assets.submissions.tables.headers.texts import split_header
from schemas.texts.listed_names import listed_names
from schemas.units_of_measure import unit_in_header

YES_NO = {"是", "否"}

IDENTIFYING = (
    ("身份证号", "resident_id"),
    ("统一社会信用代码", "credit_code"),
    ("联系电话|手机|电话$", "phone"),
    ("(?:姓名|联系人|负责人|经办人|责任人|干部|班主任|户主|监护人)$", "person_name"),
    ("专业代码", "major_code"),
    ("区划代码", "division_code"),
    ("附件", "attachment"),
)
"""Header keys that alone decide the type. A personal column must never be taken for plain text."""

BY_WORDS = (
    ("年月$|月份$", "month"),
    ("日期$|时间$|日$", "date"),
    ("^是否|是否$", "yes_no"),
    ("金额|经费|资金|贷款|薪|面积|收入|支出|产值|率$|均", "amount"),
    ("数$|人次$|^小计$|^合计$|^其中", "count"),
)
"""Header words that make a type likely."""

OF_KINDS = re.compile("性别|奖项|类型|类别|等级|级别|层级|性质|状态|状况|原因|方式|程度")
"""Headers of columns whose values repeat. From other columns, a form file never repeats a value that was
filled in.
"""

SIMPLE_CHECKS = {"whole": "count", "decimal": "amount", "date": "date"}
"""The kinds of Excel's own checks that decide the type."""

MOST_KINDS = 12
FEWEST_RECORDS = 5
MOST_OF_THEM = 0.75
"""The share of filled cells that decides a column's type; some people write a value in another way."""

GUESSED = "类型是按表头猜的"


@dataclass(frozen=True)
class ColumnType:
    """The word for a type, its values, and what is doubtful about it, in Chinese."""

    word: str
    values: tuple[str, ...] = ()
    doubt: str = ""


def column_type(column: PrintedColumn) -> ColumnType:
    """The type of a column; ``text`` where nothing decides it."""
    told = (
        found for tell in (_of_list, _of_header, _of_check, _of_format, _of_values) for found in tell(column)
    )
    return next(told, None) or next(_of_words(column), ColumnType("text", doubt="看不出类型，先按文字"))


def _key(column: PrintedColumn) -> str:
    return split_header(column.levels[-1])[0]


def _of_list(column: PrintedColumn) -> Iterator[ColumnType]:
    if column.check is None or not column.listed:
        return
    if set(column.listed) == YES_NO:
        yield ColumnType("yes_no")
    elif not column.check.showErrorMessage or _holds_several(column):
        yield ColumnType("choices", column.listed)
    else:
        yield ColumnType("choice", column.listed)


def _holds_several(column: PrintedColumn) -> bool:
    texts = [value for value in column.values if isinstance(value, str) and value not in column.listed]
    return any(set(listed_names(text)) <= set(column.listed) for text in texts)


def _of_header(column: PrintedColumn) -> Iterator[ColumnType]:
    key = _key(column)
    counts = (column.check and column.check.type in SIMPLE_CHECKS) or any(map(_is_number, column.values))
    for pattern, word in IDENTIFYING:
        if re.search(pattern, key) and not (word == "person_name" and counts):
            yield ColumnType(word)


def _of_check(column: PrintedColumn) -> Iterator[ColumnType]:
    check = column.check
    if check is None:
        return
    if check.type in SIMPLE_CHECKS:
        yield ColumnType(SIMPLE_CHECKS[check.type])
    elif check.type == "textLength":
        yield from _of_length(check)
    elif check.type == "custom" and re.fullmatch(
        r"OR\(LEN\(\w+\)=6,LEN\(\w+\)=9,LEN\(\w+\)=12\)", check.formula1
    ):
        yield ColumnType("division_code")


def _of_length(check: DataValidation) -> Iterator[ColumnType]:
    """The type that a required text length points to: a month, a phone number or an identifier."""
    if (check.operator, check.formula1, check.formula2) == ("between", "6", "8"):
        yield ColumnType("month")
    elif check.operator == "equal" and check.formula1 == "11":
        yield ColumnType("phone", doubt="11 位，按手机号")
    elif check.operator == "equal" and check.formula1 == "18":
        yield ColumnType("resident_id", doubt="18 位，按身份证号；若是统一社会信用代码请写 credit_code")


def _of_format(column: PrintedColumn) -> Iterator[ColumnType]:
    plain = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", column.number_format).casefold()
    if "y" in plain or ("m" in plain and "d" in plain):
        yield ColumnType("date" if "d" in plain else "month")
    elif re.fullmatch(r"#?,?#*0[_ )]*", plain):
        yield ColumnType("count")
    elif re.search(r"0\.0|0%", plain):
        yield ColumnType("amount")
    elif plain == "@" and not column.values:
        yield ColumnType("text", doubt=_doubtful_text(column))


def _of_values(column: PrintedColumn) -> Iterator[ColumnType]:
    values = column.values
    if not values:
        return
    for test, word in VALUES:
        share = sum(map(test, values)) / len(values)
        if share >= MOST_OF_THEM:
            yield _checked_by_words(column, word, "" if share == 1 else "有的格写法不一样")
    texts = [str(value).strip() for value in values]
    kinds = tuple(dict.fromkeys(texts))
    if set(kinds) <= YES_NO:
        yield ColumnType("yes_no")
    elif OF_KINDS.search(_key(column)) and len(texts) >= FEWEST_RECORDS and len(kinds) <= MOST_KINDS:
        yield ColumnType("choice", kinds, "可选的值是从已填的行里取的，请补全")
    else:
        yield ColumnType("text", doubt=_doubtful_text(column))


def _checked_by_words(column: PrintedColumn, word: str, doubt: str) -> ColumnType:
    """The type told by the values. Whole numbers become amounts, dates or months if the header says so."""
    likely = next(_of_words(column), None) if word == "count" else None
    return likely if likely and likely.word in ("amount", "date", "month") else ColumnType(word, doubt=doubt)


def _of_words(column: PrintedColumn) -> Iterator[ColumnType]:
    key = _key(column)
    if unit_in_header(column.levels[-1]):
        yield ColumnType("count" if re.search("数$|人次$", key) else "amount", doubt=GUESSED)
    for pattern, word in BY_WORDS:
        if re.search(pattern, key):
            yield ColumnType(word, doubt=GUESSED)
    if OF_KINDS.search(key):
        yield ColumnType("text", doubt="像是单选，若是请写 type: choice 和 values")


def _doubtful_text(column: PrintedColumn) -> str:
    """What a text column may be instead, in Chinese: a person's name, or a unit of the office."""
    key = _key(column)
    if re.search("^(?:社员|成员)?名称|者|[^法]人$|员$", key):
        return "若会填人名，请写 type: person_name，人名只看不存"
    is_unit = re.search("单位|学校|^镇街$|幼儿园", key)
    return "若填的是本办公室的单位，请写 type: unit" if is_unit else ""


def _is_text_of(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value.strip()) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)


VALUES: Sequence[tuple[Callable[[object], bool], str]] = (
    (lambda value: isinstance(value, datetime | date), "date"),
    (_is_whole_number, "count"),
    (_is_number, "amount"),
    (_is_text_of(r"\d{4}[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])日?"), "date"),
    (_is_text_of(r"\d{4}[-./年](?:0?[1-9]|1[0-2])月?"), "month"),
    (_is_text_of(r"1[3-9]\d{9}"), "phone"),
    (_is_text_of(r"\d{17}[\dXx]"), "resident_id"),
)
"""Tests for the filled cells of a column, each with the type it leads to. The first test that holds
decides.
"""
