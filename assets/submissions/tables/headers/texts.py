"""Texts of headers and titles, made comparable.

Units retype headers: with spaces, line breaks, footnote marks, other brackets, 其中： in a parent header, or
last year's wording. Two headers are the same if their keys are the same. What stands in brackets (a unit, a
remark) is compared separately.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import TypeVar

from schemas.texts.visible_text import visible_text
from schemas.units_of_measure import unit_of_measure

T = TypeVar("T")

SAME_WORDING = (
    (re.compile("公民身份号码?|居民身份证号?码?|身份证件?号?码?$"), "身份证号"),
    (re.compile("统一社会信用代码证?号?码?|社会信用代码"), "统一社会信用代码"),
    (re.compile("手机号码?|联系方式|电话号码|^电话$"), "联系电话"),
    (re.compile("学生数|学生人数|生人数"), "生数"),
    (re.compile("招生人数|招生总数"), "招生数"),
    (re.compile("^行政村|^村居$|^村$|^社区$|^村社区$|^村\\(居\\)$"), "村"),
    (re.compile("^乡镇|^镇街道?$|^街镇$|^镇$|^街道$"), "镇街"),
)
"""Wordings that mean the same. They are applied both to the forms' headers and to submitted headers."""

LONGEST_HEADER = 40
"""The most characters that a header may have."""

ORDINARY_LENGTH = 200
"""The most characters of a text whose result is remembered.

A cell may have 32,767 characters, and a malicious file may have thousands of such cells.
"""

_FOOTNOTE = re.compile(
    r"[\u2460-\u24ff\u00b9\u00b2\u00b3\u2070-\u2079*＊※★☆▲△●#＃]|[\[［【〔]\s*\d+\s*[\]］】〕]|注\d+$"
)
_BRACKETS = str.maketrans("[]【】〔〕{}「」《》<>", "()()()()()()()")
_NUMBERING = re.compile(
    r"^(?:\(\d{1,2}\)|\([一二三四五六七八九十]+\)|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]+、)"
)
_RANGE = re.compile(r"(?<=\d)(?:至|到|[-‐‑–—―~−]+)(?=\d)")
_SQUARE = re.compile("(?<=[mM])²")
_UNIT_AT_END = re.compile(r"(.*[^\W\d][\W\d]*?)(?:[/,:]|单位[:]?)+([^\W\d][^/,:()]{0,4})")
_NOTE_NUMBER = re.compile(r"\d{1,3}")
"""The number of a note in brackets. Four digits are a year."""
_UNIT_LABEL = re.compile("^(?:计量|金额)?单位(?:为)?")
_BETWEEN = re.compile("[,，、;；]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_PUNCTUATION = re.compile(r"[:：,，.。;；、_\"'“”‘’\s\u200b\ufeff]")
_FORM_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,3}[0-9]{1,4})(?![0-9])")
_AMONG = re.compile(r"^(?:其中|#)")


def remembering(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Remember the results for so many texts of ordinary length. Longer texts are worked out each time."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        remembered = lru_cache(maxsize=most)(function)

        @wraps(function)
        def remembering(text: str) -> T:
            return remembered(text) if len(text) <= ORDINARY_LENGTH else function(text)

        return remembering

    return decorate


@remembering(50_000)
def split_header(text: str) -> tuple[str, str]:
    """The key of a header and what stands in its brackets.

    ``其中：本地\\n生源（人）①`` → ``("本地生源", "人")``. Several remarks are separated by ``|``.
    """
    text = _FOOTNOTE.sub("", _SQUARE.sub("2", visible_text(text)))
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    plain = _NUMBERING.sub("", "".join(plain.split()))
    plain = _RANGE.sub("-", plain)
    plain = _with_unit_in_brackets(plain)
    bracketed = [part for part in _BRACKETED.findall(plain) if part and not _NOTE_NUMBER.fullmatch(part)]
    key = _PUNCTUATION.sub("", _BRACKETED.sub("", plain)).casefold()
    key = _AMONG.sub("", key)
    for pattern, wording in SAME_WORDING:
        key = pattern.sub(wording, key)
    remarks = (_PUNCTUATION.sub("", part) for text in bracketed for part in _BETWEEN.split(text))
    return key, "|".join(part for part in (_UNIT_LABEL.sub("", remark) for remark in remarks) if part)


def _with_unit_in_brackets(plain: str) -> str:
    """A header with its unit in brackets, if the unit stands behind a slash or colon (到账金额/万元)."""
    found = _UNIT_AT_END.fullmatch(plain)
    return f"{found[1]}({found[2]})" if found and unit_of_measure(found[2]) else plain


@remembering(5_000)
def title_key(text: str) -> str:
    """A title for comparison: without white space, with uniform brackets, and one kind of dash in ranges."""
    plain = unicodedata.normalize("NFKC", visible_text(text)).translate(_BRACKETS)
    return _RANGE.sub("-", "".join(plain.split()))


@remembering(5_000)
def codes_in(key: str) -> frozenset[str]:
    """The codes of forms in a title. ``key`` is its ``title_key``."""
    return frozenset(_FORM_CODE.findall(key))


def header_text(cell: object) -> str:
    """What a cell says as a header: its text, a year as it stands, a date as its month; else nothing."""
    if type(cell) is str:
        return cell.strip()
    if isinstance(cell, datetime | date):
        return f"{cell.year}年{cell.month}月"
    if type(cell) in (int, float):
        return f"{cell:.15g}"
    return ""
