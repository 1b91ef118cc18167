"""What may be shown of a value that a unit wrote. Personal values are masked wherever they could become
visible.

Findings travel far (ledger, returned workbooks, logs of a run). So they never carry a name, a resident ID or
a phone number; nor do the texts of facts. A resident ID keeps its first 6 and last 4 characters, which is
enough to find the row.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from schemas.columns import NO, YES, ResidentId
from schemas.form import Column, Form
from schemas.texts.identifiers import RESIDENT_ID_CHECK_CHARACTERS, RESIDENT_ID_WEIGHTS
from schemas.texts.listed_names import BETWEEN_LISTED
from schemas.texts.person_names import may_hold_name

HIDDEN = "（已隐去）"

CHOICES = ("enum", "set", "yesno")
"""The types of columns that hold choices."""

_LONG_NUMBER = re.compile(r"\d{15,}[XxＸｘ]?")
_IDENTIFIER = re.compile(
    r"(?<![\dXxＸｘ])(?:\d{6}[\s-]?(?:1[89]|20)\d{6}[\s-]?\d{3}[\dXxＸｘ]|\d{15}|\d{17}[\dXxＸｘ])(?!\d)"
)
"""Numbers as long as a resident ID. The date of birth in them may be set apart."""
_SPACED_IDENTIFIER = re.compile(r"(?<!\d)\d(?:[\s.,，·_-]?\d){16}[\s.,，·_-]?[\dXxＸｘ](?!\d)")
"""18 characters with any marks between them. It is a resident ID if its check character says so. Otherwise it
may be a row of dates or figures.
"""
PROVINCES = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        *(71, 81, 82, 83),
    )
)
"""The first two digits of resident IDs (GB/T 2260, and those of residents from Taiwan, Hong Kong and
Macao).
"""
BORN = (1900, 2012)
"""The years in which people in reports were born. A number with a later day in this place is a code that
contains a day (321302 20231201 0012), unless its check character says otherwise.
"""
BORN_BEFORE_1999 = (1930, 1999)
"""The same for IDs of 15 digits, which write a year with two digits."""
_BANK_CARD = re.compile(r"(?<!\d)62\d{17}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:(?:00)?86[\s-]?)?1[3-9]\d(?:[\s.·-]?\d{4}){2}(?!\d)")
_HARMLESS = re.compile(r"[\d\W_]{0,10}|#[A-Z0-9/]+[!?]?")
"""Digits and punctuation that are too short for a phone number (a date, a count, a code), and the error
values of a spreadsheet.
"""


def mask_text(text: str) -> str:
    """The text with every resident ID, phone number and bank card number in it masked. Other numbers stay,
    because two codes of different classes must not become the same.
    """
    text = _SPACED_IDENTIFIER.sub(_mask_spaced_identifier, _IDENTIFIER.sub(_mask_identifier, text))
    text = _BANK_CARD.sub(lambda found: _masked(found[0]), text)
    return _PHONE.sub(lambda found: found[0][:3] + "****" + found[0][-4:], text)


def _mask_identifier(found: re.Match) -> str:
    plain = unicodedata.normalize("NFKC", re.sub(r"[\s-]", "", found[0])).upper()
    return _masked(found[0]) if _is_of_person(plain) else found[0]


def _mask_spaced_identifier(found: re.Match) -> str:
    characters = "".join(character for character in found[0] if character.isalnum())
    plain = unicodedata.normalize("NFKC", characters).upper()
    is_valid = _has_check_character(plain) and _day(plain[6:14]) is not None
    return _masked(characters) if is_valid else found[0]


def _masked(identifier: str) -> str:
    return identifier[:6] + "********" + identifier[-4:]


def _is_of_person(plain: str) -> bool:
    """Whether 15 or 18 characters are a resident ID: an old one, one with the right check character, or one
    that may have a slip in it.
    """
    if int(plain[:2]) not in PROVINCES:
        return False
    if len(plain) == 15:
        born = _day("19" + plain[6:12])
        return born is not None and BORN_BEFORE_1999[0] <= born.year <= BORN_BEFORE_1999[1]
    born = _day(plain[6:14])
    return born is not None and (_has_check_character(plain) or BORN[0] <= born.year <= BORN[1])


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _has_check_character(plain: str) -> bool:
    """Whether the last of 18 characters is the check character of the others."""
    remainder = (
        sum(int(digit) * weight for digit, weight in zip(plain[:17], RESIDENT_ID_WEIGHTS, strict=True)) % 11
    )
    return plain[17:] == RESIDENT_ID_CHECK_CHARACTERS[remainder]


def mask_texts(values: pd.Series) -> pd.Series:
    """``mask_text`` for a string column. Missing values stay missing."""
    masked = {text: mask_text(text) for text in values.dropna().unique()}
    changed = values.isin([text for text, shown in masked.items() if shown != text])
    return values.where(~changed, values.map(masked)) if changed.any() else values


def mask(value: object, column: Column, form: Form) -> str:
    """What may be shown of a cell of this column, as text. It is empty for an empty cell.

    In a form about persons any text may be a name in the wrong column. So only choices and short numbers are
    shown.
    """
    text = as_text(value)
    if not text:
        return ""
    if isinstance(column.type, ResidentId):
        return _masked(text) if _LONG_NUMBER.fullmatch(text) else HIDDEN
    if column.personal:
        return HIDDEN
    if form.is_personal and not _HARMLESS.fullmatch(text) and not _is_choice(text, column, form):
        return HIDDEN
    return mask_text(text)


def _is_choice(text: str, column: Column, form: Form) -> bool:
    """Whether a text is made of listed values, or stands in a column of choices and is not a name."""
    listed = {value for each in form.columns for value in each.values} | {YES, NO}
    if text in listed or listed.issuperset(part for part in re.split(BETWEEN_LISTED, text) if part):
        return True
    return column.type.name in CHOICES and not may_hold_name(text, listed)


def as_text(value: object) -> str:
    """A raw or typed cell value as a clerk would write it: 3.0 is 3, a day is 2023-11-05, True is 是, an
    empty cell is an empty text.
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        # A spreadsheet shows 15 digits: 0.1 + 0.2 is 0.3.
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, (datetime, date)):
        return (
            value.isoformat(sep=" ").removesuffix(" 00:00:00")
            if isinstance(value, datetime)
            else value.isoformat()
        )
    return str(value).strip()
