"""``kaohe init`` (新建主管部门文件夹): write the folder of a new office."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, FolderType
from schemas.documents import DocumentError
from schemas.office.site import load_site


@click.command("init", cls=ChineseCommand)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", metavar="名称", help="主管部门的名称。")
@click.option(
    "--from", "source", metavar="SITE", type=FolderType(), help="照另一个主管部门的设置、单位、报表和方案建。"
)
@AS_OF
def init(folder: Path, name: str | None, source: Path | None, as_of: date | None) -> None:
    """Write the folder. A folder that is in use is a usage error."""
    from pipelines.sites.new_office import FolderInUse, copy_office, make_office  # Slow to import.

    today = as_of or datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        if source:
            copy_office(folder.absolute(), name, load_site(source))
        else:
            make_office(folder.absolute(), name, today)
    except (FolderInUse, DocumentError) as error:
        raise click.UsageError(str(error)) from None
    except OSError:
        raise click.UsageError(f"文件夹“{folder}”不能写入，请换一个位置或检查权限") from None
    click.echo(f"已新建 {folder}。接着：\n  kaohe check --site {folder}\n  kaohe run --site {folder}")
