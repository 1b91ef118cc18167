"""Number formats: what a cell shows if it shows more than its number.

35000 is shown as 3.5 in the format ``0!.0,`` and as 35千 in ``#,##0,"千"``. 7 is shown as XS007 in
``"XS"000``, and 1 as 男 in ``[=1]"男";"女"``. Such a cell means what people read in it. East Asian versions
write the escape ``\\`` as ``!``. Source: [ECMA-376] part 1, 18.8.31.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from assets.submissions.workbook import FormattedCell

BUILT_IN = {9: "0%", 10: "0.00%", 11: "0.00E+00", 48: "##0.0E+0"}
"""Formats that show more than the number and that a workbook may use without defining them.

The formats of dates are left out, because the reader knows them. The formats of currencies are left out,
because the currency depends on the country of the program.
"""

LONGEST = 1_000
"""The most characters of a format. Excel allows 255."""

_EXACT = 1e15
"""From this number on, the digits that are shown are not exact."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>G/通用格式|General|常规)'
    r"|(?P<exponent>[Ee][+-]0+)|(?P<place>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)"
    r"|(?P<slash>/)|(?P<end>;)|(?P<date>[ymdhsegYMDHSEG]+|[aA]{3,})|(?P<other>.)",
    re.DOTALL,
)
_ELAPSED = re.compile(r"[hmsHMS]+")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
}
_DASHES = frozenset("-–—− ()（）")
"""Characters that add no meaning. Accounting formats show 0 as a dash and negative numbers in brackets."""


@dataclass
class _Section:
    """A section of a format, as its tokens are read.

    ``parts``: the texts that it shows, with None for each place for a digit of the whole number. ``zeros``:
    how many of these places always show a digit. ``commas``: how often the number is divided by a thousand.
    ``percents``: how often it is multiplied by a hundred.
    """

    parts: list[str | None] = field(default_factory=list)
    zeros: int = 0
    decimals: int = 0
    commas: int = 0
    percents: int = 0
    has_point: bool = False
    is_scientific: bool = False
    is_text: bool = False
    is_date: bool = False
    condition: tuple[str, Decimal] | None = None

    def add(self, kind: str | None, token: re.Match[str]) -> None:
        """Add one token. White space for alignment has no kind."""
        if kind == "place" and self.has_point:
            self.decimals += 1
        elif kind in ("place", "general", "text"):
            self.parts.append(None)
            self.zeros += token[0] == "0"
            self.commas = 0  # earlier commas were thousands separators
            self.is_text |= kind == "text"
        elif kind == "point":
            self.parts += [] if None in self.parts else [None]
            self.has_point = True
        elif kind == "comma":
            self.commas += None in self.parts
        elif kind == "percent":
            self.percents += 1
            self.parts.append("%")
        elif kind == "exponent":
            self.is_scientific = True
        elif kind == "date":
            self.is_date = True
        elif kind == "bracket":
            self._add_bracket(token["bracket"])
        elif kind in ("quoted", "escaped", "slash", "other"):
            self.parts.append(token[kind])

    def _add_bracket(self, text: str) -> None:
        """Add a condition or a currency such as ``[$¥-804]``. A colour or a country shows nothing."""
        if found := _CONDITION.fullmatch(text):
            self.condition = found[1], Decimal(found[2])
        elif text.startswith("$"):
            self.parts += [text[1:].partition("-")[0]]
        self.is_date |= bool(_ELAPSED.fullmatch(text))

    @property
    def literal(self) -> str:
        """All texts that it shows besides digits."""
        return "".join(part for part in self.parts if part is not None)

    @property
    def is_cut(self) -> bool:
        """Whether a text stands between the places for digits: 000-00."""
        places = [number for number, part in enumerate(self.parts) if part is None]
        return bool(places) and any(self.parts[places[0] : places[-1]])

    @property
    def is_fraction(self) -> bool:
        """Whether it shows decimals as a fraction: ``# ?/?``."""
        return self.is_cut and self.literal.strip() == "/"

    @property
    def shows_bare_number(self) -> bool:
        """Whether it shows a number as it is, perhaps rounded, with separators, a dash or brackets."""
        is_bare = self.is_fraction or (_DASHES.issuperset(self.literal) and not self.is_cut)
        changes = self.zeros > 1 or self.commas or self.percents or self.is_scientific or self.condition
        return is_bare and not changes

    def show(self, number: Decimal) -> tuple[str, int]:
        """What it shows for a number that is not negative, with all digits, and the divisor of the number."""
        scale = 1000**self.commas
        number = number * 100**self.percents / scale
        if self.is_scientific:
            return f"{number:.{self.decimals}E}", 1
        texts = [part or "" for part in self.parts]
        if not self.is_cut:
            whole, point, rest = format(number.normalize(), "f").partition(".")
            texts[self.parts.index(None)] = whole.rjust(self.zeros, "0") + point + rest
            return "".join(texts), scale
        first = self.parts.index(None)
        if self.literal.count(".") == 1 and "." in self.parts[first:]:
            # A point that is only printed as a text also divides the number: 35 in 0!.0 is 3.5.
            place = self.parts.index(".")
            divisor = 10 ** self.parts[place:].count(None)
            texts[first], texts[place] = format((number / divisor).normalize(), "f"), ""
            return "".join(texts), scale * divisor
        return self._between_digits(format(number.quantize(Decimal(1), ROUND_HALF_UP), "f")), scale

    def _between_digits(self, digits: str) -> str:
        places = self.parts.count(None)
        digits = digits.rjust(self.zeros, "0").rjust(places)
        remaining = iter([digits[: len(digits) - places + 1], *digits[len(digits) - places + 1 :]])
        return "".join(next(remaining) if part is None else part for part in self.parts)


def says_more(code: str) -> bool:
    """Whether a format may show anything else than the bare value."""
    return _sections(code) is not None


def formatted_cell(value: Any, code: str) -> FormattedCell | None:
    """The cell as its number format shows it; None if it shows the bare value."""
    sections = _sections(code)
    if sections is None:
        return None
    if type(value) is str:
        text = next((section for section in sections if section.is_text), None)
        shown = "".join(value if part is None else part for part in text.parts) if text else value
        return FormattedCell(value, shown) if shown != value else None
    if type(value) not in (int, float) or not abs(value) < _EXACT:
        return None
    return _shown_number(value, [section for section in sections if not section.is_text])


def _shown_number(value: float, sections: Sequence[_Section]) -> FormattedCell | None:
    number = Decimal(f"{value:.15g}")
    section, sign = _section_for(number, sections)
    if section is None:
        return None
    if None not in section.parts:
        is_empty = number == 0 and _DASHES.issuperset(section.literal)
        return None if is_empty else FormattedCell(value, section.literal)
    if section.is_fraction or (section.shows_bare_number and not (number > 0 and section.literal.strip())):
        return None
    shown, scale = section.show(abs(number))
    return FormattedCell(value, (sign + shown).strip(), scale)


def _section_for(number: Decimal, sections: Sequence[_Section]) -> tuple[_Section | None, str]:
    """The section that shows a number, and the sign that stands before it."""
    minus = "-" if number < 0 else ""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _COMPARE[section.condition[0]](number, section.condition[1]):
                return section, minus
        return None, ""
    if number < 0 and len(sections) > 1:
        return sections[1], ""
    if number == 0 and len(sections) > 2:
        return sections[2], ""
    return (sections[0], minus) if sections else (None, "")


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...] | None:
    """The sections of a format; None if all of them show the bare value, or a date."""
    if not 0 < len(code) <= LONGEST:
        return None
    sections = [_Section()]
    for token in _TOKEN.finditer(code):
        if token.lastgroup == "end":
            sections.append(_Section())
        else:
            sections[-1].add(token.lastgroup, token)
    first, *others = sections[:4]
    if any(section.is_date for section in (first, *others)):
        return None
    is_bare = first.shows_bare_number and None in first.parts and not first.literal.strip()
    if is_bare and all(section.shows_bare_number for section in others):
        return None
    return first, *others
