"""Writing the form files for a workbook into a folder of forms. A file that is already there is never
replaced.
"""

from dataclasses import dataclass
from pathlib import Path

from assets.drafts.drafting import draft_form
from assets.drafts.printed import printed_form
from assets.drafts.sheets import NotDrafted, PrintedSheet, printed_sheets
from assets.drafts.writing import MARK, form_file
from assets.submissions.blank.instructions import SHEET as INSTRUCTIONS
from schemas.office.catalogue import BUILT_IN


@dataclass(frozen=True)
class DraftedFile:
    """A form file that was written: the form's title, its path, and how many of its parts are doubtful."""

    title: str
    path: Path
    doubts: int


def draft_forms(workbook: Path, sheet: str | None, folder: Path) -> tuple[list[DraftedFile], list[str]]:
    """Write a form file for each sheet of a workbook that has a table, or only for the sheet that is named.

    Also returns, in Chinese, which sheets have no table. Raises NotDrafted where nothing can be written.
    """
    sheets = _chosen(workbook, sheet)
    written: list[DraftedFile] = []
    passed_over: list[str] = []
    for each in sheets:
        try:
            written.append(_drafted(each, workbook.name, folder))
        except NotDrafted as error:
            passed_over.append(str(error))
    if not written:
        raise NotDrafted("；".join(passed_over) or f"“{workbook.name}”里没有可以起草的工作表")
    return written, passed_over


def _chosen(workbook: Path, name: str | None) -> list[PrintedSheet]:
    if not workbook.is_file():
        raise NotDrafted(f"工作簿“{workbook}”不存在，请检查路径")
    sheets = [each for each in printed_sheets(workbook) if each.results.title != INSTRUCTIONS]
    if name is None:
        return sheets
    chosen = [each for each in sheets if each.results.title == name]
    if not chosen:
        titles = "、".join(each.results.title for each in sheets)
        raise NotDrafted(f"“{workbook.name}”没有工作表“{name}”，有：{titles}")
    return chosen


def _drafted(sheet: PrintedSheet, source: str, folder: Path) -> DraftedFile:
    taken = {path.stem for path in folder.glob("*.yaml")}
    draft = draft_form(printed_form(sheet), BUILT_IN, taken)
    path = folder / f"{draft.code}.yaml"
    text = form_file(draft, source)
    path.write_text(text, encoding="utf-8")
    return DraftedFile(draft.parts["title"].value, path, text.count(f"{MARK}："))
