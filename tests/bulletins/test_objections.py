"""Objections: what is refused, in one plain sentence."""

import pytest

from assets.bulletins.issuing.objecting import CannotObject, close, record_objection
from schemas.texts.official_texts import role
from tests.bulletins.issuing_office import INDICATOR
from tests.support.offices import read_view

PERIOD = "2023-11"


@pytest.mark.parametrize("text", ["联系电话13812345678", "学员321399199001010018应计入", "  ", "长" * 501])
def test_personal_data_and_empty_or_endless_texts_are_refused(issuing, text):
    with pytest.raises(ValueError, match="异议内容"):
        record_objection(issuing.office, issuing.scheme, PERIOD, "耿车镇", INDICATOR, text)
    assert read_view(issuing.office, "bi_objection").empty


def test_an_objection_names_an_indicator_and_a_unit_of_the_scheme(issuing):
    with pytest.raises(CannotObject, match="没有指标“A9-9”，可选：A3-1、"):
        record_objection(issuing.office, issuing.scheme, PERIOD, "耿车镇", "A9-9", "数据有误")
    with pytest.raises(CannotObject, match="“宿城中专”不是方案“township-2023”的被考核单位"):
        record_objection(issuing.office, issuing.scheme, PERIOD, "宿城中专", INDICATOR, "数据有误")


def test_units_are_known_by_name_and_by_code(issuing):
    for unit in ("耿车", "321302101"):
        assert (
            record_objection(issuing.office, issuing.scheme, PERIOD, unit, INDICATOR, "数据有误").unit_name
            == "耿车镇"
        )


def test_an_objection_after_the_notice_is_taken_and_said_to_be_late(issuing):
    from assets.bulletins.issuing.issuing import start_notice

    start_notice(issuing.office, issuing.scheme, PERIOD, "教育局办公室")
    done = record_objection(issuing.on("2024-01-18"), issuing.scheme, PERIOD, "耿车镇", INDICATOR, "数据有误")
    assert str(done.too_late) == "2024-01-17"


def test_it_is_closed_once_with_outcome_and_reason(issuing):
    number = record_objection(issuing.office, issuing.scheme, PERIOD, "耿车镇", INDICATOR, "数据有误").number
    close(issuing.on("2024-01-12"), number, "采纳", "已由单位重报")
    (row,) = read_view(issuing.office, "bi_objection").itertuples()
    assert (row.state, str(row.closed_on), row.outcome, row.closing_reason) == (
        "closed",
        "2024-01-12",
        "采纳",
        "已由单位重报",
    )
    with pytest.raises(CannotObject, match="第1号已于2024-01-12办结"):
        close(issuing.office, number, "采纳", "再次")
    with pytest.raises(CannotObject, match="没有第7号异议"):
        close(issuing.office, 7, "采纳", "无")


@pytest.mark.parametrize("text", ["职社科科长", "教育局办公室", "分管副局长", "考核领导小组"])
def test_who_acts_is_a_role(text):
    assert role(text) == text


@pytest.mark.parametrize("text", ["王小明", "李四", "13812345678", ""])
def test_who_acts_is_no_name(text):
    with pytest.raises(ValueError, match="职务"):
        role(text)
