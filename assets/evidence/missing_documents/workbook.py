"""The list of who lacks which document as a workbook: a summary by unit, then one sheet for each unit, which
can be handed to that unit.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from openpyxl.utils import get_column_letter

from assets.evidence.missing_documents.listing import Learner, MissingDocuments, counted
from assets.evidence.package.sheets import Content, FigureCell, PackageSheet, SheetRow, workbook_bytes
from assets.submissions.cell_text import sheet_name
from schemas.office.unit import Unit
from warehouse.files.private_files import write_private
from warehouse.keeping.access_log import evidence_folder
from warehouse.ledger.returns import safe_name
from warehouse.office import Office

SUMMARY = "汇总"
LACKING = "缺"
PRIVACY = (
    "本名单含学员姓名，只供补齐材料使用，请勿转发到工作群；身份证号只显示前6位和后4位，每次查看原件都有记录。"
)
HEADERS = ("序号", "姓名", "身份证号", "村（社区）", "班级", "学籍状态")
WIDTHS = (6, 12, 22, 16, 18, 11)
PLACE, PLACE_WIDTH = "在名册中的位置", 32


def write_list(office: Office, found: MissingDocuments, folder: Path | None = None) -> Path:
    """Write the list into a folder (default: ``<home>/evidence``), readable only by the owner; return its
    path.
    """
    whose = f"-{safe_name(found.units[0].name)}" if len(found.units) == 1 else ""
    path = (folder or evidence_folder(office)) / f"缺件名单-{found.period}{whose}.xlsx"
    write_private(path, workbook_bytes(list_sheets(found)))
    return path


def list_sheets(found: MissingDocuments) -> list[PackageSheet]:
    """The sheets: the summary, and one sheet for every unit in which somebody lacks something."""
    taken = {SUMMARY}
    sheets = [_summary(found)]
    for unit in found.units:
        if learners := found.of(unit):
            name = sheet_name(unit.name, taken)
            taken.add(name)
            sheets.append(_unit_sheet(name, unit, learners, found))
    return sheets


def _summary(found: MissingDocuments) -> PackageSheet:
    lines = [
        SheetRow((f"缺件汇总（{found.period}）",), "title"),
        SheetRow(
            (f"依据各单位本年最新一期已接收的{found.roster.title}；一人缺几样只计一人，分项各计一次。",),
            "text",
        ),
        SheetRow((PRIVACY,), "text"),
        *(
            SheetRow((f"有一个原件读不出来，姓名空着，请对照名册补填：{name}",), "text")
            for name in found.unreadable
        ),
        SheetRow(("单位", "缺件人数", *found.documents), "header"),
    ]
    first = len(lines) + 1
    for unit in found.units:
        learners = found.of(unit)
        lines.append(
            SheetRow((unit.name, *_figures([len(learners), *counted(learners, found.documents).values()])))
        )
    totals = [len(found.learners), *counted(found.learners, found.documents).values()]
    lines.append(SheetRow(("合计", *_sums(totals, first, len(lines))), "total"))
    return PackageSheet(SUMMARY, (24, 12, *(12 for _ in found.documents)), tuple(lines))


def _figures(numbers: Sequence[int]) -> list[FigureCell]:
    return [FigureCell(Fraction(number)) for number in numbers]


def _sums(totals: Sequence[int], first: int, last: int) -> list[FigureCell]:
    letters = [get_column_letter(column) for column in range(2, 2 + len(totals))]
    return [
        FigureCell(Fraction(total), formula=f"=SUM({letter}{first}:{letter}{last})")
        for letter, total in zip(letters, totals, strict=True)
    ]


def _unit_sheet(name: str, unit: Unit, learners: Sequence[Learner], found: MissingDocuments) -> PackageSheet:
    documents = found.documents
    kinds = "、".join(
        f"{document}{count}" for document, count in counted(learners, documents).items() if count
    )
    lines = [
        SheetRow((f"{unit.name}缺件名单（{found.period}）",), "title"),
        SheetRow(
            (
                f"共{len(learners)}人，其中缺{kinds}。请收齐材料后更新名册的“缺失材料”和“学籍状态”，下期报送。",
            ),
            "text",
        ),
        SheetRow((PRIVACY,), "text"),
        SheetRow(
            (f"依据的名册：{'、'.join(dict.fromkeys(learner.place.file_name for learner in learners))}",),
            "text",
        ),
        SheetRow((*HEADERS, *documents, PLACE), "header"),
        *(SheetRow(_cells(number, learner, documents)) for number, learner in enumerate(learners, start=1)),
    ]
    return PackageSheet(name, (*WIDTHS, *(9 for _ in documents), PLACE_WIDTH), tuple(lines))


def _cells(number: int, learner: Learner, documents: Sequence[str]) -> tuple[Content, ...]:
    marks = (LACKING if document in learner.documents else None for document in documents)
    place = f"{learner.place.sheet}第{learner.place.row}行"
    return (
        number,
        learner.name,
        learner.resident_id,
        learner.village,
        learner.class_name,
        learner.registration,
        *marks,
        place,
    )
