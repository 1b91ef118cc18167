"""Text in cells that we write: whatever it says, it stays text and never becomes a formula."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from assets.submissions.workbook import printable

LONGEST = 32_767
"""Characters a cell can hold."""

LONGEST_NAME = 31
FORBIDDEN_IN_NAMES = frozenset("[]:*?/\\")
"""Of sheets."""

FORMULA_STARTS = ("=", "+", "-", "@")


def plain_text(text: str) -> str:
    """The text without the control characters that no workbook can hold, cut to what a cell can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]


def write_text(cell: Cell, text: str) -> None:
    """Write a text as text. One that starts like a formula also gets the quote prefix, so that editing the
    cell does not make it one.
    """
    cell.value = plain_text(text)
    if cell.value is not None:
        cell.data_type = "s"
        if cell.value.startswith(FORMULA_STARTS):
            cell.quotePrefix = True


def display_width(text: str) -> int:
    """The width of a line in columns of half-width characters: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2000 else 1 for character in text)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """The wanted name as a sheet may have it: 31 characters that show, none of ``[]:*?/\\``, and different
    from those in ``taken``.
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
