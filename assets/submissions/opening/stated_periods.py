"""Finds the month that a line of text names:
2023年12月、2023年1—12月、2023.12、二〇二三年第四季度、2023年度、202312.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from assets.submissions.tables.headers.texts import remembering
from schemas.form import Form

_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_CHINESE_MONTH = re.compile(r"(?:(?<=[年 (:])|(?<!.))(十[一二]?|[一二三四五六七八九])(?=月)")
_MONTHS_IN_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1
    )
}
_SCHOOL_YEAR = re.compile(
    r"\d{4}(?:年)?[-~—–至到](?:\d{4}|\d{2})(?:年)?学年度?(?:第[一二12]学期)?|\d{4}[级届]"
)
_DASH = r"(?:[-~—–－―～至到]+)"
_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d{2})"
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = rf"(?P<month_name>{'|'.join(_MONTH_NAMES)})(?:r?uary|ch|il|[ey]|ust|t|t?ember|ober)?(?![a-z])"
_PATTERNS = (
    re.compile(
        rf"(?:19|20)\d{{2}}[年.\-/]\d{{1,2}}(?:月)?(?:\d{{1,2}}日)?{_DASH}(?P<year>(?:19|20)\d{{2}})[年.\-/](?P<month>\d{{1,2}})"
    ),
    re.compile(rf"{_YEAR}年度?\d{{1,2}}月?{_DASH}(?P<month>\d{{1,2}})月"),
    re.compile(rf"{_YEAR}年度?(?P<month>\d{{1,2}})(?:月|$)"),
    re.compile(
        rf"{_YEAR}年?度?第?(?:Q(?P<quarter_letter>[1-4])|(?P<quarter>[一二三四1-4])季)", re.IGNORECASE
    ),
    re.compile(rf"{_YEAR}年?度?(?:H(?P<half_number>[12])|(?P<half>[上下])半年)", re.IGNORECASE),
    re.compile(rf"{_YEAR}[-./](?P<month>\d{{1,2}})(?!\d)"),
    re.compile(rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"),
    re.compile(r"(?<![\d./-])(?P<month>1[0-2]|0?[1-9])[-/](?P<year>(?:19|20)\d{2})(?![\d./年号-])"),
    re.compile(
        rf"(?<![a-z]){_MONTH_NAME}(?:[-'., ]*(?=20\d\d)|[-'](?=\d\d(?!\d)))(?P<year>(?:20)?\d\d)(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"{_YEAR}[-., ]*{_MONTH_NAME}", re.IGNORECASE),
)
_MONTH_NAME_ALONE = re.compile(rf"(?<![a-z\d])\d{{1,2}}-{_MONTH_NAME}", re.IGNORECASE)
"""What a spreadsheet makes of a month and a year that somebody typed: 23-Nov."""
_WHOLE_YEAR = re.compile(rf"{_YEAR}(?:年度?|$|(?=\D))")
_MONTH_ALONE = re.compile(r"(?<![\d年])(?P<month>1[0-2]|[1-9])月")
_MONTHS_TO = re.compile(
    rf"(?<!\d)(?P<first>1[0-2]|0?[1-9])(?:月份?)?{_DASH}(?:(?:19|20)\d{{2}}年)?(?P<last>1[0-2]|0?[1-9])月(?!\d)"
)
_MONTH_NAMED = re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])月(?!\d+[日号])")
_QUARTER_ALONE = re.compile(
    r"(?<![\d年])第?(?P<quarter>[一二三四1-4])季度|(?<![a-z\d])Q(?P<quarter_letter>[1-4])(?![a-z\d])",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?P<school_year>\d{4})年?(?:[-~—–至到](?:\d{4}|\d{2})年?)?学年度?(?:第?(?P<term>[一二12上下])学期)?"
    rf"|(?:{_YEAR}年?度?)?(?:(?P<season>[春夏秋冬])(?:季(?:学期)?|学期)|(?P<holiday>[暑寒])(?:期|假)|(?P<half>[上下])半年)"
    rf"|{_YEAR.replace('year', 'bare_year')}年(?P<bare_season>[春夏秋冬])(?![\u4e00-\u9fff])"
)
"""Times of several months, which do not tell which of them is meant."""
_MONTHS_OF_SPANS = {
    **dict.fromkeys(("一", "1", "上"), range(8, 15)),
    **dict.fromkeys(("二", "2", "下"), range(14, 21)),
    "春": range(1, 9),
    "夏": range(5, 10),
    "秋": range(8, 15),
    "冬": (1, 2, 3, *range(11, 16)),
    "暑": range(6, 11),
    "寒": (1, 2, 3, *range(12, 16)),
}
"""The months from January of the year on in which a time may lie. A term begins and ends in a holiday."""
_SCHOOL_MONTHS, _HALVES = range(8, 21), {"上": range(1, 7), "下": range(7, 13)}
_SHORT_YEAR = re.compile(r"(?<!\d)(?=[23]\d年(?:度|第|\d{1,2}月|[一二三四]季))")
"""Where a year of two digits begins: 23年12月."""
_QUARTERS = {
    mark: 3 * number for number, marks in enumerate(("一1", "二2", "三3", "四4"), start=1) for mark in marks
}


@dataclass(frozen=True)
class StatedPeriod:
    """A period as a text states it: year and month, or only one of them. ``text``: the words to quote.

    ``months``: the months in which a longer time lies (a school year, a season), counted from January of the
    year; 13 is January of the next one.
    """

    year: int | None
    month: int | None
    text: str
    months: tuple[int, ...] = ()

    @property
    def period(self) -> str | None:
        """'YYYY-MM' if year and month are known and the month exists, otherwise None."""
        return (
            f"{self.year:04d}-{self.month:02d}"
            if self.year and self.month and 1 <= self.month <= 12
            else None
        )

    def agrees_with(self, period: str) -> bool:
        """Whether its year and month, as far as they are known, are the same as those of ``period``."""
        if self.months:
            month = int(period[5:]) + 12 * (int(period[:4]) - (self.year or int(period[:4])))
            return month in self.months or (self.year is None and month + 12 in self.months)
        return self.year in (None, int(period[:4])) and self.month in (None, int(period[5:]))


def read_period(text: str, forms: Iterable[Form] = ()) -> StatedPeriod | None:
    """The period that a text names; None if it names none.

    If only a year is named, the month comes from the forms, provided that they are due in only one month. A
    quarter or half of a year is its last month, unless a form is due every month.
    """
    plain = _plain(text)
    for pattern in _PATTERNS:
        if found := pattern.search(plain):
            parts = found.groupdict()
            if "quarter" in parts:
                return _quarter(
                    int(parts["year"]), parts["quarter"] or parts["quarter_letter"], found[0], forms
                )
            if "half" in parts:
                last = 6 if (parts["half"] or parts["half_number"]) in ("上", "1") else 12
                return _up_to(int(parts["year"]), range(last - 5, last + 1), found[0], forms)
            name = parts.get("month_name")
            month = _MONTH_NAMES.index(name.lower()) + 1 if name else int(parts["month"])
            return StatedPeriod(int(f"20{parts['year']}"[-4:]), month, found[0])
    if span := _span(text):
        return _month_alone(plain) or span
    if found := _WHOLE_YEAR.search(plain):
        months = {month for form in forms for month in form.due}
        return StatedPeriod(int(found["year"]), months.pop() if len(months) == 1 else None, found[0])
    if alone := _month_alone(plain):
        return alone
    if found := _QUARTER_ALONE.search(plain):
        return _quarter(None, found["quarter"] or found["quarter_letter"], found[0], forms)
    if found := _MONTH_NAME_ALONE.search(plain):
        return StatedPeriod(None, _MONTH_NAMES.index(found["month_name"].lower()) + 1, found[0])
    return None


def _quarter(year: int | None, name: str, text: str, forms: Iterable[Form]) -> StatedPeriod:
    last = _QUARTERS[name]
    return _up_to(year, range(last - 2, last + 1), text, forms)


def _up_to(year: int | None, months: range, text: str, forms: Iterable[Form]) -> StatedPeriod:
    """A time of several months: its last month. If a form is due every month, nobody knows which is meant."""
    last = months[-1]
    if any(len({last - 2, last - 1, last}.intersection(form.due)) > 1 for form in forms):
        return StatedPeriod(year, None, text, tuple(months))
    return StatedPeriod(year, last, text)


def names_several_months(text: str) -> bool:
    """Whether a period's words name a second month: 2023年11—12月, 12月（补报11月）.

    From January on (1—12月) they mean the year up to the month.
    """
    plain = _plain(text)
    if found := _MONTHS_TO.search(plain):
        return int(found["first"]) not in (1, int(found["last"]))
    named = {int(found["month"]) for found in _MONTH_NAMED.finditer(plain)}
    return len(named) > 1


def _month_alone(plain: str) -> StatedPeriod | None:
    found = _MONTH_ALONE.search(plain)
    return StatedPeriod(None, int(found["month"]), found[0]) if found else None


def _span(text: str) -> StatedPeriod | None:
    """The school year, term, season or half of a year that a text names."""
    found = (
        _SPAN.search("".join(unicodedata.normalize("NFKC", text).split()))
        if _MAY_BE_SPAN.search(text)
        else None
    )
    if found is None:
        return None
    parts = found.groupdict()
    if parts["school_year"]:
        months = _MONTHS_OF_SPANS[parts["term"]] if parts["term"] else _SCHOOL_MONTHS
    elif parts["half"]:
        months = _HALVES[parts["half"]]
    else:
        months = _MONTHS_OF_SPANS[parts["season"] or parts["bare_season"] or parts["holiday"]]
    year = parts["school_year"] or parts["year"] or parts["bare_year"]
    return StatedPeriod(int(year) if year else None, None, found[0], tuple(months))


_MAY_BE_SPAN = re.compile("[春夏秋冬暑寒]|学年|半年")


def without_periods(text: str) -> str:
    """A text with a gap in place of each period."""
    plain = _plain(text)
    for pattern in (*_PATTERNS, _WHOLE_YEAR, _MONTH_ALONE, _QUARTER_ALONE, _MONTH_NAME_ALONE):
        plain = pattern.sub(" ", plain)
    return re.sub(r" [月日份度]+", " ", plain)


@remembering(1_000)
def _plain(text: str) -> str:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"(?<=[\d年月第]) (?=[\d年月季])", "", plain)
    plain = _CHINESE_YEAR.sub(lambda year: year[0].translate(_CHINESE_DIGITS), plain)
    plain = _CHINESE_MONTH.sub(lambda month: _MONTHS_IN_WORDS[month[0]], plain)
    return _SHORT_YEAR.sub("20", _SCHOOL_YEAR.sub(" ", plain))
