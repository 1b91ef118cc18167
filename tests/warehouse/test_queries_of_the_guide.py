"""The SQL of docs/bi-questions.md is what SQLite and PostgreSQL share."""

import pytest

from tests.docs.bi_questions import PAGE, questions, result_table


@pytest.mark.parametrize(
    "question", questions(PAGE.read_text(encoding="utf-8")), ids=lambda question: question.title
)
def test_a_query_of_the_guide_runs_on_every_database(engine, question):
    assert result_table(engine, question.sql).startswith("| ")
