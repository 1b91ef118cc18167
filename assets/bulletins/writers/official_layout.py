"""The layout of official documents (GB/T 9704-2012 党政机关公文格式) as a Word document: page, grid, fonts,
page numbers.

The standard asks for A4, margins of 37/35/28/26 mm, 22 lines of 28 characters, a centred title in 2号小标宋,
and text in 3号仿宋. Headings of the first level are 黑体, those of the second 楷体. Page numbers are 4号
between dashes, on the outer side. If 方正小标宋简体, 仿宋_GB2312 and 楷体_GB2312 are not installed, the
document names fonts of Windows and WPS to use in their place.
"""

import math
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT, NUMBER_FONT = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
STAND_INS = {
    TITLE_FONT: "华文中宋",
    BODY_FONT: "仿宋",
    HEADING_FONT: "SimHei",
    SUBHEADING_FONT: "楷体",
    NUMBER_FONT: "SimSun",
}
SIZE_2, SIZE_3, SIZE_4, SIZE_TABLE = Pt(22), Pt(16), Pt(14), Pt(10.5)
"""The sizes 2号, 3号 and 4号, and 5号 for tables."""
LINES, CHARACTERS = 22, 28
TEXT_HEIGHT, TEXT_WIDTH = Mm(297 - 37 - 35), Mm(210 - 28 - 26)
LINE = Twips(math.floor(TEXT_HEIGHT.twips / LINES))
CHARACTER_SPACE = TEXT_WIDTH.pt / CHARACTERS - SIZE_3.pt
"""How many points a character of the grid is wider than 3号 (here the number is negative)."""
INDENT = Pt(SIZE_3.pt * 2)
MOST_ROWS_TOGETHER = 20
"""A table with at most this many rows is kept on one page."""
LONG_TEXT = 12
"""A text in a cell with more than this many characters is aligned to the left."""


def official_document(title: str, author: str) -> Document:
    """An empty document in the official layout."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.comments = ""
    _set_page(document.sections[0])
    _set_styles(document)
    _name_stand_ins(document)
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _number_pages(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number_pages(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    return document


def _set_page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.footer_distance = Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{LINE.twips}" w:charSpace="{round(CHARACTER_SPACE * 4096)}"/>'
        )
    )


def _set_styles(document: Document) -> None:
    body = document.styles["Normal"]
    _set_style(body, BODY_FONT, SIZE_3, LINE)
    _keep_grid_without_snapping(body)
    body.paragraph_format.first_line_indent = INDENT
    title = document.styles["Title"]
    _set_style(title, TITLE_FONT, SIZE_2, Pt(36), centred=True)
    heading = document.styles["Heading 1"]
    _set_style(heading, HEADING_FONT, SIZE_3, LINE)
    heading.paragraph_format.first_line_indent = INDENT
    _set_style(document.styles["Caption"], TITLE_FONT, SIZE_3, Pt(28), centred=True)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    _set_style(document.styles["Subtitle"], SUBHEADING_FONT, SIZE_3, LINE, centred=True)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        # With Chinese as their language, Latin texts and even numbers would be broken anywhere.
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")


def _set_style(style: ParagraphStyle, font: str, size: Length, line: Length, centred: bool = False) -> None:
    set_font(style.element.get_or_add_rPr(), font)
    style.font.size = size
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, line
    layout.first_line_indent = Pt(0)
    layout.widow_control = False
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def _keep_grid_without_snapping(style: ParagraphStyle) -> None:
    """Make lines and characters exactly as wide as the grid, so that every program keeps to the grid.

    Snapping to the grid is switched off: with it, LibreOffice gives two places of the grid to a character
    that is wider than one.
    """
    spacing = f'<w:spacing {nsdecls("w")} w:val="{math.floor(CHARACTER_SPACE * 20)}"/>'
    for properties, markup in (
        (style.element.get_or_add_pPr(), f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'),
        (style.element.get_or_add_rPr(), f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'),
        (style.element.get_or_add_rPr(), spacing),
    ):
        properties.append(parse_xml(markup))


def set_font(properties: Any, font: str) -> None:
    """Set one font for Chinese and Latin text, in place of any font of the theme. ``properties`` is an
    rPr.
    """
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    properties.insert(0, parse_xml(_fonts(font)))


def _fonts(font: str, declare: bool = True) -> str:
    declared = f" {nsdecls('w')}" if declare else ""
    return f'<w:rFonts{declared} w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" w:hint="eastAsia"/>'


def _name_stand_ins(document: Document) -> None:
    """Write the table of fonts. It names a substitute for each font."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{stand_in}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, stand_in in STAND_INS.items()
    )
    table = next(
        part for part in document.part.package.iter_parts() if part.partname.endswith("fontTable.xml")
    )
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    table._blob = f"{declared}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def _number_pages(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """Number the pages as — 1 —, one character in from the outer side."""
    paragraph.alignment = side
    layout = paragraph.paragraph_format
    layout.first_line_indent = Pt(0)
    layout.left_indent = layout.right_indent = SIZE_4
    for kind, text in (
        (None, "— "),
        ("begin", ""),
        ("instr", "PAGE"),
        ("separate", ""),
        (None, "1"),
        ("end", ""),
        (None, " —"),
    ):
        run = paragraph.add_run(text if kind is None else "")
        run.font.size = SIZE_4
        set_font(run._r.get_or_add_rPr(), NUMBER_FONT)
        if kind == "instr":
            run._r.append(
                parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {text} </w:instrText>')
            )
        elif kind:
            run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))


def add_lead(paragraph: Paragraph, text: str) -> None:
    """Add the opening words of a paragraph of the second level, in 楷体."""
    run = paragraph.add_run(text)
    set_font(run._r.get_or_add_rPr(), SUBHEADING_FONT)


def add_table(
    document: Document,
    headers: Sequence[str],
    rows: Sequence[Sequence[tuple[str, str | None]]],
    widths: Sequence[int],
    has_note: bool = False,
) -> None:
    """Add a table as wide as the text. Each cell is (text, background colour or None). The header is repeated
    on every page.

    ``widths`` are the shares of the columns. The last row stays with the note below, if there is one. The
    table is written as one piece of markup, because python-docx takes seconds to write it cell by cell.
    """
    whole = sum(widths)
    columns = [round(TEXT_WIDTH.twips * width / whole) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    head = _row([(text, None) for text in headers], columns, HEADING_FONT, keep=True, more="<w:tblHeader/>")
    together = len(rows) <= MOST_ROWS_TOGETHER
    body = "".join(
        _row(row, columns, BODY_FONT, keep=has_note if row is rows[-1] else together) for row in rows
    )
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    markup = f"<w:tbl {nsdecls('w')}>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    document.element.body.insert(len(document.element.body) - 1, parse_xml(markup))


def _row(
    cells: Sequence[tuple[str, str | None]], columns: Sequence[int], font: str, keep: bool, more: str = ""
) -> str:
    inside = "".join(
        _cell(text, ground, width, font, keep, is_head=bool(more))
        for (text, ground), width in zip(cells, columns, strict=True)
    )
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="440" w:hRule="atLeast"/>{more}</w:trPr>{inside}</w:tr>'


def _cell(text: str, ground: str | None, width: int, font: str, keep: bool, is_head: bool) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    # A long text is easier to read when it is aligned to the left.
    side = "left" if len(text) > LONG_TEXT and not is_head else "center"
    layout = f'{"<w:keepNext/>" if keep else ""}<w:snapToGrid w:val="0"/>'
    lines = '<w:spacing w:before="20" w:after="20" w:line="280" w:lineRule="exact"/>'
    paragraph = (
        f'<w:pPr>{layout}{lines}<w:ind w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="{side}"/></w:pPr>'
    )
    properties = f'<w:rPr>{_fonts(font, declare=False)}<w:sz w:val="{int(SIZE_TABLE.pt * 2)}"/></w:rPr>'
    run = f'{properties}<w:t xml:space="preserve">{escape(text)}</w:t>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p>{paragraph}<w:r>{run}</w:r></w:p></w:tc>"
    )
