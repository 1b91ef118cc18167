"""Whether an expression makes sense for a form: its columns must exist, and only values of one kind may be
compared.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from schemas.documents import suggestion
from schemas.form import Column
from schemas.own_forms.expressions import (
    Among,
    Arithmetic,
    Comparison,
    IsFilled,
    Literal,
    Name,
    Negative,
    Quoted,
    Size,
    SumOf,
    Test,
    Value,
    parts,
)
from schemas.periods import parse_period


class Sort(StrEnum):
    """What a value is. Only values of the same sort may be compared. The words are for sentences."""

    NUMBER = "数"
    TEXT = "文字"
    DATE = "日期"
    MONTH = "年月"
    YES_NO = "是/否"


SORTS = {
    "int": Sort.NUMBER,
    "amount": Sort.NUMBER,
    "date": Sort.DATE,
    "month": Sort.MONTH,
    "yesno": Sort.YES_NO,
}
"""The sorts by the name of the column type. All other columns are texts."""

EQUALITY = ("==", "!=")


def sort_of(column: Column) -> Sort:
    """What kind of values a column holds."""
    return SORTS.get(column.type.name, Sort.TEXT)


def faults(tree: Test, columns: Mapping[str, Column], of_report: bool) -> Iterator[str]:
    """What is wrong with a test over these columns, in Chinese. ``of_report``: it judges the report as a
    whole.
    """
    names = [part.column for part in parts(tree) if isinstance(part, Name | SumOf)]
    unknown = [name for name in dict.fromkeys(names) if name not in columns]
    for name in unknown:
        yield f"没有“{name}”这一列" + suggestion(name, columns, "请写 columns 里的列名")
    if not names and not any(isinstance(part, Size) for part in parts(tree)):
        yield "式子没有用到任何栏目"
    if not unknown:
        for part in parts(tree):
            yield from _faults_of(part, columns, of_report)


def _faults_of(part: Test | Value, columns: Mapping[str, Column], of_report: bool) -> Iterator[str]:
    if isinstance(part, Comparison):
        yield from _comparison_faults(part, columns)
    elif isinstance(part, Among):
        for option in part.options:
            yield from _pair_faults(part.value, option, columns, "==")
    elif isinstance(part, IsFilled) and not isinstance(part.value, Name):
        yield "is filled、is empty 前面只能写一个列名"
    elif isinstance(part, IsFilled) and of_report:
        yield "整张报表的规则（of_report）不能用 is filled、is empty"
    elif isinstance(part, SumOf) and sort_of(columns[part.column]) is not Sort.NUMBER:
        yield f"sum 只能用于数，“{part.column}”（{columns[part.column].header}）不是数"
    elif isinstance(part, Arithmetic | Negative):
        values = (part.left, part.right) if isinstance(part, Arithmetic) else (part.value,)
        for value in values:
            if _sort(value, columns) is not Sort.NUMBER:
                yield f"{_told(value, columns)}不是数，不能加减乘除"
    elif isinstance(part, Name) and of_report and sort_of(columns[part.column]) is not Sort.NUMBER:
        yield f"整张报表的规则（of_report）只能用数的合计，“{part.column}”（{columns[part.column].header}）不是数"


def _comparison_faults(comparison: Comparison, columns: Mapping[str, Column]) -> Iterator[str]:
    yield from _pair_faults(comparison.left, comparison.right, columns, comparison.operator)


def _pair_faults(left: Value, right: Value, columns: Mapping[str, Column], operator: str) -> Iterator[str]:
    if isinstance(left, Quoted) and isinstance(right, Name):
        left, right = right, left
    if isinstance(left, Name) and isinstance(right, Quoted):
        yield from _text_faults(columns[left.column], right.text, operator)
        return
    sorts = _sort(left, columns), _sort(right, columns)
    if sorts[0] is not sorts[1]:
        yield f"{_told(left, columns)}是{sorts[0]}，{_told(right, columns)}是{sorts[1]}，不能比较"
    elif sorts[0] in (Sort.TEXT, Sort.YES_NO) and operator not in EQUALITY:
        yield f"{sorts[0]}只能用 == 或 != 比较"


def _text_faults(column: Column, text: str, operator: str) -> Iterator[str]:
    """What is wrong with comparing a column with a text. The text must be one of its values, a day, a
    month …
    """
    told = f"“{column.name}”（{column.header}）"
    match sort_of(column):
        case Sort.NUMBER:
            yield f"{told}是数，“{text}”是文字，不能比较，数不用加引号"
        case Sort.YES_NO if text not in ("是", "否"):
            yield f'{told}只能与 "是" 或 "否" 比较'
        case Sort.DATE if not _is_day(text):
            yield f'{told}是日期，“{text}”不是，请写成 "2023-09-03" 的样式'
        case Sort.MONTH if not _is_month(text):
            yield f'{told}是年月，“{text}”不是，请写成 "2023-09" 的样式'
        case Sort.TEXT | Sort.YES_NO if operator not in EQUALITY:
            yield f"{told}只能用 == 或 != 比较"
        case Sort.TEXT if column.type.name == "enum" and text not in column.values:
            yield f"{told}没有“{text}”这个值" + suggestion(
                text, column.values, f"应为 {'、'.join(column.values)} 之一"
            )


def _sort(value: Value, columns: Mapping[str, Column]) -> Sort:
    if isinstance(value, Quoted):
        return Sort.TEXT
    return sort_of(columns[value.column]) if isinstance(value, Name) else Sort.NUMBER


def _told(value: Value, columns: Mapping[str, Column]) -> str:
    match value:
        case Quoted(text):
            return f"“{text}”"
        case Name(column):
            return f"“{column}”（{columns[column].header}）"
        case Literal(number):
            return f"{number:g}"
        case SumOf(column):
            return f"sum({column})"
    return "算式"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_month(text: str) -> bool:
    try:
        return parse_period(text) == text
    except ValueError:
        return False
