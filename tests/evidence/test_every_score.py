"""Of every site, scheme and unit, in the scheme's first and newest month: the explanation adds up, exactly,
to the score that BI shows.
"""

from pathlib import Path

import pytest

from assets.evidence.tree.explain import explained
from assets.evidence.tree.grounds import grounds_of
from assets.evidence.tree.nodes import Kind, Making, contradictions, walk
from assets.evidence.tree.originals import Originals
from schemas.assessment.assessed import assessed_units
from schemas.figures import exact
from tests.support.offices import read_view

SITES = sorted(path.parent.name for path in (Path(__file__).parents[2] / "sites").glob("*/site.yaml"))


@pytest.mark.parametrize("site", SITES)
def test_every_score_is_what_its_explanation_adds_up_to(office_of, site):
    office = office_of(site)
    scores, items, indicators = (
        read_view(office, view) for view in ("bi_score", "bi_score_item", "bi_indicator")
    )
    assert len(scores)
    originals = Originals(office, "test")
    months = scores.groupby("scheme")["period"].agg(["min", "max"])
    for (scheme_id, period), totals in scores.groupby(["scheme", "period"]):
        if period not in set(months.loc[scheme_id]):
            continue
        scheme = next(each for each in office.schemes if each.id == scheme_id)
        grounds = grounds_of(
            office, scheme, period, originals, assessed_units(scheme, office.site.registry, period)
        )
        of_period = [
            frame[(frame["scheme"] == scheme_id) & (frame["period"] == period)]
            for frame in (items, indicators)
        ]
        for total in totals.itertuples():
            check_unit(grounds, total, *(frame[frame["unit_code"] == total.unit_code] for frame in of_period))
    assert not originals.unreadable


def check_unit(grounds, total, items, indicators):
    unit = grounds.assessed.units[total.unit_code]
    tree = explained(grounds, None, unit)
    nodes = list(walk(tree))
    where = f"{total.scheme} {total.unit_name} {total.period}"
    assert tree.value == exact(total.score), where
    assert [(node.kind, node.title) for node in contradictions(tree)] == [], where
    own = {part.code: part.value for part in nodes if part.kind is Kind.ITEM}
    assert own == {row.indicator: exact(row.score) for row in items.itertuples()}, where
    assert "与入库的得分不同" not in [node.title for node in nodes], where
    assert_every_figure_has_grounds(nodes)
    scored = {
        node.code: node for node in nodes if node.kind is Kind.INDICATOR and node.period == total.period
    }
    for row in indicators.itertuples():
        value = scored.get(row.indicator) or explained(grounds, row.indicator, unit)
        assert contradictions(value) == [], (where, row.indicator)
        shown = None if value.value is None else exact(float(value.value))
        assert shown == exact(row.value), (where, row.indicator)


def assert_every_figure_has_grounds(nodes):
    """Every row names its file, sheet and cell, and every sum that is not 0 has something below it."""
    for node in nodes:
        if node.kind is Kind.ROW:
            assert node.source.file_name
            assert all(
                cell.address and cell.address.startswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
                for cell in node.source.cells
            )
            assert node.source.cells
        elif node.made_by is Making.SUM and node.value:
            assert node.parts
