"""docs/bi-questions.md: ten questions, each with SQL that runs on the sample and gives what the page
shows.
"""

import re

import pytest

from tests.docs.bi_questions import PAGE, questions, result_table, with_results
from warehouse.database.view_columns import VIEW_COLUMNS

TEXT = PAGE.read_text(encoding="utf-8")
QUESTIONS = list(questions(TEXT))


def test_there_are_ten_questions_and_none_is_passed_over():
    assert len(QUESTIONS) == 10 == TEXT.count("\n## ") == TEXT.count("```sql")


def test_they_read_views_and_fact_tables_only():
    own = {name for question in QUESTIONS for name in re.findall(r"(\w+) AS \(", question.sql)}
    read = {name for question in QUESTIONS for name in re.findall(r"(?:FROM|JOIN) (\w+)", question.sql)} - own
    assert read <= {*VIEW_COLUMNS, "fact_community_activities"}
    assert len(read) >= 8


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_the_result_shown_is_that_of_the_sample(question, sample):
    assert result_table(sample.office.engine, question.sql) == question.result, (
        "python -m tests.docs.bi_questions HOME writes the results"
    )
    assert question.result.count("\n") > 2, "a question nobody can learn from"


def test_writing_the_results_changes_nothing_else(sample):
    emptied = TEXT
    for question in QUESTIONS:
        emptied = emptied.replace(question.result, "")
    assert with_results(emptied, sample.office.engine) == TEXT
