"""Packages as other programs lay them out: what relationships lead to is read, wherever it lies."""

import io
import zipfile
from collections.abc import Callable

import pytest

from assets.submissions.reading.reader import read_workbook
from assets.submissions.workbook import ExcelError, Limits, UnreadableWorkbook
from tests.support.submitted_files import encrypted, repacked, xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = {"表": [["机构名称", "人次"], ["耿车镇", 12]], "二": [["b", "#N/A"]]}


def whole() -> bytes:
    """Two sheets, the first with a shared text, the second with an error."""
    data = xlsx(SHEETS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        relationships = archive.read("xl/_rels/workbook.xml.rels").decode()
    written = f'"inlineStr"><is><t>{"".join(f"&#{ord(sign)};" for sign in "耿车镇")}</t></is>'
    assert written in sheet
    shared = (
        f'<Relationship Type="{TRANSITIONAL}/sharedStrings" Target="/xl/sharedStrings.xml" Id="rId99"/></Rel'
    )
    changes = {
        "xl/worksheets/sheet1.xml": sheet.replace(written, '"s"><v>0</v>'),
        "xl/_rels/workbook.xml.rels": relationships.replace("</Rel", shared),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>耿车镇</t></si></sst>',
    }
    return repacked(data, {name: content.encode() for name, content in changes.items()})


def renamed(
    rename: Callable[[str], str], change: Callable[[bytes], bytes] = bytes, data: bytes = b""
) -> bytes:
    """The workbook with its parts under other names, and what they say changed with them."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or whole())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo("x")
            entry.filename = rename(name)  # its constructor would mend it
            target.writestr(entry, change(source.read(name)), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def replacing(*pairs: tuple[str, str]) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        for old, new in pairs:
            content = content.replace(old.encode(), new.encode())
        return content

    return change


LAYOUTS = {
    "backslashes": renamed(lambda name: name.replace("/", "\\")),
    "backslashes in targets too": renamed(
        lambda name: name.replace("/", "\\"), replacing(('Target="/xl/worksheets/', 'Target="worksheets\\'))
    ),
    "names that begin with a slash": renamed(lambda name: f"/{name}"),
    "another folder": renamed(
        lambda name: name.replace("xl/", "excel/"), replacing(("/xl/", "/excel/"), ('"xl/', '"excel/'))
    ),
    "no folder": renamed(lambda name: name.replace("xl/", ""), replacing(("/xl/", "/"), ('"xl/', '"'))),
    "workbook by another name": renamed(
        lambda name: name.replace("workbook.xml", "book2.xml"), replacing(("workbook.xml", "book2.xml"))
    ),
    "shared texts and styles by another name": renamed(
        lambda name: name.replace("sharedStrings", "texts").replace("styles", "looks"),
        replacing(("sharedStrings.xml", "texts.xml"), ("styles.xml", "looks.xml")),
    ),
    "upper case": renamed(str.upper),
    "names that begin with a dot": renamed(lambda name: f"./{name}"),
    "a folder packed again": renamed(lambda name: f"报表/{name}"),
    "a folder in a folder": renamed(lambda name: f"./a/b/{name}"),
    "two slashes": renamed(lambda name: name.replace("/", "//")),
    "strict": renamed(
        str,
        replacing(
            (
                MAIN,
                "http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            (TRANSITIONAL, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
        ),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_is_read(layout):
    first, second = read_workbook(LAYOUTS[layout], "报表.xlsx").sheets
    assert (first.name, first.rows) == ("表", SHEETS["表"])
    assert (second.name, second.rows) == ("二", [["b", ExcelError("#N/A")]])


def test_a_workbook_that_nothing_leads_to_is_not_the_one_that_is_read():
    moved = LAYOUTS["another folder"]
    with zipfile.ZipFile(io.BytesIO(xlsx({"假": [["x"]]}))) as other:
        decoy = {name: other.read(name) for name in other.namelist() if name.startswith("xl/")}
    first, _ = read_workbook(repacked(moved, decoy), "报表.xlsx").sheets
    assert first.rows == SHEETS["表"]


def test_several_workbooks_in_folders_are_an_archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("耿车镇.xlsx", "下级/埠子镇.xlsx"):
            archive.writestr(name, whole())
    assert refusal(stream.getvalue()).code == "file-is-archive"


def refusal(data: bytes, **limits: int) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, "报表.xlsx", Limits(**limits))
    return caught.value


def test_odd_names_lift_no_limits():
    bomb = renamed(
        lambda name: name.replace("/", "\\"), data=repacked(whole(), {"xl/a.xml": bytes(30_000_000)})
    )
    assert refusal(bomb).code == "file-packed-too-tightly"
    assert refusal(LAYOUTS["another folder"], columns=1).code == "sheet-too-large"


def test_one_name_for_two_parts_is_refused_however_it_is_written():
    assert refusal(repacked(whole(), {"xl\\workbook.xml": b"<workbook/>"})).code == "file-damaged"


def test_a_whole_package_that_cannot_be_read_is_not_called_damaged():
    nowhere = replacing(("worksheets/sheet1.xml", "worksheets/sheet7.xml"))
    caught = refusal(renamed(lambda name: name, nowhere))
    assert caught.code == "file-unusual" and "损坏" not in caught.sentence


def archived(*names: str, content: str = "<x/>") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("folder", ["", "报表.numbers/"])
def test_numbers_is_called_by_its_name(folder):
    names = (f"{folder}Index/Document.iwa", f"{folder}Index/Tables/DataList.iwa", f"{folder}Metadata/a.plist")
    properties = '<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN"><plist/>'
    sentence = refusal(archived(*names, content=properties)).sentence
    assert "Numbers" in sentence and "导出" in sentence and "压缩包" not in sentence


def test_numbers_that_is_a_folder_is_called_by_its_name_as_well():
    assert refusal(archived("报表.numbers/Index.zip", "报表.numbers/Data/x.jpg")).code == "file-of-numbers"


def test_other_packages_are_called_by_their_names():
    for folder in ("xl", "wtf"):
        assert ".xlsb" in refusal(archived("_rels/.rels", f"{folder}/workbook.bin")).sentence
    assert "OFD" in refusal(archived("OFD.xml", "Doc_0/Document.xml")).sentence
    assert refusal(archived("报表.xlsx")).code == "file-is-archive"
    assert refusal(archived()).code == "file-damaged"


def test_a_password_may_be_around_any_layout():
    protected = encrypted(LAYOUTS["another folder"], "VelvetSweatshop")
    assert read_workbook(protected, "报表.xlsx").sheets[0].rows == SHEETS["表"]
