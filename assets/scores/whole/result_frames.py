"""What a scheme gives its units, as frames: items, totals, section scores and grades as they are stored."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import pandas as pd

from assets.scores.whole.grades import Graded
from assets.scores.whole.sections import SectionScore
from assets.scores.whole.totals import Item
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.decided import Decided
from schemas.figures import figure_frame
from schemas.scheme import Scheme

SCORE_COLUMNS = {
    "scheme": "string",
    "unit_code": "string",
    "unit_name": "string",
    "group_name": "string",
    "period": "string",
    "score": "Float64",
    "full_score": "Float64",
    "rank": "Int64",
    "follows": "string",
}
"""The columns of the scores as they are stored, and their types. ``follows`` is the scheme of the year
before, None without one.
"""

ITEM_COLUMNS = {
    "scheme": "string",
    "indicator": "string",
    "unit_code": "string",
    "period": "string",
    "score": "Float64",
    "full_score": "Float64",
    "method": "string",
    "reason": "string",
    "self_score": "Float64",
}
"""The columns of ``bi_score_item`` and their types."""


SECTION_COLUMNS = {
    "scheme": "string",
    "section": "string",
    "unit_code": "string",
    "period": "string",
    "score": "Float64",
    "full_score": "Float64",
    "rank": "Int64",
}
"""The columns of ``bi_score_section`` and their types."""

GRADE_COLUMNS = {
    "scheme": "string",
    "unit_code": "string",
    "unit_name": "string",
    "group_name": "string",
    "period": "string",
    "grade": "string",
    "reason": "string",
}
"""The columns of ``bi_grade`` and their types."""


def item_frame(scheme: Scheme, period: str, items: Iterable[Item], decided: Decided) -> pd.DataFrame:
    """The items with ITEM_COLUMNS, those that units gave themselves (自评分) among what was entered."""
    claims = {entry.of: name for name, entry in scheme.entries.items() if entry.of is not None}
    rows = []
    for each in items:
        name = claims.get(each.indicator)
        claim = decided.entered(scheme.id, name, each.unit, period) if name else None
        points = (each.score, each.full, each.method, each.reason)
        rows.append((scheme.id, each.indicator, each.unit, period, *points, claim.value if claim else None))
    return figure_frame(ITEM_COLUMNS, rows)


def score_frame(
    scheme: Scheme,
    period: str,
    units: Mapping[str, AssessedUnit],
    scores: Mapping[str, Decimal],
    ranks_of: Mapping[str, int],
) -> pd.DataFrame:
    """The totals with SCORE_COLUMNS; units without one stand there too."""
    rows = [
        (
            scheme.id,
            code,
            unit.name,
            unit.group,
            period,
            scores.get(code),
            scheme.full_score,
            ranks_of.get(code),
            scheme.follows,
        )
        for code, unit in units.items()
    ]
    return figure_frame(SCORE_COLUMNS, rows)


def section_frame(scheme: Scheme, period: str, sections: Iterable[SectionScore]) -> pd.DataFrame:
    """The section scores with SECTION_COLUMNS."""
    rows = [
        (scheme.id, each.section, each.unit, period, each.score, each.full_score, each.rank)
        for each in sections
    ]
    return figure_frame(SECTION_COLUMNS, rows)


def grade_frame(
    scheme: Scheme, period: str, units: Mapping[str, AssessedUnit], grades: Mapping[str, Graded]
) -> pd.DataFrame:
    """The grades with GRADE_COLUMNS."""
    rows = [
        (scheme.id, code, unit.name, unit.group, period, grades[code].grade, grades[code].reason)
        for code, unit in units.items()
        if code in grades
    ]
    return figure_frame(GRADE_COLUMNS, rows)
