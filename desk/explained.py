"""An explanation (追溯) as a page shows it."""

from typing import Any

from assets.evidence.tree.data import figure_text
from assets.evidence.tree.nodes import Kind, Node


def node_lines(node: Node, hidden: tuple[Kind, ...] = (), with_cells: bool = True) -> dict[str, Any]:
    """A node and what is below it, for a page. Nodes of the ``hidden`` kinds are left out, and without
    ``with_cells`` what files and cells say.
    """
    below = [each for each in (*node.parts, *node.beside) if each.kind not in hidden]
    source = node.source if with_cells else None
    return {
        "title": f"{node.code}　{node.title}" if node.code else node.title,
        "figure": None if node.value is None else figure_text(node.value, node.unit, node.is_lower_bound),
        "says": list(node.says),
        "source": f"{source.file_name} 第{source.version}版" if source else "",
        "cells": [f"{cell.address or ''} {cell.header}“{cell.text or ''}”" for cell in source.cells]
        if source
        else [],
        "below": [node_lines(each, hidden, with_cells) for each in below],
    }
