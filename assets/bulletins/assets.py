"""The bulletins in Dagster: one asset, by period. It drafts the bulletin of every scheme."""

import dagster as dg
import pandas as pd

from assets.bulletins.issuing.objecting import steward_list
from assets.bulletins.places import FOLDER
from assets.indicators.office_indicators import is_assessed
from assets.monitoring.assets import MONITORING_KEY
from assets.scores.assets import score_key
from assets.submissions.assets import Partitions
from schemas.scheme import Scheme
from schemas.texts.markdown import markdown_table
from warehouse import desk_pages
from warehouse.office import Office
from warehouse.results import bulletins

GROUP = "bulletins"
BULLETINS_KEY = dg.AssetKey("bulletins")


def build(partitions: Partitions, schemes: tuple[Scheme, ...]) -> list[dg.AssetsDefinition]:
    """The asset that drafts the bulletins."""

    @dg.asset(
        key=BULLETINS_KEY,
        deps=[MONITORING_KEY, *(score_key(scheme) for scheme in schemes)],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"word", "excel", "html"},
        owners=["team:assessment-office"],
        description="通报草稿：每个方案一份 Word、Excel 和网页，数字相同。公示和印发用 kaohe bulletin；已印发的不会改动。",
        check_specs=[
            partitions.check(
                "objections_closed", BULLETINS_KEY, "本期没有未办结的异议（有则提醒，不算出错）。"
            )
        ],
    )
    def drafts(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        period = context.partition_key
        lines = [
            _drafted(office, scheme, period) for scheme in schemes if is_assessed(office, scheme, period)
        ]
        still_open = steward_list(office, period=period, only_open=True)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(lines),
                **{word: dg.MetadataValue.url(page) for word, page in desk_pages.bulletins(office).items()},
                "通报": dg.MetadataValue.md(markdown_table(["方案", "状态", "Word", "Excel", "网页"], lines)),
                "文件夹": dg.MetadataValue.path(str(office.home / FOLDER / period)),
                "未办结的异议": dg.MetadataValue.md(_objection_table(still_open)),
            },
            check_results=[_objections_closed(still_open)],
        )

    return [drafts]


def _drafted(office: Office, scheme: Scheme, period: str) -> list[object]:
    """Draft one bulletin; return its title, state and files as one line."""
    # It imports what writes Word and Excel, and most passes draft nothing.
    from assets.bulletins.drafting import draft, write_draft

    files = write_draft(office, draft(office, scheme, period))
    with office.engine.connect() as connection:
        issued = [
            each
            for each in bulletins.issued_bulletins(connection, office.site.id, scheme.id)
            if each.period == period
        ]
        notice = bulletins.notice(connection, office.site.id, scheme.id, period)
    state = (
        f"已印发第{issued[-1].number}期"
        if issued
        else f"公示至{notice.ends_on}"
        if notice
        else "草稿，未公示"
    )
    return [scheme.title, state, *(file.path.name for file in files)]


def _objection_table(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "无"
    lines = [
        [row.objection, row.scheme, row.unit_name, row.indicator_name, row.raised_on, row.text]
        for row in rows.itertuples()
    ]
    return markdown_table(["编号", "方案", "单位", "指标", "提出日期", "内容"], lines)


def _objections_closed(rows: pd.DataFrame) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name="objections_closed",
        passed=rows.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"未办结": f"{len(rows)}件" if len(rows) else "无"},
    )
