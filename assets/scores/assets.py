"""The scores in Dagster: one asset for each scheme, by period."""

import dagster as dg
import pandas as pd

from assets.indicators.assets import asset_name, indicator_key
from assets.scores.markdown_tables import conclusion_table, gap_list, item_list, score_table, status_table
from assets.scores.office_scores import SchemeResult, judgement_of
from assets.submissions.assets import Partitions
from schemas.scheme import Scheme
from schemas.texts.markdown import cell_text
from warehouse import desk_pages
from warehouse.office import Office
from warehouse.results import assessments, results

GROUP = "scores"


def score_key(scheme: Scheme) -> dg.AssetKey:
    """The asset of a scheme's scores."""
    return dg.AssetKey([GROUP, asset_name(scheme)])


def build(partitions: Partitions, schemes: tuple[Scheme, ...]) -> list[dg.AssetsDefinition]:
    """The assets of the scores, one for each scheme."""
    return [_scores(partitions, scheme) for scheme in schemes]


def _scores(partitions: Partitions, scheme: Scheme) -> dg.AssetsDefinition:
    key = score_key(scheme)

    @dg.asset(
        key=key,
        deps=[indicator_key(scheme)],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"python"},
        owners=["team:assessment-office"],
        description=f"{scheme.title}：{_gives(scheme)}。",
        check_specs=[partitions.check("items_add_up", key, "每个单位的得分等于各指标得分之和。")],
    )
    def scores(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        site, period = office.site.id, context.partition_key
        judgement = judgement_of(office, scheme, period)
        totals, items = judgement.scores.totals, judgement.scores.items
        with office.engine.begin() as connection:
            assessments.forget_if_changed(connection, office, period)
            results.replace_scores(connection, site, scheme.id, period, totals, items)
            results.replace_standings(
                connection, site, scheme.id, period, judgement.scores.sections, judgement.scores.grades
            )
            results.replace_conclusions(
                connection, site, scheme.id, period, judgement.conclusions.units, judgement.conclusions.items
            )
            results.replace_statuses(connection, site, scheme.id, period, judgement.statuses)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(totals),
                **{
                    word: dg.MetadataValue.url(page)
                    for word, page in desk_pages.lights(office, scheme.id, period).items()
                },
                **_shown(scheme, judgement),
            },
            check_results=[
                dg.AssetCheckResult(check_name="items_add_up", passed=_items_add_up(totals, items))
            ],
        )

    return scores


def _gives(scheme: Scheme) -> str:
    if scheme.gives_points:
        return "得分、名次（按组）和每一分的理由"
    return "不计分，各项是否达标、差多少"


def _shown(scheme: Scheme, judgement: SchemeResult) -> dict[str, dg.MetadataValue]:
    """The results as tables, and which parts of the scheme are only examples (示例)."""
    totals, units, statuses = judgement.scores.totals, judgement.conclusions.units, judgement.statuses
    tables = (
        {
            "得分": score_table(totals, scheme.decimals),
            "每一分的理由": item_list(judgement.scores.items, totals, scheme.decimals),
        }
        if scheme.gives_points
        else {"达标结论": conclusion_table(units), "差额清单": gap_list(units)}
        if len(units)
        else {}
    )
    if len(statuses):
        tables["指标状态"] = status_table(
            statuses, dict(zip(totals["unit_code"], totals["unit_name"], strict=True))
        )
    if scheme.illustrative:
        tables["示例说明"] = "\n".join(f"- {cell_text(sentence)}" for sentence in scheme.illustrative)
    return {word: dg.MetadataValue.md(table) for word, table in tables.items()}


def _items_add_up(totals: pd.DataFrame, items: pd.DataFrame) -> bool:
    totals = totals[totals["score"].notna()]
    sums = items.groupby("unit_code")["score"].sum()
    of_units = (
        totals["unit_code"].map(sums).astype("Float64").fillna(0)
    )  # without any unit, pandas would take these columns for texts
    return bool(((totals["score"] - of_units).abs() < 0.005).all())
