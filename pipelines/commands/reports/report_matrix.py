"""Who has reported what: the matrix of units and forms, the files that are set aside, and the reporting
rates.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from assets.submissions.steward.overview import FILE_WORDS, STATUS_WORDS
from assets.submissions.steward.reporting_rates import (
    COUNTS,
    FORMS,
    RATES,
    UNITS,
    rates_of_period_and_year,
    reporting_rates,
    shown_rates,
)
from warehouse.ledger.candidates import possible_reports
from warehouse.office import Office
from warehouse.standing.progress import report_progress as progress_of

if TYPE_CHECKING:
    from schemas.office.catalogue import Catalogue
from pipelines.commands.output import STATUS_STYLES, print_files, read_view, styled

FOLDED_HEADER = 4
"""How wide a folded header is: two Chinese characters."""
STATUS_MARKS = {
    "missing": "缺",
    "nil": "零",
    "accepted": "✓",
    "accepted_with_queries": "核",
    "accepted_by_decision": "特",
    "partly_accepted": "部",
    "returned": "退",
}
"""One character for each status, because the matrix of a district has a dozen columns."""
ARRIVED_MARKS = {"set_aside": "待", "rejected": "坏"}
"""The marks of a missing report that may be in a file which came and was not taken."""


def report_status(office: Office, period: str | None) -> pd.DataFrame:
    """The rows of bi_report_status of a period, by default of the newest one."""
    rows = read_view(office, "bi_report_status", site=office.site.id)
    wanted = period or (rows["period"].max() if len(rows) else None)
    return rows[rows["period"] == wanted]


def print_status(console: Console, office: Office, rows: pd.DataFrame, progress: pd.DataFrame) -> None:
    """Print the report matrix: one row for each unit, one column for each form. A late report is marked 迟,
    a missing one whose file came has the mark of that file. ``progress``: see ``report_progress``.
    """
    if rows.empty:
        console.print("没有应报的报表。")
        return
    key = ["unit_code", "form", "period"]
    rows = rows.merge(progress[[*key, "arrived"]], on=key, how="left")
    forms = sorted(rows["form"].unique())
    console.print(f"{office.site.name} {rows['period'].iloc[0]} 报送情况")
    for shown in _beside_each_other(forms, rows["unit_name"], console.width):
        console.print(_matrix(rows, shown))
    marks = "，".join(
        f"{styled(mark, STATUS_STYLES[key])} {STATUS_WORDS[key]}" for key, mark in STATUS_MARKS.items()
    )
    arrived = set(rows.loc[rows["status"] == "missing", "arrived"])
    came = "，".join(
        f"{styled(mark, STATUS_STYLES['missing'])} 来了文件，{FILE_WORDS[key]}"
        for key, mark in ARRIVED_MARKS.items()
        if key in arrived
    )
    console.print("；".join(filter(None, (f"{marks}，迟 迟报", came))), soft_wrap=True)
    console.print("　".join(office.forms.name(form) for form in forms), soft_wrap=True)


def _beside_each_other(forms: list[str], units: pd.Series, width: int) -> list[list[str]]:
    """The forms in as many parts as are needed for each to fit on the screen beside the names of the
    units.
    """
    borders, name = 2, max(map(cell_len, units))
    column = 1 + max(cell_len(text) for text in [*forms, *(f"{mark}迟" for mark in STATUS_MARKS.values())])
    most = max(1, (width - borders - name) // column)
    return [forms[start : start + most] for start in range(0, len(forms), most)]


def _matrix(rows: pd.DataFrame, forms: list[str]) -> Table:
    table = Table(padding=(0, 0))
    table.add_column("单位", no_wrap=True)
    for form in forms:
        table.add_column(form, no_wrap=True)
    for _, unit in rows[rows["form"].isin(forms)].sort_values("unit_code").groupby("unit_code", sort=False):
        places = {row.form: row for row in unit.itertuples()}
        cells = [_status_cell(places[form]) if form in places else "" for form in forms]
        table.add_row(unit["unit_name"].iloc[0], *cells)
    return table


def print_files_not_taken(console: Console, office: Office, progress: pd.DataFrame) -> None:
    """Print the files that somebody has to assign to a unit and a period, and those that could not be used
    and may hold a report that is still missing.
    """
    files = read_view(office, "bi_submission", site=office.site.id).sort_values("received_at")
    aside = files[files["status"] == "set_aside"]
    if len(aside):
        console.print(f"待认定的文件 {len(aside)} 个（没有计入任何报表）：")
        print_files(console, FILE_WORDS["set_aside"], aside)
    unusable = files[files["submission_id"].isin(_unusable(office, progress))]
    if len(unusable):
        console.print(f"无法处理的文件 {len(unusable)} 个（其中可能有缺报的报表）：")
        print_files(console, FILE_WORDS["rejected"], unusable)


def _unusable(office: Office, progress: pd.DataFrame) -> set[str]:
    """The rejected files that may hold a report which is still missing."""
    with office.engine.connect() as connection:
        possible = possible_reports(connection, office.site.id)
    missing = progress[progress["status"] == "missing"]
    owed = set(missing[["unit_code", "period", "form"]].itertuples(index=False, name=None))
    of_unit = {(unit, period, None) for unit, period, _ in owed}
    return {
        each.submission_id
        for each in possible[possible["status"] == "rejected"].itertuples()
        if (each.unit_code, each.period, each.form) in owed | of_unit
    }


def _status_cell(report: Any) -> str:
    if report.status == "missing":
        mark = ARRIVED_MARKS.get(report.arrived, STATUS_MARKS["missing"])
        return styled(mark, STATUS_STYLES["missing"])
    late = "迟" if report.late else ""
    return styled(STATUS_MARKS[report.status] + late, STATUS_STYLES[report.status])


def report_progress(office: Office) -> pd.DataFrame:
    """What each unit owed, sent and got back, over all periods. See
    ``warehouse.standing.progress.report_progress``.
    """
    with office.engine.connect() as connection:
        return progress_of(connection, office.site.id)


def rates_as_data(progress: pd.DataFrame, period: str, as_of: date) -> dict[str, Any]:
    """The rates of a period and of its year so far, for a script: in all, by unit and by form. A rate that is
    missing is None.
    """
    groups = {"total": (), "units": UNITS, "forms": FORMS}
    frames = {name: rates_of_period_and_year(progress, period, as_of, by) for name, by in groups.items()}
    spans = {"month": "", "year_to_date": "year_"}
    rates = {
        span: {name: _records(frames[name], groups[name], prefix) for name in ("units", "forms")}
        | {"total": _records(frames["total"], (), prefix)[0]}
        for span, prefix in spans.items()
    }
    return {"period": period, "as_of": as_of.isoformat(), **rates}


def _records(frame: pd.DataFrame, by: tuple[str, ...], prefix: str) -> list[dict[str, Any]]:
    names = [*by, *COUNTS, *RATES]
    chosen = frame[[*by, *(prefix + name for name in [*COUNTS, *RATES])]].set_axis(names, axis=1)
    return chosen.astype(object).where(chosen.notna(), None).to_dict("records")


def print_rates(
    console: Console, progress: pd.DataFrame, period: str, as_of: date, forms: "Catalogue"
) -> None:
    """Print the rates of a period and of its year so far: one row for each unit, then one for each form, and
    one for all of them.
    """
    for title, by in (("各单位报送率", UNITS), ("各报表报送率", FORMS)):
        headers, cells = shown_rates(progress, period, as_of, by, forms)
        if not cells:
            return
        table = Table(
            title=f"{title}（{period}，截至 {as_of:%Y年%-m月%-d日}）",
            title_justify="left",
            box=None,
            padding=(0, 1, 0, 0),
            pad_edge=False,
        )
        table.add_column(headers[0], overflow="fold")
        for column, header in enumerate(headers[1:], start=1):
            # Only the header may be folded: 90.0% on two lines cannot be read.
            widest = max(cell_len(row[column]) for row in cells)
            table.add_column(header, justify="right", overflow="fold", width=max(widest, FOLDED_HEADER))
        for row in cells:
            table.add_row(*row)
        console.print(table)
    total = reporting_rates(progress, [period], as_of)
    if waiting := int(total["owed"].iloc[0] - total["due"].iloc[0]):
        console.print(f"另有 {waiting} 份还没有到期，不计入。")
    console.print(
        "报送率＝已报÷到期应报，按时率＝按时÷到期应报，一次通过率＝第一次就通过的÷报过的；都按报表份数计算，只计已到期的。"
    )
