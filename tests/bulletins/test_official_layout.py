"""The Word document has the layout of GB/T 9704-2012; the workbook its charts, lights and print settings."""

import io
import zipfile
from decimal import Decimal

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from openpyxl import load_workbook

from assets.bulletins.model import Number, TableCell
from assets.bulletins.sections.annexes import _with_even_decimals
from assets.bulletins.wording import ordinal
from assets.bulletins.writers.document import bulletin_document
from assets.bulletins.writers.page import bulletin_page
from assets.bulletins.writers.workbook import bulletin_workbook
from tests.bulletins.small_bulletins import bulletin_of
from tests.bulletins.test_bulletin_text import ranked_frames


@pytest.fixture(scope="module")
def bulletin():
    return bulletin_of(ranked_frames())


@pytest.fixture(scope="module")
def document(bulletin):
    return docx.Document(io.BytesIO(bulletin_document(bulletin)))


@pytest.fixture(scope="module")
def workbook(bulletin):
    return load_workbook(io.BytesIO(bulletin_workbook(bulletin)))


def font_of(style) -> str:
    return style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))


def test_the_page_is_a4_with_the_margins_of_the_standard(document):
    section = document.sections[0]
    sides = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(side.mm) for side in sides] == [210, 297, 37, 35, 28, 26]


def test_the_grid_has_22_lines_of_28_characters(document):
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    pitch, space = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
    height, width = 225 / 25.4 * 1440, 156 / 25.4 * 72
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert height // pitch == 22
    assert width // (16 + space / 4096 - 0.001) == 28
    body = document.styles["Normal"]
    assert body.paragraph_format.line_spacing.twips == pitch
    condensed = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert width // (16 + condensed) == 28


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [("Title", "方正小标宋简体", 22), ("Normal", "仿宋_GB2312", 16), ("Heading 1", "黑体", 16)],
)
def test_fonts_and_sizes(document, style, font, size):
    assert (font_of(document.styles[style]), document.styles[style].font.size.pt) == (font, size)


def test_missing_fonts_have_stand_ins(document):
    table = next(
        part for part in document.part.package.iter_parts() if part.partname.endswith("fontTable.xml")
    ).blob.decode()
    for stand_in in ("仿宋", "楷体", "SimHei", "华文中宋"):
        assert f'<w:altName w:val="{stand_in}"/>' in table


def test_text_is_indented_by_two_characters_and_the_second_level_is_in_kai(document):
    assert document.styles["Normal"].paragraph_format.first_line_indent.pt == 32
    lead = next(p for p in document.paragraphs if p.text.startswith("（一）报送情况。"))
    assert lead.runs[0]._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "楷体_GB2312"
    assert lead.runs[0].text == "（一）报送情况。"


def test_pages_are_numbered_on_the_outer_side(document):
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        (paragraph,) = footer.paragraphs
        assert paragraph.alignment == side
        assert paragraph.text == "— 1 —"
        assert {run.font.size.pt for run in paragraph.runs} == {14}
        assert " PAGE " in [element.text for element in paragraph._p.iter(qn("w:instrText"))]


def test_the_order_is_text_then_list_of_annexes_then_signature_then_annexes(document):
    texts = [paragraph.text.strip() for paragraph in document.paragraphs if paragraph.text.strip()]
    order = [
        "一、总体情况",
        "二、排名",
        "三、进展滞后事项",
        "四、下一步要求",
        "附件：1.得分排名表",
        "小样例教育局",
        "2023年12月10日",
        "附件1",
    ]
    assert [texts.index(text) for text in order] == sorted(texts.index(text) for text in order)


def test_headings_count_beyond_ten():
    assert [ordinal(place) for place in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]


def test_every_unit_has_a_sheet_and_every_table_too(workbook, bulletin):
    assert {
        "甲镇",
        "乙镇",
        "丙镇",
        "丁镇",
        "得分排名表",
        "指标完成情况表",
        "图表",
        "通报正文",
        "指标说明",
    } <= set(workbook.sheetnames)


def test_lights_are_conditional_formats(workbook):
    rules = [rule for cells in workbook["指标完成情况表"].conditional_formatting for rule in cells.rules]
    assert {rule.type for rule in rules} == {"cellIs", "expression"}
    assert any('"红"' in rule.formula[0] for rule in rules)
    assert workbook["乙镇"].conditional_formatting


def test_charts_are_native_and_read_their_numbers_from_the_sheet(workbook):
    charts = workbook["图表"]._charts
    assert len(charts) == 3
    assert all(chart.ser[0].val.numRef.f.startswith("'图表'!$B$") for chart in charts)


def test_sheets_are_set_up_for_printing(workbook):
    for sheet in workbook:
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text
    assert workbook["得分排名表"].print_title_rows == "$4:$4"


def test_the_last_words_stay_with_the_signature(document):
    """No page has a signature alone: everything from the last paragraph of the text on stays together."""
    paragraphs = list(document.paragraphs)
    texts = [paragraph.text.strip() for paragraph in paragraphs]
    day = texts.index("2023年12月10日")
    last = max(place for place in range(texts.index("附件：1.得分排名表")) if texts[place])
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in paragraphs[last:day])


def test_further_annexes_stand_below_the_first(document):
    listed = [each for each in document.paragraphs if each.text.startswith(("附件：1.", "2.", "3."))]
    edges = {each.paragraph_format.left_indent.pt for each in listed}
    assert [each.text for each in listed] == [
        "附件：1.得分排名表",
        "2.指标完成情况表",
        "3.达到目标还需完成的数量",
    ]
    assert edges == {16 * 6}, "two characters of indent, three of 附件：, one of the number"


def test_the_note_on_lights_says_what_the_reader_sees(bulletin, document, workbook):
    """Word has words in brackets; Excel has a second table of lights instead."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "注：底色为亮灯，黄灯并在括号内注明。" in texts
    page = bulletin_page(bulletin)
    assert "注：底色为亮灯，黄灯并在括号内注明。" in page
    cells = [str(cell.value) for row in workbook["指标完成情况表"].iter_rows() for cell in row if cell.value]
    assert "注：底色为亮灯；各项的亮灯也在数据下方的“亮灯”表里用文字写明。" in cells
    assert "亮灯" in cells
    assert not any("（黄）" in cell for cell in cells)


def test_charts_have_alternative_texts(bulletin):
    with zipfile.ZipFile(io.BytesIO(bulletin_workbook(bulletin))) as parts:
        drawing = next(parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name)
    assert drawing.count(" descr=") == len(bulletin.charts)
    assert "甲镇100.00，乙镇88.50" in drawing


def test_units_are_folded_on_the_screen_only(bulletin):
    page = bulletin_page(bulletin)
    assert page.count('<div class="unfolded">') == len(bulletin.unit_sheets)
    folded = "@media screen { .unit input:not(:checked) ~ .unfolded { display: none; } }"
    assert page.count("display: none") == 2
    assert folded in page


def test_a_column_has_as_many_decimals_in_every_cell():
    cells = [TableCell("90%", 0.9, number=Number(Decimal(90), 100, after="%")),
             TableCell("96.25%", 0.9625, number=Number(Decimal("96.25"), 100, after="%")),
             TableCell("缺报")]  # fmt: skip
    names = [TableCell(name) for name in ("甲", "乙", "丙")]
    rows = _with_even_decimals(list(zip(names, cells, strict=True)), rate_decimals=2)
    assert [cell.text for _, cell in rows] == ["90.00%", "96.25%", "缺报"]
    assert [cell.value for _, cell in rows] == [0.9, 0.9625, None]


def test_the_note_on_lights_stays_with_the_table(document):
    body = list(document.element.body)
    note = next(each for each in body if "".join(each.itertext()).startswith("注：底色为亮灯"))
    last_row = body[body.index(note) - 1].tr_lst[-1]
    assert all(paragraph.pPr.keepNext is not None for cell in last_row.tc_lst for paragraph in cell.p_lst)
