"""What a scheme makes of whole scores: grades (等次), sections (一级指标) and ties."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.assessment.measures import Finding
from schemas.documents import Strict
from schemas.scoring.rule import Share


class Grade(Strict):
    """One grade: for scores of at least ``at_least``, and for at most the share ``quota`` of the units."""

    name: str = Field(min_length=1)
    at_least: Decimal | None = None
    quota: Share | None = None


class Grades(Strict):
    """The grades from the best down.

    A quota is a share of the units in each group or of all units (``per``), rounded down. If units with equal
    scores stand on both sides of the limit, they get the lower grade, unless ``ties`` includes them.
    """

    best_first: tuple[Grade, ...] = Field(min_length=2)
    per: Literal["group", "all"] = "group"
    ties: Literal["exclude", "include"] = "exclude"

    @model_validator(mode="after")
    def _falls(self) -> "Grades":
        names = [grade.name for grade in self.best_first]
        if len(set(names)) < len(names):
            raise ValueError("等次的名称不能重复")
        *higher, last = self.best_first
        if last.at_least is not None or last.quota is not None:
            raise ValueError("最后一个等次不写 at_least 和 quota：其余的单位都归这一等")
        bounds = [grade.at_least for grade in higher if grade.at_least is not None]
        if bounds != sorted(set(bounds), reverse=True):
            raise ValueError("等次应从高到低写，at_least 逐等降低")
        if any(grade.at_least is None and grade.quota is None for grade in higher):
            raise ValueError("除最后一个外，每个等次要写 at_least（最低分）或 quota（比例）")
        if sum(grade.quota for grade in higher if grade.quota is not None) > 1:
            raise ValueError("各等次的 quota（比例）之和不能超过 1")
        return self


class ScoreSection(Strict):
    """A section: some indicators, and the weight that they have together."""

    weight: Annotated[Decimal, Field(ge=0)]
    indicators: tuple[str, ...] = Field(min_length=1)


def place_findings(sections: Mapping[str, ScoreSection], weights: Mapping[str, Decimal]) -> Iterator[Finding]:
    """Indicators that are unknown, or that stand in two sections or in none. ``weights`` has all indicators,
    with 0 for those without a weight.
    """
    placed: dict[str, str] = {}
    for name, section in sections.items():
        for index, code in enumerate(section.indicators):
            if code not in weights:
                yield (name, "indicators", index), f"方案里没有指标“{code}”"
            if code in placed:
                yield (name, "indicators", index), f"指标 {code} 已在“{placed[code]}”，每项指标只能在一处"
            placed.setdefault(code, name)
    if lost := [code for code, weight in weights.items() if weight and code not in placed]:
        yield (), f"计入满分的指标 {'、'.join(lost)} 没有归入 sections（一级指标），请补上"


def weight_findings(
    sections: Mapping[str, ScoreSection], weights: Mapping[str, Decimal], full_score: Decimal
) -> Iterator[Finding]:
    """Weights that do not add up, for units that the indicators in ``weights`` assess."""
    own = {name: each for name, each in sections.items() if any(code in weights for code in each.indicators)}
    for name, section in own.items():
        total = sum((weights.get(code, Decimal(0)) for code in section.indicators), Decimal(0))
        if total != section.weight:
            yield (name, "weight"), f"“{name}”各指标权重之和为 {total}，与写的 {section.weight} 不符，请改正"
    if (whole := sum((section.weight for section in own.values()), Decimal(0))) != full_score:
        yield (), f"sections（一级指标）权重之和为 {whole}，与满分 {full_score} 不符，请改正"
