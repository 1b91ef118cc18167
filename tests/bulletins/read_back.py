"""What stands in the files of a bulletin: their tables and paragraphs, read by other means than they were
written by.
"""

import io

import docx
from lxml import html
from openpyxl import load_workbook

Table = list[list[str]]


def word_tables(content: bytes) -> list[Table]:
    """All tables, header first."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in docx.Document(io.BytesIO(content)).tables
    ]


def word_text(content: bytes) -> str:
    """All paragraphs."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def page_tables(content: bytes) -> dict[str, Table]:
    """The tables that have a caption, by it without its number."""
    tree = html.fromstring(content.decode())
    found = {}
    for table in tree.iter("table"):
        caption = table.find("caption")
        if caption is not None:
            found[caption.text_content().split("　")[-1]] = [
                [cell.text_content() for cell in row] for row in table.iter("tr")
            ]
    return found


def page_text(content: bytes) -> str:
    """Everything a reader sees."""
    tree = html.fromstring(content.decode())
    for style in list(tree.iter("style")):
        style.drop_tree()
    return tree.text_content()


def sheet_tables(content: bytes) -> dict[str, Table]:
    """The table of each sheet as Excel shows it, header first, by the sheet's title in the first cell."""
    workbook = load_workbook(io.BytesIO(content))
    found = {}
    for sheet in workbook:
        rows = [[shown(cell) for cell in row if cell.value is not None] for row in sheet.iter_rows(min_row=4)]
        found.setdefault(str(sheet["A1"].value), rows)
    return found


def shown(cell) -> str:
    """A cell as its number format shows it; for the formats that bulletins use."""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    before, _, rest = (
        cell.number_format.rpartition('"0')
        if cell.number_format.startswith('"')
        else ("", "", cell.number_format[1:])
    )
    pattern, _, after = rest.partition('"')
    percent = pattern.endswith("%")
    decimals = len(pattern.removesuffix("%").removeprefix("."))
    number = f"{cell.value * (100 if percent else 1) + 1e-9:.{decimals}f}"
    return f"{before.strip(chr(34))}{number}{'%' if percent else ''}{after.strip(chr(34))}"


def without_light(text: str) -> str:
    """A cell's figure without the light that Word and page write behind it."""
    for light in "黄红蓝":
        text = text.removesuffix(f"（{light}）")
    return text
