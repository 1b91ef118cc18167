"""Small schemes and registers: what a test says nothing about stands here."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from schemas.scheme import Scheme

DISTRICT = "区"
LEARNERS = {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"}
ELDERLY = {"form": "J05", "aggregate": "sum", "columns": ["elderly"], "span": "latest"}


def registry_of(names: Iterable[str], kind: str = "township") -> UnitRegistry:
    """Units of a district, their codes like their names; a township is in the group 街道 or 镇."""
    groups = {name: ("街道" if "街道" in name else "镇") if kind == "township" else None for name in names}
    return UnitRegistry(
        [Unit(DISTRICT, DISTRICT, "district")]
        + [Unit(name, name, kind, DISTRICT, group) for name, group in groups.items()]
    )


def scheme_of(indicators: Mapping[str, dict], /, **settings: Any) -> Scheme:
    """A scheme of these indicators for 2023, called like their codes and in persons where nothing else is
    said; ``settings`` are those of the scheme that differ.
    """
    usual = {
        "id": "test-2023",
        "title": "试行方案",
        "year": 2023,
        "authority": "示例",
        "assessed": {"kind": "township", "under": DISTRICT},
        "missing": {"share": 0, "says": "缺报不得分"},
        "light": {"preset": "three-colour by points"},
    }
    named = {
        code: {"name": code, "unit_of_measure": "人"} | indicator for code, indicator in indicators.items()
    }
    return Scheme.model_validate(usual | {"indicators": named} | settings)
