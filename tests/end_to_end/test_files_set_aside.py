"""Files of which it is not settled whose they are and for when: nothing of them counts, and everybody is told."""

import csv

import pandas as pd

from assets.decisions import recording
from assets.decisions.recording import Grounds
from assets.submissions.review.contents import content_digests
from assets.submissions.steward.reminders import open_reports
from schemas.office.catalogue import BUILT_IN
from tests.support.contents import database_contents
from tests.support.form_examples import VALID
from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of
from tests.support.submitted_files import ole, xlsx
from tests.support.workbooks import FAULTY, elderly_education, sheet, township_workbook
from warehouse.persons.pseudonyms import PersonKey
from warehouse.standing.progress import report_progress


def status_of_file(office, name):
    (status,) = office.view("bi_submission", file_name=name)["status"]
    return status


def reminded(office, unit="耿车镇"):
    """The states of a unit's open reports by form."""
    with office.office.engine.connect() as connection:
        progress = report_progress(connection, office.office.site.id)
    rows = open_reports(progress, office.office.as_of, office.office.forms)
    own = rows[rows["unit_name"] == unit]
    return dict(zip(own["form"], own["state"], strict=True))


def test_a_neighbours_workbook_does_not_replace_a_report(small_office):
    """埠子镇's clerk filled in 耿车镇's old copy and left its name in the sheet."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=300))
    small_office.run()
    theirs = township_workbook("耿车镇", "2023-11", regular_learners=77, first_learner=50)
    small_office.send("埠子镇2023年11月.xlsx", theirs, "2023-12-04 09:00")
    small_office.run()

    assert status_of_file(small_office, "埠子镇2023年11月.xlsx") == "set_aside"
    assert small_office.status_of("Z03") == ("accepted", 1)
    assert small_office.figure("A3-2") == 300
    (reason,) = small_office.view("bi_submission", status="set_aside")["reason"]
    assert "“耿车镇”" in reason and "“埠子镇”" in reason
    assert reminded(small_office, "埠子镇") == dict.fromkeys(("Z02", "Z03", "Z04"), "set_aside")


def test_beside_a_sheet_of_another_unit_the_own_forms_are_taken(small_office):
    own = sheet("Z03", "耿车镇", "2023-11", [elderly_education(regular_learners=300)])
    theirs = sheet("Z04", "埠子镇", "2023-11", [VALID["Z04"] | {"held_on": "2023-11-05"}])
    small_office.send("耿车镇11月.xlsx", xlsx({"老年教育": own, "活动": theirs}))
    small_office.run()
    assert small_office.status_of("Z03") == ("accepted", 1)
    assert small_office.figure("A3-2") == 300
    assert small_office.status_of("Z04") == ("returned", 1)
    assert small_office.status_of("Z04", "埠子镇")[0] == "missing"
    (told,) = small_office.view("bi_finding").itertuples()
    assert (told.code, told.sheet, "“活动”" in told.message, "是埠子镇的" in told.message) == (
        "sheet-of-another-unit",
        "活动",
        True,
        True,
    )


def test_a_workbook_named_for_another_month_replaces_nothing(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=300))
    small_office.run()
    small_office.send("耿车镇10月.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=290))
    small_office.run()
    assert small_office.status_of("Z03") == ("accepted", 1)
    (file,) = small_office.view("bi_submission", status="set_aside").itertuples()
    assert (file.unit_code, file.period) == ("321302101", None)
    said = small_office.view("bi_candidate").drop_duplicates("source").fillna({"period": ""})
    assert list(zip(said["source"], said["unit_name"], said["period"], said["month"], strict=True)) == [
        ("sheet", "耿车镇", "2023-11", 11),
        ("file_name", "耿车镇", "", 10),
    ]


def test_a_corrected_file_with_other_content_closes_the_one_set_aside(small_office):
    wrong = township_workbook("耿车镇", "2023-11", regular_learners=300)
    small_office.send("耿车镇10月.xlsx", wrong, "2023-12-01 09:00")
    small_office.run()
    assert status_of_file(small_office, "耿车镇10月.xlsx") == "set_aside"
    part = township_workbook("耿车镇", "2023-11", sheets=["Z03"], regular_learners=301)
    small_office.send("耿车镇老年教育.xlsx", part, "2023-12-02 09:00")
    small_office.run()
    assert status_of_file(small_office, "耿车镇10月.xlsx") == "set_aside", "two of its forms are not reported"

    corrected = township_workbook("耿车镇", "2023-11", regular_learners=302)
    small_office.send("耿车镇11月.xlsx", corrected, "2023-12-03 09:00")
    small_office.run()
    (file,) = small_office.view("bi_submission", file_name="耿车镇10月.xlsx").itertuples()
    assert (file.status, "耿车镇11月.xlsx" in file.reason) == ("rejected", True)
    assert small_office.figure("A3-2") == 302
    before = database_contents(small_office.home)
    small_office.run()
    assert database_contents(small_office.home) == before


def test_a_report_of_the_one_unit_does_not_close_a_file_that_may_be_the_others(small_office):
    """耿车镇 sends its own again, because its name stands in a file of 埠子镇, which has reported nothing."""
    own = township_workbook("耿车镇", "2023-11", regular_learners=300)
    theirs = township_workbook("耿车镇", "2023-11", regular_learners=77, first_learner=50)
    small_office.send("耿车镇.xlsx", own, "2023-12-01 09:00")
    small_office.send("埠子镇.xlsx", theirs, "2023-12-02 09:00")
    small_office.run()
    again = township_workbook("耿车镇", "2023-11", regular_learners=301)
    small_office.send("耿车镇改.xlsx", again, "2023-12-03 09:00")
    small_office.run()
    assert status_of_file(small_office, "埠子镇.xlsx") == "set_aside"

    corrected = township_workbook("埠子镇", "2023-11", regular_learners=77, first_learner=50)
    small_office.send("埠子镇11月.xlsx", corrected, "2023-12-04 09:00")
    small_office.run()
    (file,) = small_office.view("bi_submission", file_name="埠子镇.xlsx").itertuples()
    assert (file.status, "埠子镇11月.xlsx" in file.reason) == ("rejected", True)
    assert small_office.figure("A3-2") == 301


def test_what_came_before_or_is_of_another_unit_closes_none(small_office):
    small_office.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-01 09:00")
    other = township_workbook("埠子镇", "2023-11", first_learner=50)
    wrong = township_workbook("耿车镇", "2023-11", regular_learners=77)
    small_office.send("耿车镇10月.xlsx", wrong, "2023-12-02 09:00")
    small_office.send("埠子镇11月.xlsx", other, "2023-12-03 09:00")
    small_office.run()
    assert status_of_file(small_office, "耿车镇10月.xlsx") == "set_aside"


def test_the_same_content_under_a_right_name_is_taken(small_office):
    content = township_workbook("耿车镇", "2023-11")
    small_office.send("埠子镇.xlsx", content, "2023-12-01 09:00")
    small_office.run()
    assert status_of_file(small_office, "埠子镇.xlsx") == "set_aside"
    small_office.send("耿车镇.xlsx", content, "2023-12-02 09:00")
    small_office.run()
    assert status_of_file(small_office, "耿车镇.xlsx") == "accepted"
    assert status_of_file(small_office, "埠子镇.xlsx") == "duplicate"
    assert small_office.status_of("Z03") == ("accepted", 1)

    before = database_contents(small_office.home)
    small_office.run()
    assert database_contents(small_office.home) == before


def test_a_new_short_name_settles_whose_file_it_is(small_office):
    small_office.send("报表.xlsx", township_workbook("耿车乡镇联办", "2023-11"))
    small_office.run()
    assert status_of_file(small_office, "报表.xlsx") == "set_aside"
    before = database_contents(small_office.home)
    small_office.run()
    assert database_contents(small_office.home) == before, "looking at it again changes nothing"

    units = small_office.site_folder / "units.csv"
    lines = list(csv.DictReader(units.open(encoding="utf-8", newline="")))
    with units.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            line | {"short_names": "耿车乡镇联办"} if line["name"] == "耿车镇" else line for line in lines
        )
    del small_office.office
    small_office.run()
    assert status_of_file(small_office, "报表.xlsx") == "accepted"
    assert small_office.view("bi_candidate").empty


def test_a_unit_whose_file_came_is_not_told_that_nothing_came(small_office):
    small_office.send("耿车镇11月.xlsx", ole("EncryptedPackage", b"secret"), "2023-12-03 09:00")
    only_elderly = {"表": sheet("Z03", "", "2023-11", [VALID["Z03"]]), "2": [["填报单位：高渡镇"]]}
    small_office.send("埠子镇、耿车镇.xlsx", xlsx(only_elderly))
    small_office.run()
    assert reminded(small_office) == {"Z02": "rejected", "Z03": "set_aside", "Z04": "rejected"}
    assert reminded(small_office, "埠子镇") == {"Z02": "missing", "Z03": "set_aside", "Z04": "missing"}


def test_dagster_shows_what_is_set_aside(small_office):
    small_office.send("埠子镇.xlsx", township_workbook("耿车镇", "2023-11"))
    with pipeline_of(small_office) as pipeline:
        taken = pipeline.run("nightly")
        (inbox,) = taken.asset_materializations_for_node("inbox")
        unit = pipeline.run_unit("2023-11", "321302101")
        (event,) = unit.get_step_failure_events()
    assert inbox.metadata["待认定的文件数"].value == 1
    assert "埠子镇.xlsx" in inbox.metadata["待认定"].value
    told = event.step_failure_data.user_failure_data.description
    assert told.startswith("“埠子镇.xlsx”待认定：表内填报单位是“耿车镇”，文件名写的是“埠子镇”")


def test_the_command_lists_what_is_set_aside(small_office, kaohe):
    small_office.send("埠子镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.run()
    shown = kaohe("status", site=small_office.site_folder, home=small_office.home).stdout
    assert "待认定的文件 1 个" in shown
    assert "埠子镇.xlsx：表内填报单位是“耿车镇”" in shown


def test_the_matrix_tells_whose_file_came_and_is_not_taken(small_office, kaohe):
    small_office.send("埠子镇11月.xlsx", ole("EncryptedPackage", b"secret"))
    small_office.send("耿车镇10月.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z03"]))
    small_office.run()
    shown = kaohe("status", site=small_office.site_folder, home=small_office.home).stdout
    cells = {
        line[1:4]: [cell.strip() for cell in line.strip("│").split("│")[1:]]
        for line in shown.splitlines()
        if line.startswith("│")
    }
    assert cells == {"耿车镇": ["缺", "待", "缺"], "埠子镇": ["坏", "坏", "坏"]}
    assert "无法处理的文件 1 个" in shown
    assert "埠子镇11月.xlsx：文件设有打开密码" in shown


def test_a_file_of_a_merged_township_does_not_replace_its_successors_report(tmp_path, prepared_home):
    office = SmallOffice(tmp_path, prepared_home=prepared_home)
    with (office.site_folder / "units.csv").open("a", encoding="utf-8") as units:
        units.write("321399901,旧镇,township,321302,镇,,,2023-06-30,321302101\n")
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=300))
    office.send("旧镇.xlsx", township_workbook("旧镇", "2023-11", regular_learners=20), "2023-12-04 09:00")
    office.run()
    assert status_of_file(office, "旧镇.xlsx") == "set_aside"
    assert office.status_of("Z03") == ("accepted", 1)
    assert office.figure("A3-2") == 300
    (reason,) = office.view("bi_submission", status="set_aside")["reason"]
    assert "“旧镇”已于2023-06-30撤并，现由“耿车镇”承接" in reason


def test_the_original_sent_again_replaces_what_had_taken_its_place(small_office):
    """A neighbour's workbook that nothing contradicts, then the unit's own again, under its old name."""
    own = township_workbook("耿车镇", "2023-11", regular_learners=300)
    small_office.send("耿车镇.xlsx", own, "2023-12-01 09:00")
    small_office.run()
    small_office.send(
        "新建.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=77), "2023-12-04 09:00"
    )
    small_office.run()
    assert small_office.figure("A3-2") == 77

    small_office.send("耿车镇.xlsx", own, "2023-12-05 09:00")
    assert small_office.run().periods == ("2023-11",)
    assert small_office.status_of("Z03") == ("accepted", 3)
    assert small_office.figure("A3-2") == 300
    before = database_contents(small_office.home)
    assert small_office.run().periods == ()
    assert database_contents(small_office.home) == before


def test_each_sheet_of_a_workbook_of_several_months_goes_to_its_own(tmp_path, prepared_home):
    """And what is wrong in one of them goes back, is corrected, and is explained as in any other workbook."""
    office = SmallOffice(tmp_path, prepared_home=prepared_home, first="2023-10", last="2023-11")
    elderly = {
        month: sheet("Z03", "耿车镇", f"2023-{month}", [elderly_education(regular_learners=count, **changes)])
        for month, count, changes in ((10, 280, FAULTY), (11, 300, {}))
    }
    office.send("耿车镇11月.xlsx", xlsx({"10月": elderly[10], "11月": elderly[11]}))
    office.run()
    reports = office.view("bi_report_status", form="Z03", unit_name="耿车镇").set_index("period")
    assert reports["status"].to_dict() == {"2023-10": "returned", "2023-11": "accepted"}
    (file,) = office.view("bi_submission").itertuples()
    assert (file.unit_code, file.period, file.status) == ("321302101", None, "partly_accepted")
    (returned,) = (office.home / "returned").glob("*/*.xlsx")
    assert returned.parent.name == "2023-10"

    corrected = sheet("Z03", "耿车镇", "2023-10", [elderly_education(regular_learners=280)])
    office.send("耿车镇10月.xlsx", xlsx({"10月": corrected}), "2023-12-02 09:00")
    assert office.run().periods == ("2023-10", "2023-11")
    facts = office.view("fact_elderly_education").set_index("period")
    assert facts["regular_learners"].to_dict() == {"2023-10": 280, "2023-11": 300}
    before = database_contents(office.home)
    assert office.run().periods == ()
    assert database_contents(office.home) == before


def test_a_lost_file_of_accepted_rows_of_several_months_is_made_again(tmp_path, prepared_home):
    office = SmallOffice(tmp_path, prepared_home=prepared_home, first="2023-10", last="2023-11")
    book = {
        f"{month}月": sheet("Z03", "耿车镇", f"2023-{month}", [elderly_education(regular_learners=month)])
        for month in (10, 11)
    }
    office.send("耿车镇.xlsx", xlsx(book))
    office.run()
    for path in (office.home / "accepted").rglob("*.parquet"):
        path.unlink()
    for path in (office.home / "facts").rglob("*.parquet"):
        path.unlink()
    office.run("2023-10")
    office.run("2023-11")
    facts = office.view("fact_elderly_education").set_index("period")
    assert facts["regular_learners"].to_dict() == {"2023-10": 10, "2023-11": 11}


def villages(unit, count, **changes):
    """Z01 of villages that no other unit has."""
    return [VALID["Z01"] | {"village": f"{unit[:2]}{number}村"} | changes for number in range(count)]


def test_a_neighbours_workbook_under_another_units_name_is_set_aside(small_office):
    """The clerk of 埠子镇 changed nothing but the figures, and left 耿车镇 in the sheet."""
    own, theirs = villages("耿车镇", 3), villages("埠子镇", 4)
    small_office.send("1.xlsx", xlsx({"摸底": sheet("Z01", "耿车镇", "2023-11", own)}), "2023-12-01 09:00")
    small_office.send("2.xlsx", xlsx({"摸底": sheet("Z01", "埠子镇", "2023-11", theirs)}), "2023-12-01 10:00")
    small_office.run()
    changed = villages("埠子镇", 4, remarks="改")
    wrong = xlsx({"摸底": sheet("Z01", "耿车镇", "2023-11", changed)})
    small_office.send("3.xlsx", wrong, "2023-12-04 09:00")
    small_office.run()
    assert small_office.status_of("Z01") == ("accepted", 1)
    (file,) = small_office.view("bi_submission", status="set_aside").itertuples()
    assert "填报单位是“耿车镇”，内容却与“埠子镇”报的相同" in file.reason
    (said,) = small_office.view("bi_candidate", source="content").itertuples()
    assert (said.unit_name, said.form, said.period) == ("埠子镇", "Z01", "2023-11")

    corrected = xlsx({"摸底": sheet("Z01", "埠子镇", "2023-11", villages("埠子镇", 5))})
    small_office.send("4.xlsx", corrected, "2023-12-05 09:00")
    small_office.run()
    assert status_of_file(small_office, "3.xlsx") == "set_aside", (
        "it is for somebody to decide, come what may"
    )
    assert small_office.status_of("Z01") == ("accepted", 1)
    before = database_contents(small_office.home)
    small_office.run()
    assert database_contents(small_office.home) == before


def test_a_revoked_assignment_sets_the_file_aside_again(small_office):
    """What was taken by the decision is no proof that the unit reports such content."""
    rows = villages("埠子镇", 4)
    small_office.send("1.xlsx", xlsx({"摸底": sheet("Z01", "埠子镇", "2023-11", rows)}), "2023-12-01 09:00")
    small_office.run()
    wrong = xlsx({"摸底": sheet("Z01", "耿车镇", "2023-11", rows)})
    small_office.send("2.xlsx", wrong, "2023-12-04 09:00")
    small_office.run()
    grounds = Grounds("教育局职社科", "两镇的村同名，经电话核实属实")
    number = recording.assign(small_office.office, "2.xlsx", "耿车镇", "2023-11", grounds)
    small_office.run()
    assert small_office.status_of("Z01")[0] == "accepted"
    recording.revoke(small_office.office, number, grounds)
    small_office.run()
    assert status_of_file(small_office, "2.xlsx") == "set_aside"
    assert small_office.view("bi_report_status", form="Z01", unit_name="耿车镇").empty


def test_a_unit_that_reports_what_it_reported_before_is_not_set_aside(tmp_path, prepared_home):
    """Villages of a name that the neighbour has too."""
    office = SmallOffice(tmp_path, prepared_home=prepared_home, first="2023-10", last="2023-11")
    for unit in ("耿车镇", "埠子镇"):
        rows = villages("东风", 2 if unit == "耿车镇" else 3)
        office.send(f"{unit}.xlsx", xlsx({"摸底": sheet("Z01", unit, "2023-10", rows)}), "2023-11-01 09:00")
    office.run()
    again = xlsx({"摸底": sheet("Z01", "耿车镇", "2023-11", villages("东风", 2))})
    office.send("11月.xlsx", again, "2023-12-01 09:00")
    office.run()
    assert office.view("bi_submission", status="set_aside").empty


def test_numbers_that_every_unit_uses_say_nothing_of_whose_they_are():
    form = BUILT_IN["X05"]
    rows = pd.DataFrame(
        [
            (report, *(row[name] for name in form_columns(form)))
            for report, row in (
                ("a", session("1", 30)),
                ("a", session("2", 20)),
                ("b", session("2", 9)),
                ("b", session("1", 8)),
                ("c", session("2", 20)),
                ("c", session("1", 30)),
                ("d", session("SX-10", 1)),
                ("d", session("SX-11", 1)),
                ("e", session("SX-11", 2)),
                ("e", session("SX-10", 2)),
            )
        ],
        columns=["report_id", *form_columns(form)],
    )
    found = content_digests(rows, form, PersonKey(b"secret")).set_index("report_id")
    assert found["keys_digest"].isna().to_dict() == {"a": True, "b": True, "c": True, "d": False, "e": False}
    assert found["rows_digest"]["a"] == found["rows_digest"]["c"] != found["rows_digest"]["b"]
    assert found["keys_digest"]["d"] == found["keys_digest"]["e"]


def form_columns(form):
    return [column.name for column in form.columns]


def session(number, trainees):
    return dict.fromkeys(form_columns(BUILT_IN["X05"])) | {"session_no": number, "trainees": trainees}
