"""An explanation for scripts: the tree as plain data. Every value is there exactly, and also as people read
it.
"""

from fractions import Fraction
from typing import Any

from assets.evidence.tree.nodes import Node, Source
from schemas.figures import AT_LEAST, value_text


def figure_text(value: Fraction | None, unit: str, is_lower_bound: bool = False) -> str:
    """A value with its unit: 118.82%, 505人, ≥200人次; 无 if it is missing."""
    if value is None:
        return "无"
    return f"{AT_LEAST if is_lower_bound else ''}{value_text(value, unit)}{'' if unit == '%' else unit}"


def node_data(node: Node) -> dict[str, Any]:
    """The node and everything below it. ``exact`` is the value as a fraction, ``value`` the nearest number.
    Empty entries are left out.
    """
    data = {
        "kind": str(node.kind),
        "title": node.title,
        "code": node.code,
        "period": node.period,
        "value": None if node.value is None else float(node.value),
        "exact": None if node.value is None else str(node.value),
        "text": figure_text(node.value, node.unit, node.is_lower_bound) if node.value is not None else None,
        "is_lower_bound": node.is_lower_bound,
        "unit": node.unit,
        "says": list(node.says),
        "made_by": str(node.made_by),
        "factors": [str(factor) for factor in node.factors],
        "source": _source_data(node.source) if node.source else None,
        "parts": [node_data(part) for part in node.parts],
        "beside": [node_data(each) for each in node.beside],
    }
    always = ("kind", "title", "value", "made_by")
    return {
        name: value for name, value in data.items() if name in always or value not in (None, "", [], False)
    }


def _source_data(source: Source) -> dict[str, Any]:
    cells = [{"header": cell.header, "cell": cell.address, "text": cell.text} for cell in source.cells]
    return {
        **vars(source),
        "received_at": source.received_at.isoformat() if source.received_at else None,
        "cells": cells,
    }
