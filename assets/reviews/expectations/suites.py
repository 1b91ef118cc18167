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
from great_expectations.compatibility.pydantic import PrivateAttr
from great_expectations.core import ExpectationValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity

from assets.reviews.questions import Question, Validation
from schemas.cross_rules import Relation
from schemas.findings import Level

NUMBER = "number"
"""The column that numbers the comparisons. Answers name comparisons by this number."""
SHOWN = [NUMBER, "unit", "sheet", "row", "item", "left", "right", "difference", "change", "level"]
"""The columns that a result shows for each row that does not meet an expectation."""
COMPLETE = {"result_format": "COMPLETE", "unexpected_index_column_names": SHOWN}
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
    """Validate the comparisons against the suite of their rule."""
    table = question.table.reset_index(drop=True).rename_axis(NUMBER).reset_index()
    table = table[SHOWN].astype({"row": "Int64"})
    batch = _tables().get_batch(batch_parameters={"dataframe": table})
    result = batch.validate(suite_of(question), result_format=COMPLETE)
    compared, agrees = result.results
    return Validation(_numbers(agrees), _numbers(compared), json.dumps(result.to_json_dict()))


def _numbers(result: ExpectationValidationResult) -> tuple[int, ...]:
    if result.exception_info.get("raised_exception") is not False:
        raise CannotJudge(result.expectation_config.type)
    return tuple(int(row[NUMBER]) for row in result.result.get("unexpected_index_list") or [])


@cache
def _tables() -> BatchDefinition:
    """Where tables are handed to the library, in a context that keeps nothing."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("comparisons")
    return source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("whole")
