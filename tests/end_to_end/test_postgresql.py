"""The serving database may be PostgreSQL by its URL alone: what BI reads there is what it reads from SQLite.

No other test compares the two. It needs both, so that ``make test`` runs it, and ``make test-postgresql`` not
once more.
"""

from decimal import Decimal

import pytest
from sqlalchemy import inspect, text

from tests.support.databases import ON_POSTGRESQL
from tests.support.form_examples import VALID
from tests.support.offices import SmallOffice
from tests.support.postgresql import new_database
from tests.support.submitted_files import xlsx
from tests.support.view_contract import same_in_every_run
from tests.support.workbooks import FAULTY, sheet, township_workbook
from warehouse.database.fact_tables import fact_table_names

pytestmark = [
    pytest.mark.skipif(ON_POSTGRESQL, reason="compares both databases, which `make test` does"),
]


def files() -> list[list[tuple[str, bytes, str]]]:
    """What comes in before each of two passes: a report returned and corrected, targets and denominators, a
    broken file.
    """
    of_bureau = {form: sheet(form, "宿城区教育局", "2023-01", [VALID[form]]) for form in ("J03", "J05")}
    return [
        [
            ("教育局.xlsx", xlsx(of_bureau), "2023-02-01 09:00"),
            ("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY), "2023-12-01 09:00"),
            (
                "埠子镇.xlsx",
                township_workbook("埠子镇", "2023-11", learners=5, regular_learners=200),
                "2023-12-07 09:00",
            ),
            ("损坏.xlsx", b"PK damaged", "2023-12-02 09:00"),
        ],
        [
            (
                "耿车镇更正.xlsx",
                township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=320),
                "2023-12-04 09:00",
            )
        ],
    ]


def views_of(office: SmallOffice) -> dict[str, list[tuple]]:
    """Every view and fact table that BI reads, rows in a fixed order."""
    with office.office.engine.connect() as connection:
        names = {*inspect(connection).get_view_names(), *fact_table_names(connection)}
        read = {
            name: connection.execute(text(f"SELECT {same_in_every_run(name)} FROM {name}")) for name in names
        }
        return {
            name: sorted((tuple(map(_plain, row)) for row in rows), key=repr) for name, rows in read.items()
        }


def _plain(cell: object) -> object:
    """Numbers as numbers, days and times as text, whichever types of Python a driver gives for them."""
    if cell is None or isinstance(cell, int | float | Decimal):
        return cell if cell is None else float(cell)
    return str(cell).removesuffix(".000000")


def test_bi_reads_the_same_from_both(tmp_path, prepared_home, postgresql):
    sqlite = SmallOffice(tmp_path / "sqlite", warehouse_url=f"sqlite:///{tmp_path}/warehouse.db")
    other = SmallOffice(
        tmp_path / "postgresql", prepared_home=prepared_home, warehouse_url=new_database(postgresql)
    )
    for received in files():
        for office in (sqlite, other):
            for name, content, at in received:
                office.send(name, content, at)
            office.run()
    assert other.office.engine.dialect.name == "postgresql"
    expected, found = views_of(sqlite), views_of(other)
    assert found == expected
    assert {name for name, rows in expected.items() if rows} >= {
        "bi_finding",
        "bi_indicator",
        "bi_score",
        "bi_report_status",
    }
    assert other.status_of("Z03") == ("accepted", 2)
    other.office.engine.dispose()
