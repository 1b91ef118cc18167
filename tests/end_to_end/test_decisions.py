"""Decisions of the office (认定): before, after, revoked; what the views and the facts say of each."""

from datetime import date

import openpyxl
import pytest
from sqlalchemy import select

from assets.decisions import recording
from assets.decisions.recording import CannotDecide, Grounds
from assets.evidence.package.package import package_sheets
from assets.evidence.tree.explain import explain_score
from assets.evidence.tree.nodes import Kind, contradictions, walk
from tests.support.offices import SmallOffice, as_day
from tests.support.workbooks import FAULTY, township_workbook
from warehouse.database import tables
from warehouse.ledger.decisions import decisions_counted

GROUNDS = Grounds("教育局职社科科长", "系统停机两天，经电话核实数据无误", "宿区教〔2023〕12号")
UNIT, PERIOD = "耿车镇", "2023-11"


def learners(office) -> list[int]:
    return office.view("fact_elderly_education", period=PERIOD)["regular_learners"].tolist()


def counted(office) -> set[int]:
    """The numbers of the decisions that a bulletin issued now would stand on."""
    with office.office.engine.connect() as connection:
        return decisions_counted(connection, office.office.site.id)


def opinions(office) -> str:
    """All that the sheet 审核意见 of the only returned workbook says."""
    (path,) = (office.home / "returned" / PERIOD).glob("*.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)


def explained(office, indicator: str = "A3-2") -> str:
    """All that explain says of an indicator of 耿车镇; the evidence workbook names the same decisions."""
    answer = explain_score(office.office, "township-2023", indicator, UNIT, PERIOD)
    assert contradictions(answer.tree) == []
    nodes = list(walk(answer.tree))
    printed = [
        str(cell)
        for sheet in package_sheets(office.office, answer)
        for line in sheet.lines
        for cell in line.cells
    ]
    assert all(node.title in printed for node in nodes if node.kind is Kind.DECISION)
    return "\n".join(sentence for node in nodes for sentence in (node.title, *node.says))


def named(number: int, what: str) -> str:
    """How a decision of this page is named."""
    return f"第{number}号认定（{what}，{GROUNDS.by}，2023-12-10：{GROUNDS.reason}；依据：{GROUNDS.basis}）"


def test_a_deadline_is_extended_for_one_unit(small_office):
    def due_on(unit: str) -> date | None:
        """The due day of what is due; what is not yet due is not in the view."""
        rows = small_office.view("bi_report_status", form="Z03", unit_name=unit)
        return as_day(rows["due_on"].item()) if len(rows) else None

    small_office.run()
    usual = due_on(UNIT)
    assert usual == date(2023, 12, 5)
    number = recording.extend(small_office.office, UNIT, "Z03", PERIOD, date(2023, 12, 20), GROUNDS)
    assert due_on(UNIT) is None, "at once"
    small_office.run()
    assert (due_on(UNIT), due_on("埠子镇")) == (None, usual)
    small_office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD), "2023-12-08 09:00")
    small_office.run()
    assert due_on(UNIT) == date(2023, 12, 20)
    assert small_office.view("bi_report_status", form="Z03", unit_name=UNIT)["late"].tolist() == [0]
    assert named(1, "延到2023-12-20") in explained(small_office, "A3-7")
    recording.revoke(small_office.office, number, GROUNDS)
    assert due_on(UNIT) == usual
    small_office.run()
    assert due_on(UNIT) == usual
    assert "第1号认定" not in explained(small_office, "A3-7")
    made = small_office.view("bi_decision").set_index("number")["kind"]
    assert made.to_dict() == {1: "extend", 2: "revoke"}
    assert small_office.view("bi_decision", number=1)["revoked_by"].tolist() == [2]


def test_a_report_is_late_no_longer_when_its_deadline_is_extended_afterwards(tmp_path, prepared_home):
    office = SmallOffice(tmp_path, prepared_home=prepared_home, as_of="2024-01-31")
    office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD), "2023-12-08 09:00")
    office.run()
    late = office.figure("A3-7")
    number = recording.extend(office.office, UNIT, "Z03", PERIOD, date(2023, 12, 20), GROUNDS)
    office.run()
    assert office.figure("A3-7") == late - 1
    recording.revoke(office.office, number, GROUNDS)
    office.run()
    assert office.figure("A3-7") == late


def test_a_returned_report_is_taken_by_decision_and_let_go_again(small_office):
    small_office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD, **FAULTY))
    small_office.run()
    assert small_office.status_of("Z03") == ("returned", 1)
    number = recording.accept(small_office.office, UNIT, "Z03", PERIOD, GROUNDS)
    small_office.run()
    assert small_office.status_of("Z03") == ("accepted_by_decision", 1)
    assert len(learners(small_office)) == 1
    hard = small_office.view("bi_finding", form="Z03", level="hard")
    assert set(hard["state"]) == {"overruled"}, "a decision hides no finding"
    assert named(1, "特批") in explained(small_office)
    assert "特批通过，接收1行，按第1号认定" in explained(small_office)
    told = opinions(small_office)
    with small_office.office.engine.connect() as connection:
        of_office = tables.finding.c.site == small_office.office.site.id
        wrong = connection.scalars(select(tables.finding.c.wrong).where(of_office)).all()
    assert wrong
    assert all(each in told for each in wrong)
    assert told.count("已特批，不用再改：第1号认定（特批，教育局职社科科长，2023-12-10") == len(hard)
    assert f"主管部门的认定：第1号认定（特批，{GROUNDS.by}，2023-12-10：{GROUNDS.reason}" in told
    small_office.run()
    assert small_office.status_of("Z03") == ("accepted_by_decision", 1)
    recording.revoke(small_office.office, number, GROUNDS)
    small_office.run()
    assert small_office.status_of("Z03") == ("returned", 1)
    assert learners(small_office) == []
    assert "第1号认定" not in opinions(small_office) + explained(small_office)


def test_the_version_in_force_is_withdrawn_and_the_one_before_counts_again(small_office):
    for day, count in ((1, 300), (4, 999)):
        small_office.send(
            f"耿车镇{day}.xlsx",
            township_workbook(UNIT, PERIOD, regular_learners=count),
            f"2023-12-0{day} 09:00",
        )
    small_office.run()
    assert learners(small_office) == [999]
    number = recording.withdraw(small_office.office, UNIT, "老年教育机构月报表", PERIOD, GROUNDS)
    small_office.run()
    assert learners(small_office) == [300]
    assert small_office.figure("A3-2") == 300
    (finding,) = small_office.view("bi_finding", code="withdrawn").itertuples()
    assert GROUNDS.reason in finding.message
    assert named(1, "撤回") in explained(small_office)
    recording.revoke(small_office.office, number, GROUNDS)
    small_office.run()
    assert learners(small_office) == [999]
    assert "第1号认定" not in explained(small_office)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (lambda office: recording.accept(office, "无此镇", "Z03", PERIOD, GROUNDS), "不在单位名录中"),
        (lambda office: recording.accept(office, UNIT, "Z03", PERIOD, GROUNDS), "没有报来"),
        (lambda office: recording.withdraw(office, UNIT, "Z03", PERIOD, GROUNDS), "没有现行有效的一版"),
        (
            lambda office: recording.extend(office, UNIT, "Z03", PERIOD, date(2023, 12, 1), GROUNDS),
            "延期要晚于这一天",
        ),
        (
            lambda office: recording.extend(office, UNIT, "X01", PERIOD, date(2024, 1, 1), GROUNDS),
            "不需要报送",
        ),
        (lambda office: recording.revoke(office, 9, GROUNDS), "没有第9号认定"),
        (
            lambda office: recording.extend(
                office, UNIT, "Z03", PERIOD, date(2024, 1, 1), Grounds("教育局办公室", "核实无误")
            ),
            "没有写明原因",
        ),
        (
            lambda office: recording.extend(
                office, UNIT, "Z03", PERIOD, date(2024, 1, 1), Grounds("张三", GROUNDS.reason)
            ),
            "不像单位或职务",
        ),
    ],
)
def test_what_cannot_be_decided_is_told(small_office, record, said):
    with pytest.raises(CannotDecide, match=said):
        record(small_office.office)


def test_a_revoked_decision_is_not_revoked_again(small_office):
    office = small_office.office
    number = recording.extend(office, UNIT, "Z03", PERIOD, date(2023, 12, 20), GROUNDS)
    revocation = recording.revoke(office, number, GROUNDS)
    for again, said in ((number, "已由第2号撤销"), (revocation, "本身就是撤销")):
        with pytest.raises(CannotDecide, match=said):
            recording.revoke(office, again, GROUNDS)


def test_decisions_by_command(kaohe, small_office):
    where = {"home": small_office.home, "site": small_office.site_folder}
    grounds = ("--by", GROUNDS.by, "--reason", GROUNDS.reason, "--basis", GROUNDS.basis)
    told = kaohe("decide", "extend", UNIT, "Z03", PERIOD, "--until", "2023-12-20", *grounds, **where)
    assert (told.returncode, told.stdout) == (0, "已记录第1号认定（延期），下次收件考核时按它重算。\n")
    listed = kaohe("decide", "list", **where).stdout
    assert "第1号 延期 耿车镇 Z03 2023-11 2023-12-20" in listed
    assert GROUNDS.basis in listed
    assert kaohe("decide", "revoke", "1", *grounds, **where).returncode == 0
    assert "没有认定" in kaohe("decide", "list", "--open", **where).stdout
    refused = kaohe("decide", "accept", UNIT, "Z03", PERIOD, *grounds, **where)
    assert (refused.returncode, "没有报来" in refused.stderr) == (2, True)
    assert kaohe("decide", "accept", UNIT, "Z03", PERIOD, "--by", "教育局办公室", **where).returncode == 2


def test_a_number_is_corrected_by_telephone_and_the_correction_revoked(small_office):
    small_office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD, regular_learners=300))
    other = township_workbook("埠子镇", PERIOD, first_learner=50, sheets=["Z03"], regular_learners=7)
    small_office.send("埠子镇.xlsx", other, "2023-12-01 10:00")
    small_office.run()
    number = recording.correct(
        small_office.office, UNIT, "Z03", PERIOD, "老年教育机构月报表!H4", "320", GROUNDS
    )
    assert counted(small_office) == set(), "not before the file is reviewed under it"
    small_office.run()
    assert counted(small_office) == {number}
    assert sorted(learners(small_office)) == [7, 320], "what the first pass took of the other unit stays"
    told = explained(small_office)
    assert named(1, "老年教育机构月报表!H4更正为320") in told
    assert "第1号认定将老年教育机构月报表!H4更正为320" in told, "at the row, where the cell says 300"
    (made,) = small_office.view("bi_decision").itertuples()
    assert (made.cell, made.value, made.file_name) == ("老年教育机构月报表!H4", "320", "耿车镇.xlsx")
    recording.revoke(small_office.office, number, GROUNDS)
    assert counted(small_office) == {number}, "until the file is reviewed again"
    small_office.run()
    assert counted(small_office) == set()
    assert sorted(learners(small_office)) == [7, 300]
    assert "第1号认定" not in explained(small_office)
    with pytest.raises(CannotDecide, match="没有数据在"):
        recording.correct(small_office.office, UNIT, "Z03", PERIOD, "老年教育机构月报表!A1", "1", GROUNDS)


def test_a_file_that_is_set_aside_is_assigned_or_refused(small_office):
    small_office.send("埠子镇2023年11月.xlsx", township_workbook(UNIT, PERIOD, regular_learners=300))
    small_office.send("耿车镇2023年10月.xlsx", township_workbook("埠子镇", PERIOD, regular_learners=111))
    small_office.run()
    assert set(small_office.view("bi_submission")["status"]) == {"set_aside"}
    number = recording.assign(small_office.office, "埠子镇2023年11月.xlsx", UNIT, PERIOD, GROUNDS)
    refused = recording.refuse(small_office.office, "耿车镇2023年10月.xlsx", GROUNDS)
    small_office.run()
    status = small_office.view("bi_submission").set_index("file_name")["status"]
    assert status.to_dict() == {"埠子镇2023年11月.xlsx": "accepted", "耿车镇2023年10月.xlsx": "rejected"}
    assert learners(small_office) == [300]
    assert named(1, "认定归属") in explained(small_office)
    for each in (number, refused):
        recording.revoke(small_office.office, each, GROUNDS)
    small_office.run()
    assert learners(small_office) == []
    assert "第1号认定" not in explained(small_office)
    status = small_office.view("bi_submission").set_index("file_name")["status"]
    assert status.to_dict() == {"埠子镇2023年11月.xlsx": "set_aside", "耿车镇2023年10月.xlsx": "set_aside"}


def test_a_unit_is_not_assessed_on_an_indicator(small_office):
    small_office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD))
    small_office.run()
    recording.exempt(small_office.office, UNIT, "township-2023", "A3-2", None, GROUNDS)
    small_office.run()
    (row,) = small_office.view("bi_indicator", indicator="A3-2", unit_name=UNIT, period=PERIOD).itertuples()
    assert (row.absence, row.note) == ("not_applicable", "不适用：第1号认定免考核")
    assert named(1, "不适用") in explained(small_office)
    recording.revoke(small_office.office, 1, GROUNDS)
    small_office.run()
    (row,) = small_office.view("bi_indicator", indicator="A3-2", unit_name=UNIT, period=PERIOD).itertuples()
    assert row.absence == "missing", "there is no population to divide by; it is assessed again"
