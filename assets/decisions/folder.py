"""The office's folder ``decisions/``: the office writes its decisions in workbooks there, and each line is
taken in.

Each line is recorded once. The ledger knows a line by what it says, not by where it stands. So a workbook may
stay there and grow. A line that was recorded and later revoked is not recorded again. A line that cannot be
recorded is reported with its cell, and the next pass tries it again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assets.decisions.layout import KIND, SHEETS, DecisionSheet
from assets.decisions.recording import CannotDecide, Grounds
from assets.decisions.requests import Request, record_once
from assets.submissions.inbox.listing import inbox_files, shown_name
from assets.submissions.reading.reader import FileToRead, Limits, read_files
from assets.submissions.tables.found_table import column_letters
from assets.submissions.workbook import Sheet, UnreadableWorkbook, Workbook
from schemas.privacy import as_text, mask_text
from warehouse.files.private_files import write_private
from warehouse.office import Office

FOLDER = "decisions"
SEARCHED = 10
"""How many rows from the top are searched for the header."""
REFUSED = "没有办理的认定.txt"
"""The file in the folder ``decisions`` of the home that lists what the last pass could not take in."""
MOST_LINES = 5_000
"""How many lines of a sheet are read at most."""


@dataclass(frozen=True)
class Refusal:
    """A line, sheet or file that could not be taken in: where it stands, and why."""

    file_name: str
    place: str
    sentence: str

    def __str__(self) -> str:
        """The refusal in one line."""
        return (
            f"{self.file_name} {self.place}：{self.sentence}"
            if self.place
            else f"{self.file_name}：{self.sentence}"
        )


@dataclass(frozen=True)
class TakenIn:
    """What became of the folder: the numbers of the new decisions, and what could not be taken in."""

    recorded: tuple[int, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number, and the text of each particular."""

    sheet: DecisionSheet
    row: int
    columns: Mapping[str, int]
    said: Mapping[str, str]

    def place(self, particular: str) -> str:
        """The cell of a particular. If the fault is in no single particular, it is the first cell of the
        line.
        """
        column = self.columns.get(particular, min(self.columns.values()))
        return f"{self.sheet.name}!{column_letters(column)}{self.row}"


def decision_files(office: Office) -> list[Path]:
    """The files of the office's folder ``decisions/``, if it has one."""
    folder = office.site.directory / FOLDER
    return inbox_files(folder) if folder.is_dir() else []


def take_in_decisions(office: Office) -> TakenIn:
    """Record the decisions in the workbooks of the office's folder ``decisions/`` that are not recorded
    yet.
    """
    folder, paths = office.site.directory / FOLDER, decision_files(office)
    recorded: list[int] = []
    refused: list[Refusal] = []
    files = [FileToRead(path.name, path=path) for path in paths]
    for path, read in zip(paths, read_files(files, Limits()), strict=True):
        for found in _lines(shown_name(path, folder), read):
            outcome = found if isinstance(found, Refusal) else _recorded(office, *found)
            if isinstance(outcome, Refusal):
                refused.append(outcome)
            elif outcome is not None:
                recorded.append(outcome)
    _keep(office, refused)
    return TakenIn(tuple(recorded), tuple(refused))


def refused_lines(office: Office) -> list[str]:
    """What the last pass could not take in, each with its place."""
    path = office.home / FOLDER / REFUSED
    return path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []


def _keep(office: Office, refused: Sequence[Refusal]) -> None:
    """Write down what could not be taken in, for a steward to read later; without refusals, remove the
    file.
    """
    path = office.home / FOLDER / REFUSED
    if refused:
        write_private(path, "\n".join(map(str, refused)).encode("utf-8-sig"))
    else:
        path.unlink(missing_ok=True)


def _recorded(office: Office, file_name: str, line: Line) -> int | Refusal | None:
    """The number of the line's decision; None if it was recorded before."""
    said = dict(line.said)
    by, reason, basis = (said.pop(name, "") for name in ("by", "reason", "basis"))
    kind, titles = said.pop(KIND, ""), line.sheet.kinds
    only = next(iter(titles)) if KIND not in line.columns else kind
    try:
        if only not in titles:
            raise CannotDecide(f"“{kind}”不是认定事项，可选：{'、'.join(titles)}", KIND)
        for name, text in (("by", by), ("reason", reason)):
            if not text:
                header = next(each for each, of in line.sheet.columns.items() if of == name)
                raise CannotDecide(f"请填写“{header}”", name)
        number, is_new = record_once(office, Request(titles[only], said, Grounds(by, reason, basis or None)))
        return number if is_new else None
    except CannotDecide as error:
        return Refusal(file_name, line.place(error.about), mask_text(str(error)))


def _lines(file_name: str, read: Workbook | UnreadableWorkbook) -> Iterator[Refusal | tuple[str, Line]]:
    """The lines of a workbook, and refusals for what cannot be read in it."""
    if isinstance(read, UnreadableWorkbook):
        yield Refusal(file_name, "", read.sentence)
        return
    ours = [sheet for sheet in read.sheets if sheet.name.strip() in SHEETS]
    if not ours:
        yield Refusal(
            file_name, "", f"没有工作表“{'”“'.join(SHEETS)}”，请用 kaohe template --decisions 写的表"
        )
    for sheet in ours:
        for found in _lines_of(SHEETS[sheet.name.strip()], sheet):
            yield replace(found, file_name=file_name) if isinstance(found, Refusal) else (file_name, found)


def _lines_of(described: DecisionSheet, sheet: Sheet) -> Iterator[Refusal | Line]:
    header = next(
        (
            (number, found)
            for number, row in enumerate(sheet.rows[:SEARCHED])
            if len(found := _columns(described, row)) >= len(described.columns) // 2
        ),
        None,
    )
    if header is None or len(header[1]) < len(described.columns):
        missing = [
            each for each, name in described.columns.items() if header is None or name not in header[1]
        ]
        yield Refusal("", described.name, f"没有找到“{'”“'.join(missing)}”栏，请照表样补上")
        return
    first, columns = header[0] + 1, header[1]
    for number, row in enumerate(sheet.rows[first : first + MOST_LINES], first + 1):
        said = {name: _text(name, row[column]) for name, column in columns.items()}
        if any(said.values()):
            yield Line(described, number, columns, said)
    if len(sheet.rows) > first + MOST_LINES:
        yield Refusal("", described.name, f"最多读{MOST_LINES}行，其余的请另存一个文件")


def _columns(described: DecisionSheet, row: list) -> dict[str, int]:
    """Particular → column, for the headers found in a row."""
    headers = {
        as_text(cell).replace("*", "").strip(): number for number, cell in reversed(list(enumerate(row)))
    }
    return {name: headers[header] for header, name in described.columns.items() if header in headers}


def _text(name: str, cell: object) -> str:
    """The text of a cell. Where Excel has turned a month into a date, it is the month again."""
    if name == "period" and isinstance(cell, date):
        return f"{cell:%Y-%m}"
    return as_text(cell)
