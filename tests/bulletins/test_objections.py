"""Objections: what is refused, in one plain sentence."""

import pytest

from assets.bulletins.issuing.issuing import start_notice
from assets.bulletins.issuing.notices import issue_sentence, notice_sentence
from assets.bulletins.issuing.objecting import (
    CannotObject,
    ask_review,
    close,
    overdue_sentences,
    record_objection,
    steward_list,
)
from pipelines.commands.results.objection import steward_line
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


LIMITS = "objections: {window: 15 working days, answer: 30 days, higher_answer: 20 working days}\n"


@pytest.fixture
def limited(issuing):
    """The office with limits for objections."""
    settings = issuing.site / "site.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + LIMITS, encoding="utf-8")
    del issuing.office  # opened with the settings before
    issuing.settle()
    return issuing


def raise_objection(office, day: str):
    return record_objection(office.on(day), office.scheme, PERIOD, "耿车镇", INDICATOR, "数据有误")


def test_an_objection_is_answered_within_its_limit(limited):
    """30 days after 10 January; on the day itself nothing is overdue."""
    assert str(raise_objection(limited, "2024-01-10").due_on) == "2024-02-09"
    assert overdue_sentences(limited.on("2024-02-09")) == []
    assert overdue_sentences(limited.on("2024-02-12")) == [
        f"第1号异议（耿车镇，township-2023 2023-11 {INDICATOR}）应于2024年2月9日前答复，已逾期3天，请尽快办结"
    ]
    close(limited.on("2024-02-12"), 1, "不采纳", "数据无误")
    assert overdue_sentences(limited.on("2024-03-12")) == []


def test_it_is_raised_within_the_window_after_the_notice(limited):
    """15 working days after 10 January are over on 31 January."""
    start_notice(limited.office, limited.scheme, PERIOD, "教育局办公室")
    assert raise_objection(limited, "2024-01-31").too_late is None
    assert str(raise_objection(limited, "2024-02-01").too_late) == "2024-01-31"


def test_a_review_is_asked_for_once_and_after_the_answer(limited):
    """20 working days after 1 February 2024, the New Year's holidays (10 to 17 February) and the working
    Sundays (4 and 18 February) counted as the state's calendar has them.
    """
    raise_objection(limited, "2024-01-10")
    with pytest.raises(CannotObject, match="第1号异议还没有答复"):
        ask_review(limited.on("2024-01-12"), 1, "请复核")
    close(limited.on("2024-01-20"), 1, "不采纳", "数据无误")
    done = ask_review(limited.on("2024-02-01"), 1, "请复核")
    assert (done.number, str(done.due_on)) == (2, "2024-03-05")
    with pytest.raises(CannotObject, match="第1号异议已申请复核（第2号）"):
        ask_review(limited.on("2024-02-02"), 1, "再复核")
    close(limited.on("2024-02-05"), 2, "采纳", "已更正")
    with pytest.raises(CannotObject, match="已经是复核"):
        ask_review(limited.on("2024-02-06"), 2, "再复核")
    rows = read_view(limited.office, "bi_objection").sort_values("objection")
    assert rows["review_of"].iloc[1] == 1


def test_the_bulletin_says_how_many_were_raised_and_how_they_ended(limited):
    start_notice(limited.office, limited.scheme, PERIOD, "教育局办公室")
    raise_objection(limited, "2024-01-11")
    close(limited.on("2024-01-12"), 1, "不采纳", "数据无误")
    ask_review(limited.on("2024-01-13"), 1, "请复核")
    close(limited.on("2024-01-14"), 2, "采纳", "已更正")
    with limited.office.engine.connect() as connection:
        said = issue_sentence(connection, limited.office, limited.scheme, PERIOD, "", None)
    assert "收到异议1件，已办结1件（不采纳1件）；申请复核1件，已办结1件（采纳1件）" in said


def test_objections_are_told_without_a_notice_and_in_a_draft_too(limited):
    """They may be raised against figures that were never on notice."""
    raise_objection(limited, "2024-01-11")
    given = (limited.office, limited.scheme, PERIOD)
    with limited.office.engine.connect() as connection:
        drafted = notice_sentence(connection, *given)
    close(limited.on("2024-01-12"), 1, "不采纳", "数据无误")
    with limited.office.engine.connect() as connection:
        issued = issue_sentence(connection, *given, "", None)
    assert "目前收到异议1件，已办结0件，未办结1件。" in drafted
    assert issued == "对本期考核结果收到异议1件，已办结1件（不采纳1件）。"


def test_an_open_objection_beside_a_closed_one_has_no_reason_yet(limited):
    raise_objection(limited, "2024-01-11")
    close(limited.on("2024-01-12"), 1, "不采纳", "数据无误")
    raise_objection(limited, "2024-01-13")
    newest, answered = (
        steward_line(row) for row in steward_list(limited.office, None, None, False).itertuples()
    )
    assert "办结理由" not in newest
    assert "办结理由：数据无误" in answered


def test_a_limit_that_nobody_can_read_is_refused(limited):
    settings = limited.site / "site.yaml"
    text = settings.read_text(encoding="utf-8").replace("30 days", "一个月")
    settings.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="期限“一个月”的写法不对"):
        limited.on("2024-01-10")
