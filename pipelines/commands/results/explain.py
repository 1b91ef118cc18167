"""``kaohe explain``: from a score down to the cells of the files that it rests on."""

import json
from pathlib import Path
from typing import Any

import click

from pipelines.commands import output
from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    JSON,
    SITE,
    WAREHOUSE,
    HomeType,
    PeriodType,
    RowsType,
    read_with_schemes,
)
from pipelines.commands.results.evidence_tree import FEW_ROWS, explanation_tree


@click.command("explain", cls=ChineseCommand)
@click.argument("scheme", metavar="方案")
@click.argument("rest", metavar="[指标] 单位 报告期", nargs=-1)
@click.option(
    "--rows",
    "most_rows",
    type=RowsType(),
    default=FEW_ROWS,
    show_default=True,
    help="每个文件列出几行明细，all 为全部。",
)
@click.option("--evidence", is_flag=True, help="写成证据包（Excel），放在 home 的 evidence 文件夹。")
@click.option(
    "-o", "--output", "folder", type=HomeType(), help="证据包写到哪个文件夹（写了就等于 --evidence）。"
)
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def explain(
    scheme: str,
    rest: tuple[str, ...],
    most_rows: int | None,
    evidence: bool,
    folder: Path | None,
    as_json: bool,
    **settings: Any,
) -> None:
    """Print the tree of one indicator of a unit, or of its whole score. With ``--evidence`` write the
    workbook that the office hands out.
    """
    from assets.evidence.package.package import write_package
    from assets.evidence.tree.data import (
        node_data,
    )  # It imports ibis, which takes a second; `--help` should not.
    from assets.evidence.tree.explain import explain_score
    from assets.scores.questions import NotAssessed

    indicator, unit, period = _named(rest)
    office = read_with_schemes(**settings)
    try:
        explanation = explain_score(office, scheme, indicator, unit, period)
    except NotAssessed as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(json.dumps(node_data(explanation.tree), ensure_ascii=False, indent=2))
    elif not (evidence or folder):
        output.console().print(explanation_tree(explanation.tree, most_rows))
    if evidence or folder:
        click.echo(f"已写好证据包：{write_package(office, explanation, folder)}", err=as_json)


def _named(rest: tuple[str, ...]) -> tuple[str | None, str, str]:
    """Which indicator (or None), unit and period the arguments after the scheme name."""
    if len(rest) not in (2, 3):
        raise click.UsageError(
            "参数应依次为方案、指标、单位、报告期（指标可不写），例如 kaohe explain township-2023 A3-1 耿车镇 2023-12"
        )
    *indicator, unit, period = rest
    return (indicator[0] if indicator else None), unit, PeriodType().convert(period, None, None)
