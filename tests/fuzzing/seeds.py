"""Inputs that fuzzing begins with: blank workbooks, workbooks of the samples, and files made to harm."""

import io
import zipfile
from pathlib import Path

from assets.submissions.blank import blank_workbook
from schemas.catalogue import BUILT_IN
from tests.fuzzing.examination import BOOK, PARTS, REGISTRY, RELATIONS, SHEET, TEXT, WHOLE
from tests.submissions.submitted_files import xls
from tests.support.hostile_files import REFUSED
from tests.support.workbooks import township_workbook

SUBMISSIONS = Path(__file__).parents[2] / "sites" / "sucheng" / "submissions"
SLOW_TO_MAKE = ("解压后太大", "压缩炸弹")
LONGEST = 60_000


def seeds() -> list[bytes]:
    """Inputs for ``examine``."""
    whole = [township_workbook("耿车镇", "2023-11"), xls([["填报单位：耿车镇"], ["#REF!", 1.0]]), *_blanks()]
    whole += [
        path.read_bytes()
        for path in sorted(SUBMISSIONS.rglob("*.xlsx"), key=lambda path: path.stat().st_size)[:5]
    ]
    whole += [make() for name, (make, _) in REFUSED.items() if name not in SLOW_TO_MAKE]
    inputs = [bytes([WHOLE]) + data for data in whole]
    for data in whole:
        inputs += [bytes([kind]) + content for kind, content in _parts(data)]
    inputs.append(bytes([TEXT]) + "填报单位：耿车镇,报告期：2023年11月\n姓名,身份证号\n甲,=1+1\n".encode())
    return [data for data in inputs if len(data) <= LONGEST]


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
