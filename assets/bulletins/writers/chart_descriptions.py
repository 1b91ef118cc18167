"""What a chart shows, in words, for readers who cannot see it (alternative text)."""

import io
import zipfile
from collections.abc import Iterator, Sequence

from lxml import etree

from assets.bulletins.model import Chart

DRAWINGS = "xl/drawings/drawing"
NAME_OF_CHART = (
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}graphicFrame/"
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}nvGraphicFramePr/"
    "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
)


def chart_words(chart: Chart) -> str:
    """The chart as a sentence: 各单位得分：甲镇98.50，乙镇88.50。"""
    bars = "，".join(f"{label}{figure.text}" for label, figure in chart.bars)
    return f"{chart.title}：{bars}。"


def with_descriptions(workbook: bytes, descriptions: Sequence[str]) -> bytes:
    """A workbook whose charts, in the order in which they were added to its only sheet of charts, carry these
    descriptions. openpyxl itself cannot write them.
    """
    if not descriptions:
        return workbook
    written = io.BytesIO()
    waiting = iter(descriptions)
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as given,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as result,
    ):
        for part in given.infolist():
            content = given.read(part)
            is_drawing = part.filename.startswith(DRAWINGS) and part.filename.endswith(".xml")
            result.writestr(part, _described(content, waiting) if is_drawing else content)
    return written.getvalue()


def _described(drawing: bytes, descriptions: Iterator[str]) -> bytes:
    tree = etree.fromstring(drawing)
    for anchor in tree:
        name = anchor.find(NAME_OF_CHART)
        if name is not None:
            name.set("descr", next(descriptions))
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
