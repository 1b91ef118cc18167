"""Frames with names: which columns a table has that goes from one step to the next.

A model stands in the annotations of the functions that make and take its frame: ``DataFrame[Compared]``. It
is written where the frame is made, or in ``schemas`` if the database keeps its rows. Tests check what
``typed`` and ``of_rows`` make against the model; a pass does not.
"""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Self

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

KEY, LENGTH = "key", "length"
"""Metadata of a column for the table that keeps its rows: whether it belongs to the key, and how long a text
may be.
"""


class FrameModel(pa.DataFrameModel):
    """Base of all models of frames."""

    @classmethod
    @cache
    def types(cls) -> dict[str, str | None]:
        """The names of the columns, in order, with their types. None means any type."""
        columns = cls.to_schema().columns
        return {name: str(column.dtype) if column.dtype else None for name, column in columns.items()}

    @classmethod
    def columns(cls) -> list[str]:
        """The names of the columns, in order."""
        return list(cls.types())

    @classmethod
    def typed(cls, frame: pd.DataFrame) -> DataFrame[Self]:
        """The columns of the model, in order, with the model's types."""
        types = cls.types()
        chosen = frame[list(types)]
        return chosen.assign(
            **{
                name: chosen[name].astype(kind)
                for (name, kind), known in zip(types.items(), chosen.dtypes, strict=True)
                if kind and known != kind
            }
        )

    @classmethod
    def of_rows(cls, rows: Sequence[tuple]) -> DataFrame[Self]:
        """A frame of these rows, with the columns of the model; there may be no rows. Exact numbers become
        floats in float columns.
        """
        types = cls.types()
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(types)
        return pd.DataFrame(
            {
                name: pd.Series(_of_type(column, kind), dtype=kind)
                for (name, kind), column in zip(types.items(), cells, strict=True)
            }
        )


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, without the index. The values are those of ``frame.itertuples()``, which
    takes ten times as long for a text.
    """
    columns = [frame.iloc[:, place].tolist() for place in range(frame.shape[1])]
    return map(_row_type(tuple(frame.columns))._make, zip(*columns, strict=True))


@cache
def _row_type(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


def _of_type(cells: Iterable[Any], kind: str | None) -> list[Any]:
    if kind is None or kind.lower() != "float64":
        return list(cells)
    return [float(cell) if isinstance(cell, Decimal | Fraction) else cell for cell in cells]
