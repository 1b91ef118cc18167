"""Decisions that change figures without touching a file: entered values and audits, before, after, revoked."""

import pytest
import yaml

from assets.decisions import recording
from assets.decisions.recording import CannotDecide, Grounds
from assets.evidence.package.package import package_sheets
from assets.evidence.tree.explain import explain_score
from assets.evidence.tree.nodes import contradictions, walk
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

GROUNDS = Grounds("教育局职社科科长", "年中抽查发现两人并未参加活动", "宿区教〔2023〕12号")
UNIT, PERIOD = "耿车镇", "2023-11"
SCHEME = {
    "id": "decided-2023",
    "title": "试行方案",
    "year": 2023,
    "authority": "示例",
    "assessed": {"kind": "township", "under": "321302"},
    "full_score": 100,
    "missing": {"share": 0, "says": "缺报不得分"},
    "light": {"preset": "three-colour by points"},
    "entries": {"opinion": {"title": "群众满意度", "unit_of_measure": "分", "least": 0, "most": 100}},
    "measures": {
        "attendances": {
            "form": "Z03",
            "aggregate": "sum",
            "columns": ["attendances"],
            "span": "year_to_date",
            "audited": True,
        }
    },
    "indicators": {
        "O": {
            "name": "满意度",
            "unit_of_measure": "分",
            "formula": {"kind": "entered", "entry": "opinion"},
            "weight": 60,
            "score": {"method": "直接计分"},
        },
        "N": {
            "name": "参与人次",
            "unit_of_measure": "人次",
            "formula": {"kind": "total", "measures": ["attendances"]},
            "weight": 40,
            "target": {"kind": "number", "value": 100},
            "score": {"method": "目标达成", "below": "proportional"},
        },
    },
}


@pytest.fixture
def office(small_office: SmallOffice) -> SmallOffice:
    """耿车镇 has reported 80 attendances."""
    path = small_office.site_folder / "schemes" / "decided-2023.yaml"
    path.write_text(yaml.safe_dump(SCHEME, allow_unicode=True), encoding="utf-8")
    small_office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD, attendances=80, activities=4))
    small_office.run()
    return small_office


def figures(office: SmallOffice, indicator: str) -> tuple[float | None, float, str]:
    """Value, score and note of an indicator of 耿车镇."""
    about = {"scheme": "decided-2023", "indicator": indicator, "period": PERIOD}
    (row,) = office.view("bi_indicator", unit_name=UNIT, **about).itertuples()
    (item,) = office.view("bi_score_item", unit_code=row.unit_code, **about).itertuples()
    return None if row.value != row.value else row.value, item.score, row.note


def explained(office: SmallOffice) -> str:
    """All that explain says of 耿车镇's score; its figures add up, and the evidence workbook says the same."""
    answer = explain_score(office.office, "decided-2023", None, UNIT, PERIOD)
    assert contradictions(answer.tree) == []
    said = "\n".join(sentence for node in walk(answer.tree) for sentence in node.says)
    sheets = package_sheets(office.office, answer)
    printed = "\n".join(str(cell) for sheet in sheets for line in sheet.lines for cell in line.cells)
    assert all(f"第{number}号认定" in printed for number in (1, 2) if f"第{number}号认定" in said)
    return said


def test_an_entered_value_counts_from_the_next_pass_on_until_it_is_revoked(office):
    assert figures(office, "O")[:2] == (None, 0)
    number = recording.enter(office.office, "decided-2023", "opinion", UNIT, PERIOD, "86.5", GROUNDS)
    assert figures(office, "O")[:2] == (None, 0), "nothing before the next pass"
    office.run()
    assert figures(office, "O")[:2] == (86.5, 51.9)
    assert "第1号认定录入" in explained(office)
    (made,) = office.view("bi_decision").itertuples()
    assert (made.kind, made.scheme, made.indicator, made.period, made.value) == (
        "enter",
        "decided-2023",
        "opinion",
        PERIOD,
        "86.5",
    )
    recording.revoke(office.office, number, GROUNDS)
    office.run()
    assert figures(office, "O")[:2] == (None, 0)
    assert "第1号认定录入" not in explained(office)


def test_an_audited_figure_counts_for_what_was_found(office):
    assert figures(office, "N") == (80, 32, "上年无数据，同比不可比")
    number = recording.audit(office.office, UNIT, "Z03", "本月参与人次", PERIOD, ("40", "38"), GROUNDS)
    office.run()
    value, score, note = figures(office, "N")
    assert (value, score) == (76, 30.4)
    assert "抽查核实：耿车镇“本月参与人次”按38÷40计（第1号认定）" in note
    assert "按38÷40计（第1号认定）" in explained(office)
    (made,) = office.view("bi_decision").itertuples()
    assert (made.kind, made.form, made.cell, made.value) == ("audit", "Z03", "attendances", "38/40")
    recording.revoke(office.office, number, GROUNDS)
    office.run()
    assert figures(office, "N") == (80, 32, "上年无数据，同比不可比")


def enter(office, entry="opinion", unit=UNIT, period=PERIOD, value="86.5", scheme="decided-2023"):
    return recording.enter(office, scheme, entry, unit, period, value, GROUNDS)


def audit(office, column="attendances", reported="40", found="38", form="Z03"):
    return recording.audit(office, UNIT, form, column, PERIOD, (reported, found), GROUNDS)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (lambda office: enter(office, scheme="none-2023"), "没有方案“none-2023”"),
        (lambda office: enter(office, entry="opinions"), "没有录入项“opinions”，可选：opinion"),
        (lambda office: enter(office, scheme="township-2023"), "请先在方案的 entries 里写明"),
        (lambda office: enter(office, unit="宿城区教育局"), "不是方案decided-2023的被考核单位"),
        (lambda office: enter(office, period="2024-01"), "不考核2024-01"),
        (lambda office: enter(office, value="100.5"), "群众满意度应不小于0、不大于100，现为100.5"),
        (lambda office: enter(office, value="八十"), "“八十”不是数"),
        (lambda office: enter(office, value="nan"), "“nan”不是数"),
        (lambda office: enter(office, value="1e999999"), "不是数"),
        (lambda office: audit(office, column="institution"), "没有数量栏“institution”"),
        (lambda office: audit(office, reported="0", found="0"), "要大于0"),
        (lambda office: audit(office, found="-1"), "不小于0"),
        (lambda office: audit(office, reported="四十"), "“四十”不是数"),
        (lambda office: audit(office, form="X01"), "不需要报送"),
    ],
)
def test_what_cannot_be_entered_or_audited_is_told(office_without_reports, record, said):
    with pytest.raises(CannotDecide, match=said):
        record(office_without_reports.office)


@pytest.fixture
def office_without_reports(small_office: SmallOffice) -> SmallOffice:
    path = small_office.site_folder / "schemes" / "decided-2023.yaml"
    path.write_text(yaml.safe_dump(SCHEME, allow_unicode=True), encoding="utf-8")
    return small_office


def test_entered_and_audited_by_command(kaohe, office_without_reports):
    where = {"home": office_without_reports.home, "site": office_without_reports.site_folder}
    grounds = ("--by", GROUNDS.by, "--reason", GROUNDS.reason)
    entered = kaohe("decide", "enter", "decided-2023", "opinion", UNIT, PERIOD, "86.5", *grounds, **where)
    assert entered.stdout == "已记录第1号认定（录入），下次收件考核时按它重算。\n"
    counts = ("--reported", "40", "--found", "38")
    audited = kaohe("decide", "audit", UNIT, "Z03", "attendances", PERIOD, *counts, *grounds, **where)
    assert audited.stdout == "已记录第2号认定（抽查核实），下次收件考核时按它重算。\n"
    listed = kaohe("decide", "list", "--open", **where).stdout
    assert "第1号 录入 耿车镇 2023-11 decided-2023 opinion 86.5" in listed
    assert "第2号 抽查核实 耿车镇 Z03 2023-11 attendances 38/40" in listed


def test_an_entry_is_named_by_its_title_too(office_without_reports):
    """A line of the workbook says 群众满意度; the decision has the code of the scheme."""
    enter(office_without_reports.office, entry="群众满意度")
    (made,) = office_without_reports.view("bi_decision").itertuples()
    assert made.indicator == "opinion"
