"""A home that an earlier version has written is taken over: nothing is lost and no figure changes.

``homes/first-schema.tar.xz`` was written by the version whose schema was 0008: an office of two townships after
one pass, without Dagster's own records. 耿车镇's report on elderly education counts, 埠子镇's went back.
"""

import tarfile
from pathlib import Path

import pytest

from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

HOME = Path(__file__).parent / "homes" / "first-schema.tar.xz"
SHARED = ["indicator", "unit_name", "period", "value", "numerator", "denominator", "target"]


class EarlierOffice(SmallOffice):
    """The office whose home and settings lie in the archive."""

    def __init__(self, folder: Path) -> None:
        with tarfile.open(HOME) as archive:
            archive.extractall(folder, filter="data")
        self.site_folder, self.home = folder / "site", folder / "home"
        self.warehouse_url = (
            f"sqlite:///{self.home / 'warehouse.db'}"  # also where other homes are on a server
        )
        self.inbox = self.site_folder / "inbox"


@pytest.fixture
def office(tmp_path) -> EarlierOffice:
    return EarlierOffice(tmp_path)


def figures(office: SmallOffice):
    rows = office.view("bi_indicator", scheme="township-2023")
    return rows[SHARED].sort_values(["indicator", "unit_name"], ignore_index=True)


def test_it_counts_what_it_counted(office):
    before = figures(office)
    assert office.status_of("Z03") == ("accepted", 1)
    assert office.status_of("Z03", "埠子镇") == ("returned", 1)
    office.run()
    assert office.status_of("Z03") == ("accepted", 1)
    assert office.status_of("Z03", "埠子镇") == ("returned", 1)
    assert figures(office).equals(before)


def test_a_correction_of_what_went_back_is_taken_in(office):
    assert office.figure("A3-2", "埠子镇") is None
    office.send("埠子镇改.xlsx", township_workbook("埠子镇", "2023-11", regular_learners=270))
    office.run()
    assert office.status_of("Z03", "埠子镇") == ("accepted", 2)
    assert office.figure("A3-2", "埠子镇") == 270
