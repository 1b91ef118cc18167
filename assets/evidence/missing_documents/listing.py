"""Who lacks which document (缺件): the learners of the rosters in force whose 学籍 cannot be registered
before something is handed in.

Facts know persons only by a pseudonym, so the names come from the archived originals. The names are for the
office alone. They go into a private workbook and nowhere else. Every original that is opened is entered in
the log of access.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow.compute as pc

from assets.evidence.tree.originals import Originals, RowPlace
from assets.indicators.counting.coverage import Report, select_reports
from schemas.assessment.measures import Span
from schemas.form import Form
from schemas.office.unit import Unit
from schemas.periods import months_of_year_to, period_end
from warehouse.ledger import reports_in_force
from warehouse.office import Office
from warehouse.results.sources import report_versions

ROSTER = "Z02"
"""学历技能双提升学员名册."""


class NoRoster(Exception):
    """There is nothing to list; the message says why in Chinese."""


@dataclass(frozen=True)
class Learner:
    """A learner who lacks ``documents``. ``resident_id`` is masked. The place is that of the learner's row in
    the unit's file.
    """

    unit: Unit
    name: str
    resident_id: str
    village: str
    class_name: str
    registration: str
    documents: tuple[str, ...]
    place: RowPlace


@dataclass(frozen=True)
class MissingDocuments:
    """The learners who lack a document by the rosters in force at the end of a period, by unit and in the
    order of the rosters.

    ``roster`` is the form. ``units`` are all units that have a roster, even if nobody in it lacks anything.
    ``unreadable`` are the files whose originals could not be read again; the names of their learners are
    missing.
    """

    period: str
    roster: Form
    units: tuple[Unit, ...]
    learners: tuple[Learner, ...]
    unreadable: tuple[str, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that a learner may lack: 身份证、户口册、标准像."""
        return self.roster.column("missing_documents").values

    def of(self, unit: Unit) -> list[Learner]:
        """The learners of one unit."""
        return [learner for learner in self.learners if learner.unit == unit]


def counted(learners: Sequence[Learner], documents: Sequence[str]) -> dict[str, int]:
    """How many learners lack each document. A learner who lacks several counts for each of them."""
    found = Counter(document for learner in learners for document in learner.documents)
    return {document: found[document] for document in documents}


def missing_documents(office: Office, period: str | None = None, unit: str | None = None) -> MissingDocuments:
    """The list as of the end of a period, from each unit's newest roster of the year. Without a period, it is
    the newest period with a roster.

    ``unit`` (a name or code) limits the list to that unit and those below it. Raises NoRoster if the unit is
    not known or there is no roster. The learners are the ones that the measures of the period count.
    """
    roster = office.forms[ROSTER]
    months = months_of_year_to(period) if period else None
    with office.engine.connect() as connection:
        frame = reports_in_force.in_force_reports(connection, office.site.id, forms=[ROSTER], periods=months)
        chosen = _chosen(office, frame, period, unit)
        if not chosen:
            raise NoRoster(f"{f'{unit}的' if unit else ''}{roster.title}还没有一份已接收，列不出缺件名单")
        files = report_versions(
            connection,
            office.site.id,
            [ROSTER],
            min(r.period for r in chosen),
            max(r.period for r in chosen),
        )
    shown = period or max(report.period for report in chosen)
    originals = Originals(office, f"documents {shown}")
    sources = {row.report_id: (row.submission_id, row.sha256, row.file_name) for row in files.itertuples()}
    units = {report.unit_code: office.site.registry.get(report.unit_code) for report in chosen}
    learners = [
        _learner(
            units[report.unit_code],
            row,
            roster,
            RowPlace(*sources[report.report_id], ROSTER, row["sheet"], row["row"]),
            originals,
        )
        for report in chosen
        for row in _rows(office, report)
    ]
    return MissingDocuments(
        shown, roster, tuple(units.values()), tuple(learners), tuple(originals.unreadable.values())
    )


def _chosen(office: Office, frame: pd.DataFrame, period: str | None, unit: str | None) -> list[Report]:
    """Each unit's newest roster, in the order of the unit register."""
    reports = [Report(row.unit_code, row.period, row.report_id, row.status) for row in frame.itertuples()]
    if unit is not None:
        among = _codes(office, unit, period)
        reports = [report for report in reports if report.unit_code in among]
    if not reports:
        return []
    last = period or max(report.period for report in reports)
    newest = select_reports(reports, Span.LATEST, last, office.site.registry.take_overs)
    order = {each.code: place for place, each in enumerate(office.site.registry)}
    return sorted(newest, key=lambda report: order[report.unit_code])


def _codes(office: Office, text: str, period: str | None) -> set[str]:
    registry = office.site.registry
    on = period_end(period) if period else office.as_of
    found = registry.resolve(text, on=on)
    if found is None:
        raise NoRoster(f"单位“{text}”不在单位名录中，请写规范名称或单位代码")
    return {each.code for each in registry.subtree(found.code, on)}


def _rows(office: Office, report: Report) -> list[dict]:
    facts = office.store.read(office.forms[ROSTER], office.site.id, report.period)
    lacks = pc.and_(
        pc.equal(facts["report_id"], report.report_id),
        pc.greater(pc.utf8_length(facts["missing_documents"]), 0),
    )
    return facts.filter(lacks).sort_by([("sheet", "ascending"), ("row", "ascending")]).to_pylist()


def _learner(unit: Unit, row: dict, roster: Form, place: RowPlace, originals: Originals) -> Learner:
    (number,) = originals.cells(place, ["resident_id"])
    return Learner(
        unit,
        originals.name(place, "name"),
        number.text,
        row["village"],
        row["class_name"] or "",
        row["registration"],
        tuple(
            document
            for document in roster.column("missing_documents").values
            if document in row["missing_documents"]
        ),
        place,
    )
