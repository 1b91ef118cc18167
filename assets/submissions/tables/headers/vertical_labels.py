"""The labels of a vertical form (指标): where they stand, and which of them belong to one table."""

from collections import Counter
from dataclasses import dataclass

from assets.submissions.tables.headers.matching import FormHeaders, HeaderIndex
from assets.submissions.tables.headers.texts import LONGEST_HEADER, split_header, title_key
from assets.submissions.workbook import Sheet

_LARGEST = 2_000
_LABEL_COLUMNS = 12
"""Labels are searched in so many rows and columns, because an 指标 table has one page."""

Place = tuple[int, int]
"""0-based row and column of a cell."""


def known_texts(sheet: Sheet, index: HeaderIndex) -> dict[Place, str]:
    """The places of headers of vertical forms, row by row, with the keys of these headers."""
    texts = {cell for row in sheet.rows[:_LARGEST] for cell in row[:_LABEL_COLUMNS] if type(cell) is str}
    texts -= index.no_labels
    keys = {}
    for text in texts:
        if len(text) <= LONGEST_HEADER and not index.is_foreign(text):
            key, _ = split_header(text)
            if key in index.vertical_keys:
                keys[text] = key
    index.remember_no_labels(text for text in texts if text not in keys)
    if not keys:
        return {}
    return {
        (position, column): keys[cell]
        for position, row in enumerate(sheet.rows[:_LARGEST])
        for column, cell in enumerate(row[:_LABEL_COLUMNS])
        if type(cell) is str and cell in keys
    }


def labels_of(sheet: Sheet, headers: FormHeaders, known: dict[Place, str]) -> dict[Place, str]:
    """The places of a form's labels, with the names of their columns.

    There are none if fewer than half of the required columns have a label. The sheet column with most labels
    decides which rows belong to the table. Labels in other columns count only in these rows: the pairs of
    指标 and 数值 may stand in two halves. Of labels directly next to each other only the last counts,
    because such headers belong to a table that is not vertical.
    """
    own = {
        (row, column): headers.keys[key][0]
        for (row, column), key in known.items()
        if key in headers.keys
        and not headers.means_another(key, split_header(str(sheet.rows[row][column]))[1])
    }
    own = {(row, column): name for (row, column), name in own.items() if (row, column + 1) not in own}
    if not own:
        return {}
    by_column = Counter(column for _, column in own)
    main = max(by_column, key=lambda column: (by_column[column], -column))
    rows = [row for row, column in own if column == main]
    labels = [place for place in own if min(rows) <= place[0] <= max(rows)]
    titles = [
        cell for row in sheet.rows[: min(rows)] for cell in row if type(cell) is str and len(cell) <= 80
    ]
    is_named = any(headers.is_named_in(title_key(text)) for text in [sheet.name, *titles])
    names = {own[place] for place in labels}
    is_enough = 2 * len(headers.required & names) >= len(headers.required) and (len(names) > 1 or is_named)
    return {place: own[place] for place in labels} if is_enough else {}


@dataclass
class Part:
    """A set of labels without repetition."""

    labels: dict[str, Place]

    @property
    def rows(self) -> tuple[int, int]:
        """Its first and last row."""
        rows = [row for row, _ in self.labels.values()]
        return min(rows), max(rows)


def parts_of(labels: dict[Place, str]) -> list[Part]:
    """The labels, split where one of them is repeated, from top to bottom and from left to right."""
    parts: list[Part] = []
    for column in sorted({column for _, column in labels}):
        of_column = [(place, name) for place, name in sorted(labels.items()) if place[1] == column]
        pieces: list[dict[str, Place]] = [{}]
        for place, name in of_column:
            if name in pieces[-1]:
                pieces.append({})
            pieces[-1][name] = place
        for piece in pieces:
            beside = next((part for part in parts if _stand_beside(part, piece)), None)
            if beside:
                beside.labels |= piece
            else:
                parts.append(Part(piece))
    return sorted(parts, key=lambda part: part.rows)


def _stand_beside(part: Part, piece: dict[str, Place]) -> bool:
    """Whether a piece is the other half of a part: it has other labels in the same rows."""
    rows = [row for row, _ in piece.values()]
    first, last = part.rows
    return part.labels.keys().isdisjoint(piece) and min(rows) <= last and max(rows) >= first
