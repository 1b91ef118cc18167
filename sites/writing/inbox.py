"""A sample inbox: the workbooks of submissions/ and received.csv with the times of receipt. The same parcels
give the same bytes.
"""

import csv
import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl.workbook import Workbook

from sites.writing.files import save
from sites.writing.habits import Habits
from sites.writing.people import Population
from sites.writing.sheets import Cover, Report, add_guide, add_styles, draw


@dataclass(frozen=True)
class Parcel:
    """One workbook that reached the inbox; ``copy_of`` names the file of which it is a plain copy."""

    file_name: str
    received_at: datetime
    habits: Habits
    year: int
    month: int
    reports: tuple[Report, ...] = ()
    copy_of: str | None = None


def write_inbox(folder: Path, parcels: Iterable[Parcel]) -> None:
    """Write all workbooks and received.csv into the folder, instead of those that lie there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*.xlsx"):
        old.unlink()
    lines = []
    for parcel in parcels:
        lines.append((parcel.file_name, parcel.received_at.isoformat()))
        if parcel.copy_of:
            shutil.copyfile(folder / parcel.copy_of, folder / parcel.file_name)
        else:
            (folder / parcel.file_name).parent.mkdir(exist_ok=True)
            write_workbook(parcel, folder / parcel.file_name)
    with (folder / "received.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file_name", "received_at"))
        writer.writerows(sorted(lines, key=lambda line: line[::-1]))


def write_workbook(parcel: Parcel, path: Path) -> None:
    """Write one parcel's workbook: a sheet for each report, in the clerk's own hand."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook, parcel.habits)
    clerks = Population(f"clerks of {parcel.habits.unit_name}")
    phone = f"1990000{random.Random(parcel.file_name).randrange(10_000):04}"
    cover = Cover(parcel.year, parcel.month, parcel.received_at.date(), clerks.name(), clerks.name(), phone)
    formulas = {}
    for report in parcel.reports:
        values = draw(workbook, report, cover, parcel.habits)
        formulas[workbook.sheetnames[-1]] = values
    if parcel.habits.guide:
        add_guide(workbook, parcel.habits)
    workbook.active = 1 if parcel.habits.guide else 0
    save(workbook, formulas, path, parcel.habits.unit_name, parcel.received_at - timedelta(minutes=20))
