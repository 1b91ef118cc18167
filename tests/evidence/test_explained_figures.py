"""The sample's figures explained: the rows, the cells, what was left out, and what may be seen of a
person.
"""

import io
import json
from dataclasses import replace

from openpyxl import Workbook, load_workbook
from rich.console import Console

from assets.evidence.tree.data import node_data
from assets.evidence.tree.explain import explain_score, explained
from assets.evidence.tree.grounds import grounds_of
from assets.evidence.tree.nodes import Kind, Node, contradictions, walk
from assets.evidence.tree.originals import Originals
from assets.submissions.inbox.archive import archived_path
from pipelines.commands.results.evidence_tree import explanation_tree
from schemas.assessment.assessed import assessed_units
from tests.support.personal_data import personal_data_of
from warehouse.office import DEFAULT_SITE

DISTRICT, BUREAU, TOWNSHIPS = "district-quality-2023", "bureau-annual-2023", "township-2023"


def nodes(tree: Node, kind: Kind, title: str = "") -> list[Node]:
    return [node for node in walk(tree) if node.kind is kind and title in node.title]


def rows(tree: Node) -> list[Node]:
    return nodes(tree, Kind.ROW)


def original(sample, row: Node) -> Workbook:
    return load_workbook(
        io.BytesIO(archived_path(sample.office.archive, row.source.sha256).read_bytes()), data_only=True
    )


def said(tree: Node) -> str:
    return "\n".join(sentence for node in walk(tree) for sentence in node.says)


def printed(tree: Node, most: int | None = 5) -> str:
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115 - nothing is written
    console.print(explanation_tree(tree, most))
    return console.export_text()


def test_505_learners_are_505_rows_of_15_townships(explanation):
    tree = explanation(DISTRICT, "A1-5", "宿城区", "2023-12")
    (learners,) = nodes(tree, Kind.MEASURE, "学历技能双提升")
    assert learners.value == 505
    assert sum(row.value for row in rows(learners)) == 505
    assert len([part for part in learners.parts if part.kind is Kind.UNIT]) == 15
    (target,) = nodes(tree, Kind.TARGET)
    assert target.value == 425
    assert sum(row.value for row in rows(target)) == 425


def test_a_row_names_the_cell_where_its_figure_stands(sample, explanation):
    """Each address leads to that very text in the archived original."""
    tree = explanation(TOWNSHIPS, "A3-2", "耿车镇", "2023-12")
    checked = 0
    for row in rows(tree):
        workbook = original(sample, row)
        for cell in row.source.cells:
            assert str(workbook[row.source.sheet][cell.address].value) == cell.text
            checked += 1
    assert checked >= 5


def test_a_persons_number_is_masked_and_its_cell_is_named(sample, explanation):
    tree = explanation(TOWNSHIPS, "A3-1", "耿车镇", "2023-12")
    (roster,) = nodes(tree, Kind.MEASURE, "学历技能双提升")
    for row in rows(roster)[:5]:
        sheet = original(sample, row)[row.source.sheet]
        (cell,) = row.source.cells
        number = str(sheet[cell.address].value)
        assert row.source.person == cell.text == number[:6] + "********" + number[-4:]


def test_the_target_leads_to_the_row_that_handed_it_down(explanation):
    tree = explanation(TOWNSHIPS, "A3-1", "耿车镇", "2023-12")
    (target,) = nodes(tree, Kind.TARGET)
    (row,) = rows(target)
    assert (row.source.form, row.source.file_name) == ("J03", "宿城区教育局2023年1月目标任务分解.xlsx")
    assert {cell.header: cell.text for cell in row.source.cells} | {"目标值": "32"} == {
        "考核方案": "township-2023",
        "指标代码": "A3-1",
        "被考核单位": "耿车镇",
        "目标值": "32",
    }


def test_rows_held_back_are_named_with_cell_and_reason(explanation):
    (held,) = nodes(explanation(TOWNSHIPS, "A3-1", "耿车镇", "2023-12"), Kind.NOT_COUNTED)
    assert held.says[0] == "第1版有1行未通过审核，留置未计入"
    assert held.says[1].startswith("“名册”D14：性别（女）与身份证号不符")
    assert held.source.file_name == "202312耿车镇.xlsx"


def test_a_returned_report_is_named_with_its_faults(explanation):
    """中扬镇's first report of elderly education went back: nothing to count, and the explanation says
    why.
    """
    tree = explanation(TOWNSHIPS, "A3-2", "中扬镇", "2023-10")
    assert tree.value == 0
    (returned,) = nodes(tree, Kind.NOT_COUNTED, "Z03")
    assert returned.says[0] == "报送的第1版被退回，没有可用的一版，没有计入"
    assert len(returned.says) > 1
    assert returned.source.version == 1


def test_a_missing_report_says_which_month_stands_in(explanation):
    tree = explanation(TOWNSHIPS, "A3-1", "屠园镇", "2023-11")
    (missing,) = nodes(tree, Kind.NOT_COUNTED)
    assert missing.says == ("缺报，沿用2023-10的数",)


def test_last_years_value_has_rows_of_its_own(explanation):
    tree = explanation(DISTRICT, "A1-2", "宿城区", "2023-12")
    (last_year,) = nodes(tree, Kind.LAST_YEAR)
    assert (last_year.value, last_year.period) == (955, "2022-12")
    assert {row.source.period for row in rows(last_year)} == {"2022-12"}
    assert sum(row.value for row in rows(last_year)) == 955


def test_a_rank_shows_the_values_of_the_group(explanation):
    (ranking,) = nodes(explanation(TOWNSHIPS, "A3-3", "耿车镇", "2023-12"), Kind.RANKING)
    assert len(ranking.parts) == 8
    values = [part.value for part in ranking.parts]
    assert values == sorted(values, reverse=True)
    assert ranking.parts[0].says == ("第1",)


def test_late_and_missing_reports_are_listed_one_by_one(explanation):
    tree = explanation(TOWNSHIPS, "A3-7", "屠园镇", "2023-12")
    counted = [node for node in nodes(tree, Kind.REPORT) if node.value is not None]
    (indicator,) = nodes(tree, Kind.INDICATOR)
    assert len(counted) == indicator.value > 0
    assert any("没有收到" in node.says[0] for node in counted)


def test_the_work_reports_833_is_told_beside_837(explanation):
    tree = explanation(BUREAU, "A2-3", "宿城区教育局", "2023-12")
    assert tree.value == 837
    assert sum(row.value for row in rows(tree)) == 837
    assert "与工作总结所称833相差+4" in said(tree)


def test_the_denominator_and_the_rule_are_told(explanation):
    text = said(explanation(DISTRICT, "A1-3", "宿城区", "2023-12"))
    assert "分母：直接就业的中职毕业生（不含升学）" in text
    assert "分档：权重10分，达70%得10分，达65%得8分，达60%得6分，达50%得4分，都达不到得2分" in text


def test_long_lists_are_cut_with_their_sum_unless_all_are_asked_for(explanation):
    tree = explanation(DISTRICT, "A1-2", "宿城区", "2023-12")
    short, whole = printed(tree), printed(tree, None)
    assert "其余685行合计685，未列出（--rows all 列出全部）" in short
    assert "未列出" not in whole
    assert whole.count("身份证号“") == 1180 + 955


def test_json_holds_every_value_exactly(explanation):
    tree = explanation(DISTRICT, "A1-5", "宿城区", "2023-12")
    data = json.loads(json.dumps(node_data(tree), ensure_ascii=False))
    indicator = data["parts"][0]["parts"][0]
    assert (indicator["code"], indicator["exact"], indicator["text"]) == ("A1-5", "101/85", "118.82%")
    assert indicator["made_by"] == "ratio"


def test_no_explanation_tells_of_a_person(sample, explanation):
    """Neither the trees of all units with rosters nor the log of access."""
    persons = personal_data_of(sorted((DEFAULT_SITE / "submissions").glob("*.xlsx")))
    for question in (
        (DISTRICT, None, "宿城区", "2023-12"),
        (BUREAU, None, "宿城区教育局", "2023-12"),
        (TOWNSHIPS, None, "耿车镇", "2023-12"),
    ):
        text = json.dumps(node_data(explanation(*question)), ensure_ascii=False)
        assert persons.found_in(text) == set()
    log = sample.home / "evidence" / "access.log"
    assert persons.found_in(log.read_text(encoding="utf-8")) == set()


def test_a_stored_score_that_the_facts_no_longer_give_is_told(sample):
    scheme = next(each for each in sample.office.schemes if each.id == TOWNSHIPS)
    (unit,) = [
        each
        for each in assessed_units(scheme, sample.office.site.registry, "2023-12")
        if each.name == "耿车镇"
    ]
    grounds = grounds_of(sample.office, scheme, "2023-12", Originals(sample.office, "test"), [unit])
    older = replace(grounds, stored_totals={unit.code: {"score": 97.0}}, stored_items={})
    assert "入库的是97分，按现有数据是98.5分：考核之后数据或方案有变化，请运行 kaohe run 重新考核" in said(
        explained(older, None, unit)
    )
    assert "考核之后数据或方案有变化" not in said(explained(grounds, None, unit))


def test_an_original_that_is_lost_leaves_its_cells_unnamed_and_is_told(sample, tmp_path):
    """The figures still add up: they stand in the facts."""
    office = replace(sample.office, home=tmp_path)
    (tmp_path / "facts").symlink_to(sample.home / "facts")
    tree = explain_score(office, TOWNSHIPS, "A3-6", "龙河镇", "2023-12").tree
    assert contradictions(tree) == []
    assert {cell.address for row in rows(tree) for cell in row.source.cells} == {None}
    assert "宿城区教育局2023年1月人口基数.xlsx" in said(tree)
    assert "存档里没有这个文件或已损坏" in said(tree)


def test_every_original_opened_is_logged(sample, explanation):
    explanation(TOWNSHIPS, "A3-6", "龙河镇", "2023-12")
    folder = sample.home / "evidence"
    entries = [json.loads(line) for line in (folder / "access.log").read_text(encoding="utf-8").splitlines()]
    own = [entry for entry in entries if entry["for"] == "explain township-2023 A3-6 321302103 2023-12"]
    assert {entry["file"] for entry in own} >= {"宿城区教育局2023年1月人口基数.xlsx"}
    assert all(entry["who"] and entry["at"] and len(entry["sha256"]) == 64 for entry in own)
    assert ((folder.stat().st_mode & 0o777), ((folder / "access.log").stat().st_mode & 0o777)) == (
        0o700,
        0o600,
    )
