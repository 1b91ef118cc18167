"""The table of a unit's reports on its page: every row that was read has a fate."""

from types import SimpleNamespace

from assets.submissions.steward.overview import outcome_table
from schemas.office.catalogue import BUILT_IN


def test_rows_that_were_skipped_are_told():
    report = SimpleNamespace(
        form="Z04",
        status="accepted",
        rows_read=10,
        rows_accepted=7,
        rows_held=0,
        rows_skipped=3,
        errors=0,
        queries=0,
    )
    header, _, line = outcome_table([report], BUILT_IN).strip().splitlines()
    told = dict(
        zip(
            (cell.strip() for cell in header.strip("|").split("|")),
            (cell.strip() for cell in line.strip("|").split("|")),
            strict=True,
        )
    )
    assert [told[word] for word in ("读到行数", "接收", "留置", "跳过")] == ["10", "7", "0", "3"]
