"""A suite for each rule (表间、跨期审核), and the answers it gives.

Two expectations make a suite: both sides are there, and they agree as the rule says. A comparison that does
not meet the second expectation becomes a finding. Nothing else decides this.
"""

import json
from dataclasses import asdict
from functools import cache
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core import ExpectationValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity

from assets.reviews.questions import Question, Validation
from schemas.cross_rules import Relation
from schemas.findings import Level
from warehouse.database.frames import rows

SHOWN = ["unit", "sheet", "row", "item", "left", "right", "difference", "change", "level"]
"""The columns that a result keeps for a row that does not meet an expectation."""
MOST_KEPT = 500
"""How many such rows a result keeps for the pages. How many there are, it says always."""
SEVERITIES = {Level.HARD: FailureSeverity.CRITICAL, Level.QUERY: FailureSeverity.WARNING}


def _worked_out_once(expectation: Any) -> ExpectationConfiguration:
    """The configuration of an expectation. The library asks for it 150 times in a validation and would work
    it out each time, although it never changes here.
    """
    if expectation._known is None:
        expectation._known = vars(gxe.Expectation)["configuration"].fget(expectation)
    return expectation._known


class ExpectBothSidesToBeThere(gxe.ExpectColumnValuesToNotBeNull):
    """The comparison can be made."""

    _known: ExpectationConfiguration | None = PrivateAttr(None)
    configuration = property(_worked_out_once)


class ExpectSidesToAgree(gxe.ExpectColumnValuesToBeBetween):
    """The difference or the change is within the bounds of the rule."""

    _known: ExpectationConfiguration | None = PrivateAttr(None)
    configuration = property(_worked_out_once)


class CannotJudge(RuntimeError):
    """Great Expectations could not judge. This is a fault of the program, never of a unit."""


def suite_of(question: Question) -> gx.ExpectationSuite:
    """The suite for a rule. Its first expectation is that the rule can be judged, its second that the rule
    holds.
    """
    rule = question.rule
    low, high = rule.bounds
    about = asdict(question.words) | {"period": question.period, "round": question.round}
    return gx.ExpectationSuite(
        name=rule.code,
        expectations=[
            ExpectBothSidesToBeThere(column=rule.judged, severity=FailureSeverity.INFO, meta=about),
            ExpectSidesToAgree(
                column=rule.judged,
                min_value=low,
                max_value=high,
                strict_min=rule.holds is Relation.NEAR,
                strict_max=rule.holds is Relation.NEAR,
                severity=SEVERITIES[rule.level],
                meta=about,
            ),
        ],
    )


def answer(question: Question) -> Validation:
    """Validate the comparisons against the suite of their rule.

    The library gets the column that is judged, and names the rows that do not pass by their number. If it got
    the other columns as well, it would take seconds to copy them for a thousand rows.
    """
    table = question.table.reset_index(drop=True)
    batch = _tables().get_batch(batch_parameters={"dataframe": table[[question.rule.judged]]})
    result = batch.validate(suite_of(question), result_format="COMPLETE")
    unchecked, at_fault = (_numbers(each) for each in result.results)
    for each, numbers in zip(result.results, (unchecked, at_fault), strict=True):
        each.result = _kept(table, numbers)
    return Validation(at_fault, unchecked, json.dumps(result.to_json_dict()))


def _numbers(result: ExpectationValidationResult) -> tuple[int, ...]:
    if result.exception_info.get("raised_exception") is not False:
        raise CannotJudge(result.expectation_config.type)
    return tuple(map(int, result.result.get("unexpected_index_list") or []))


def _kept(table: pd.DataFrame, numbers: tuple[int, ...]) -> dict[str, Any]:
    """What a result keeps: how many rows there are, how many of each level do not meet the expectation, and
    the first of these rows.
    """
    failed = table.iloc[list(numbers)]
    first = failed.head(MOST_KEPT)[SHOWN].astype({"row": "Int64"})
    return {
        "element_count": len(table),
        "unexpected_count": len(failed),
        "levels": failed["level"].value_counts().to_dict(),
        "rows": rows(first, SHOWN),
    }


@cache
def _tables() -> BatchDefinition:
    """Where tables are handed to the library, in a context that keeps nothing."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("comparisons")
    return source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("whole")
