"""The bulletins of one office: read the views, build the bulletin of a scheme and period, write its three
files.

A draft may be made again at any time; it then replaces the earlier draft. Issuing is in ``issuing.py``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from assets.bulletins.building import build_bulletin
from assets.bulletins.figures.causes import DecisionChange, ReportChange
from assets.bulletins.figures.figures import figures_of
from assets.bulletins.figures.reads import forms_of_scheme
from assets.bulletins.figures.revisions import (
    IssuedFigures,
    RevisedFigure,
    revisions,
    with_objections,
)
from assets.bulletins.figures.view_frames import BulletinFrames
from assets.bulletins.issuing.notices import notice_sentence
from assets.bulletins.model import Bulletin, Figure, FigureKey, Figures, Issue
from assets.bulletins.places import FOLDER
from assets.bulletins.wording import QUARTER_ENDS
from assets.bulletins.writers.document import bulletin_document
from assets.bulletins.writers.page import bulletin_page
from assets.bulletins.writers.workbook import bulletin_workbook
from assets.scores.questions import NotAssessed
from schemas.assessment.assessed import assessed_units
from schemas.decisions import decision_words
from schemas.periods import add_months, period_end, same_period_last_year
from schemas.scheme import Scheme
from warehouse.files.durable_files import make_folder
from warehouse.files.private_files import write_private
from warehouse.ledger import reports_in_force
from warehouse.ledger.decisions import decisions, decisions_counted
from warehouse.office import Office
from warehouse.results import bulletins
from warehouse.results.bulletins import IssuedBulletin, view_rows
from warehouse.results.objections import objections


@dataclass(frozen=True)
class WrittenFile:
    """A file of a bulletin that was written, with its digest."""

    path: Path
    sha256: str


def read_frames(connection: Connection, office: Office, scheme: Scheme, period: str) -> BulletinFrames:
    """The rows of the views that a bulletin is made from. NotAssessed if there are none."""
    of_period = {"scheme": scheme.id, "period": period}
    span = {"scheme": scheme.id, "period": _span(scheme, period)}
    indicators = view_rows(connection, "bi_indicator", **span)
    if period not in set(indicators["period"]):
        raise NotAssessed(f"“{scheme.title}”没有{period}的考核结果，请先运行 kaohe run，或换一个月份")
    reports = view_rows(connection, "bi_report_status", site=office.site.id, period=period)
    return BulletinFrames(
        indicators=indicators,
        scores=view_rows(connection, "bi_score", **of_period),
        grades=view_rows(connection, "bi_grade", **of_period),
        items=view_rows(connection, "bi_score_item", **of_period),
        gaps=view_rows(connection, "bi_gap", **of_period),
        monitoring=view_rows(connection, "bi_monitoring", **of_period),
        conclusions=view_rows(connection, "bi_conclusion", **of_period),
        verdicts=view_rows(connection, "bi_conclusion_item", **of_period),
        statuses=view_rows(connection, "bi_indicator_status", **of_period),
        funnel=view_rows(connection, "bi_funnel", **of_period),
        reports=reports[
            reports["form"].isin(forms_of_scheme(scheme, office.forms))
            & reports["unit_code"].isin(_reporting_units(office, scheme, period))
        ],
    )


def _reporting_units(office: Office, scheme: Scheme, period: str) -> set[str]:
    """The assessed units and everything below them."""
    registry, end = office.site.registry, period_end(period)
    return {
        each.code
        for unit in assessed_units(scheme, registry, period)
        for each in registry.subtree(unit.data_code, end)
    }


def _span(scheme: Scheme, period: str) -> list[str]:
    """The month. At the end of a quarter that is summed up: the three months of the quarter."""
    is_end = scheme.quarterly_summary and int(period[5:]) in QUARTER_ENDS
    return [add_months(period, -back) for back in (2, 1, 0)] if is_end else [period]


def draft(office: Office, scheme: Scheme, period: str, day: date | None = None) -> Bulletin:
    """The bulletin as it stands now, as a draft. It has the revisions that it would tell if it were issued
    now.
    """
    with office.engine.connect() as connection:
        issue = Issue(None, day or office.as_of, notice_sentence(connection, office, scheme, period))
        frames = read_frames(connection, office, scheme, period)
        return bulletin_of(
            office, scheme, frames, period, issue, revisions_to_tell(connection, office, scheme, period)
        )


def bulletin_of(
    office: Office,
    scheme: Scheme,
    frames: BulletinFrames,
    period: str,
    issue: Issue,
    told: Sequence[RevisedFigure],
) -> Bulletin:
    """The bulletin of an office, made from the rows of the views."""
    settings = office.site.bulletins
    return build_bulletin(
        scheme.in_month(period),
        settings,
        office.site.name,
        office.forms,
        frames,
        period,
        issue,
        told,
        next_due(office, scheme, period),
    )


def next_due(office: Office, scheme: Scheme, period: str) -> date | None:
    """The first day on which the scheme's reports of the next period are due; None if that day is over, or if
    none are due.
    """
    following = add_months(period, 1)
    if office.site.periods.last and following > office.site.periods.last:
        return None
    forms = [
        code
        for code in forms_of_scheme(scheme, office.forms)
        if office.site.collects(code) and int(following[5:]) in office.forms[code].due
    ]
    return min(
        (day for code in forms if (day := office.site.due_on(code, following)) >= office.as_of), default=None
    )


def write_draft(office: Office, bulletin: Bulletin) -> list[WrittenFile]:
    """Write the three files of a draft under ``<home>/bulletins/<period>/``, in place of the earlier
    draft.
    """
    return [write_file(path, content) for path, content in rendered(office, bulletin).items()]


def rendered(office: Office, bulletin: Bulletin) -> dict[Path, bytes]:
    """The three files of a bulletin, each by the path where it belongs."""
    folder = office.home / FOLDER / bulletin.period
    name = f"{bulletin.scheme}_{bulletin.period[:4]}年{int(bulletin.period[5:])}月通报_{bulletin.issue.words}"
    return {
        folder / f"{name}.docx": bulletin_document(bulletin),
        folder / f"{name}.xlsx": bulletin_workbook(bulletin),
        folder / f"{name}.html": bulletin_page(bulletin).encode(),
    }


def write_file(path: Path, content: bytes) -> WrittenFile:
    """Write a file of a bulletin completely or not at all.

    A bulletin is for everybody, so everybody may read the file, and its folder gets the usual access.
    """
    make_folder(path.parent)
    write_private(path, content)
    path.chmod(0o644)
    return WrittenFile(path, hashlib.sha256(content).hexdigest())


# ---------------------------------------------------------------- what has changed since earlier issues


def revisions_to_tell(
    connection: Connection, office: Office, scheme: Scheme, period: str
) -> list[RevisedFigure]:
    """What the next issue, of this period, has to tell: figures of this and of earlier periods that were
    issued and have changed since.

    For an earlier period, readers already know the revisions that a later issue has told. For this period
    itself, readers still hold the last issue in their hands, so the figures are compared with that issue.
    """
    newest: dict[str, IssuedBulletin] = {
        each.period: each for each in bulletins.issued_bulletins(connection, office.site.id, scheme.id)
    }
    found: list[RevisedFigure] = []
    for issued in sorted(newest.values(), key=lambda each: each.period):
        if issued.period <= period:
            found += _revisions_of(connection, office, scheme, issued, with_told=issued.period < period)
    return found


def _revisions_of(
    connection: Connection, office: Office, scheme: Scheme, issued: IssuedBulletin, with_told: bool
) -> list[RevisedFigure]:
    site = office.site.id
    known = bulletins.issued_figures(connection, site, scheme.id, issued.number)
    if with_told:
        known |= bulletins.told_revisions(connection, site, scheme.id, issued.number)
    now = current_figures(connection, office, scheme, issued.period)
    figures = {FigureKey(*key): Figure(shown, value) for key, (value, shown) in known.items()}
    found = revisions(
        scheme,
        office.site.registry,
        office.forms,
        assessed_units(scheme, office.site.registry, issued.period),
        IssuedFigures(issued.number, issued.period, figures),
        now,
        [
            *report_changes(connection, office, scheme, issued),
            *decision_changes(connection, office, scheme, issued),
        ],
        scheme_digest(scheme) != issued.scheme_sha256,
    )
    return with_objections(found, objections(connection, site, scheme.id, issued.period))


def current_figures(connection: Connection, office: Office, scheme: Scheme, period: str) -> Figures:
    """The figures of a period as the views have them now."""
    frames = read_frames(connection, office, scheme, period)
    return figures_of(scheme.in_month(period), office.site.bulletins, frames, period)


def basis_of(connection: Connection, office: Office, scheme: Scheme, period: str) -> set[str]:
    """The reports in force on which a scheme's figures of a period stand: reports of the scheme's forms, from
    that year and the year before.
    """
    in_force = reports_in_force.in_force_reports(
        connection, office.site.id, forms=forms_of_scheme(scheme, office.forms)
    )
    since = f"{same_period_last_year(period)[:4]}-01"
    return set(in_force[in_force["period"].between(since, period)]["report_id"])


def report_changes(
    connection: Connection, office: Office, scheme: Scheme, issued: IssuedBulletin
) -> list[ReportChange]:
    """What has become of the reports on which an issue stands: the reports that count now and did not then,
    and the reports that no longer count and have no newer version.
    """
    then = bulletins.basis(connection, office.site.id, scheme.id, issued.number)
    now = basis_of(connection, office, scheme, issued.period)
    rows = bulletins.reports(connection, office.site.id, then ^ now)
    replaced = {(row.unit_code, row.form, row.period) for row in rows.itertuples() if row.report_id in now}
    return [
        ReportChange(
            row.unit_code,
            office.site.registry.get(row.unit_code).name,
            row.form,
            office.forms.title(row.form),
            row.form in office.forms and office.forms[row.form].subject is not None,
            row.period,
            int(row.version),
            row.file_name,
            row.received_at,
            row.report_id in now,
        )
        for row in rows.sort_values(["received_at", "report_id"]).itertuples()
        if row.report_id in now or (row.unit_code, row.form, row.period) not in replaced
    ]


def decision_changes(
    connection: Connection, office: Office, scheme: Scheme, issued: IssuedBulletin
) -> list[DecisionChange]:
    """Decisions of the office about what an issue stands on. They were made or revoked since that issue, or
    since the last issue of any period.
    """
    now = decisions_counted(connection, office.site.id)
    newest = bulletins.issued_bulletins(connection, office.site.id, scheme.id)[-1]
    changed = {
        int(number) for then in (issued, newest) for number in set(then.decided.split()) ^ set(map(str, now))
    }
    made = {int(each.number): each for each in decisions(connection, office.site.id).itertuples()}
    return [
        DecisionChange(
            each.unit_code,
            None if pd.isna(each.form) else each.form,
            each.form in office.forms and office.forms[each.form].subject is not None,
            _indicators(scheme, each),
            decision_words(each if pd.isna(each.revoked_by) else made[int(each.revoked_by)]),
        )
        for number, each in made.items()
        if number in changed
        and not pd.isna(each.unit_code)
        and (pd.isna(each.period) or each.period <= issued.period)
        and (pd.isna(each.scheme) or each.scheme == scheme.id)
    ]


def _indicators(scheme: Scheme, made: Any) -> frozenset[str] | None:
    """The indicators that a decision is about, found by their codes or by what is entered for them. None
    means all indicators that read its form.
    """
    if pd.isna(made.scheme):
        return None
    return frozenset(
        code
        for code, indicator in scheme.indicators.items()
        if made.indicator in (code, getattr(indicator.formula, "entry", None))
    )


def scheme_digest(scheme: Scheme) -> str:
    """The digest of a scheme's rules; comments in its file do not count."""
    return hashlib.sha256(scheme.model_dump_json().encode()).hexdigest()


def figures_digest(figures: Mapping[FigureKey, Figure]) -> str:
    """The digest of all figures as they are printed."""
    lines = sorted("\t".join((*key, figure.text)) for key, figure in figures.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
