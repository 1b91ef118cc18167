"""What the ``kaohe`` command says of a pass: progress while it runs, a summary at its end, the report matrix;
read from the BI views.
"""

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd
from click.core import ParameterSource
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import make_url, text

from assets.indicators.markdown_tables import shown, value_text_of
from assets.monitoring.markdown_tables import in_order_of_codes, talk_list
from assets.scores.conclusions import gaps_by_unit
from assets.submissions.steward.overview import STATUS_WORDS
from assets.submissions.steward.reminders import Reminder, open_reports
from assets.submissions.steward.reporting_rates import (
    COUNTS,
    FORMS,
    RATES,
    UNITS,
    rates_of_period_and_year,
    reporting_rates,
    shown_rates,
)
from schemas.figures import exact, points_text
from schemas.scheme import Scheme
from warehouse.ledger.progress import report_progress as progress_of
from warehouse.ledger.returns import FOLDER
from warehouse.office import Office
from warehouse.office import Progress as OnProgress

if TYPE_CHECKING:
    from pipelines.orchestration.execution import Pass
    from schemas.catalogue import Catalogue

CONCLUSION_STYLES = {"达标": "green", "未达标": "red", "无法判定": "yellow"}
LIGHT_STYLES = {"绿": "green", "黄": "yellow", "红": "red", "蓝": "blue"}
STATUS_MARKS = {
    "missing": "缺",
    "nil": "零",
    "accepted": "✓",
    "accepted_with_queries": "核",
    "accepted_by_decision": "特",
    "partly_accepted": "部",
    "returned": "退",
}
"""One character a status: a district's matrix has a dozen columns."""
MOST_LINES = 25
STATUS_STYLES = {
    "missing": "bold red",
    "returned": "red",
    "partly_accepted": "yellow",
    "accepted_with_queries": "yellow",
    "accepted_by_decision": "cyan",
    "accepted": "green",
    "nil": "green",
}


@contextmanager
def progress(console: Console) -> Iterator[OnProgress]:
    """A progress bar a stage; gives the function to tell it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        stages: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done, total=total)

        yield tell


def read_view(office: Office, view: str, **conditions: Any) -> pd.DataFrame:
    """The rows of a BI view where its columns equal the conditions (None: any)."""
    given = {column: value for column, value in conditions.items() if value is not None}
    where = " AND ".join(f"{column} = :{column}" for column in given)
    query = text(f"SELECT * FROM {view}" + (f" WHERE {where}" if where else ""))  # noqa: S608 — names of ours, values bound
    with office.engine.connect() as connection:
        return pd.read_sql(query, connection, params=given)


def report_status(office: Office, period: str | None) -> pd.DataFrame:
    """bi_report_status of a period (default: the newest there is)."""
    rows = read_view(office, "bi_report_status", site=office.site.id)
    wanted = period or (rows["period"].max() if len(rows) else None)
    return rows[rows["period"] == wanted]


def as_data(office: Office, done: "Pass") -> dict[str, Any]:
    """The summary of a pass for a script."""
    results = {
        view: [
            read_view(office, view, scheme=scheme.id, period=period)
            for period in done.periods
            for scheme in office.schemes
        ]
        for view in ("bi_score", "bi_conclusion")
    }
    return {
        "site": office.site.id,
        "as_of": office.as_of.isoformat(),
        "home": str(office.home),
        "returned": str(office.home / FOLDER),
        "periods": list(done.periods),
        "submissions": _counts(read_view(office, "bi_submission", site=office.site.id), "status"),
        "reports": _counts(read_view(office, "bi_report_status", site=office.site.id), "status"),
        "scores": json_rows(results["bi_score"]),
        "conclusions": json_rows(results["bi_conclusion"]),
        "illustrative": {scheme.id: list(scheme.illustrative) for scheme in office.schemes},
    }


def json_rows(frames: list[pd.DataFrame]) -> list[dict[str, Any]]:
    """The rows of the frames for JSON, which knows no NaN."""
    return [
        row for frame in frames for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]


def _counts(frame: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(key): int(count) for key, count in frame[column].value_counts().sort_index().items()}


def print_summary(console: Console, office: Office, done: "Pass") -> None:
    """What came in, what went back, the scores, and where things lie."""
    console.print(f"\n[bold]{office.site.name}[/bold]　截至 {office.as_of:%Y年%-m月%-d日}")
    _print_received(console, read_view(office, "bi_submission", site=office.site.id))
    _print_returned(console, office, read_view(office, "bi_report_status", site=office.site.id))
    if not done.periods:
        console.print("没有新报表，各月考核结果不变。")
    _print_results(console, office)
    _print_places(console, office)


def _print_received(console: Console, submissions: pd.DataFrame) -> None:
    words = {
        "accepted": "全部通过",
        "partly_accepted": "部分通过",
        "returned": "退回",
        "set_aside": "待认定",
        "rejected": "无法处理",
        "duplicate": "重复文件",
        "received": "待处理",
    }
    counts = _counts(submissions, "status")
    console.print(
        f"收到文件 {len(submissions)} 个："
        + "，".join(f"{word} {counts[key]}" for key, word in words.items() if key in counts)
    )
    for status in ("set_aside", "rejected"):
        _print_files(console, words[status], submissions[submissions["status"] == status])


def _print_files(console: Console, word: str, files: pd.DataFrame) -> None:
    """A line a file: its name and why it was not taken."""
    for row in files.itertuples():
        console.print(
            f"  [yellow]{word}[/yellow] {escape(row.file_name)}：{escape(row.reason or '')}", soft_wrap=True
        )


def _print_returned(console: Console, office: Office, reports: pd.DataFrame) -> None:
    counts = _counts(reports, "status")
    console.print(
        f"应报报表 {len(reports)} 份："
        + "，".join(f"{word} {counts[key]}" for key, word in STATUS_WORDS.items() if key in counts)
    )
    back = reports[reports["status"].isin(["returned", "missing"])]
    if back.empty:
        return
    table = Table(title="退回与缺报", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for header in ("报告期", "单位", "报表", "状态", "强制性错误"):
        table.add_column(header)
    for row in back.sort_values(["period", "unit_code", "form"]).head(MOST_LINES).itertuples():
        errors = "" if row.status == "missing" else str(int(row.errors))
        table.add_row(
            row.period,
            row.unit_name,
            office.forms.name(row.form),
            _styled(STATUS_WORDS[row.status], STATUS_STYLES[row.status]),
            errors,
        )
    console.print(table)
    if len(back) > MOST_LINES:
        console.print(f"另有 {len(back) - MOST_LINES} 份，用 {_command('status')} 查看。")


def _print_results(console: Console, office: Office) -> None:
    """What every scheme says of the newest period that it assessed, and which of its weights and targets are
    only examples.
    """
    for scheme in office.schemes:
        scores = read_view(office, "bi_score", scheme=scheme.id)
        if scores.empty:
            continue
        period = scores["period"].max()
        indicators, conclusions, items, monitoring = (
            read_view(office, view, scheme=scheme.id, period=period)
            for view in ("bi_indicator", "bi_conclusion", "bi_conclusion_item", "bi_monitoring")
        )
        if scheme.gives_points:
            grades = read_view(office, "bi_grade", scheme=scheme.id, period=period)
            of_period = scores[scores["period"] == period]
            _print_scores(console, scheme, of_period, indicators, grades)
        elif len(conclusions):
            _print_conclusions(console, f"{scheme.title}（{period}）", conclusions, items)
        else:
            _print_monitored(console, f"{scheme.title}（{period}，只监测，不计分）", indicators)
        _print_talk_list(console, monitoring)
        if scheme.illustrative:
            console.print(f"  [dim]示例：{escape(' '.join(scheme.illustrative))}[/dim]", soft_wrap=True)


def _print_scores(
    console: Console, scheme: Scheme, scores: pd.DataFrame, indicators: pd.DataFrame, grades: pd.DataFrame
) -> None:
    """One scheme's scores, the units' lights and grades beside them; of very many units the best of each
    group.
    """
    grade_of = dict(zip(grades["unit_code"], grades["grade"], strict=True))
    lights = {
        unit: " ".join(_styled(each, LIGHT_STYLES.get(each, "white")) for each in lit)
        for unit, lit in _lights(indicators)
    }
    placed = scores.sort_values(["group_name", "rank", "unit_code"])
    shown = placed.groupby("group_name", dropna=False, sort=False).head(MOST_LINES)
    title = f"{scheme.title}（{scores['period'].max()}）"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for header in ("组别", "名次", "单位", "得分", "满分", *(("等次",) if grade_of else ()), "亮灯"):
        table.add_column(header)
    for row in shown.itertuples():
        table.add_row(
            row.group_name or "",
            "" if pd.isna(row.rank) else str(int(row.rank)),
            row.unit_name,
            "不适用" if pd.isna(row.score) else points_text(exact(row.score), scheme.decimals),
            f"{row.full_score:g}",
            *([grade_of.get(row.unit_code, "")] if grade_of else []),
            lights.get(row.unit_code, ""),
        )
    console.print(table)
    if len(placed) > len(shown):
        console.print(f"  另有 {len(placed) - len(shown)} 个单位，见 bi_score。")


def _lights(indicators: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """By unit the lights of its indicators, as far as they have one, in the order of the indicators'
    codes.
    """
    lit = indicators.dropna(subset=["light"]).sort_values("indicator", key=in_order_of_codes)
    for unit, rows in lit.groupby("unit_code", sort=False):
        yield unit, rows["light"].tolist()


def _print_conclusions(console: Console, title: str, conclusions: pd.DataFrame, items: pd.DataFrame) -> None:
    """What a scheme without points concludes of each unit, with the list of its gaps."""
    console.print(title)
    gaps = gaps_by_unit(items)
    for row in conclusions.sort_values("unit_code").itertuples():
        counts = f"达标 {row.passed} 项，未达标 {row.failed} 项" + (
            f"，无法判定 {row.missing} 项" if row.missing else ""
        )
        console.print(
            f"  {row.unit_name}：{_styled(row.conclusion, CONCLUSION_STYLES[row.conclusion])}（{counts}）",
            soft_wrap=True,
        )
        for gap in gaps.get(row.unit_code, ()):
            console.print(f"    {escape(gap)}", soft_wrap=True)


def _print_monitored(console: Console, title: str, indicators: pd.DataFrame) -> None:
    """The values of a scheme that only monitors, unit by unit."""
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for header in ("单位", "指标", "完成值", "目标值", "亮灯"):
        table.add_column(header)
    for row in (
        indicators.sort_values(["unit_code", "indicator"], key=in_order_of_codes)
        .head(MOST_LINES)
        .itertuples()
    ):
        target = "" if pd.isna(row.target) else shown(row.target, row.unit_of_measure)
        light = "" if pd.isna(row.light) else _styled(row.light, LIGHT_STYLES.get(row.light, "white"))
        table.add_row(row.unit_name, escape(row.indicator_name), value_text_of(row), target, light)
    console.print(table)
    if len(indicators) > MOST_LINES:
        console.print(f"  另有 {len(indicators) - MOST_LINES} 行，见 bi_indicator。")


def _print_talk_list(console: Console, monitoring: pd.DataFrame) -> None:
    """The units that are to be talked to about being behind the pace, and with how many indicators."""
    listed = talk_list(monitoring)
    if len(listed):
        units = "、".join(f"{row.unit_name} {row.items} 项" for row in listed.itertuples())
        console.print(f"  连续落后，应约谈：{units}", soft_wrap=True)


def _print_places(console: Console, office: Office) -> None:
    console.print("在哪里看：")
    for word, place in {
        "退回件（按报告期分文件夹）": office.home / FOLDER,
        "原始文件存档": office.archive,
        "入库明细（Parquet）": office.store.place.location("facts"),
        "数据库（BI 读 bi_ 开头的视图）": make_url(
            office.warehouse_url
        ).render_as_string(),  # without the password
        "逐单位报送情况": _command("status"),
        "约谈名单、整改清单、差额": _command("watch --gaps"),
        "页面": f"{_command('ui') if _same_office() else 'make ui'}，然后打开 http://127.0.0.1:3000",
    }.items():
        console.print(f"  {word}：{place}", soft_wrap=True)


def _command(words: str) -> str:
    """A command as it can be typed here, for the same office: by its name where that is found, else by its
    path.
    """
    program, here = Path(sys.argv[0]), Path.cwd()
    typed = (
        program.name
        if shutil.which(program.name)
        else str(program.relative_to(here) if program.is_relative_to(here) else program)
    )
    return " ".join([typed, words, *_same_office()])


def _same_office() -> list[str]:
    """The options of this command line that name the office."""
    context = click.get_current_context(silent=True)
    if context is None:
        return []
    given = (
        name for name in ("site", "home") if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    )
    return [f"--{name} {shlex.quote(str(context.params[name]))}" for name in given]


def print_status(console: Console, office: Office, rows: pd.DataFrame) -> None:
    """The report matrix: a row a unit, a column a form; a late report is marked 迟."""
    if rows.empty:
        console.print("没有应报的报表。")
        return
    period = rows["period"].iloc[0]
    forms = sorted(rows["form"].unique())
    table = Table(title=f"{office.site.name} {period} 报送情况", title_justify="left", padding=(0, 0))
    table.add_column("单位", no_wrap=True)
    for form in forms:
        table.add_column(form, no_wrap=True)
    for _, unit in rows.sort_values("unit_code").groupby("unit_code", sort=False):
        places = {row.form: row for row in unit.itertuples()}
        cells = [_status_cell(places[form]) if form in places else "" for form in forms]
        table.add_row(unit["unit_name"].iloc[0], *cells)
    console.print(table)
    marks = "，".join(
        f"{_styled(mark, STATUS_STYLES[key])} {STATUS_WORDS[key]}" for key, mark in STATUS_MARKS.items()
    )
    console.print(f"{marks}，迟 迟报")
    console.print("　".join(office.forms.name(form) for form in forms))


def print_set_aside(console: Console, office: Office) -> None:
    """The files of which somebody must say whose they are and for when."""
    files = read_view(office, "bi_submission", site=office.site.id, status="set_aside")
    if len(files):
        console.print(f"待认定的文件 {len(files)} 个（没有计入任何报表）：")
        _print_files(console, "待认定", files.sort_values("received_at"))


def print_replay(
    console: Console, office: Office, rule: str, periods: Sequence[str], rows: pd.DataFrame
) -> None:
    """What a rule would newly return, or which rows it would hold, in those periods."""
    months = "、".join(sorted(set(periods)))
    returned, held = rows[rows["outcome"] == "returned"], rows[rows["outcome"] == "partly_accepted"]
    also = f"，另有 {len(held)} 份报表留置 {int(held['rows_held'].sum())} 行" if len(held) else ""
    console.print(f"规则 {rule} 若定为强制性错误，{months} 将新退回 {len(returned)} 份报表{also}。")
    if len(rows):
        table = Table(box=None, padding=(0, 2, 0, 0))
        for header in ("报告期", "单位", "报表", "结果", "处数", "第一处"):
            table.add_column(header)
        for row in rows.itertuples():
            outcome = "退回" if row.outcome == "returned" else f"留置 {row.rows_held} 行"
            unit = office.site.registry.get(row.unit_code).name
            table.add_row(
                row.period, unit, office.forms.name(row.form), outcome, str(row.findings), escape(row.message)
            )
        console.print(table)
    console.print("以上只是推演，没有改动任何数据。")


def _status_cell(report: Any) -> str:
    late = "迟" if report.late and report.status != "missing" else ""
    return _styled(STATUS_MARKS[report.status] + late, STATUS_STYLES[report.status])


def _styled(word: str, style: str) -> str:
    return f"[{style}]{word}[/{style}]"


def report_progress(office: Office) -> pd.DataFrame:
    """Who owed, sent and was returned what, over all periods; see
    ``warehouse.ledger.progress.report_progress``.
    """
    with office.engine.connect() as connection:
        return progress_of(connection, office.site.id)


def rates_as_data(progress: pd.DataFrame, period: str, as_of: date) -> dict[str, Any]:
    """The rates of a period and of its year so far, for a script: in all, by unit and by form; a missing rate
    is None.
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
    """The rates of a period and of its year so far: a row a unit, then a row a form, each with a row for
    all.
    """
    for title, by in (("各单位报送率", UNITS), ("各报表报送率", FORMS)):
        headers, cells = shown_rates(progress, period, as_of, by, forms)
        if not cells:
            return
        table = Table(
            title=f"{title}（{period}，截至 {as_of:%Y年%-m月%-d日}）",
            title_justify="left",
            box=None,
            padding=(0, 2, 0, 0),
        )
        for number, header in enumerate(headers):
            table.add_column(
                header, justify="right" if number else "left", no_wrap=not number, overflow="fold"
            )
        for row in cells:
            table.add_row(*row)
        console.print(table)
    total = reporting_rates(progress, [period], as_of)
    if waiting := int(total["owed"].iloc[0] - total["due"].iloc[0]):
        console.print(f"另有 {waiting} 份还没有到期，不计入。")
    console.print(
        "报送率＝已报÷到期应报，按时率＝按时÷到期应报，一次通过率＝第一次就通过的÷报过的；都按报表份数计算，只计已到期的。"
    )


def reminders_as_data(
    office: Office, progress: pd.DataFrame, written: list[Reminder], posted: int | None
) -> dict[str, Any]:
    """The reminders for a script; ``posted``: messages that went to the group, None if that was not asked
    for.
    """
    listed = open_reports(progress, office.as_of, office.forms)
    listed["due_on"] = [day.isoformat() if day else None for day in listed["due_on"]]
    reports = {
        period: rows.drop(columns="period").to_dict("records") for period, rows in listed.groupby("period")
    }
    return {
        "site": office.site.id,
        "as_of": office.as_of.isoformat(),
        "posted": posted,
        "periods": [
            {"period": each.period, "text": each.text, "reports": reports.get(each.period, [])}
            for each in written
        ],
    }
