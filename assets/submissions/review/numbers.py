"""Numbers as people write them: 1,234、３人、1.2万、200余、约200、33.5%."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assets.submissions.tables.headers import MONEY

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
_LOWER = frozenset(("余", "多", "+", "以上", "超过", "超", "逾", "不少于", "不低于", "至少", "≥", ">=", ">"))
_ABOUT = frozenset(("大约", "约", "接近", "将近", "近", "不足", "不到", "左右", "上下", "~"))


class Number(NamedTuple):
    """What a text says: its value, whether that is only a lower bound, and whether it is an estimate."""

    value: float
    is_lower_bound: bool = False
    is_approximate: bool = False
    states_money: bool = False
    """Whether the text names its own unit of money, so that the header's does not apply."""


@lru_cache(maxsize=20_000)
def parse_number(text: str, worth: float | None = None) -> Number | None:
    """The number a text states; None if it is none.

    ``worth`` is what one unit of the column is worth in 元, None if it is no column of money: 5000元 in a
    column of 万元 is 0.5, and so is 0.5万元; a mere 1.2万 there means 1.2万元. A percentage becomes a
    fraction.
    """
    plain = re.sub(r"[\s'’‘]", "", unicodedata.normalize("NFKC", text).replace("，", ",").replace("²", "2"))
    if plain == "零":
        return Number(0.0)
    found = _NUMBER.fullmatch(plain)
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
    return Number(float(value), bool(marks & _LOWER), bool(marks & _ABOUT), states_money)
