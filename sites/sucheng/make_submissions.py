"""Write the sample office's inbox: the workbooks of submissions/ and received.csv with the times of their receipt.

    python sites/sucheng/make_submissions.py [FOLDER]

The same program always writes the same bytes; the files in the repository are its output.
"""

import csv
import random
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from openpyxl.workbook import Workbook
from sample.files import save
from sample.mail import Mail, Parcel
from sample.people import Population
from sample.sheets import Cover, add_guide, add_styles, draw


def write_inbox(folder: Path) -> None:
    """Write all workbooks and received.csv into the folder, instead of those that lie there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.xlsx"):
        old.unlink()
    parcels = list(Mail().parcels())
    for parcel in parcels:
        if parcel.copy_of:
            shutil.copyfile(folder / parcel.copy_of, folder / parcel.file_name)
        else:
            write_workbook(parcel, folder / parcel.file_name)
    with (folder / "received.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("file_name", "received_at"))
        writer.writerows(sorted(((p.file_name, p.received_at.isoformat()) for p in parcels), key=lambda line: line[::-1]))


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


if __name__ == "__main__":
    write_inbox(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "submissions")
