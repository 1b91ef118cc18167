"""How each clerk fills in a form: wording, order, header, dates and numbers. Every unit has its own habits
and keeps to them.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SUFFIXES = {
    "trainees": "人",
    "surveyed_count": "人",
    "planned_count": "人",
    "regular_learners": "人",
    "activities": "次",
    "attendances": "人次",
}
UNTIDY_SHARE = 0.07
"""How many cells a clerk writes in an untidy manner."""


@dataclass(frozen=True)
class Habits:
    """One clerk's ways. Numbers name a wording in ``sheets``."""

    unit_name: str
    line: int
    header_rows: int
    header_look: str
    dates: str
    numbers: str
    totals: str
    footer: int
    tabs: str
    file_name: int
    serial: bool
    remarks: bool
    swaps_columns: bool
    margin: bool
    gap: bool
    pads_names: bool
    codes_as_numbers: bool
    repeats_header: bool
    preamble: bool
    guide: bool
    font: str


def habits(place: int, unit_name: str) -> Habits:
    """The habits of the unit at that place in the list. The cycles have different lengths, so that no two
    units are alike.
    """

    def cycle(*choices):
        return choices[place % len(choices)]

    return Habits(
        unit_name=unit_name,
        line=cycle(0, 1, 2, 3, 4),
        header_rows=cycle(1, 2, 1, 3),
        header_look=cycle("plain", "wrapped", "spaced", "marked", "half-width", "plain", "wrapped"),
        dates=cycle("real", "dotted", "dashed", "chinese", "compact", "real-chinese", "slashed", "mixed"),
        numbers=cycle("plain", "text", "separated", "plain", "suffixed", "full-width"),
        totals=cycle("formula", "typed", "formula", "none", "formula"),
        footer=cycle(0, 1, 2, 3),
        tabs=cycle("title", "code", "numbered", "short"),
        file_name=cycle(0, 1, 2, 3, 4),
        serial=cycle(True, True, False),
        remarks=cycle(False, False, True),
        swaps_columns=cycle(False, False, False, True),
        margin=cycle(False, False, False, False, False, True),
        gap=cycle(True, False, False, True),
        pads_names=cycle(False, False, True, False),
        codes_as_numbers=cycle(False, False, False, False, True),
        repeats_header=cycle(False, True, False),
        preamble=cycle(False, True, False, False),
        guide=cycle(False, False, False, False, False, False, True),
        font=cycle("宋体", "仿宋", "宋体", "微软雅黑", "等线"),
    )


def written(value: object, name: str, kind: str, habits: Habits, source: random.Random) -> tuple[object, str]:
    """What the clerk puts into the cell and its number format. Values that are not of the column's kind are
    kept: they are faults.
    """
    if value is None:
        return None, "General"
    if isinstance(value, date):
        return (
            _written_month(value, habits)
            if kind == "month"
            else _written_date(value, _style_of_date(habits, source))
        )
    if isinstance(value, int) and kind in ("count", "amount"):
        return _written_number(value, name, habits, source)
    if isinstance(value, int | float):
        return value, "General"
    if kind == "id":
        return _written_id(value, habits, source), "@"
    if kind == "code":
        as_number = (
            habits.codes_as_numbers and value.isdigit() and not value.startswith("0") and len(value) < 12
        )
        return (int(value), "0") if as_number else (value, "@")
    if name == "name" and habits.pads_names and len(value) == 2:
        return "　".join(value) if source.random() < 0.5 else "  ".join(value), "General"
    return value, "General"


def _style_of_date(habits: Habits, source: random.Random) -> str:
    return source.choice(("dotted", "dashed", "chinese", "real")) if habits.dates == "mixed" else habits.dates


def _written_date(value: date, style: str) -> tuple[object, str]:
    year, month, day = value.year, value.month, value.day
    return {
        "real": (datetime(year, month, day), "yyyy-mm-dd"),
        "real-chinese": (datetime(year, month, day), 'yyyy"年"m"月"d"日"'),
        "dotted": (f"{year}.{month}.{day}", "@"),
        "dashed": (f"{year}-{month}-{day}", "@"),
        "slashed": (f"{year}/{month}/{day}", "@"),
        "compact": (int(f"{value:%Y%m%d}"), "0"),
        "chinese": (f"{year}年{month}月{day}日", "@"),
    }[style]


def _written_month(value: date, habits: Habits) -> tuple[object, str]:
    if habits.dates.startswith("real"):
        return datetime(value.year, value.month, 1), "yyyy-mm"
    if habits.dates == "compact":
        return int(f"{value:%Y%m}"), "0"
    return {"dotted": f"{value.year}.{value.month}", "dashed": f"{value:%Y-%m}"}.get(
        habits.dates, f"{value.year}年{value.month}月"
    ), "@"


def _written_number(value: int, name: str, habits: Habits, source: random.Random) -> tuple[object, str]:
    tidy = "#,##0" if value >= 10_000 else "0"
    if source.random() > UNTIDY_SHARE:
        return value, tidy
    if habits.numbers == "text":
        return str(value), "@"
    if habits.numbers == "separated":
        return f"{value:,}", "@"
    if habits.numbers == "full-width":
        return str(value).translate(FULL_WIDTH), "@"
    if habits.numbers == "suffixed" and name in SUFFIXES:
        return f"{value}{SUFFIXES[name]}", "@"
    return value, tidy


def _written_id(value: str, habits: Habits, source: random.Random) -> str:
    """Mostly as it stands on the card; now and then in lower case, with a blank or in full width."""
    if source.random() > UNTIDY_SHARE:
        return value
    return {"text": f" {value}", "suffixed": f"{value} ", "full-width": value.translate(FULL_WIDTH)}.get(
        habits.numbers, value.lower()
    )
