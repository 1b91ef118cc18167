"""For the tests of the loop: an office of every kind of unit, and what a clerk does with a workbook that came
back.
"""

import io
import os
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from shutil import copy, copytree
from zoneinfo import ZoneInfo

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import text

from assets.submissions.intake import Intake, take_in
from assets.submissions.returned.opinions_sheet import HEADERS
from warehouse.office import DEFAULT_SITE, Office, open_office

SETTINGS = """id: loop
name: 样例教育局
periods: {history: 2023-01, first: 2023-10, last: 2024-02}
as_of: 2024-03-10
due_day: 5
inbox: inbox
"""
UNITS = {
    "township": "耿车镇",
    "bureau": "宿城区教育局",
    "school": "宿城中专",
    "society": "宿城区中华职教社",
    "college_department": "继续教育学院",
    "city_office": "市人社局",
}
"""A unit of each kind that reports."""

TOWNSHIPS = ("埠子镇", "龙河镇", "陈集镇", "屠园镇")
CODES = {
    "township": "321302101",
    "bureau": "321302JYJ",
    "school": "321302XX01",
    "society": "321302ZJS",
    "city_office": "3213RSJ",
}
FILLED = {"FFFFC7CE": "hard", "FFFFEB9C": "query"}


class LoopOffice:
    """An office whose units send workbooks and get them back."""

    def __init__(self, folder: Path, townships: Sequence[str] = TOWNSHIPS) -> None:
        self.home, self.site = folder / "home", folder / "site"
        self.inbox = self.site / "inbox"
        (self.site / "schemes").mkdir(parents=True)
        self.inbox.mkdir()
        copy(DEFAULT_SITE / "schemes" / "township-2023.yaml", self.site / "schemes")
        (self.site / "site.yaml").write_text(SETTINGS, encoding="utf-8")
        (self.site / "units.csv").write_text(_units(townships), encoding="utf-8")
        self._passes = 0

    def copy(self, folder: Path) -> "LoopOffice":
        """The same office once more, in another folder: making one takes longer."""
        copytree(self.home.parent, folder)
        copied = LoopOffice.__new__(LoopOffice)
        copied.home, copied.site, copied._passes = folder / "home", folder / "site", self._passes
        copied.inbox = copied.site / "inbox"
        return copied

    @cached_property
    def office(self) -> Office:
        office = open_office(self.site, self.home)
        office.prepare()
        return office

    def send(self, name: str, content: bytes | openpyxl.Workbook, at: str) -> None:
        """A workbook arrives, at that time in Beijing; nothing reads it yet."""
        path = self.inbox / name
        path.write_bytes(saved(content) if isinstance(content, openpyxl.Workbook) else content)
        moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
        os.utime(path, (moment, moment))

    def run(self) -> Intake:
        """One pass."""
        self._passes += 1
        return take_in(self.office, f"pass-{self._passes}")

    def take(self, name: str, content: bytes | openpyxl.Workbook, at: str) -> Intake:
        """A workbook arrives and is taken in."""
        self.send(name, content, at)
        return self.run()

    def rows(self, query: str) -> list[tuple]:
        with self.office.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def statuses(self) -> dict[tuple[str, str], str]:
        """(form, period) → status of the newest version, of all reports there are."""
        told = self.rows("SELECT form, period, status FROM bi_report_status WHERE status <> 'missing'")
        return {(form, period): status for form, period, status in told}

    def findings(self) -> list[tuple[str, str, str]]:
        """(code, cell, state) of the findings of the newest versions."""
        return self.rows(
            "SELECT code, cell, state FROM bi_finding WHERE state <> 'superseded' ORDER BY period, form, cell, code"
        )

    def paths(self) -> list[str]:
        """The returned workbooks there are."""
        return sorted(
            path.relative_to(self.home).as_posix() for path in (self.home / "returned").rglob("*.xlsx")
        )

    def workbook_of(self, file_name: str) -> openpyxl.Workbook:
        """What came back for a submitted file."""
        [(reason,)] = self.rows(f"SELECT reason FROM bi_submission WHERE file_name = '{file_name}'")
        return openpyxl.load_workbook(self.home / reason.rpartition("退回件：")[2])


def _units(townships: Sequence[str]) -> str:
    lines = [
        "code,name,kind,parent,group,short_names,valid_from,valid_to,successor",
        "3213,宿迁市,city,,,,,,",
        "321302,宿城区,district,3213,,,,,",
    ]
    lines.append("3213ZY,宿迁职业学院,college,3213,,,,,")
    lines += [
        f"{code},{UNITS[kind]},{kind},{'3213' if kind == 'city_office' else '321302'},,,,,"
        for kind, code in CODES.items()
    ]
    lines.append(f"3213ZYJX,{UNITS['college_department']},college_department,3213ZY,,,,,")
    lines += [f"3213022{number:02},{name},township,321302,,,,," for number, name in enumerate(townships)]
    return "\n".join(lines) + "\n"


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def coloured(sheet: Worksheet) -> dict[str, str]:
    """Cell → level of every coloured cell."""
    fills = (
        (cell.coordinate, cell.fill.fgColor.rgb)
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    )
    return {place: FILLED[colour] for place, colour in fills if colour in FILLED}


def opinions(workbook: openpyxl.Workbook) -> list[dict[str, object]]:
    """The lines of the first sheet by header, with ``row``, the sheet's row."""
    sheet = workbook.worksheets[0]
    first = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == HEADERS[0])
    return [
        {"row": row, **{header: sheet.cell(row, column).value for column, header in enumerate(HEADERS, 1)}}
        for row in range(first + 1, sheet.max_row + 1)
    ]


def heading(workbook: openpyxl.Workbook) -> list[str]:
    """The lines above the list."""
    return [
        row[0]
        for row in workbook.worksheets[0].iter_rows(max_row=7, values_only=True)
        if row[0] and row[0] != HEADERS[0]
    ]


def explain(workbook: openpyxl.Workbook, words: str) -> openpyxl.Workbook:
    """Write 核实说明 beside every query."""
    for line in opinions(workbook):
        if line["级别"] == "核实性错误":
            workbook.worksheets[0].cell(line["row"], HEADERS.index("核实说明") + 1).value = words
    return workbook
