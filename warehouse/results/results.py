"""What is computed from the ledger (结果) for a scheme's periods: facts for BI, indicators, scores,
conclusions, gaps and monitoring.

All functions work inside the caller's transaction. Those that replace something first wait for other writers
of the site. So of two runs at once, the second removes what the first has written.
"""

import pandas as pd
import pyarrow as pa
from sqlalchemy import Connection, Table, delete, select

from schemas.form import Form
from warehouse.database.bulk_loads import load_arrow, load_frame
from warehouse.database.database import lock_for_writing
from warehouse.database.fact_tables import fact_table
from warehouse.database.frames import read_frame
from warehouse.database.result_tables import (
    conclusion,
    conclusion_item,
    funnel_stage,
    gap,
    grade,
    indicator_status,
    indicator_value,
    monitoring,
    score,
    score_item,
    score_section,
)


def replace_facts(connection: Connection, form: Form, site: str, period: str, facts: pa.Table) -> None:
    """Make these facts of one form and period the ones that BI reads. ``facts`` is as in the fact store.
    KeyError if the form is about persons.
    """
    if form.has_persons:
        raise KeyError(f"{form.code} is about persons")
    lock_for_writing(connection, site)
    target = fact_table(connection, form, site)
    connection.execute(delete(target).where(target.c.site == site, target.c.period == period))
    load_arrow(connection, target, facts.rename_columns({"sheet": "source_sheet", "row": "source_row"}))


def replace_indicators(
    connection: Connection, site: str, scheme: str, period: str, frame: pd.DataFrame
) -> None:
    """Replace a scheme's indicators of a period. ``frame`` has the columns of the table; scheme and period
    may be left out.
    """
    _replace(connection, indicator_value, site, scheme, period, frame)


def indicators(connection: Connection, site: str, scheme: str, period: str) -> pd.DataFrame:
    """A scheme's stored indicators of a period, with the columns of the table."""
    of_scheme = (
        indicator_value.c.site == site,
        indicator_value.c.scheme == scheme,
        indicator_value.c.period == period,
    )
    return read_frame(connection, select(indicator_value).where(*of_scheme)).drop(columns="site")


def indicators_of_year(connection: Connection, site: str, scheme: str, year: int) -> pd.DataFrame:
    """A scheme's stored indicators of all months of a year, with the columns of the table."""
    months = indicator_value.c.period.between(f"{year}-01", f"{year}-12")
    of_scheme = (indicator_value.c.site == site, indicator_value.c.scheme == scheme, months)
    return read_frame(connection, select(indicator_value).where(*of_scheme)).drop(columns="site")


def scores(connection: Connection, site: str, scheme: str, period: str) -> pd.DataFrame:
    """A scheme's stored scores of a period, with the columns of bi_score."""
    of_scheme = (score.c.site == site, score.c.scheme == scheme, score.c.period == period)
    return read_frame(connection, select(score).where(*of_scheme)).drop(columns="site")


def replace_scores(
    connection: Connection, site: str, scheme: str, period: str, scores: pd.DataFrame, items: pd.DataFrame
) -> None:
    """Replace a scheme's scores of a period. The frames have the columns of bi_score and bi_score_item;
    scheme and period may be left out.
    """
    _replace(connection, score, site, scheme, period, scores)
    _replace(connection, score_item, site, scheme, period, items)


def replace_standings(
    connection: Connection, site: str, scheme: str, period: str, sections: pd.DataFrame, grades: pd.DataFrame
) -> None:
    """Replace a scheme's section scores and grades of a period. The frames have the columns of
    bi_score_section and bi_grade.
    """
    _replace(connection, score_section, site, scheme, period, sections)
    _replace(connection, grade, site, scheme, period, grades)


def conclusions(connection: Connection, site: str, scheme: str, period: str) -> pd.DataFrame:
    """What a scheme concluded about its units in a period, with the columns of bi_conclusion."""
    of_scheme = (conclusion.c.site == site, conclusion.c.scheme == scheme, conclusion.c.period == period)
    return read_frame(connection, select(conclusion).where(*of_scheme).order_by(conclusion.c.unit_code)).drop(
        columns="site"
    )


def replace_conclusions(
    connection: Connection, site: str, scheme: str, period: str, units: pd.DataFrame, items: pd.DataFrame
) -> None:
    """Replace what a scheme concludes in a period. The frames have the columns of bi_conclusion and
    bi_conclusion_item.
    """
    _replace(connection, conclusion, site, scheme, period, units)
    _replace(connection, conclusion_item, site, scheme, period, items)


def replace_statuses(
    connection: Connection, site: str, scheme: str, period: str, frame: pd.DataFrame
) -> None:
    """Replace a scheme's statuses of a period. ``frame`` has the columns of bi_indicator_status."""
    _replace(connection, indicator_status, site, scheme, period, frame)


def replace_funnel(connection: Connection, site: str, scheme: str, period: str, frame: pd.DataFrame) -> None:
    """Replace a scheme's funnel of a period. ``frame`` has the columns of bi_funnel."""
    _replace(connection, funnel_stage, site, scheme, period, frame)


def replace_gaps(connection: Connection, site: str, scheme: str, period: str, frame: pd.DataFrame) -> None:
    """Replace a scheme's gaps of a period. ``frame`` has the columns of bi_gap."""
    _replace(connection, gap, site, scheme, period, frame)


def replace_monitoring(
    connection: Connection, site: str, scheme: str, period: str, frame: pd.DataFrame
) -> None:
    """Replace a scheme's monitoring of a period. ``frame`` has the columns of bi_monitoring."""
    _replace(connection, monitoring, site, scheme, period, frame)


def _replace(
    connection: Connection, target: Table, site: str, scheme: str, period: str, frame: pd.DataFrame
) -> None:
    lock_for_writing(connection, site)
    connection.execute(
        delete(target).where(target.c.site == site, target.c.scheme == scheme, target.c.period == period)
    )
    load_frame(connection, target, frame, site=site, scheme=scheme, period=period)
