"""Whose report a workbook is, and for which month."""

import datetime as dt

import pytest

from assets.submissions.opening.identity import Candidate, Refusal, identify
from assets.submissions.opening.stated_periods import read_period
from assets.submissions.tables.finding import find_workbook_tables
from assets.submissions.workbook import Sheet, Workbook
from schemas.findings import Level
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry

REGISTRY = UnitRegistry([
    Unit("3213", "宿迁市", "city"),
    Unit("321302", "宿城区", "district", "3213", None, ("宿城",)),
    Unit("321302JYJ", "宿城区教育局", "bureau", "321302"),
    Unit("321302104", "耿车镇", "township", "321302", None, ("耿车",)),
    Unit("321302105", "埠子镇", "township", "321302", None, ("埠子",)),
    Unit("321302112", "屠园镇", "township", "321302", None, ("屠园",), valid_from=dt.date(2021, 8, 1)),
    Unit("321302203", "屠园乡", "township", "321302", valid_to=dt.date(2021, 7, 31), successor="321302112"),
    Unit("321302204", "三棵树乡", "township", "321302", valid_to=dt.date(2021, 7, 31), successor="321302104"),
    Unit("321302XX01", "江苏省宿城中等专业学校", "school", "321302", None, ("宿城中专",)),
])  # fmt: skip
HEADERS = {code: [column.header for column in form.columns] for code, form in BUILT_IN.items()}


def sheet(above, form="Z04", name="Sheet1", below=(), hidden=False):
    rows = [
        *([line] if isinstance(line, str) else line for line in above),
        HEADERS[form],
        ["x"] * len(HEADERS[form]),
        *([line] for line in below),
    ]
    width = max(map(len, rows))
    return Sheet(
        name,
        [[cell if cell != "" else None for cell in row] + [None] * (width - len(row)) for row in rows],
        hidden,
    )


def found(*sheets, file_name="报表.xlsx", periods=()):
    workbook = Workbook(sheets)
    return identify(
        workbook, find_workbook_tables(workbook, BUILT_IN.values()), file_name, REGISTRY, BUILT_IN, periods
    )


def unit_and_period(*sheets, **options):
    identification = found(*sheets, **options)
    return identification.unit_code, identification.period


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：耿车镇   报告期：2023年12月   单位：人",
        "填报单位（盖章）：宿城区耿车镇人民政府    报告期：2023-12",
        "填报单位:耿车 报告月份:2023.12 填报日期：2024年1月3日",
        ["填报单位", "耿车镇", "", "报告期", "2023年12月"],
        ["填报单位：", "", "耿车镇（公章）", "年月", "2023-12"],
        ["填报单位：耿车镇", "统计时间", dt.date(2023, 12, 1)],
        ["镇街：耿车镇", "报告期", 2023.12],
        "单位：耿车镇      所属期：202312",
    ],
)
def test_line_above_the_table(line):
    assert unit_and_period(sheet(["社区教育活动台账", line])) == ("321302104", "2023-12")


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：耿车镇    日期：2023年11月3日",
        ["填报单位：耿车镇", "", "填报日期：2023年 11月 3日"],
        ["填报单位：耿车镇", "填表时间", dt.date(2023, 11, 3)],
        "填报单位：耿车镇    填报时间：2023-11-03",
    ],
)
def test_the_day_of_filling_never_states_the_period(line):
    assert found(sheet([line])).period is None
    assert unit_and_period(sheet([line]), file_name="2023年10月.xlsx") == ("321302104", "2023-10")


def test_a_blank_day_of_filling_does_not_hide_the_period_after_it():
    assert unit_and_period(sheet([["填报单位：耿车镇", "填报日期：", "报告期：2023年12月"]]))[1] == "2023-12"


@pytest.mark.parametrize(
    "line", ["填报单位：耿车镇    填报时间：2023年9月", ["填报单位：耿车镇", "填报时间：", "2023年9月份"]]
)
def test_a_month_of_filling_states_the_period(line):
    assert unit_and_period(sheet([line])) == ("321302104", "2023-09")


@pytest.mark.parametrize("cell", [45261.0, 45291])
def test_a_period_in_a_date_cell_of_a_format_that_is_not_known(cell):
    """The built-in formats 27 to 36 and 50 to 58 show 2023年12月 and reach us as the number of the day."""
    assert unit_and_period(sheet([["填报单位：耿车镇", "", "报告期：", cell]])) == ("321302104", "2023-12")


def test_title_prefix_and_sheet_name():
    assert unit_and_period(sheet(["耿车镇2023年12月社区教育活动台账"])) == ("321302104", "2023-12")
    assert unit_and_period(sheet(["社区教育活动台账"], name="耿车镇2023年12月")) == ("321302104", "2023-12")
    assert unit_and_period(sheet(["江苏省宿城中等专业学校2023年10月招生与在校生情况表"], form="X01")) == (
        "321302XX01",
        "2023-10",
    )


def test_district_in_a_title_is_not_the_submitter():
    identification = found(sheet(["宿城区社区教育活动台账", "报告期：2023年12月"]), file_name="耿车镇.xlsx")
    assert (identification.unit_code, identification.conflicts) == ("321302104", [])


def test_line_below_the_table():
    assert unit_and_period(sheet(["社区教育活动台账"], below=["填报单位：耿车镇   报告期：2023年12月"])) == (
        "321302104",
        "2023-12",
    )


@pytest.mark.parametrize(
    "file_name",
    [
        "耿车镇2023年12月报表.xlsx",
        "耿车镇-月报表-2023.12 - 副本.xlsx",
        "202312耿车.xlsx",
        "2023年12月报表（耿车镇）.xlsx",
        "耿车镇_2023-12_社区教育活动台账(1).xlsx",
    ],
)
def test_file_name_as_fallback(file_name):
    identification = found(sheet(["社区教育活动台账"]), file_name=file_name)
    assert (identification.unit_code, identification.period) == ("321302104", "2023-12")
    assert identification.conflicts == [] and identification.reason is None


def test_a_file_whose_name_contradicts_its_sheet_is_set_aside_with_both():
    line = "填报单位：耿车镇  报告期：2023年12月"
    of_another = found(sheet([line]), file_name="埠子镇2023年12月.xlsx")
    assert (of_another.unit_code, of_another.period) == (None, "2023-12")
    assert of_another.refusal == Refusal(
        "unit-conflict",
        "表内填报单位是“耿车镇”，文件名写的是“埠子镇”，不能确定是哪个单位的，请改正其一后重新报送。",
        is_set_aside=True,
    )
    assert of_another.candidates == (
        Candidate("sheet", "Sheet1", "Z04", "321302104", None, "2023-12", 12),
        Candidate("file_name", None, None, "321302105", None, "2023-12", 12),
    )

    of_another_month = found(sheet([line]), file_name="耿车镇2023年11月.xlsx")
    assert (of_another_month.unit_code, of_another_month.period) == ("321302104", None)
    assert of_another_month.reason.startswith("表内报告期是2023-12，文件名写的是2023年11月")


def test_month_alone_in_a_file_name_is_compared_but_decides_nothing():
    line = "填报单位：耿车镇  报告期：2023年12月"
    assert found(sheet([line]), file_name="耿车12月份.xlsx").refusal is None
    assert found(sheet([line]), file_name="耿车11月份.xlsx").refusal.code == "period-conflict"
    assert found(sheet(["填报单位：耿车镇"]), file_name="耿车11月份.xlsx").period is None


@pytest.mark.parametrize(
    "file_name",
    [
        "耿车镇20240103.xlsx",
        "耿车镇2024-01-03.xlsx",
        "2024.1.3耿车镇.xlsx",
        "耿车镇（2024年1月3日报）.xlsx",
        "耿车镇1月3日.xlsx",
    ],
)
def test_a_day_in_a_file_name_is_a_day_of_filling(file_name):
    line = "填报单位：耿车镇  报告期：2023年12月"
    assert found(sheet([line]), file_name=file_name).refusal is None
    assert found(sheet(["填报单位：耿车镇"]), file_name=file_name).refusal.code == "period-not-found"


@pytest.mark.parametrize("stated", [(), ["填报单位：耿埠学区"]])
def test_who_is_named_in_the_rows_alone_are_candidates(stated):
    header = ["镇街", *HEADERS["Z01"]]
    rows = [[name, "东风村", 1, 1, 1, 1, 1] for name in ("耿车镇", "耿车镇", "埠子")]
    lines = ["15—59周岁未上学人口摸底表", *stated, "报告期：2023年12月"]
    summary = Sheet("学区汇总", [[line, *[None] * 6] for line in lines] + [header, *rows])
    identification = found(summary)
    assert identification.refusal == Refusal(
        "units-in-rows",
        "表内没有写明填报单位，“镇街”一栏写的是耿车镇、埠子镇，不能确定是哪个单位报的，"
        "请一个单位报一个文件，并在表头填写“填报单位：”。",
    )
    assert {each.unit_code for each in identification.candidates} >= {"321302104", "321302105"}
    assert identification.period == "2023-12"


def test_a_file_name_may_name_a_township_and_those_above_it():
    line = "填报单位：耿车镇  报告期：2023年12月"
    assert found(sheet([line]), file_name="宿城区教育局-耿车镇.xlsx").refusal is None
    assert found(sheet([line]), file_name="宿城区耿车镇2023年12月.xlsx").refusal is None
    assert found(sheet(["报告期：2023年12月"]), file_name="耿车镇、埠子镇.xlsx").refusal == Refusal(
        "unit-several",
        "文件名里有“耿车镇、埠子镇”几个单位，表内没有写明是哪个，请在表头填写“填报单位：”后重新报送。",
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["2023年9月15—59周岁未上学人口摸底表", "填报单位：耿车镇  报告期：2023年12月"],
        ["填报单位：耿车镇  报告期：2023年12月", "统计月份：2023年9月"],
    ],
)
def test_another_month_beside_the_stated_one_is_asked_about(lines):
    identification = found(sheet(lines, form="Z01"))
    assert (identification.period, [each.code for each in identification.conflicts]) == (
        "2023-12",
        ["period-said-twice"],
    )


@pytest.mark.parametrize(
    "stated",
    [
        "2023年11-12月",
        "11月—12月",
        "2023年10至12月",
        "12月（补报11月）",
        "2023年12月、11月",
        "2023年11月-2023年12月",
    ],
)
def test_a_period_of_several_months_sets_the_file_aside(stated):
    refusal = found(
        sheet(["填报单位：耿车镇", f"报告期：{stated}"]), file_name="耿车镇2023年12月.xlsx"
    ).refusal
    assert (refusal.code, refusal.is_set_aside) == ("period-of-several-months", True)


@pytest.mark.parametrize(
    "stated", ["2023年1—12月", "2023年12月1日-12月31日", "2023年12月（1月5日前报）", "2023年12月", "2023.12"]
)
def test_a_period_of_one_month_does_not_whatever_days_it_names(stated):
    identification = found(
        sheet(["填报单位：耿车镇", f"报告期：{stated}"]), file_name="耿车镇2023年12月.xlsx"
    )
    assert (identification.period, identification.refusal) == ("2023-12", None)


def test_the_same_month_in_other_words_is_not():
    lines = [
        "2023年1—12月15—59周岁未上学人口摸底表",
        "填报单位：耿车镇  报告期：2023年12月  填报日期：2024年1月3日",
    ]
    assert found(sheet(lines, form="Z01")).conflicts == []


def test_tables_of_two_units_side_by_side_are_nobodys():
    line = "填报单位：耿车镇  报告期：2023年12月        填报单位：埠子镇"
    assert found(sheet([line])).refusal.code == "unit-conflict-sheets"
    assert found(sheet([line.replace("埠子镇", "耿车镇")])).unit_code == found(sheet([line[:18]])).unit_code


def test_sheets_of_several_units_are_nobodys():
    first = sheet(["填报单位：耿车镇  报告期：2023年12月"], name="1")
    other = sheet(["填报单位：埠子镇  报告期：2023年12月"], form="Z01", name="3")
    identification = found(first, other)
    assert (identification.unit_code, identification.refusal.code) == (None, "unit-conflict-sheets")
    assert [each.unit_code for each in identification.candidates] == ["321302104", "321302105", None]


@pytest.mark.parametrize("file_name", ["耿车镇12月.xlsx", "宿城区耿车镇.xlsx"])
@pytest.mark.parametrize("order", [1, -1])
def test_a_sheet_of_another_unit_beside_the_one_that_the_file_name_names_is_only_not_read(file_name, order):
    own = sheet(["填报单位：耿车镇  报告期：2023年12月"], name="1")
    other = sheet(["填报单位：埠子镇  报告期：2023年11月"], form="Z01", name="3")
    identification = found(*(own, other)[::order], file_name=file_name)
    assert (identification.unit_code, identification.period) == ("321302104", "2023-12")
    assert (identification.of_others, identification.refusal) == ({"3": "埠子镇"}, None)


@pytest.mark.parametrize(
    ("others", "file_name"),
    [
        (["填报单位：埠子镇  报告期：2023年12月"], "龙河镇.xlsx"),
        (["填报单位：埠子镇  报告期：2023年12月"], "耿车镇、埠子镇.xlsx"),
        (["填报单位：某某学校  报告期：2023年12月"], "耿车镇.xlsx"),
    ],
)
def test_a_sheet_of_another_unit_is_not_told_apart_by_anything_else(others, file_name):
    own = sheet(["填报单位：耿车镇  报告期：2023年12月"], name="1")
    identification = found(own, sheet(others, form="Z01", name="3"), file_name=file_name)
    assert (identification.unit_code, identification.of_others) == (None, {})
    assert identification.refusal.code == "unit-conflict-sheets"


def months(**of_sheets):
    """Sheets of 耿车镇's: 'form month' by sheet name."""
    return [
        sheet([f"填报单位：耿车镇  报告期：2023年{month}月" if month else "填报单位：耿车镇"], form, name)
        for name, (form, month) in of_sheets.items()
    ]


def test_each_sheet_goes_to_the_period_that_it_states():
    """A workbook that goes on with a sheet a month."""
    book = months(a=("Z04", 10), b=("Z04", 11), c=("Z04", 12), d=("Z03", 12))
    identification = found(*book, file_name="耿车镇12月.xlsx")
    assert (identification.period, identification.refusal) == ("2023-12", None)
    assert identification.of_sheets == {"a": "2023-10", "b": "2023-11", "c": "2023-12", "d": "2023-12"}


@pytest.mark.parametrize(
    ("book", "file_name", "code"),
    [
        (months(a=("Z04", 12), b=("Z03", 11)), "报表.xlsx", "period-conflict-sheets"),
        (months(a=("Z04", 11), b=("Z04", 12), c=("Z03", None)), "报表.xlsx", "period-not-in-sheet"),
        (months(a=("Z04", 10), b=("Z04", 11)), "12月.xlsx", "period-conflict"),
    ],
)
def test_sheets_of_several_periods_that_nothing_decides(book, file_name, code):
    """A month in one sheet may be a slip, and would replace that month's report."""
    identification = found(*book, file_name=file_name)
    assert (identification.period, identification.refusal.code) == (None, code)


def test_a_form_that_is_due_in_another_month_only_is_no_slip():
    yearly = sheet(["填报单位：宿城中专  报告期：2023年10月"], form="X01", name="a")
    sessions = sheet(["填报单位：宿城中专  报告期：2023年12月"], form="X05", name="b")
    assert found(yearly, sessions).of_sheets == {"a": "2023-10", "b": "2023-12"}


def test_hidden_sheets_and_leaflets_are_not_heard():
    visible = sheet(["填报单位：耿车镇  报告期：2023年12月"], name="1")
    hidden = sheet(["填报单位：埠子镇  报告期：2022年12月"], name="2", hidden=True)
    leaflet = Sheet("填表说明", [["填报单位：埠子镇  报告期：2021年12月"]])
    assert found(leaflet, hidden, visible).conflicts == []


def test_reports_that_all_stand_in_hidden_sheets():
    hidden = sheet(["填报单位：埠子镇  报告期：2023年12月"], name="台账", hidden=True)
    cover = Sheet("封面", [["请查收"]])
    expected = "报表都在隐藏的工作表（台账）里，没有读取，请取消隐藏后重新报送。"
    assert found(cover, hidden).reason == expected
    assert found(cover, hidden, file_name="埠子镇.xlsx").reason == expected
    assert found(cover, hidden, sheet(["台账"], name="2")).reason.startswith(
        "表内和文件名中都没有找到填报单位"
    )


def test_unknown_name_in_the_sheet():
    line = "填报单位：罗圩镇  报告期：2023年12月"
    identification = found(sheet([line]))
    assert (identification.unit_code, identification.period) == (None, "2023-12")
    assert identification.reason == "填报单位“罗圩镇”不在单位名录中，请填写规范的单位名称后重新报送。"

    contradicted = found(sheet([line]), file_name="耿车镇.xlsx")
    assert (contradicted.unit_code, contradicted.refusal.code) == (None, "unit-conflict")
    assert [each.unit_text for each in contradicted.candidates] == ["罗圩镇", None]


def test_a_part_of_a_unit_reports_for_the_unit():
    line = "填报单位：耿车镇成人学校  报告期：2023年12月"
    helped = found(sheet([line]), file_name="耿车镇.xlsx")
    assert (helped.unit_code, helped.refusal) == ("321302104", None)
    assert [(conflict.code, conflict.level) for conflict in helped.conflicts] == [
        ("unit-name-unlisted", Level.QUERY)
    ]


def test_old_names_lead_to_the_unit_of_that_day():
    assert unit_and_period(sheet(["填报单位：屠园乡  报告期：2023年12月"])) == ("321302112", "2023-12")
    assert unit_and_period(sheet(["填报单位：屠园乡  报告期：2021年3月"])) == ("321302203", "2021-03")


def test_a_unit_that_was_merged_into_another_is_not_that_one():
    """A new name is another thing: see the test above."""
    merged = found(sheet(["填报单位：三棵树乡  报告期：2023年12月"]))
    assert (merged.unit_code, merged.refusal.code) == (None, "unit-closed")
    assert merged.reason.startswith("“三棵树乡”已于2021-07-31撤并，现由“耿车镇”承接")
    assert [each.unit_code for each in merged.candidates] == ["321302204", None]
    assert unit_and_period(sheet(["填报单位：三棵树乡  报告期：2021年3月"])) == ("321302204", "2021-03")
    assert unit_and_period(sheet(["填报单位：耿车镇  报告期：2023年12月"])) == ("321302104", "2023-12")


def test_nothing_to_go_by():
    assert found(sheet(["社区教育活动台账"]), file_name="Book1.xlsx").reason.startswith(
        "表内和文件名中都没有找到填报单位"
    )
    assert found(sheet(["填报单位：耿车镇"]), file_name="Book1.xlsx").reason.startswith(
        "表内和文件名中都没有找到报告期"
    )
    assert found(Sheet("Sheet1", [["通讯录"]]), file_name="耿车镇2023年12月.xlsx").reason.startswith(
        "文件中没有找到任何一张报表"
    )


def test_period_that_no_report_can_be_for():
    identification = found(sheet(["填报单位：耿车镇  报告期：2033年12月"]), periods=["2023-11", "2023-12"])
    assert identification.period is None
    assert (
        identification.reason == "报告期“2033-12”不在本单位应报的期间内，请把报告期改为应报的月份后重新报送。"
    )
    assert "13" in found(sheet(["填报单位：耿车镇  报告期：2023年13月"])).reason


def test_ambiguous_number_leaves_the_decision_to_the_file_name():
    line = ["填报单位：耿车镇", "报告期", 2023.1]
    assert found(sheet([line])).period is None
    assert found(sheet([line]), file_name="2023年10月.xlsx").period == "2023-10"


def test_year_alone_counts_where_the_form_is_due_once_a_year():
    assert unit_and_period(sheet(["填报单位：宿城中专  2023年度"], form="X02")) == ("321302XX01", "2023-12")
    assert unit_and_period(sheet(["宿城区教育局2023年度镇街人口基数表"], form="J05")) == (
        "321302JYJ",
        "2023-01",
    )
    assert found(sheet(["填报单位：耿车镇  2023年度"])).period is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023年12月", "2023-12"), ("2023 年 12 月份", "2023-12"), ("2023年1-12月", "2023-12"), ("2023年1月—11月", "2023-11"),
        ("2023年第四季度", "2023-12"),
        ("2023年第1季度", "2023-03"), ("2023年二季度", "2023-06"), ("2023年上半年", "2023-06"), ("二〇二三年十二月", "2023-12"),
        ("二○二三年九月", "2023-09"),
        ("2023.12", "2023-12"), ("2023-9", "2023-09"), ("2023/09", "2023-09"), ("202312", "2023-12"), ("20231231", "2023-12"),
        ("2023-12-31", "2023-12"),
        ("截至2023年12月31日", "2023-12"), ("2023年1月1日至2023年12月31日", "2023-12"), ("２０２３年１２月", "2023-12"),
        ("2023-2024学年2023年10月", "2023-10"),
        ("Dec-23", "2023-12"), ("Nov 2023", "2023-11"), ("2023 November", "2023-11"), ("11/2023", "2023-11"), ("2023H1", "2023-06"),
        ("MAY 15", None), ("Decor 2023", None), ("2023-2024学年", None), ("2023年冬季", None), ("1-2023号", None),
        ("2023级1班", None), ("2023-2024学年第一学期", None), ("13800000000", None), ("2023年13月", None), ("无", None),
    ],
)  # fmt: skip
def test_periods_as_they_are_written(text, period):
    stated = read_period(text)
    assert (stated.period if stated else None) == period


@pytest.mark.parametrize("line", ["2024年1月3日", "2023-12-31", "（2023年12月31日）"])
def test_a_day_alone_never_states_the_period(line):
    assert found(sheet(["填报单位：耿车镇", line])).refusal.code == "period-not-found"


@pytest.mark.parametrize(
    "line", ["截至2023年12月31日", "2023年12月1日至2023年12月31日", "报告期：2023年12月31日"]
)
def test_the_last_day_of_what_is_counted_does(line):
    assert found(sheet(["填报单位：耿车镇", line])).period == "2023-12"


@pytest.mark.parametrize("stated", ["12月", "四季度", "第四季度", "2023Q4", "23年12月", "23年第四季度"])
def test_a_period_written_short_is_compared_with_the_file_name(stated):
    lines = [f"填报单位：耿车镇  报告期：{stated}"]
    assert found(sheet(lines), file_name="耿车镇2023年12月.xlsx").period == "2023-12"
    assert found(sheet(lines), file_name="耿车镇2023年9月.xlsx").refusal.code == "period-conflict"


def test_a_sheet_that_is_called_by_another_unit_is_nobodys():
    identification = found(sheet(["填报单位：耿车镇  报告期：2023年12月"], name="埠子镇"))
    assert (identification.unit_code, identification.refusal.is_set_aside) == (None, True)


class TestATitleThatNamesAnotherUnit:
    @pytest.mark.parametrize(
        ("title", "form"),
        [("埠子镇老年教育机构月报表", "Z03"), ("宿城区埠子镇2023年12月社区教育活动台账", "Z04"), ("老年教育机构月报表（埠子镇）", "Z03")],
    )  # fmt: skip
    def test_than_the_label_below_it_sets_the_file_aside(self, title, form):
        above = [title, "填报单位：耿车镇    报告期：2023年12月"]
        assert found(sheet(above, form)).refusal.code == "unit-conflict-sheets"
        assert found(sheet(above, form), file_name="耿车镇2023年12月.xlsx").unit_code is None

    @pytest.mark.parametrize(
        "title",
        [
            "耿车镇社区教育活动台账",
            "宿城区社区教育活动台账",
            "社区教育活动台账（埠子河片）",
            "耿车镇成人学校社区教育活动台账",
        ],
    )
    def test_is_only_one_that_names_it_in_full(self, title):
        above = [title, "填报单位：耿车镇    报告期：2023年12月"]
        assert unit_and_period(sheet(above)) == ("321302104", "2023-12")

    @pytest.mark.parametrize(
        "title",
        [
            "耿车镇、埠子镇社区教育活动台账",
            "耿车镇社区教育活动台账（含埠子镇）",
            "埠子镇-耿车镇社区教育活动台账",
        ],
    )
    def test_that_names_two_makes_it_nobodys(self, title):
        assert found(sheet([title, "报告期：2023年12月"])).refusal.code == "unit-conflict-sheets"

    def test_is_not_one_that_names_the_unit_before_it_was_merged(self):
        above = ["屠园乡社区教育活动台账", "填报单位：屠园镇    报告期：2023年12月"]
        assert unit_and_period(sheet(above)) == ("321302112", "2023-12")


class TestAQuarter:
    @pytest.mark.parametrize(
        "line", ["报告期：2023年第四季度", "报告期：2023Q4", "2023年四季度社区教育活动台账"]
    )
    def test_does_not_tell_which_month_a_monthly_form_is_of(self, line):
        assert found(sheet([line, "填报单位：耿车镇"])).refusal.code == "period-unknown"
        in_name = found(sheet([line, "填报单位：耿车镇"]), file_name="耿车镇2023年11月.xlsx")
        assert in_name.period == "2023-11"

    @pytest.mark.parametrize("line", ["报告期：2023年下半年", "2023年下半年社区教育活动台账"])
    def test_nor_does_half_a_year(self, line):
        assert found(sheet([line, "填报单位：耿车镇"])).refusal.code == "period-unknown"
        assert unit_and_period(sheet([line, "填报单位：耿车镇"], "Z01"))[1] == "2023-12"

    def test_is_its_last_month_in_a_quarterly_form(self):
        assert unit_and_period(sheet(["填报单位：耿车镇   报告期：2023年第四季度"], "Z01"))[1] == "2023-12"

    def test_contradicts_a_month_outside(self):
        above = ["填报单位：耿车镇   报告期：2023年第四季度"]
        assert found(sheet(above), file_name="耿车镇2023年9月.xlsx").period is None


class TestLongerTimes:
    LONGER = (
        ("2023年冬季", "2023-12", "2023-06"),
        ("冬季", "2023-12", "2023-06"),
        ("2023-2024学年", "2023-12", "2023-06"),
        ("2022—2023学年度第二学期", "2023-06", "2023-12"),
        ("2023年秋季学期", "2023-12", "2023-05"),
        ("2023年暑期", "2023-07", "2023-12"),
        ("下半年", "2023-10", "2023-03"),
        ("Q3", "2023-09", "2023-12"),
        ("十一月", "2023-11", "2023-12"),
        ("23-Nov", "2023-11", "2023-12"),
        ("23.11", "2023-11", "2023-12"),
    )

    @pytest.mark.parametrize(("text", "within", "outside"), LONGER)
    def test_may_agree_with_the_file_name_or_set_the_file_aside(self, text, within, outside):
        for above in ([f"报告期：{text}"], [f"社区教育活动台账（{text}）"], [text]):
            if text == "23.11" and not above[0].startswith("报告期"):
                continue
            lines = ["填报单位：耿车镇", *above]
            assert found(sheet(lines), file_name=f"耿车镇{within}.xlsx").period == within, above
            refusal = found(sheet(lines), file_name=f"耿车镇{outside}.xlsx").refusal
            assert refusal and refusal.code == "period-conflict" and refusal.is_set_aside, above

    def test_does_not_hide_the_month_in_another_line_or_the_sheets_name(self):
        lines = ["2023-2024学年第一学期", "填报单位：耿车镇", "2023年12月"]
        assert found(sheet(lines)).period == "2023-12"
        assert found(sheet(lines[:2], name="2023年12月")).period == "2023-12"

    def test_that_is_not_the_months_is_told_beside_it(self):
        identification = found(
            sheet(["2022-2023学年社区教育活动台账", "填报单位：耿车镇  报告期：2023年12月"])
        )
        assert [each.code for each in identification.conflicts] == ["period-said-twice"]

    def test_of_one_sheet_among_several_sets_the_file_aside(self):
        own = sheet(["填报单位：耿车镇  报告期：2023年12月"])
        refusal = found(own, sheet(["2023年春季学期"], "Z03", "Sheet2")).refusal
        assert (refusal.code, refusal.is_set_aside) == ("period-conflict-sheets", True)


@pytest.mark.parametrize(
    "lines",
    [
        ["填报单位：耿车镇  报告期：2023年12月", "埠子镇"],
        ["填报单位：耿车镇  报告期：2023年12月", "填报单位：埠子镇"],
        ["填报单位：耿车镇、埠子镇  报告期：2023年12月"],
        ["填报单位：耿车镇和埠子镇  报告期：2023年12月"],
    ],
)
def test_two_units_above_one_table_are_nobodys(lines):
    identification = found(sheet(lines))
    assert (identification.unit_code, identification.refusal.is_set_aside) == (None, True)


class TestTwoUnitsInOneName:
    @pytest.mark.parametrize(
        "text",
        [
            "耿车镇埠子镇",
            "埠子镇耿车镇",
            "耿车埠子",
            "耿车镇和埠子镇",
            "宿城区耿车镇埠子镇",
            "耿车镇埠子镇合并",
        ],
    )
    def test_nobody_can_tell_whose_the_report_is(self, text):
        for above in ([f"填报单位：{text}  报告期：2023年12月"], [f"{text}2023年12月社区教育活动台账"]):
            refusal = found(sheet(above), file_name="耿车镇2023年12月.xlsx").refusal
            assert refusal and refusal.is_set_aside and "埠子镇" in refusal.sentence, above

    @pytest.mark.parametrize(
        "text", ["耿车镇成人学校", "宿城区耿车镇", "耿车镇埠子路社区学校", "宿城区教育局耿车镇"]
    )
    def test_a_part_of_one_is_that_one(self, text):
        above = sheet([f"填报单位：{text}  报告期：2023年12月"])
        assert unit_and_period(above, file_name="耿车镇2023年12月.xlsx") == ("321302104", "2023-12")
