"""Section scores (一级指标得分): the sum of the items of a section, and the rank in the group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assets.scores.whole.standings import places
from assets.scores.whole.totals import Item
from schemas.assessment.grades import ScoreSection


@dataclass(frozen=True)
class SectionScore:
    """A section of a unit: the sum of its items' scores and the sum of the weights that apply. The score is
    None if no item applies.
    """

    section: str
    unit: str
    score: Decimal | None
    full_score: Decimal
    rank: int | None


def section_scores(
    sections: Mapping[str, ScoreSection], items: Sequence[Item], groups: Mapping[str, str]
) -> list[SectionScore]:
    """The section scores of all units, by section and unit."""
    found = []
    for name, section in sections.items():
        fulls, scores = _sums(section, items)
        ranks = places({unit: (score,) for unit, score in scores.items()}, groups)
        found += [
            SectionScore(name, unit, scores.get(unit), fulls.get(unit, Decimal(0)), ranks.get(unit))
            for unit in sorted(groups)
        ]
    return found


def _sums(section: ScoreSection, items: Sequence[Item]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Unit → the weights that apply, and unit → the points. Units to which no item applies have no points."""
    fulls: dict[str, Decimal] = {}
    scores: dict[str, Decimal] = {}
    for item in items:
        if item.indicator in section.indicators:
            fulls[item.unit] = fulls.get(item.unit, Decimal(0)) + item.full
            if item.score is not None:
                scores[item.unit] = scores.get(item.unit, Decimal(0)) + item.score
    return fulls, scores
