"""What a scheme gives its units, as frames to store: items, totals, section scores and grades."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pandera.typing import DataFrame

from assets.scores.whole.grades import Graded
from assets.scores.whole.sections import SectionScore
from assets.scores.whole.totals import Item
from schemas.assessment.assessed import AssessedUnit
from schemas.assessment.decided import Decided
from schemas.results import GradeRow, ScoreItemRow, ScoreRow, SectionRow
from schemas.scheme import Scheme


def item_frame(
    scheme: Scheme, period: str, items: Iterable[Item], decided: Decided
) -> DataFrame[ScoreItemRow]:
    """The points of the items. Scores that units gave themselves (自评分) are taken from what was entered."""
    claims = {entry.of: name for name, entry in scheme.entries.items() if entry.of is not None}
    rows = []
    for each in items:
        name = claims.get(each.indicator)
        claim = decided.entered(scheme.id, name, each.unit, period) if name else None
        points = (each.score, each.full, each.method, each.reason)
        rows.append((scheme.id, each.indicator, each.unit, period, *points, claim.value if claim else None))
    return ScoreItemRow.of_rows(rows)


def score_frame(
    scheme: Scheme,
    period: str,
    units: Mapping[str, AssessedUnit],
    scores: Mapping[str, Decimal],
    ranks_of: Mapping[str, int],
) -> DataFrame[ScoreRow]:
    """The totals. Units without a total have a row too."""
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
    return ScoreRow.of_rows(rows)


def section_frame(scheme: Scheme, period: str, sections: Iterable[SectionScore]) -> DataFrame[SectionRow]:
    """The section scores with their full scores and ranks."""
    rows = [
        (scheme.id, each.section, each.unit, period, each.score, each.full_score, each.rank)
        for each in sections
    ]
    return SectionRow.of_rows(rows)


def grade_frame(
    scheme: Scheme, period: str, units: Mapping[str, AssessedUnit], grades: Mapping[str, Graded]
) -> DataFrame[GradeRow]:
    """The grades of the units that have one."""
    rows = [
        (scheme.id, code, unit.name, unit.group, period, grades[code].grade, grades[code].reason)
        for code, unit in units.items()
        if code in grades
    ]
    return GradeRow.of_rows(rows)
