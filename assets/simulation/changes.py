"""What a simulation changes in a scheme: settings such as ``A3-1.weight=30``. They are applied to the
scheme's document before it is checked.

A setting names a value by its path in the document. The path may start with an indicator's code;
``indicators.`` is then added. An empty value removes the key.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

import yaml

from schemas.assessment.changes import CannotChange, Change
from schemas.figures import rounded

POINTS = {
    "分档": ("otherwise",),
    "分段": ("below", "above"),
    "排名赋分": ("step", "least"),
    "扣分": ("each", "cap"),
}
"""Parameters of scoring methods that are points out of the weight, so that they change with the weight. The
points in tiers, in the points of a line and in bands change with it too.
"""


@dataclass(frozen=True)
class Difference:
    """A value of a scheme's document that has changed; None where the document does not have it."""

    name: str
    before: Any
    after: Any


def parse_change(text: str) -> Change:
    """The change that a text such as ``A3-1.weight=30`` asks for; raises CannotChange."""
    name, sign, value = text.partition("=")
    path = tuple(part.strip() for part in name.split("."))
    if not sign or not all(path):
        raise CannotChange(f"“{text}”无法识别，请写成 指标.项目=值，例如 A3-1.weight=30")
    try:
        return Change(path, yaml.safe_load(value))
    except yaml.YAMLError:
        raise CannotChange(f"“{text}”的值无法识别，含冒号、括号的文字请加引号") from None


def rescale(values: Mapping[str, Any]) -> dict[str, Any]:
    """Scale the weights in proportion, so that they add up to the full score. The points of each scoring
    method are scaled with its weight.

    Weights have two decimals, and the heaviest takes the rounding difference. Raises CannotChange if this
    cannot be done.
    """
    scaled = deepcopy(dict(values))
    weighted = {
        code: each
        for code, each in (scaled.get("indicators") or {}).items()
        if isinstance(each, dict) and each.get("weight")
    }
    try:
        before = {code: Fraction(str(each["weight"])) for code, each in weighted.items()}
        full = Fraction(str(scaled.get("full_score", 100)))
    except ValueError:
        raise CannotChange("权重和满分应为数字，不能按比例缩放") from None
    if not before or sum(before.values()) <= 0:
        raise CannotChange("方案没有权重，不能按比例缩放")
    if isinstance(scaled.get("assessed", {}).get("kind"), list):
        raise CannotChange("考核几类单位的方案不能用 --rescale，请逐项写明权重")
    after = {code: rounded(weight * full / sum(before.values())) for code, weight in before.items()}
    heaviest = max(after, key=lambda code: (after[code], code))
    after[heaviest] += Decimal(full.numerator) / Decimal(full.denominator) - sum(after.values())
    for section in (scaled.get("sections") or {}).values():
        section["weight"] = sum(after.get(code, Decimal(0)) for code in section["indicators"])
    for code, each in weighted.items():
        each["weight"] = after[code]
        _scale_points(each.get("score"), Fraction(after[code]) / before[code])
    return scaled


def _scale_points(score: Any, factor: Fraction) -> None:
    if not isinstance(score, dict) or factor == 1:
        return
    for name in POINTS.get(score.get("method", ""), ()):
        if score.get(name) is not None:
            score[name] = _scaled(score[name], factor)
    for tier in score.get("tiers") or ():
        tier["points"] = _scaled(tier["points"], factor)
    for pair in (*(score.get("points") or ()), *(score.get("bands") or ())):
        pair[1] = _scaled(pair[1], factor)


def _scaled(points: Any, factor: Fraction) -> Decimal:
    """The scaled points, rounded down so that they are never more than the weight."""
    exact = Fraction(str(points)) * factor
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.0001"), rounding=ROUND_FLOOR
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The values that differ between two documents, named by their paths."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [
        Difference(name, old.get(name), new.get(name))
        for name in {**old, **new}
        if _shown(old.get(name)) != _shown(new.get(name))
    ]


def _flat(value: Any, name: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(each, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _flat(each, f"{name}.{index}")
    else:
        yield name.removeprefix("indicators."), value


def _shown(value: Any) -> str | Fraction | None:
    return (
        Fraction(str(value))
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        else value
    )
