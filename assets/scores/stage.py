"""The scores of one office: from the indicators in its serving database to the rows of ``bi_score`` and ``bi_score_item``."""

import pandas as pd

from assets.indicators.stage import is_assessed
from assets.scores.scores import ITEM_COLUMNS, SCORE_COLUMNS, Scores, calculate_scores
from schemas.scheme import Scheme
from warehouse import ledger
from warehouse.office import Office


def scores_of(office: Office, scheme: Scheme, period: str) -> Scores:
    """A scheme's scores of a period, from its indicators as they were stored; no rows for a period the scheme does not assess."""
    if not is_assessed(office, scheme, period):
        return Scores(pd.DataFrame(columns=list(ITEM_COLUMNS)), pd.DataFrame(columns=list(SCORE_COLUMNS)))
    with office.engine.connect() as connection:
        indicators = ledger.indicators(connection, office.site.id, scheme.id, period)
    return calculate_scores(scheme, indicators, office.site.registry, period)
