"""Numbers as people write them: 1,234、３人、1.2万、200余、约200、33.5%."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assets.submissions.tables.headers import MONEY, split_header
from assets.submissions.workbook import visible

LARGEST = 1e10
"""No figure of a report reaches ten billion, but a phone number in the wrong column does: it must not become
a fact.
"""

_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_NUMBER = re.compile(
    r"(?P<before>大约|约|接近|将近|近|不足|不到|左右|超过|超|逾|不少于|不低于|至少|≥|>=|>|~)?"
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)"
    r"(?P<percent>%)?"
    r"(?P<more>余|多|\+)?"
    r"(?P<scale>[十百千]?万|亿|千|百|十)?"
    r"(?P<more2>余|多|\+)?"
    r"(?P<unit>人次|人|名|位|个|家|台|套|册|本|次|场|场次|期|班|门|项|所|处|户|件|天|年|个月|月|课时|学时|小时|平方米|平米|m2|m²|人民币元|元|块)?"
    r"(?P<more3>余|多|以上|左右|上下|\+)?"
)
_NOTE_MARK = re.compile(
    r"[\u00b9\u00b2\u00b3\u2070-\u209c\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
"""Marks of a footnote, some of which compatibility would turn into digits: 60① is not 601."""
_IN_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0]\d{3})+(?![\d ,])")
_TWO_NUMBERS = re.compile(r"[\d.]\s+[\d.]")
_QUANTITIES = {
    "persons": ("人", "名", "位", "人次"),
    "things": ("台", "套"),
    "volumes": ("册", "本"),
    "institutions": ("家", "所"),
    "sessions": ("期", "班", "场", "场次", "次"),
    "households": ("户",),
    "days": ("天",),
    "months": ("个月", "月"),
    "years": ("年",),
    "hours": ("课时", "学时", "小时"),
    "area": ("平方米", "平米", "m2"),
    "money": ("元", "人民币元", "块", "千元", "万元"),
}
"""What the units of measure count. 个, 项, 门, 件 and 处 may count anything."""
_QUANTITY_OF_UNIT = {unit: quantity for quantity, units in _QUANTITIES.items() for unit in units}
_QUANTITY_OF_WORDS = (
    (re.compile("人次|人数|生数|学员数|教师数"), "persons"),
    (re.compile("学时|课时"), "hours"),
    (re.compile("天数"), "days"),
    (re.compile("面积"), "area"),
)
"""What a column counts by the words of its header, where its brackets name no unit."""
_LOWER = frozenset(("余", "多", "+", "以上", "超过", "超", "逾", "不少于", "不低于", "至少", "≥", ">=", ">"))
_ABOUT = frozenset(("大约", "约", "接近", "将近", "近", "不足", "不到", "左右", "上下", "~"))


class Number(NamedTuple):
    """What a text says: its value, whether that is only a lower bound, and whether it is an estimate."""

    value: float
    is_lower_bound: bool = False
    is_approximate: bool = False
    states_money: bool = False
    """Whether the text names its own unit of money, so that the header's does not apply."""
    is_percentage: bool = False
    unit: str = ""
    """The unit of measure that stands behind the number."""


@lru_cache(maxsize=1_000)
def quantity_of_header(header: str) -> str | None:
    """What a column counts, by the unit in its header's brackets, else by its words; None if they do not
    say.
    """
    words, unit = split_header(header)
    stated = unit.split("/")[0]
    if stated in _QUANTITY_OF_UNIT:
        return _QUANTITY_OF_UNIT[stated]
    return next((quantity for pattern, quantity in _QUANTITY_OF_WORDS if pattern.search(words)), None)


def quantity_of_unit(unit: str) -> str | None:
    """What a unit of measure counts; None for one that may count anything."""
    return _QUANTITY_OF_UNIT.get(unit)


@lru_cache(maxsize=20_000)
def parse_number(text: str, worth: float | None = None) -> Number | None:
    """The number a text states; None if it is none.

    ``worth`` is what one unit of the column is worth in 元, None if it is no column of money: 5000元 in a
    column of 万元 is 0.5, and so is 0.5万元; a mere 1.2万 there means 1.2万元. A percentage becomes a
    fraction.
    """
    plain = _plain(text)
    if plain == "零":
        return Number(0.0)
    found = plain and _NUMBER.fullmatch(plain)
    if not found:
        return None
    number = Decimal(found["number"].replace(",", ""))
    scale, unit = found["scale"] or "", found["unit"] or ""
    states_money = unit in ("元", "人民币元", "块") or (worth == MONEY["万元"] and scale == "万")
    value = number * _SCALES[scale]
    if states_money and worth:
        value /= Decimal(worth)
    if found["percent"]:
        value /= 100
    marks = {found["before"], found["more"], found["more2"], found["more3"]}
    return Number(
        float(value), bool(marks & _LOWER), bool(marks & _ABOUT), states_money, bool(found["percent"]), unit
    )


def _plain(text: str) -> str | None:
    """The text as it is compared with the grammar of a number; None where it holds more than a number: the
    mark of a footnote, or a second number behind a space or on another line.
    """
    shown = visible(text).strip().lstrip("'’‘").replace("m²", "m2")
    if _NOTE_MARK.search(shown):
        return None
    grouped = unicodedata.normalize("NFKC", _IN_THOUSANDS.sub(lambda found: _joined(found.group()), shown))
    if _TWO_NUMBERS.search(grouped):
        return None
    return "".join(grouped.replace("，", ",").split())


def _joined(groups: str) -> str:
    return groups.replace(" ", "").replace("\u00a0", "")
