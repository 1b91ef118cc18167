"""The indicators in Dagster: one asset for each scheme, by period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dagster as dg
import pandas as pd

from assets.facts.assets import fact_key
from assets.indicators.light_picture import light_picture
from assets.indicators.markdown_tables import funnel_table, indicator_table, note_list
from assets.indicators.office_indicators import funnel_of, indicators_of
from assets.indicators.scored import ScoresOf
from assets.reviews.assets import REVIEWS_KEY
from assets.submissions.assets import Partitions
from schemas.scheme import Scheme
from warehouse import desk_pages
from warehouse.office import Office
from warehouse.results import assessments, results

GROUP = "indicators"


def asset_name(scheme: Scheme) -> str:
    """The scheme's id, in the form that Dagster allows in names."""
    return scheme.id.replace("-", "_")


def indicator_key(scheme: Scheme) -> dg.AssetKey:
    """The asset of a scheme's indicators."""
    return dg.AssetKey([GROUP, asset_name(scheme)])


@dataclass(frozen=True)
class TakenIn:
    """How schemes take in scores (得分汇总), which are made after the indicators: the assets from which a
    scheme takes them, and the scores themselves.
    """

    keys: Callable[[Scheme], Sequence[dg.AssetKey]]
    scores_of: Callable[[Office, Scheme, str], ScoresOf]


def build(
    partitions: Partitions, schemes: tuple[Scheme, ...], taken_in: TakenIn
) -> list[dg.AssetsDefinition]:
    """The assets of the indicators, one for each scheme."""
    return [_indicators(partitions, scheme, taken_in) for scheme in schemes]


def _indicators(partitions: Partitions, scheme: Scheme, taken_in: TakenIn) -> dg.AssetsDefinition:
    key = indicator_key(scheme)

    @dg.asset(
        key=key,
        deps=[
            *(fact_key(partitions.site.forms[code]) for code in scheme.forms),
            REVIEWS_KEY,
            *taken_in.keys(scheme),
        ],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"ibis", "duckdb"},
        owners=["team:assessment-office"],
        description=f"{scheme.title}：各被考核单位的指标值、目标、完成率和亮灯。",
        check_specs=[
            partitions.check("shares_in_range", key, "比率类指标都在 0 到 1 之间。"),
            partitions.check("values_present", key, "每个单位的每项指标都有值（缺报只提醒，不按 0 计）。"),
        ],
    )
    def indicators(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]
    ) -> dg.MaterializeResult:
        site, period = office.site.id, context.partition_key
        frame = indicators_of(office, scheme, period, taken_in.scores_of(office, scheme, period))
        funnel = funnel_of(office, scheme, period)
        with office.engine.begin() as connection:
            assessments.forget_if_changed(connection, office, period)
            results.replace_indicators(connection, site, scheme.id, period, frame)
            results.replace_funnel(connection, site, scheme.id, period, funnel)
        shown = {
            "亮灯": light_picture(frame, period),
            "指标": indicator_table(frame),
            "说明": note_list(frame),
        } | ({"漏斗": funnel_table(funnel)} if len(funnel) else {})
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(frame),
                **{
                    word: dg.MetadataValue.url(page)
                    for word, page in desk_pages.lights(office, scheme.id, period).items()
                },
                **{word: dg.MetadataValue.md(table) for word, table in shown.items()},
            },
            check_results=[_shares_in_range(scheme, frame), _values_present(frame)],
        )

    return indicators


def _shares_in_range(scheme: Scheme, frame: pd.DataFrame) -> dg.AssetCheckResult:
    shares = [code for code, indicator in scheme.indicators.items() if indicator.is_share]
    values = frame[frame["indicator"].isin(shares) & frame["value"].notna()]
    outside = values[~values["value"].between(0, 1)]
    return dg.AssetCheckResult(
        check_name="shares_in_range", passed=outside.empty, metadata={"超出范围": _names(outside)}
    )


def _values_present(frame: pd.DataFrame) -> dg.AssetCheckResult:
    lacking = frame[frame["value"].isna()]
    return dg.AssetCheckResult(
        check_name="values_present",
        passed=lacking.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"无值": _names(lacking)},
    )


def _names(frame: pd.DataFrame) -> str:
    return "、".join(f"{row.unit_name} {row.indicator}" for row in frame.itertuples()) or "无"
