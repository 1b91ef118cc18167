"""An office whose figures were assessed already, so that bulletins can be issued and corrected without a
run.
"""

import shutil
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from schemas.assessment.remarks import Remark, RemarkKind, stored_remarks
from schemas.scheme import Scheme
from tests.support.offices import write_site
from warehouse.ledger import arrivals, ledger
from warehouse.office import Office, open_office
from warehouse.results import assessments, results

SCHEME = "township-2023"
UNITS = {"321302101": "耿车镇", "321302102": "埠子镇"}
INDICATOR = "A3-2"
ITEMS = {"321302101": (1317, 4000), "321302102": (1200, 4000)}
"""By unit the regular learners and the elderly: A3-2 is their ratio."""


class IssuingOffice:
    """耿车镇 and 埠子镇 with 2023-11 and 2023-12 assessed; reports of Z03 in force."""

    def __init__(self, folder: Path, prepared_home: Path) -> None:
        shutil.copytree(prepared_home, folder / "home")
        self.site = write_site(folder / "site", list(UNITS.values()), last="2023-12", as_of="2024-01-10")
        self.home = folder / "home"
        for period in ("2023-11", "2023-12"):
            for unit in UNITS:
                self.report(unit, period, f"{UNITS[unit]}{period}.xlsx", "2024-01-05 09:00")
            self.assess(period, ITEMS)

    @cached_property
    def office(self) -> Office:
        return self.on("2024-01-10")

    def on(self, day: str) -> Office:
        """The office with that day for today."""
        office = open_office(self.site, self.home, as_of=date.fromisoformat(day))
        office.prepare()
        return office

    @property
    def scheme(self) -> Scheme:
        return next(scheme for scheme in self.office.schemes if scheme.id == SCHEME)

    def report(self, unit: str, period: str, file_name: str, received: str) -> None:
        """A report of Z03 is received and accepted."""
        site = self.office.site
        received_at = datetime.fromisoformat(received).replace(tzinfo=ZoneInfo(site.time_zone))
        digest = sha256(file_name.encode()).hexdigest()
        files = pd.DataFrame(
            [
                {
                    "sha256": digest,
                    "file_name": file_name,
                    "received_at": received_at,
                    "is_dated": True,
                    "size": 1,
                }
            ]
        )
        counts = {
            "rows_read": 1,
            "rows_accepted": 1,
            "rows_held": 0,
            "rows_skipped": 0,
            "errors": 0,
            "queries": 0,
        }
        with self.office.engine.begin() as connection:
            submission = arrivals.receive(connection, site.id, files, site.time_zone)["submission_id"].iloc[0]
            row = {
                "submission_id": submission,
                "unit_code": unit,
                "form": "Z03",
                "period": period,
                "status": "accepted",
            }
            identifier = ledger.report_id(submission, unit, "Z03", period)
            reports = pd.DataFrame([{"report_id": identifier, **row, **counts}])
            findings = pd.DataFrame(columns=["report_id", *ledger.FINDING_COLUMNS])
            ledger.record_reports(connection, site, f"batch {file_name}", reports, findings)

    def assess(self, period: str, counts: dict[str, tuple[int, int]]) -> None:
        """Store A3-2 and the scores that follow from it: 100 points for 0.3, in proportion below, ranked in
        one group.
        """
        values = {unit: learners / elderly for unit, (learners, elderly) in counts.items()}
        points = {unit: round(min(each / 0.4, 1) * 100, 2) for unit, each in values.items()}
        ranks = {unit: 1 + sum(other > points[unit] for other in points.values()) for unit in points}
        indicators = pd.DataFrame(
            [
                {
                    **dict.fromkeys(
                        [
                            *("last_year", "change", "growth", "base_year", "base_value", "base_change"),
                            *("absence", "office_section"),
                        ]
                    ),
                    "indicator": INDICATOR,
                    "indicator_name": "老年教育参与率",
                    "unit_code": unit,
                    "unit_name": UNITS[unit],
                    "numerator": counts[unit][0],
                    "denominator": counts[unit][1],
                    "value": values[unit],
                    "unit_of_measure": "%",
                    "target": 0.3,
                    "completion": values[unit] / 0.3,
                    "due_so_far": 0.3,
                    "light": "绿" if values[unit] >= 0.3 else "黄",
                    "note": "分母：老年人口",
                    "is_lower_bound": False,
                    "remarks": stored_remarks([Remark(RemarkKind.DENOMINATOR, "分母：老年人口")]),
                }
                for unit in counts
            ]
        )
        shared = {"group_name": "镇", "full_score": 100.0, "follows": None}
        scores = [
            {"unit_code": u, "unit_name": UNITS[u], **shared, "score": points[u], "rank": ranks[u]}
            for u in counts
        ]
        items = [
            {
                "indicator": INDICATOR,
                "unit_code": u,
                "score": points[u],
                "full_score": 100.0,
                "method": "功效系数",
                "reason": "",
                "self_score": None,
            }
            for u in counts
        ]
        with self.office.engine.begin() as connection:
            site = self.office.site.id
            results.replace_indicators(connection, site, SCHEME, period, indicators)
            results.replace_scores(
                connection, site, SCHEME, period, pd.DataFrame(scores), pd.DataFrame(items)
            )
        self.settle()

    def settle(self) -> None:
        """Take every period for assessed on what the ledger holds now."""
        with self.office.engine.begin() as connection:
            for period, basis in assessments.due(connection, self.office).items():
                assessments.record(connection, self.office.site.id, period, basis)
