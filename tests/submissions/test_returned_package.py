"""The copy that goes back is the unit's own workbook: parts that are not marked stay byte for byte, and of a
marked sheet only the marked cells change.
"""

import io
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from PIL import Image as Picture

from assets.submissions.reading.reader import read_workbook
from assets.submissions.returned import write_returned
from assets.submissions.review.reports import ReportTable, ReviewContext, review
from assets.submissions.tables.finding import find_workbook_tables
from schemas.office.catalogue import BUILT_IN
from schemas.office.units import UnitRegistry
from tests.submissions.test_returned import (
    GOOD,
    HEADERS,
    HEADING,
    NO_FINDINGS,
    marks,
    reviewed,
    saved,
    sheet_rows,
)
from tests.support.faulty_reports import reports_of_cells, reports_of_rules
from tests.support.submitted_files import repacked
from warehouse.office import DEFAULT_SITE

BOOK_PARTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
"""What tells of the sheets and styles of a workbook, and so must tell of the sheet in front."""

SHEET = "xl/worksheets/sheet1.xml"
DROP_DOWN = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
    '<xm:f xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">字典!$A$1:$A$3</xm:f>'
    '</x14:formula1><xm:sqref xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">C4:C9</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext>"
)
SPARKLINE = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines>'
    "<x14:sparkline><xm:f>证书!E4:F4</xm:f><xm:sqref>H4</xm:sqref></x14:sparkline>"
    "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>"
)
TEXT_BOX = (
    '<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:from><xdr:col>8</xdr:col>'
    "<xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to>"
    "<xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="9" name="文本框"/><xdr:cNvSpPr txBox="1"/>'
    '</xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/>'
    "<a:p><a:r><a:t>请盖章</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
)


@cache
def rich_workbook() -> bytes:
    """A workbook with a chart, a picture, a picture in a cell, a text box, a drop-down whose values stand in
    another sheet, a sparkline, conditional colours, print settings and a protected sheet.
    """
    own = openpyxl.Workbook()
    sheet = own.active
    sheet.title = "证书"
    for row in sheet_rows(GOOD, [None, *GOOD[1:]]):
        sheet.append(row)
    sheet["G4"] = '=_xlfn.DISPIMG("ID_1",1)'
    sheet.conditional_formatting.add(
        "E4:E9", CellIsRule("greaterThan", ["100"], fill=PatternFill(bgColor="FF00FF00"))
    )
    sheet.print_area, sheet.page_setup.orientation, sheet.oddFooter.center.text = (
        "A1:F9",
        "landscape",
        "第 &P 页",
    )
    sheet.protection.sheet, sheet.protection.password = True, "1234"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=3, max_row=5), titles_from_data=True)
    sheet.add_chart(chart, "J9")
    picture = io.BytesIO()
    Picture.new("RGB", (4, 4), "red").save(picture, "PNG")
    sheet.add_image(Image(picture), "J2")
    listed = own.create_sheet("字典")
    for value in ("初级", "中级", "高级"):
        listed.append([value])
    data = saved(own)
    parts = parts_of(data)
    sheet_xml = parts[SHEET].decode()
    extended = sheet_xml.replace("</worksheet>", f"<extLst>{DROP_DOWN}{SPARKLINE}</extLst></worksheet>")
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    closing = re.search(r"</[\w:]*wsDr>", drawing)[0]
    types = (
        parts["[Content_Types].xml"]
        .decode()
        .replace(
            "</Types>",
            '<Override PartName="/xl/cellimages.xml" '
            'ContentType="application/vnd.wps-officedocument.cellimage+xml"/></Types>',
        )
    )
    related = (
        parts["xl/_rels/workbook.xml.rels"]
        .decode()
        .replace(
            "</Relationships>",
            '<Relationship Id="rId99" Type="http://www.wps.cn/officeDocument/2020/cellImage" '
            'Target="cellimages.xml"/></Relationships>',
        )
    )
    images = (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    )
    return repacked(
        data,
        {
            SHEET: extended.encode(),
            "xl/drawings/drawing1.xml": drawing.replace(closing, TEXT_BOX + closing).encode(),
            "[Content_Types].xml": types.encode(),
            "xl/_rels/workbook.xml.rels": related.encode(),
            "xl/cellimages.xml": images.encode(),
            "xl/_rels/cellimages.xml.rels": (
                b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
            ),
        },
    )


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_parts_that_are_not_marked_stay_byte_for_byte():
    before = parts_of(rich_workbook())
    made = marks(("证书", "A5", "hard", "请补填。"))
    after = parts_of(write_returned(rich_workbook(), "证书.xlsx", HEADING, NO_FINDINGS, made))
    marked = {SHEET, "xl/worksheets/_rels/sheet1.xml.rels"}
    kept = before.keys() - BOOK_PARTS - marked
    assert {
        "xl/cellimages.xml",
        "xl/charts/chart1.xml",
        "xl/drawings/drawing1.xml",
        "xl/media/image1.png",
    } <= kept
    assert {name for name in kept if after.get(name) != before[name]} == set()


def test_of_a_marked_sheet_only_the_marked_cell_changes():
    before = parts_of(rich_workbook())[SHEET].decode()
    made = marks(("证书", "A5", "hard", "请补填。"))
    after = parts_of(write_returned(rich_workbook(), "证书.xlsx", HEADING, NO_FINDINGS, made))[SHEET].decode()
    for kept in (
        DROP_DOWN,
        SPARKLINE,
        *re.findall(r"<(?:sheetProtection|pageSetup|conditionalFormatting)[^>]*>", before),
    ):
        assert re.sub(r'\sxmlns:\w+="[^"]*"', "", kept) in re.sub(r'\sxmlns:\w+="[^"]*"', "", after)
    rows = [re.findall(r"<row .*?</row>", text, re.DOTALL) for text in (before, after)]
    changed = [re.match(r'<row r="(\d+)"', one)[1] for one, other in zip(*rows, strict=True) if one != other]
    assert changed == ["5"]


def test_a_workbook_that_goes_back_and_forth_does_not_grow():
    """Comments and sheets of the last return go; of its styles so few stay that they never matter."""
    made = marks(("证书", "A5", "hard", "请补填。"))
    copies = [write_returned(rich_workbook(), "证书.xlsx", HEADING, NO_FINDINGS, made)]
    for _ in range(3):
        copies.append(write_returned(copies[-1], "证书（退回）.xlsx", HEADING, NO_FINDINGS, made))
    parts = [parts_of(copy) for copy in copies]
    assert all(each.keys() == parts[0].keys() for each in parts)
    styles = [each["xl/styles.xml"].count(b"<xf ") for each in parts]
    assert styles[3] - styles[0] <= 3 * 5


@pytest.mark.parametrize(
    ("cell", "value"),
    [("A5", "1+X证书"), ("A5", "没有这种证书"), ("F5", 99), ("E4", None), ("D4", "2023年11月31日")],
)
def test_a_copy_that_is_corrected_is_read_as_the_original_with_that_correction(cell, value):
    """Whether the correction is right or wrong: the copy tells neither more nor less than the original."""

    def corrected(data: bytes) -> bytes:
        workbook = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
        workbook["证书"][cell].value = value
        return saved(workbook)

    data = rich_workbook()
    result = reviewed(data)
    copy = write_returned(data, "证书.xlsx", HEADING, result.findings, result.marks)
    direct, back = reviewed(corrected(data)), reviewed(corrected(copy))
    assert back.outcomes.to_dict("records") == direct.outcomes.to_dict("records")
    assert back.findings.to_dict("records") == direct.findings.to_dict("records")
    assert back.accepted.drop(columns="report_id").equals(direct.accepted.drop(columns="report_id"))


def linked_workbook() -> bytes:
    """A workbook whose number of people is fetched from another file; 40 is what was fetched last."""
    own = openpyxl.Workbook()
    own.active.title = "证书"
    for row in sheet_rows([*GOOD[:4], "=[1]汇总!$B$2", 30]):
        own.active.append(row)
    parts = parts_of(saved(own))
    xml = re.sub(r"(<f>\[1\][^<]*</f>)<v\s*/?>(?:</v>)?", r"\1<v>40</v>", parts[SHEET].decode())
    assert "<v>40</v>" in xml
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        parts["xl/workbook.xml"]
        .decode()
        .replace(
            "</sheets>",
            f'</sheets><externalReferences><externalReference xmlns:r="{space}" r:id="rId88"/></externalReferences>',
        )
    )
    related = (
        parts["xl/_rels/workbook.xml.rels"]
        .decode()
        .replace(
            "</Relationships>",
            f'<Relationship Id="rId88" Type="{space}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
        )
    )
    link = (
        f'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{space}">'
        '<externalBook r:id="rId1"/></externalLink>'
    )
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{space}/externalLinkPath" Target="file:///D:/a.xlsx" TargetMode="External"/></Relationships>'
    )
    return repacked(
        saved(own),
        {
            SHEET: xml.encode(),
            "xl/workbook.xml": book.encode(),
            "xl/_rels/workbook.xml.rels": related.encode(),
            "xl/externalLinks/externalLink1.xml": link.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": outside.encode(),
        },
    )


def test_a_link_to_another_file_goes_and_its_value_stays():
    data = linked_workbook()
    after = write_returned(
        data, "证书.xlsx", HEADING, NO_FINDINGS, marks(("证书", "F4", "query", "请核对。"))
    )
    assert read_workbook(after, "证书.xlsx").sheets[1].rows[3][4] == 40
    assert not [name for name in parts_of(after) if "external" in name.lower()]
    assert b"[1]" not in parts_of(after)[SHEET]
    assert b"D:/a.xlsx" not in b"".join(parts_of(after).values())


def test_headers_of_the_form_stay_where_they_were():
    after = write_returned(
        rich_workbook(), "证书.xlsx", HEADING, NO_FINDINGS, marks(("证书", "A3", "hard", "x"))
    )
    assert list(read_workbook(after, "证书.xlsx").sheets[1].rows[2][:6]) == HEADERS


ONE_OF_EACH_FORM = {report.form.code: report for report in reports_of_rules().values()} | {
    report.form.code: report for report in reports_of_cells().values()
}


@pytest.mark.parametrize("code", BUILT_IN)
def test_every_forms_copy_with_one_cell_corrected_is_read_as_the_corrected_original(code):
    report = ONE_OF_EACH_FORM[code]

    def judged(data: bytes):
        tables = find_workbook_tables(read_workbook(data, "报表.xlsx"), BUILT_IN)
        reports = [ReportTable("report", "321302101", "2023-11", table) for table in tables]
        return review(report.form, reports, ReviewContext(registry()))

    def corrected(data: bytes) -> bytes:
        workbook = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
        workbook["填报"][place].value = 1
        return saved(workbook)

    data = saved(report.workbook())
    result = judged(data)
    place = result.marks["cell"].iloc[0]
    copy = write_returned(data, "报表.xlsx", HEADING, result.findings, result.marks)
    direct, back = judged(corrected(data)), judged(corrected(copy))
    assert back.outcomes.to_dict("records") == direct.outcomes.to_dict("records")
    assert back.findings.fillna("").to_dict("records") == direct.findings.fillna("").to_dict("records")
    assert back.accepted.equals(direct.accepted)


@cache
def registry() -> UnitRegistry:
    return UnitRegistry.load(DEFAULT_SITE / "units.csv")
