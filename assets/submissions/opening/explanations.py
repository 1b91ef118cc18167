"""The answers of a unit: what it wrote under 核实说明 in the sheet 审核意见 of a returned workbook, and
whether that explains anything.

Each line of that sheet carries, in a hidden column, which findings it is about: form, code, column, a key of
the row (see ``finding_keys``) and where it stood. So lines may be sorted, deleted or pushed apart, and the
rows of the forms too.
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
"""Rows from the top in which the header is looked for."""

EXPLANATION_DTYPES = dict.fromkeys(("form", "sheet", "cell", "code", "column", "row_key", "text"), "string")

_NOT_ANSWERED = frozenset(("", "—"))


@dataclass(frozen=True)
class FindingKey:
    """Which finding a line is about. ``form``, ``code``, ``column`` and ``row_key`` name it; ``cell`` is
    where it stood when returned.
    """

    form: str
    code: str
    column: str
    row_key: str
    cell: str = ""

    @classmethod
    def of(cls, finding: Mapping[str, object]) -> "FindingKey":
        """The key of a finding: a row of the review's frame with "" for what is missing. Its place stands for
        a missing ``row_key``.
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
        """What names the finding, as one text."""
        return json.dumps((self.form, self.code, self.column, self.row_key), ensure_ascii=False)

    def stored(self, sheet: str) -> str:
        """The key as it stands in the hidden column."""
        return json.dumps((*astuple(self), sheet), ensure_ascii=False)


def is_opinions_header(row: Sequence[object]) -> bool:
    """Whether a row is the header of the sheet 审核意见."""
    return EXPLANATION_HEADER in row and KEY_HEADER in row


def read_explanations(workbook: Workbook) -> pd.DataFrame:
    """The explanations in a submitted workbook: form, sheet, cell, code, column, row_key, text; a row for
    each finding explained.

    ``sheet`` and ``cell`` are where the finding stood when it was returned. Empty if the workbook was never
    returned or nothing was answered. Where a finding is explained twice (a copied sheet), the last
    explanation counts. ID and phone numbers in a text are masked.
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
    """As ``read_explanations`` of a workbook without any. One frame for all: most of a thousand workbooks
    have none.
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
    """The keys of a line; whatever a clerk has made of the cell, only well-formed ones."""
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
    """What an explanation is worth."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


_EMPTY = frozenset(EMPTY_EXPLANATIONS) | frozenset(FILLING_WORDS)
_LONGEST_EMPTY = max(map(len, _EMPTY))
_LONGEST_JUDGED = 200
"""Nobody writes so many words without saying anything; a longer text is not searched for empty ones."""


def judge(text: str) -> Judgement:
    """Refuse what explains nothing: too short, only digits, one character over and over, or made of empty
    phrases (已核实，属实。).
    """
    plain = _plain(text)
    if len(plain) < SHORTEST_EXPLANATION or plain.isdigit() or len(set(plain)) == 1 or _is_empty_talk(plain):
        return Judgement.REFUSED
    return Judgement.ACCEPTED


def shown_when_refused(text: str) -> str:
    """What may be repeated, and kept, of a refused explanation: phrases of the catalogue; anything else may
    be a name.
    """
    return text if _is_empty_talk(_plain(text)) else "……"


def _plain(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character)[0] in "LN"
    ).lower()


def _is_empty_talk(plain: str) -> bool:
    """Whether the text can be cut into empty phrases and words between them without remainder."""
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
