"""Cells that say 同上, 〃 or ditto: what stands in the row above is meant.

They are filled in texts and choices and told. A number, a day or a code of a person is written down or is
missing: nobody knows whether the mark means it too.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from assets.submissions.review.cells.texts import compact
from schemas.form import Column
from schemas.privacy import CHOICES

_OPENINGS = frozenset("同如上〃々″′“”〞＂\"'`´dDsS-—－…(（ \u3000\u200b")
"""With what such a cell may begin: spares looking at nearly all others."""
_SAME = re.compile(
    r"[-—…(]*(?:(?:同上|如上|同前|上同)(?:所述|一?[行格项列栏])?|[〃々\"“”〞]+|[′'`´]{2,}|ditto|do\.|sameasabove)[-—….。)]*",
    re.IGNORECASE,
)
_SAME_AND_MORE = re.compile(r"(?:同上|〃)[(,;:、/+]")


@dataclass(frozen=True)
class ColumnAsMeant:
    """A column's cells with what they mean: ``taken`` are those that mean the row above, ``unclear`` those of
    which nobody can tell what they mean; these are None in ``cells``.
    """

    cells: Sequence[object]
    taken: dict[int, object] = field(default_factory=dict)
    unclear: tuple[int, ...] = ()


def filled_from_above(cells: Sequence[object], column: Column, first: Collection[int]) -> ColumnAsMeant:
    """Fill the cells that mean the row above. ``first``: where a table begins, whose first row has none."""
    is_text = column.type.name == "text"
    if not is_text and column.type.name not in CHOICES:
        return ColumnAsMeant(cells)
    odd = [index for index, cell in enumerate(cells) if type(cell) is str and cell and cell[0] in _OPENINGS]
    if not odd:
        return ColumnAsMeant(cells)
    filled, taken, unclear = list(cells), {}, []
    for index in odd:
        text = compact(cells[index])
        if _SAME.fullmatch(text) or (is_text and _SAME_AND_MORE.match(text)):
            above = None if index in first else filled[index - 1]
            filled[index] = above if _SAME.fullmatch(text) and not column.personal else None
            if filled[index] is None:
                unclear.append(index)
            else:
                taken[index] = above
    return ColumnAsMeant(filled, taken, tuple(unclear))
