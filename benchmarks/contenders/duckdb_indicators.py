"""What a data engineer would write for the same figures: SQL on DuckDB that reads the files of each form once
and makes persons distinct early.

The queries are for this scheme and this month. They know nothing of spans, of reports that are in force or
missing, of notes, targets and lights.
"""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from schemas.office.catalogue import BUILT_IN

TREE = "SELECT ancestor, descendant FROM closure WHERE length(ancestor) = 6"
QUERIES = {
    "Z02": """
        WITH persons AS (
            SELECT subject_code, person, bool_or(period = '2023-12') AS latest, bool_or(registration = '已录入') AS registered,
                count(*) FILTER (online) AS online,
                count(*) FILTER (period = '2023-12' AND enrolled_on BETWEEN '2023-01-01' AND '2023-12-31') AS enrolled
            FROM rows GROUP BY ALL),
        above AS (
            SELECT ancestor, person, bool_or(latest) AS latest, bool_or(registered) AS registered, sum(online) AS online,
                sum(enrolled) AS enrolled
            FROM persons JOIN tree ON subject_code = descendant GROUP BY ALL)
        SELECT ancestor, count(*) FILTER (latest) AS learners, count(*) AS learners_year, count(*) FILTER (registered) AS registered_year,
            sum(online) AS online_rows, sum(enrolled) AS enrolled_year
        FROM above GROUP BY ancestor""",
    "Z03": """
        SELECT ancestor, sum(regular_learners) AS regular, count(DISTINCT subject_code) FILTER (plaque) AS plaques
        FROM rows JOIN tree ON subject_code = descendant WHERE period = '2023-12' GROUP BY ancestor""",
    "Z04": """
        SELECT ancestor, sum(attendances) AS attendances, count(DISTINCT (category, place)) AS kinds
        FROM rows JOIN tree ON subject_code = descendant GROUP BY ancestor""",
    "X05": """
        SELECT ancestor, sum(trainees) AS trainees, sum(income) AS income
        FROM rows JOIN tree ON subject_code = descendant GROUP BY ancestor""",
}


def answer(store: str, closure: pa.Table) -> dict[tuple[str, str], object]:
    """(Measure, district) → its value."""
    found: dict[tuple[str, str], object] = {}
    connection = duckdb.connect()
    connection.register("closure", closure)
    connection.sql(f"CREATE TABLE tree AS {TREE}")
    for code, query in QUERIES.items():
        # The pattern only names our own folder.
        files = f"{store}/facts/{BUILT_IN[code].slug}/*/*/*.parquet"
        connection.sql(f"CREATE OR REPLACE VIEW rows AS FROM read_parquet('{files}')")
        for row in connection.sql(query).to_arrow_table().to_pylist():
            found |= {(name, row["ancestor"]): value for name, value in _without(row, "ancestor").items()}
    return found


def _without(row: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != name}
