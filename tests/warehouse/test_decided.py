"""The decisions that change figures, as the assessment reads them."""

from datetime import datetime
from fractions import Fraction

from schemas.assessment.decided import Audit, Entry, Exemption
from schemas.decisions import DecisionKind
from warehouse.ledger.decisions import Decision, decided_of, record_decision, revoke_decision


def made(kind: DecisionKind, **particulars) -> Decision:
    return Decision(kind, datetime(2023, 12, 1), "局长", "经核实", **particulars)


def test_what_is_in_force_is_read_by_kind(engine, site):
    of_unit = {"unit_code": "321302101", "scheme": "township-2023", "indicator": "A3-1"}
    decisions = [
        made(DecisionKind.EXEMPT, **of_unit),
        made(DecisionKind.EXEMPT, **of_unit | {"indicator": "A3-2"}, period="2023-11"),
        made(DecisionKind.ENTER, **of_unit | {"indicator": "satisfaction"}, period="2023-09", value="86.5"),
        made(
            DecisionKind.AUDIT,
            unit_code="321302101",
            form="Z03",
            cell="learners",
            period="2023-10",
            value="90/100",
        ),
        made(DecisionKind.EXEMPT, **of_unit | {"indicator": "A3-3"}),
    ]
    with engine.begin() as connection:
        for decision in decisions:
            record_decision(connection, site.id, decision)
        revoke_decision(connection, site.id, 5, made(DecisionKind.REVOKE, value="5"))
    with engine.connect() as connection:
        found = decided_of(connection, site.id)
    assert found.exemptions == (
        Exemption("township-2023", "A3-1", "321302101", None, 1),
        Exemption("township-2023", "A3-2", "321302101", "2023-11", 2),
    )
    assert found.entries == (
        Entry("township-2023", "satisfaction", "321302101", "2023-09", Fraction("86.5"), 3),
    )
    assert found.audits == (Audit("321302101", "Z03", "learners", "2023-10", Fraction(90), Fraction(100), 4),)
