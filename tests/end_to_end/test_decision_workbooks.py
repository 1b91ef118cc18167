"""Decisions by workbook (认定表): each line recorded once or told with its cell, whatever the file is."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
import yaml

from assets.decisions.blank import decisions_blank
from assets.decisions.folder import TakenIn, refused_lines, take_in_decisions
from assets.decisions.layout import DECISIONS, ENTRIES
from assets.submissions.blank import choices
from tests.end_to_end.test_decided_figures import SCHEME
from tests.support.offices import SmallOffice
from tests.support.submitted_files import xlsx
from tests.support.workbooks import FAULTY, township_workbook

UNIT, FORM, PERIOD = "耿车镇", "老年教育机构月报表", "2023-11"
REASON, BASIS, BY = "系统停机两天，经电话核实数据无误", "宿区教〔2023〕12号", "职社科科长"
WHY = {"理由": REASON, "依据": BASIS, "认定人": BY}
REPORT = {"单位": UNIT, "报表": "Z03", "报告期": PERIOD}


def row(**said: object) -> list[object]:
    """A row of the sheet 认定表; the grounds are filled in unless they are given."""
    return [{**WHY, **said}.get(header) for header in DECISIONS.columns]


def table(*rows: Sequence[object]) -> bytes:
    return xlsx({DECISIONS.name: [["认定表"], [], list(DECISIONS.columns), *map(list, rows)]})


@pytest.fixture
def office(small_office: SmallOffice) -> SmallOffice:
    path = small_office.site_folder / "schemes" / "decided-2023.yaml"
    path.write_text(yaml.safe_dump(SCHEME, allow_unicode=True), encoding="utf-8")
    (small_office.site_folder / "decisions").mkdir()
    return small_office


def put(office: SmallOffice, content: bytes, name: str = "认定表.xlsx") -> None:
    (office.site_folder / "decisions" / name).write_bytes(content)


def taken_in(office: SmallOffice, *rows: Sequence[object]) -> TakenIn:
    put(office, table(*rows))
    return take_in_decisions(office.office)


def test_a_filled_blank_is_taken_in_by_a_pass_and_only_once(office):
    office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD, **FAULTY))
    office.run()
    blank = decisions_blank(office.office)
    for number, text in enumerate(row(认定事项="特批", **REPORT), 1):
        blank[DECISIONS.name].cell(4, number, text)
    entry = ["decided-2023", "opinion", UNIT, PERIOD, 86.5, REASON, BASIS, "统计局"]
    for number, value in enumerate(entry, 1):
        blank[ENTRIES.name].cell(4, number, value)
    content = io.BytesIO()
    blank.save(content)
    put(office, content.getvalue())
    for _ in range(2):
        office.run()
        assert office.status_of("Z03") == ("accepted_by_decision", 1)
        made = office.view("bi_decision").set_index("number")
        assert made["kind"].to_dict() == {1: "accept", 2: "enter"}
    assert made.loc[2, "value"] == "86.5"
    (figure,) = office.view("bi_indicator", scheme="decided-2023", indicator="O", unit_name=UNIT).itertuples()
    assert figure.value == 86.5


def test_the_blank_offers_what_may_be_chosen(office):
    blank = decisions_blank(office.office)
    assert blank.sheetnames[:2] == ["认定表", "评分录入表"]
    assert [cell.value for cell in blank["认定表"][3]] == [
        *("认定事项", "单位", "报表", "报告期", "文件", "位置", "值", "理由", "依据", "认定人")
    ]
    assert [cell.value for cell in blank["评分录入表"][3]] == [
        *("方案", "评分项", "单位", "报告期", "值", "理由", "依据", "录入人")
    ]
    offered = {
        str(each.sqref): blank.defined_names[each.formula1.removeprefix("=")].attr_text
        for each in blank["认定表"].data_validations.dataValidation
    }
    lists = blank[choices.SHEET]
    assert {"A4:A303", "B4:B303", "C4:C303", "D4:D303"} <= offered.keys()
    kinds = [cell.value for cell in lists["A"][1:] if cell.value]
    assert kinds == ["特批", "延期", "认定归属", "不予接收", "撤回", "更正", "不适用", "抽查核实", "撤销"]


def test_by_command(kaohe, office, tmp_path):
    where = {"home": office.home, "site": office.site_folder}
    done = kaohe("template", "--decisions", "-o", tmp_path / "认定", **where)
    assert done.returncode == 0, done.stderr
    assert openpyxl.load_workbook(tmp_path / "认定" / "认定表.xlsx").sheetnames[0] == "认定表"
    put(office, table(row(认定事项="特批", **REPORT)))
    told = "认定表.xlsx 认定表!A4：耿车镇2023-11的老年教育机构月报表没有报来"
    assert told in kaohe("run", **where).stdout.replace("\n", "")
    assert refused_lines(office.office)[0].startswith(told)
    put(office, table(row(认定事项="延期", **REPORT, 值="2023-12-20")))
    assert "没有办理" not in kaohe("run", **where).stdout
    assert refused_lines(office.office) == []
    assert kaohe("template", "Z03", "--decisions", "-o", tmp_path, **where).returncode == 2


def test_a_refused_command_leaves_no_folder(kaohe, office, tmp_path):
    folder = tmp_path / "new" / "blanks"
    refused = kaohe(
        "template", "--decisions", "K01", "-o", str(folder), site=office.site_folder, home=office.home
    )
    assert refused.returncode == 2
    assert not folder.parent.exists()


def test_each_kind_is_read_from_its_columns(office):
    office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD, **FAULTY))
    office.send("埠子镇2023年11月.xlsx", township_workbook(UNIT, PERIOD, regular_learners=300))
    office.send("耿车镇2023年10月.xlsx", township_workbook("埠子镇", PERIOD, regular_learners=111))
    office.run()
    taken = taken_in(
        office,
        row(认定事项="特批", **REPORT),
        row(认定事项="延期", **REPORT | {"值": "2023/12/20"}),
        row(认定事项="更正", **REPORT | {"位置": f"{FORM}!H4", "值": 320}),
        row(认定事项="认定归属", 文件="埠子镇2023年11月.xlsx", 单位=UNIT, 报告期="2023年11月"),
        row(认定事项="不予接收", 文件="耿车镇2023年10月.xlsx"),
        row(认定事项="不适用", 单位=UNIT, 位置="township-2023:A3-2"),
        row(认定事项="抽查核实", **REPORT | {"位置": "本月参与人次", "值": "38/40"}),
        row(认定事项="撤销", 值=2),
    )
    assert [str(each) for each in taken.refused] == []
    made = office.view("bi_decision").sort_values("number")
    assert made["kind"].tolist() == [
        *("accept", "extend", "correct", "assign", "refuse", "exempt", "audit", "revoke")
    ]
    assert made["value"].tolist()[1:3] == ["2023-12-20", "320"]
    assert (made["value"].tolist()[6], made["cell"].tolist()[6]) == ("38/40", "attendances")
    assert set(made["basis"]) == {BASIS}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"认定事项": "放行", **REPORT}, "认定表!A4：“放行”不是认定事项，可选：特批、延期"),
        ({"认定事项": "录入", **REPORT}, "认定表!A4：“录入”不是认定事项"),
        ({"认定事项": "特批", **REPORT, "单位": "无此镇"}, "认定表!B4：单位“无此镇”不在单位名录中"),
        ({"认定事项": "特批", **REPORT, "报表": "Z99"}, "认定表!C4：没有报表“Z99”"),
        ({"认定事项": "特批", **REPORT, "报告期": "上个月"}, "认定表!D4：“上个月”不是月份"),
        ({"认定事项": "特批", **REPORT}, "认定表!A4：耿车镇2023-11的老年教育机构月报表没有报来"),
        ({"认定事项": "特批", **REPORT, "单位": None}, "认定表!B4：“特批”要填“单位”"),
        ({"认定事项": "特批", **REPORT, "值": 3}, "认定表!G4：“特批”不用填“值”"),
        ({"认定事项": "延期", **REPORT, "值": "下周"}, "认定表!G4：“下周”不是日期"),
        ({"认定事项": "延期", **REPORT, "值": "2023-12-01"}, "认定表!G4：老年教育机构月报表2023-11本来就在"),
        ({"认定事项": "不予接收", "文件": "没有.xlsx"}, "认定表!E4：没有收到过“没有.xlsx”"),
        ({"认定事项": "不适用", "单位": UNIT, "位置": "A3-2"}, "认定表!F4：“A3-2”没有写明方案"),
        (
            {"认定事项": "不适用", "单位": UNIT, "位置": "township-2023:A9"},
            "认定表!F4：方案township-2023没有指标",
        ),
        (
            {"认定事项": "抽查核实", **REPORT, "位置": "attendances", "值": "38"},
            "认定表!G4：“38”不是抽查结果",
        ),
        ({"认定事项": "撤销", "值": "第九号"}, "认定表!G4：“第九号”不是认定的编号"),
        ({"认定事项": "撤销", "值": 9}, "认定表!G4：没有第9号认定"),
        (
            {"认定事项": "延期", **REPORT, "值": "2023-12-20", "理由": "属实"},
            "认定表!H4：理由“属实”没有写明原因",
        ),
        ({"认定事项": "延期", **REPORT, "值": "2023-12-20", "理由": None}, "认定表!H4：请填写“理由”"),
        (
            {"认定事项": "延期", **REPORT, "值": "2023-12-20", "认定人": "张三"},
            "认定表!J4：“张三”不像单位或职务",
        ),
    ],
)
def test_a_line_that_cannot_be_recorded_is_told_with_its_cell(office, said, told):
    taken = taken_in(office, row(**said))
    assert taken.recorded == ()
    (refusal,) = map(str, taken.refused)
    assert refusal.startswith(f"认定表.xlsx {told}")


def test_a_faulty_line_keeps_no_other_back_and_is_tried_again(office):
    extended = row(认定事项="延期", **REPORT, 值="2023-12-20")
    accepted = row(认定事项="特批", **REPORT)
    taken = taken_in(office, accepted, extended)
    assert (taken.recorded, len(taken.refused)) == ((1,), 1)
    office.send("耿车镇.xlsx", township_workbook(UNIT, PERIOD, **FAULTY))
    office.run()
    assert taken_in(office, accepted, extended).recorded == (2,)
    assert office.view("bi_decision")["kind"].tolist() == ["extend", "accept"]


def test_a_line_is_known_wherever_it_stands_revoked_or_not(office):
    extended = row(认定事项="延期", **REPORT, 值="2023-12-20")
    assert taken_in(office, extended).recorded == (1,)
    assert taken_in(office, row(认定事项="撤销", 值=1), [], extended, extended) == TakenIn((2,), ())
    put(office, table(extended), "副本.xlsx")
    assert take_in_decisions(office.office) == TakenIn()
    again = row(认定事项="延期", **REPORT, 值="2023-12-20", 理由="再次停机两天，经电话核实无误")
    assert taken_in(office, extended, again).recorded == (3,)


def test_what_is_no_workbook_of_decisions_is_told(office):
    put(office, b"not a workbook", "损坏.xlsx")
    put(office, xlsx({"别的": [["认定事项"]]}), "别的.xlsx")
    put(office, xlsx({"认定表": [["认定事项", "单位", "报表", "报告期", "文件", "位置", "值"]]}), "缺栏.xlsx")
    told = {each.file_name: str(each) for each in take_in_decisions(office.office).refused}
    assert told.keys() == {"损坏.xlsx", "别的.xlsx", "缺栏.xlsx"}
    assert "没有工作表“认定表”“评分录入表”" in told["别的.xlsx"]
    assert "没有找到“理由”“依据”“认定人”栏" in told["缺栏.xlsx"]


def test_a_workbook_of_decisions_in_the_inbox_decides_nothing(office):
    office.send("认定表.xlsx", table(row(认定事项="延期", **REPORT, 值="2023-12-20")))
    office.run()
    assert office.view("bi_decision").empty
