"""``kaohe decide``: record, list and revoke decisions of the office."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand, ChineseGroup
from pipelines.commands.options import (
    AS_OF,
    HOME,
    HOME_IN_USE,
    JSON,
    SITE,
    WAREHOUSE,
    DayType,
    PeriodType,
    open_with_schemes,
    read_with_schemes,
)
from schemas.decisions import KINDS, DecisionKind
from warehouse.office import Office


@click.group("decide", cls=ChineseGroup)
def decide() -> None:
    """Without a subcommand it prints the help."""


def _grounded(command: Callable) -> Callable:
    """Add the options that every decision has."""
    for option in reversed(
        (
            click.option("--by", metavar="职务", required=True, help="谁认定：单位或职务，不写姓名。"),
            click.option("--reason", metavar="理由", required=True, help="为什么，一句话。"),
            click.option("--basis", metavar="依据", help="依据的文件或文号。"),
            SITE,
            WAREHOUSE,
            HOME,
            AS_OF,
        )
    ):
        command = option(command)
    return command


def _of_report(command: Callable) -> Callable:
    """Add the arguments that name a report."""
    for argument in reversed(
        (
            click.argument("unit", metavar="单位"),
            click.argument("form", metavar="报表"),
            click.argument("period", metavar="报告期", type=PeriodType()),
        )
    ):
        command = argument(command)
    return command


def _command(kind: DecisionKind) -> Callable:
    return decide.command(str(kind), cls=ChineseCommand, help=f"{KINDS[kind].title}：{KINDS[kind].says}。")


def _decided(record: Callable[..., int], kind: DecisionKind, *particulars: Any, **settings: Any) -> None:
    """Record a decision and print its number."""
    from assets.decisions.recording import CannotDecide, Grounds

    grounds = Grounds(settings.pop("by"), settings.pop("reason"), settings.pop("basis"))
    office: Office = open_with_schemes(**settings)
    try:
        number = record(office, *particulars, grounds)
    except CannotDecide as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"已记录第{number}号认定（{KINDS[kind].title}），下次收件考核时按它重算。")


@_command(DecisionKind.EXTEND)
@_of_report
@click.option("--until", metavar="日期", type=DayType(), required=True, help="延到哪一天。")
@_grounded
def extend(unit: str, form: str, period: str, until: date, **settings: Any) -> None:
    """Extend the deadline of a report."""
    from assets.decisions.recording import extend as record

    _decided(record, DecisionKind.EXTEND, unit, form, period, until, **settings)


@_command(DecisionKind.ACCEPT)
@_of_report
@_grounded
def accept(unit: str, form: str, period: str, **settings: Any) -> None:
    """Accept a report that was returned."""
    from assets.decisions.recording import accept as record

    _decided(record, DecisionKind.ACCEPT, unit, form, period, **settings)


@_command(DecisionKind.WITHDRAW)
@_of_report
@_grounded
def withdraw(unit: str, form: str, period: str, **settings: Any) -> None:
    """Withdraw the version of a report that is in force."""
    from assets.decisions.recording import withdraw as record

    _decided(record, DecisionKind.WITHDRAW, unit, form, period, **settings)


@_command(DecisionKind.ASSIGN)
@click.argument("file", metavar="文件")
@click.option("--unit", metavar="单位", required=True, help="是哪个单位的。")
@click.option("--period", type=PeriodType(), required=True, help="是哪个月的，例如 2023-12。")
@_grounded
def assign(file: str, unit: str, period: str, **settings: Any) -> None:
    """Say which unit and period a file belongs to."""
    from assets.decisions.recording import assign as record

    _decided(record, DecisionKind.ASSIGN, file, unit, period, **settings)


@_command(DecisionKind.REFUSE)
@click.argument("file", metavar="文件")
@_grounded
def refuse(file: str, **settings: Any) -> None:
    """Refuse a file that is set aside."""
    from assets.decisions.recording import refuse as record

    _decided(record, DecisionKind.REFUSE, file, **settings)


@_command(DecisionKind.CORRECT)
@_of_report
@click.argument("cell", metavar="工作表!单元格")
@click.argument("value", metavar="值")
@_grounded
def correct(unit: str, form: str, period: str, cell: str, value: str, **settings: Any) -> None:
    """Correct the value of one cell."""
    from assets.decisions.recording import correct as record

    _decided(record, DecisionKind.CORRECT, unit, form, period, cell, value, **settings)


@_command(DecisionKind.EXEMPT)
@click.argument("unit", metavar="单位")
@click.argument("scheme", metavar="方案")
@click.argument("indicator", metavar="指标")
@click.option("--from", "since", type=PeriodType(), help="从哪个月起，不写则全部月份。")
@_grounded
def exempt(unit: str, scheme: str, indicator: str, since: str | None, **settings: Any) -> None:
    """Exempt a unit from an indicator."""
    from assets.decisions.recording import exempt as record

    _decided(record, DecisionKind.EXEMPT, unit, scheme, indicator, since, **settings)


@_command(DecisionKind.ENTER)
@click.argument("scheme", metavar="方案")
@click.argument("entry", metavar="录入项")
@click.argument("unit", metavar="单位")
@click.argument("period", metavar="报告期", type=PeriodType())
@click.argument("value", metavar="值")
@_grounded
def enter(scheme: str, entry: str, unit: str, period: str, value: str, **settings: Any) -> None:
    """Enter a value that comes from no report."""
    from assets.decisions.recording import enter as record

    _decided(record, DecisionKind.ENTER, scheme, entry, unit, period, value, **settings)


@_command(DecisionKind.AUDIT)
@click.argument("unit", metavar="单位")
@click.argument("form", metavar="报表")
@click.argument("column", metavar="栏目")
@click.argument("period", metavar="报告期", type=PeriodType())
@click.option("--reported", metavar="上报数", required=True, help="抽查的那些里上报了多少。")
@click.option("--found", metavar="核实数", required=True, help="其中核实了多少。")
@_grounded
def audit(unit: str, form: str, column: str, period: str, reported: str, found: str, **settings: Any) -> None:
    """Record what an audit found."""
    from assets.decisions.recording import audit as record

    _decided(record, DecisionKind.AUDIT, unit, form, column, period, (reported, found), **settings)


@_command(DecisionKind.REVOKE)
@click.argument("number", metavar="编号", type=int)
@_grounded
def revoke(number: int, **settings: Any) -> None:
    """Revoke an earlier decision."""
    from assets.decisions.recording import revoke as record

    _decided(record, DecisionKind.REVOKE, number, **settings)


@decide.command("list", cls=ChineseCommand, help="列出认定。")
@click.option("--open", "only_open", is_flag=True, help="只列没有撤销的。")
@click.option("--unit", metavar="单位", help="只列这个单位的。")
@click.option("--period", type=PeriodType(), help="只列这个月的，例如 2023-12。")
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def list_all(only_open: bool, unit: str | None, period: str | None, as_json: bool, **settings: Any) -> None:
    """List the decisions for the steward."""
    from assets.decisions.recording import CannotDecide, listed

    try:
        rows = listed(read_with_schemes(**settings), only_open, unit, period)
    except CannotDecide as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        records = rows.astype(object).where(rows.notna(), None).to_dict("records")
        click.echo(json.dumps(records, ensure_ascii=False, indent=2, default=str))
        return
    click.echo("\n".join(map(_lines, rows.itertuples())) or "没有认定。")


def _lines(row: Any) -> str:
    """One decision as a steward reads it."""
    about = (
        row.unit_name,
        row.form,
        row.period,
        row.scheme,
        row.indicator,
        row.file_name,
        row.cell,
        row.value,
    )
    said = " ".join(str(each) for each in about if each is not None and each == each)
    revoked = (
        f"（已由第{int(row.revoked_by)}号撤销）"
        if row.revoked_by == row.revoked_by and row.revoked_by
        else ""
    )
    basis = f"；依据：{row.basis}" if row.basis else ""
    head = f"第{row.number}号 {KINDS[DecisionKind(row.kind)].title}{revoked} {said}"
    return f"{head}\n  {row.made_at:%Y-%m-%d} {row.made_by}：{row.reason}{basis}"
