"""Issued means frozen: later corrections change nothing that was issued, and the next issue tells of them."""

import hashlib
import re

import pytest
from sqlalchemy import text

from assets.bulletins.drafting import draft, write_draft
from assets.bulletins.issuing.issuing import CannotIssue, Issued, Unchanged, issue, start_notice
from assets.bulletins.issuing.objecting import close, record_objection, steward_list
from assets.bulletins.model import FigureKey
from assets.decisions import recording
from assets.decisions.recording import Grounds
from assets.scores.questions import NotAssessed
from tests.bulletins.issuing_office import INDICATOR, ITEMS
from tests.bulletins.small_bulletins import text_of
from tests.support.offices import read_view
from warehouse.ledger.decisions import reopen_decided

BY = "职社科科长"
NOVEMBER, DECEMBER = "2023-11", "2023-12"
CORRECTED = {**ITEMS, "321302101": (1100, 4000)}
GROUNDS = Grounds("教育局职社科科长", "系统停机两天，经电话核实数据无误", "宿区教〔2023〕12号")
FILE = "耿车镇2023-11.xlsx"


def issued(office, period=NOVEMBER, day="2024-01-10", reason="先行印发"):
    return issue(office.on(day), office.scheme, period, BY, reason)


def correct(office, period=NOVEMBER):
    office.report("321302101", period, "耿车镇更正.xlsx", "2024-01-12 09:00")
    office.assess(period, CORRECTED)


def contents(files):
    return {file.path.name: hashlib.sha256(file.path.read_bytes()).hexdigest() for file in files}


def test_an_issue_is_numbered_dated_and_its_files_cannot_be_overwritten(issuing):
    done = issued(issuing)
    assert isinstance(done, Issued)
    assert [file.path.suffix for file in done.files] == [".docx", ".xlsx", ".html"]
    assert all(file.path.stat().st_mode & 0o777 == 0o444 for file in done.files)
    assert contents(done.files) == {file.path.name: file.sha256 for file in done.files}
    (row,) = read_view(issuing.office, "bi_bulletin").itertuples()
    assert (row.scheme, row.number, row.period, row.without_notice) == (
        "township-2023",
        1,
        NOVEMBER,
        "先行印发",
    )
    (stored,) = read_view(issuing.office, "bulletin").itertuples()
    assert stored.issued_by == BY
    assert "issued_by" not in read_view(issuing.office, "bi_bulletin").columns


def test_the_frozen_figures_are_those_of_the_views(issuing):
    issued(issuing)
    figures = read_view(issuing.office, "bi_bulletin_figure", figure="value").set_index("unit_name")
    values = read_view(issuing.office, "bi_indicator", period=NOVEMBER).set_index("unit_name")
    assert dict(figures["value"]) == dict(values["value"])
    assert figures.loc["耿车镇", "shown"] == "32.93%"


def test_issuing_again_without_a_change_is_no_second_issue(issuing):
    first = issued(issuing)
    again = issued(issuing, day="2024-02-01")
    assert isinstance(again, Unchanged)
    assert again.issued.number == 1
    assert contents(again.files) == contents(first.files)
    assert len(read_view(issuing.office, "bi_bulletin")) == 1


def test_a_correction_changes_nothing_that_was_issued(issuing):
    first = issued(issuing)
    before, figures = contents(first.files), issued_figures(issuing)
    correct(issuing)
    write_draft(issuing.office, draft(issuing.office, issuing.scheme, NOVEMBER))
    issued(issuing, day="2024-01-20")
    assert contents(first.files) == before
    assert issued_figures(issuing) == figures


def issued_figures(issuing):
    """The figures of the first issue, in a fixed order."""
    return sorted(
        map(
            repr, read_view(issuing.office, "bi_bulletin_figure", number=1).itertuples(index=False, name=None)
        )
    )


def test_the_next_issue_tells_old_value_new_value_and_the_report(issuing):
    issued(issuing)
    correct(issuing)
    second = issued(issuing, DECEMBER, "2024-01-20")
    assert second.bulletin.issue.number == 2
    told = {(each.unit_name, each.key.kind): (each.old.text, each.new.text) for each in second.told}
    assert told[("耿车镇", "value")] == ("32.93%", "27.5%")
    assert told[("耿车镇", "rank")] == ("1", "2")
    assert told[("埠子镇", "rank")] == ("2", "1")
    reasons = {(each.unit_name, each.key.kind): each.reason for each in second.told}
    report = "耿车镇《老年教育机构月报表》（2023年11月，第2版，文件“耿车镇更正.xlsx”，2024-01-12 09:00收到）"
    assert reasons[("耿车镇", "value")] == report
    assert reasons[("埠子镇", "rank")] == f"同组其他单位数据更正：{report}"
    assert "第1期（2023年11月）公布后，下列" in text_of(second.bulletin, "修订说明")
    rows = read_view(issuing.office, "bi_bulletin_revision", figure="value")
    assert list(rows[["number", "revised_number", "old_shown", "new_shown"]].iloc[0]) == [
        2,
        1,
        "32.93%",
        "27.5%",
    ]


def test_the_next_issue_tells_the_decisions_that_changed_figures(issuing):
    """Decided after the first issue, told by the second; revoked after it, told by the third."""
    issued(issuing)
    number = recording.audit(
        issuing.office, "耿车镇", "Z03", "regular_learners", NOVEMBER, ("40", "38"), GROUNDS
    )
    recording.exempt(issuing.office, "埠子镇", "township-2023", INDICATOR, "2024-01", GROUNDS)
    issuing.assess(NOVEMBER, CORRECTED)
    made = "认定（核实数÷上报数为38/40，教育局职社科科长，2024-01-10：系统停机两天，经电话核实数据无误；依据：宿区教〔2023〕12号）"
    second = issued(issuing, DECEMBER, "2024-01-20")
    reasons = {(each.unit_name, each.key.kind): each.reason for each in second.told}
    assert reasons[("耿车镇", "value")] == f"第1号{made}"
    assert reasons[("埠子镇", "rank")] == f"同组其他单位数据更正：第1号{made}"
    assert "原因及所依据的报表、认定" in second.files[2].path.read_text(encoding="utf-8")
    recording.revoke(issuing.office, number, GROUNDS)
    issuing.assess(NOVEMBER, {**ITEMS, "321302101": (1250, 4000)})
    third = issued(issuing, DECEMBER, "2024-01-25")
    reasons = {(each.unit_name, each.key.kind): each.reason for each in third.told}
    assert reasons[("耿车镇", "value")].startswith("第3号认定（撤销第1号，教育局职社科科长")


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (lambda office: recording.withdraw(office, "耿车镇", "Z03", NOVEMBER, GROUNDS), "撤回"),
        (lambda office: recording.assign(office, FILE, "耿车镇", NOVEMBER, GROUNDS), "认定归属"),
        (
            lambda office: recording.exempt(office, "耿车镇", "township-2023", INDICATOR, NOVEMBER, GROUNDS),
            "不适用",
        ),
    ],
)
def test_each_kind_of_decision_is_told_and_its_revocation_too(issuing, decide, said):
    issued(issuing)
    number = decide(issuing.office)
    as_if_reviewed(issuing)
    issuing.assess(NOVEMBER, CORRECTED)
    second = issued(issuing, DECEMBER, "2024-01-20")
    reasons = {(each.unit_name, each.key.kind): each.reason for each in second.told}
    assert reasons[("耿车镇", "value")].startswith(f"第1号认定（{said}，教育局职社科科长")
    recording.revoke(issuing.office, number, GROUNDS)
    as_if_reviewed(issuing)
    issuing.assess(NOVEMBER, ITEMS)
    third = issued(issuing, DECEMBER, "2024-01-25")
    reasons = {(each.unit_name, each.key.kind): each.reason for each in third.told}
    assert reasons[("耿车镇", "value")].startswith("第2号认定（撤销第1号，教育局职社科科长")


def as_if_reviewed(issuing) -> None:
    """The files wait for a review under what is decided about them; here nothing more comes of it."""
    with issuing.office.engine.begin() as connection:
        reopen_decided(connection, issuing.office.site.id)


def test_a_corrected_report_of_last_year_is_told_with_all_that_follows_from_it(issuing):
    """Last year's 30 % became 31 %: that is all that was printed of it, and the report of last year caused it."""
    set_last_year(issuing, 0.30)
    issued(issuing)
    issuing.report("321302101", "2022-11", "耿车镇2022年更正.xlsx", "2024-01-12 09:00")
    set_last_year(issuing, 0.31)
    second = issued(issuing, DECEMBER, "2024-01-20")
    told = {(each.unit_name, each.key.kind): (each.old.text, each.new.text) for each in second.told}
    assert told == {("耿车镇", "last_year"): ("30%", "31%")}
    (revised,) = second.told
    assert revised.reason.startswith("耿车镇《老年教育机构月报表》（2022年11月，第1版，文件“耿车镇2022年更正")


def set_last_year(issuing, value: float) -> None:
    """What the indicator of 耿车镇 was in November of last year, as an assessment would store it."""
    with issuing.office.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE indicator_value SET last_year = :value"
                " WHERE site = :site AND unit_code = '321302101' AND period = :period"
            ),
            {"value": value, "site": issuing.office.site.id, "period": NOVEMBER},
        )
    issuing.settle()


def test_an_objection_and_its_outcome_are_told_with_the_figure(issuing):
    issued(issuing)
    record_objection(issuing.on("2024-01-11"), issuing.scheme, NOVEMBER, "耿车镇", INDICATOR, "数据有误")
    close(issuing.on("2024-01-12"), 1, "采纳", "已由单位重报")
    correct(issuing)
    second = issued(issuing, DECEMBER, "2024-01-20")
    reasons = {(each.unit_name, each.key.kind): each.reason for each in second.told}
    assert reasons[("耿车镇", "value")].endswith("；第1号异议（采纳）")
    assert "异议" not in reasons[("埠子镇", "rank")]


def test_what_has_been_told_is_not_told_again(issuing):
    issued(issuing)
    correct(issuing)
    issued(issuing, DECEMBER, "2024-01-20")
    assert isinstance(issued(issuing, DECEMBER, "2024-01-21"), Unchanged)


def test_a_corrected_month_can_be_issued_anew(issuing):
    issued(issuing)
    correct(issuing)
    second = issued(issuing, NOVEMBER, "2024-01-20")
    assert second.bulletin.issue.number == 2
    assert second.bulletin.figures[FigureKey("value", INDICATOR, "321302101")].text == "27.5%"
    assert "修订说明" in [section.heading for section in second.bulletin.sections]


def test_a_change_of_the_scheme_is_told_as_one(issuing):
    issued(issuing)
    path = issuing.site / "schemes" / "township-2023.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("step: 1, least: 8", "step: 2, least: 8", 1),
        encoding="utf-8",
    )
    issuing.assess(NOVEMBER, CORRECTED)
    changed = issuing.on("2024-01-20")
    scheme = next(scheme for scheme in changed.schemes if scheme.id == "township-2023")
    assert {each.reason for each in issue(changed, scheme, NOVEMBER, BY, "更正").told} == {"考核方案已调整"}


def test_a_file_that_somebody_changed_is_noticed(issuing):
    done = issued(issuing)
    path = done.files[0].path
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(CannotIssue, match="不见了或被改动过"):
        issued(issuing, day="2024-02-01")


def test_a_draft_goes_when_it_is_issued(issuing):
    files = write_draft(issuing.office, draft(issuing.office, issuing.scheme, NOVEMBER))
    assert all(file.path.exists() for file in files)
    issued(issuing)
    assert not any(file.path.exists() for file in files)


def test_it_is_issued_after_the_notice_period_by_working_days(issuing):
    with pytest.raises(CannotIssue, match="还没有公示"):
        issue(issuing.office, issuing.scheme, NOVEMBER, BY)
    notice = start_notice(issuing.office, issuing.scheme, NOVEMBER, BY)
    # Wednesday 10 January 2024, five working days: the weekend does not count.
    assert (str(notice.started_on), str(notice.ends_on)) == ("2024-01-10", "2024-01-17")
    with pytest.raises(CannotIssue, match="公示到2024年1月17日才满"):
        issue(issuing.on("2024-01-17"), issuing.scheme, NOVEMBER, BY)
    with pytest.raises(CannotIssue, match="不用再次公示"):
        start_notice(issuing.office, issuing.scheme, NOVEMBER, BY)
    done = issue(issuing.on("2024-01-18"), issuing.scheme, NOVEMBER, BY)
    assert "于2024年1月10日至2024年1月17日公示，没有收到异议" in text_of(done.bulletin, "有关说明")


def test_open_objections_stand_against_the_issue_until_they_are_closed(issuing):
    start_notice(issuing.office, issuing.scheme, NOVEMBER, BY)
    done = record_objection(issuing.office, issuing.scheme, NOVEMBER, "耿车镇", INDICATOR, "人口数应为3900")
    assert (done.number, done.unit_name, done.too_late) == (1, "耿车镇", None)
    later = issuing.on("2024-01-18")
    with pytest.raises(CannotIssue, match=re.escape("还有1件异议没有办结（第1号）")):
        issue(later, issuing.scheme, NOVEMBER, BY)
    (row,) = steward_list(later, only_open=True).itertuples()
    assert (row.indicator_name, row.days_open, row.state) == ("老年教育参与率", 8, "未办结")
    close(later, 1, "不采纳", "以J05为准")
    assert steward_list(later, only_open=True).empty
    assert "收到异议1件，已办结1件（不采纳1件）" in text_of(
        issue(later, issuing.scheme, NOVEMBER, BY).bulletin, "有关说明"
    )


def test_a_reason_allows_an_early_issue_and_is_printed(issuing):
    record_objection(issuing.office, issuing.scheme, NOVEMBER, "耿车镇", INDICATOR, "人口数应为3900")
    done = issue(issuing.office, issuing.scheme, NOVEMBER, BY, "年终结果须于1月底前上报")
    assert "本期提前印发，理由：年终结果须于1月底前上报。" in text_of(done.bulletin, "有关说明")


def test_figures_changed_after_the_notice_are_said_to_be(issuing):
    start_notice(issuing.office, issuing.scheme, NOVEMBER, BY)
    correct(issuing)
    done = issue(issuing.on("2024-01-18"), issuing.scheme, NOVEMBER, BY)
    assert "公示后按异议办理结果和更正报表更正了部分数据" in text_of(done.bulletin, "有关说明")


def test_a_month_without_results_has_no_bulletin(issuing):
    with pytest.raises(NotAssessed, match="没有2023-10的考核结果"):
        draft(issuing.office, issuing.scheme, "2023-10")


def test_a_month_whose_scores_are_not_those_of_its_reports_is_not_issued(issuing):
    issuing.report("321302101", NOVEMBER, "耿车镇更正.xlsx", "2024-01-12 09:00")
    for attempt in (
        lambda: issued(issuing),
        lambda: start_notice(issuing.office, issuing.scheme, NOVEMBER, BY),
    ):
        with pytest.raises(
            CannotIssue, match="2023年11月的成绩还没有按最新的报表和设置算完，请先运行 kaohe run"
        ):
            attempt()
    issuing.settle()
    assert isinstance(issued(issuing), Issued)
