"""The months of a quarter, for schemes whose bulletin sums up a quarter at its end."""

import pandas as pd

from assets.bulletins.figures.figures import value_figure
from assets.bulletins.figures.material import Material
from assets.bulletins.figures.small_cells import WITHHELD, withheld_values
from assets.bulletins.model import Figure


def quarter_values(material: Material) -> dict[str, dict[tuple[str, str], Figure]]:
    """Month → (indicator, unit) → the value as it is printed, for the months that were assessed."""
    frame = material.frames.indicators.sort_values("period")
    return {str(month): _values(material, rows) for month, rows in frame.groupby("period")}


def _values(material: Material, rows: pd.DataFrame) -> dict[tuple[str, str], Figure]:
    withheld = withheld_values(material.scheme, material.settings, rows)
    found = {}
    for row in rows.itertuples():
        key = (row.indicator, row.unit_code)
        found[key] = WITHHELD if key in withheld else value_figure(row)
    return found
