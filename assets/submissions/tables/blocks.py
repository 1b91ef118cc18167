"""Blocks of rows below each other: what the lines between them say about the rows that follow.

A repeated header continues the table if only blank rows, page numbers, signatures or the table's own title
stand before it. A line that names another time or a plan begins a block that does not belong to the report.
If a line says nothing that we know, nobody can tell what the rows below it are.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from assets.submissions.tables import row_kinds
from assets.submissions.tables.headers.matching import FormHeaders
from assets.submissions.tables.headers.named_times import is_beside_month
from assets.submissions.tables.headers.qualifiers import (
    Qualifier,
    Standing,
    qualifier_of,
    said_in_line,
    without_times,
)
from assets.submissions.tables.headers.texts import remembering, title_key
from assets.submissions.workbook import Row

LONGEST_HEADING = 30
"""The most characters that the heading of a block may have. A longer line is a note."""

_UNIT = re.compile(
    r"(?:(?:填报|报送|上报|填表|编报|申报|报告)(?:单位|学校|院校|部门|机构)(?:名称)?(?:\([^)]{0,8}\))?[:：]?"
    r"|(?:单位|学校|院校|部门|镇街|乡镇)(?:名称)?(?:\([^)]{0,8}\))?[:：])"
    r"(?P<name>[^:：]{2,40}?)(?:\((?:公|盖)?章\))?"
    r"(?=报告期|填报|统计|年月|日期|时间|单位|计量|金额|审核|负责|$)"
)
_OF_MEASURE = re.compile(
    r"(?:计量|金额|货币)单位[:：].*$|单位[:：](?:人次?|[万千百]?元|个|次|册|台|家|项|亩|平方米|m2|[、，,])+$"
)
_HEADING = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}(?:[)）]|[、.．)）])")
_TITLE_END = re.compile(r"(?:计划|情况|数据|名单|台账|表|部分|如下)[)）]?$")
_DAY = re.compile(r"(?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2}日?|\d{1,2}月\d{1,2}日")
"""A day. It tells when somebody signed, not which time the figures are about."""
_ANNEX = re.compile(r"^(?:附[件表]?|表)[一二三四五六七八九十\d]{0,3}[:：]?$|^[(（]续表?[)）]$")
_SENTENCE = re.compile(r"[，。；：:,;]|请|须|填写")
_OF_ROWS = r"(?:以下|下列|下表|下面)(?:各行|数据|内容|部分)?(?:均|都|已)?(?:为|是)?"
_BELOW = re.compile(_OF_ROWS)
_CALLED_OFF = re.compile(
    rf"^(?:{_OF_ROWS})?(?:已?作废|废弃|取消|不[计报](?:入|送)?|不统计|不上报)(?:的?(?:数据|部分|表))?$"
)
"""Lines that say that the rows below do not count."""
_SET_APART = re.compile(
    rf"^(?:{_OF_ROWS})?(?:示例|样例|范例|举例|例子?|草稿|草表|仅供参考|参考|备查|备用|旧[表版稿]|(?:另|另有|附)[:：].{{0,12}}|另附|附加|补充资料|(?:原|旧|修改前|更正前|调整前)的?(?:数据|数|表|稿)?)"
    r"(?:的?(?:数据|部分|行))?$"
)
"""Lines that set the rows below apart, so that nobody can tell whether they are reported."""
_OTHERS_BELOW = re.compile(
    r"^(?:以下|下列|下表|下面)(?:各行|各项|数据|内容|部分)?(?:均|都|已)?(?:为|是)(?!空白|无正文|正文|本|我|各|全|明细|具体|名单)"
    r"(?!.*(?:[必选]填|填写|要求))."
)
"""Lines that say that the rows below are of something the form does not ask for: 以下为外来人口."""
_LONGER = re.compile(
    r"^[(]?(?:(?:19|20)\d{2}年)?(?:全年|1-12月)?(?:[上下]半年)?(?:度|情况|数据|合计|总计|数)*[):：]?$"
)
"""Lines that are nothing but the name of a longer time, with words for figures."""
_LIKE_A_UNIT = re.compile(r"(?:镇|乡|街道|街道?办|办事处|学校|[小中]学|中专|学院|大学|[区县市局])$")
_WHOLE_YEAR = re.compile(r"全年|1-12月|累计")
_AROUND_TITLES = re.compile(
    r"[()（）:：、,，.。·\-—\s]|续表?|附[件表]?\d*|[上下左右]?[半页]|第?\d+页|共\d+页|年|月|份|度|统计|报表|情况|的"
)


class Block(StrEnum):
    """What a block of rows is. If the lines above it say several things, the first in this order counts."""

    OF_UNIT = "unit"
    """It belongs to another unit."""
    OTHER = "other"
    """It is about another time, or about plans, or it is called off."""
    SET_APART = "apart"
    """The line above it calls it an example, a draft or a former version."""
    UNCLEAR = "unclear"
    """The line above it says something that we do not know."""
    OWN = "own"


class TextLine(NamedTuple):
    """A line of text between rows: its 0-based row and what stands in it."""

    row: int
    text: str

    @classmethod
    def of(cls, position: int, row: Row) -> "TextLine":
        """The texts of a row as one line."""
        return cls(position, " ".join([cell.strip() for cell in row if type(cell) is str]))


@dataclass(frozen=True)
class Sayings:
    """What the lines above a table say about it.

    ``titles``: what its titles say besides the form's own title and times. ``units``: the units they name.
    """

    titles: frozenset[str]
    units: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[str], headers: FormHeaders) -> "Sayings":
        """Collect it from these lines; lines of more than 200 characters are left out."""
        keys = [title_key(line) for line in lines if len(line) <= 200]
        named = [_beside_title(key, headers) for key in keys if headers.is_named_in(key)]
        return cls(frozenset(named), frozenset(name for key in keys for name in _units(key)))


def first_block(
    lines: Sequence[TextLine], headers: FormHeaders, period: str | None
) -> tuple[Block, TextLine] | None:
    """What the first rows below a header are, and the line that says so; None if they are the report's.

    They are not the report's if a heading or title above them names a plan or another time, or if a line
    names nothing but an earlier time. A time that only a title names is not judged here: the file's own
    period decides about it.
    """
    for line in lines:
        key = title_key(line.text)
        body = _body(key) if _BELOW.search(key) else key
        if len(key) > LONGEST_HEADING or _SENTENCE.search(body):
            continue
        said = _said(key, headers)
        if said.is_of_something_else or _CALLED_OFF.match(body):
            return Block.OTHER, line
        if _SET_APART.match(body) or (_OTHERS_BELOW.match(body) and not said.times):
            return Block.SET_APART, line
        if said.is_before(period) and tells_of_rows(line):
            return Block.OTHER, line
        if _HEADING.match(key) and said.standing(headers.form, period) is not Standing.OWN:
            return Block.OTHER, line
    return None


def tells_of_rows(line: TextLine) -> bool:
    """Whether a line above a header names the time of the rows: 2022年12月, 以下为2022年数据."""
    return is_only_a_time(line) or (names_a_time(line) and _BELOW.search(title_key(line.text)) is not None)


def is_only_a_time(line: TextLine) -> bool:
    """Whether a line says nothing but a time that is no day: 2022年12月, 上年."""
    said = qualifier_of(_DAY.sub("", title_key(line.text)))
    return said is not None and bool(said.times)


def names_a_time(line: TextLine) -> bool:
    """Whether a line names a time, so that the report's period decides what stands below it."""
    return bool(said_in_line(line.text).times)


def block_below(
    lines: Sequence[TextLine], above: Sayings, headers: FormHeaders, period: str | None, *, has_header: bool
) -> tuple[Block, TextLine] | None:
    """What the rows below some lines are, with the line that says so; None if they go on as before.

    ``has_header``: whether a header follows. If so, a line that says nothing known is a reason for doubt too.
    """
    judged = [(_judged(line.text, above, headers, period, has_header), line) for line in lines]
    for block in Block:
        if block is Block.UNCLEAR and not has_header:
            continue
        if line := next((line for found, line in judged if found is block), None):
            return block, line
    return None


def says_of_block(text: str, headers: FormHeaders, period: str | None) -> bool:
    """Whether a short text, alone in its row, says that another block begins: 下月计划, 12月."""
    key = title_key(text[:200])
    body = _body(key)
    if len(body) > LONGEST_HEADING:
        return False
    if _CALLED_OFF.match(body) or _SET_APART.match(body) or _OTHERS_BELOW.match(body) or _is_long_time(key):
        return True
    if _SENTENCE.search(key):
        return False
    said = _said(key, headers)
    is_heading = qualifier_of(key) or _HEADING.match(key) or _TITLE_END.search(key)
    return bool(is_heading and (said.times or said.is_of_something_else))


def _judged(
    text: str, above: Sayings, headers: FormHeaders, period: str | None, has_header: bool
) -> Block | None:
    """What a line says about the rows below it; None if it says nothing about them."""
    key = title_key(text)
    units = _units(key)
    if above.units and not above.units.issuperset(units):
        return Block.OF_UNIT
    if len(key) > 2 * LONGEST_HEADING or _is_signature(key):
        return None
    body = _body(key)
    if not has_header and _sets_apart(key, body, headers, period):
        return Block.SET_APART
    if key and not _DAY.sub("", key):
        return None
    is_title = headers.is_named_in(key)
    said = _said(key, headers)
    is_own = said.standing(headers.form, period) is Standing.OWN and not _CALLED_OFF.match(body)
    if row_kinds.NOTE.match(key) and (has_header or is_own or not _BELOW.search(key)):
        return None if is_own or len(key) > LONGEST_HEADING else Block.UNCLEAR
    if not is_own:
        return Block.OTHER
    if is_title and _beside_title(key, headers) not in above.titles | {""}:
        return Block.UNCLEAR
    if is_beside_month(said, headers.form, period):
        return Block.UNCLEAR
    if said.times:
        is_clear = is_title or not (_names_a_unit(key, above) or _is_longer(key, said, headers, period))
        return Block.OWN if is_clear else Block.UNCLEAR
    is_known = is_title or units or row_kinds.PAGE.match(key) or _ANNEX.match(key) or _OF_MEASURE.search(key)
    return None if is_known else Block.UNCLEAR


def _body(key: str) -> str:
    """What a line says behind 注： or 说明：."""
    return row_kinds.NOTE.sub("", key)


def _sets_apart(key: str, body: str, headers: FormHeaders, period: str | None) -> bool:
    """Whether a line without a header below it sets the rows below apart from the report's."""
    if _SET_APART.match(body):
        return True
    said = _said(key, headers)
    if said.standing(headers.form, period) is not Standing.OWN:
        return False
    if _OTHERS_BELOW.match(body):
        return not said.times
    if said.times and is_beside_month(said, headers.form, period):
        return True
    if not _is_long_time(key):
        return False
    is_part_of_year = len(headers.form.due) > 1
    return is_part_of_year if _WHOLE_YEAR.search(key) else said.is_longer_than(headers.form, period)


@remembering(1_000)
def _is_long_time(key: str) -> bool:
    return bool(_LONGER.match(key)) and ("半年" in key or _WHOLE_YEAR.search(key) is not None)


def _names_a_unit(key: str, above: Sayings) -> bool:
    """Whether a line names a unit besides a time (埠子镇2023年12月), and the lines above do not name it."""
    rest = _AROUND_TITLES.sub("", without_times(key))
    known = (*above.titles, *above.units)
    return bool(_LIKE_A_UNIT.search(rest)) and not any(rest in name for name in known)


def _is_longer(key: str, said: Qualifier, headers: FormHeaders, period: str | None) -> bool:
    """Whether a line names more than the months of the report: 全年 or 下半年 above figures of a quarter."""
    return bool(_WHOLE_YEAR.search(key)) or said.is_longer_than(headers.form, period)


def _said(key: str, headers: FormHeaders) -> Qualifier:
    """What a line says about time and plan. Words of the form's own title do not count."""
    said = said_in_line(_DAY.sub("", key.replace(headers.title, "")))
    return said.without_plan() if said_in_line(headers.title).is_plan else said


def _is_signature(key: str) -> bool:
    return bool(row_kinds.FOOTER.match(key)) and not _units(key)


@remembering(1_000)
def _units(key: str) -> tuple[str, ...]:
    """The reporting units that a line names."""
    return tuple(found["name"] for found in _UNIT.finditer(_OF_MEASURE.sub("", key)))


def _beside_title(key: str, headers: FormHeaders) -> str:
    """What a title says besides the form's own title and times. This tells whose table it is."""
    return _AROUND_TITLES.sub(
        "", without_times(key.replace(headers.title, "").replace(headers.form.code, ""))
    )
