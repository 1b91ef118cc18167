"""``kaohe retain``: list what is past its time, and delete it."""

import json
from dataclasses import asdict
from typing import Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME_IN_USE, JSON, SITE, WAREHOUSE, open_named, open_to_read


@click.command("retain", cls=ChineseCommand)
@click.option("--apply", "for_good", is_flag=True, help="真正删除；不写则只列出。")
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def retain(for_good: bool, as_json: bool, **settings: Any) -> None:
    """List what is past its time. With ``--apply`` delete it."""
    from pipelines.orchestration.execution import (
        open_instance,
    )  # Dagster takes a second to import; `--help` should not.
    from pipelines.orchestration.retention import delete, expired, told

    office = (open_named if for_good else open_to_read)(**settings)
    if not office.site.retention.limits_anything:
        raise click.UsageError(
            "site.yaml 没有写保存期限，什么都不会删除。请先写 retention，例如 retention: {originals: {years: 5}}"
        )
    with open_instance(office.home, office.site.id, office.warehouse_url) as instance:
        found = expired(office, instance)
        if for_good:
            found = delete(office, instance, found)
    if as_json:
        files = [{**asdict(each), "since": each.since.isoformat()} for each in found]
        click.echo(json.dumps({"deleted": for_good, "files": files}, ensure_ascii=False, indent=2))
        return
    click.echo(told(found))
    if found:
        click.echo(
            f"已删除以上 {len(found)} 个。"
            if for_good
            else f"以上 {len(found)} 个超过保存期限，还没有删除；加 --apply 删除。"
        )
