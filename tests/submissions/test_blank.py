"""Blank workbooks: a filled one passes the review by construction, for every form."""

import io
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from assets.submissions.blank import (
    Prefill,
    blank_workbook,
    carried_over,
    named_units,
    outdated_templates,
    read_template_versions,
    template_version,
    write_blank,
)
from assets.submissions.blank.entry import ENTRIES
from assets.submissions.blank.instructions import rule_sentences
from assets.submissions.blank.prefill import CARRIED_OVER
from assets.submissions.opening.identity import identify
from assets.submissions.reading.reader import read_workbook
from assets.submissions.review.reports import ReportTable, ReviewContext, review
from assets.submissions.tables.finding import find_tables
from schemas.findings import Level
from schemas.form import Form
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from tests.support.form_examples import SECOND_ROW, VALID

PERIOD = "2023-12"
BUREAU = Unit("321302JYJ", "宿城区教育局", "bureau", "321302")
DISTRICT = Unit("321302", "宿城区", "district")
TOWNSHIPS = [
    Unit("321302101", "耿车镇", "township", "321302"),
    Unit("321302112", "屠园镇", "township", "321302"),
]
REGISTRY = UnitRegistry([DISTRICT, BUREAU, *TOWNSHIPS])
CONTEXT = ReviewContext(REGISTRY, {("township-2023", "A3-1"), ("township-2023", "A3-2")})


def valid_rows(form: Form) -> list[dict]:
    first = VALID[form.code]
    return [first] if form.vertical else [first, {**first, **SECOND_ROW[form.code]}]


def typed(value: object) -> object:
    """What a clerk types for a value."""
    return ("是" if value else "否") if isinstance(value, bool) else value


def fill(workbook: Workbook, form: Form, rows: list[dict]) -> None:
    """Fill in a blank as a clerk does: by its headers, below them."""
    sheet = workbook[form.title]
    headers = {column.header: column.name for column in form.columns}
    if form.vertical:
        for label, value in ((row[0], row[1]) for row in sheet.iter_rows()):
            name = headers.get(str(label.value).removesuffix("*"))
            if name in rows[0]:
                value.value = typed(rows[0][name])
        return
    for column in range(1, len(form.columns) + 1):
        name = headers[sheet.cell(4, column).value.removesuffix("*")]
        for offset, row in enumerate(rows):
            sheet.cell(5 + offset, column).value = typed(row.get(name))


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def reviewed(data: bytes, form: Form):
    sheets = read_workbook(data, "报表.xlsx").sheets
    (table,) = [
        table for sheet in sheets for table in find_tables(sheet, BUILT_IN) if table.form == form.code
    ]
    return table, review(form, [ReportTable("report", BUREAU.code, PERIOD, table)], CONTEXT)


@pytest.mark.parametrize("form", BUILT_IN.values(), ids=BUILT_IN)
def test_a_filled_blank_passes_the_review(form):
    workbook = blank_workbook([form], BUREAU, PERIOD)
    fill(workbook, form, valid_rows(form))
    table, result = reviewed(saved(workbook), form)
    assert list(table.columns) == [column.name for column in form.columns]
    assert table.unknown_headers == () or form.vertical
    assert result.findings["message"].tolist() == []
    assert len(result.accepted) == len(valid_rows(form))


@pytest.mark.parametrize("form", BUILT_IN.values(), ids=BUILT_IN)
def test_unit_and_period_are_recognised_without_the_file_name(form):
    workbook = blank_workbook([form], BUREAU, PERIOD)
    fill(workbook, form, valid_rows(form))
    read = read_workbook(saved(workbook), "Book1.xlsx")
    found = identify(
        read,
        [table for sheet in read.sheets for table in find_tables(sheet, BUILT_IN)],
        "Book1.xlsx",
        REGISTRY,
        BUILT_IN,
    )
    assert (found.unit_code, found.period, found.conflicts) == (BUREAU.code, PERIOD, [])


def test_all_forms_fit_into_one_workbook_and_each_is_found_once():
    workbook = blank_workbook(list(BUILT_IN.values()), BUREAU, PERIOD)
    for form in BUILT_IN.values():
        fill(workbook, form, valid_rows(form))
    sheets = read_workbook(saved(workbook), "报表.xlsx").sheets
    found = [table for sheet in sheets for table in find_tables(sheet, BUILT_IN)]
    assert [(table.form, table.problem) for table in found] == [(code, None) for code in BUILT_IN]


@pytest.mark.parametrize(
    "form", [form for form in BUILT_IN.values() if not form.vertical], ids=lambda form: form.code
)
def test_an_empty_blank_reports_nothing(form):
    table, result = reviewed(saved(blank_workbook([form], BUREAU, PERIOD)), form)
    assert table.rows == []
    assert not table.nil
    assert result.findings["code"].tolist() == ["empty-report"]


@pytest.mark.parametrize("form", [form for form in BUILT_IN.values() if form.nil], ids=lambda form: form.code)
def test_a_nil_report_is_written_where_the_hint_says(form):
    workbook = blank_workbook([form], BUREAU, PERIOD)
    sheet = workbook[form.title]
    named = sheet["A3"].value.split("请在“")[1].split("”")[0]
    cell = next(cell for cell in sheet[4] if cell.value.removesuffix("*") == named)
    below = sheet.cell(5, cell.column)
    checks = [check for check in sheet.data_validations.dataValidation if below.coordinate in check.sqref]
    assert all(check.type is None for check in checks), "Excel would refuse the words"
    below.value = "零报告"
    table, result = reviewed(saved(workbook), form)
    assert table.nil
    assert result.outcomes["status"].tolist() == ["nil"]


@pytest.mark.parametrize(
    "form", [form for form in BUILT_IN.values() if not form.nil], ids=lambda form: form.code
)
def test_no_nil_report_is_offered_where_none_is_taken(form):
    assert "零报告" not in blank_workbook([form], BUREAU, PERIOD)[form.title]["A3"].value


def test_excel_takes_every_listed_value():
    """A drop-down list holds exactly the values of the form, long lists through a range of the hidden
    sheet.
    """
    workbook = load_workbook(io.BytesIO(saved(blank_workbook(list(BUILT_IN.values()), BUREAU, PERIOD))))
    listed = 0
    for form in BUILT_IN.values():
        sheet = workbook[form.title]
        for check in sheet.data_validations.dataValidation:
            if check.type != "list":
                continue
            column = next(column for column in form.columns if column.header == check.promptTitle)
            if check.formula1.startswith('"'):
                values = check.formula1.strip('"').split(",")
                assert len(check.formula1) <= 257
            else:
                (sheet_name, cells), *_ = workbook.defined_names[check.formula1].destinations
                assert workbook[sheet_name].sheet_state == "hidden"
                values = [cell.value for (cell,) in workbook[sheet_name][cells]]
            assert tuple(values) == (column.values or ("是", "否"))
            listed += 1
    assert listed == sum(
        column.type.name in ("enum", "set", "yesno") for form in BUILT_IN.values() for column in form.columns
    )


def test_lists_that_are_long_or_hold_commas_go_to_the_hidden_sheet():
    long = ("其他", *(f"类别{number}：某一种较长的培训名称" for number in range(30)))
    for values in (long, ("甲", "乙,丙")):
        form = with_values(BUILT_IN["X06"], "kind", values)
        workbook = load_workbook(io.BytesIO(saved(blank_workbook([form], BUREAU, PERIOD))))
        assert [cell.value for cell in workbook["下拉选项"]["A"]][1:] == list(values)
        assert list(workbook.defined_names) == ["选项_X06_kind"]


def with_values(form: Form, name: str, values: tuple[str, ...]) -> Form:
    from dataclasses import replace

    columns = tuple(
        replace(column, values=values) if column.name == name else column for column in form.columns
    )
    return replace(form, columns=columns)


def test_cells_are_formatted_and_unlocked_and_headers_locked():
    sheet = blank_workbook([BUILT_IN["Z02"]], TOWNSHIPS[0], PERIOD)["学历技能双提升学员名册"]
    formats = {sheet.cell(4, column).value: sheet.cell(5, column).number_format for column in range(1, 15)}
    assert formats["身份证号*"] == formats["联系电话"] == "@"
    assert formats["报名日期*"] == "yyyy-mm-dd"
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.insertRows
    assert not sheet.protection.formatColumns
    assert sheet["B4"].protection.locked
    assert not sheet["B5"].protection.locked
    assert not sheet.column_dimensions["B"].protection.locked, "rows below the drawn ones are open too"
    assert sheet.column_dimensions["B"].number_format == "@"
    beyond = sheet.column_dimensions["O"]
    assert (beyond.min, beyond.max, beyond.protection.locked) == (15, 16_384, False), (
        "else Excel would not delete a row"
    )
    assert sheet.freeze_panes == "B5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet["A2"].value.startswith("填报单位：耿车镇        报告期：2023年12月")


def test_every_column_says_how_it_is_filled_in():
    for form in BUILT_IN.values():
        workbook = blank_workbook([form], BUREAU, PERIOD)
        prompts = {
            check.promptTitle: check.prompt for check in workbook[form.title].data_validations.dataValidation
        }
        assert list(prompts) == [column.header for column in form.columns]
        for column in form.columns:
            assert prompts[column.header].startswith("必填" if column.required else "选填")
            assert len(prompts[column.header]) <= 255
        told = "\n".join(
            str(cell.value) for row in workbook["填表说明"].iter_rows() for cell in row if cell.value
        )
        assert all(value in told for column in form.columns for value in column.values)


def test_the_sentences_of_the_rules_quote_no_placeholders():
    assert rule_sentences(BUILT_IN["X01"]) == {
        Level.HARD: [
            "本地生源不应大于招生数。",
            "招生数不应大于在校生数。",
            "实践性教学学时不应大于总学时。",
        ],
        Level.QUERY: ["实践性教学学时不足总学时的50%。", "招生数与上年相比变化××，超过±20%。"],
    }
    for form in BUILT_IN.values():
        for sentence in (sentence for said in rule_sentences(form).values() for sentence in said):
            assert "{" not in sentence
            assert sentence.endswith("。")


def test_prefilled_rows_are_read_back_as_they_were():
    rows = pd.DataFrame(
        {
            "institution": pd.array(["耿车镇老年大学", "=cmd|' /C calc'!A0"], dtype="string"),
            "plaque": pd.array([True, None], dtype="boolean"),
            "recognised_on": pd.to_datetime(pd.Series(["2022-12-01", None])).astype("datetime64[s]"),
            "activities": pd.array([3, None], dtype="Int64"),
        }
    )
    data = saved(blank_workbook([BUILT_IN["Z03"]], TOWNSHIPS[0], PERIOD, Prefill({"Z03": rows})))
    table, _ = reviewed(data, BUILT_IN["Z03"])
    assert table.cells["institution"] == ["耿车镇老年大学", "=cmd|' /C calc'!A0"]
    assert table.cells["plaque"] == ["是", None]
    assert table.cells["recognised_on"] == [date(2022, 12, 1), None]
    assert table.cells["activities"] == [3, None]
    cell = load_workbook(io.BytesIO(data))["老年教育机构月报表"]["A6"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_more_rows_than_are_drawn_are_filled_in():
    rows = pd.DataFrame({"village": [f"第{number}村" for number in range(300)]})
    table, _ = reviewed(
        saved(blank_workbook([BUILT_IN["Z01"]], TOWNSHIPS[0], PERIOD, Prefill({"Z01": rows}))),
        BUILT_IN["Z01"],
    )
    assert len(table.rows) == 300


def test_what_does_not_change_is_carried_over():
    last = pd.DataFrame([{"village": "红卫村", "census_count": 100, "surveyed_count": 99}])
    assert carried_over(BUILT_IN["Z01"], last, "2023-09", PERIOD).to_dict("records") == [
        {"village": "红卫村", "census_count": 100}
    ]
    assert carried_over(BUILT_IN["Z04"], pd.DataFrame([{"title": "讲座"}]), "2023-11", PERIOD).empty
    roster = pd.DataFrame([VALID["Z02"]])
    assert carried_over(BUILT_IN["Z02"], roster, "2023-11", PERIOD).to_dict("records") == [VALID["Z02"]]
    assert carried_over(BUILT_IN["Z02"], roster, "2023-12", "2024-01").empty


def test_what_is_carried_over_are_columns_of_the_forms():
    for code, names in CARRIED_OVER.items():
        assert set(names) <= {column.name for column in BUILT_IN[code].columns}
        assert set(BUILT_IN[code].key) <= set(names), "rows without their key cannot be told apart"


def test_the_townships_of_the_district_are_filled_in_for_the_bureau():
    rows = named_units(BUILT_IN["J02"], BUREAU, REGISTRY, date(2023, 12, 31))
    assert rows["township"].tolist() == ["耿车镇", "屠园镇"]
    assert named_units(BUILT_IN["J03"], BUREAU, REGISTRY, date(2023, 12, 31)).empty


def test_an_outdated_blank_is_recognised_and_a_current_one_is_not():
    form = BUILT_IN["X06"]
    current = saved(blank_workbook([form], BUREAU, PERIOD))
    assert read_template_versions(current) == {"X06": template_version(form)}
    assert outdated_templates(read_workbook(current, "a.xlsx"), BUILT_IN) == []
    older = with_values(form, "kind", ("1+X证书", "其他"))
    (outdated,) = outdated_templates(
        read_workbook(saved(blank_workbook([older], BUREAU, PERIOD)), "a.xlsx"), BUILT_IN
    )
    assert (outdated.form, outdated.version, outdated.current) == (
        "X06",
        template_version(older),
        template_version(form),
    )
    assert read_template_versions(saved(Workbook())) == {}


def test_every_column_type_can_be_entered():
    assert {column.type.name for form in BUILT_IN.values() for column in form.columns} <= set(ENTRIES)


def test_write_blank_makes_the_folder(tmp_path):
    write_blank(
        tmp_path / "空白表" / "耿车镇.xlsx", [BUILT_IN["Z01"]], TOWNSHIPS[0], PERIOD, office="宿城区教育局"
    )
    workbook = load_workbook(tmp_path / "空白表" / "耿车镇.xlsx")
    assert workbook.sheetnames == ["填表说明", "15—59周岁未上学人口摸底表", "表样参数"]
    assert workbook.active.title == "15—59周岁未上学人口摸底表"
    with pytest.raises(ValueError, match="at least one form"):
        blank_workbook([], TOWNSHIPS[0], PERIOD)
