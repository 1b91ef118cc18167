"""What a pass tells at its end: what is new, how everything stands, the scores, and where everything lies."""

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pandas as pd
from click.core import ParameterSource
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import make_url

from assets.bulletins.places import FOLDER as BULLETINS
from assets.decisions.folder import refused_lines
from assets.indicators.markdown_tables import shown, value_text_of
from assets.monitoring.markdown_tables import in_order_of_codes, talk_list
from assets.scores.conclusions import gaps_by_unit
from assets.scores.moves import moves_in_words
from assets.submissions.steward.overview import FILE_WORDS, STATUS_WORDS
from schemas.figures import exact, points_text
from schemas.scheme import Scheme
from warehouse.ledger.returns import FOLDER
from warehouse.office import Office

if TYPE_CHECKING:
    from pipelines.orchestration.execution import Pass
from pipelines.commands.output import STATUS_STYLES, json_rows, print_files, read_view, styled
from pipelines.commands.pass_news import Standing, news, print_news, standing

CONCLUSION_STYLES = {"达标": "green", "未达标": "red", "无法判定": "yellow"}


LIGHT_STYLES = {"绿": "green", "黄": "yellow", "红": "red", "蓝": "blue"}


MOST_LINES = 25


def as_data(office: Office, done: "Pass") -> dict[str, Any]:
    """The summary of a pass, for a script."""
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
        "refused_decisions": refused_lines(office),
        "submissions": _counts(read_view(office, "bi_submission", site=office.site.id), "status"),
        "reports": _counts(read_view(office, "bi_report_status", site=office.site.id), "status"),
        "scores": json_rows(results["bi_score"]),
        "conclusions": json_rows(results["bi_conclusion"]),
        "illustrative": {scheme.id: list(scheme.illustrative) for scheme in office.schemes},
    }


def _counts(frame: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(key): int(count) for key, count in frame[column].value_counts().sort_index().items()}


def print_summary(console: Console, office: Office, done: "Pass", before: Standing) -> None:
    """Print what is new since ``before``. Then print how everything stands: what came in, what went back, the
    scores, and where everything lies.
    """
    now = standing(office)
    console.print(f"\n[bold]{office.site.name}[/bold]　截至 {office.as_of:%Y年%-m月%-d日}")
    print_news(console, news(before, now), done.periods, office.forms)
    console.print("[bold]现状[/bold]")
    _print_refused_decisions(console, refused_lines(office))
    _print_received(console, now.files)
    _print_returned(console, office, now.reports)
    _print_results(console, office)
    _print_places(console, office)


def _print_refused_decisions(console: Console, refused: list[str]) -> None:
    if refused:
        console.print(f"[yellow]认定表有 {len(refused)} 处没有办理，请改正后再运行：[/yellow]")
        for line in refused[:MOST_LINES]:
            console.print(f"  {escape(line)}")


def _print_received(console: Console, submissions: pd.DataFrame) -> None:
    counts = _counts(submissions, "status")
    console.print(
        f"收到文件 {len(submissions)} 个："
        + "，".join(f"{word} {counts[key]}" for key, word in FILE_WORDS.items() if key in counts),
        soft_wrap=True,
    )
    for status in ("set_aside", "rejected"):
        print_files(console, FILE_WORDS[status], submissions[submissions["status"] == status])


def _print_returned(console: Console, office: Office, reports: pd.DataFrame) -> None:
    counts = _counts(reports, "status")
    console.print(
        f"应报报表 {len(reports)} 份："
        + "，".join(f"{word} {counts[key]}" for key, word in STATUS_WORDS.items() if key in counts),
        soft_wrap=True,
    )
    back = reports[reports["status"].isin(["returned", "missing"])]
    if back.empty:
        return
    console.print("退回与缺报")
    table = Table(box=None, padding=(0, 2, 0, 0))
    for header in ("报告期", "单位", "报表", "状态", "强制性错误"):
        table.add_column(header)
    for row in back.sort_values(["period", "unit_code", "form"]).head(MOST_LINES).itertuples():
        errors = "" if row.status == "missing" else str(int(row.errors))
        table.add_row(
            row.period,
            row.unit_name,
            office.forms.name(row.form),
            styled(STATUS_WORDS[row.status], STATUS_STYLES[row.status]),
            errors,
        )
    console.print(table)
    if len(back) > MOST_LINES:
        console.print(f"另有 {len(back) - MOST_LINES} 份，用 {_command('status')} 查看。")


def _print_results(console: Console, office: Office) -> None:
    """Print the results of every scheme for the newest period that it assessed. Also name its weights and
    targets that are only examples.
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
    """Print the scores of one scheme, with each unit's grade and lights, and who has moved since the month
    before. If a group has very many units, only the best of it are shown.
    """
    grade_of = dict(zip(grades["unit_code"], grades["grade"], strict=True))
    placed = scores.sort_values(["group_name", "rank", "unit_code"])
    shown = placed.groupby("group_name", dropna=False, sort=False).head(MOST_LINES)
    lights = {
        unit: " ".join(styled(each, LIGHT_STYLES.get(each, "white")) for each in lit)
        for unit, lit in _lights(indicators[indicators["unit_code"].isin(shown["unit_code"])])
    }
    console.print(f"{scheme.title}（{scores['period'].max()}）", soft_wrap=True)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for header in ("组别", "名次", "单位", "得分", "满分", *(("等次",) if grade_of else ()), "亮灯"):
        table.add_column(header)
    for row in shown.itertuples():
        table.add_row(
            row.group_name or "",
            "" if pd.isna(row.rank) else str(int(row.rank)),
            row.unit_name,
            _score_text(row.score, scheme.decimals),
            f"{row.full_score:g}",
            *([grade_of.get(row.unit_code, "")] if grade_of else []),
            lights.get(row.unit_code, ""),
        )
    console.print(table)
    if len(placed) > len(shown):
        console.print(f"  另有 {len(placed) - len(shown)} 个单位，见 bi_score。")
    if moves := moves_in_words(scores):
        console.print(f"  与上月相比，{moves}", soft_wrap=True)


def _lights(indicators: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """For each unit the lights of its indicators, in the order of the indicators' codes. Indicators without a
    light are left out.
    """
    lit = indicators.dropna(subset=["light"]).sort_values("indicator", key=in_order_of_codes)
    for unit, rows in lit.groupby("unit_code", sort=False):
        yield unit, rows["light"].tolist()


def _print_conclusions(console: Console, title: str, conclusions: pd.DataFrame, items: pd.DataFrame) -> None:
    """Print what a scheme without points concludes of each unit, and what each unit lacks."""
    console.print(title)
    gaps = gaps_by_unit(items)
    for row in conclusions.sort_values("unit_code").itertuples():
        counts = f"达标 {row.passed} 项，未达标 {row.failed} 项" + (
            f"，无法判定 {row.missing} 项" if row.missing else ""
        )
        console.print(
            f"  {row.unit_name}：{styled(row.conclusion, CONCLUSION_STYLES[row.conclusion])}（{counts}）",
            soft_wrap=True,
        )
        for gap in gaps.get(row.unit_code, ()):
            console.print(f"    {escape(gap)}", soft_wrap=True)


def _print_monitored(console: Console, title: str, indicators: pd.DataFrame) -> None:
    """Print the values of a scheme that only monitors, unit by unit."""
    console.print(title, soft_wrap=True)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for header in ("单位", "指标", "完成值", "目标值", "亮灯"):
        table.add_column(header)
    for row in (
        indicators.sort_values(["unit_code", "indicator"], key=in_order_of_codes)
        .head(MOST_LINES)
        .itertuples()
    ):
        target = "" if pd.isna(row.target) else shown(row.target, row.unit_of_measure)
        light = "" if pd.isna(row.light) else styled(row.light, LIGHT_STYLES.get(row.light, "white"))
        table.add_row(row.unit_name, escape(row.indicator_name), value_text_of(row), target, light)
    console.print(table)
    if len(indicators) > MOST_LINES:
        console.print(f"  另有 {len(indicators) - MOST_LINES} 行，见 bi_indicator。")


def _print_talk_list(console: Console, monitoring: pd.DataFrame) -> None:
    """Print the units that the office has to talk to because they are behind the pace, each with how many
    indicators.
    """
    listed = talk_list(monitoring)
    if len(listed):
        units = "、".join(f"{row.unit_name} {row.items} 项" for row in listed.itertuples())
        console.print(f"  连续落后，应约谈：{units}", soft_wrap=True)


def _print_places(console: Console, office: Office) -> None:
    console.print("在哪里看：")
    context = click.get_current_context(silent=True)
    own = context is None or context.get_parameter_source("site") is not ParameterSource.DEFAULT
    for word, place in {
        "退回件（按报告期分文件夹）": office.home / FOLDER,
        "通报（用 kaohe bulletin 起草、公示、印发）": office.home / BULLETINS,
        "原始文件存档": office.archive,
        "入库明细（Parquet）": office.store.place.location("facts"),
        "数据库（BI 读 bi_ 开头的视图）": make_url(
            office.warehouse_url
        ).render_as_string(),  # without the password
        "逐单位报送情况": _command("status"),
        "约谈名单、整改清单、差额": _command("watch --gaps"),
        "报送平台": f"{_command('desk') if own else 'make ui'}，然后打开 http://127.0.0.1:8100",
        "Dagster 页面": f"{_command('ui') if own else 'make ui'}，然后打开 http://127.0.0.1:3000",
    }.items():
        console.print(f"  {word}：{place}", soft_wrap=True)


def _score_text(score: object, decimals: int) -> str:
    points = exact(score)
    return "不适用" if points is None else points_text(points, decimals)


def _command(words: str) -> str:
    """A command as it can be typed here, for the same office. It begins with the program's name if the shell
    finds it, otherwise with its path.
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
