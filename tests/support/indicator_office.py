"""A small office: one district with three townships, two schools and a bureau, and a fact store written by
hand.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa

from assets.indicators.counting.reported import Reported
from schemas.office.catalogue import BUILT_IN
from schemas.office.unit import Unit
from schemas.office.units import UnitRegistry
from warehouse.facts.measure_engines import DuckDBEngine, FactSource
from warehouse.facts.store import FactStore, fact_schema

SITE = "test"


def unit(
    code: str, name: str, kind: str, parent: str | None, group: str | None = None, short: tuple[str, ...] = ()
) -> Unit:
    return Unit(code=code, name=name, kind=kind, parent=parent, group=group, short_names=short)


UNITS = [
    unit("3213", "宿迁市", "city", None),
    unit("321302", "宿城区", "district", "3213"),
    unit("321302001", "幸福街道", "township", "321302", "街道"),
    unit("321302101", "耿车镇", "township", "321302", "镇"),
    unit("321302112", "屠园镇", "township", "321302", "镇"),
    unit("321302XX01", "江苏省宿城中等专业学校", "school", "321302", short=("宿城中专",)),
    unit("321302XX02", "宿迁信息中等专业学校", "school", "321302", short=("信息中专",)),
    unit("321302JYJ", "宿城区教育局", "bureau", "321302"),
    unit("321311", "宿豫区", "district", "3213"),
]
TOWNSHIPS = ("321302001", "321302101", "321302112")


@dataclass
class Office:
    """Reports and facts as the ledger and the fact store would hold them."""

    root: Path
    reports: list[dict] = field(default_factory=list)
    obligations: list[dict] = field(default_factory=list)
    rows: dict[tuple[str, str], list[dict]] = field(default_factory=dict)
    registry: UnitRegistry = field(default_factory=lambda: UnitRegistry(UNITS))

    def report(
        self, unit_code: str, form: str, period: str, rows: list[dict], status: str = "accepted"
    ) -> "Office":
        report_id = f"{unit_code}-{form}-{period}"
        self.reports.append(
            {
                "report_id": report_id,
                "unit_code": unit_code,
                "form": form,
                "period": period,
                "status": status if rows else "nil",
            }
        )
        for number, row in enumerate(rows, 1):
            place = {
                "report_id": report_id,
                "site": SITE,
                "unit_code": unit_code,
                "subject_code": unit_code,
                "period": period,
            }
            self.rows.setdefault((form, period), []).append(
                place | {"sheet": "表", "row": number, "lower_bounds": ""} | row
            )
        return self

    def owes(
        self,
        unit_code: str,
        form: str,
        period: str,
        status: str = "accepted",
        late: bool = False,
        late_days: int = 0,
        findings: int = 0,
        hard_findings: int = 0,
    ) -> "Office":
        due_on = date(int(period[:4]) + int(period[5:]) // 12, int(period[5:]) % 12 + 1, 5)
        self.obligations.append(
            {
                "unit_code": unit_code,
                "form": form,
                "period": period,
                "due_on": due_on,
                "status": status,
                "late": late,
                "late_days": late_days,
                "findings": findings,
                "hard_findings": hard_findings,
            }
        )
        return self

    def write(self, order=lambda rows: rows) -> "Office":
        """Write the facts, in the given order of rows."""
        for (code, period), rows in self.rows.items():
            table = pa.Table.from_pylist(order(list(rows)), schema=fact_schema(BUILT_IN[code]))
            FactStore(self.root).write(BUILT_IN[code], SITE, period, table)
        return self

    def reported(self, as_of: date = date(2024, 1, 10)) -> Reported:
        """What the indicators stand on, as a day sees it."""
        source = FactSource(FactStore(self.root), (SITE,), DuckDBEngine())
        reports = pd.DataFrame(self.reports, columns=["report_id", "unit_code", "form", "period", "status"])
        columns = ["unit_code", "form", "period", "due_on", "status", "late"]
        columns += ["late_days", "findings", "hard_findings"]
        due = pd.DataFrame(self.obligations, columns=columns)
        return Reported(source, reports, due, self.registry, BUILT_IN, as_of)


def learner(person: str, **values) -> dict:
    return {
        "person": person,
        "sex": "男",
        "registration": "未录入",
        "completion": "在读",
        "online": True,
    } | values


def institution(
    regular: int,
    accounts: int = 0,
    *,
    plaque: bool = True,
    recognised: bool = False,
    kind: str = "镇街老年大学分校",
) -> dict:
    return {
        "institution": "分校",
        "kind": kind,
        "plaque": plaque,
        "city_recognised": recognised,
        "activities": 1,
        "attendances": 10,
        "regular_learners": regular,
        "credit_accounts": accounts,
    }


def session(category: str, trainees: int, income: str | None = None, lower_bounds: str = "") -> dict:
    return {
        "session_no": f"{category}{trainees}",
        "title": "班",
        "category": category,
        "trainees": trainees,
        "income": Decimal(income) if income else None,
        "lower_bounds": lower_bounds,
    }
