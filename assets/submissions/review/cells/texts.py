"""Reads cells in columns of texts, names and codes."""

import re
import unicodedata
from functools import lru_cache

from assets.submissions.review.cells.faults import Fault
from schemas.texts.listed_names import listed_names
from schemas.texts.visible_text import visible_text

NOTHING = frozenset(
    (
        "",
        "无",
        "—",
        "——",
        "-",
        "--",
        "–",
        "−",
        "/",
        "\\",
        "空",
        "暂无",
        "没有",
        "无此项",
        "不适用",
        "N/A",
        "n/a",
        "NA",
    )
)
"""Texts that say that a cell has no value. 0 is a value."""

EXACT = 10**15
"""From this whole number on, a cell does not keep all digits. Excel keeps fifteen."""

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?1[4-9]", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+?86|0086)(?=1\d{10}$)")


def is_nothing(text: str) -> bool:
    """Whether a text says that there is no value."""
    return text in NOTHING or compact(text) in NOTHING


@lru_cache(maxsize=50_000)
def compact(text: str) -> str:
    """The text for comparison: half-width, without white space and invisible characters."""
    return "".join(visible_text(unicodedata.normalize("NFKC", text)).split())


@lru_cache(maxsize=50_000)
def clean_text(text: str) -> str | None:
    """A text without invisible characters; None if it says that there is nothing.

    A line break or a run of white space becomes one space, or nothing between Chinese characters.
    """
    plain = " ".join(_LONE_SURROGATE.sub("", visible_text(text)).split())
    plain = _BETWEEN_CHINESE.sub("", plain)
    return None if is_nothing(plain) else plain


def clean_list(text: str) -> str | None:
    """The names in a list, joined by 、; None if the text says that there are none."""
    if is_nothing(text):
        return None
    names = (clean_text(name) for name in listed_names(_LONE_SURROGATE.sub("", visible_text(text))))
    return "、".join(name for name in names if name) or None


def clean_code(text: str) -> str | None:
    """A code without white space, apostrophes and full-width characters, in upper case."""
    if text.isascii() and text.isalnum():
        return text.upper() if text not in NOTHING else None
    plain = _LONE_SURROGATE.sub("", re.sub(r"['’‘`´,，]", "", compact(text)).upper())
    plain = re.sub(r"\.0+$", "", plain)
    return None if plain in NOTHING else plain


def long_code(text: str) -> str | Fault | None:
    """A code that is too long to be a number. If it was stored as a number, its digits are lost."""
    code = clean_code(text)
    return Fault("resident-id-rounded") if code and _SCIENTIFIC.fullmatch(code) else code


def resident_id(text: str) -> str | Fault | None:
    """A resident ID. An ID of 15 digits is a Fault, because such IDs are no longer in use."""
    code = long_code(text)
    return Fault("resident-id-15") if isinstance(code, str) and len(code) == 15 and code.isdigit() else code


def phone_number(text: str) -> str | None:
    """A phone number without the country code, spaces and hyphens."""
    code = clean_code(text)
    return code and _COUNTRY.sub("", code.replace("-", ""))


def digits_of(number: float) -> str:
    """A number as text, the way a cell shows it: 20230001.0 → '20230001'."""
    if not -EXACT < number < EXACT:
        return "超长数字"
    return str(int(number)) if number == int(number) else repr(float(number))


def digits_or_lost(number: float) -> str | Fault:
    """A code that was stored as a number; a Fault if digits are lost."""
    return digits_of(number) if -EXACT < number < EXACT else Fault("digits-lost")


def long_digits_or_lost(number: float) -> str | Fault:
    """The same for a code that is so long that a number of its length has certainly lost digits."""
    return digits_of(number) if abs(number) < 1e14 else Fault("resident-id-rounded")
