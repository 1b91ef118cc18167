"""The facts in Dagster: one asset a form, by period."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.facts.facts import build_facts
from schemas.form import Form
from schemas.forms import FORMS, form_by_slug
from warehouse import ledger
from warehouse.office import Office

GROUP = "facts"


def forms_of(partitions: Any) -> list[Form]:
    """The forms that some unit of the site owes."""
    kinds = {unit.kind for unit in partitions.site.reporting_units()}
    return [form for form in FORMS.values() if kinds & set(form.submitters)]


def build(partitions: Any) -> list[dg.AssetsDefinition]:
    """The assets of this stage. ``partitions`` is ``pipelines.partitions.Partitions`` of the site."""
    by_period = dg.MultiToSingleDimensionPartitionMapping("period")
    specs = [
        dg.AssetSpec(
            dg.AssetKey(["facts", form.slug]),
            deps=[dg.AssetDep("submission", partition_mapping=by_period)],
            group_name=GROUP,
            kinds={"parquet"},
            owners=["team:assessment-office"],
            description=f"{form.code} {form.title}：各单位本期有效报表的明细行。",
        )
        for form in forms_of(partitions)
    ]
    checks = [
        dg.AssetCheckSpec("rows_match_ledger", asset=spec.key, description="入库行数与台账中有效报表的接收行数一致。") for spec in specs
    ] + [dg.AssetCheckSpec("all_reported", asset=spec.key, description="应报单位本期都已交齐（缺报只提醒，不影响其他单位）。") for spec in specs]

    @dg.multi_asset(specs=specs, check_specs=checks, partitions_def=partitions.periods, can_subset=True, name="facts")
    def facts(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> Iterator[dg.MaterializeResult]:
        period = context.partition_key
        with office.engine.connect() as connection:
            status = ledger.report_status(connection, office.site.id, period)
            in_force = ledger.in_force_reports(connection, office.site.id, periods=[period])
        for key in sorted(context.selected_asset_keys):
            form = form_by_slug(key.path[-1])
            rows = build_facts(office, form, period)
            expected = int(in_force.loc[in_force["form"] == form.code, "rows_accepted"].sum())
            missing = status[(status["form"] == form.code) & (status["status"] == "missing")]["unit_name"].tolist()
            yield dg.MaterializeResult(
                asset_key=key,
                metadata={"dagster/row_count": rows, "有效报表数": int((in_force["form"] == form.code).sum()), "缺报": "、".join(missing) or "无"},
                check_results=[
                    dg.AssetCheckResult(
                        asset_key=key, check_name="rows_match_ledger", passed=rows == expected, metadata={"入库行数": rows, "台账行数": expected}
                    ),
                    dg.AssetCheckResult(
                        asset_key=key,
                        check_name="all_reported",
                        passed=not missing,
                        severity=dg.AssetCheckSeverity.WARN,
                        metadata={"缺报单位": "、".join(missing) or "无"},
                    ),
                ],
            )

    return [facts]
