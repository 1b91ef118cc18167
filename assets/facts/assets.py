"""The facts in Dagster: one asset for each form, by period."""

from collections.abc import Iterator

import dagster as dg

from assets.facts.facts import build_facts
from assets.submissions.assets import SUBMISSION_KEY, Partitions
from schemas.form import Form
from warehouse.database.view_columns import FACT_COLUMNS
from warehouse.facts.store import fact_schema
from warehouse.office import Office

GROUP = "facts"
OWNERS = ["team:assessment-office"]

TITLES = {
    **{name: column.title for name, column in FACT_COLUMNS.items()},
    "sheet": FACT_COLUMNS["source_sheet"].title,
    "row": FACT_COLUMNS["source_row"].title,
    "person": "人员（假名）",
}
"""The titles of the columns that the facts of every form have."""


def forms_of(partitions: Partitions) -> list[Form]:
    """The forms that some unit of the site must report."""
    kinds = {unit.kind for unit in partitions.site.reporting_units()}
    return [form for form in partitions.site.forms.values() if kinds & set(form.submitters)]


def fact_key(form: Form) -> dg.AssetKey:
    """The asset of a form's facts."""
    return dg.AssetKey([GROUP, form.slug])


def column_schema(form: Form) -> dg.TableSchema:
    """The columns of a form's facts as the store has them: name, type, and what stands in them."""
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


def build(partitions: Partitions) -> list[dg.AssetsDefinition]:
    """The assets of all forms' facts. Dagster makes them together."""
    return [_facts(partitions)]


def _facts(partitions: Partitions) -> dg.AssetsDefinition:
    # No partition mapping can say which submissions belong to a period. If each period depended on all
    # submissions, every new one would make the facts of all periods look out of date. The assessment's own
    # sensor knows better.
    of_none = dg.SpecificPartitionsPartitionMapping([])
    specs = [
        dg.AssetSpec(
            fact_key(form),
            deps=[dg.AssetDep(SUBMISSION_KEY, partition_mapping=of_none)],
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
