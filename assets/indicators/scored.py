"""Scores that an indicator takes in (得分汇总): scores of one scheme in some months, or of several schemes in
one month.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assets.indicators.formulas import Computed
from schemas.assessment.formulas import ScoresFormula
from schemas.assessment.remarks import Absence, Remark, RemarkKind
from schemas.figures import exact_text, percent_text

ScoresOf = Callable[[str, int], Mapping[str, Fraction]]
"""A scheme's id and a month of its year → unit → score. Only months that have come and are assessed have
scores.

Scores of the scheme itself leave out the items that take in its own scores.
"""


def no_scores(scheme: str, month: int) -> Mapping[str, Fraction]:
    """No scores, for use where none are known."""
    return {}


@dataclass(frozen=True)
class ScorePart:
    """The score of a scheme in a month, and its share. The score is None where there is none yet."""

    scheme: str
    month: int
    share: Fraction
    score: Fraction | None

    @property
    def name(self) -> str:
        """The name as readers see it."""
        return f"{self.scheme} {self.month}月得分"


def score_parts(formula: ScoresFormula, unit: str, month: int, scores_of: ScoresOf) -> list[ScorePart]:
    """The scores that the formula takes in for a unit, as of a month."""
    months = formula.months or {month: Decimal(1)}
    return [
        ScorePart(name, of, Fraction(share) * Fraction(of_month), scores_of(name, of).get(unit))
        for name, share in formula.shares.items()
        for of, of_month in months.items()
    ]


def scaled_shares(parts: Sequence[ScorePart]) -> dict[ScorePart, Fraction]:
    """The parts that have a score, with their shares scaled up to 1."""
    known = [part for part in parts if part.score is not None]
    whole = sum((part.share for part in known), Fraction(0))
    return {part: part.share / whole for part in known}


def combined(formula: ScoresFormula, parts: Sequence[ScorePart], month: int) -> Computed:
    """The scores weighted by their shares. Before the first of the months it is 不适用."""
    shares = scaled_shares(parts)
    if not shares:
        is_early = formula.months is not None and month < min(formula.months)
        return Computed(absence=Absence.NOT_APPLICABLE if is_early else Absence.MISSING)
    value = sum((share * (part.score or Fraction(0)) for part, share in shares.items()), Fraction(0))
    return Computed(value, None, value)


def score_remarks(parts: Sequence[ScorePart]) -> Iterator[Remark]:
    """The scores that went in, with their scaled shares, and the scores that did not."""
    shares = scaled_shares(parts)
    if not shares:
        return
    told = [
        f"{part.name}{exact_text(part.score or Fraction(0))}×{percent_text(share)}"
        for part, share in shares.items()
    ]
    yield Remark(RemarkKind.PARTS, "、".join(told))
    if left := [part.name for part in parts if part.score is None]:
        yield Remark(RemarkKind.PARTS, f"{'、'.join(left)}还没有，其余的比重按比例放大")
