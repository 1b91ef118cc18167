"""How all writers of pages number the annexes (附件) and explain their lights."""

from collections.abc import Sequence

from assets.bulletins.model import Table


def numbered_annexes(annexes: Sequence[Table]) -> list[tuple[str, Table]]:
    """The annexes with the label above each: 附件1, or 附件 if there is only one. A table that goes on with
    the one before it belongs to the same annex and has no label.
    """
    alone = sum(not annex.continues for annex in annexes) == 1
    labelled, number = [], 0
    for annex in annexes:
        number += not annex.continues
        label = "" if annex.continues else "附件" if alone else f"附件{number}"
        labelled.append((label, annex))
    return labelled


def lights_note(table: Table) -> str:
    """What the colours and the words in brackets mean; empty if the table has no colours.

    A green light is only a colour, because a print may be black and white and all others have a word.
    """
    words = [f"{light}灯" for light in table.lights_beside if light != "绿"]
    if not table.lights_beside:
        return ""
    return f"注：底色为亮灯，{'、'.join(words)}并在括号内注明。" if words else "注：底色为亮灯，均为绿灯。"
