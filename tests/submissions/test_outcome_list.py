"""The list of a unit's reports on its page: every row that was read has a fate."""

from types import SimpleNamespace

from assets.submissions.steward.overview import outcome_list
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
    told = outcome_list([report], BUILT_IN)
    assert told == (
        "- Z04 社区教育活动台账：已通过，读到 10 行，接收 7，留置 0，跳过 3，强制性错误 0 处，核实性问题 0 处"
    )
