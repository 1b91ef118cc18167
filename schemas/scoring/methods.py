"""All scoring methods (计分方法) under their standard terms, and whether one fits the indicator that it
scores.
"""

from collections.abc import Iterator
from typing import Annotated, get_args

from pydantic import Field

from schemas.assessment.measures import Finding
from schemas.scoring.comparison import (
    BandsMethod,
    BestRatioMethod,
    EfficacyMethod,
    InterpolatedRankMethod,
    MeanRatioMethod,
    RankMethod,
)
from schemas.scoring.events import (
    BonusMethod,
    CredibilityMethod,
    DeductionMethod,
    DowngradeMethod,
    NoBestGradeMethod,
    VetoMethod,
)
from schemas.scoring.levels import (
    ComplianceMethod,
    DirectMethod,
    GrowthMethod,
    PointsMethod,
    TargetMethod,
    TiersMethod,
)
from schemas.scoring.rule import ScoredIndicator, ScoringRule

ScoringMethod = Annotated[
    TargetMethod
    | DirectMethod
    | TiersMethod
    | PointsMethod
    | GrowthMethod
    | RankMethod
    | InterpolatedRankMethod
    | BandsMethod
    | BestRatioMethod
    | MeanRatioMethod
    | EfficacyMethod
    | DeductionMethod
    | BonusMethod
    | CredibilityMethod
    | ComplianceMethod
    | VetoMethod
    | DowngradeMethod
    | NoBestGradeMethod,
    Field(discriminator="method"),
]

METHODS: tuple[str, ...] = tuple(
    get_args(rule.model_fields["method"].annotation)[0] for rule in get_args(get_args(ScoringMethod)[0])
)
"""The standard terms of the methods."""


def scoring_findings(rule: ScoringRule | None, scored: ScoredIndicator) -> Iterator[Finding]:
    """What does not fit between an indicator and its scoring method, with places inside the indicator."""
    if rule is None:
        if scored.weight is not None:
            yield ("weight",), "有 weight（权重）就要写 score（计分方法）"
        return
    if rule.is_weighted and scored.weight is None:
        yield ("score",), f"“{rule.method}”要写 weight（权重）"
    if rule.is_weighted is False and scored.weight is not None:
        yield ("weight",), f"“{rule.method}”不占满分，不写 weight（权重）"
    if rule.needs_target and not scored.has_target:
        yield ("score",), f"“{rule.method}”要有 target（目标值）"
    for location, sentence in rule.findings(scored):
        yield ("score", *location), sentence
