"""Which periods have to be assessed (again): those whose basis has changed since their last assessment.

The basis of a period is everything that its figures rest on, kept as a digest:

    - the accepted reports of its year up to the period,
    - those of the last months, with which rosters and monthly figures are compared,
    - those of the same months of the year before, for growth, and of the base years of schemes,
    - whether its time has come, and the due dates that have passed,
    - the decisions that change figures,
    - the site's own files (units, schemes, settings of rules).

The result of the review across reports follows from these. So it is no part of the basis, and an assessment
does not make itself necessary again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, select

from schemas.office.site import Site
from schemas.periods import LAST_MONTHS, add_months, months_of_year_to, same_period_in
from warehouse.database.database import lock_for_writing
from warehouse.database.result_tables import assessment
from warehouse.database.tables import ACCEPTED_STATUSES, obligation, report, submission
from warehouse.ledger.decisions import ASSESSED_BY, decisions


@dataclass(frozen=True)
class Bases:
    """What the periods of an office stand on now. ``states`` are the lines of each period, each with the form
    that it is about.
    """

    site: Site
    as_of: date
    base_years: tuple[int, ...]
    files: str
    states: Mapping[str, Sequence[tuple[str, str]]]

    @classmethod
    def now(
        cls,
        connection: Connection,
        site: Site,
        as_of: date,
        base_years: Collection[int] = (),
        counts_reports: bool = False,
    ) -> "Bases":
        """Read them. ``base_years`` are the years that the site's schemes compare with, besides last year.
        ``counts_reports``: whether a scheme counts reports, for which a returned one is not a missing one.
        """
        files = _digest([*(path.read_bytes().hex() for path in _files(site)), *_decided(connection, site.id)])
        states = _states(connection, site.id, as_of)
        if counts_reports:
            for period, lines in _not_accepted(connection, site.id).items():
                states.setdefault(period, []).extend(lines)
        return cls(site, as_of, tuple(base_years), files, states)

    def of(self, period: str, forms: Collection[str] | None = None) -> str:
        """The basis of a period. With ``forms``, the basis of what is computed from the reports of these
        forms alone.
        """
        early = [] if self.site.has_come(period, self.as_of) else ["not assessed before its time"]
        stands_on = (
            line
            for each in _built_on(period, self.base_years)
            for form, line in self.states.get(each, ())
            if forms is None or form in forms
        )
        return _digest([self.files, *early, *stands_on])


def due(
    connection: Connection,
    site: Site,
    as_of: date,
    base_years: Collection[int] = (),
    counts_reports: bool = False,
) -> dict[str, str]:
    """The periods to assess, sorted, each with its basis. When a period has been assessed, give its basis to
    ``record``. ``base_years`` and ``counts_reports``: as in ``Bases.now``.
    """
    bases = Bases.now(connection, site, as_of, base_years, counts_reports)
    done = dict(
        connection.execute(
            select(assessment.c.period, assessment.c.basis).where(assessment.c.site == site.id)
        ).all()
    )
    found = {period: bases.of(period) for period in _of_site(site, bases.states)}
    return {period: basis for period, basis in found.items() if basis != done.get(period)}


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


def record_unless_done(
    connection: Connection,
    site: Site,
    as_of: date,
    base_years: Collection[int],
    period: str,
    basis: str,
    counts_reports: bool = False,
) -> None:
    """Record the assessment, unless another run has recorded one that fits what the ledger holds now. This
    run may have waited for that run.

    In that case this run has read the same ledger, only later. Its own basis dates from the time when it was
    asked for, and recording it would make the period due again.
    """
    lock_for_writing(connection, site.id)
    if period in due(connection, site, as_of, base_years, counts_reports):
        record(connection, site.id, period, basis)


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


def _files(site: Site) -> list:
    return [*sorted(site.directory.glob("*.yaml")), *sorted(site.directory.glob("*.csv")), *site.scheme_paths]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
