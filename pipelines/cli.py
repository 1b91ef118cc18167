"""The ``kaohe`` command. Exit 0: the pass finished, whatever was returned to units; 1: it could not finish; 2: wrong usage."""

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from assets.submissions.reminders import Reminder, reminder_text, reminders
from pipelines import report
from pipelines.group_bots import ADDRESS_VARIABLE, PostFailed, configured_bot, post_reminders
from schemas.documents import DocumentError
from schemas.periods import parse_period
from warehouse.office import Office, open_office

FINISHED, COULD_NOT_FINISH, WRONG_USAGE = 0, 1, 2


class PeriodType(click.ParamType):
    """A period as YYYY-MM."""

    name = "YYYY-MM"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """The period, or a usage error."""
        try:
            return parse_period(value)
        except ValueError:
            self.fail(f"“{value}”不是月份，请写成 YYYY-MM，例如 2023-12", parameter, context)


class DayType(click.ParamType):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> date:
        """The day, or a usage error."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 YYYY-MM-DD，例如 2024-01-10", parameter, context)


class PortType(click.ParamType):
    """A port of this machine."""

    name = "端口"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """The port, or a usage error."""
        if not str(value).isdecimal() or not 1 <= int(value) <= 65535:
            self.fail(f"“{value}”不是端口，请写成 1 到 65535 之间的整数", parameter, context)
        return int(value)


class FolderType(click.ParamType):
    """A folder that must be there."""

    name = "文件夹"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Path:
        """The folder, or a usage error."""
        folder = Path(value)
        if not folder.is_dir():
            self.fail(f"文件夹“{value}”不存在，请检查路径", parameter, context)
        return folder


class HomeType(click.ParamType):
    """A folder that is there or can be made."""

    name = "文件夹"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Path:
        """The folder, made if it was not there, or a usage error."""
        folder = Path(value).absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError:
            self.fail(f"文件夹“{value}”不能写入，请换一个位置或检查权限", parameter, context)
        return folder


class ParameterType(click.ParamType):
    """A parameter of a rule as name=value."""

    name = "名称=数值"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> tuple[str, float]:
        """The name and the number, or a usage error."""
        name, _, number = str(value).partition("=")
        try:
            return name.strip(), float(number)
        except ValueError:
            self.fail(f"参数“{value}”无法识别，请写成 名称=数值，例如 most=0.3", parameter, context)


class DatabaseType(click.ParamType):
    """The URL of a serving database."""

    name = "地址"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """The URL, or a usage error."""
        try:
            make_url(value).get_dialect()
        except SQLAlchemyError:
            self.fail(f"数据库地址“{value}”无法识别，请写成 sqlite:////文件路径 或 postgresql://用户@主机/库名", parameter, context)
        return value


SITE = click.option("--site", type=FolderType(), envvar="KAOHE_SITE", help="主管部门的设置所在文件夹（默认：宿城区样例）。")
INBOX = click.option("--inbox", type=FolderType(), envvar="KAOHE_INBOX", help="收件箱文件夹，代替设置中的收件箱。")
HOME = click.option("--home", type=HomeType(), envvar="KAOHE_HOME", help="运行产生的全部内容所在文件夹（默认 .kaohe）。")
WAREHOUSE = click.option("--warehouse", type=DatabaseType(), envvar="KAOHE_WAREHOUSE", help="数据库地址（默认：home 下的 warehouse.db）。")
AS_OF = click.option("--as-of", type=DayType(), envvar="KAOHE_AS_OF", help="当作“今天”的日期，用于到期、亮灯和催报。")
PERIOD = click.option("--period", type=PeriodType(), help="报告期，例如 2023-12。")
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取。")


class _InChinese:
    """The frame of click's help in Chinese; the texts in it are ours already."""

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(context.command_path, " ".join(self.collect_usage_pieces(context)), prefix="用法：")

    def get_help_option(self, context: click.Context) -> click.Option | None:
        option = super().get_help_option(context)
        if option:
            option.help = "显示这段说明。"
        return option

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [选项]"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(context)]

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for parameter in self.get_params(context) if (record := parameter.get_help_record(context))]
        with formatter.section("选项"):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(context, formatter)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, command.help or "") for name, command in self.commands.items()])


class ChineseCommand(_InChinese, click.Command):
    """A command whose help is in Chinese."""


class ChineseGroup(_InChinese, click.Group):
    """A group of commands whose help is in Chinese."""

    command_class = ChineseCommand


@click.group(cls=ChineseGroup, help="考核 Kaohe：从各单位报送的工作簿到考核指标、得分和亮灯。")
def main_group() -> None:
    """The group of commands."""


@main_group.command("run", help="收取收件箱里的全部新文件，审核入库，再考核有变化的月份。")
@SITE
@INBOX
@PERIOD
@WAREHOUSE
@HOME
@AS_OF
@JSON
def run(period: str | None, as_json: bool, **settings: Any) -> None:
    """One pass. With ``--period`` that period is assessed, changed or not, and no other."""
    from pipelines.execution import PassFailed, run_pass  # Dagster takes a second to import; `--help` should not.

    console = Console(stderr=as_json)
    with report.progress(console) as on_progress:
        office = _open_for_pass(**settings, progress=on_progress)
        _check_period(office, period)
        try:
            done = run_pass(office, period)
        except PassFailed as failure:
            raise click.ClickException(f"没有完成：{failure}") from failure
    if as_json:
        click.echo(json.dumps(report.as_data(office, done), ensure_ascii=False, indent=2))
    else:
        report.print_summary(console, office, done)


@main_group.command("status", help="谁报了、谁迟报、谁被退回、谁是零报告、谁还没报。")
@SITE
@PERIOD
@WAREHOUSE
@HOME
@AS_OF
@click.option("--rates", "only_rates", is_flag=True, help="只看报送率、按时率和一次通过率。")
@JSON
def status(period: str | None, only_rates: bool, as_json: bool, **settings: Any) -> None:
    """The report matrix of a period (default: the newest that is due) and its rates; as JSON either a list of the reports or the rates."""
    office = _open(**settings)
    _check_period(office, period)
    rows = report.report_status(office, period)
    progress = report.report_progress(office)
    shown = period or (rows["period"].iloc[0] if len(rows) else office.known_periods[-1])
    if as_json and only_rates:
        click.echo(json.dumps(report.rates_as_data(progress, shown, office.as_of), ensure_ascii=False, indent=2))
    elif as_json:
        click.echo(rows.to_json(orient="records", force_ascii=False, indent=2, date_format="iso"))
    else:
        if not only_rates:
            report.print_status(Console(), office, rows)
        report.print_rates(Console(), progress, shown, office.as_of)


@main_group.command("remind", help="催报：哪些单位还欠哪些报表，可直接贴到工作群。")
@SITE
@PERIOD
@WAREHOUSE
@HOME
@AS_OF
@click.option("--post", is_flag=True, help="由群机器人（企业微信或钉钉）发到工作群。")
@JSON
def remind(period: str | None, post: bool, as_json: bool, **settings: Any) -> None:
    """Who owes what, by unit: of a period, else of every period with something open."""
    office = _open(**settings)
    _check_period(office, period)
    progress = report.report_progress(office)
    written = reminders(progress, office.as_of, office.site.name, period)
    if not as_json:
        click.echo(reminder_text(written, office.as_of))
    posted = _post(office, written) if post else None
    if as_json:
        click.echo(json.dumps(report.reminders_as_data(office, progress, written, posted), ensure_ascii=False, indent=2))


def _post(office: Office, written: list[Reminder]) -> int:
    """Post the reminders and say so on stderr; the number of messages."""
    try:
        bot = configured_bot(office.site)
        if bot is None:
            raise PostFailed(
                "还没有配置群机器人：请在 site.yaml 写 webhook: {kind: wecom}（钉钉写 dingtalk），"
                f"并把机器人的 Webhook 地址放进环境变量 {ADDRESS_VARIABLE}"
            )
        posted = post_reminders(bot, written)
    except PostFailed as failure:
        raise click.ClickException(f"{failure}。") from None
    said = f"已发到{bot.kind.name}群，共 {posted} 条（{bot.masked_address}）。" if posted else "没有需要催报的，没有发送。"
    click.echo(said, err=True)
    return posted


@main_group.command("template", help="空白表：给各单位的本期报表，不变的内容已预填；[FORM] 写报表代号，不写则为本期应报的全部。")
@click.argument("forms", metavar="[FORM]...", nargs=-1)
@click.option("--unit", metavar="单位", help="单位名称或代码，不写则为全部应报单位。")
@click.option("-o", "--output", "folder", type=HomeType(), default="空白表", show_default=True, help="写到哪个文件夹。")
@SITE
@PERIOD
@WAREHOUSE
@HOME
@AS_OF
def template(forms: tuple[str, ...], unit: str | None, folder: Path, period: str | None, **settings: Any) -> None:
    """Blank workbooks, one a unit, for a period (default: the newest that reports are taken for)."""
    from assets.submissions.templates import NoTemplate, wanted_templates, write_template  # Slow to import, as above.

    with report.progress(Console(stderr=True)) as on_progress:
        office = _open(**settings, progress=on_progress)
        _check_period(office, period)
        try:
            wanted = wanted_templates(office, period or office.known_periods[-1], forms, unit)
        except NoTemplate as error:
            raise click.UsageError(str(error)) from None
        for done, each in enumerate(wanted, start=1):
            office.progress("空白表", done, len(wanted))
            written = write_template(office, each, period or office.known_periods[-1], folder)
    click.echo(f"已写好空白表 {len(wanted)} 个：{written if len(wanted) == 1 else folder}")


@main_group.command("replay", help="推演：某条审核规则若定为强制性错误（或改用别的参数），以前各期会新退回哪些报表；不改动任何数据。")
@click.argument("rule", metavar="规则编号")
@click.option("--period", type=PeriodType(), multiple=True, required=True, help="报告期，例如 2023-12；可写多次。")
@click.option("--set", "parameters", type=ParameterType(), multiple=True, help="改用的参数，例如 most=0.3；可写多次。")
@SITE
@WAREHOUSE
@HOME
@AS_OF
@JSON
def replay(rule: str, period: tuple[str, ...], parameters: tuple[tuple[str, float], ...], as_json: bool, **settings: Any) -> None:
    """Judge a rule on past periods as if it were hard; stored state is not touched."""
    from assets.reviews.replay import UnknownRule
    from assets.reviews.replay import replay as replay_rule

    office = _open(**settings)
    for each in period:
        _check_period(office, each)
    try:
        rows = replay_rule(office, rule, period, dict(parameters))
    except UnknownRule as error:
        raise click.UsageError(f"没有编号为“{rule}”的审核规则，请核对编号，例如 Z03-4") from error
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(rows.to_json(orient="records", force_ascii=False, indent=2))
    else:
        report.print_replay(Console(), office, rule, period, rows)


@main_group.command("ui", help="打开 Dagster 页面（先收一遍件）：http://127.0.0.1:3000")
@SITE
@INBOX
@WAREHOUSE
@HOME
@AS_OF
@click.option("--port", type=PortType(), default=3000, help="端口（默认 3000）。")
def ui(port: int, **settings: Any) -> None:
    """Run a pass, then become ``dagster dev`` on this office."""
    from pipelines.execution import PassFailed, prepare_instance, run_pass

    console = Console()
    with report.progress(console) as on_progress:
        office = _open_for_pass(**settings, progress=on_progress)
        try:
            report.print_summary(console, office, run_pass(office))
        except PassFailed as failure:
            console.print(f"收件没有完成：{failure}；页面照常打开，可在其中查看原因。")
    prepare_instance(office.home)
    for name, value in {
        "KAOHE_SITE": office.site.directory,
        "KAOHE_HOME": office.home,
        "KAOHE_INBOX": office.inbox,
        "KAOHE_WAREHOUSE": office.warehouse_url,
        "KAOHE_AS_OF": settings.get("as_of"),
    }.items():
        if value:
            os.environ[name] = str(value)
    console.print(f"页面地址：http://127.0.0.1:{port} （按 Ctrl+C 结束）")
    command = [sys.executable, "-m", "dagster", "dev", "-m", "pipelines.definitions", "-h", "127.0.0.1", "-p", str(port)]
    os.execv(sys.executable, command)  # noqa: S606 — this process becomes the UI; nothing of it comes from outside


def _open(**settings: Any) -> Office:
    named = {"warehouse_url" if name == "warehouse" else name: value for name, value in settings.items()}
    try:
        return open_office(**named)
    except DocumentError as error:
        raise click.UsageError(f"设置文件有误：{error}") from error


def _open_for_pass(**settings: Any) -> Office:
    """The office, found ready for a pass: its schemes are sound and its inbox is there."""
    office = _open(**settings)
    try:
        _ = office.schemes
    except DocumentError as error:
        raise click.UsageError(f"设置文件有误：{error}") from error
    if not office.inbox.is_dir():
        raise click.UsageError(f"收件箱文件夹“{office.inbox}”不存在，请新建它，或用 --inbox 指定收件箱")
    return office


def _check_period(office: Office, period: str | None) -> None:
    if period and period not in office.known_periods:
        first, last = office.known_periods[0], office.known_periods[-1]
        raise click.UsageError(f"{period} 不在本办公室的报告期之内，请选 {first} 到 {last} 之间的月份")


def _sentence(error: click.ClickException) -> str:
    """A usage error in one Chinese sentence; click's own texts are English."""
    in_chinese: dict[type, Callable[[Any], str]] = {
        click.NoSuchOption: lambda error: f"没有选项 {error.option_name}，可用 --help 查看全部选项",
        click.MissingParameter: lambda error: f"缺少参数 {error.param.name if error.param else ''}，可用 --help 查看用法",
        click.BadOptionUsage: lambda error: f"选项 {error.option_name} 后面要跟一个值",
    }
    for kind, sentence in in_chinese.items():
        if isinstance(error, kind):
            return sentence(error)
    if error.message.startswith("No such command"):
        return f"没有命令 {error.message.split(chr(39))[1]}，可用的命令：{'、'.join(main_group.commands)}"
    if error.message.startswith("Got unexpected extra argument"):
        return "多写了参数，可用 --help 查看用法"
    return error.message


def main() -> None:
    """The entry point: every failure is one Chinese sentence on stderr and an exit code."""
    try:
        main_group.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        sys.exit(WRONG_USAGE)
    except click.UsageError as error:
        click.echo(f"用法错误：{_sentence(error)}。", err=True)
        sys.exit(WRONG_USAGE)
    except click.ClickException as error:
        click.echo(error.message, err=True)
        sys.exit(COULD_NOT_FINISH)
    except (SQLAlchemyError, OSError) as error:
        click.echo(f"没有完成：数据库或磁盘出错（{type(error).__name__}：{str(error).splitlines()[0]}），请检查后重新运行。", err=True)
        sys.exit(COULD_NOT_FINISH)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断；没有丢失任何文件，重新运行即可继续。", err=True)
        sys.exit(COULD_NOT_FINISH)
    sys.exit(FINISHED)
