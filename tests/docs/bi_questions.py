"""The questions of docs/bi-questions.md: their SQL, the results shown, and the results of a home folder.

``python -m tests.docs.bi_questions HOME`` writes the results of an office that has been run in HOME into the
page.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, text

from warehouse.database.database import default_url, open_database

PAGE = Path(__file__).parents[2] / "docs" / "bi-questions.md"
_QUESTION = re.compile(
    r"^## (?P<title>[^\n]+)\n(?P<prose>.*?)^```sql\n(?P<sql>.*?)^```\n\n(?P<result>(?:\|[^\n]*\n)*)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Question:
    """A question with its SQL, and the table of its result as the page shows it."""

    title: str
    sql: str
    result: str


def questions(page: str) -> Iterator[Question]:
    """The questions of the page in their order."""
    for found in _QUESTION.finditer(page):
        yield Question(found["title"], found["sql"], found["result"])


def result_table(engine: Engine, sql: str) -> str:
    """The rows of a query as a Markdown table."""
    with engine.connect() as connection:
        result = connection.execute(text(sql))
        lines = [
            list(result.keys()),
            ["---"] * len(result.keys()),
            *([_cell(value) for value in row] for row in result),
        ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return (
        f"{value:.10g}"
        if isinstance(value, float)
        else f"{value.normalize():f}"
        if isinstance(value, Decimal)
        else str(value)
    )


def with_results(page: str, engine: Engine) -> str:
    """The page with the results that its queries give."""

    def filled(found: re.Match) -> str:
        return found[0][: len(found[0]) - len(found["result"])] + result_table(engine, found["sql"])

    return _QUESTION.sub(filled, page)


if __name__ == "__main__":
    database = open_database(default_url(Path(sys.argv[1]).absolute()))
    PAGE.write_text(with_results(PAGE.read_text(encoding="utf-8"), database), encoding="utf-8")
