"""Which version of a report counts: the newest accepted one, whatever order the files came in."""

from datetime import date

import pytest

from schemas.office.catalogue import BUILT_IN
from schemas.periods import add_months, period_of
from tests.support.contents import KEYS_OF_HOMES, NAMES_OF_PASSES, ORDER_OF_PROCESSING, database_contents
from tests.support.offices import SmallOffice
from tests.support.submitted_files import xlsx
from tests.support.workbooks import FAULTY, township_workbook


def in_force(office, form="Z03"):
    """The versions of 耿车镇's report that count: at most one."""
    return office.view("report", form=form, unit_code="321302101", in_force=True)["version"].tolist()


def test_a_returned_report_is_corrected(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY), "2023-12-01 09:00")
    small_office.run()
    assert small_office.status_of("Z03") == ("returned", 1)
    assert in_force(small_office) == []
    assert small_office.figure("A3-2") is None

    corrected = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=320)
    small_office.send("耿车镇更正.xlsx", corrected, "2023-12-04 09:00")
    assert small_office.run().periods == ("2023-11",)
    assert small_office.status_of("Z03") == ("accepted", 2)
    assert in_force(small_office) == [2]
    assert small_office.figure("A3-2") == 320
    assert small_office.status_of("Z02") == ("accepted", 1), (
        "what the correction does not hold stays as it was"
    )
    findings = small_office.view("bi_finding", form="Z03")
    assert set(zip(findings["version"], findings["state"], strict=True)) == {(1, "superseded")}


def test_an_accepted_report_stays_in_force_when_a_newer_one_is_returned(small_office):
    newer = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=999, **FAULTY)
    small_office.send(
        "耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=300), "2023-12-01 09:00"
    )
    small_office.send("耿车镇(2).xlsx", newer, "2023-12-04 09:00")
    small_office.run()
    assert small_office.status_of("Z03") == ("returned", 2), (
        "the unit is told that its newest version went back"
    )
    assert in_force(small_office) == [1]
    assert small_office.figure("A3-2") == 300


def test_versions_follow_the_order_of_receipt_not_of_processing(tmp_path, prepared_home):
    """A file found on a forgotten memory stick replaces nothing: both files in one pass, or the older in a
    later one, give the same.
    """
    older = (
        "耿车镇.xlsx",
        township_workbook("耿车镇", "2023-11", regular_learners=300, learners=5),
        "2023-12-01 09:00",
    )
    newer = (
        "耿车镇更正.xlsx",
        township_workbook("耿车镇", "2023-11", regular_learners=320, learners=2),
        "2023-12-04 09:00",
    )
    results = []
    for place, passes in (("in one pass", [[older, newer]]), ("the older later", [[newer], [older]])):
        office = SmallOffice(tmp_path / place, prepared_home=prepared_home)
        for files in passes:
            for file in files:
                office.send(*file)
            office.run()
        assert office.status_of("Z03") == ("accepted", 2)
        assert in_force(office) == in_force(office, "Z02") == [2]
        assert office.figure("A3-2") == 320
        assert office.figure("A3-1") == 2, (
            "a version replaces the older one as a whole: three learners are gone, not merged"
        )
        results.append(
            database_contents(office.home, without=NAMES_OF_PASSES | ORDER_OF_PROCESSING | KEYS_OF_HOMES)
        )
    assert results[0] == results[1]


def test_the_same_file_twice_changes_nothing(small_office):
    workbook = township_workbook("耿车镇", "2023-11")
    small_office.send("耿车镇.xlsx", workbook, "2023-12-01 09:00")
    small_office.run()
    before = database_contents(small_office.home)
    small_office.send("耿车镇.xlsx", workbook, "2023-12-04 09:00")
    small_office.run()
    assert database_contents(small_office.home) == before

    small_office.send("耿车镇 - 副本.xlsx", workbook, "2023-12-04 09:00")
    assert small_office.run().periods == ()
    copy = small_office.view("bi_submission", file_name="耿车镇 - 副本.xlsx").iloc[0]
    assert copy["status"] == "duplicate"
    assert "与“耿车镇.xlsx”内容相同" in copy["reason"]
    assert small_office.status_of("Z03") == ("accepted", 1)


@pytest.mark.parametrize(
    ("days", "passes"),
    [((1, 2, 3), [3]), ((1, 2, 3), [1, 1, 1]), ((2, 1, 3), [1, 2]), ((1, 3, 2), [2, 1])],
)
def test_the_first_content_sent_again_after_a_correction_is_the_last_word(
    tmp_path, prepared_home, days, passes
):
    """However many of the files wait for one pass, and whichever of them is found first."""
    office = SmallOffice(tmp_path, prepared_home=prepared_home)
    first = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=300)
    other = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=310)
    files = {1: ("耿车镇.xlsx", first), 2: ("耿车镇更正.xlsx", other), 3: ("耿车镇再报.xlsx", first)}
    waiting = list(days)
    for count in passes:
        for day in waiting[:count]:
            office.send(*files[day], f"2023-12-0{day} 09:00")
        del waiting[:count]
        office.run()
    assert office.figure("A3-2") == 300
    before = database_contents(office.home)
    office.run()
    assert database_contents(office.home) == before


def test_a_copied_inbox_brings_no_old_version_back(small_office):
    first = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=300)
    other = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=310)
    for folder, day in (("", 1), ("备份/", 5)):
        small_office.send(f"{folder}耿车镇.xlsx", first, f"2023-12-0{day} 09:00")
        small_office.send(f"{folder}耿车镇更正.xlsx", other, f"2023-12-0{day} 10:00")
    small_office.run()
    assert small_office.figure("A3-2") == 310


def test_a_report_that_says_nil_counts_as_reported(small_office):
    empty = [
        [BUILT_IN["Z04"].title],
        ["填报单位：耿车镇    报告期：2023年11月"],
        [column.header for column in BUILT_IN["Z04"].columns],
        ["零报告"],
    ]
    small_office.send("耿车镇.xlsx", xlsx({"活动台账": empty}))
    small_office.run()
    assert small_office.status_of("Z04") == ("nil", 1)
    assert small_office.figure("A3-6") == 0
    assert small_office.status_of("Z02")[0] == "missing"


def test_reports_that_come_before_their_month_has_ended_are_taken(tmp_path, prepared_home):
    """Of this month and the next, by the real clock."""
    today = date.today()
    months = [period_of(today), add_months(period_of(today), 1)]
    office = SmallOffice(
        tmp_path,
        prepared_home=prepared_home,
        first=months[0],
        last=add_months(months[1], 3),
        as_of=str(today),
    )
    (office.site_folder / "schemes" / "township-2023.yaml").unlink()
    for month in months:
        office.send(f"耿车镇{month}.xlsx", township_workbook("耿车镇", month), f"{today} 00:00")
    faulty = township_workbook("埠子镇", months[1], first_learner=50, **FAULTY)
    office.send("埠子镇.xlsx", faulty, f"{today} 00:00")
    office.run()
    taken = office.view("bi_report_status", form="Z03", unit_name="耿车镇").set_index("period")["status"]
    assert {month: taken[month] for month in months} == dict.fromkeys(months, "accepted")
    (returned,) = office.view("bi_report_status", status="returned").itertuples()
    assert (returned.unit_name, returned.period) == ("埠子镇", months[1])
