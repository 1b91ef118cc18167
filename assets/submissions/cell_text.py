"""Text in cells that we write. Whatever it says, it stays text and never becomes a formula."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from assets.submissions.workbook import printable

LONGEST = 32_767
"""How many characters a cell can hold."""

LONGEST_NAME = 31
FORBIDDEN_IN_NAMES = frozenset("[]:*?/\\")
"""Characters that are forbidden in names of sheets."""

FORMULA_STARTS = ("=", "+", "-", "@")


def plain_text(text: str) -> str:
    """The text without control characters that no workbook can hold, cut to the length of a cell."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


def write_text(cell: Cell, text: str) -> None:
    """Write a text as text.

    A text that starts like a formula also gets the quote prefix. So it does not become a formula when
    somebody edits the cell.
    """
    cell.value = plain_text(text)
    if cell.value is not None:
        cell.data_type = "s"
        if cell.value.startswith(FORMULA_STARTS):
            cell.quotePrefix = True


def display_width(text: str) -> int:
    """The width of a line in half-width characters. A Chinese character counts as two."""
    return sum(2 if ord(character) > 0x2000 else 1 for character in text)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """The wanted name, changed so that a sheet may have it.

    It has at most 31 characters, all of them visible and none of ``[]:*?/\\``. It differs from those in
    ``taken``.
    """
    shown = printable(plain_text(wanted[: 2 * LONGEST_NAME]))
    name = (
        "".join("_" if character in FORBIDDEN_IN_NAMES else character for character in shown).strip("' ")[
            :LONGEST_NAME
        ]
        or "Sheet"
    )
    lower = {other.lower() for other in taken}
    unique, number = name, 2
    while unique.lower() in lower:
        suffix = f"({number})"
        unique, number = name[: LONGEST_NAME - len(suffix)] + suffix, number + 1
    return unique
