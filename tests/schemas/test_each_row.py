"""Rows of a frame as named tuples."""

import datetime as dt

import pandas as pd

from schemas.frames import each_row

FRAME = pd.DataFrame(
    {
        "unit_code": ["321399101", None],
        "count": [3, 4],
        "share": [0.5, float("nan")],
        "is_late": [True, False],
        "due_on": [dt.date(2023, 12, 5), None],
        "received_at": pd.to_datetime(["2023-12-04 08:00", None]),
        "version": pd.array([1, None], dtype="Int64"),
        "text": pd.array(["甲", None], dtype="string"),
        "class": ["a", "b"],
    }
)


def test_the_rows_are_those_of_pandas_without_the_index():
    for ours, theirs in zip(each_row(FRAME), FRAME.itertuples(index=False), strict=True):
        assert ours._fields == theirs._fields
        assert [str(value) for value in ours] == [str(value) for value in theirs]


def test_a_frame_without_rows_has_none():
    assert list(each_row(FRAME.head(0))) == []
    assert list(each_row(pd.DataFrame())) == []
