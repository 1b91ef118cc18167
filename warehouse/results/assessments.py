"""Which periods have to be assessed (again): those whose basis has changed since their last assessment.

The basis of a period is everything that its figures rest on, kept as a digest:

    - the accepted reports of its year up to the period,
    - those of the last months, with which rosters and monthly figures are compared,
    - those of the same months of the year before, for growth, and of the base years of schemes,
    - whether its time has come, and the due dates that have passed,
    - the decisions that change figures,
    - the site's own files (units, schemes, settings of rules).

    - what the reviews across reports of the other ones of these periods left out.

The review of the period itself follows from these. So it is no part of the basis, and an assessment does not
make itself necessary again. But it may make a later period due: who assesses several asks again after each.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from sqlalchemy import Connection, delete, insert, or_, select, update

from schemas.office.site import Site
from schemas.periods import LAST_MONTHS, add_months, months_of_year_to, same_period_in
from warehouse.database.database import lock_for_writing
from warehouse.database.result_tables import assessment, scheme_assessment
from warehouse.database.tables import ACCEPTED_STATUSES, obligation, report, row_set_aside, submission
from warehouse.ledger.decisions import ASSESSED_BY, decisions


class AssessedOffice(Protocol):
    """What the bases of an office's periods hang on, as an ``Office`` has it."""

    @property
    def site(self) -> Site:
        """Its settings."""

    @property
    def as_of(self) -> date:
        """The day that counts as today."""

    @property
    def base_years(self) -> Collection[int]:
        """The years that its schemes compare with, besides last year."""

    @property
    def counts_reports(self) -> bool:
        """Whether a scheme counts reports. For it, a returned one is not a missing one."""


@dataclass(frozen=True)
class Bases:
    """What the periods of an office stand on now. ``states`` are the lines of each period, each with the form
    that it is about; ``left_out`` those lines that tell what its review across reports left out.
    """

    office: AssessedOffice
    files: str
    states: Mapping[str, Sequence[tuple[str, str]]]
    left_out: Mapping[str, Sequence[tuple[str, str]]]

    @classmethod
    def now(cls, connection: Connection, office: AssessedOffice) -> "Bases":
        """Read them."""
        site = office.site
        files = _digest([*(path.read_bytes().hex() for path in _files(site)), *_decided(connection, site.id)])
        states = _states(connection, site.id, office.as_of)
        if office.counts_reports:
            for period, lines in _not_accepted(connection, site.id).items():
                states.setdefault(period, []).extend(lines)
        return cls(office, files, states, _left_out(connection, site.id))

    def of(self, period: str, forms: Collection[str] | None = None) -> str:
        """The basis of a period. With ``forms``, the basis of what is computed from the reports of these
        forms alone.
        """
        early = (
            [] if self.office.site.has_come(period, self.office.as_of) else ["not assessed before its time"]
        )
        stands_on = (
            line
            for each in _built_on(period, self.office.base_years)
            for form, line in (
                *self.states.get(each, ()),
                *(self.left_out.get(each, ()) if each != period else ()),
            )
            if forms is None or form in forms
        )
        return _digest([self.files, *early, *stands_on])


def due(connection: Connection, office: AssessedOffice) -> dict[str, str]:
    """The periods to assess, sorted, each with its basis. When a period has been assessed, give its basis to
    ``record``.
    """
    site = office.site
    bases = Bases.now(connection, office)
    stored = select(assessment.c.period, assessment.c.basis).where(assessment.c.site == site.id)
    done = dict(connection.execute(stored).all())
    found = {period: bases.of(period) for period in _of_site(site, bases.states)}
    return {period: basis for period, basis in found.items() if basis != done.get(period)}


def last_assessments(connection: Connection, site: str) -> dict[str, str]:
    """For each period a word that is another one after each assessment, and after one that broke off."""
    rows = select(assessment.c.period, assessment.c.basis, assessment.c.computed_at)
    return {
        period: f"{basis[:16]} {computed_at:%Y%m%d%H%M%S}"
        for period, basis, computed_at in connection.execute(rows.where(assessment.c.site == site))
    }


def assessable(connection: Connection, site: Site, as_of: date) -> list[str]:
    """The periods in which there is something to assess, sorted, whether they were assessed or not. Periods
    before the site's history or after its last period are left out, and so are those in which nothing has
    come and nothing is overdue.
    """
    return _of_site(site, _states(connection, site.id, as_of))


def _of_site(site: Site, periods: Iterable[str]) -> list[str]:
    last = site.periods.last
    return [each for each in sorted(periods) if site.periods.history <= each and (not last or each <= last)]


def record(connection: Connection, site: str, period: str, basis: str) -> None:
    """Record that a period has been assessed on a basis."""
    lock_for_writing(connection, site)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    connection.execute(delete(assessment).where(assessment.c.site == site, assessment.c.period == period))
    connection.execute(insert(assessment).values(site=site, period=period, basis=basis, computed_at=now))


def forget_if_changed(connection: Connection, office: AssessedOffice, period: str) -> None:
    """Forget on what a period was assessed if that is not what the ledger holds now. Whoever writes figures
    of the period calls it first, in the same transaction.

    A run may die after it has written some of the figures. If what it had read is withdrawn afterwards, the
    old basis holds again, but not all of the old figures do.
    """
    lock_for_writing(connection, office.site.id)
    of_period, of_schemes = (
        (table.c.site == office.site.id) & (table.c.period == period)
        for table in (assessment, scheme_assessment)
    )
    basis = connection.execute(select(assessment.c.basis).where(of_period)).scalar()
    if basis and basis != Bases.now(connection, office).of(period):
        connection.execute(update(assessment).where(of_period).values(basis=""))
        connection.execute(delete(scheme_assessment).where(of_schemes))


def record_unless_done(connection: Connection, office: AssessedOffice, period: str, basis: str) -> None:
    """Record the assessment, unless another run has recorded one that fits what the ledger holds now. This
    run may have waited for that run.

    In that case this run has read the same ledger, only later. Its own basis dates from the time when it was
    asked for, and recording it would make the period due again.
    """
    lock_for_writing(connection, office.site.id)
    if period in due(connection, office):
        record(connection, office.site.id, period, basis)


def _decided(connection: Connection, site: str) -> list[str]:
    """The decisions in force that change figures without touching a file, as lines of the basis."""
    made = decisions(connection, site, ASSESSED_BY, only_in_force=True)
    return [f"decision {number}" for number in made["number"]]


def _built_on(period: str, base_years: Collection[int]) -> list[str]:
    this_year = months_of_year_to(period)
    recent = [add_months(period, -months) for months in range(1, LAST_MONTHS + 1)]
    earlier = [
        same_period_in(year, each) for year in (int(period[:4]) - 1, *base_years) for each in this_year
    ]
    return sorted({*earlier, *recent, *this_year})


def _states(connection: Connection, site: str, as_of: date) -> dict[str, list[tuple[str, str]]]:
    """For each period what counts in it, each with its form: the reports that passed their own review, and
    the reports owed whose due date has passed.

    A report that came in time is among the latter, too. If the review across reports returns it, it counts as
    missing from that day on.
    """
    states: dict[str, list[tuple[str, str]]] = defaultdict(list)
    is_accepted = report.c.form_status.in_(ACCEPTED_STATUSES)
    accepted = (
        select(report.c.period, report.c.form, report.c.report_id, submission.c.decided)
        .join(
            submission,
            (submission.c.site == report.c.site) & (submission.c.submission_id == report.c.submission_id),
        )
        .where(report.c.site == site, is_accepted)
        .order_by(report.c.period, report.c.report_id)
    )
    for period, form, report_id, decided in connection.execute(accepted):
        states[period].append((form, f"{report_id} {decided}".strip()))
    overdue = (
        select(obligation.c.period, obligation.c.unit_code, obligation.c.form, obligation.c.due_on)
        .where(obligation.c.site == site, obligation.c.due_on < as_of)
        .order_by(obligation.c.period, obligation.c.unit_code, obligation.c.form)
    )
    for period, unit_code, form, due_on in connection.execute(overdue):
        # If a deadline is extended afterwards, a late report becomes one in time.
        states[period].append((form, f"overdue {unit_code} {form} {due_on}"))
    return dict(states)


def _not_accepted(connection: Connection, site: str) -> dict[str, list[tuple[str, str]]]:
    """The reports that did not pass their own review, as lines of their periods. They are about no form that
    a scheme reads: only what stands on every form stands on them.
    """
    lines: dict[str, list[tuple[str, str]]] = defaultdict(list)
    found = (
        select(report.c.period, report.c.report_id)
        .where(report.c.site == site, report.c.form_status.not_in(ACCEPTED_STATUSES))
        .order_by(report.c.period, report.c.report_id)
    )
    for period, report_id in connection.execute(found):
        lines[period].append(("", f"returned {report_id}"))
    return lines


def _left_out(connection: Connection, site: str) -> dict[str, list[tuple[str, str]]]:
    """The reports that the reviews across reports returned, and the rows that they hold back, as lines of
    their periods.
    """
    lines: dict[str, list[tuple[str, str]]] = defaultdict(list)
    touched = (
        select(report.c.period, report.c.form, report.c.report_id, report.c.status)
        .where(
            report.c.site == site,
            report.c.form_status.in_(ACCEPTED_STATUSES),
            or_(report.c.status == "returned", report.c.cross_rows_held > 0),
        )
        .order_by(report.c.period, report.c.report_id)
    )
    for period, form, report_id, status in connection.execute(touched):
        lines[period].append((form, f"reviewed {report_id} {status}"))
    rows = (
        select(row_set_aside.c.period, row_set_aside.c.form, row_set_aside.c.report_id)
        .add_columns(row_set_aside.c.sheet, row_set_aside.c.row)
        .where(row_set_aside.c.site == site)
        .order_by(row_set_aside.c.report_id, row_set_aside.c.sheet, row_set_aside.c.row)
    )
    for period, form, report_id, sheet, row in connection.execute(rows):
        lines[period].append((form, f"held {report_id} {sheet} {row}"))
    return lines


def _files(site: Site) -> list:
    return [*sorted(site.directory.glob("*.yaml")), *sorted(site.directory.glob("*.csv")), *site.scheme_paths]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
