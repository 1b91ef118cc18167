"""``kaohe documents``: who of the county's learners lacks which document, with names for the office and for
nobody else.
"""

import json
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assets.evidence.missing_documents.listing import NoRoster, counted, missing_documents
from tests.support.personal_data import PersonalData, personal_data_of, texts_in

SITE = Path(__file__).parents[2] / "sites" / "county"


@pytest.fixture(scope="module")
def december(county):
    return missing_documents(county.office, "2022-12")


def test_the_list_agrees_with_the_indicators_of_the_period(county, december):
    by_code = {
        row.indicator: row.value
        for row in county.view("bi_indicator", period="2022-12", unit_name="示例县").itertuples()
    }
    kinds = {"身份证": by_code["A5-7-1"], "户口册": by_code["A5-7-2"], "标准像": by_code["A5-7-3"]}
    assert (len(december.learners), counted(december.learners, december.documents)) == (
        by_code["A5-7"],
        kinds,
    )
    assert [(unit.name, len(december.of(unit))) for unit in december.units if december.of(unit)] == [
        ("云岭镇", 32),
        ("清溪镇", 100),
        ("木叶乡", 158),
    ]


def test_a_learner_is_shown_by_name_and_masked_number_as_the_roster_has_them(december):
    learner = december.learners[0]
    sheet = load_workbook(SITE / "submissions" / learner.place.file_name)[learner.place.sheet]
    row = [cell.value for cell in sheet[learner.place.row]]
    assert learner.name in [str(value).replace(" ", "").replace("\u3000", "") for value in row]
    (number,) = [str(value).strip() for value in row if str(value).strip().startswith("321399")]
    assert learner.resident_id == f"{number[:6]}********{number[-4:]}"
    assert all(document in ("身份证", "户口册", "标准像") for document in learner.documents)


def test_rows_that_are_held_back_are_not_listed(county, december):
    (held,) = county.view("bi_finding", unit_name="木叶乡", period="2022-12", level="hard").itertuples()
    rows = {learner.place.row for learner in december.learners if learner.unit.name == "木叶乡"}
    assert int(held.cell.strip("ABCDEFGHIJKLMNO")) not in rows
    assert december.unreadable == ()


def test_an_earlier_month_takes_the_rosters_of_that_month(county):
    november = missing_documents(county.office, "2022-11", unit="木叶乡")
    (row,) = county.view("bi_indicator", period="2022-11", unit_name="木叶乡", indicator="A5-7").itertuples()
    assert len(november.learners) == row.value
    assert {learner.place.file_name for learner in november.learners} == {"木叶乡2022年11月双提升报表.xlsx"}


def test_what_cannot_be_listed_is_said_in_one_sentence(county):
    with pytest.raises(NoRoster, match="单位“火星镇”不在单位名录中"):
        missing_documents(county.office, unit="火星镇")
    with pytest.raises(NoRoster, match="还没有一份已接收"):
        missing_documents(county.office, "2022-03")


def test_the_command_writes_a_private_workbook_and_prints_no_name(county, kaohe, tmp_path, december):
    folder = tmp_path / "名单"
    done = kaohe("documents", site=SITE, home=county.home, output=folder)
    assert done.returncode == 0, done.stderr
    assert "合计：290人（身份证47、户口册110、标准像190）" in done.stdout
    (path,) = folder.iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("缺件名单-2022-12.xlsx", 0o600)
    assert not any(
        learner.name in done.stdout + done.stderr for learner in december.learners if len(learner.name) > 2
    )
    workbook = load_workbook(path, data_only=True)
    assert workbook.sheetnames == ["汇总", "云岭镇", "清溪镇", "木叶乡"]
    assert [cell.value for cell in list(workbook["汇总"].rows)[-1]] == ["合计", 290, 47, 110, 190]
    listed = [row for row in workbook["木叶乡"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(listed) == 158
    assert sum(row[8] == "缺" for row in listed) == 104


def test_every_original_opened_is_logged_without_persons(county, december):
    log = county.home / "evidence" / "access.log"
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert any(entry["for"].startswith("documents 2022-12") for entry in entries)
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert "321399" not in log.read_text(encoding="utf-8")


def test_the_command_tells_counts_as_data(county, kaohe, tmp_path):
    done = kaohe("documents", "--json", site=SITE, home=county.home, unit="云岭镇", output=tmp_path)
    told = json.loads(done.stdout)
    assert told["units"] == [{"unit_name": "云岭镇", "learners": 32, "身份证": 4, "户口册": 8, "标准像": 24}]
    assert Path(told["path"]).name == "缺件名单-2022-12-云岭镇.xlsx"


def test_names_stand_nowhere_but_in_the_workbooks_of_the_office_itself(county, december):
    """The archive and the returned workbooks are the units' own files; evidence is written for the office
    alone.
    """
    persons = personal_data_of((SITE / "submissions").glob("*.xlsx"))
    names = persons.names & {learner.name for learner in december.learners}
    told = PersonalData(names, persons.numbers, persons.phones)
    files = [path for path in county.home.rglob("*") if path.is_file()]
    others = [
        path
        for path in files
        if path.relative_to(county.home).parts[0] not in ("archive", "returned", "evidence")
    ]
    assert len(names) > 200
    assert {path.name for path in others for text in texts_in(path) if told.found_in(text)} == set()
