"""Small offices to run passes for: a few townships of 宿城区 that owe one month."""

import csv
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import text

from pipelines.orchestration.execution import Pass, run_pass
from warehouse.office import DEFAULT_SITE, Office, open_office

BEIJING = ZoneInfo("Asia/Shanghai")

SETTINGS = """id: small
name: 小样例教育局
periods:
  history: 2023-01
  first: {first}
  last: {last}
as_of: {as_of}
due_day: 5
inbox: inbox
"""


def write_site(
    folder: Path,
    townships: Sequence[str] | None = None,
    first: str = "2023-11",
    last: str = "2023-11",
    as_of: str = "2023-12-10",
) -> Path:
    """A site beside the sample's: its units, with ``townships`` only these, its scheme for townships, an
    empty inbox.
    """
    (folder / "schemes").mkdir(parents=True)
    (folder / "inbox").mkdir()
    (folder / "site.yaml").write_text(SETTINGS.format(first=first, last=last, as_of=as_of), encoding="utf-8")
    shutil.copy(DEFAULT_SITE / "schemes" / "township-2023.yaml", folder / "schemes")
    with (DEFAULT_SITE / "units.csv").open(encoding="utf-8", newline="") as source:
        lines = list(csv.DictReader(source))
    kept = [
        line
        for line in lines
        if line["code"] in ("3213", "321302", "321302JYJ")
        or (line["kind"] == "township" and (townships is None or line["name"] in townships))
    ]
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return folder


def copy_of_sample_site(folder: Path, first: str) -> Path:
    """The sample's site with an empty inbox, of which reports are owed from ``first`` on."""
    shutil.copytree(DEFAULT_SITE, folder, ignore=shutil.ignore_patterns("submissions", "sample", "*.py"))
    (folder / "submissions").mkdir()
    settings = folder / "site.yaml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    changed = [f"  first: {first}" if line.strip().startswith("first:") else line for line in lines]
    settings.write_text("\n".join(changed), encoding="utf-8")
    return folder


def write_sample_quarter(folder: Path) -> None:
    """The sample's fourth quarter: the workbooks at the top of its inbox, with reports owed from October on.
    A pass of it takes a third of the time of the whole year's.
    """
    inbox = copy_of_sample_site(folder, first="2023-10") / "submissions"
    for path in (DEFAULT_SITE / "submissions").glob("*.xlsx"):
        shutil.copy2(path, inbox)
    lines = (DEFAULT_SITE / "submissions" / "received.csv").read_text(encoding="utf-8").splitlines()
    (inbox / "received.csv").write_text(
        "\n".join(line for line in lines if "/" not in line), encoding="utf-8"
    )


def received_in_sample(file_name: str) -> str:
    """When a file of the sample was received, as its list of receipts says."""
    with (DEFAULT_SITE / "submissions" / "received.csv").open(encoding="utf-8", newline="") as lines:
        return next(line["received_at"] for line in csv.DictReader(lines) if line["file_name"] == file_name)


def send(inbox: Path, name: str, content: bytes, at: str) -> Path:
    """Put a file into an inbox, received at that time in Beijing."""
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = datetime.fromisoformat(at).replace(tzinfo=BEIJING).timestamp()
    os.utime(path, (moment, moment))
    return path


class SmallOffice:
    """An office of a few townships: workbooks are sent to it, passes are run, its BI views are read."""

    def __init__(
        self,
        folder: Path,
        townships: Sequence[str] = ("耿车镇", "埠子镇"),
        prepared_home: Path | None = None,
        warehouse_url: str | None = None,
        **site: str,
    ) -> None:
        self.site_folder = write_site(folder / "site", townships, **site)
        self.home, self.warehouse_url = folder / "home", warehouse_url
        if prepared_home:
            shutil.copytree(prepared_home, self.home)
        self.inbox = self.site_folder / "inbox"

    @cached_property
    def office(self) -> Office:
        office = open_office(self.site_folder, self.home, warehouse_url=self.warehouse_url)
        office.prepare()
        return office

    def send(self, name: str, content: bytes, at: str = "2023-12-01 09:00") -> Path:
        """Put a workbook into the inbox, received at that time in Beijing."""
        return send(self.inbox, name, content, at)

    def run(self, period: str | None = None) -> Pass:
        """One pass over the inbox."""
        return run_pass(self.office, period)

    def view(self, name: str, **conditions: object) -> pd.DataFrame:
        """The rows of a BI view whose columns equal the conditions."""
        return read_view(self.office, name, **conditions)

    def status_of(self, form: str, unit: str = "耿车镇") -> tuple[str, object]:
        """(status, version) of the newest report of a form."""
        (row,) = self.view("bi_report_status", form=form, unit_name=unit).itertuples()
        return row.status, row.version

    def figure(self, indicator: str, unit: str = "耿车镇") -> float | None:
        """The numerator of an indicator of the townships' scheme in the newest period assessed."""
        rows = self.view("bi_indicator", indicator=indicator, unit_name=unit).sort_values("period")
        numerator = rows["numerator"].iloc[-1]
        return None if pd.isna(numerator) else float(numerator)


@dataclass(frozen=True)
class SampleRun:
    """The sample office after one run: its home folder, what the command printed, the office to read it
    with.
    """

    home: Path
    output: str
    office: Office

    def view(self, name: str, **conditions: object) -> pd.DataFrame:
        """The rows of a BI view whose columns equal the conditions."""
        return read_view(self.office, name, **conditions)


def read_view(office: Office, name: str, **conditions: object) -> pd.DataFrame:
    """The rows of a view or table of the serving database whose columns equal the conditions."""
    where = " AND ".join(f"{column} = :{column}" for column in conditions) or "TRUE"
    with office.engine.connect() as connection:
        return pd.read_sql(text(f"SELECT * FROM {name} WHERE {where}"), connection, params=conditions)


def as_day(value: object) -> date:
    """A date of the database, which SQLite keeps as text."""
    return date.fromisoformat(str(value)[:10])
