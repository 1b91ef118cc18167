"""Queries are answered on a page, with the same effect as in the workbook's column."""

import re
from pathlib import Path

import pytest

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
