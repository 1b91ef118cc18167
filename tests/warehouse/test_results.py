import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import text

from schemas.office.catalogue import BUILT_IN
from warehouse.facts.store import fact_table
from warehouse.results import assessments, results

SCHEME = "district-quality-2023"


def indicators(value=0.3347, unit_code="321302"):
    return pd.DataFrame(
        {
            **{
                "indicator": ["A1-8"],
                "indicator_name": ["老年教育参与率"],
                "unit_code": [unit_code],
                "unit_name": ["宿城区"],
            },
            **{
                "numerator": [35148.0],
                "denominator": [104998.0],
                "value": [value],
                "unit_of_measure": ["%"],
                "last_year": [None],
            },
            **{
                "change": [float("nan")],
                "growth": [pd.NA],
                "target": [None],
                "completion": [None],
                "due_so_far": [None],
            },
            **{"light": ["绿"], "note": ["分母为 60 周岁以上常住老年人口"]},
            **{"base_year": [2021], "base_value": [0.3], "base_change": [value - 0.3]},
            **{"is_lower_bound": [False], "absence": [None], "remarks": ["[]"]},
            **{"office_section": [None]},
        }
    )


def test_indicators_of_a_scheme_and_period_are_replaced_and_no_others(engine, site_id):
    with engine.begin() as connection:
        for period in ("2023-11", "2023-12"):
            results.replace_indicators(connection, site_id, SCHEME, period, indicators())
        results.replace_indicators(connection, site_id, SCHEME, "2023-12", indicators(0.5))
        rows = connection.execute(
            text(
                "SELECT i.period, i.value, i.last_year, i.growth, i.light FROM indicator_value i WHERE site = :site ORDER BY 1"
            ),
            {"site": site_id},
        ).all()
    assert [tuple(row) for row in rows] == [
        ("2023-11", 0.3347, None, None, "绿"),
        ("2023-12", 0.5, None, None, "绿"),
    ]


def test_the_base_year_has_a_view_of_its_own(engine, site_id):
    with engine.begin() as connection:
        counted = indicators(330.0).assign(
            indicator="A1-9", unit_of_measure="人", base_value=300.0, base_change=30.0
        )
        without = indicators().assign(indicator="A1-7", base_year=None, base_value=None, base_change=None)
        results.replace_indicators(
            connection, site_id, SCHEME, "2022-06", pd.concat([indicators(), counted, without])
        )
        columns = "indicator, base_year, base_value, change, percentage_points"
        query = text(f"SELECT {columns} FROM bi_base_comparison WHERE period = '2022-06' ORDER BY 1")
        rate, number = connection.execute(query).all()
    assert (rate.indicator, rate.base_year, rate.percentage_points) == ("A1-8", 2021, pytest.approx(3.47))
    assert (number.indicator, number.change, number.percentage_points) == ("A1-9", 30, None)


def test_a_frame_without_the_agreed_columns_is_refused(engine, site_id):
    with pytest.raises(ValueError, match="light"), engine.begin() as connection:
        results.replace_indicators(connection, site_id, SCHEME, "2023-12", indicators().drop(columns="light"))


def test_scores_and_their_items_are_replaced_together(engine, site_id):
    scores = pd.DataFrame(
        {
            **{
                "unit_code": ["321302101", "321302102"],
                "unit_name": ["耿车镇", "埠子镇"],
                "group_name": ["镇", "镇"],
            },
            **{
                "score": [98.5, None],
                "full_score": [100.0, 100.0],
                "follows": [None, None],
                "rank": pd.Series([1, pd.NA], dtype="Int64"),
            },
        }
    )
    items = pd.DataFrame(
        {
            **{"indicator": ["A3-1"], "unit_code": ["321302101"], "score": [20.0], "full_score": [20.0]},
            **{"method": ["target"], "reason": ["完成率 118%"], "self_score": [None]},
        }
    )
    with engine.begin() as connection:
        results.replace_scores(connection, site_id, "township-2023", "2023-12", scores, items)
        results.replace_scores(connection, site_id, "township-2023", "2023-12", scores, items)
        found = connection.execute(
            text("SELECT unit_name, score, rank FROM score WHERE site = :site ORDER BY 1 DESC"),
            {"site": site_id},
        ).all()
        methods = connection.execute(
            text("SELECT method, reason FROM score_item WHERE site = :site"), {"site": site_id}
        ).all()
    assert [tuple(row) for row in found] == [("耿车镇", 98.5, 1), ("埠子镇", None, None)]
    assert [tuple(row) for row in methods] == [("target", "完成率 118%")]


def test_conclusions_statuses_and_funnels_of_a_period_are_replaced(engine, site_id):
    place = {"unit_code": ["321302XX01"], "unit_name": ["宿城中专"]}
    concluded = pd.DataFrame(
        {
            **place,
            "conclusion": ["未达标"],
            "passed": [1],
            "failed": [1],
            "missing": [0],
            "gaps": ["图书差1册"],
        }
    )
    item = {
        "indicator": ["A9-1"],
        "indicator_name": ["图书"],
        "value": [29.0],
        "required": [30.0],
        "shortfall": [1.0],
    }
    items = pd.DataFrame(
        {**place, **item, "unit_of_measure": ["册"], "conclusion": ["未达标"], "says": ["图书29册，差1册"]}
    )
    statuses = pd.DataFrame(
        {"indicator": ["A9-1", "A9-2"], "unit_code": ["321302XX01"] * 2, "status": ["未达标", pd.NA]},
        dtype="string",
    )
    funnel = pd.DataFrame({**place, "step": [1], "stage": ["摸底"], "count": [7.0], "share": [None]})
    with engine.begin() as connection:
        for _ in range(2):
            results.replace_conclusions(connection, site_id, SCHEME, "2023-12", concluded, items)
            results.replace_statuses(connection, site_id, SCHEME, "2023-12", statuses)
            results.replace_funnel(connection, site_id, SCHEME, "2023-12", funnel)
        scheme = f"conclusions-of-{site_id}"
        results.replace_conclusions(connection, site_id, scheme, "2023-12", concluded, items)
        found = results.conclusions(connection, site_id, scheme, "2023-12")
        assert found.iloc[0].to_dict() == {
            **concluded.iloc[0].to_dict(),
            "scheme": scheme,
            "period": "2023-12",
        }
        counts = {
            table: connection.execute(
                text(f"SELECT COUNT(*) FROM {table} WHERE site = :site AND scheme = :scheme"), of_scheme
            ).scalar()
            for table in ("conclusion", "conclusion_item", "indicator_status", "funnel_stage")
            for of_scheme in [{"site": site_id, "scheme": SCHEME}]
        }
    assert counts == {"conclusion": 1, "conclusion_item": 1, "indicator_status": 2, "funnel_stage": 1}


def certificates(site):
    return pd.DataFrame(
        {
            **{
                "report_id": ["r1"],
                "site": [site],
                "unit_code": ["321302XX01"],
                "subject_code": ["321302XX01"],
                "period": ["2023-12"],
            },
            **{
                "sheet": ["证书"],
                "row": [6],
                "lower_bounds": [""],
                "kind": ["1+X证书"],
                "certificate": ["建筑工程识图"],
                "level": ["中级"],
            },
            "assessed_on": pd.Series([pd.Timestamp("2023-12-02")]).astype("datetime64[s]"),
            **{"examined": pd.Series([40], dtype="Int64"), "certified": pd.Series([pd.NA], dtype="Int64")},
        }
    )


def test_facts_reach_bi_with_their_place_in_the_workbook(engine, site_id):
    form, frame = BUILT_IN["X06"], certificates(site_id)
    with engine.begin() as connection:
        for _ in range(2):
            results.replace_facts(connection, form, site_id, "2023-12", fact_table(form, frame))
        query = text(
            "SELECT certificate, assessed_on, examined, certified, source_sheet, source_row FROM fact_certificates WHERE site = :site"
        )
        [row] = connection.execute(query, {"site": site_id}).all()
        assert (row[0], date.fromisoformat(str(row[1])), *row[2:]) == (
            "建筑工程识图",
            date(2023, 12, 2),
            40,
            None,
            "证书",
            6,
        )
        results.replace_facts(connection, form, site_id, "2023-12", fact_table(form, frame).slice(0, 0))
        assert connection.execute(query, {"site": site_id}).all() == []


def test_facts_about_persons_never_reach_the_database(engine, site_id):
    form = BUILT_IN["X02"]
    with pytest.raises(KeyError), engine.begin() as connection:
        results.replace_facts(connection, form, site_id, "2023-12", None)


def test_of_two_runs_at_once_the_second_replaces_what_the_first_has_written(engine, site_id):
    form = BUILT_IN["X06"]

    def publish(value, written):
        with engine.begin() as connection:
            results.replace_indicators(connection, site_id, SCHEME, "2023-12", indicators(value))
            results.replace_facts(
                connection, form, site_id, "2023-12", fact_table(form, certificates(site_id))
            )
            assessments.record(connection, site_id, "2023-12", str(value))
            written.set()
            time.sleep(0.3)

    first = threading.Event()
    with ThreadPoolExecutor(2) as runs:
        begun = runs.submit(publish, 0.4, first)
        assert first.wait(30)
        runs.submit(publish, 0.5, threading.Event()).result()
        begun.result()

    with engine.connect() as connection:
        values, bases, facts = (
            connection.execute(text(f"SELECT {column} FROM {table} WHERE site = :site"), {"site": site_id})
            .scalars()
            .all()
            for column, table in (
                ("value", "indicator_value"),
                ("basis", "assessment"),
                ("examined", "fact_certificates"),
            )
        )
    assert (values, bases, facts) == ([0.5], ["0.5"], [40])
