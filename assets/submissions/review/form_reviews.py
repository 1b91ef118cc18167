"""The review of whole files: their tables sorted by form, one review a form over the reports of all files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assets.submissions.opening.opening import Opened
from assets.submissions.review.reports import ReportTable, ReviewContext, Reviewed, review
from schemas.decisions import DecisionKind
from schemas.form import Form
from warehouse.ledger.decisions import decisions
from warehouse.ledger.ledger import report_id
from warehouse.office import Office


def reports_by_form(
    office: Office, files: Sequence[Opened]
) -> tuple[dict[str, list[ReportTable]], list[ReportTable]]:
    """The tables of the forms that their units owe, by form; and those of forms they do not."""
    owed: dict[str, list[ReportTable]] = defaultdict(list)
    others: list[ReportTable] = []
    for file in files:
        kind = office.site.registry.get(file.unit_code).kind
        for table in file.tables:
            report = ReportTable(file.report_id(table.form), file.unit_code, file.period, table)
            (owed[table.form] if kind in office.forms[table.form].submitters else others).append(report)
    return owed, others


def decided_reports(
    office: Office, owed: Mapping[str, Sequence[ReportTable]]
) -> tuple[frozenset[str], dict[str, str]]:
    """Those of the reports that the office has decided to take whatever is wrong with them, and those that it
    has withdrawn with the reason.
    """
    reviewed = {report.report_id for reports in owed.values() for report in reports}
    with office.engine.connect() as connection:
        made = decisions(
            connection, office.site.id, [DecisionKind.ACCEPT, DecisionKind.WITHDRAW], only_in_force=True
        )
    about = [
        (each.kind, report_id(each.submission_id, each.unit_code, each.form, each.period), each.reason)
        for each in made.itertuples()
    ]
    withdrawn = {of: why for kind, of, why in about if kind == DecisionKind.WITHDRAW and of in reviewed}
    granted = frozenset(of for kind, of, _ in about if kind == DecisionKind.ACCEPT and of in reviewed)
    return granted - withdrawn.keys(), withdrawn


def reviews(
    office: Office, owed: Mapping[str, Sequence[ReportTable]], stage: str, forms: Mapping[str, Form]
) -> Iterator[tuple[Form, Reviewed]]:
    """Review form by form, with the rules that ``forms`` have. ``stage`` is what whoever watches is told."""
    granted, withdrawn = decided_reports(office, owed)
    context = ReviewContext(office.site.registry, office.known_indicators, granted, withdrawn)
    for done, code in enumerate(sorted(owed), start=1):
        office.progress(stage, done, len(owed))
        yield forms[code], review(forms[code], owed[code], context)
