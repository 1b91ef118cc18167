"""How a bulletin writes periods, days, lists and titles."""

import re
from collections.abc import Sequence
from datetime import date

MOST_NAMED = 20
"""How many units a sentence names; the others are in the tables."""

NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
QUARTER_ENDS = (3, 6, 9, 12)


def period_words(period: str) -> str:
    """2023年12月."""
    return f"{period[:4]}年{int(period[5:])}月"


def quarter_words(period: str) -> str:
    """The quarter that ends with a period: 2022年第二季度."""
    return f"{period[:4]}年第{NUMERALS[(int(period[5:]) - 1) // 3]}季度"


def day_words(day: date) -> str:
    """2024年1月10日: a day as official documents write it, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def listed(names: Sequence[str]) -> str:
    """甲、乙、丙. If there are more than MOST_NAMED, only the first ones and the total number."""
    if len(names) <= MOST_NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:MOST_NAMED])}等{len(names)}个"


def subject(title: str) -> str:
    """What a scheme is about: its title without 情况 and without the year in brackets, because the bulletin
    itself says the year.
    """
    return re.sub(r"[（(]\s*\d{4}\s*年?度?\s*[)）]$", "", title.strip()).removesuffix("情况")


def ordinal(place: int) -> str:
    """A number from 1 to 99 as headings write it: 一, 十, 十一, 二十, 二十一."""
    tens, ones = divmod(place, 10)
    return (
        ("" if tens < 2 else NUMERALS[tens - 1])
        + ("十" if tens else "")
        + (NUMERALS[ones - 1] if ones else "")
    )
