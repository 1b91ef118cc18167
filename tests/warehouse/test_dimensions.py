"""What the figures are about, as BI joins it: units, forms, periods, schemes and their indicators."""

from tests.support.offices import SmallOffice, as_day
from tests.support.workbooks import township_workbook


def test_an_office_knows_its_units_forms_and_periods_before_anything_comes(small_office: SmallOffice):
    assert small_office.view("bi_office").values.tolist() == [["small", small_office.office.site.name]]
    units = small_office.view("bi_unit", site="small", unit_name="耿车镇")
    assert units[["kind", "parent_name", "group_name"]].values.tolist() == [["township", "宿城区", "镇"]]
    (form,) = small_office.view("bi_form", site="small", form="Z03").itertuples()
    assert (form.title, form.submitters, form.is_own, form.fact_table) == (
        "老年教育机构月报表",
        "township",
        0,
        "fact_elderly_education",
    )
    (roster,) = small_office.view("bi_form", site="small", form="Z02").itertuples()
    assert roster.fact_table is None, "its rows are about persons"
    (period,) = small_office.view("bi_period", site="small", period="2023-11").itertuples()
    assert [as_day(day).isoformat() for day in (period.period_start, period.period_end, period.due_on)] == [
        "2023-11-01",
        "2023-11-30",
        "2023-12-05",
    ]
    assert (period.year, period.quarter, period.month, period.is_due, period.is_closed) == (2023, 4, 11, 1, 1)
    assert period.computed_at is None


def test_an_assessment_registers_its_schemes_and_when_it_was_made(small_office: SmallOffice):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.run()
    (scheme,) = small_office.view("bi_scheme", site="small").itertuples()
    assert (scheme.scheme, scheme.year, scheme.full_score) == ("township-2023", 2023, 100)
    indicators = small_office.view("bi_scheme_indicator", site="small").sort_values("number")
    assert list(indicators["indicator"]) == ["A3-1", "A3-2", "A3-3", "A3-4", "A3-5", "A3-6", "A3-7"]
    assert indicators["weight"].sum() == 100
    (period,) = small_office.view("bi_period", site="small", period="2023-11").itertuples()
    assert period.computed_at is not None


def test_results_are_joined_by_site_and_have_names_and_a_date(small_office: SmallOffice):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.run()
    about = {"site": "small", "unit_name": "耿车镇", "indicator": "A3-2"}
    (item,) = small_office.view("bi_score_item", **about).itertuples()
    (value,) = small_office.view("bi_indicator", **about).itertuples()
    assert item.indicator_name == value.indicator_name
    assert as_day(item.period_start).isoformat() == "2023-11-01"
    lights = small_office.view("bi_indicator", site="small")[["light", "light_order"]].dropna()
    assert len(lights)
    order = {"绿": 1, "蓝": 2, "黄": 3, "红": 4}
    assert list(lights["light_order"]) == [order[light] for light in lights["light"]]
