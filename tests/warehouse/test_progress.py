from datetime import date

from warehouse.ledger import obligations
from warehouse.standing.progress import report_progress

TOWN = "321302101"


def test_each_report_tells_how_it_began_and_whether_a_version_is_usable(engine, site, post):
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 10))
    post.receive(*((f"{number}.xlsx", str(number), f"2023-11-0{number} 08:00") for number in range(1, 5)))
    post.record(
        [
            ("1.xlsx", TOWN, "Z02", "2023-10", "returned"),
            ("2.xlsx", TOWN, "Z02", "2023-10", "accepted", 3),
            ("1.xlsx", TOWN, "Z03", "2023-10", "accepted", 1),
            ("3.xlsx", TOWN, "Z03", "2023-10", "returned"),
            ("4.xlsx", TOWN, "Z04", "2023-09", "returned"),
        ]
    )
    with engine.connect() as connection:
        progress = report_progress(connection, site.id)
    town = progress[progress["unit_code"] == TOWN].set_index(["form", "period"])
    names = ["status", "first_status", "usable", "due_on"]
    assert town.loc[("Z02", "2023-10"), names].tolist() == ["accepted", "returned", True, date(2023, 11, 6)]
    assert town.loc[("Z03", "2023-10"), names].tolist() == ["returned", "accepted", True, date(2023, 11, 6)]
    assert town.loc[("Z04", "2023-09"), names].tolist() == ["returned", "returned", False, None]
    missing = town.loc[("Z04", "2023-10"), ["status", "first_status", "usable"]]
    assert (missing["status"], missing.isna()["first_status"], missing["usable"]) == ("missing", True, False)


def test_a_site_without_obligations_and_reports_has_no_progress(engine, site_id):
    with engine.connect() as connection:
        assert report_progress(connection, site_id).empty
