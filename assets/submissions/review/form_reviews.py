"""The review of whole files: tables are sorted by form, and each form is reviewed once over all files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from assets.submissions.opening.opening import Opened
from assets.submissions.review.checking.unnamed_totals import key_of
from assets.submissions.review.reports import ReportTable, ReviewContext, Reviewed, review
from schemas.form import Form
from warehouse.facts.store import FactStoreError
from warehouse.ledger import reports_in_force
from warehouse.ledger.decisions import DecidedFiles
from warehouse.office import Office


def reports_by_form(
    office: Office, files: Sequence[Opened]
) -> tuple[dict[str, list[ReportTable]], list[ReportTable]]:
    """The tables of forms that their units owe, by form; and the tables of forms that they do not owe."""
    owed: dict[str, list[ReportTable]] = defaultdict(list)
    others: list[ReportTable] = []
    for file in files:
        kind = office.site.registry.get(file.unit_code).kind
        for table in file.tables:
            report = ReportTable(file.report_id(table), file.unit_code, file.period_of(table), table)
            (owed[table.form] if kind in office.forms[table.form].submitters else others).append(report)
    return owed, others


def reviews(
    office: Office,
    owed: Mapping[str, Sequence[ReportTable]],
    decided: DecidedFiles,
    stage: str,
    forms: Mapping[str, Form],
) -> Iterator[tuple[Form, Reviewed]]:
    """Review form by form, with the rules in ``forms``. ``stage`` names this work in the progress display."""
    context = ReviewContext(
        office.site.registry,
        office.known_indicators,
        decided.granted,
        decided.withdrawn,
        partial(_reported, office),
        office.scheme_titles,
    )
    for done, code in enumerate(sorted(owed), start=1):
        office.progress(stage, done, len(owed))
        yield forms[code], review(forms[code], owed[code], context)


def _reported(office: Office, form: Form, unit_code: str, period: str) -> frozenset[tuple[str, ...]]:
    """The keys of the rows in a unit's last report in force before a period.

    There are none if the key is a person, because no names of persons are kept.
    """
    if any(form.column(name).personal for name in form.key):
        return frozenset()
    with office.engine.connect() as connection:
        last = reports_in_force.last_in_force(connection, office.site.id, [unit_code], form.code, period)
    if last is None:
        return frozenset()
    try:
        rows = office.store.accepted(form, [last.batch]).to_pandas()
    except FactStoreError:  # a missing file is made again elsewhere, when the rows themselves are needed
        return frozenset()
    own = rows[(rows["unit_code"] == unit_code) & (rows["period"] == last.period)]
    return frozenset(map(key_of, own[list(form.key)].itertuples(index=False, name=None)))
