"""``kaohe documents``: which persons lack which document. The list is for the office alone."""

import json
from pathlib import Path
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    JSON,
    PERIOD,
    SITE,
    WAREHOUSE,
    HomeType,
    check_period,
    open_to_read,
)


@click.command("documents", cls=ChineseCommand)
@click.option("--unit", metavar="单位", help="单位名称或代码，不写则为全部单位。")
@click.option("-o", "--output", "folder", type=HomeType(), help="写到哪个文件夹（默认 home 下的 evidence）。")
@SITE
@PERIOD
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def documents(
    unit: str | None, folder: Path | None, period: str | None, as_json: bool, **settings: Any
) -> None:
    """Write the list and print how many persons lack what. Names stand in the workbook only."""
    from assets.evidence.missing_documents.listing import (
        NoRoster,
        counted,
        missing_documents,
    )  # Ibis takes a second to import.
    from assets.evidence.missing_documents.workbook import write_list

    office = open_to_read(**settings)
    check_period(office, period)
    try:
        found = missing_documents(office, period, unit)
    except NoRoster as error:
        raise click.UsageError(str(error)) from None
    path = write_list(office, found, folder)
    by_unit = [(each.name, found.of(each)) for each in found.units]
    if as_json:
        told = [
            {"unit_name": name, "learners": len(learners), **counted(learners, found.documents)}
            for name, learners in by_unit
        ]
        click.echo(
            json.dumps(
                {"period": found.period, "path": str(path), "units": told}, ensure_ascii=False, indent=2
            )
        )
        return
    for name, learners in [*by_unit, ("合计", found.learners)]:
        kinds = "、".join(
            f"{document}{count}" for document, count in counted(learners, found.documents).items() if count
        )
        click.echo(f"{name}：{len(learners)}人{f'（{kinds}）' if kinds else ''}")
    click.echo(f"已写好缺件名单：{path}")
