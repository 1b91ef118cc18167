"""What a unit owes and what became of it (应报、已报)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.submissions.steward.overview import STATUS_WORDS
from schemas.form import Form
from schemas.periods import period_end
from warehouse.ledger.returns import owed_workbooks
from warehouse.office import Office
from warehouse.standing.progress import report_progress

PERIODS_SHOWN = 12


@dataclass(frozen=True)
class OwedReport:
    """A report of a unit: due, come or both. ``status`` is a status of reports, ``not_due`` or an arrived
    file's (set_aside, rejected). ``has_receipt``: whether an accepted version is in force.
    """

    form: Form
    period: str
    due_on: date | None
    status: str
    word: str
    is_late: bool
    has_receipt: bool

    @property
    def needs_work(self) -> bool:
        """Whether the unit has to do something about it."""
        return self.status in ("missing", "returned", "partly_accepted", "set_aside", "rejected")


WORDS = {**STATUS_WORDS, "set_aside": "待认定", "rejected": "无法处理", "not_due": "未到期"}


def owed_reports(office: Office, unit_code: str) -> list[OwedReport]:
    """The reports of a unit, the newest period first; those that need work first within it."""
    with office.engine.connect() as connection:
        progress = report_progress(connection, office.site.id)
    own = progress[(progress["unit_code"] == unit_code) & progress["form"].isin(set(office.forms))]
    found = [_owed(office, row) for row in own.itertuples()]
    found += _coming(office, unit_code, {(each.form.code, each.period) for each in found})
    shown = set(sorted({each.period for each in found}, reverse=True)[:PERIODS_SHOWN])
    found = [each for each in found if each.period in shown or each.needs_work]
    found.sort(key=lambda each: each.form.code)
    found.sort(key=lambda each: (each.period, each.needs_work), reverse=True)
    return found


def workbooks_back(office: Office, unit_code: str, submissions: Sequence[str] | None = None) -> list[Any]:
    """The files of a unit that are owed a returned workbook, among the given ones or among all, in the order
    of receipt: submission_id, file_name, period, path (in the home folder).
    """
    with office.engine.connect() as connection:
        owed = owed_workbooks(connection, office.site.id, submissions)
    return list(owed[owed["unit_code"] == unit_code].itertuples())


def _owed(office: Office, row: Any) -> OwedReport:
    status = row.status
    if status == "missing":
        is_due = row.due_on is None or row.due_on < office.as_of
        status = row.arrived or ("missing" if is_due else "not_due")
    return OwedReport(
        office.forms[row.form],
        row.period,
        row.due_on,
        status,
        WORDS[status],
        bool(row.late) and row.status != "missing",
        bool(row.usable),
    )


def _coming(office: Office, unit_code: str, known: set[tuple[str, str]]) -> Iterator[OwedReport]:
    """The reports of the current month that nobody owes yet, so that their blanks can be had in time."""
    period = office.newest_period
    unit = office.site.registry.get(unit_code)
    for form in office.forms.values():
        is_owed = (
            unit.kind in form.submitters
            and office.site.collects(form.code)
            and int(period[5:]) in form.due
            and period >= office.site.periods.first
            and unit.valid_on(period_end(period))
        )
        if is_owed and (form.code, period) not in known:
            due_on = office.site.due_on(form.code, period)
            yield OwedReport(form, period, due_on, "not_due", WORDS["not_due"], False, False)
