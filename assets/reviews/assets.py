"""The reviews across reports in Dagster: one asset, by period, between the facts and the indicators."""

from collections.abc import Iterable
from typing import Any

import dagster as dg

from assets.facts.assets import fact_key, forms_of
from assets.reviews.settlement import Verdict
from assets.reviews.stage import CrossReview, review_period
from assets.reviews.summaries import summary_table
from assets.reviews.wording import FAMILIES
from assets.submissions.assets import SUBMISSION_KEY, Partitions, key_beside
from assets.submissions.steward.overview import findings_table
from schemas.findings import Level
from warehouse import desk_pages
from warehouse.office import Office
from warehouse.standing.outcomes import submission_outcome

REVIEWS_KEY = dg.AssetKey("reviews")
CHECKS = {False: "between_forms", True: "between_periods"}
"""The name of the check for each family of rules, by ``CrossRule.between_periods``."""


def build(partitions: Partitions) -> list[dg.AssetsDefinition]:
    """The asset of the reviews, with a check for each family of rules."""
    forms = forms_of(partitions)
    compared = {code for form in forms for rule in form.crossing for code in (form.code, *rule.others)}

    @dg.asset(
        key=REVIEWS_KEY,
        deps=[fact_key(form) for form in forms if form.code in compared],
        partitions_def=partitions.periods,
        group_name="reviews",
        kinds={"pandas", "greatexpectations"},
        owners=["team:assessment-office"],
        description="表间与跨期审核：把本期报表与其他报表、其他单位和以前各期核对；强制性错误退回报表或留置该行，核实性问题提请核实。",
        check_specs=[
            partitions.check(CHECKS[family], REVIEWS_KEY, f"{word}审核：没有强制性错误，也没有待核实的问题。")
            for family, word in FAMILIES.items()
        ],
    )
    def reviews(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        period = context.partition_key
        review = review_period(office, period, context.run_id)
        for unit_code in review.changes.restored:
            _report_restored(context, office, partitions, period, unit_code)
        return dg.MaterializeResult(
            metadata=_metadata(review, office),
            check_results=[_check(family, review.verdicts) for family in sorted(FAMILIES)],
        )

    return [reviews]


def _metadata(review: CrossReview, office: Office) -> dict[str, Any]:
    metadata = {
        "核对情况": dg.MetadataValue.md(summary_table(review.verdicts)),
        "审核意见": dg.MetadataValue.md(findings_table(review.findings, office.forms)),
        "新退回单位数": len(review.changes.returned),
    }
    if review.docs:
        metadata |= {
            word: dg.MetadataValue.url(page)
            for word, page in desk_pages.reviews(office, review.docs.parent.name).items()
        }
        metadata["核对记录（Data Docs）"] = dg.MetadataValue.url(review.docs.as_uri())
        # A browser does not follow links from the UI to files, but the path can be copied.
        metadata["核对记录位置"] = dg.MetadataValue.path(review.docs)
    return metadata


def _check(family: bool, verdicts: Iterable[Verdict]) -> dg.AssetCheckResult:
    """The check of a family: an error if a hard rule was broken, a warning if units are only asked."""
    of_family = [each for each in verdicts if each.rule.between_periods is family]
    failed = [level for each in of_family for level in each.failed["level"]]
    return dg.AssetCheckResult(
        check_name=CHECKS[family],
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if Level.HARD in failed else dg.AssetCheckSeverity.WARN,
        metadata={
            "已核对": sum(len(each.table) - each.unchecked for each in of_family),
            "强制性错误": failed.count(Level.HARD),
            "核实性问题": failed.count(Level.QUERY),
            "未能核对": sum(each.unchecked for each in of_family),
        },
    )


def _report_restored(
    context: dg.AssetExecutionContext, office: Office, partitions: Partitions, period: str, unit_code: str
) -> None:
    """Tell Dagster that a returned report counts again, since the other side was corrected. Its submission
    turns green if nothing else is wrong.
    """
    with office.engine.connect() as connection:
        outcome = submission_outcome(connection, office.site, unit_code, period)
    if not outcome.reason:
        context.log_event(
            dg.AssetMaterialization(
                key_beside(context, SUBMISSION_KEY),
                description="对方报表更正后，表间、跨期审核已通过",
                partition=partitions.key(period, unit_code),
                metadata={"dagster/row_count": int(outcome.reports["rows_accepted"].sum())},
            )
        )
