"""Headers: when the header of a submitted column is that of a form's column, and in which unit its numbers
stand.

Units retype headers: with spaces, line breaks, footnote marks, other brackets, 其中： in a parent header,
last year's wording. Two headers are the same if their keys are; what stands in brackets (a unit, a remark) is
compared apart.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache, reduce, wraps
from operator import or_
from typing import NamedTuple, TypeVar

from assets.submissions.tables.qualifiers import (
    NOTHING,
    Qualifier,
    qualifier_of,
    split_qualifier,
)
from schemas.form import Form
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
"""Wordings that mean the same, applied to the forms' headers and the submitted ones alike."""

LONGEST_HEADER = 40
"""Characters beyond which a text is no header."""

SPANS = frozenset(
    (
        "累计",
        "本月",
        "当月",
        "本期",
        "本季度",
        "本年",
        "当年",
        "上月",
        "上期",
        "上年",
        "去年",
        "上年同期",
        "去年同期",
    )
)
"""Bracketed remarks that make another figure of the same words: （累计） is not （本月）."""

WHOLE = frozenset(("计", "合计", "小计", "总计", "总数", "人数", "数", "数量"))
"""Child headers that stand for the parent as a whole (招生数: 合计 | 其中：本地生源)."""

MOST_REMEMBERED = 1_000
"""Header blocks of which is remembered what they are."""

LONGEST_REMEMBERED = 5_000
"""Characters of such a block."""

WIDEST_REMEMBERED = 1_000
"""Cells of such a block, the empty ones included."""

ORDINARY_LENGTH = 200
"""Characters of a text of which is remembered what comes of it: a cell may have 32,767, and files made to
harm thousands of these.
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
_UNIT_LABEL = re.compile("^(?:计量|金额)?单位(?:为)?")
_BETWEEN = re.compile("[,，、;；]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_PUNCTUATION = re.compile(r"[:：,，.。;；、_\"'“”‘’\s\u200b\ufeff]")
_FORM_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,3}[0-9]{1,4})(?![0-9])")
_AMONG = re.compile(r"^(?:其中|#)")
_ONLY_CHINESE = re.compile("[\u4e00-\u9fff]+")


def _remembering(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Remember what comes of so many texts of ordinary length; of longer ones it is worked out each time."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        remembered = lru_cache(maxsize=most)(function)

        @wraps(function)
        def remembering(text: str) -> T:
            return remembered(text) if len(text) <= ORDINARY_LENGTH else function(text)

        return remembering

    return decorate


@_remembering(50_000)
def split_header(text: str) -> tuple[str, str]:
    """The key of a header and what stands in its brackets: ``其中：本地\\n生源（人）①`` → ``("本地生源",
    "人")``. Several remarks are set apart by ``|``.
    """
    text = _FOOTNOTE.sub("", _SQUARE.sub("2", visible_text(text)))
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    plain = _NUMBERING.sub("", "".join(plain.split()))
    plain = _RANGE.sub("-", plain)
    plain = _with_unit_in_brackets(plain)
    bracketed = [part for part in _BRACKETED.findall(plain) if part and not part.isdigit()]
    key = _PUNCTUATION.sub("", _BRACKETED.sub("", plain)).casefold()
    key = _AMONG.sub("", key)
    for pattern, wording in SAME_WORDING:
        key = pattern.sub(wording, key)
    remarks = (_PUNCTUATION.sub("", part) for text in bracketed for part in _BETWEEN.split(text))
    return key, "|".join(part for part in (_UNIT_LABEL.sub("", remark) for remark in remarks) if part)


def _with_unit_in_brackets(plain: str) -> str:
    """A header whose unit stands behind a stroke or colon (到账金额/万元) as if it stood in brackets."""
    found = _UNIT_AT_END.fullmatch(plain)
    return f"{found[1]}({found[2]})" if found and unit_of_measure(found[2]) else plain


@_remembering(5_000)
def title_key(text: str) -> str:
    """A title for comparison: without white space, brackets unified, ranges with one dash."""
    plain = unicodedata.normalize("NFKC", visible_text(text)).translate(_BRACKETS)
    return _RANGE.sub("-", "".join(plain.split()))


@_remembering(5_000)
def _codes_in(key: str) -> frozenset[str]:
    return frozenset(_FORM_CODE.findall(key))


@dataclass(frozen=True)
class FormHeaders:
    """A form with the keys of its title, code and columns."""

    form: Form
    title: str
    keys: dict[str, tuple[str, str]]
    """Key of a header → column name and what stands in the form's brackets."""
    required: frozenset[str]

    @classmethod
    def of(cls, form: Form) -> "FormHeaders":
        """Describe a form; ValueError if two of its headers have the same key."""
        keys = {}
        for column in form.columns:
            key, bracketed = split_header(column.header)
            keys[key] = (column.name, bracketed)
        if len(keys) != len(form.columns):
            raise ValueError(
                f"{form.code} {form.title}: two headers differ only in what the comparison ignores"
            )
        for column in form.columns:
            for alias in column.aliases:
                key, bracketed = split_header(alias)
                keys.setdefault(key, (column.name, bracketed))
        return cls(
            form,
            title_key(form.title),
            keys,
            frozenset(column.name for column in form.columns if column.required),
        )

    def is_named_in(self, key: str) -> bool:
        """Whether a title or a sheet's name, as ``title_key``, gives the form's title or its code."""
        return self.title in key or self.form.code in _codes_in(key)


class Claim(NamedTuple):
    """A sheet column whose header is that of a form's column: ``name`` of that column, 0-based sheet column,
    what the header says of time or plan, and what stands in its brackets.
    """

    name: str
    place: int
    qualifier: Qualifier
    bracketed: str


@dataclass(frozen=True)
class Match:
    """A form's columns found under a header block."""

    headers: FormHeaders
    first: int
    """First row of the block, 0-based."""
    height: int
    columns: dict[str, int]
    """Column name → 0-based sheet column."""
    claims: tuple[Claim, ...]
    """Every header that is a column's, from left to right; several where a column stands there twice."""
    unknown: dict[int, str]
    """0-based sheet column → header that is none of the form's."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns without a header, in the form's order."""
        return tuple(
            column.name
            for column in self.headers.form.columns
            if column.required and column.name not in self.columns
        )

    @property
    def found(self) -> float:
        """Share of the required columns that are there."""
        return 1 - len(self.missing) / max(len(self.headers.required), 1)


@dataclass(frozen=True)
class HeaderIndex:
    """The headers of all forms: which key belongs to which forms."""

    forms: tuple[FormHeaders, ...]
    keys: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, forms: Iterable[Form]) -> "HeaderIndex":
        """Index the headers of these forms."""
        described = tuple(FormHeaders.of(form) for form in forms)
        keys: dict[str, list[int]] = {}
        for position, form in enumerate(described):
            for key in form.keys:
                keys.setdefault(key, []).append(position)
        return cls(described, {key: tuple(positions) for key, positions in keys.items()})

    def headers_of(self, code: str) -> FormHeaders:
        """The headers of the form of that code; KeyError if there is none."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, FormHeaders]:
        return {headers.form.code: headers for headers in self.forms}

    def knows(self, cell: object) -> bool:
        """Whether a cell could be a header of any form."""
        return (
            type(cell) is str
            and len(cell) <= LONGEST_HEADER
            and not self.is_foreign(cell)
            and split_header(cell)[0] in self.keys
        )

    def is_foreign(self, text: str) -> bool:
        """Whether a text certainly is no header, told at a small part of the cost of comparing it: most names
        and all numbers are not.
        """
        if text.isascii():
            return not self._has_ascii_keys
        return not self._characters.issuperset(text) and _ONLY_CHINESE.fullmatch(text) is not None

    @cached_property
    def _has_ascii_keys(self) -> bool:
        return any(map(str.isascii, self.keys))

    @cached_property
    def _characters(self) -> frozenset[str]:
        """Every character that a header without punctuation can consist of."""
        return frozenset("".join(("其中", *self.keys, *(pattern.pattern for pattern, _ in SAME_WORDING))))

    @cached_property
    def vertical(self) -> tuple[FormHeaders, ...]:
        """The forms laid out vertically."""
        return tuple(headers for headers in self.forms if headers.form.vertical)

    @cached_property
    def vertical_keys(self) -> frozenset[str]:
        """The keys of their headers."""
        return frozenset(key for headers in self.vertical for key in headers.keys)

    @cached_property
    def matched(self) -> dict[tuple[object, ...], Match | None]:
        """What ``match_block`` has found in blocks of texts: units send the same headers again and again."""
        return {}


def match_block(
    block: Sequence[Sequence[object]], first: int, index: HeaderIndex, named: frozenset[int]
) -> Match | None:
    """The form whose headers the rows of ``block`` are, best match over all forms; None if there is none.

    A form matches if half of its required columns are there (three in ten where title or sheet name give the
    form, whose positions are ``named``); between forms that share headers, the name decides, then the share
    found, then the number.
    """
    if not _is_ordinary(block):
        return _match_block(block, first, index, named)
    seen = (named, *map(tuple, block))
    if seen not in index.matched:
        if len(index.matched) >= MOST_REMEMBERED:
            index.matched.clear()
        index.matched[seen] = _match_block(block, 0, index, named)
    match = index.matched[seen]
    return match and replace(match, first=first)


def _is_ordinary(block: Sequence[Sequence[object]]) -> bool:
    """Whether it is worth the memory: of texts only, and not larger than headers are."""
    cells = [cell for row in block for cell in row if cell is not None]
    texts = [cell for cell in cells if type(cell) is str]
    is_small = sum(map(len, block)) <= WIDEST_REMEMBERED and len(texts) == len(cells)
    return is_small and sum(map(len, texts)) <= LONGEST_REMEMBERED


def _match_block(
    block: Sequence[Sequence[object]], first: int, index: HeaderIndex, named: frozenset[int]
) -> Match | None:
    texts = _column_texts(block)
    candidates = {
        position for column in texts for key, _ in column.candidates for position in index.keys.get(key, ())
    }
    best, best_rank = None, (0.0, 0, 0)
    for position in sorted(candidates):
        match = _match_form(index.forms[position], texts, first, len(block))
        is_named = position in named
        if len(match.columns) < 2 or match.found < (0.3 if is_named else 0.5):
            continue
        rank = (match.found + 0.5 * is_named, len(match.columns), -len(match.headers.form.columns))
        if rank > best_rank:
            best, best_rank = match, rank
    return best


@dataclass(frozen=True)
class _ColumnText:
    column: int
    printed: str
    candidates: tuple[tuple[str, str], ...]
    """(key, brackets), the most specific first."""
    said_above: Qualifier
    """What the headers above it say of time and plan."""


def _column_texts(block: Sequence[Sequence[object]]) -> list[_ColumnText]:
    texts = []
    parents = [""] * len(block)
    for column in range(max(map(len, block), default=0)):
        cells = [header_text(row[column]) if column < len(row) else "" for row in block]
        lowest = max((level for level, text in enumerate(cells) if text), default=None)
        # A merged parent header stands in its first column only and goes on to the right as long as there are
        # children.
        for level, text in enumerate(cells):
            if text:
                parents[level] = text
                parents[level + 1 :] = [""] * (len(block) - level - 1)
        if lowest is None:
            continue
        above = [parent for parent in parents[:lowest] if parent]
        said = [qualifier_of(parent) or NOTHING for parent in above]
        texts.append(
            _ColumnText(column, cells[lowest], _candidates(cells[lowest], above), reduce(or_, said, NOTHING))
        )
    return texts


def _candidates(text: str, above: list[str]) -> tuple[tuple[str, str], ...]:
    key, bracketed = split_header(text)
    candidates = []
    if len(above) > 1:
        candidates.append((split_header("".join([*above, text]))[0], bracketed))
    for parent in reversed(above):
        parent_key, parent_bracketed = split_header(parent)
        candidates.append((split_header(parent + text)[0], bracketed or parent_bracketed))
        if key in WHOLE:
            candidates.append((parent_key, bracketed or parent_bracketed))
    candidates.insert(len(candidates[:1]) + (len(above) > 1), (key, bracketed))
    return tuple(candidates)


def _match_form(headers: FormHeaders, texts: list[_ColumnText], first: int, height: int) -> Match:
    """The form's columns among the headers. Of several headers for one column the first that is not of
    another time or a plan stands in ``columns`` until it is settled which is meant (``columns.settled``).
    """
    claims, unknown = [], {}
    for text in texts:
        claim = _claim(headers, text)
        if claim is None:
            unknown[text.column] = text.printed
        else:
            claims.append(claim)
    firsts: dict[str, Claim] = {}
    for claim in claims:
        if not claim.qualifier.is_of_something_else:
            firsts.setdefault(claim.name, claim)
    columns = {name: claim.place for name, claim in firsts.items()}
    return Match(headers, first, height, columns, tuple(claims), unknown)


def _claim(headers: FormHeaders, text: _ColumnText) -> Claim | None:
    """The column of the form that a header names, by its own words first, then by them without those of time
    or plan.
    """
    for key, bracketed in text.candidates:
        if key in headers.keys and not _of_other_span(headers.keys[key][1], bracketed):
            return _claimed(headers, text, key, bracketed, text.said_above)
    for key, bracketed in text.candidates:
        for bare, qualifier in split_qualifier(key):
            if bare in headers.keys and not _of_other_span(headers.keys[bare][1], bracketed):
                return _claimed(headers, text, bare, bracketed, text.said_above | qualifier)
    return None


def _claimed(
    headers: FormHeaders, text: _ColumnText, key: str, bracketed: str, qualifier: Qualifier
) -> Claim:
    name, expected = headers.keys[key]
    remarks = set(bracketed.split("|")) - set(expected.split("|"))
    qualifier = reduce(or_, (qualifier_of(remark) or NOTHING for remark in remarks), qualifier)
    if any(bare for bare, own in split_qualifier(key) if own.is_plan):
        qualifier = qualifier.without_plan()
    return Claim(name, text.column, qualifier, bracketed)


def _of_other_span(expected: str, bracketed: str) -> bool:
    """Whether the brackets make it another figure: （本月） where the form has （累计）."""
    stated, wanted = set(bracketed.split("|")) & SPANS, set(expected.split("|")) & SPANS
    return bool(stated and wanted) and stated != wanted


def header_text(cell: object) -> str:
    """What a cell says as a header: its text, a year as it stands, a date by its month; empty for none."""
    if type(cell) is str:
        return cell.strip()
    if isinstance(cell, datetime | date):
        return f"{cell.year}年{cell.month}月"
    if type(cell) in (int, float):
        return f"{cell:.15g}"
    return ""
