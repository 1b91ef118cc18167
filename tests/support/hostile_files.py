"""Files made to harm whoever opens them: each a name and how its bytes are made, small themselves whatever
they unpack to.

REFUSED are no workbooks, or more than one; what the reason says stands beside each. ARMED are reports that
can be read, and hold what must never run, be followed or come back.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from schemas.office.catalogue import BUILT_IN
from tests.support.submitted_files import ods, ole, repacked, with_sheet_xml, xls, xlsx
from tests.support.workbooks import FAULTY, township_workbook

SHEET, STYLES, STRINGS, BOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
)
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
LAUGHTER = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'
MANY = 100_000


def small() -> bytes:
    return xlsx({"表": [["x"]]})


def changed(part: str, change: Callable[[bytes], bytes], whole: bytes | None = None) -> bytes:
    """A workbook with one part changed."""
    whole = whole or small()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return repacked(whole, {part: change(archive.read(part))})


def zipped(entries: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_parts_twice(whole: bytes, name: str, content: bytes) -> bytes:
    """The same name stands for two contents: which one a reader sees depends on the reader."""
    stream = io.BytesIO(whole)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def overlapping(copies: int = 2_000) -> bytes:
    """A zip whose directory names the same packed bytes again and again."""
    content = bytes(200_000)
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflated.compress(content) + deflated.flush()
    crc, sizes = zlib.crc32(content), (len(packed), len(content))
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 33, crc, *sizes, 1, 0) + b"x" + packed
    directory = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, *sizes, len(name), 0, 0, 0, 0, 0, 0
        )
        + name
        for name in (f"{number}.xml".encode() for number in range(copies))
    )
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, copies, copies, len(directory), len(local), 0)
    return local + directory + end


def with_prolog(part: str, prolog: str, encoding: str = "utf-8") -> bytes:
    """A part whose XML begins with this instead of its declaration."""
    return changed(part, lambda xml: (prolog + xml.decode().split("?>", 1)[-1]).encode(encoding))


def deep(part: str) -> bytes:
    return changed(
        part,
        lambda xml: xml.replace(b"</styleSheet>", b"<x>" * 200_000 + b"</x>" * 200_000 + b"</styleSheet>"),
    )


def repeated_string() -> bytes:
    """One text as long as a cell can hold, in so many cells that all memory would be filled."""
    text = f'<sst xmlns="{NAMESPACE}"><si><t>{"长" * 32_000}</t></si></sst>'.encode()
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 60_000))
    whole = with_sheet_xml(rows)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        types = archive.read("[Content_Types].xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
    part = (
        b'<Override PartName="/xl/sharedStrings.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    )
    link = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
    )
    changes = {STRINGS: text}
    if b"sharedStrings" not in types:
        changes["[Content_Types].xml"] = types.replace(b"</Types>", part + b"</Types>")
    if b"sharedStrings" not in relations:
        changes["xl/_rels/workbook.xml.rels"] = relations.replace(
            b"</Relationships>", link + b"</Relationships>"
        )
    return repacked(whole, changes)


def repeated_sheet(count: int) -> bytes:
    """A workbook that names one sheet again and again."""
    names = "".join(
        f'<sheet name="表{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, count + 1)
    ).encode()
    return changed(
        BOOK,
        lambda xml: xml.replace(b"</sheets>", names + b"</sheets>").replace(
            b"<workbook ",
            b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ',
            1,
        ),
    )


def rich_text(runs: int) -> bytes:
    """A cell made of many runs, each short enough."""
    return with_sheet_xml(
        '<row r="1"><c r="A1" t="inlineStr"><is>'
        + "<r><t>长长长长长长长长长长</t></r>" * runs
        + "</is></c></row>"
    )


def endless_chain() -> bytes:
    """An old workbook whose table of sectors runs in a circle, millions of times."""
    data = bytearray(xls([["x"]]))
    struct.pack_into("<II", data, 68, 0, 0xFFFFFFFF)
    struct.pack_into("<I", data, 512 + 508, 0)
    return bytes(data)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "压缩炸弹": (lambda: repacked(small(), {"xl/media/a.xml": bytes(60_000_000)}), "倍，超过上限200倍"),
    "解压后太大": (lambda: huge_but_not_tight(), "兆字节，超过上限500兆字节"),
    "部件太多": (
        lambda: zipped({f"{number}.xml": b"" for number in range(6_000)}),
        "打包了6000个部分，超过上限5000个",
    ),
    "重叠的部件": (overlapping, "文件已损坏"),
    "同名的部件": (lambda: with_parts_twice(small(), SHEET, b"<worksheet/>"), "文件已损坏"),
    "只差大小写的部件": (lambda: with_parts_twice(small(), SHEET.upper(), b"<worksheet/>"), "文件已损坏"),
    "压缩包里的压缩包": (
        lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": bytes(1_000)})})}),
        "文件实际是压缩包",
    ),
    "十亿个笑": (lambda: with_prolog(SHEET, LAUGHTER), "不允许的实体定义"),
    "样式里的十亿个笑": (lambda: with_prolog(STYLES, LAUGHTER), "不允许的实体定义"),
    "注释后的实体": (
        lambda: with_prolog(BOOK, '<?xml version="1.0"?><!-- x --> <!DOCTYPE x [<!ENTITY a "a">]>'),
        "不允许的实体定义",
    ),
    "平方膨胀": (
        lambda: with_prolog(SHEET, f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'),
        "不允许的实体定义",
    ),
    "外部实体": (
        lambda: with_prolog(SHEET, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "不允许的实体定义",
    ),
    "外部定义": (
        lambda: with_prolog(BOOK, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "不允许的实体定义",
    ),
    "双字节编码的实体": (
        lambda: with_prolog(STYLES, '<!DOCTYPE x [<!ENTITY a "a">]>', "utf-16"),
        "不允许的实体定义",
    ),
    "层次太深": (lambda: deep(STYLES), "层次超过上限100层"),
    "重复的长文字": (repeated_string, "内存超过了上限3000兆字节"),
    "远处的单元格": (
        lambda: with_sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'),
        "XFD1048576，超过上限（200000行、500列）",
    ),
    "顺序写乱的远处单元格": (
        lambda: with_sheet_xml(
            '<row r="1"><c s="0" r="A1"><v>1</v></c><c s="0" r="XFD1048576"><v>1</v></c></row>'
        ),
        "内存超过了上限|超过上限（200000行、500列）|文件已损坏",
    ),
    "太多格": (
        lambda: changed(
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>", b'<row r="150000"><c r="CV150000"><v>1</v></c></row></sheetData>'
            ),
        ),
        "超过上限",
    ),
    "重复引用的工作表": (lambda: repeated_sheet(500), "工作表，超过上限50张"),
    "太长的单元格": (lambda: rich_text(10_000), "文字超过32767字"),
    "太多列": (lambda: (",".join("x" * 600) + "\n").encode(), "超过上限（200000行、500列）"),
    "太长的文本": (lambda: b'"' + b"a" * 200_000, "文字超过32767字"),
    "重复到底的行": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
            'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
        ),
        "内存超过了上限|超过上限（200000行、500列）|文件已损坏|没有读完",
    ),
    "绕圈的旧格式": (endless_chain, "文件已损坏|内存超过了上限|没有读完"),
    "加密": (lambda: ole("EncryptedPackage", b"secret"), "文件设有打开密码"),
    "改名的文档": (lambda: zipped({"word/document.xml": b"<w/>"}), "文件实际是Word 文档"),
}


def huge_but_not_tight() -> bytes:
    """Half a gigabyte of bytes that pack to a hundredth, so that the ratio does not betray them."""
    block = bytes(range(256)) * 32
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(small())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in source.namelist():
            archive.writestr(name, source.read(name))
        archive.writestr(
            "xl/media/noise.bin", zlib.compress(b"", 0) + bytes(range(256)) * 12_000, zipfile.ZIP_STORED
        )
        with archive.open("xl/media/a.bin", "w", force_zip64=True) as part:
            for _ in range(510_000_000 // len(block)):
                part.write(block)
    return stream.getvalue()


# --- Reports that hold what must not come back


def report(**changes: object) -> bytes:
    """A report of 埠子镇 with one fault, so that it goes back."""
    return township_workbook("埠子镇", "2023-11", first_learner=50, **{**FAULTY, **changes})


def edited(edit: Callable[[object], None]) -> bytes:
    """The report with something added as a program would."""
    workbook = load_workbook(io.BytesIO(report()))
    edit(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def with_macro() -> bytes:
    """A workbook with macros, in the parts that hold them."""
    types = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    whole = changed(
        "[Content_Types].xml",
        lambda xml: xml.replace(b"</Types>", types).replace(
            b"sheet.main+xml", b"sheet.macroEnabled.main+xml"
        ),
        report(),
    )
    return repacked(
        whole,
        {
            "xl/vbaProject.bin": ole("VBA", b"Sub Auto_Open()"),
            "xl/activeX/activeX1.xml": b"<ax/>",
            "xl/embeddings/oleObject1.bin": ole("Package", b"MZ"),
        },
    )


def with_external_link() -> bytes:
    relation = (
        b'<Relationship Id="rId77" Target="externalLinks/externalLink1.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"/></Relationships>'
    )
    whole = changed(
        "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"</Relationships>", relation), report()
    )
    link = f'<externalLink xmlns="{NAMESPACE}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return repacked(whole, {"xl/externalLinks/externalLink1.xml": link.encode()})


FORMULAS = (
    "=cmd|'/c calc'!A0",
    '=WEBSERVICE("http://127.0.0.1:9/")',
    '=HYPERLINK("http://127.0.0.1:9/","点")',
    "='C:\\[a.xlsx]表'!A1",
    '=INDIRECT("A1")',
    "=[1]表!A1",
)
TEXTS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1")


def _formulas(workbook: object) -> None:
    sheet = workbook.active
    for row, formula in enumerate(FORMULAS, start=20):
        sheet.cell(row, 30).value = formula
    sheet["AE20"] = ArrayFormula("AE20:AE21", '=CALL("a","b","c")')
    sheet.add_data_validation(DataValidation(type="list", formula1="[1]表!$A$1"))
    for row, text in enumerate(TEXTS, start=20):
        sheet.cell(row, 29).value = text.strip("\t\r")
        sheet.cell(row, 29).data_type = "s"


def _merges(workbook: object) -> None:
    sheet = workbook.active
    sheet.merged_cells.add("A200:XFD1048576")


def _link(workbook: object) -> None:
    workbook.active["AC40"].hyperlink = "file:///etc/passwd"


def sheets_named(*names: str) -> bytes:
    """The report with its sheets named so, whatever a name may be."""

    def rename(xml: bytes) -> bytes:
        for form, name in zip(("Z02", "Z03", "Z04"), names, strict=True):
            xml = xml.replace(f'name="{BUILT_IN[form].title}"'.encode(), f'name="{name}"'.encode())
        return xml

    return changed(BOOK, rename, report())


def long_line(text: str) -> bytes:
    """The report with a text beside its title that takes a search for ever."""

    def add(workbook: object) -> None:
        for sheet in workbook.worksheets:
            sheet["D1"] = text[:32_767]

    return edited(add)


ARMED: dict[str, Callable[[], bytes]] = {
    "宏.xlsm": with_macro,
    "外部链接.xlsx": with_external_link,
    "公式.xlsx": lambda: edited(_formulas),
    "超链接.xlsx": lambda: edited(_link),
    "合并到底.xlsx": lambda: edited(_merges),
    "表名路径.xlsx": lambda: sheets_named("../../../etc/passwd", "/tmp/x", "C:\\CON"),
    "表名怪字符.xlsx": lambda: sheets_named("老年&#10;教育", "\u202e表\u200b", "'='!"),
    "表名太长.xlsx": lambda: sheets_named("长" * 3_000, "AUX", "NUL.xlsx"),
    "部件名路径.xlsx": lambda: repacked(
        report(),
        {
            "../../../tmp/hostile-part.xml": b"<x/>",
            "/etc/cron.d/x": b"<x/>",
            "C:\\x.xml": b"<x/>",
            "a\nb.xml": b"<x/>",
        },
    ),
    "印章填不完.xlsx": lambda: long_line("填报单位：（" + "章" * 32_000),
    "单位写不完.xlsx": lambda: long_line("填报单位：" + "填报单位" * 8_000),
    "名称写不完.xlsx": lambda: long_line("红" * 32_000),
    "空格写不完.xlsx": lambda: long_line("报告期" + " " * 32_000 + "x"),
    "号码写不完.xlsx": lambda: long_line("3 " * 16_000),
}
