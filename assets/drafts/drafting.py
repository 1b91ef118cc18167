"""A form drafted from what is printed. Each of its parts says what is doubtful about it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assets.drafts.column_types import column_type
from assets.drafts.naming import column_names, known_names
from assets.drafts.printed import PrintedColumn, PrintedForm
from assets.drafts.sheets import NotDrafted
from schemas.form import Form
from schemas.units_of_measure import unit_in_header, units_in

SURE = ""
FEWEST_RECORDS = 5
"""If at least this many rows all fill in a column, the draft takes the column as required."""

PAIRS = {"数值", "填报数", "数量"}
"""Headers of the value column in a table with one line for each indicator."""

DUE_WORDS = (
    ("次?月报|每月|月度", "monthly"),
    ("季报|季度|每季", "quarterly"),
    ("半年", "half_yearly"),
    ("学年", "school_year"),
    ("年报|年度|每年", "yearly"),
)
_DUE_DAY = re.compile(r"(每月|次月|下月|当月|本月)(\d{1,2})日(?:之?前|以前)")
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,3}\d{2,4})(?![A-Za-z0-9])")
_IS_TOTAL = re.compile("^(?:小计|合计|总计|计)$")


@dataclass(frozen=True)
class Part:
    """A value of the form file, and what is doubtful about it in Chinese; the doubt is empty where the value
    is sure.
    """

    value: Any
    doubt: str = SURE


@dataclass(frozen=True)
class FormDraft:
    """The parts of a form file by key, and the parts of its columns by name. ``doubts``: what else must be
    looked at.
    """

    code: str
    parts: Mapping[str, Part]
    columns: Mapping[str, Part]
    layout: Mapping[str, Any]
    doubts: tuple[str, ...]


def draft_form(printed: PrintedForm, product: Mapping[str, Form], taken: Collection[str]) -> FormDraft:
    """Draft a form from what is printed. ``product``: the built-in forms, for names; ``taken``: codes in use.

    Raises NotDrafted for a table with one line for each indicator, because form files have one line for each
    record.
    """
    if len(printed.columns) <= 4 and any(column.header in PAIRS for column in printed.columns[1:2]):
        raise NotDrafted(f"“{printed.title}”一行一个指标，报表文件只能写一行一条记录的表，请改成横表")
    columns = _columns(printed, product)
    key = _key(columns)
    for name in key:
        if not columns[name].value.get("required"):
            with_key = {**columns[name].value, "required": True}
            columns[name] = _more_doubtful(replace(columns[name], value=with_key), "认一行要靠它，按必填")
    code = _code(printed, taken)
    parts = {
        "code": code,
        "slug": _slug(printed, product, code.value),
        "title": Part(printed.title),
        "submitters": Part(_submitters(printed), "哪几类单位填报"),
        **_due(printed),
        "grain": Part("row", "一行是什么"),
        "key": Part(key, "哪几列合起来不重复"),
        "on_error": Part(
            _on_error(columns), "有一处强制性错误，整张退回（return_report）还是只留置出错的行（quarantine）"
        ),
        "nil": Part(_takes_nil(printed)),
    }
    return FormDraft(code.value, parts, columns, _layout(printed), _doubts(printed, columns))


# ---------------------------------------------------------------- the form


def _code(printed: PrintedForm, taken: Collection[str]) -> Part:
    places = (printed.footer, printed.title, *printed.above, printed.sheet)
    stated = next((found[1] for text in places if (found := _CODE.search(text))), None)
    if stated and stated not in taken:
        return Part(stated)
    number = next(number for number in range(1, 1000) if f"K{number:02}" not in taken)
    return Part(f"K{number:02}", "报表代码，文件名要与它一致")


def _slug(printed: PrintedForm, product: Mapping[str, Form], code: str) -> Part:
    known = next((form.slug for form in product.values() if form.title == printed.title), None)
    return Part(known) if known else Part(f"form_{code.lower()}", "事实表叫 fact_ 加这个词，请起一个英文名")


def _submitters(printed: PrintedForm) -> list[str]:
    words = printed.title + "".join(printed.above)
    return ["school"] if re.search("校|园|教师|学生", words) and "镇" not in words else ["township"]


def _due(printed: PrintedForm) -> dict[str, Part]:
    said = [re.sub(r"\s", "", text) for text in (printed.title, *printed.notes, *printed.above)]
    told = next((word for text in said for pattern, word in DUE_WORDS if re.search(pattern, text)), None)
    due = {"due": Part(told or "monthly", "多久报一次")}
    day = next((found for text in said if (found := _DUE_DAY.search(text))), None)
    if day and 1 <= int(day[2]) <= 28:
        of = "next_month" if day[1] in ("次月", "下月") else "same_month"
        due["due_on"] = Part({"day": int(day[2]), "of": of}, f"表上写着{day[0]}")
    return due


def _key(columns: Mapping[str, Part]) -> list[str]:
    """The column that most likely tells rows apart: a resident ID, else the first text column that must be
    filled in.
    """
    identifying = [name for name, part in columns.items() if part.value["type"] == "resident_id"]
    texts = [name for name, part in columns.items() if part.value["type"] in ("text", "unit")]
    required = [name for name in texts if columns[name].value.get("required")]
    return (identifying or required or texts or list(columns))[:1]


def _on_error(columns: Mapping[str, Part]) -> str:
    has_persons = any(part.value["type"] in ("resident_id", "person_name") for part in columns.values())
    return "quarantine" if has_persons else "return_report"


def _takes_nil(printed: PrintedForm) -> bool:
    return any("零报告" in text for text in (*printed.above, *printed.notes))


def _layout(printed: PrintedForm) -> dict[str, Any]:
    said = {
        "notes": list(printed.notes),
        "signatures": list(printed.signatures),
        "total_row": printed.total_row,
    }
    layout = {key: value for key, value in said.items() if value}
    return layout if printed.ordinal else {**layout, "ordinal": False} if layout else {}


def _doubts(printed: PrintedForm, columns: Mapping[str, Part]) -> tuple[str, ...]:
    unmarked = not any(part.value.get("required") for part in columns.values())
    required = ("没有标 * 的栏名：必填的栏请加 required: true",) if unmarked else ()
    return (*printed.doubts, *required)


# ---------------------------------------------------------------- columns


def _columns(printed: PrintedForm, product: Mapping[str, Form]) -> dict[str, Part]:
    named = column_names(printed.columns, known_names(printed.title, product))
    names = {column.place: name for column, (name, _) in zip(printed.columns, named, strict=True)}
    columns = {}
    for column, (name, is_known) in zip(printed.columns, named, strict=True):
        part = _column(printed, column)
        if not is_known:
            part = _more_doubtful(part, "列名请起一个英文名")
        columns[name] = part
    types = {name: part.value["type"] for name, part in columns.items()}
    for column in printed.columns:
        name = names[column.place]
        added = _sum(column, printed.columns, names)
        if added and all(types[part] in ("count", "amount") for part in (name, *added.value)):
            columns[name] = _more_doubtful(
                replace(columns[name], value={**columns[name].value, "sum_of": added.value}), added.doubt
            )
    return columns


def _column(printed: PrintedForm, column: PrintedColumn) -> Part:
    told = column_type(column)
    levels = list(column.levels)
    said: dict[str, Any] = {"header": levels if len(levels) > 1 else levels[0], "type": told.word}
    part = Part(said, told.doubt)
    if told.values:
        said["values"] = list(told.values)
    if column.is_required:
        said["required"] = True
    elif FEWEST_RECORDS <= printed.records == len(column.values) and not _marks_required(printed):
        said["required"] = True
        part = _more_doubtful(part, "样例每行都填了，按必填")
    if told.word in ("count", "amount"):
        unit = _stated_unit(printed.above)
        if unit and unit_in_header(column.levels[-1]) is None:
            said["unit_of_measure"] = unit
            part = _more_doubtful(part, "计量单位按表上方所写")
        if column.is_added_up is False:
            said["additive"] = False
    return part


def _marks_required(printed: PrintedForm) -> bool:
    return any(column.is_required for column in printed.columns)


def _stated_unit(above: Sequence[str]) -> str:
    """The unit of measure that a line above the table states; empty if there is none, or more than one."""
    for line in above:
        found = re.search(r"(?:计量|金额)?单位[：:]\s*(\S{1,6})\s*$", line)
        if found and len(units := units_in(found[1])) == 1:
            return units[0].name
    return ""


def _sum(column: PrintedColumn, columns: Sequence[PrintedColumn], names: Mapping[int, str]) -> Part | None:
    """The columns that this one adds up, told by its formula, or by the columns under the same parent
    header.
    """
    if column.parts and set(column.parts) <= set(names) - {column.place}:
        return Part([names[part] for part in column.parts])
    beside = [
        names[each.place]
        for each in columns
        if each is not column and len(column.levels) > 1 and each.levels[:-1] == column.levels[:-1]
    ]
    is_total = _IS_TOTAL.fullmatch(column.levels[-1])
    return Part(beside, "是不是这几列之和") if is_total and len(beside) > 1 else None


def _more_doubtful(part: Part, doubt: str) -> Part:
    return replace(part, doubt="；".join(filter(None, (part.doubt, doubt))))
