"""What a header or a line says about its figures besides what they count: which time they are about, and
whether they are planned or done (2022年, 上年同期, 第四季度, 计划, 实际).

Two columns that count the same thing differ only in these words. So do two blocks of rows under the same
headers. The report's own column or block is the one that fits its period and tells what was done, not what
was planned.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from schemas.form import Form


class Standing(StrEnum):
    """Whether figures belong to a report."""

    OWN = "own"
    """They belong to the report, as far as the words tell."""
    OTHER = "other"
    """They are about another time, or only planned."""
    OPEN = "open"
    """Nobody can tell before the report's period is known."""


@dataclass(frozen=True)
class StatedTime:
    """A time that is named: the months ``first`` to ``last`` of a year. ``year`` is None if no year is named.

    A school year runs from month 9 to month 20.
    """

    year: int | None
    first: int = 1
    last: int = 12


@dataclass(frozen=True)
class Qualifier:
    """What words say about the time and plan of figures.

    ``times``: the times that are named. ``is_other``: there are words for another time (上年, 下月).
    ``is_plan``: there are words for a plan.
    """

    times: frozenset[StatedTime] = frozenset()
    is_other: bool = False
    is_plan: bool = False

    def __or__(self, other: "Qualifier") -> "Qualifier":
        """What both say together."""
        return Qualifier(
            self.times | other.times,
            self.is_other or other.is_other,
            self.is_plan or other.is_plan,
        )

    @property
    def is_of_something_else(self) -> bool:
        """Whether it says another time or a plan, whatever the report's period is."""
        return self.is_other or self.is_plan

    def without_plan(self) -> "Qualifier":
        """The same without the plan.

        For a figure that is called a plan in the form itself (目标值, 拟参训人数), such words tell nothing.
        """
        return Qualifier(self.times, self.is_other) if self.is_plan else self

    def standing(self, form: Form, period: str | None) -> Standing:
        """Whether figures with such words belong to the form's report of a period.

        ``period`` is 'YYYY-MM', or None if it is not known yet.
        """
        if self.is_of_something_else:
            return Standing.OTHER
        if not self.times:
            return Standing.OWN
        if period is None:
            return Standing.OPEN
        return Standing.OWN if all(_is_own(time, form, period) for time in self.times) else Standing.OTHER

    def is_before(self, period: str | None) -> bool:
        """Whether all times that it names ended before a period. A time without a year is of its year."""
        if period is None or not self.times:
            return False
        year, month = int(period[:4]), int(period[5:])
        return all(12 * (time.year or year) + time.last < 12 * year + month for time in self.times)

    def is_longer_than(self, form: Form, period: str | None) -> bool:
        """Whether a time that it names begins before the months of the form's report. A bare year is none."""
        if period is None:
            return False
        before = _last_due_before(form, int(period[5:]))
        return any(
            time.first <= before and (time.first, time.last) != (1, 12) and time.last <= 12
            for time in self.times
        )


NOTHING = Qualifier()

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_CHINESE_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1
    )
}
_ORDINAL = r"(?:十[一二]?|[一二三四五六七八九])"
_DASH = r"[-~至到]"
_TIMES = (
    rf"(?P<school_year>{_YEAR})(?:年?{_DASH}(?:{_YEAR}|\d{{2}})学?年度?|学年度?)(?:第?[一二12上下]学期)?",
    rf"(?:(?P<year_of_months>{_YEAR})[年.\-/])?(?:(?P<first_month>{_MONTH})月?{_DASH})(?P<last_month>{_MONTH})月份?",
    rf"(?:(?P<year_of_quarter>{_YEAR})年?度?)?第?(?P<quarter>[一二三四1-4])季度?",
    rf"(?:(?P<year_of_half>{_YEAR})年?度?)?(?P<half>[上下])半年",
    rf"(?P<year_of_month>{_YEAR})[年.\-/](?P<month_of_year>{_MONTH}|{_ORDINAL})(?:月份?|(?!\d))"
    r"(?:[0-3]?\d日)?",
    rf"(?P<compact_year>{_YEAR})(?P<compact_month>0[1-9]|1[0-2])(?!\d)",
    rf"(?<!\d)(?P<year>{_YEAR})(?:年度?|(?!\d))",
    rf"(?<![\d.])(?P<month>{_MONTH}|(?<!十){_ORDINAL})月(?!\d*[日号])份?",
)
_EARLIER = r"(?:上|去|前)(?:一?年度?|个?月|一?季度?|一?期|学期|学年)(?:末|底|数)?(?:同期|同月)?|往年|历年|历史数据|同期|期初|年初"
_LATER = r"(?:下|明|次|来|翌)(?:一?年度?|个?月|一?季度?|一?期|学期|学年)(?:度|份)?"
_PRESENT = r"(?:本|今|当)(?:年度?|月|季度?|期|学期|学年)(?:末|底|数)?|期末|年末|现(?=在[校册籍职岗学])|现在|目前|报告期|本次"
_REVISED = r"(?:更正|修改|修正|修订|调整|核实|更新|核定|审定|审核|核查|复核)[后前]?|最新|自报|原(?!始)|初报|复报|重报|上报"
"""Words for the version of a figure. They say nothing about its time, so two columns may still be meant."""
_PLAN = r"计划|规划|预计|预期|预算|目标|任务|拟(?:定|开展|举办)?|打算|安排|待(?:定|开展)|应(?:到)?"
_DONE = r"实际|实绩|实有|实到|已?完成|达成|执行|决算|落实|实"
_WORDS = re.compile(
    "|".join((*_TIMES, rf"(?P<earlier>{_EARLIER})", rf"(?P<later>{_LATER})", rf"(?:{_PRESENT}|{_REVISED})"))
    + rf"|(?P<plan>{_PLAN})|(?:{_DONE})"
)
_TIME_WORDS = re.compile("|".join(_TIMES))
_NO_PLAN = re.compile(r"(?:计划|规划|目标|任务)+的?(?:完成|落实|执行)情况")
"""Words that contain 计划 or the like, but tell what has been done."""
_LONGEST_LINE = 500
"""How many characters of a line are searched."""
_FILLING = re.compile(r"[()（）:：、,，.的数值度份]|情况|数据|指标|人数|合计|小计")
_LINE_WORDS = re.compile(
    "|".join((*_TIMES, rf"(?P<earlier>{_EARLIER})", rf"(?P<later>{_LATER})"))
    + r"|(?P<plan>计划|规划|预计|预期|预排|预算|目标|任务|(?<![模虚])拟|打算|下一?步|后续|作废|取消|草稿|样例|模板|备选)"
)


@lru_cache(maxsize=10_000)
def qualifier_of(text: str) -> Qualifier | None:
    """What a text of only such words says: 2022年, （计划）, 本期实际数; None for any other text."""
    plain = _plain(text)
    if not plain or len(plain) > 20:
        return None
    found = list(_WORDS.finditer(plain))
    if not found or _FILLING.sub("", _WORDS.sub("", plain)):
        return None
    return _meaning(found)


@lru_cache(maxsize=10_000)
def split_qualifier(key: str) -> tuple[tuple[str, Qualifier], ...]:
    """Every way to take words of time or plan from the beginning or end of a header's key.

    Each is a pair of the words that remain and what the removed words say: 2022年摸排人数, 计划参加人次,
    招生数上年.
    """
    if len(key) > 40:
        return ()
    found = {}
    for match in _WORDS.finditer(key):
        before, after = key[: match.start()], key[match.end() :]
        if before and after:
            continue
        said = _meaning([match])
        for rest in {before + after, *_bare(before, after)}:
            if rest:
                found[rest] = said
                for inner, more in split_qualifier(rest):
                    found.setdefault(inner, said | more)
    return tuple(found.items())


def _bare(before: str, after: str) -> list[str]:
    """What remains, without a linking word: 上年度末的招生数, 招生数（计划数）."""
    return [after.lstrip("的末底份度")] if after else [before.rstrip("的")]


def said_in_line(text: str) -> Qualifier:
    """What a line says about the block of rows below it, among other words: 二、2024年1月培训计划."""
    return _said_in_line(text[:_LONGEST_LINE])


@lru_cache(maxsize=1_000)
def _said_in_line(text: str) -> Qualifier:
    return _meaning(_LINE_WORDS.finditer(_plain(text)))


def without_times(text: str) -> str:
    """A text without the times that it names."""
    return _TIME_WORDS.sub("", _plain(text))


def _plain(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text[:_LONGEST_LINE]).split())
    return _NO_PLAN.sub("", re.sub(r"[‐‑–—―−~～]+", "-", plain))


def _meaning(found: Any) -> Qualifier:
    meaning = NOTHING
    for match in found:
        parts = {name: value for name, value in match.groupdict().items() if value is not None}
        meaning |= Qualifier(
            frozenset(_times(parts)),
            is_other="earlier" in parts or "later" in parts,
            is_plan="plan" in parts,
        )
    return meaning


def _times(parts: dict[str, str]) -> list[StatedTime]:
    year = next(
        (int(value) for name, value in parts.items() if name.startswith(("year", "compact_year"))), None
    )
    if "school_year" in parts:
        start = int(parts["school_year"])
        return [StatedTime(start, 9, 20)]
    if "last_month" in parts:
        return [StatedTime(year, int(parts["first_month"]), int(parts["last_month"]))]
    if "quarter" in parts:
        last = 3 * _number(parts["quarter"])
        return [StatedTime(year, last - 2, last)]
    if "half" in parts:
        return [StatedTime(year, *((1, 6) if parts["half"] == "上" else (7, 12)))]
    for name in ("month_of_year", "compact_month", "month"):
        if name in parts:
            return [StatedTime(year, *[_number(parts[name])] * 2)]
    return [] if year is None else [StatedTime(year)]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _CHINESE_NUMBERS[text]


def _is_own(time: StatedTime, form: Form, period: str) -> bool:
    """Whether a named time belongs to the report.

    The report covers the months after the form's last due month of the same year, up to its own month.
    """
    year, month = int(period[:4]), int(period[5:])
    if time.last > 12:  # a school year, which ends in August of the next year
        return time.year == (year if month >= 9 else year - 1)
    if time.year not in (None, year):
        return False
    return time.first <= month and time.last > _last_due_before(form, month)


def _last_due_before(form: Form, month: int) -> int:
    """The form's last due month before a month of the same year; 0 if there is none."""
    return max((due for due in form.due if due < month), default=0)
