"""Matches the headers of submitted columns with the columns of the forms."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from assets.submissions.tables.headers.column_texts import ColumnText, column_texts
from assets.submissions.tables.headers.qualifiers import (
    NOTHING,
    Qualifier,
    qualifier_of,
    split_qualifier,
)
from assets.submissions.tables.headers.texts import (
    LONGEST_HEADER,
    SAME_WORDING,
    codes_in,
    split_header,
    title_key,
)
from schemas.form import NUMBERS, Form

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
"""Remarks in brackets that turn the same words into another figure: （累计） is not （本月）."""

NARROWING = re.compile(
    r"(?:其中|[仅只]|限于?|不[包计]?[含括]|除|扣除|剔除|未[计含]).*|.*除外"
    r"|(?:男|女)[生性]?|(?:非|不)?(?:全日制|脱产|在编|寄宿|住校|走读|定向)|非?(?:户籍|本地|城镇|农村)|外[地来]|(?:城|乡|农)[区村镇]"
    r"|本科|[专高大]专|中[专职技]|高[中职技]|初中|小学|春季|秋季|公办|民办|线[上下]|新增|净增|减少"
    r"|[折估]算|估计数?|暂估|约数|(?:同比|环比)?(?:增[长减幅]|比例|占比|比重)|(?:同|环|百分)比|.*率"
)
"""Remarks in brackets that leave a part of the figure, or make another one of it: （男）, （占比）."""

MOST_REMEMBERED = 1_000
"""How many header blocks are remembered with their match."""

MOST_TEXTS_REMEMBERED = 20_000
"""How many texts are remembered that are no headers of vertical forms."""

LONGEST_REMEMBERED = 5_000
"""The most characters that a remembered block may have."""

WIDEST_REMEMBERED = 1_000
"""The most cells that a remembered block may have, with the empty ones."""

_ONLY_CHINESE = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, eq=False)
class FormHeaders:
    """A form with the keys of its title, code and columns. Each is equal only to itself."""

    form: Form
    title: str
    keys: dict[str, tuple[str, str]]
    """Key of a header → name of the column, and what stands in brackets in the form's header."""
    required: frozenset[str]

    @classmethod
    def of(cls, form: Form) -> "FormHeaders":
        """Describe a form. Raises ValueError if two of its headers have the same key."""
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

    def means_another(self, key: str, bracketed: str) -> bool:
        """Whether the brackets beside a header's key say that it is another figure or a part of it: （本月）
        where the form has （累计）, （男） where the form says nothing.
        """
        name, expected = self.keys[key]
        if not bracketed or bracketed == expected:
            return False
        said, wanted = set(bracketed.split("|")), set(expected.split("|"))
        spans, due = said & SPANS, wanted & SPANS
        if spans and due and spans != due:
            return True
        is_number = self.form.column(name).type.name in NUMBERS
        return is_number and any(map(NARROWING.fullmatch, said - wanted))

    def is_named_in(self, key: str) -> bool:
        """Whether a title or a sheet's name (as ``title_key``) contains the form's title or code."""
        return self.title in key or self.form.code in codes_in(key)


class Claim(NamedTuple):
    """A sheet column whose header names a column of the form.

    ``name``: the form's column. ``place``: the 0-based sheet column. ``qualifier``: what the header says
    about time or plan. ``bracketed``: what stands in its brackets.
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
    """All headers that name a column, from left to right. A column may have several."""
    unknown: dict[int, str]
    """0-based sheet column → a header that names no column of the form."""
    keys: dict[int, tuple[str, ...]]
    """0-based sheet column → the keys of its headers, from top to bottom. Other columns have no header."""

    def at(self, first: int) -> "Match":
        """The same block of headers, where its first row is this one."""
        return Match(self.headers, first, self.height, self.columns, self.claims, self.unknown, self.keys)

    @property
    def is_plain(self) -> bool:
        """Whether no column stands there twice, and no header says anything about time or plan."""
        return len(self.columns) == len(self.claims) and all(
            claim.qualifier is NOTHING for claim in self.claims
        )

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
        """The headers of the form with this code. Raises KeyError if there is none."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, FormHeaders]:
        return {headers.form.code: headers for headers in self.forms}

    def named_in(self, key: str) -> list[int]:
        """Positions of the forms whose title or code is in a title or a sheet's name.

        ``key`` is the ``title_key`` of that title or name.
        """
        if key not in self._named_in:
            if len(self._named_in) >= MOST_REMEMBERED:
                self._named_in.clear()
            self._named_in[key] = self._found_in(key)
        return self._named_in[key]

    @cached_property
    def _named_in(self) -> dict[str, list[int]]:
        return {}

    def _found_in(self, key: str) -> list[int]:
        codes = codes_in(key)
        return [
            position
            for position, form in enumerate(self.forms)
            if form.title in key or (codes and form.form.code in codes)
        ]

    def knows(self, cell: object) -> bool:
        """Whether a cell could be a header of any form, or one level of such a header."""
        if type(cell) is not str or len(cell) > LONGEST_HEADER or self.is_foreign(cell):
            return False
        key = split_header(cell)[0]
        return key in self.keys or key in self._level_keys

    @cached_property
    def _level_keys(self) -> frozenset[str]:
        """The keys of single levels of headers that are printed in several rows."""
        columns = (column for headers in self.forms for column in headers.form.columns)
        return frozenset(split_header(level)[0] for column in columns for level in column.levels) - {""}

    def is_foreign(self, text: str) -> bool:
        """Whether a text certainly is no header. This is true of most names and of all numbers.

        It costs far less than comparing the text with the headers.
        """
        if text.isascii():
            return not self._has_ascii_keys
        return not self._characters.issuperset(text) and _ONLY_CHINESE.fullmatch(text) is not None

    @cached_property
    def _has_ascii_keys(self) -> bool:
        return any(map(str.isascii, self.keys))

    @cached_property
    def _characters(self) -> frozenset[str]:
        """Every character that can occur in a header without punctuation."""
        return frozenset("".join(("其中", *self.keys, *(pattern.pattern for pattern, _ in SAME_WORDING))))

    @cached_property
    def vertical(self) -> tuple[FormHeaders, ...]:
        """The forms laid out vertically."""
        return tuple(headers for headers in self.forms if headers.form.vertical)

    @cached_property
    def vertical_keys(self) -> frozenset[str]:
        """The keys of the headers of vertical forms."""
        return frozenset(key for headers in self.vertical for key in headers.keys)

    @cached_property
    def no_labels(self) -> set[str]:
        """Texts that are known to be no headers of vertical forms. Units send many of them again."""
        return set()

    def remember_no_labels(self, texts: Iterable[str]) -> None:
        """Remember such texts, if they are short and no numbers: numbers seldom come again."""
        if len(self.no_labels) >= MOST_TEXTS_REMEMBERED:
            self.no_labels.clear()
        self.no_labels.update(text for text in texts if len(text) <= LONGEST_HEADER and not text.isascii())

    @cached_property
    def matched(self) -> dict[tuple[object, ...], Match | None]:
        """What ``match_block`` found in earlier blocks. Units send the same headers again and again."""
        return {}


def match_block(
    block: Sequence[Sequence[object]], first: int, index: HeaderIndex, named: frozenset[int]
) -> Match | None:
    """The form whose headers stand in the rows of ``block``: the best match, or None if no form matches.

    A form matches if at least two of its columns and half of its required columns are there. Three in ten
    required columns are enough for the forms that a title or the sheet's name gives (``named``: their
    positions). The best match has the greatest share of required columns, to which 0.5 is added for a named
    form. If that is equal, more columns found decide, then fewer columns in the form.
    """
    if not _is_ordinary(block):
        return _match_block(block, first, index, named)
    seen = (named, *map(tuple, block))
    if seen not in index.matched:
        if len(index.matched) >= MOST_REMEMBERED:
            index.matched.clear()
        index.matched[seen] = _match_block(block, 0, index, named)
    match = index.matched[seen]
    return match and match.at(first)


def _is_ordinary(block: Sequence[Sequence[object]]) -> bool:
    """Whether a block is worth remembering: it holds only texts, and is no larger than headers are."""
    cells = [cell for row in block for cell in row if cell is not None]
    texts = [cell for cell in cells if type(cell) is str]
    is_small = sum(map(len, block)) <= WIDEST_REMEMBERED and len(texts) == len(cells)
    return is_small and sum(map(len, texts)) <= LONGEST_REMEMBERED


def _match_block(
    block: Sequence[Sequence[object]], first: int, index: HeaderIndex, named: frozenset[int]
) -> Match | None:
    texts = column_texts(block)
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


def _match_form(headers: FormHeaders, texts: list[ColumnText], first: int, height: int) -> Match:
    """The form's columns among the headers.

    If several headers name one column, ``columns`` holds the first that is not about another time or a plan.
    Later ``columns.settled`` decides which one is meant.
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
    keys = {text.column: text.keys for text in texts}
    return Match(headers, first, height, columns, tuple(claims), unknown, keys)


def _claim(headers: FormHeaders, text: ColumnText) -> Claim | None:
    """The column of the form that a header names; None if it names none.

    First the header is compared with all its words, then without its words of time or plan.
    """
    for key, bracketed in text.candidates:
        if key in headers.keys and not headers.means_another(key, bracketed):
            return _claimed(headers, text, key, bracketed, text.said_above)
    for key, bracketed in text.candidates:
        for bare, qualifier in split_qualifier(key):
            if bare in headers.keys and not headers.means_another(bare, bracketed):
                return _claimed(headers, text, bare, bracketed, text.said_above | qualifier)
    return None


def _claimed(headers: FormHeaders, text: ColumnText, key: str, bracketed: str, qualifier: Qualifier) -> Claim:
    name, expected = headers.keys[key]
    remarks = set(bracketed.split("|")) - set(expected.split("|"))
    qualifier = reduce(or_, (qualifier_of(remark) or NOTHING for remark in remarks), qualifier)
    if any(bare for bare, own in split_qualifier(key) if own.is_plan):
        qualifier = qualifier.without_plan()
    return Claim(name, text.column, qualifier, bracketed)
