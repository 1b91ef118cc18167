"""The page 新办公室第一天, followed to the letter: its commands are run, its files written, its output found."""

import re
import shlex
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

from schemas.periods import add_months, period_of
from tests.support.offices import BEIJING

PAGE = Path(__file__).parents[2] / "docs" / "handbook" / "first-day.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VILLAGES = {"城关中心校": ("红旗村", 120, 60, 180, 2, "随迁"), "河东中心校": ("河东村", 30, 20, 50, 0, None)}


def as_of_today(text: str) -> str:
    """The page with the dates that it tells its reader to put in."""
    today = datetime.now(BEIJING).date()
    last = add_months(period_of(today), -1)
    before = str(int(last[:4]) - 1)
    text = text.replace("2024-02-28", (today + timedelta(days=14)).isoformat())
    return text.replace("2023-01", f"{before}-01").replace("2024-01", last).replace("2024", last[:4])


def fill(folder: Path, inbox: Path) -> None:
    """What the units do with their blanks: one village each, in the first row below the header."""
    for path in sorted(folder.glob("*.xlsx")):
        unit = next(name for name in VILLAGES if name in path.name)
        workbook = openpyxl.load_workbook(path)
        sheet = workbook["控辍保学月报表"]
        first = next(cell.row for cell in sheet["A"] if cell.value == 1)
        for column, value in enumerate(VILLAGES[unit], 2):
            sheet.cell(first, column).value = value
        calculate_sums(sheet)
        workbook.save(inbox / path.name)


def calculate_sums(sheet) -> None:
    """What Excel does with the sums of a sheet when it is saved."""
    for cell in [cell for row in sheet.iter_rows() for cell in row]:
        if isinstance(cell.value, str) and (summed := re.fullmatch(r"=SUM\((\w+:\w+)\)", cell.value)):
            cell.value = sum(each.value or 0 for (each,) in sheet[summed[1]])


def typed(line: str, kaohe) -> subprocess.CompletedProcess:
    """A line that the reader types."""
    command, *arguments = shlex.split(line)
    if command == "kaohe":
        return kaohe(*arguments)
    return subprocess.run(["bash", "-ec", line], capture_output=True, text=True)


def test_the_page_leads_from_an_empty_folder_to_a_first_score(tmp_path, kaohe, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = ""
    for language, content in BLOCK.findall(as_of_today(PAGE.read_text(encoding="utf-8"))):
        if language == "csv":
            (tmp_path / "jiaxian" / "units.csv").write_text(content, encoding="utf-8")
        elif language == "yaml":
            heading, _, text = content.partition("\n")
            (tmp_path / heading.removeprefix("# ")).write_text(text, encoding="utf-8")
        elif language == "text":
            wanted = {" ".join(line.split()) for line in content.splitlines()}
            assert {line for line in wanted if line not in " ".join(said.split())} == set(), said
        elif language == "bash":
            if (tmp_path / "空白表").exists():
                fill(tmp_path / "空白表", tmp_path / "jiaxian" / "submissions")
            said = ""
            for line in content.splitlines():
                done = typed(line, kaohe)
                assert done.returncode == 0, f"{line}{done.stdout}{done.stderr}"
                said += done.stdout + done.stderr
    returned = list((tmp_path / "jiaxian-home" / "returned").rglob("*.xlsx"))
    assert not returned, "both reports were sound"
