"""A workbook is tried before it is handed in: the same findings as in the review, and nothing is entered."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from assets.submissions.trial import try_workbook
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

NAME = "耿车镇2023年11月.xlsx"
SHOWN = ["form", "level", "code", "sheet", "cell", "header", "message", "value", "row_count"]


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    return SmallOffice(tmp_path)


def test_a_trial_finds_what_the_review_finds_and_enters_nothing(office: SmallOffice) -> None:
    faulty = township_workbook("耿车镇", "2023-11", attendances="八十", activities=-4)
    tried = try_workbook(office.office, faulty, NAME)
    assert len(office.view("bi_submission")) == 0
    assert not (office.home / "archive").exists()

    office.send(NAME, faulty)
    office.run()
    recorded = office.view("finding", is_cross=False)
    assert sorted(map(str, tried.findings[SHOWN].to_numpy().tolist())) == sorted(
        map(str, recorded[SHOWN].to_numpy().tolist())
    )
    reports = office.view("bi_report_status", unit_name="耿车镇")
    assert dict(zip(tried.reports["form"], tried.reports["status"], strict=True)) == dict(
        zip(reports["form"], reports["status"], strict=True)
    )


def test_the_workbook_of_a_trial_is_marked_as_the_returned_one_would_be(office: SmallOffice) -> None:
    faulty = township_workbook("耿车镇", "2023-11", attendances="八十")
    tried = try_workbook(office.office, faulty, NAME)
    office.send(NAME, faulty)
    office.run()
    (written,) = (office.home / "returned").glob("*/*.xlsx")
    trial, returned = (openpyxl.load_workbook(file) for file in (BytesIO(tried.returned), written))
    assert [[cell.value for cell in row] for row in trial.worksheets[0]] == [
        [cell.value for cell in row] for row in returned.worksheets[0]
    ]


def test_a_sound_workbook_comes_back_with_nothing(office: SmallOffice) -> None:
    tried = try_workbook(office.office, township_workbook("耿车镇", "2023-11"), NAME)
    assert (tried.unit_code, tried.period) == ("321302101", "2023-11")
    assert tried.returned is None
    assert tried.findings.empty
    assert set(tried.reports["status"]) == {"accepted"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"),
        (b"no workbook", "认不出文件是什么格式"),
        (township_workbook("不存在镇", "2023-11"), "不存在镇"),
    ],
)
def test_what_cannot_be_taken_is_told_in_one_sentence(office: SmallOffice, content: bytes, says: str) -> None:
    tried = try_workbook(office.office, content, "报表.xlsx")
    assert says in tried.refusal
    assert tried.returned is None
