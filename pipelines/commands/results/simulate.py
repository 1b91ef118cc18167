"""``kaohe simulate``: assess a past period with changed weights, targets or methods."""

import json
from pathlib import Path
from typing import Any

import click

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import AS_OF, HOME_IN_USE, JSON, PERIOD, SITE, WAREHOUSE, read_with_schemes
from schemas.documents import DocumentError


@click.command("simulate", cls=ChineseCommand)
@click.argument("scheme", metavar="方案")
@click.option(
    "--set",
    "settings_changed",
    metavar="项目=值",
    multiple=True,
    help="改动一项，例如 A3-1.weight=30；可写多次。",
)
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="文件", help="改用另一个方案文件。")
@click.option("--rescale", "rescaled", is_flag=True, help="各权重按比例缩放，使其和等于满分。")
@SITE
@PERIOD
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def simulate(
    scheme: str,
    settings_changed: tuple[str, ...],
    file: Path | None,
    rescaled: bool,
    period: str | None,
    as_json: bool,
    **settings: Any,
) -> None:
    """Print which units move if a period is assessed under another scheme. By default it is the newest period
    that was assessed. Nothing is stored.
    """
    from assets.scores.questions import (
        NotAssessed,
        assessed_period,
        scheme_of,
    )  # Slow to import, as in ``explain``.
    from assets.simulation.changes import parse_change
    from assets.simulation.simulation import simulate as scored_both_ways
    from assets.simulation.trial import UnsoundTrial, trial_of
    from pipelines.commands.results.simulation_tables import print_simulation, simulation_data
    from schemas.assessment.changes import CannotChange

    office = read_with_schemes(**settings)
    try:
        stored = scheme_of(office, scheme)
        month = assessed_period(office, stored, period)
        trial = trial_of(office, stored, [parse_change(each) for each in settings_changed], file, rescaled)
    except (NotAssessed, CannotChange, UnsoundTrial) as error:
        raise click.UsageError(str(error)) from None
    except DocumentError as error:
        raise click.UsageError(f"方案文件有误：{error}") from None
    moved = scored_both_ways(office, stored, trial.scheme, month)
    if as_json:
        click.echo(json.dumps(simulation_data(stored, trial, month, moved), ensure_ascii=False, indent=2))
    else:
        print_simulation(output.console(), stored, trial, month, moved)
