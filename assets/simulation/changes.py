"""What a simulation changes in a scheme: settings such as ``A3-1.weight=30``, applied to the scheme's
document before it is checked.

A setting names a value by its way through the document; an indicator's code may stand at the beginning
(``indicators.`` is understood). An empty value takes the key away.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

import yaml

from schemas.documents import suggestion
from schemas.figures import rounded

CHOOSING = ("method", "kind", "preset")
"""Keys that say which parameters stand beside them: another choice starts with none of the old ones."""

POINTS = {"分档": ("otherwise",), "排名赋分": ("step", "least"), "扣分": ("each", "cap")}
"""Parameters of scoring methods that are points of the weight, so that they change with it; the points of
tiers too.
"""


class CannotChange(ValueError):
    """A setting that cannot be applied; the message is one Chinese sentence."""


@dataclass(frozen=True)
class Change:
    """One setting: the way to the value and what it becomes, None to take it away."""

    path: tuple[str, ...]
    value: Any

    @property
    def name(self) -> str:
        """As it was written."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Difference:
    """A value of a scheme's document that is another now; None where it is not there."""

    name: str
    before: Any
    after: Any


def parse_change(text: str) -> Change:
    """The change that ``A3-1.weight=30`` writes; raises CannotChange."""
    name, sign, value = text.partition("=")
    path = tuple(part.strip() for part in name.split("."))
    if not sign or not all(path):
        raise CannotChange(f"“{text}”无法识别，请写成 指标.项目=值，例如 A3-1.weight=30")
    try:
        return Change(path, yaml.safe_load(value))
    except yaml.YAMLError:
        raise CannotChange(f"“{text}”的值无法识别，含冒号、括号的文字请加引号") from None


def apply_changes(
    values: Mapping[str, Any], changes: Iterable[Change], known: Iterable[str]
) -> dict[str, Any]:
    """The document's values with the changes; ``known`` are the keys that a scheme may have. Raises
    CannotChange.
    """
    changed = deepcopy(dict(values))
    # What chooses comes first, so that the order of the settings does not matter.
    for change in sorted(changes, key=lambda change: change.path[-1] not in CHOOSING):
        path = _full_path(changed, change, set(known))
        _set(_parent(changed, path, change), path[-1], change)
    return changed


def _full_path(values: Mapping[str, Any], change: Change, known: set[str]) -> tuple[str, ...]:
    first = change.path[0]
    indicators = values.get("indicators") or {}
    if first in indicators:
        return ("indicators", *change.path)
    if first not in known:
        raise CannotChange(
            f"方案里没有“{first}”"
            + suggestion(first, [*indicators, *known], f"指标有：{'、'.join(indicators)}")
        )
    if first == "indicators" and len(change.path) > 1 and change.path[1] not in indicators:
        raise CannotChange(
            f"方案里没有指标“{change.path[1]}”"
            + suggestion(change.path[1], indicators, f"指标有：{'、'.join(indicators)}")
        )
    return change.path


def _parent(values: dict[str, Any], path: Sequence[str], change: Change) -> dict[str, Any] | list[Any]:
    place: Any = values
    for step in path[:-1]:
        place = place.setdefault(step, {}) if isinstance(place, dict) else _item(place, step, change)
        if not isinstance(place, dict | list):
            raise CannotChange(f"“{change.name}”写不进去：“{step}”是单个的值，下面没有别的项目")
    return place


def _item(items: Any, step: str, change: Change) -> Any:
    return items[_position(items, step, change)]


def _position(items: list[Any], step: str, change: Change) -> int:
    if not step.isdecimal() or int(step) >= len(items):
        raise CannotChange(f"“{change.name}”写不进去：这里是列表，请写第几项（0 到 {len(items) - 1}）")
    return int(step)


def _set(parent: dict[str, Any] | list[Any], key: str, change: Change) -> None:
    if isinstance(parent, list):
        parent[_position(parent, key, change)] = change.value
    elif change.value is None:
        parent.pop(key, None)
    else:
        if key in CHOOSING and parent.get(key) != change.value:
            parent.clear()
        parent[key] = change.value


def rescale(values: Mapping[str, Any]) -> dict[str, Any]:
    """The weights in proportion so that they add up to the full score, and with each weight the points of its
    method.

    Weights have two decimals; what is over goes to the heaviest. Raises CannotChange where that cannot be
    done.
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


def _scaled(points: Any, factor: Fraction) -> Decimal:
    """Rounded down, so that no points are more than the weight."""
    exact = Fraction(str(points)) * factor
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.0001"), rounding=ROUND_FLOOR
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """The values that are not the same in two documents, by the way to them."""
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
