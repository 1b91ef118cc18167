"""Comparisons (核对): from a rule to a table of what it compares.

Everything here is pure: the reports to judge, and what they are compared with, give one row for each
comparison.
"""

from pandera.typing import DataFrame

from assets.reviews.comparing.both_sides import InForce, compare, compare_rows, earlier_reports
from assets.reviews.comparing.magnitudes import magnitudes
from assets.reviews.comparing.rosters import NAMED
from assets.reviews.comparing.values import Judged, about_subjects, cells, sizes, totals
from assets.reviews.frames import Compared
from schemas.cross_rules import CrossRule, Earlier, Magnitude, Named, OtherForm
from schemas.periods import add_months


def compared(rule: CrossRule, judged: Judged, in_force: InForce) -> DataFrame[Compared]:
    """The table of what a rule compares in the reports that are judged."""
    match rule.compares:
        case Earlier() as compares:
            return _with_earlier(rule, compares, judged, in_force)
        case OtherForm() as compares:
            return _with_other_form(rule, compares, judged, in_force)
        case Magnitude() as compares:
            return magnitudes(compares, judged, in_force, rule.parameters)
        case Named(name):
            return NAMED[name].table(judged, in_force)


def _with_earlier(
    rule: CrossRule, compares: Earlier, judged: Judged, in_force: InForce
) -> DataFrame[Compared]:
    """Compare a column with the same column in an earlier report."""
    form, column = in_force.forms[judged.form], compares.column
    earlier = earlier_reports(compares.against, form, judged.period, in_force)
    if rule.of_report:
        return compare(judged, totals(judged, column), totals(earlier, column))
    return compare_rows(judged, form, cells(judged, column), cells(earlier, column), earlier)


def _with_other_form(
    rule: CrossRule, compares: OtherForm, judged: Judged, in_force: InForce
) -> DataFrame[Compared]:
    """Compare a column, or the number of rows, with a column of another form."""
    form, other = in_force.forms[judged.form], in_force.forms[compares.form]
    january = f"{judged.period[:4]}-01"
    first = min(january, add_months(judged.period, -compares.months_back))
    newest = in_force.latest(other.code, first, judged.period, judged.period)
    if other.subject:
        newest = about_subjects(newest, in_force.versions)
    if compares.column is None:
        right = sizes(judged)
    elif rule.of_report:
        right = totals(judged, compares.column)
    else:
        by_unit = about_subjects(judged, in_force.versions) if form.subject else judged
        right = cells(by_unit, compares.column)
        if form.key and form.key == other.key:
            return compare_rows(judged, form, right, cells(newest, compares.other), newest)
    left = cells if other.subject else totals
    return compare(judged, right, left(newest, compares.other))
