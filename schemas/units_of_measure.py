"""Units of measure (计量单位): one table of the units that reports use, what each measures and how much it
is.

Units stand in headers, in a line above a table, in cells and in number formats. All are looked up here, so a
unit means the same wherever it stands. Numbers are converted exactly, as fractions, and only between units of
one quantity.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

QUANTITIES: Mapping[str, Mapping[Fraction | int, str]] = {
    "money": {1: "元 人民币元 人民币 圆 块 元整 元人民币 ¥ rmb cny rmb元 yuan", Fraction(1, 10): "角"},
    "foreign money": {1: "美元 美金 $ usd 港元 港币 欧元 日元 英镑 € £"},
    "area": {
        1: "平方米 平米 平方 m2 sqm",
        Fraction(2000, 3): "亩 市亩",
        10_000: "公顷 hm2 ha",
        1_000_000: "平方公里 平方千米 km2",
    },
    "length": {1: "米 m 公尺", 1_000: "公里 km"},
    "persons": {1: "人 名 位"},
    "attendances": {1: "人次 人/次 人·次"},
    "volumes": {1: "册 本 卷"},
    "devices": {1: "台 套 部 台套 台(套) 台/套"},
    "establishments": {1: "家 户 所 处"},
    "occasions": {1: "次 场 场次 回"},
    "classes": {1: "班 班次 期 期次 个班"},
    "items": {1: "项 件 门 份 篇 种 类 只 张 条 间 组 支 批 枚"},
    "teaching hours": {1: "学时 课时 节"},
    "hours": {1: "小时", Fraction(1, 60): "分钟"},
    "days": {1: "天 日", 7: "周 星期"},
    "months": {1: "月 个月", 3: "季度", 12: "年 学年"},
    "share": {Fraction(1, 100): "% 百分点 个百分点", Fraction(1, 1000): "‰"},
    "pieces": {1: "个"},
}
"""Quantity → how much of its base unit → the units that are so much. For example, 15 亩 are one 公顷."""

NEVER_MEANT = frozenset((("money", "foreign money"), ("area", "length"), ("hours", "days")))
"""Pairs of quantities, one of a form and one of a line above its table, that cannot both be right. The line
is about this table all the same.
"""

ALIKE = (
    frozenset(("persons", "attendances")),
    frozenset(("occasions", "classes")),
    frozenset(("teaching hours", "hours")),
)
"""Groups of quantities that people mix up in a line above a table."""

ANYTHING = frozenset(("pieces", "items", "share"))
"""Quantities that can be said of anything."""

SCALES: Mapping[str, int] = {
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "十亿": 1_000_000_000,
}
"""Words for a multiple that stand before a unit (万元) or behind a number (3万)."""

MULTIPLE = "multiple"
"""The quantity of a multiple that stands alone where a unit is expected (单位：亿)."""

COUNTED = frozenset(
    ("persons", "volumes", "devices", "establishments", "occasions", "classes", "items", "pieces")
)
"""Quantities that are counted one by one. 个 can count any of them."""

HEADERS_THAT_SAY_IT: tuple[tuple[str, str], ...] = (
    ("人次数?$", "人次"),
    ("(?:次数|场次)$", "次"),
    ("(?:学时|课时)数?$", "学时"),
    ("(?:人数|生数|教师数|人口|人员数?)$", "人"),
    ("户数$", "户"),
    ("班数$", "班"),
)
"""Endings of headers that have no unit in brackets → the unit of what they count."""

_SEPARATORS = re.compile(r"[,;、/|+和及或]|\s+")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_LABEL = re.compile(r"^(?:计量|金额|货币|面积|数量)?单位(?:为|是|[:：])?|^以|计$|为单位$")


@dataclass(frozen=True)
class UnitOfMeasure:
    """A unit. ``worth`` is how much of the quantity's base unit it is. ``scale`` is the multiple with which
    its name begins (万 in 万元).
    """

    name: str
    quantity: str
    worth: Fraction
    scale: int = 1

    def measures(self, other: "UnitOfMeasure | None") -> bool:
        """Whether numbers in this unit can stand where the other one is meant. 个 counts whatever is counted.

        If it is not known what is meant, units of anything that is counted one by one can.
        """
        meant = other.quantity if other else "pieces"
        return self.quantity == meant or (
            "pieces" in (self.quantity, meant) and {self.quantity, meant} <= COUNTED
        )


_BASE_UNITS: Mapping[str, UnitOfMeasure] = {
    name: UnitOfMeasure(name, quantity, Fraction(worth))
    for quantity, units in QUANTITIES.items()
    for worth, names in units.items()
    for name in names.split()
}
_SCALE = re.compile("|".join(sorted(SCALES, key=len, reverse=True)))


def are_alike(stated: str, meant: str) -> bool:
    """Whether a line that states one quantity may be about numbers of the other."""
    return stated == meant or stated in ANYTHING or any({stated, meant} <= group for group in ALIKE)


@lru_cache(maxsize=5_000)
def unit_of_measure(text: str) -> UnitOfMeasure | None:
    """The unit that a text is; a scale may stand in front (万㎡). None if it is not a unit."""
    name = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    if name in _BASE_UNITS:
        return _BASE_UNITS[name]
    scale = _SCALE.match(name)
    if scale is None:
        return None
    base = _BASE_UNITS.get(name[scale.end() :])
    if base is None or base.quantity == "share":
        return None
    multiple = SCALES[scale[0]]
    return UnitOfMeasure(name, base.quantity, base.worth * multiple, multiple)


def multiple_alone(text: str) -> UnitOfMeasure | None:
    """The multiple that a text is (亿, 千), as a unit that measures nothing; None if it is none."""
    return UnitOfMeasure(text, MULTIPLE, Fraction(SCALES[text]), SCALES[text]) if text in SCALES else None


@lru_cache(maxsize=5_000)
def units_in(text: str) -> tuple[UnitOfMeasure, ...]:
    """The units that a text names: one unit, or several with something between them (人、元)."""
    plain = _LABEL.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    whole = unit_of_measure(plain)
    if whole:
        return (whole,)
    units = (unit_of_measure(part) for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if part)
    return tuple(unit for unit in units if unit)


@lru_cache(maxsize=5_000)
def unit_in_header(header: str) -> UnitOfMeasure | None:
    """The unit of the numbers below a header of a form: the unit in its brackets, otherwise the unit of what
    its last words count.
    """
    plain = unicodedata.normalize("NFKC", header)
    for bracketed in _BRACKETED.findall(plain):
        if units := units_in(bracketed):
            return units[0]
    words = _BRACKETED.sub("", plain).strip()
    return next((unit_of_measure(unit) for end, unit in HEADERS_THAT_SAY_IT if re.search(end, words)), None)
