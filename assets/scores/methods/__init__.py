"""The scoring methods (计分方法) as pure functions of exact numbers. Each gives points and the arithmetic in
words.

Sources: the methods' standard terms as used in published assessment schemes. A scheme chooses one method for
each indicator and gives its parameters (``schemas/scoring``). Points are exact here. They are rounded once,
when an item is written.
"""

from assets.scores.methods.efficacy import efficacy, efficacy_score
from assets.scores.methods.events import bonus, credibility, deduction, downgrade, no_best_grade, veto
from assets.scores.methods.group_ratio import best_ratio, mean_ratio
from assets.scores.methods.levels import direct, growth, points, tiers
from assets.scores.methods.ranking import bands, interpolated_rank, rank, ranks
from assets.scores.methods.scored import Scored, Show
from assets.scores.methods.target import compliance, meet_target

__all__ = [
    "Scored",
    "Show",
    "bands",
    "best_ratio",
    "bonus",
    "compliance",
    "credibility",
    "deduction",
    "direct",
    "downgrade",
    "efficacy",
    "efficacy_score",
    "growth",
    "interpolated_rank",
    "mean_ratio",
    "meet_target",
    "no_best_grade",
    "points",
    "rank",
    "ranks",
    "tiers",
    "veto",
]
