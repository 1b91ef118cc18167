"""Numbers corrected by decision: totals and sums that held go along, others stay as they are told."""

import pytest

from assets.submissions.opening.corrections import corrected, corrected_tables, place_of
from assets.submissions.tables.found_table import FoundTable, TotalRow
from schemas.form import Form
from schemas.office.catalogue import BUILT_IN
from schemas.office.site import load_site
from warehouse.office import DEFAULT_SITE

FORM = BUILT_IN["X06"]


def table(*examined: object, total: object = 30) -> FoundTable:
    return FoundTable(
        "X06",
        "证书",
        columns={"certificate": 1, "examined": 4},
        rows=[4, 5, 6][: len(examined)],
        cells={"certificate": ["甲"] * len(examined), "examined": list(examined)},
        totals=[TotalRow(9, "合计", {"examined": total}, (0, len(examined)))],
    )


def test_a_cell_is_found_by_its_sheet_and_address():
    assert place_of([table(10, 20)], "证书!E5") == (0, "examined", 1)
    assert place_of([table(10, 20)], "证书!$e$5") == (0, "examined", 1)
    assert place_of([table(10, 20)], "别表!E5") is None
    assert place_of([table(10, 20)], "证书!E9") is None


def test_a_total_that_held_goes_along():
    changed = corrected(table(10, 20), FORM, "examined", 1, "25")
    assert changed.cells["examined"] == [10, 25]
    assert changed.totals[0].values == {"examined": 35}


def test_a_total_that_did_not_hold_stays_and_is_told():
    changed = corrected(table(10, 20, total=31), FORM, "examined", 1, "21")
    assert changed.totals[0].values == {"examined": 31}


def village(*counted: int, total: tuple[int, int]) -> FoundTable:
    """A village of the county's form K01, with the totals of its first and third column."""
    names = ("primary", "junior", "school_age")
    return FoundTable(
        "K01",
        "控辍保学",
        columns={name: place for place, name in enumerate(names, 1)},
        rows=[6],
        cells={name: [value] for name, value in zip(names, counted, strict=True)},
        totals=[TotalRow(7, "合计", dict(zip(("primary", "school_age"), total, strict=True)), (0, 1))],
    )


@pytest.fixture(scope="module")
def county_form() -> Form:
    return load_site(DEFAULT_SITE.parent / "bureau").forms["K01"]


def test_a_sum_of_the_row_that_held_goes_along_and_its_total_too(county_form):
    changed = corrected(village(300, 200, 500, total=(300, 500)), county_form, "primary", 0, "310")
    assert changed.cells == {"primary": [310], "junior": [200], "school_age": [510]}
    assert changed.totals[0].values == {"primary": 310, "school_age": 510}


def test_a_sum_of_the_row_that_did_not_hold_stays_and_is_told(county_form):
    changed = corrected(village(300, 200, 501, total=(300, 501)), county_form, "primary", 0, "301")
    assert changed.cells["school_age"] == [501]


def test_what_is_not_there_is_passed_over():
    tables = [table(10, 20)]
    assert corrected_tables(tables, {"证书!Z99": "1"}, BUILT_IN) == tables
