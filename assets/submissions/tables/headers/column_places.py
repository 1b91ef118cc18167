"""Where the columns of a form stand in a sheet, sorted by what their cells tell about a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assets.submissions.tables import row_kinds
from assets.submissions.tables.could_hold import is_filled
from assets.submissions.tables.headers.matching import FormHeaders, Match
from assets.submissions.workbook import Row

_TELLING = (
    *("int", "amount", "resident_id", "credit_code", "major_code", "division_code", "date", "month"),
    *("enum", "yesno", "set", "phone", "unit", "text"),
)
"""Types of columns. The type whose values look least like a header comes first."""
_OPENING_CELLS = 3


@dataclass(frozen=True)
class ColumnPlaces:
    """The 0-based sheet columns of a matched header.

    ``every``: the columns of the form. ``required``: those that a record fills in. ``key``: those that
    identify a record. ``numbers`` and ``choices``: those that hold numbers, and those that hold one of a few
    words. ``telling``: the one whose values look least like a header. ``opening``: those whose cells tell
    whether a row may be something else than a record. ``words``: for a column with listed values, those that
    say nothing about the row.
    """

    every: tuple[int, ...]
    required: tuple[int, ...]
    key: tuple[int, ...]
    numbers: tuple[int, ...]
    choices: tuple[int, ...]
    telling: int
    opening: tuple[int, ...]
    words: Mapping[int, frozenset[str]]

    @classmethod
    def of(cls, match: Match, width: int) -> "ColumnPlaces":
        """Sort the columns of a match in a sheet of this width. Units send the same headers again and again,
        so this is done once for each arrangement.
        """
        return _sorted(match.headers, tuple(match.columns.items()), min(_OPENING_CELLS, width))

    def labels_row(self, row: Row) -> bool:
        """Whether the first text of a row is a label for the whole row: the cells of the key hold nothing
        else.
        """
        first = next((place for place, cell in enumerate(row) if type(cell) is str and cell.strip()), None)
        return all(place == first or not is_filled(row[place]) for place in self.key)

    def holds_only_numbers(self, row: Row) -> bool:
        """Whether the row has only its label and numbers. A record whose name ends like a total has dates,
        kinds … beside the name.
        """
        others = set(self.every) - set(self.numbers)
        texts = [place for place in others if row[place] is not None]
        return len(texts) <= 1 and any(row[place] is not None for place in self.numbers)


@lru_cache(maxsize=1_000)
def _sorted(headers: FormHeaders, columns: tuple[tuple[str, int], ...], leading: int) -> ColumnPlaces:
    form, places = headers.form, dict(columns)
    described = {place: form.column(name) for name, place in columns}
    types = {place: column.type.name for place, column in described.items()}
    key = tuple(places[name] for name in form.key if name in places)
    first = min(types, default=0)
    return ColumnPlaces(
        every=tuple(types),
        required=tuple(place for name, place in columns if name in headers.required),
        key=key,
        numbers=tuple(place for place, name in types.items() if name in ("int", "amount")),
        choices=tuple(place for place, name in types.items() if name in ("enum", "set", "yesno")),
        telling=min(types, key=lambda place: _TELLING.index(types[place]), default=0),
        opening=tuple(sorted({*range(leading), first, *key[:2]})),
        words={
            place: frozenset(filter(row_kinds.says_nothing_of_its_row, column.values))
            for place, column in described.items()
        },
    )
