"""A unit sees its own scores once the office shows them, and nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from assets.bulletins.issuing.issuing import issue, start_notice
from schemas.settings.desk import DeskSettings
from tests.support.desk import Desk, text_of
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

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
