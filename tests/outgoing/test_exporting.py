"""Files for Excel and for programs."""

import io

import pandas as pd

from assets.outgoing.exporting import as_csv


def test_a_text_of_a_submission_is_no_formula_in_excel():
    frame = pd.DataFrame({"message": ["=1+1", "@x", "好"], "value": [-1.5, 2.0, None]})
    lines = as_csv(frame).decode("utf-8-sig").splitlines()
    assert lines == ["message,value", "'=1+1,-1.5", "'@x,2.0", "好,"]


def test_excel_knows_the_encoding():
    content = as_csv(pd.DataFrame({"单位": ["耿车镇"]}))
    assert pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")["单位"].tolist() == ["耿车镇"]
    assert content.startswith(b"\xef\xbb\xbf")
