"""The answers of a unit: what it wrote under 核实说明 in the sheet 审核意见 of a returned workbook, and
whether that explains anything.

A hidden column of that sheet tells which findings each line is about: form, code, column, a key of the row
(see ``finding_keys``) and where it stood. So the unit may sort, delete or move lines, and also rows of the
forms.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from functools import cache

import pandas as pd

from assets.submissions.workbook import Sheet, Workbook
from schemas.finding_kinds.explanations import EMPTY_EXPLANATIONS, FILLING_WORDS, SHORTEST_EXPLANATION
from schemas.privacy import as_text, mask_text

SHEET = "审核意见"
EXPLANATION_HEADER = "核实说明"
KEY_HEADER = "标识（请勿改动）"

COMPARED = 40
"""The header is searched in so many rows from the top."""

EXPLANATION_DTYPES = dict.fromkeys(("form", "sheet", "cell", "code", "column", "row_key", "text"), "string")

_NOT_ANSWERED = frozenset(("", "—"))


@dataclass(frozen=True)
class FindingKey:
    """The finding that a line is about.

    ``form``, ``code``, ``column`` and ``row_key`` identify it. ``cell``: where it stood when the workbook was
    returned.
    """

    form: str
    code: str
    column: str
    row_key: str
    cell: str = ""

    @classmethod
    def of(cls, finding: Mapping[str, object]) -> "FindingKey":
        """The key of a finding. ``finding``: a row of the review's frame, with "" for missing values.

        If ``row_key`` is missing, the place of the finding is used instead.
        """
        place = f"{finding['sheet']}!{finding['cell']}" if finding["row"] != "" else ""
        return cls(
            str(finding["form"]),
            str(finding["code"]),
            str(finding["column"]),
            str(finding.get("row_key") or place),
            str(finding["cell"]),
        )

    def text(self) -> str:
        """What identifies the finding, as one text."""
        return json.dumps((self.form, self.code, self.column, self.row_key), ensure_ascii=False)

    def stored(self, sheet: str) -> str:
        """The key in the form in which it stands in the hidden column."""
        return json.dumps((*astuple(self), sheet), ensure_ascii=False)


def is_opinions_header(row: Sequence[object]) -> bool:
    """Whether a row is the header of the sheet 审核意见."""
    return EXPLANATION_HEADER in row and KEY_HEADER in row


def read_explanations(workbook: Workbook) -> pd.DataFrame:
    """The explanations in a submitted workbook: form, sheet, cell, code, column, row_key, text.

    There is one row for each finding that is explained. ``sheet`` and ``cell``: where the finding stood when
    the workbook was returned. The frame is empty if the workbook was never returned or nothing was answered.
    If a finding is explained twice (in a copied sheet), the last explanation counts. ID and phone numbers in
    texts are masked.
    """
    found: dict[str, tuple[str, ...]] = {}
    for sheet in workbook.sheets:
        if sheet.name.startswith(SHEET):
            found.update(_explanations(sheet))
    if not found:
        return no_explanations()
    return pd.DataFrame(list(found.values()), columns=list(EXPLANATION_DTYPES)).astype(EXPLANATION_DTYPES)


@cache
def no_explanations() -> pd.DataFrame:
    """The result of ``read_explanations`` for a workbook without explanations.

    All such workbooks share one frame, because most workbooks have none.
    """
    return pd.DataFrame(columns=list(EXPLANATION_DTYPES)).astype(EXPLANATION_DTYPES)


def _explanations(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    header = next(
        (number for number, row in enumerate(sheet.rows[:COMPARED]) if is_opinions_header(row)), None
    )
    if header is None:
        return {}
    answers, keys = (sheet.rows[header].index(text) for text in (EXPLANATION_HEADER, KEY_HEADER))
    found: dict[str, tuple[str, ...]] = {}
    for row in sheet.rows[header + 1 :]:
        text = mask_text(as_text(row[answers]))
        if text not in _NOT_ANSWERED:
            for form, code, column, row_key, cell, sheet_name in _keys(row[keys]):
                found[FindingKey(form, code, column, row_key).text()] = (
                    form,
                    sheet_name,
                    cell,
                    code,
                    column,
                    row_key,
                    text,
                )
    return found


def _keys(cell: object) -> list[list[str]]:
    """The well-formed keys of a line. A clerk may have changed the cell, so others are ignored."""
    keys = []
    for line in str(cell or "").splitlines():
        try:
            key = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if (
            isinstance(key, list)
            and len(key) == len(EXPLANATION_DTYPES) - 1
            and all(isinstance(part, str) for part in key)
        ):
            keys.append(key)
    return keys


class Judgement(StrEnum):
    """Whether an explanation is accepted."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


_EMPTY = frozenset(EMPTY_EXPLANATIONS) | frozenset(FILLING_WORDS)
_LONGEST_EMPTY = max(map(len, _EMPTY))
_LONGEST_JUDGED = 200
"""A longer text is not searched for empty phrases: nobody writes so much without saying anything."""


def judge(text: str) -> Judgement:
    """Refuse a text that explains nothing.

    Such a text is too short, has only digits, repeats one character, or is made of empty phrases
    (已核实，属实。).
    """
    plain = _plain(text)
    if len(plain) < SHORTEST_EXPLANATION or plain.isdigit() or len(set(plain)) == 1 or _is_empty_talk(plain):
        return Judgement.REFUSED
    return Judgement.ACCEPTED


def shown_when_refused(text: str) -> str:
    """What may be shown and kept of a refused explanation.

    Only phrases of the catalogue may; anything else may be the name of a person.
    """
    return text if _is_empty_talk(_plain(text)) else "……"


def _plain(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character)[0] in "LN"
    ).lower()


def _is_empty_talk(plain: str) -> bool:
    """Whether the whole text consists of empty phrases and filling words."""
    if len(plain) > _LONGEST_JUDGED:
        return False
    reached = {0}
    for end in range(1, len(plain) + 1):
        if any(
            start in reached and plain[start:end] in _EMPTY
            for start in range(max(0, end - _LONGEST_EMPTY), end)
        ):
            reached.add(end)
    return len(plain) in reached
