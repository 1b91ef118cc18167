"""How late reports came and with how many faults, read from the ledger."""

from datetime import date

from sqlalchemy import insert, select

from warehouse.database.tables import finding, report
from warehouse.ledger import obligations, reports_in_force
from warehouse.standing.discipline import with_discipline

TOWN = "321302101"


def fault(site: str, report_id: str, number: int) -> dict:
    """A finding of the report of 2023-10."""
    of_report = {"site": site, "report_id": report_id, "submission_id": "1", "unit_code": TOWN, "form": "Z04"}
    says = {"code": "C", "message": f"第{number}处", "state": "open"}
    return of_report | says | {"period": "2023-10"}


def test_days_count_from_the_first_version_and_a_report_that_never_came_adds_none(engine, site, post):
    """2023-10 is due on Monday 2023-11-06: returned on the 8th, corrected on the 20th: two days; 2023-11, due
    on the 5th, came in time; nothing came of 2023-12.
    """
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 10))
    post.receive(
        ("1.xlsx", "a", "2023-11-08 08:00"),
        ("2.xlsx", "b", "2023-11-20 08:00"),
        ("3.xlsx", "c", "2023-12-05 08:00"),
    )
    post.record(
        [
            ("1.xlsx", TOWN, "Z04", "2023-10", "returned"),
            ("2.xlsx", TOWN, "Z04", "2023-10", "accepted", 3),
            ("3.xlsx", TOWN, "Z04", "2023-11", "accepted", 3),
        ]
    )
    with engine.begin() as connection:
        versions = (
            connection.execute(
                select(report.c.report_id).where(report.c.site == site.id).order_by(report.c.received_at)
            )
            .scalars()
            .all()
        )
        for number, (report_id, level, places) in enumerate(
            [(versions[0], "hard", 3), (versions[0], "query", 2), (versions[1], "hard", 1)]
        ):
            connection.execute(
                insert(finding).values(**fault(site.id, report_id, number), level=level, row_count=places)
            )
    with engine.connect() as connection:
        status = reports_in_force.report_status(connection, site.id)
        owed = status[(status["form"] == "Z04") & (status["unit_code"] == TOWN) & status["due_on"].notna()]
        found = with_discipline(connection, site.id, owed).set_index("period")
    assert found["late_days"].to_dict() == {"2023-10": 2, "2023-11": 0, "2023-12": 0}
    assert found["findings"].to_dict() == {"2023-10": 6, "2023-11": 0, "2023-12": 0}, "over all versions"
    assert found["hard_findings"].to_dict() == {"2023-10": 4, "2023-11": 0, "2023-12": 0}
