"""What BI (报表工具) reads: names, columns and kinds of values of the views are a contract."""

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from sqlalchemy import inspect

from schemas.office.catalogue import BUILT_IN
from tests.support.form_examples import CATALOGUE, COLUMNS
from tests.support.view_contract import CONTRACT

WITH_PERSONS = {slug for code, slug, *_ in CATALOGUE if "resident_id" in COLUMNS[code]}
PERSONAL = {"name", "resident_id", "phone", "winners", "member", "person"}


@pytest.fixture(scope="module")
def schema(sample):
    return inspect(sample.office.engine)


@pytest.mark.parametrize("view", CONTRACT)
def test_columns_of_a_view(schema, view):
    assert [column["name"] for column in schema.get_columns(view)] == CONTRACT[view].split()


def test_there_are_no_other_views(schema):
    assert set(schema.get_view_names()) == set(CONTRACT)


def test_every_form_without_persons_has_a_table_and_no_other(schema):
    tables = {name.removeprefix("fact_") for name in schema.get_table_names() if name.startswith("fact_")}
    assert tables == {form.slug for form in BUILT_IN.values()} - WITH_PERSONS


def test_no_table_has_a_personal_column(schema):
    for table in schema.get_table_names():
        columns = {column["name"] for column in schema.get_columns(table)}
        assert not columns & (PERSONAL - ({"name"} if table == "unit" else set())), table


def test_rows_of_the_fact_tables_are_those_of_the_fact_store(sample):
    for form in BUILT_IN.values():
        files = sorted((sample.home / "facts" / form.slug).rglob("*.parquet"))
        stored = sum(pq.read_metadata(file).num_rows for file in files)
        if form.slug in WITH_PERSONS:
            assert stored > 0
        else:
            assert stored == len(sample.view(f"fact_{form.slug}")), form.slug


def test_a_fact_can_be_traced_to_its_row_in_a_file(sample):
    """Fact → report → file → sheet and row: there stands what the fact says."""
    fact = sample.view("fact_elderly_education", period="2023-12", institution="耿车镇老年大学分校").iloc[0]
    (report,) = sample.view("report", report_id=fact["report_id"]).itertuples()
    (submission,) = sample.view("bi_submission", submission_id=report.submission_id).itertuples()
    workbook = load_workbook(sample.office.inbox / submission.file_name, data_only=True)
    row = {str(cell.value) for cell in workbook[fact["source_sheet"]][int(fact["source_row"])]}
    assert submission.file_name == "202312耿车镇.xlsx"
    assert {"耿车镇老年大学分校", str(fact["regular_learners"]), str(fact["credit_accounts"])} <= row


def test_persons_in_the_fact_store_are_pseudonyms(sample):
    for slug in WITH_PERSONS:
        for file in (sample.home / "facts" / slug).rglob("*.parquet"):
            rows = pq.ParquetFile(file).read()
            assert not set(rows.column_names) & (PERSONAL - {"person"})
            assert all(len(person) == 64 and int(person, 16) for person in set(rows["person"].to_pylist()))


def test_the_key_of_the_pseudonyms_is_readable_by_its_owner_only(sample):
    assert (sample.home / "person.key").stat().st_mode & 0o777 == 0o600


def test_values_of_the_views(sample):
    status, finding, indicator, score = (
        sample.view(name) for name in ("bi_report_status", "bi_finding", "bi_indicator", "bi_score")
    )
    assert set(status["status"]) <= {
        "missing",
        "nil",
        "accepted",
        "accepted_with_queries",
        "partly_accepted",
        "returned",
    }
    assert set(status["late"]) <= {0, 1}
    assert set(finding["level"]) == {"hard", "query"}
    assert set(finding["state"]) == {"open", "superseded"}
    assert set(indicator["scheme"]) == set(score["scheme"]) == {scheme.id for scheme in sample.office.schemes}
    assert set(sample.view("bi_conclusion")["conclusion"]) <= {"达标", "未达标", "无法判定"}
    assert all(
        frame["period"].str.fullmatch(r"\d{4}-\d{2}").all() for frame in (status, finding, indicator, score)
    )
    shares = indicator[
        indicator["indicator"].isin(["A1-1", "A1-3", "A1-6", "A1-7", "A1-8", "A1-9", "A3-2", "A3-3"])
    ]["value"].dropna()
    assert shares.between(0, 1).all()
