"""Frames with names: what columns a table has that goes from one step to the next.

A model is written where its frame is made, and stands in the annotations of who makes and takes it:
``DataFrame[Compared]``. Tests check frames against their models; a pass does not.
"""

from typing import Self

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame


class FrameModel(pa.DataFrameModel):
    """Base of all models of frames."""

    @classmethod
    def columns(cls) -> list[str]:
        """The names of the columns, in order."""
        return list(cls.to_schema().columns)

    @classmethod
    def typed(cls, frame: pd.DataFrame) -> DataFrame[Self]:
        """The columns of the model, in order, with its types."""
        types = {name: column.dtype for name, column in cls.to_schema().columns.items()}
        return frame[list(types)].astype({name: dtype.type for name, dtype in types.items() if dtype})

    @classmethod
    def of_rows(cls, rows: list[tuple]) -> DataFrame[Self]:
        """A frame of rows in the order of the columns; of none, too."""
        return cls.typed(pd.DataFrame(rows, columns=cls.columns()))
