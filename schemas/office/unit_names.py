"""Names of units as people write them, made comparable: without prefixes and generic endings."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
}
"""Provinces by the first two digits of their codes (GB/T 2260). They are not units, but names often begin
with them.
"""

DIVISION_ENDINGS = ("街道", "镇", "乡", "区", "县", "市")
"""The generic endings of a division's name. People often leave them out: 耿车 for 耿车镇."""

OFFICE_ENDINGS = ("人民政府", "政府", "办事处")
"""The endings of the name of a division's own office: 幸福街道办事处 reports for 幸福街道."""


def normalised(text: str) -> str:
    """A name in the form in which names are compared: half-width (NFKC), without white space, in lower
    case.
    """
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).lower()


def index_of_names(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The codes by the comparable form of the name. Several units may have the same name."""
    index: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        index[normalised(name)].add(code)
    return dict(index)


def without_prefixes(name: str, prefixes: Iterable[str]) -> str:
    """The name without the names of places above the unit, if at least two characters are left."""
    for prefix in sorted(prefixes, key=len, reverse=True):
        rest = name.removeprefix(prefix)
        if len(rest) >= 2 and rest != name:
            return without_prefixes(rest, prefixes)
    return name


def without_ending(name: str, kind: str) -> str:
    """A division's name without its generic ending (耿车 for 耿车镇). Other names stay as they are."""
    if kind not in ("city", "district", "township"):
        return name
    ending = next((ending for ending in DIVISION_ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending) if len(name) - len(ending) >= 2 else name
