"""Dates as people write them: 2023.9.3、20230903、2023年9月3日、二〇二三年九月, and as Excel stores them."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from assets.submissions.review.cells.faults import Fault

EARLIEST, LATEST = 1900, 2100
"""The first year that a date may have, and the first year that it may not have any more."""

FIRST_SERIAL, LAST_SERIAL = 20_000, 73_051
"""Unformatted day numbers of Excel in this range count as dates: from 1954 to the end of 2099.

Smaller numbers mean something else.
"""

_SERIAL_ORIGIN = date(1899, 12, 30)
_CHINESE_DIGITS = str.maketrans("〇零○ＯO一二三四五六七八九", "00000123456789")
_CHINESE = re.compile(
    r"([〇零○ＯO一二三四五六七八九]{4})年(十[一二]?|[一二三四五六七八九])月(?:份)?"
    r"(?:([一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"
)
_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|冬月|闰.?月|初[一二三四五六七八九十]|廿|月三十$")
_TIME = r"(?:[T ]?\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?Z?)?"
_DAY = re.compile(
    rf"(\d{{4}})([-./年])(\d{{1,2}})[-./月](\d{{1,2}})[日号]?(?:\(?(?:星期|周)[一二三四五六日天]\)?)?{_TIME}"
)
_MONTH = re.compile(r"(\d{4})(?:[-./]|年)(\d{1,2})月?(?:份|[上中下]旬|初|底|末)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(\d{2})")
_SERIAL_TEXT = re.compile(r"\d{5}(?:\.0+)?")


class Day(NamedTuple):
    """A date, or the first day of a month if no day is given."""

    day: date
    is_whole_month: bool = False


def parse_date(cell: object) -> Day | Fault:
    """The date that a cell states, or a Fault that says why it states none.

    Do not call it for blank cells.
    """
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, bool):
        return Fault("not-a-date")
    if isinstance(cell, int | float):
        return _from_number(cell)
    return _from_text(cell) if isinstance(cell, str) else Fault("not-a-date")


def _in_range(day: date, is_whole_month: bool = False) -> Day | Fault:
    return Day(day, is_whole_month) if EARLIEST <= day.year < LATEST else Fault("date-out-of-range")


def _from_number(number: float) -> Day | Fault:
    if number != number or abs(number) > 1e8:
        return Fault("not-a-date")
    if EARLIEST <= number < LATEST + 1 and number != int(number):
        text = repr(float(number))
        # Excel stores 2023.10 as the number 2023.1. So nobody can tell October from January.
        return Fault("ambiguous-date") if re.fullmatch(r"\d{4}\.1", text) else _from_text(text)
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return Day(_SERIAL_ORIGIN + timedelta(days=int(number)))
    return _from_text(str(int(number))) if number == int(number) else Fault("not-a-date")


@lru_cache(maxsize=20_000)
def _from_text(text: str) -> Day | Fault:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'’‘")
    if _LUNAR.search(plain):
        return Fault("lunar-date")
    plain = re.sub(
        r"\s+(?=\D)|(?<=\D)\s+|(?<=[年月日.])\s+",
        "",
        _to_digits("".join(plain.split()) if "年" in plain else plain),
    )
    plain = (
        plain.replace("—", "-")
        .replace("–", "-")
        .replace("－", "-")
        .replace("。", ".")
        .replace("\\", "/")
        .replace("、", ".")
    )
    if found := _DAY.fullmatch(plain):
        return _calendar(found[1], found[3], found[4])
    if found := _COMPACT_DAY.fullmatch(plain):
        return _calendar(*found.groups())
    if found := _MONTH.fullmatch(plain) or _COMPACT_MONTH.fullmatch(plain):
        return _calendar(found[1], found[2])
    if _SERIAL_TEXT.fullmatch(plain):
        return (
            _from_number(float(plain)) if FIRST_SERIAL <= float(plain) < LAST_SERIAL else Fault("not-a-date")
        )
    return Fault("not-a-date")


def _to_digits(text: str) -> str:
    """Chinese numerals of a date as digits; other texts unchanged."""
    found = _CHINESE.fullmatch(text)
    if not found:
        return text
    day = f"{_small_number(found[3])}日" if found[3] else ""
    return f"{found[1].translate(_CHINESE_DIGITS)}年{_small_number(found[2])}月{day}"


def _small_number(text: str) -> int:
    """十二 → 12, 三十一 → 31."""
    tens, ten, ones = text.rpartition("十")
    return (int(tens.translate(_CHINESE_DIGITS) or 1) * 10 if ten else 0) + int(
        ones.translate(_CHINESE_DIGITS) or 0
    )


def _calendar(year: str, month: str, day: str | None = None) -> Day | Fault:
    if not EARLIEST <= int(year) < LATEST:
        return Fault("date-out-of-range")
    try:
        return Day(date(int(year), int(month), int(day or 1)), day is None)
    except ValueError:
        return Fault("not-a-date")
