"""Which schemes of a period have to be assessed (again): those whose own basis has changed.

A report of one form changes the figures of the schemes that read this form. So a scheme has a basis of its
own: that of its period (see ``assessments``), of which it keeps what is about the forms that it stands on.
The figures of the other schemes stay as they are stored.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select

from schemas.assessment.measures import FormMeasure, UnitCount
from schemas.form import Form
from schemas.scheme import Scheme
from warehouse.database.result_tables import scheme_assessment
from warehouse.results.assessments import Bases

FormsOfSchemes = Mapping[str, Collection[str] | None]
"""For every scheme, by id, the result of ``stands_on``."""


def forms_of_schemes(schemes: Collection[Scheme], forms: Mapping[str, Form]) -> FormsOfSchemes:
    """What each of an office's schemes stands on."""
    return {scheme.id: stands_on(scheme, schemes, forms) for scheme in schemes}


def stands_on(scheme: Scheme, schemes: Iterable[Scheme], forms: Mapping[str, Form]) -> frozenset[str] | None:
    """The forms whose reports can change a scheme's figures. None if that is every form, as where it counts
    the reports themselves (迟报、退回).

    They are the forms that it reads, those of the schemes whose scores it takes in, and all with which the
    review across reports compares these, because it may return reports or hold rows back.
    """
    together = _taken_in(scheme, {each.id: each for each in schemes})
    measures = [measure for each in together for measure in each.measures.values()]
    if not all(isinstance(measure, FormMeasure | UnitCount) for measure in measures):
        return None
    found: set[str] = set()
    waiting = {code for each in together for code in each.forms}
    while waiting:
        found |= waiting
        known = [forms[code] for code in waiting if code in forms]
        waiting = {other for form in known for rule in form.crossing for other in rule.others} - found
    return frozenset(found)


def due_schemes(connection: Connection, bases: Bases, period: str, on: FormsOfSchemes) -> list[str]:
    """The ids of the schemes whose basis in a period is not the one on which they were assessed."""
    rows = select(scheme_assessment.c.scheme, scheme_assessment.c.basis).where(
        scheme_assessment.c.site == bases.office.site.id, scheme_assessment.c.period == period
    )
    done = dict(connection.execute(rows).all())
    return [scheme for scheme, forms in on.items() if bases.of(period, forms) != done.get(scheme)]


def record_schemes(connection: Connection, bases: Bases, period: str, basis: str, on: FormsOfSchemes) -> None:
    """Record that all schemes have figures of a period that stand on what the ledger holds now, if its basis
    still is ``basis``, for which the assessment was asked.

    Otherwise something came meanwhile, and nobody can tell what the figures stand on. Then nothing is known
    of the period, and all its schemes are assessed the next time.
    """
    table, site = scheme_assessment, bases.office.site.id
    connection.execute(delete(table).where(table.c.site == site, table.c.period == period))
    if on and bases.of(period) == basis:
        known = {"site": site, "period": period}
        rows = [{**known, "scheme": each, "basis": bases.of(period, forms)} for each, forms in on.items()]
        connection.execute(insert(table), rows)


def _taken_in(scheme: Scheme, schemes: Mapping[str, Scheme]) -> list[Scheme]:
    """A scheme, and those whose scores it takes in, directly or through others."""
    found: dict[str, Scheme] = {}
    waiting = [scheme]
    while waiting:
        each = waiting.pop()
        if each.id not in found:
            found[each.id] = each
            waiting += [schemes[name] for name in each.built_on if name in schemes]
    return list(found.values())
