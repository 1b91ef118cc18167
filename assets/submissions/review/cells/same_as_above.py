"""Cells that say 同上, 〃, ↑ or ditto: they mean what stands in the row above.

In columns of texts and choices they are filled in, and a finding tells so. Numbers, dates and codes of
persons are not filled in, because nobody knows whether the mark means them too. They must be written out.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from assets.submissions.review.cells.clean_cells import ColumnCells
from assets.submissions.review.cells.texts import compact
from schemas.form import Column
from schemas.privacy import CHOICES

_OPENINGS = frozenset(
    "aA同如上仝〃々″′“”〞＂\"'`´dDsS-—－…(（ \u3000\u200b↑↓←→⇑⇓⬆⬇▲▼△▽√×?？~～.。·*＊相与见|｜》>^#＃★☆※◎○●◆◇■□注①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸"
)
"""The first characters that such a cell may have. Nearly all other cells need no closer look."""
_NUMBERED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸")
"""Marks that are digits once they are written plainly."""
_SAME = re.compile(
    r"[-—…('\"“”]*(?:(?:同上|如上|仝上|同前|上同|与上同|见上)(?:所述|一?[行格项列栏])?|(?:与上[行面]?)?相?同|[〃々\"“”〞]+|[′'`´]{2,}|[↑⇑⬆]+|ditto|do\.?|same|(?:same)?asabove)"
    r"[-—….。)'\"“”]*",
    re.IGNORECASE,
)
_MARKS_ALONE = re.compile(r"(?:[^\w/\\—–−-]|[\u2460-\u24ff])+|注\d*|同[左右下][。.]?")
"""Marks without a word: ↓, …, √, ①. Nobody knows what they mean. A dash says that there is nothing."""
_POINTING = re.compile(r"[←→↓⇓⬇]|同[左右下]")
"""Marks that point to another cell. Any other mark may be an answer where none is required: 佐证材料 √."""
_SAME_AND_MORE = re.compile(
    r"(?:同上|〃)[(,;:、/+\d]|同上(?:场|次|活动|内容|地点)$|同第?[\d一二三四五六七八九十]+[行条号]?$"
)


@dataclass(frozen=True)
class ColumnAsMeant:
    """A column's cells with what they mean.

    ``taken``: the cells that mean the row above, with its value. ``unclear``: the cells whose meaning nobody
    can tell; they are None in ``cells``.
    """

    cells: ColumnCells
    taken: dict[int, object] = field(default_factory=dict)
    unclear: tuple[int, ...] = ()


def filled_from_above(cells: Sequence[object], column: Column, first: Collection[int]) -> ColumnAsMeant:
    """Fill in the cells that mean the row above. ``first``: first rows of tables, which have no row above."""
    cells, is_text = ColumnCells.of(cells), column.type.name == "text"
    if not is_text and column.type.name not in CHOICES:
        return ColumnAsMeant(cells)
    if not cells.any_text_begins(_OPENINGS):
        return ColumnAsMeant(cells)
    odd = [index for index, cell in enumerate(cells) if type(cell) is str and cell and cell[0] in _OPENINGS]
    filled, taken, unclear = ColumnCells(cells), {}, []
    for index in odd:
        cell = str(cells[index])
        text = "".join(cell.split()) if cell[0] in _NUMBERED else compact(cell)
        if _SAME.fullmatch(text) or (is_text and _is_unclear(text, column)):
            above = None if index in first else filled[index - 1]
            filled[index] = above if _SAME.fullmatch(text) and not column.personal else None
            if filled[index] is None:
                unclear.append(index)
            else:
                taken[index] = above
    return ColumnAsMeant(filled, taken, tuple(unclear))


def _is_unclear(text: str, column: Column) -> bool:
    """Whether nobody can tell what a text means."""
    if _MARKS_ALONE.fullmatch(text):
        return column.required or _POINTING.match(text) is not None
    return _SAME_AND_MORE.match(text) is not None
