"""A form with a header of three rows, all the way: blank, filled in, read, facts, returned."""

import io

import openpyxl
import pandas as pd
import pytest

from assets.outgoing.collected_workbook import write_collected
from assets.outgoing.collecting import collected
from assets.submissions.blank import Prefill, blank_workbook
from tests.support.offices import SmallOffice

FORM = """\
code: K07
slug: school_age_children
title: 适龄儿童少年入学情况表
submitters: [township]
due: monthly
grain: village
key: [village]
columns:
  village: {header: 村（社区）, type: text, required: true}
  boys:    {header: [适龄儿童少年, 小学段, 男], type: count, required: true}
  girls:   {header: [适龄儿童少年, 小学段, 女], type: count, required: true}
  junior:  {header: [适龄儿童少年, 初中段], type: count, required: true}
  total:   {header: [适龄儿童少年, 合计], type: count, required: true, sum_of: [boys, girls, junior]}
  out:     {header: [未入学, 人数], type: count, required: true}
  reason:  {header: [未入学, 原因], type: text}
rules:
  - {code: K07-1, level: hard, that: out <= total, says: "未入学人数（{out}）不应大于适龄儿童少年（{total}），请核对后改正。"}
layout:
  notes: [按户籍统计。]
  signatures: [填表人, 填报日期]
  total_row: 总计
"""
COLUMNS = ("village", "boys", "girls", "junior", "total", "out", "reason")
PERIOD = "2023-11"


def filled(office, unit, *rows):
    """The blank of a township, with its rows typed in below the header of three rows."""
    form = office.office.forms["K07"]
    typed = pd.DataFrame(list(rows), columns=COLUMNS).convert_dtypes()
    workbook = blank_workbook(
        [form], office.office.site.registry.named(unit), PERIOD, Prefill({"K07": typed})
    )
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = SmallOffice(tmp_path_factory.mktemp("office"))
    (office.site_folder / "forms").mkdir()
    (office.site_folder / "forms" / "K07.yaml").write_text(FORM, encoding="utf-8")
    office.send(
        "耿车镇2023年11月.xlsx",
        filled(office, "耿车镇", ("甲村", 10, 12, 8, 30, 0, None), ("乙村", 5, 6, 4, 15, 1, "随迁")),
    )
    office.send(
        "埠子镇2023年11月.xlsx",
        filled(office, "埠子镇", ("丙村", 3, 4, 5, 12, 0, None), ("丁村", 1, 1, 1, 4, 9, None)),
    )
    office.run()
    return office


def test_the_header_is_drawn_over_three_rows(office):
    content = filled(office, "耿车镇", ("甲村", 10, 12, 8, 30, 0, None))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["适龄儿童少年入学情况表"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A6", "B4:B6", "C4:F4", "C5:D5", "E5:E6", "F5:F6", "G4:H4", "G5:G6", "H5:H6"} <= merged
    assert [sheet["C4"].value, sheet["C5"].value, sheet["C6"].value, sheet["D6"].value] == [
        "适龄儿童少年",
        "小学段",
        "男*",
        "女*",
    ]
    assert sheet["B7"].value == "甲村"


def test_what_is_filled_in_becomes_facts(office):
    assert office.status_of("K07", "耿车镇") == ("accepted", 1)
    facts = office.view("fact_school_age_children").sort_values("village")
    assert facts[list(COLUMNS[:6])].to_numpy().tolist() == [
        ["乙村", 5, 6, 4, 15, 1],
        ["甲村", 10, 12, 8, 30, 0],
    ]


def test_what_is_wrong_is_told_at_its_own_cell_and_comes_back_marked(office):
    assert office.status_of("K07", "埠子镇") == ("returned", 1)
    findings = office.view("bi_finding", form="K07", unit_name="埠子镇")
    assert {(row.code, row.cell) for row in findings.itertuples()} == {("sum-of", "F8"), ("K07-1", "G8")}
    (returned,) = (path for path in (office.home / "returned").rglob("*.xlsx") if "埠子镇" in path.name)
    sheet = openpyxl.load_workbook(returned)["适龄儿童少年入学情况表"]
    assert "应等于" in sheet["F8"].comment.text
    parts = sum(sheet[f"{column}8"].value for column in "CDE")
    assert f"都无误的，请把“适龄儿童少年：合计”改为{parts}。" in sheet["F8"].comment.text
    assert "不应大于" in sheet["G8"].comment.text
    assert sheet["C6"].value == "男*"


def test_the_collected_table_calls_its_total_as_the_form_does(office, tmp_path):
    path = write_collected(office.office, collected(office.office, "K07", PERIOD), tmp_path)
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert [row[-2] for row in rows if row[0] == "总计"] == [1]
    assert not any(row[0] == "合计" for row in rows)
