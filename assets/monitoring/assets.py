"""Gaps and monitoring in Dagster: one asset for all schemes, by period."""

import dagster as dg

from assets.monitoring.markdown_tables import put_right_table, talk_list, talk_table
from assets.monitoring.office_monitoring import monitor
from assets.scores.assets import score_key
from assets.submissions.assets import Partitions
from schemas.scheme import Scheme
from warehouse import desk_pages
from warehouse.office import Office
from warehouse.results import assessments, results

GROUP = "monitoring"
MONITORING_KEY = dg.AssetKey("monitoring")


def build(partitions: Partitions, schemes: tuple[Scheme, ...]) -> list[dg.AssetsDefinition]:
    """The asset of the gaps and the monitoring of all schemes."""

    @dg.asset(
        key=MONITORING_KEY,
        deps=[score_key(scheme) for scheme in schemes],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"python"},
        owners=["team:assessment-office"],
        description="动态监测：各单位离目标、下一档、上一名差多少、值几分；对照序时进度，谁连续落后应约谈，缺什么要整改，上月的改了没有。",
        check_specs=[
            partitions.check(
                "nobody_to_talk_to", MONITORING_KEY, "没有连续落后、应约谈的单位（有则提醒，不算出错）。"
            )
        ],
    )
    def monitoring(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]
    ) -> dg.MaterializeResult:
        site, period = office.site.id, context.partition_key
        tables: dict[str, str] = {}
        rows, to_talk_to = 0, []
        for scheme in schemes:
            gaps, months = monitor(office, scheme, period)
            with office.engine.begin() as connection:
                assessments.forget_if_changed(connection, office, period)
                results.replace_gaps(connection, site, scheme.id, period, gaps)
                for month, frame in months.items():
                    results.replace_monitoring(connection, site, scheme.id, month, frame)
            of_period = months[period]
            rows += len(of_period)
            if len(of_period):
                tables |= {
                    f"{scheme.title}　约谈名单": talk_table(of_period),
                    f"{scheme.title}　整改清单": put_right_table(of_period, is_done=False),
                    f"{scheme.title}　已整改": put_right_table(of_period, is_done=True),
                }
                to_talk_to += talk_list(of_period)["unit_name"].to_list()
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": rows,
                **{word: dg.MetadataValue.url(page) for word, page in desk_pages.today(office).items()},
                **{title: dg.MetadataValue.md(table) for title, table in tables.items()},
            },
            check_results=[_nobody_to_talk_to(to_talk_to)],
        )

    return [monitoring]


def _nobody_to_talk_to(names: list[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name="nobody_to_talk_to",
        passed=not names,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"约谈": "、".join(dict.fromkeys(names)) or "无"},
    )
