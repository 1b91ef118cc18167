"""Queries are answered on a page, with the same effect as in the workbook's column."""

import re
from pathlib import Path

import pytest

from assets.decisions.recording import Grounds, assign, revoke
from tests.submissions.test_loop import REASON as ANSWER
from tests.submissions.test_loop import sessions
from tests.support.desk import Desk, file_workbook, text_of
from tests.support.returned_loop import LoopOffice
from tests.support.submitted_files import xlsx


@pytest.fixture
def loop(tmp_path: Path) -> LoopOffice:
    return LoopOffice(tmp_path)


def test_a_page_answers_as_the_column_does(loop: LoopOffice) -> None:
    desk = Desk(loop)
    school, other = desk.unit("宿城中专"), desk.unit("埠子镇")
    workbook = xlsx({"培训": sessions("2023-12", 260, 270)})
    file_workbook(school, workbook)
    desk.take_in()
    assert loop.statuses() == {("X05", "2023-12"): "accepted_with_queries"}
    page = school.get("/unit/answers").content.decode()
    address = re.search(r"/unit/answers/\w+", page).group()
    fields = re.findall(r"name=\"(answer-\w+)\"", page)
    assert len(fields) == 2
    answers = dict.fromkeys(fields, ANSWER)

    assert other.post(address, answers).status_code == 404
    assert school.post(address, {fields[0]: "  "}).status_code == 400
    refused = school.post(address, {**answers, fields[0]: "情况属实"})
    assert (refused.status_code, "没有写明原因" in text_of(refused), "情况属实" in text_of(refused)) == (
        400,
        True,
        True,
    )

    receipt = school.post(address, answers, follow=True)
    assert "等待审核" in text_of(receipt)
    desk.take_in()
    assert loop.statuses() == {("X05", "2023-12"): "accepted"}
    assert [state for *_, state in loop.findings()] == ["explained", "explained"]
    assert "没有要说明的问题" in text_of(school.get("/unit/answers"))


def test_an_answer_belongs_where_its_file_was_assigned(loop: LoopOffice) -> None:
    """The sheet still names another unit. The answer follows each later decision about the file too."""
    desk = Desk(loop)
    school = desk.unit("宿城中专")
    file_workbook(
        school,
        xlsx({"培训": [["填报单位：埠子镇"], *sessions("2023-12", 260)]}),
        period="2023-12",
    )
    desk.take_in()
    ((name, status),) = loop.rows("SELECT file_name, status FROM submission")
    assert status == "set_aside"
    number = assign(loop.office, name, "宿城中专", "2023-12", Grounds("科长", "单位确认"))
    desk.take_in()
    assert loop.statuses() == {("X05", "2023-12"): "accepted_with_queries"}

    page = school.get("/unit/answers").content.decode()
    address, field = (
        re.search(each, page).group(1) for each in (r"(/unit/answers/\w+)", r"name=\"(answer-\w+)\"")
    )
    school.post(address, {field: ANSWER})
    desk.take_in()
    assert loop.statuses() == {("X05", "2023-12"): "accepted"}
    assert "没有要说明的问题" in text_of(school.get("/unit/answers"))

    revoke(loop.office, number, Grounds("科长", "文件其实是另一个单位的"))
    desk.take_in()
    assert {status for (status,) in loop.rows("SELECT status FROM submission")} == {"set_aside"}
    assign(loop.office, name, "宿城中专", "2024-01", Grounds("科长", "单位说明报的是下月"))
    desk.take_in()
    assert loop.statuses() == {("X05", "2024-01"): "accepted"}
