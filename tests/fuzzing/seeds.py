"""Inputs that fuzzing begins with: blank workbooks, workbooks of the samples, and files made to harm."""

import io
import zipfile
from pathlib import Path

from olefile import OleFileIO

from assets.submissions.blank import blank_workbook
from schemas.office.catalogue import BUILT_IN
from tests.fuzzing.examination import BOOK, OLD, OPENDOCUMENT, PARTS, REGISTRY, RELATIONS, SHEET, TEXT, WHOLE
from tests.support.hostile_files import REFUSED
from tests.support.submitted_files import encrypted, ods, xls
from tests.support.workbooks import township_workbook

SUBMISSIONS = Path(__file__).parents[2] / "sites" / "sucheng" / "submissions"
SLOW_TO_MAKE = ("解压后太大", "压缩炸弹")
LONGEST = 60_000


def seeds() -> list[bytes]:
    """Inputs for ``examine``."""
    report = township_workbook("耿车镇", "2023-11")
    whole = [
        report,
        encrypted(report, "VelvetSweatshop"),
        *_old_workbooks(),
        xls([["填报单位：耿车镇"], ["#REF!", 1.0]]),
        *_blanks(),
    ]
    whole += [
        path.read_bytes()
        for path in sorted(SUBMISSIONS.glob("*.xlsx"), key=lambda path: path.stat().st_size)[:5]
    ]
    whole += [make() for name, (make, _) in REFUSED.items() if name not in SLOW_TO_MAKE]
    inputs = [bytes([WHOLE]) + data for data in whole]
    for data in whole:
        inputs += [bytes([kind]) + content for kind, content in _parts(data)]
    inputs += [bytes([OPENDOCUMENT]) + _part(data, "content.xml") for data in _opendocuments()]
    inputs += [bytes([OLD]) + _stream(data) for data in _old_workbooks()]
    inputs.append(bytes([TEXT]) + "填报单位：耿车镇,报告期：2023年11月\n姓名,身份证号\n甲,=1+1\n".encode())
    return [data for data in inputs if len(data) <= LONGEST]


def _opendocuments() -> list[bytes]:
    cell = '<table:table-cell table:formula="of:=1/0" office:value-type="float"><text:p>#DIV/0!</text:p></table:table-cell>'
    merged = '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>甲<text:s/>乙</text:p></table:table-cell>'
    repeated = 'table:number-rows-repeated="3" table:visibility="filter"'
    return [ods(f"<table:table-row {repeated}>{merged}{cell}</table:table-row>")]


def _old_workbooks() -> list[bytes]:
    rows = [["填报单位：耿车镇"], ["#REF!", 1.0, "=#DIV/0!"]]
    return [xls(rows, merged=[(0, 0, 0, 2)]), xls(rows, password="VelvetSweatshop")]


def _stream(data: bytes) -> bytes:
    return OleFileIO(io.BytesIO(data)).openstream("Workbook").read()


def _part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _blanks() -> list[bytes]:
    unit = next(unit for unit in REGISTRY if unit.kind == "township")
    workbook = blank_workbook([BUILT_IN["Z02"], BUILT_IN["Z03"]], unit, "2023-11")
    stream = io.BytesIO()
    workbook.save(stream)
    return [stream.getvalue()]


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                (kind, archive.read(PARTS[kind]))
                for kind in (SHEET, BOOK, RELATIONS)
                if PARTS[kind] in archive.namelist()
            ]
    except zipfile.BadZipFile:
        return []
