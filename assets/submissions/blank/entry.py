"""How values of each column type are typed into a blank: the number format, what the clerk is told, and what
Excel refuses.

Excel must never refuse what the review accepts. So the limits are the same as in the review, or wider.
"""

from dataclasses import dataclass

from openpyxl.worksheet.datavalidation import DataValidation

from schemas.form import Column

TEXT = "@"
LAST_DAY = "73415"
"""Excel's number of the day 2100-12-31. Day 1 is 1900-01-01."""

MOST_LISTED = 255
"""The most characters of a message, and of a drop-down list that is not in a range of cells."""

MOST_IN_TITLE = 32


@dataclass(frozen=True)
class CellEntry:
    """How values of a type are entered.

    ``number_format``: the number format of the cells. ``says``: the sentence for the clerk. ``width``: a
    typical width. ``check``: type, operator and formulas of Excel's own check (data validation); in them
    ``{cell}`` is the first cell that is checked.
    """

    number_format: str
    says: str
    width: int
    check: dict[str, str] | None = None


def _length(says: str, width: int, *lengths: int) -> CellEntry:
    if len(lengths) == 1:
        return CellEntry(
            TEXT, says, width, {"type": "textLength", "operator": "equal", "formula1": str(lengths[0])}
        )
    return CellEntry(
        TEXT,
        says,
        width,
        {"type": "custom", "formula1": f"OR({','.join(f'LEN({{cell}})={length}' for length in lengths)})"},
    )


ENTRIES: dict[str, CellEntry] = {
    "text": CellEntry(TEXT, "填写文字", 18),
    "int": CellEntry(
        "0", "填写不小于0的整数", 10, {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"}
    ),
    "amount": CellEntry(
        "General",
        "填写不小于0的数，可带小数",
        12,
        {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"},
    ),
    "date": CellEntry(
        "yyyy-mm-dd",
        "填写日期，写成“2023-09-03”的样式",
        13,
        {"type": "date", "operator": "between", "formula1": "1", "formula2": LAST_DAY},
    ),
    "month": CellEntry(
        TEXT,
        "填写年月，写成“2023-09”的样式",
        12,
        {"type": "textLength", "operator": "between", "formula1": "6", "formula2": "8"},
    ),
    "enum": CellEntry(TEXT, "从下拉列表中选填一项", 14, {"type": "list"}),
    "yesno": CellEntry(TEXT, "从下拉列表中选填“是”或“否”", 8, {"type": "list"}),
    "set": CellEntry(TEXT, "可填多项，各项用顿号“、”隔开，没有的留空", 18, {"type": "list"}),
    "unit": CellEntry(TEXT, "填写单位的规范名称", 22),
    "resident_id": _length("填写18位身份证号，本列为文本格式，请勿改动", 22, 18),
    "credit_code": _length("填写18位统一社会信用代码", 22, 18),
    "phone": _length("填写11位手机号", 14, 11),
    "major_code": _length("填写6位专业代码", 10, 6),
    "division_code": _length("填写6位、9位或12位区划代码", 15, 6, 9, 12),
}
"""The entries by the name of the column type."""


def listed_values(column: Column) -> tuple[str, ...]:
    """The values of a column's drop-down list; empty if it has none."""
    return ("是", "否") if column.type.name == "yesno" else column.values


def instruction(column: Column) -> str:
    """What the clerk is told about a column, as one sentence."""
    return f"{'必填' if column.required else '选填'}，{requirement(column)}"


def requirement(column: Column) -> str:
    """What a value of a column looks like, as one sentence."""
    choices = f"，可选：{'、'.join(column.values)}" if column.values else ""
    return f"{ENTRIES[column.type.name].says}{choices}。"


def validation(column: Column, first_cell: str, list_range: str | None) -> DataValidation:
    """Excel's own check, drop-down list and input message of a column.

    ``list_range``: the name of the cells with the list, if it cannot be written out. In a column of several
    values the list is only a help, because Excel has no choice of several values.
    """
    check = dict(ENTRIES[column.type.name].check or {})
    if check.get("type") == "list":
        check["formula1"] = list_range or f'"{",".join(listed_values(column))}"'
    elif "formula1" in check:
        check["formula1"] = check["formula1"].format(cell=first_cell)
    made = DataValidation(
        **check, allow_blank=True, showInputMessage=True, showErrorMessage=column.type.name != "set"
    )
    made.promptTitle = column.header[:MOST_IN_TITLE]
    made.prompt = _shortened(instruction(column))
    if check:
        made.errorTitle = "填写有误"
        made.error = f"请{ENTRIES[column.type.name].says}。"
    return made


def needs_range(column: Column) -> bool:
    """Whether a drop-down list cannot be written into the validation itself.

    This is so if it is too long, or if a value holds a comma or a quote.
    """
    values = listed_values(column)
    return len(",".join(values)) > MOST_LISTED or any(
        character in value for value in values for character in ',"'
    )


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_LISTED else text[: MOST_LISTED - 1] + "…"
