"""A unit sees its own scores once the office shows them, and nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from assets.bulletins.issuing.issuing import issue, start_notice
from schemas.settings.desk import DeskSettings
from tests.support.desk import Desk, text_of, upload
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook
from warehouse.results.bulletins import notice

PERIOD = "2023-11"
EXPLAINED = "/unit/scores/township-2023/2023-11/A3-7"


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> SmallOffice:
    """An office after a pass; its settings of the desk change from test to test."""
    small = SmallOffice(tmp_path_factory.mktemp("assessed"), prepared_home=prepared_home)
    small.send("耿车镇11月.xlsx", township_workbook("耿车镇", PERIOD))
    small.run()
    return small


def showing(small: SmallOffice, when: str) -> Desk:
    """The desk of the office, with scores shown from then on."""
    small.office = replace(small.office, site=replace(small.office.site, desk=DeskSettings(scores=when)))
    small.office.prepare()
    return Desk(small)


def test_scores_are_seen_when_the_office_says_so(assessed: SmallOffice) -> None:
    desk = showing(assessed, "notice")
    client, other = desk.unit("耿车镇"), desk.unit("埠子镇")
    (scheme,) = assessed.office.schemes
    assert "还没有公布的得分" in text_of(client.get("/unit/scores"))
    assert client.get(EXPLAINED).status_code == 404

    start_notice(assessed.office, scheme, PERIOD, "职社科科长")
    page = text_of(client.get("/unit/scores"))
    assert f"{scheme.title} {PERIOD}：" in page
    assert "报表报送及时性" in page
    explained = client.get(EXPLAINED)
    assert explained.status_code == 200
    assert "耿车镇" in text_of(explained)
    assert "埠子镇" not in text_of(explained)
    assert "耿车镇" not in text_of(other.get("/unit/scores"))

    showing(assessed, "issued")
    assert "还没有公布的得分" in text_of(client.get("/unit/scores"))
    issue(assessed.office, scheme, PERIOD, "职社科科长", without_notice="年度考核需要提前印发")
    printed = text_of(client.get("/unit/scores"))
    assert f"{scheme.title} {PERIOD}：" in printed

    assessed.send(
        "耿车镇11月更正.xlsx", township_workbook("耿车镇", PERIOD, attendances=81), "2023-12-09 09:00"
    )
    assessed.run()
    later = text_of(client.get("/unit/scores"))
    assert printed.split("分")[0] == later.split("分")[0]

    showing(assessed, "never")
    assert "还没有公布的得分" in text_of(client.get("/unit/scores"))


def test_a_unit_objects_hands_in_material_is_answered_and_asks_for_a_review(assessed: SmallOffice) -> None:
    desk = showing(assessed, "never")
    (scheme,) = assessed.office.schemes
    with assessed.office.engine.connect() as connection:
        is_public = notice(connection, assessed.office.site.id, scheme.id, PERIOD) is not None
    if not is_public:  # by the test above, if it was run
        start_notice(assessed.office, scheme, PERIOD, "职社科科长")
    unit, other = (desk.client(desk.account(f"{each}办公室", "unit", each)) for each in ("耿车镇", "埠子镇"))
    steward = desk.client(desk.account("申诉科", "steward"))
    raised = {"about": f"township-2023/{PERIOD}/A3-7", "text": "报送时间以平台回执为准"}
    assert (
        unit.post("/unit/objections/raise", {**raised, "about": "township-2023/2023-10/A3-7"}).status_code
        == 400
    )
    page = unit.post("/unit/objections/raise", raised, follow=True)
    assert "已提出第1号申诉" in text_of(page)
    assert "已有第1号申诉等待答复" in text_of(unit.post("/unit/objections/raise", raised))
    assert (
        unit.post(
            "/unit/objections/1/attach", {"file": upload(b"%PDF-1.7", "回执.pdf")}, follow=True
        ).status_code
        == 200
    )

    for address, given in (("attach", {"file": upload(b"%PDF-1.7")}), ("review", {"text": "请复核"})):
        assert other.post(f"/unit/objections/1/{address}", given).status_code == 404
    assert "第1号" not in text_of(other.get("/unit/objections"))
    assert other.get("/unit/evidence/1").status_code == 404

    shown = steward.get("/steward/objections")
    assert "回执.pdf" in text_of(shown)
    assert steward.get("/steward/evidence/1").content == b"%PDF-1.7"
    closed = {"number": "1", "outcome": "不采纳", "reason": "以收件时间为准"}
    steward.post("/steward/objections/close", closed)
    page = text_of(unit.get("/unit/objections"))
    assert "不采纳" in page
    assert "以收件时间为准" in page
    assert unit.post("/unit/objections/1/attach", {"file": upload(b"%PDF-1.7", "又.pdf")}).status_code == 409
    assert "编号第2号" in text_of(unit.post("/unit/objections/1/review", {"text": "请再核回执"}, follow=True))
    assert unit.post("/unit/objections/1/review", {"text": "请再核回执"}).status_code == 400
