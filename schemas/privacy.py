"""What may be shown of a value that a unit wrote: personal values are masked wherever they could come to
light.

Findings travel far (ledger, returned workbooks, logs of a run), so they never carry a name, a resident ID or
a phone number; nor do the text facts. A resident ID keeps its first 6 and last 4 characters, which is enough
to find the row.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pandas as pd

from schemas.columns import NO, YES, ResidentId
from schemas.form import Column, Form
from schemas.identifiers import RESIDENT_ID_CHECK_CHARACTERS, RESIDENT_ID_WEIGHTS, is_resident_id

HIDDEN = "（已隐去）"

_IDENTIFIER = re.compile(
    r"(?<!\d)(?:\d{6}[\s-]?(?:1[89]|20)\d{6}[\s-]?\d{3}[\dXxＸｘ]|\d{15,}[XxＸｘ]?)(?!\d)"
)
"""15 digits and more in a row, the last perhaps an X; a resident ID also when its date of birth is set
apart.
"""
_SPACED_IDENTIFIER = re.compile(r"(?<!\d)\d(?:[\s.,，·_-]?\d){16}[\s.,，·_-]?[\dXxＸｘ](?!\d)")
"""18 characters set apart in whatever way: a resident ID if its check character says so, else perhaps a row
of dates or figures.
"""
_PHONE = re.compile(r"(?<!\d)(?:(?:00)?86[\s-]?)?1[3-9]\d(?:[\s.·-]?\d{4}){2}(?!\d)")
_HARMLESS = re.compile(r"[\d\W_]{0,10}|#[A-Z0-9/]+[!?]?")
"""Digits and punctuation, too short for a phone number (a date, a count, a code), and the error values of a
spreadsheet.
"""


def mask_text(text: str) -> str:
    """The text with every resident ID and phone number in it masked."""
    # The plain ones first: judging a check character takes a thousand times as long.
    text = _SPACED_IDENTIFIER.sub(_mask_spaced_identifier, _IDENTIFIER.sub(_mask_identifier, text))
    return _PHONE.sub(lambda found: found[0][:3] + "****" + found[0][-4:], text)


def _mask_identifier(found: re.Match) -> str:
    return found[0][:6] + "********" + found[0][-4:]


def _mask_spaced_identifier(found: re.Match) -> str:
    characters = [character for character in found[0] if character.isalnum()]
    plain = unicodedata.normalize("NFKC", "".join(characters)).upper()
    if not (_has_check_character(plain) and is_resident_id(pd.Series([plain], dtype="string")).iloc[0]):
        return found[0]
    return "".join(characters[:6]) + "********" + "".join(characters[-4:])


def _has_check_character(plain: str) -> bool:
    """Whether the last of 18 characters is the check character of the others: spares ten in eleven the whole
    judgement.
    """
    remainder = (
        sum(int(digit) * weight for digit, weight in zip(plain[:17], RESIDENT_ID_WEIGHTS, strict=True)) % 11
    )
    return plain[17:] == RESIDENT_ID_CHECK_CHARACTERS[remainder]


def mask_texts(values: pd.Series) -> pd.Series:
    """``mask_text`` over a string column; missing values stay missing."""
    masked = {text: mask_text(text) for text in values.dropna().unique()}
    changed = values.isin([text for text, shown in masked.items() if shown != text])
    return values.where(~changed, values.map(masked)) if changed.any() else values


def mask(value: object, column: Column, form: Form) -> str:
    """What may be shown of a cell of this column, as text; empty for an empty cell.

    In a form about persons any text may be a name in the wrong column, so only listed values and short
    numbers are shown.
    """
    text = as_text(value)
    if not text:
        return ""
    if isinstance(column.type, ResidentId):
        return mask_text(text) if _IDENTIFIER.fullmatch(text) else HIDDEN
    if column.personal:
        return HIDDEN
    if form.is_personal and text not in _listed_values(form) and not _HARMLESS.fullmatch(text):
        return HIDDEN
    return mask_text(text)


def _listed_values(form: Form) -> set[str]:
    return {value for column in form.columns for value in column.values} | {YES, NO}


def as_text(value: object) -> str:
    """A raw or typed cell value as a clerk would write it: 3.0 is 3, a day is 2023-11-05, True is 是, an
    empty cell is empty text.
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        # The 15 digits that a spreadsheet shows: 0.1 + 0.2 is 0.3.
        return format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, (datetime, date)):
        return (
            value.isoformat(sep=" ").removesuffix(" 00:00:00")
            if isinstance(value, datetime)
            else value.isoformat()
        )
    return str(value).strip()
