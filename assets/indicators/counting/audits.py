"""How audits (抽查核实) change reported sums: each unit's sum is multiplied by found ÷ reported before sums
are added up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from assets.indicators.counting.aggregates import aggregate
from assets.indicators.counting.rolled_up import RolledUpFacts
from schemas.assessment.decided import Audit
from schemas.assessment.measures import FormMeasure
from schemas.assessment.remarks import Remark, RemarkKind
from schemas.figures import exact, exact_text
from schemas.form import Form

LISTED = 5
"""How many audits a note tells; the rest are only counted."""


@dataclass(frozen=True)
class Audited:
    """How much audits change a sum, and which audits they are, by reporting unit and column."""

    difference: Fraction = Fraction(0)
    audits: tuple[Audit, ...] = ()


NOT_AUDITED = Audited()


def audited_sums(
    measures: Mapping[str, FormMeasure], form: Form, facts: RolledUpFacts
) -> dict[tuple[str, str, str], Audited]:
    """(Assessed period, unit, measure) → the change by audits of units at or below the unit.

    Where there are audits, the sums of their columns are read a second time, by reporting unit.
    """
    decided = facts.reported.decided
    found: dict[tuple[str, str, str], Audited] = {}
    for column in sorted({each.column for each in decided.audits if each.form == form.code}):
        of_column = {
            name: measure.model_copy(update={"columns": (column,)})
            for name, measure in measures.items()
            if measure.audited and column in measure.columns
        }
        sums = aggregate(of_column, form, facts, "unit_code") if of_column else {}
        for (period, unit, name, reporter), given in sorted(sums.items(), key=lambda item: str(item[0][3])):
            audit = decided.audited(str(reporter), form.code, column, period)
            if audit is not None and given.counted:
                known = found.get((period, unit, name), NOT_AUDITED)
                less = (exact(given.value) or Fraction(0)) * (audit.factor - 1)
                found[period, unit, name] = Audited(known.difference + less, (*known.audits, audit))
    return found


def audit_remark(audits: Iterable[Audit], form: Form, facts: RolledUpFacts) -> Remark:
    """Which reported figures count with another amount, and by which decisions."""
    said = [audit_text(each, form, facts.registry.get(each.unit).name) for each in audits]
    more = f"等{len(said)}处" if len(said) > LISTED else ""
    return Remark(RemarkKind.AUDITED, f"抽查核实：{'、'.join(said[:LISTED])}{more}")


def audit_text(audit: Audit, form: Form, unit: str) -> str:
    """One audit in words."""
    counts = f"{exact_text(audit.found)}÷{exact_text(audit.reported)}"
    return f"{unit}“{form.column(audit.column).header}”按{counts}计（第{audit.number}号认定）"
