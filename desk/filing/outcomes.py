"""What became of filed workbooks, from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select

from desk.filing.models import Filing
from warehouse.database.tables import submission
from warehouse.ledger.returns import owed_workbooks
from warehouse.office import Office

WAITING = "waiting"
NOT_TAKEN = ("set_aside", "rejected", "duplicate")
WORDS = {
    WAITING: "等待审核",
    "received": "等待审核",
    "accepted": "已通过",
    "partly_accepted": "部分通过",
    "returned": "已退回",
    "set_aside": "待认定",
    "rejected": "无法处理",
    "duplicate": "重复文件",
}


@dataclass(frozen=True)
class FilingOutcome:
    """A filed workbook and what became of it. ``returned``: the file in the home folder, if one went back."""

    filing: Filing
    status: str
    reason: str
    submission_id: str | None = None
    returned: str | None = None

    @property
    def word(self) -> str:
        """The status in Chinese."""
        return WORDS[self.status]

    @property
    def is_waiting(self) -> bool:
        """Whether the review is still to come."""
        return self.status in (WAITING, "received")


def outcomes(office: Office, filings: Sequence[Filing]) -> list[FilingOutcome]:
    """What became of each of the filed workbooks, in their order."""
    names = [filing.inbox_name for filing in filings]
    columns = (submission.c.file_name, submission.c.submission_id, submission.c.status, submission.c.reason)
    query = select(*columns).where(submission.c.site == office.site.id, submission.c.file_name.in_(names))
    with office.engine.connect() as connection:
        known = {row.file_name: row for row in connection.execute(query.order_by(submission.c.received_at))}
        identifiers = [row.submission_id for row in known.values()]
        owed = owed_workbooks(connection, office.site.id, identifiers)
    paths = dict(zip(owed["submission_id"], owed["path"], strict=True))
    return [_outcome(filing, known.get(filing.inbox_name), paths) for filing in filings]


def _outcome(filing: Filing, row: Row | None, paths: dict[str, str]) -> FilingOutcome:
    if row is None:
        return FilingOutcome(filing, WAITING, "")
    # What went back is told by the returned workbook itself.
    reason = row.reason if row.status in NOT_TAKEN and row.reason else ""
    return FilingOutcome(filing, row.status, reason, row.submission_id, paths.get(row.submission_id))
