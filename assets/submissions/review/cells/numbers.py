"""Numbers as people write them: 1,234、３人、1.2万、200余、约200、33.5%.

A text is a number only if all its characters belong to one: sign, digits, thousands separators, decimal
point, a percent sign or one unit that fits the column, 约, 余, 近. Nothing may be left over, so 60①, 60/50,
60（含5） and 6 0 are not numbers.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, final

from assets.submissions.review.cells.faults import Fault
from schemas.form import Column
from schemas.texts.visible_text import visible_text
from schemas.units_of_measure import SCALES, UnitOfMeasure, unit_of_measure

LARGEST = 1e10
"""No figure of a report reaches ten billion, but a phone number does.

A phone number in the wrong column must not become a fact.
"""

LONGEST = 100
"""A text with so many characters or more is no number."""

_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {
    0xFFE5: "¥",
    0x2019: "'",
    0x2018: "'",
}
_DASHES = dict.fromkeys(map(ord, "−–—－﹣"), "-")
"""Characters that people write for a minus sign."""
_DIGITS = (
    r"(?:[1-9][0-9]{0,2}(?:(?P<between>[,' \u00a0\u2009\u202f])[0-9]{3}(?:(?P=between)[0-9]{3})*)|[0-9]+)"
    r"(?:\.[0-9]+)?|\.[0-9]+"
)
_SCALE_WORDS = "|".join(sorted(SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?P<before>大约|约|接近|将近|近|超过|超|逾|不少于|不低于|至少|≥|>=|>|~|≈)?\s*"
    r"(?P<sign>[+-])?\s*(?P<money>¥)?\s*"
    rf"(?P<number>{_DIGITS})\s*"
    r"(?P<more>余|多|\+)?"
    rf"(?P<scale>{_SCALE_WORDS})?"
    r"(?P<more2>余|多|\+)?\s*"
    r"(?P<unit>\S*?)"
    r"(?P<more3>余|多|以上|左右|上下|\+)?"
)
_NOTE_MARK = re.compile(
    r"[\u00b9\u00b2\u00b3\u2070-\u209c\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
"""Footnote marks. Unicode normalisation would turn some of them into digits, but 60① is not 601."""
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
"""What each unit of measure counts. 个, 项, 门, 件 and 处 are not here, because they may count anything."""
_QUANTITY_OF_UNIT = {unit: quantity for quantity, units in _QUANTITIES.items() for unit in units}
_QUANTITY_OF_WORDS = (
    (re.compile("人次|人数|生数|学员数|教师数"), "persons"),
    (re.compile("学时|课时"), "hours"),
    (re.compile("天数"), "days"),
    (re.compile("面积"), "area"),
)
"""What a column counts, by the words of its header, if the brackets there name no unit."""
_LOWER = frozenset(("余", "多", "+", "以上", "超过", "超", "逾", "不少于", "不低于", "至少", "≥", ">=", ">"))
_ABOUT = frozenset(("大约", "约", "接近", "将近", "近", "左右", "上下", "~", "≈"))
_SIGN_OF_MONEY = "¥"


@final
class StatedNumber(NamedTuple):
    """What a text says: a number, its multiple (万), its unit, and whether it is a lower bound or estimate.

    ``value`` includes the multiple in ``scale``, but not a multiple of the unit itself. So 3万 and 3万元 are
    30,000.
    """

    value: Fraction
    scale: int = 1
    unit: UnitOfMeasure | None = None
    is_lower_bound: bool = False
    is_approximate: bool = False

    @property
    def multiple(self) -> int:
        """The whole multiple: the one before the unit times that of the unit."""
        return self.scale * (self.unit.scale if self.unit else 1)


@final
class Number(NamedTuple):
    """A number in the unit of its column. ``is_converted``: whether the cell states it in another unit."""

    value: Fraction
    is_converted: bool = False


@lru_cache(maxsize=20_000)
def parse_number(text: str) -> StatedNumber | None:
    """What a text states as a number; None if it is no number."""
    plain = visible_text(text).translate(_HALF_WIDTH).strip().lstrip("'`").strip()
    if plain == "零":
        return StatedNumber(Fraction(0))
    sign = plain[:1].translate(_DASHES)
    found = _NUMBER.fullmatch(sign + plain[1:]) if len(plain) < LONGEST else None
    if not found:
        return None
    named = found["unit"] or found["money"] or ""
    unit = unit_of_measure(named) if named else None
    if (named and unit is None) or (found["unit"] and found["money"]):
        return None
    digits = Fraction(re.sub(r"[^0-9.]", "", found["number"])) * (-1 if found["sign"] == "-" else 1)
    marks = {found["before"], found["more"], found["more2"], found["more3"]}
    scale = SCALES[found["scale"]] if found["scale"] else 1
    return StatedNumber(digits * scale, scale, unit, bool(marks & _LOWER), bool(marks & _ABOUT))


def in_unit_of(column: Column, stated: StatedNumber, place: UnitOfMeasure | None) -> Number | Fault:
    """The exact number in the unit of its column, or why it has none.

    ``place``: the unit that the sheet states for the column, if that is not the form's. A unit in the cell
    has priority over it. A multiple without a unit means the multiple of the sheet's unit (1.2万 under 万元).
    If that unit has no multiple, it multiplies the unit (1.2万 under 元).
    """
    own, place = column.unit, place or column.unit
    worth = place.worth / own.worth if place and own else Fraction(1)
    if stated.unit is None:
        usual = place.scale if place and stated.scale != 1 else 1
        if stated.scale < usual:
            return Fault("unit-doubtful", {"unit": place.name})
        is_other = usual != 1 and stated.scale != usual
        return Number(stated.value * worth / usual, is_other)
    if not _is_meant(stated.unit, column):
        return Fault("not-a-number" if stated.unit.quantity == "share" else "cell-unit")
    if stated.unit.name == _SIGN_OF_MONEY and stated.scale == 1 and place.scale != 1:
        return Fault("unit-doubtful", {"unit": place.name})  # ¥3.5 under 万元: the format may have added ¥
    value = stated.value
    if own is None or stated.unit.quantity != own.quantity:
        return Number(value * (stated.unit.worth if stated.unit.quantity == "share" else stated.unit.scale))
    return Number(value * stated.unit.worth / own.worth, _is_converted(stated, own))


def _is_converted(stated: StatedNumber, own: UnitOfMeasure) -> bool:
    """Whether a cell has another unit than the column. 3万元 under 元 counts as the same unit."""
    is_other = stated.unit.worth * own.scale != own.worth * stated.unit.scale
    return is_other or (own.scale > 1 and stated.multiple != own.scale)


def _is_meant(unit: UnitOfMeasure, column: Column) -> bool:
    if unit.quantity == "share" and column.unit is None:
        return column.type.name == "amount"  # a percentage is allowed if the form names no unit
    counts_visits = column.unit is not None and column.unit.quantity == "attendances"
    return unit.measures(column.unit) or (counts_visits and unit.quantity == "persons")
