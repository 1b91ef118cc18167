"""The data dictionary: the committed page is what the pipeline says of itself, and it says everything."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from schemas.findings import KINDS
from schemas.office.catalogue import BUILT_IN
from schemas.office.scheme_files import load_scheme
from schemas.office.site import load_site
from warehouse.database.database import migrate
from warehouse.database.dictionary import data_dictionary, office_dictionary, sentence
from warehouse.database.fact_tables import fact_table_of
from warehouse.database.star import KEYS, TABLES, dimensions_of, star_picture
from warehouse.database.view_columns import FACT_COLUMNS, VIEW_COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


@pytest.fixture(scope="module")
def page():
    return data_dictionary()


def test_the_committed_page_is_up_to_date(page):
    assert PAGE.read_text(encoding="utf-8") == page, (
        "run `make dictionary` and commit docs/data-dictionary.md"
    )


def test_every_column_of_every_view_is_described_in_its_order(tmp_path):
    url = f"sqlite:///{tmp_path}/warehouse.db"
    migrate(url, "s", BUILT_IN)
    engine = create_engine(url)
    found = inspect(engine)
    views = {
        name: [column["name"] for column in found.get_columns(name)]
        for name in found.get_view_names()
        if name.startswith("bi_")
    }
    engine.dispose()
    assert views == {name: list(view.columns) for name, view in VIEW_COLUMNS.items()}


def test_every_column_of_the_fact_tables_is_described():
    for form in BUILT_IN.values():
        own = {column.name for column in form.stored_columns}
        assert set(fact_table_of(form).columns.keys()) - own == set(FACT_COLUMNS)


def test_descriptions_are_sentences():
    columns = [column for view in VIEW_COLUMNS.values() for column in view.columns.values()]
    for column in (*columns, *FACT_COLUMNS.values()):
        assert column.meaning.endswith("。")
        assert column.title and column.unit and column.source


def test_every_form_column_rule_and_finding_is_on_the_page(page):
    parts = {part.split(maxsplit=1)[0]: part for part in page.split("\n### ")}
    for code, form in BUILT_IN.items():
        assert form.title in parts[code]
        for column in form.columns:
            assert f"| `{column.name}` | {column.header} | {column.type.title} |" in parts[code]
        for rule in (*form.rules, *form.cross_rules):
            assert f"| {rule.code} |" in parts[code]
    for code in KINDS:
        assert f"| `{code}` |" in page


def test_every_indicator_of_the_samples_says_its_formula_and_where_it_comes_from(page):
    """A reader of bi_indicator finds the form and the column behind a figure without opening a scheme."""
    part = page.split("### township-2023 ")[1].split("\n##")[0]
    (row,) = (line for line in part.splitlines() if line.startswith("| A3-2 |"))
    assert "老年教育机构月报表“经常性参与人数（累计）”合计÷镇街人口基数表“60周岁以上常住老年人口”合计" in row
    assert "Z03 老年教育机构月报表，各单位本年内最新一期的报表，全部明细；J05 " in row
    for path in sorted((PAGE.parents[1] / "sites").glob("*/schemes/*.yaml")):
        lines = page.split(f"### {path.stem} ")[1].split("\n##")[0].splitlines()
        codes = {line.split("|")[1].strip() for line in lines if line.startswith("| ")} - {"代码", "---"}
        site = load_site(path.parents[1])
        assert codes == set(load_scheme(path, site.forms, site.registry).indicators)


def test_personal_columns_are_marked(page):
    roster = page.split("### Z02 ")[1].split("\n### ")[0]
    assert "| `phone` | 联系电话 | 手机号 |  |  | 是，不入库 |" in roster
    assert "是，入库为假名 `person`" in roster


def test_a_sentence_shows_its_parameters_and_hides_what_it_quotes():
    says = "月起薪（{monthly_pay}元）不在{least}元至{most}元之间，变化{change}，不足{share:.0%}，请核对。"
    assert (
        sentence(says, {"least": 1000, "most": 30000, "share": 0.5})
        == "月起薪（…元）不在1000元至30000元之间，变化…，不足50%，请核对。"
    )
    assert sentence("{header}为必填项，请补填。") == "〈栏目〉为必填项，请补填。"


def test_the_dictionary_of_an_office_has_its_own_forms_and_schemes_alone():
    page = office_dictionary(load_site(PAGE.parents[1] / "sites" / "bureau"))
    assert page.startswith("# 示例县教育局数据字典\n")
    assert "| K02 | 校园安全隐患台账 | 中心校、幼儿园 | 每月 | `fact_school_safety` |" in page
    assert "### dropout-2024 " in page
    assert "### Z01 " not in page and "township-2023" not in page
    roster = page.split("### K03 ")[1].split("\n### ")[0]
    assert "是，入库为假名 `person`" in roster


def test_the_star_shows_every_view_and_leads_from_each_to_a_dimension(page):
    picture = star_picture()
    assert picture in page
    for name in TABLES:
        assert f"{name} {TABLES[name].title}" in picture
        assert name in KEYS or dimensions_of(TABLES[name])
    for name, keys in KEYS.items():
        assert TABLES[name].columns.keys() >= set(keys)


def test_joining_a_dimension_neither_loses_nor_doubles_rows(sample):
    with sample.office.engine.connect() as connection:
        for name, view in VIEW_COLUMNS.items():
            for dimension in dimensions_of(view) if name not in KEYS else ():
                joined = f"{name} LEFT JOIN {dimension} USING ({', '.join(KEYS[dimension])})"
                alone, with_it = (
                    connection.scalar(text(f"SELECT COUNT(*) FROM {tables}")) for tables in (name, joined)
                )
                assert alone == with_it, joined


def test_what_is_assessed_is_of_known_units_periods_schemes_and_indicators(sample):
    """Joined by the star's columns, every indicator and every report finds its dimension."""
    with sample.office.engine.connect() as connection:
        for name in ("bi_indicator", "bi_score_item", "bi_report_status"):
            for dimension in dimensions_of(VIEW_COLUMNS[name]):
                same = " AND ".join(f"{dimension}.{key} = {name}.{key}" for key in KEYS[dimension])
                unknown = (
                    f"SELECT COUNT(*) FROM {name} WHERE NOT EXISTS (SELECT 1 FROM {dimension} WHERE {same})"
                )
                assert connection.scalar(text(unknown)) == 0, (name, dimension)
