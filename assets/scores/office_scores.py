"""What one office's schemes make of its indicators, as they stand in its serving database: scores,
conclusions, statuses.
"""

from dataclasses import dataclass

import pandas as pd

from assets.indicators.office_indicators import is_assessed
from assets.scores import conclusions
from assets.scores.conclusions import Conclusions, conclude
from assets.scores.scores import Scores, calculate_scores
from assets.scores.statuses import STATUS_COLUMNS, calculate_statuses
from assets.scores.whole.result_frames import GRADE_COLUMNS, ITEM_COLUMNS, SCORE_COLUMNS, SECTION_COLUMNS
from schemas.figures import figure_frame
from schemas.scheme import Scheme
from warehouse.ledger.decisions import decided_of
from warehouse.office import Office
from warehouse.results import results


@dataclass(frozen=True)
class SchemeResult:
    """What a scheme says of its units in a period; ``statuses`` as in ``bi_indicator_status``."""

    scores: Scores
    conclusions: Conclusions
    statuses: pd.DataFrame


NO_JUDGEMENT = SchemeResult(
    Scores(
        figure_frame(ITEM_COLUMNS, []),
        figure_frame(SCORE_COLUMNS, []),
        {},
        figure_frame(SECTION_COLUMNS, []),
        figure_frame(GRADE_COLUMNS, []),
    ),
    Conclusions(figure_frame(conclusions.CONCLUSION_COLUMNS, []), figure_frame(conclusions.ITEM_COLUMNS, [])),
    pd.DataFrame(columns=STATUS_COLUMNS, dtype="string"),
)
"""What a scheme says of a period that it does not assess: frames without rows."""


def judgement_of(office: Office, scheme: Scheme, period: str) -> SchemeResult:
    """A scheme's judgement of a period, from its indicators as they were stored."""
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
