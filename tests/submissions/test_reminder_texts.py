from datetime import date

import pytest

from assets.submissions.steward.reminders import open_reports, reminder_text, reminders
from schemas.office.catalogue import BUILT_IN
from tests.submissions.report_progress import progress, row

TODAY = date(2024, 1, 10)


def sentences(*reports, as_of=TODAY):
    return [
        sentence.split("：", 1)[1]
        for sentence in open_reports(progress(*reports), as_of, BUILT_IN)["sentence"]
    ]


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (row("missing"), "尚未报送，应于1月5日前报送，已逾期 5 天，请尽快报送。"),
        (row("missing", due_on=date(2024, 1, 10)), "尚未报送，今天（1月10日）到期，请尽快报送。"),
        (row("missing", due_on=date(2024, 1, 12)), "尚未报送，应于1月12日前报送，还有 2 天，请尽快报送。"),
        (
            row("missing", due_on=date(2022, 12, 5)),
            "尚未报送，应于2022年12月5日前报送，已逾期 401 天，请尽快报送。",
        ),
        (
            row("returned", errors=3),
            "已退回（强制性错误 3 处），应于1月5日前报送，已逾期 5 天，请按退回件改正后重新报送。",
        ),
        (
            row("returned", errors=3, first_status="accepted", usable=True),
            "更正件已退回（强制性错误 3 处），此前通过的一版仍有效，报送期限1月5日已过 5 天，如需更正请按退回件改正后重新报送。",
        ),
        (
            row("partly_accepted", errors=4, rows_held=2),
            "有 2 行未通过（强制性错误 4 处），其余已接收，报送期限1月5日已过 5 天，请将未通过的行改正后重新报送。",
        ),
        (row("returned", errors=1, due_on=None), "已退回（强制性错误 1 处），请按退回件改正后重新报送。"),
    ],
)
def test_an_open_report_is_said_with_what_is_wrong_when_it_was_due_and_what_to_do(report, sentence):
    assert sentences(report) == [sentence]


@pytest.mark.parametrize(
    "report",
    [
        row("accepted"),
        row("nil"),
        row("accepted_with_queries"),
        row("accepted", first_status="returned"),
        row("accepted", late=1),
    ],
)
def test_a_report_that_needs_no_correction_is_not_reminded_of(report):
    assert sentences(report) == []


def test_a_missing_report_is_asked_for_from_five_days_before_it_is_due():
    due = row("missing", due_on=date(2024, 1, 15))
    assert sentences(due, as_of=date(2024, 1, 9)) == []
    assert len(sentences(due, as_of=date(2024, 1, 10))) == 1


def test_the_text_is_grouped_by_unit_and_ready_to_paste():
    (reminder,) = reminders(
        progress(
            row("missing", "屠园镇", "Z03"),
            row("returned", "洋北街道", "Z01", errors=1),
            row("missing", "屠园镇", "Z02"),
            row("accepted", "耿车镇", "Z02"),
        ),
        TODAY,
        "宿城区教育局",
        BUILT_IN,
    )
    assert reminder.text == (
        "【催报】2023年12月报表\n"
        "各单位：2023年12月报表应报 4 份，截至2024年1月10日已报 1 份。以下 2 个单位尚有报表未报齐或需改正，请抓紧办理，谢谢配合！\n"
        "\n"
        "洋北街道\n"
        "1. Z01 15—59周岁未上学人口摸底表：已退回（强制性错误 1 处），应于1月5日前报送，已逾期 5 天，请按退回件改正后重新报送。\n"
        "\n"
        "屠园镇\n"
        "1. Z02 学历技能双提升学员名册：尚未报送，应于1月5日前报送，已逾期 5 天，请尽快报送。\n"
        "2. Z03 老年教育机构月报表：尚未报送，应于1月5日前报送，已逾期 5 天，请尽快报送。\n"
        "\n"
        "宿城区教育局\n"
        "2024年1月10日"
    )


def test_all_periods_with_something_open_are_reminded_of_the_newest_first():
    frame = progress(
        row("missing", period="2023-10", due_on=date(2023, 11, 6)),
        row("accepted", period="2023-11", due_on=date(2023, 12, 5)),
        row("missing", period="2023-12"),
    )
    assert [each.period for each in reminders(frame, TODAY, "教育局", BUILT_IN)] == ["2023-12", "2023-10"]
    assert [each.period for each in reminders(frame, TODAY, "教育局", BUILT_IN, "2023-10")] == ["2023-10"]


def test_when_nothing_is_open_the_text_says_so():
    complete = progress(row("accepted"))
    assert (
        reminder_text(reminders(complete, TODAY, "教育局", BUILT_IN), TODAY)
        == "截至2024年1月10日没有需要催报的报表。"
    )
    (reminder,) = reminders(complete, TODAY, "教育局", BUILT_IN, "2023-12")
    assert (reminder.units, reminder.opening) == (
        (),
        "2023年12月报表应报 1 份，截至2024年1月10日没有需要催报的报表。",
    )
