"""Between data frames and the database: query results as frames, and frames as parameters of statements."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Executable

MOST_PARAMETERS = 1000
"""How many values one statement may name; databases limit the number."""


def read_frame(connection: Connection, statement: Executable) -> pd.DataFrame:
    """The rows of a query as a frame. If there are none, it still has the columns."""
    result = connection.execute(statement)
    # pandas takes three times as long for rows of SQLAlchemy as for tuples.
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def rows(frame: pd.DataFrame, columns: Sequence[str], **constants: Any) -> list[dict[str, Any]]:
    """The frame's rows as parameters of a statement. Missing values become None; ``constants`` stand in every
    row.

    ValueError names the columns that the frame lacks.
    """
    wanted = [column for column in columns if column not in constants]
    if lacking := [column for column in wanted if column not in frame.columns]:
        raise ValueError(f"the frame lacks the column(s) {', '.join(lacking)}")
    values = [python_values(frame[column]) for column in wanted]
    return [dict(zip(wanted, row, strict=True), **constants) for row in zip(*values, strict=True)]


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values in portions, each small enough for one statement."""
    for start in range(0, len(values), MOST_PARAMETERS):
        yield values[start : start + MOST_PARAMETERS]


def python_values(values: pd.Series) -> list[Any]:
    """A column's values as drivers take them. Missing ones become None."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [None if pd.isna(value) else value.to_pydatetime() for value in values]
    cells = values.astype(object).tolist()
    missing = values.isna().tolist()
    return (
        [None if gone else cell for cell, gone in zip(cells, missing, strict=True)] if any(missing) else cells
    )
