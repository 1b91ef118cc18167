"""What one office's schemes make of the indicators in its serving database: scores, conclusions, statuses."""

from dataclasses import dataclass

from pandera.typing import DataFrame

from assets.indicators.office_indicators import is_assessed
from assets.scores.conclusions import NOTHING_CONCLUDED, Conclusions, conclude
from assets.scores.scores import Scores, calculate_scores
from assets.scores.statuses import calculate_statuses
from schemas.results import GradeRow, ScoreItemRow, ScoreRow, SectionRow, StatusRow
from schemas.scheme import Scheme
from warehouse.ledger.decisions import decided_of
from warehouse.office import Office
from warehouse.results import results


@dataclass(frozen=True)
class SchemeResult:
    """What a scheme says about its units in a period."""

    scores: Scores
    conclusions: Conclusions
    statuses: DataFrame[StatusRow]


NO_JUDGEMENT = SchemeResult(
    Scores(
        ScoreItemRow.of_rows([]),
        ScoreRow.of_rows([]),
        {},
        SectionRow.of_rows([]),
        GradeRow.of_rows([]),
    ),
    NOTHING_CONCLUDED,
    StatusRow.of_rows([]),
)
"""What a scheme says about a period that it does not assess: frames without rows."""


def judgement_of(office: Office, scheme: Scheme, period: str) -> SchemeResult:
    """A scheme's judgement of a period, from the stored indicators."""
    if not is_assessed(office, scheme, period):
        return NO_JUDGEMENT
    with office.engine.connect() as connection:
        indicators = results.indicators(connection, office.site.id, scheme.id, period)
        decided = decided_of(connection, office.site.id)
    registry, scheme = office.site.registry, scheme.in_month(period)
    return SchemeResult(
        calculate_scores(scheme, indicators, registry, period, decided),
        conclude(scheme, indicators, registry, period),
        calculate_statuses(scheme, indicators, period),
    )
