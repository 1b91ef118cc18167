"""The options that commands share: their types, which tell every mistake in Chinese, and the functions that
open the office that the options name.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from schemas.documents import DocumentError
from schemas.periods import parse_period
from warehouse.facts.engine_names import EngineNameError, engine_name
from warehouse.facts.places import FactPlaceError
from warehouse.office import DEFAULT_HOME, Office, open_office
from warehouse.persons.key_rotation import key_in_use

NEEDED_FOR_POSTGRESQL = ("psycopg", "psycopg2", "dagster_postgres")
"""The packages of the extra ``postgresql``: the drivers of the serving database and of Dagster's records."""


class PeriodType(click.ParamType):
    """A period, written YYYY-MM."""

    name = "YYYY-MM"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """The period as YYYY-MM, or a usage error."""
        try:
            return parse_period(value)
        except ValueError:
            self.fail(f"“{value}”不是月份，请写成 YYYY-MM，例如 2023-12", parameter, context)


class DayType(click.ParamType):
    """A day, written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> date:
        """The day as a date, or a usage error."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 YYYY-MM-DD，例如 2024-01-10", parameter, context)


class PortType(click.ParamType):
    """The number of a TCP port."""

    name = "端口"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """A whole number from 1 to 65535, or a usage error."""
        if not str(value).isdecimal() or not 1 <= int(value) <= 65535:
            self.fail(f"“{value}”不是端口，请写成 1 到 65535 之间的整数", parameter, context)
        return int(value)


class FolderType(click.ParamType):
    """A folder that must exist."""

    name = "文件夹"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Path:
        """The path as given, or a usage error if there is no such folder."""
        folder = Path(value)
        if not folder.is_dir():
            self.fail(f"文件夹“{value}”不存在，请检查路径", parameter, context)
        return folder


class HomeType(click.ParamType):
    """A folder that exists or can be made, and that can be written to."""

    name = "文件夹"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Path:
        """The absolute path; the folder is made if it is missing, and goes again if the command leaves it
        empty. It is a usage error if the folder cannot be written to.
        """
        folder = Path(value).absolute()
        made = [each for each in (folder, *folder.parents) if not each.exists()]
        if context:
            context.call_on_close(lambda: _remove_empty(made))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError:
            self.fail(f"文件夹“{value}”不能写入，请换一个位置或检查权限", parameter, context)
        return folder


class HomeInUseType(click.ParamType):
    """A home folder in which something has run."""

    name = "文件夹"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Path:
        """The absolute path, or a usage error if there is no such folder. A mistyped one must not look like
        an office to which nothing was sent.
        """
        folder = Path(value).absolute()
        if not folder.is_dir():
            self.fail(
                f"文件夹“{value}”不存在，里面还没有可看的结果，请先运行 kaohe run，或用 --home 指定运行时用的文件夹",
                parameter,
                context,
            )
        return folder


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove the folders as long as they are empty, the innermost first."""
    with suppress(OSError):
        for each in folders:
            each.rmdir()


class ParameterType(click.ParamType):
    """A parameter of a rule, written name=value."""

    name = "名称=数值"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[str, float]:
        """The name and the number, or a usage error."""
        name, _, number = str(value).partition("=")
        try:
            return name.strip(), float(number)
        except ValueError:
            self.fail(f"参数“{value}”无法识别，请写成 名称=数值，例如 most=0.3", parameter, context)


class RowsType(click.ParamType):
    """How many rows of a list are shown: a number or ``all``."""

    name = "行数|all"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> int | None:
        """The number, None for all of them, or a usage error."""
        if value is None or str(value) == "all":
            return None
        if not str(value).isdecimal():
            self.fail(f"“{value}”不是行数，请写成整数，或写 all 列出全部", parameter, context)
        return int(value)


class DatabaseType(click.ParamType):
    """The URL of a serving database."""

    name = "地址"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """The URL as given, or a usage error. The error does not repeat the URL, because it may hold a
        password.
        """
        try:
            dialect = make_url(value).get_dialect()
        except (SQLAlchemyError, ValueError):
            dialect = None
        if dialect is None or dialect.name not in ("sqlite", "postgresql"):
            self.fail(
                "数据库地址无法识别，请写成 sqlite:////文件路径 或 postgresql://用户@主机/库名",
                parameter,
                context,
            )
        if dialect.name == "postgresql" and not all(map(find_spec, NEEDED_FOR_POSTGRESQL)):
            self.fail(
                "没有安装连接 PostgreSQL 所需的软件，请先运行 pip install 'kaohe[postgresql]'",
                parameter,
                context,
            )
        return value


SITE = click.option(
    "--site", type=FolderType(), envvar="KAOHE_SITE", help="主管部门的设置所在文件夹（默认：宿城区样例）。"
)
INBOX = click.option(
    "--inbox", type=FolderType(), envvar="KAOHE_INBOX", help="收件箱文件夹，代替设置中的收件箱。"
)
HOME = click.option(
    "--home", type=HomeType(), envvar="KAOHE_HOME", help="运行产生的全部内容所在文件夹（默认 .kaohe）。"
)
HOME_IN_USE = click.option(
    "--home",
    type=HomeInUseType(),
    envvar="KAOHE_HOME",
    default=str(DEFAULT_HOME),
    help="运行产生的全部内容所在文件夹（默认 .kaohe），必须已经有。",
)
"""For commands that only read what has been run."""
WAREHOUSE = click.option(
    "--warehouse",
    type=DatabaseType(),
    envvar="KAOHE_WAREHOUSE",
    help="数据库地址（默认：home 下的 warehouse.db）。",
)
AS_OF = click.option(
    "--as-of", type=DayType(), envvar="KAOHE_AS_OF", help="当作“今天”的日期，用于到期、亮灯和催报。"
)
PERIOD = click.option("--period", type=PeriodType(), help="报告期，例如 2023-12。")
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取。")


def open_named(**settings: Any) -> Office:
    """Open and prepare the office that the options of a command name.

    Its person key stays the same while the command runs. The errors are those of ``open_apart``.
    """
    office = open_apart(**settings)
    office.prepare()
    click.get_current_context().with_resource(key_in_use(office))
    return office


def open_to_read(**settings: Any) -> Office:
    """As ``open_named``, for a command that only reads: the stated day is shown and not stored."""
    office = open_apart(**settings)
    office.prepare_to_read()
    click.get_current_context().with_resource(key_in_use(office))
    return office


def open_apart(**settings: Any) -> Office:
    """Open the office that the options of a command name, without reading or writing its home or its
    database. Faulty settings are a usage error.
    """
    named = {"warehouse_url" if name == "warehouse" else name: value for name, value in settings.items()}
    try:
        office = open_office(**named)
        # This connects to neither, but it finds a place or an engine that cannot be used.
        _ = office.store, engine_name(office.measure_engine)
    except DocumentError as error:
        raise click.UsageError(f"设置文件有误：{error}") from error
    except (FactPlaceError, EngineNameError) as error:
        raise click.UsageError(str(error)) from error
    return office


def open_with_schemes(**settings: Any) -> Office:
    """Open the office and load its schemes. A faulty scheme is a usage error."""
    return _with_schemes(open_named(**settings))


def read_with_schemes(**settings: Any) -> Office:
    """As ``open_with_schemes``, for a command that only reads."""
    return _with_schemes(open_to_read(**settings))


def _with_schemes(office: Office) -> Office:
    try:
        _ = office.schemes
    except DocumentError as error:
        raise click.UsageError(f"设置文件有误：{error}") from error
    return office


def open_for_pass(**settings: Any) -> Office:
    """Open the office for a pass. It is a usage error if a scheme is faulty or the inbox is missing."""
    office = open_with_schemes(**settings)
    if not office.inbox.is_dir():
        raise click.UsageError(f"收件箱文件夹“{office.inbox}”不存在，请新建它，或用 --inbox 指定收件箱")
    return office


def check_period(office: Office, period: str | None) -> None:
    """Raise a usage error if the office takes no reports for the period."""
    if period and period not in office.known_periods:
        first, last = office.known_periods[0], office.known_periods[-1]
        raise click.UsageError(f"{period} 不在本办公室的报告期之内，请选 {first} 到 {last} 之间的月份")
