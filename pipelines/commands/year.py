"""``kaohe year`` (转入新年度): carry an office into a new year."""

from pathlib import Path

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import HOME, SITE, WAREHOUSE, open_to_read
from schemas.documents import DocumentError
from schemas.office.new_year import NoNewYear, carry_over, standing_forms
from warehouse.ledger.reports_in_force import in_force_reports
from warehouse.office import DEFAULT_SITE, Office


@click.command("year", cls=ChineseCommand)
@click.argument("year", metavar="年份", type=click.IntRange(2000, 2100))
@SITE
@WAREHOUSE
@HOME
def year(year: int, site: Path | None, warehouse: str | None, home: Path | None) -> None:
    """Write the files and list what is still missing."""
    directory = (site or DEFAULT_SITE).absolute()
    try:
        done = carry_over(directory, year)
    except (DocumentError, NoNewYear) as error:
        raise click.UsageError(str(error)) from None
    for path in done.schemes:
        click.echo(f"已写好方案 {path.relative_to(directory)}")
    if done.last:
        click.echo(f"报告期延长到 {done.last}")
    if not done.schemes and not done.last:
        click.echo(f"{year} 年的方案和报告期都已经有了，没有改动。")
    missing = _missing(open_to_read(site=site, home=home, warehouse=warehouse), directory, year)
    for said in (*done.to_check, *missing):
        click.echo(f"请办：{said}。")


def _missing(office: Office, directory: Path, year: int) -> list[str]:
    """Which of the forms that a whole year rests on are still owed, and by which units."""
    forms = standing_forms(directory, year)
    periods = [f"{year}-{month:02}" for month in range(1, 13)]
    with office.engine.connect() as connection:
        reports = in_force_reports(connection, office.site.id, [form.code for form in forms], periods)
    given = set(zip(reports["form"], reports["unit_code"], strict=True))
    said = []
    for form in forms:
        units = [unit for unit in office.site.reporting_units() if unit.kind in form.submitters]
        owing = [unit.name for unit in units if unit.valid_to is None and (form.code, unit.code) not in given]
        if owing:
            said.append(f"还缺 {year} 年的{form.title}（{form.code}）：{'、'.join(owing)}")
    return said
