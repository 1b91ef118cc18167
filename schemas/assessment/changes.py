"""Changes of a scheme's document: settings such as ``A3-1.weight=30``, applied before the document is
checked.

A setting names a value by its path in the document. The path may begin with an indicator's code;
``indicators.`` is then understood. An empty value removes the key.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from schemas.documents import suggestion

CHOOSING = ("method", "kind", "preset")
"""Keys that decide which parameters stand beside them. Another choice starts without the old parameters."""


class CannotChange(ValueError):
    """A setting cannot be applied. The message is one Chinese sentence."""


@dataclass(frozen=True)
class Change:
    """One setting: the path to the value, and the new value; None removes it."""

    path: tuple[str, ...]
    value: Any

    @property
    def name(self) -> str:
        """The path as it was written."""
        return ".".join(self.path)


def apply_changes(
    values: Mapping[str, Any], changes: Iterable[Change], known: Iterable[str]
) -> dict[str, Any]:
    """The values of the document with the changes applied. ``known`` are the keys that a scheme may have.
    Raises CannotChange.
    """
    changed = deepcopy(dict(values))
    # Keys that choose come first, so the order of the settings does not matter.
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
