"""The star of the BI views (星形模型): which views of figures join which views of what the figures are about,
by the same columns.

It is told by the columns that ``view_columns`` describes, so it is as true as they are.
"""

from collections import defaultdict
from collections.abc import Iterator

from warehouse.database.view_columns import FACT_COLUMNS, VIEW_COLUMNS
from warehouse.database.view_texts.words import View

KEYS: dict[str, tuple[str, ...]] = {
    "bi_office": ("site",),
    "bi_unit": ("site", "unit_code"),
    "bi_form": ("site", "form"),
    "bi_period": ("site", "period"),
    "bi_scheme": ("site", "scheme"),
    "bi_scheme_indicator": ("site", "scheme", "indicator"),
}
"""The dimensions, each with the columns by which it is joined."""

ON_ONE_LINE = '%%{init: {"flowchart": {"wrappingWidth": 500}}}%%'
"""Keeps a view and its name on one line."""

TABLES = VIEW_COLUMNS | {"fact_…": View("明细表", "", FACT_COLUMNS)}
"""What BI reads: the views, and the tables of rows as one."""


def stars() -> dict[tuple[str, ...], list[str]]:
    """The views of figures by the dimensions that they join, those that join the same ones together."""
    found = defaultdict(list)
    for name, view in TABLES.items():
        if name not in KEYS:
            found[dimensions_of(view)].append(name)
    return dict(found)


def dimensions_of(view: View) -> tuple[str, ...]:
    """The dimensions whose keys a view has."""
    return tuple(name for name, keys in KEYS.items() if view.columns.keys() >= set(keys))


def star_picture() -> str:
    """The star as a Mermaid diagram: on the left the views of figures, on the right the dimensions."""
    return "\n".join(["```mermaid", ON_ONE_LINE, "flowchart LR", *_nodes(), *_arrows(), "```"]) + "\n"


def _nodes() -> Iterator[str]:
    for number, names in enumerate(stars().values(), 1):
        yield f'    views{number}["{"<br>".join(map(_named, names))}"]'
    for name, keys in KEYS.items():
        yield f'    {name}[("{_named(name)}<br>{" + ".join(keys)}")]'


def _named(name: str) -> str:
    return f"{name} {TABLES[name].title}"


def _arrows() -> Iterator[str]:
    for number, dimensions in enumerate(stars(), 1):
        if dimensions:
            yield f"    views{number} --> {' & '.join(dimensions)}"
