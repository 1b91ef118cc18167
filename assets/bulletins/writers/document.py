"""The bulletin as a Word document."""

import io
from collections.abc import Sequence

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from assets.bulletins.model import Bulletin, Point, Table, TableCell
from assets.bulletins.wording import day_words, ordinal
from assets.bulletins.writers.annex_words import lights_note, numbered_annexes
from assets.bulletins.writers.colours import GROUNDS
from assets.bulletins.writers.official_layout import (
    HEADING_FONT,
    SIZE_3,
    add_lead,
    add_table,
    official_document,
    set_font,
)
from assets.submissions.cell_text import display_width, plain_text

ADDRESSEES = "各被考核单位："
DATE_FROM_RIGHT = 4
"""How many characters the date stands from the right margin, so that there is room for the seal."""
NARROWEST, SHORT, PAGE_WIDTH = 7, 12, 84
"""Widths of a table's columns in half-width characters: the narrowest column, the widest column that does not
wrap, and all columns together.
"""


def bulletin_document(bulletin: Bulletin) -> bytes:
    """The .docx of a bulletin."""
    document = official_document(bulletin.title, bulletin.office)
    _write_title(document, bulletin)
    document.add_paragraph(f"（{bulletin.issue.words}）", style="Subtitle")
    addressees = document.add_paragraph(ADDRESSEES)
    addressees.paragraph_format.first_line_indent = Pt(0)
    for place, section in enumerate(bulletin.sections, 1):
        document.add_paragraph(f"{ordinal(place)}、{section.heading}", style="Heading 1")
        _write_parts(document, section.parts)
    _keep_with_what_follows(document)
    _list_annexes(document, bulletin.annexes)
    _sign(document, bulletin)
    for place, (label, annex) in enumerate(numbered_annexes(bulletin.annexes)):
        _write_annex(document, label, annex, new_page=place == 0)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write_title(document: Document, bulletin: Bulletin) -> None:
    """The title, broken by meaning where it needs more than one line."""
    paragraph = document.add_paragraph(style="Title")
    for place, line in enumerate(bulletin.title_lines):
        run = paragraph.add_run(plain_text(line))
        if place < len(bulletin.title_lines) - 1:
            run.add_break()


def _write_parts(document: Document, parts: Sequence[Point | Table]) -> None:
    leads = sum(1 for part in parts if isinstance(part, Point) and part.lead)
    numbered = 0
    for part in parts:
        if isinstance(part, Table):
            _write_table(document, part)
            continue
        paragraph = document.add_paragraph()
        if part.lead:
            numbered += 1
            add_lead(paragraph, plain_text(f"（{ordinal(numbered)}）{part.lead}" if leads > 1 else part.lead))
        paragraph.add_run(plain_text(part.text))


def _keep_with_what_follows(document: Document) -> None:
    """Keep the last paragraph of the text on the page of the signature. A page with nothing but a signature
    invites forgery.
    """
    last = document.paragraphs[-1].paragraph_format
    last.keep_with_next = last.keep_together = True


def _list_annexes(document: Document, annexes: Sequence[Table]) -> None:
    """Write the list of annexes as the standard has it: 附件：1.得分排名表, the others below the first.

    It stays on one page with the signature below it.
    """
    document.add_paragraph().paragraph_format.keep_with_next = True
    titles = [annex.title for annex in annexes if not annex.continues]
    for number, title in enumerate(titles, 1):
        opening = "附件：" if number == 1 else ""
        ordinal_number = f"{number}." if len(titles) > 1 else ""
        paragraph = document.add_paragraph(plain_text(f"{opening}{ordinal_number}{title}"))
        hanging = len(opening) + (1 if ordinal_number else 0)
        layout = paragraph.paragraph_format
        layout.left_indent = Pt(SIZE_3.pt * (2 + len("附件：") + (1 if ordinal_number else 0)))
        layout.first_line_indent = Pt(-SIZE_3.pt * hanging)
        layout.keep_with_next = True


def _sign(document: Document, bulletin: Bulletin) -> None:
    """Write who issues the bulletin and when: the date four characters from the margin, the office centred
    above it.
    """
    document.add_paragraph().paragraph_format.keep_with_next = True
    day = day_words(bulletin.issue.day)
    beyond = DATE_FROM_RIGHT + (display_width(day) - display_width(bulletin.office)) / 4
    inwards = max(-beyond, 0)
    for text, from_right in ((bulletin.office, beyond + inwards), (day, DATE_FROM_RIGHT + inwards)):
        paragraph = document.add_paragraph(plain_text(text))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.right_indent = Pt(SIZE_3.pt * from_right)
        paragraph.paragraph_format.keep_with_next = text == bulletin.office


def _write_annex(document: Document, label: str, annex: Table, new_page: bool) -> None:
    if label:
        paragraph = document.add_paragraph()
        if new_page:
            paragraph.add_run().add_break(WD_BREAK.PAGE)
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.keep_with_next = True
        set_font(paragraph.add_run(label)._r.get_or_add_rPr(), HEADING_FONT)
    document.add_paragraph(plain_text(annex.title), style="Caption")
    note = lights_note(annex)
    _write_table(document, annex, has_note=bool(note))
    if note:
        document.add_paragraph(note)


def _write_table(document: Document, table: Table, has_note: bool = False) -> None:
    rows = [
        [(plain_text(_text(cell)), GROUNDS.get(cell.light) if cell.light else None) for cell in row]
        for row in table.rows
    ]
    add_table(document, table.headers, rows, _widths(table), has_note)


def _text(cell: TableCell) -> str:
    """A value with its light in words, unless the light is green, because a print may be black and white."""
    return f"{cell.text}（{cell.light_beside}）" if cell.light_beside not in (None, "绿") else cell.text


def _widths(table: Table) -> list[int]:
    """The shares of the columns. Short texts and numbers do not wrap, so they get the width they need. Long
    texts share the rest.
    """
    needs = [
        max(display_width(_text(row[place])) for row in table.rows) + 3 for place in range(len(table.headers))
    ]
    needs = [
        max(need, NARROWEST, display_width(header) // 3 + 2)
        for need, header in zip(needs, table.headers, strict=True)
    ]
    spare = PAGE_WIDTH - sum(need for need in needs if need <= SHORT)
    asked = sum(need for need in needs if need > SHORT)
    return [need if need <= SHORT or asked <= spare else max(need * spare // asked, SHORT) for need in needs]
