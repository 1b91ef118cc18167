"""The facts in Dagster: one asset a form, by period, and ``reports``, who has reported what."""

import warnings
from collections.abc import Iterator
from typing import Any

import dagster as dg
import pandas as pd

from assets.facts.facts import build_facts
from assets.submissions.steward.overview import matrix_picture, status_table
from assets.submissions.steward.reporting_rates import FORMS as BY_FORM
from assets.submissions.steward.reporting_rates import UNITS as BY_UNIT
from assets.submissions.steward.reporting_rates import rates_table
from schemas.form import Form
from warehouse.database.view_columns import FACT_COLUMNS
from warehouse.facts.store import fact_schema
from warehouse.ledger import ledger
from warehouse.ledger.progress import report_progress
from warehouse.office import Office

GROUP = "facts"
OWNERS = ["team:assessment-office"]

TITLES = {
    **{name: column.title for name, column in FACT_COLUMNS.items()},
    "sheet": FACT_COLUMNS["source_sheet"].title,
    "row": FACT_COLUMNS["source_row"].title,
    "person": "人员（假名）",
}
"""What the columns are called that every form's facts have."""


def forms_of(partitions: Any) -> list[Form]:
    """The forms that some unit of the site owes."""
    kinds = {unit.kind for unit in partitions.site.reporting_units()}
    return [form for form in partitions.site.forms.values() if kinds & set(form.submitters)]


def fact_key(form: Form) -> dg.AssetKey:
    """The asset of a form's facts."""
    return dg.AssetKey([GROUP, form.slug])


def column_schema(form: Form) -> dg.TableSchema:
    """The columns of a form's facts, as the form and the store have them: name, type and what stands in
    them.
    """
    own = {column.name: column for column in form.stored_columns}
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                field.name,
                str(field.type),
                own[field.name].header if field.name in own else TITLES[field.name],
                dg.TableColumnConstraints(nullable=field.name not in own or not own[field.name].required),
            )
            for field in fact_schema(form)
        ]
    )


def build(partitions: Any) -> list[dg.AssetsDefinition]:
    """The assets of this stage. ``partitions`` is ``pipelines.orchestration.partitions.Partitions`` of the
    site.
    """
    return [_facts(partitions), _reports(partitions)]


def _facts(partitions: Any) -> dg.AssetsDefinition:
    with warnings.catch_warnings():
        # In beta, and the only way to say that a period's facts need all units' submissions of that period.
        warnings.simplefilter("ignore", dg.BetaWarning)
        by_period = dg.MultiToSingleDimensionPartitionMapping("period")
    specs = [
        dg.AssetSpec(
            fact_key(form),
            deps=[dg.AssetDep("submission", partition_mapping=by_period)],
            group_name=GROUP,
            kinds={"parquet"},
            owners=OWNERS,
            description=f"{form.code} {form.title}：各单位本期有效报表的明细行。",
            metadata={"dagster/column_schema": column_schema(form)},
        )
        for form in forms_of(partitions)
    ]

    @dg.multi_asset(specs=specs, partitions_def=partitions.periods, can_subset=True, name=GROUP)
    def facts(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]
    ) -> Iterator[dg.MaterializeResult]:
        for key in sorted(context.selected_asset_keys):
            rows = build_facts(office, office.forms.by_slug(key.path[-1]), context.partition_key)
            yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": rows})

    return facts


def _reports(partitions: Any) -> dg.AssetsDefinition:
    @dg.asset(
        # Who has reported what is known once the reports have been compared with each other.
        deps=[*(dg.AssetDep(fact_key(form)) for form in forms_of(partitions)), dg.AssetDep("reviews")],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"sql"},
        owners=OWNERS,
        description="报送情况：本期应报报表谁已报、谁迟报、谁被退回、谁缺报。",
        check_specs=[
            partitions.check(
                "all_reported",
                dg.AssetKey("reports"),
                "应报的报表都有可用的一版（缺报、退回只提醒，不影响其他单位）。",
            ),
            partitions.check(
                "rows_match_ledger",
                dg.AssetKey("reports"),
                "入库行数与台账中有效报表的接收行数逐表一致，没有不明丢行。",
            ),
        ],
    )
    def reports(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        period = context.partition_key
        with office.engine.connect() as connection:
            status = ledger.report_status(connection, office.site.id, period)
            in_force = ledger.in_force_reports(connection, office.site.id, periods=[period])
            progress = report_progress(connection, office.site.id)
        return dg.MaterializeResult(
            metadata={
                "报送情况": dg.MetadataValue.md(matrix_picture(status, period)),
                "退回与缺报": dg.MetadataValue.md(
                    status_table(status[status["status"].isin(["missing", "returned"])], office.forms)
                ),
                "有效报表数": len(in_force),
                "各单位报送率": dg.MetadataValue.md(
                    rates_table(progress, period, office.as_of, BY_UNIT, office.forms)
                ),
                "各报表报送率": dg.MetadataValue.md(
                    rates_table(progress, period, office.as_of, BY_FORM, office.forms)
                ),
            },
            check_results=[_all_reported(status), _rows_match_ledger(office, in_force, period)],
        )

    return reports


def _all_reported(status: pd.DataFrame) -> dg.AssetCheckResult:
    lacking = status[status["status"].isin(["missing", "returned"])]
    return dg.AssetCheckResult(
        check_name="all_reported",
        passed=lacking.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"应报": len(status), "缺报或退回": len(lacking)},
    )


def _rows_match_ledger(office: Office, in_force: pd.DataFrame, period: str) -> dg.AssetCheckResult:
    accepted = in_force.groupby("form")["rows_accepted"].sum()
    stored = {
        code: office.store.read(office.forms[code], office.site.id, period).num_rows
        for code in accepted.index
    }
    differing = [
        f"{code}（台账 {rows} 行，入库 {stored[code]} 行）"
        for code, rows in accepted.items()
        if rows != stored[code]
    ]
    return dg.AssetCheckResult(
        check_name="rows_match_ledger",
        passed=not differing,
        metadata={"不一致": "、".join(differing) or "无", "行数": int(accepted.sum())},
    )
