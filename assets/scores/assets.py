"""The scores in Dagster: one asset a scheme, by period."""

from typing import Any

import dagster as dg
import pandas as pd

from assets.indicators.assets import asset_name, indicator_key
from assets.scores.stage import scores_of
from schemas.markdown import markdown_table
from schemas.scheme import Scheme
from warehouse import assessments, ledger
from warehouse.office import Office

GROUP = "scores"
BASIS_TAG = "kaohe/basis"
"""Run tag: the basis (see ``warehouse.assessments``) on which the run was asked to assess its period."""


def score_key(scheme: Scheme) -> dg.AssetKey:
    """The asset of a scheme's scores."""
    return dg.AssetKey([GROUP, asset_name(scheme)])


def build(partitions: Any, schemes: tuple[Scheme, ...]) -> list[dg.AssetsDefinition]:
    """The assets of this stage. ``partitions`` is ``pipelines.partitions.Partitions`` of the site."""
    return [*(_scores(partitions, scheme) for scheme in schemes), _assessment(partitions, schemes)]


def _scores(partitions: Any, scheme: Scheme) -> dg.AssetsDefinition:
    key = score_key(scheme)

    @dg.asset(
        key=key,
        deps=[indicator_key(scheme)],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"python"},
        owners=["team:assessment-office"],
        description=f"{scheme.title}：得分、名次（按组）和每一分的理由。",
        check_specs=[dg.AssetCheckSpec("items_add_up", asset=key, description="每个单位的得分等于各指标得分之和。")],
    )
    def scores(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        result = scores_of(office, scheme, context.partition_key)
        with office.engine.begin() as connection:
            ledger.replace_scores(connection, office.site.id, scheme.id, context.partition_key, result.totals, result.items)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": len(result.totals), "得分": dg.MetadataValue.md(score_table(result.totals))},
            check_results=[dg.AssetCheckResult(check_name="items_add_up", passed=_items_add_up(result.totals, result.items))],
        )

    return scores


def _assessment(partitions: Any, schemes: tuple[Scheme, ...]) -> dg.AssetsDefinition:
    @dg.asset(
        deps=[dg.AssetKey("reports"), *(score_key(scheme) for scheme in schemes)],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"sql"},
        owners=["team:assessment-office"],
        description="考核完成：本期各方案的得分一览；登记本期是依据哪些报表考核的，依据有变化才会重新考核。",
    )
    def assessment(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        period = context.partition_key
        with office.engine.begin() as connection:
            totals = {scheme.title: ledger.scores(connection, office.site.id, scheme.id, period) for scheme in schemes}
            if basis := context.run.tags.get(BASIS_TAG):
                assessments.record(connection, office.site.id, period, basis)
        return dg.MaterializeResult(metadata={title: dg.MetadataValue.md(score_table(rows)) for title, rows in totals.items()})

    return assessment


def score_table(totals: pd.DataFrame) -> str:
    """Group, rank, unit and score, as Markdown."""
    if totals.empty:
        return "本方案不考核这个月。"
    ordered = totals.sort_values(["group_name", "rank", "unit_code"])
    rows = [[row.group_name, row.rank, row.unit_name, f"{row.score:.2f}", f"{row.full_score:g}"] for row in ordered.itertuples()]
    return markdown_table(["组别", "名次", "单位", "得分", "满分"], rows)


def _items_add_up(totals: pd.DataFrame, items: pd.DataFrame) -> bool:
    sums = items.groupby("unit_code")["score"].sum()
    return bool(((totals["score"] - totals["unit_code"].map(sums).fillna(0)).abs() < 0.005).all())
