"""How well reports were sent (报送质量): how many days late, and with how many faults."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series
from sqlalchemy import Connection, case, func, select

from schemas.frames import FrameModel
from warehouse.database.frames import read_frame
from warehouse.database.tables import finding, report


class OwedReport(FrameModel):
    """A report that is owed, and how well it was sent.

    ``due_on``, ``received_at``, ``status``, ``late``: as bi_report_status has them. ``late_days``: how many
    calendar days late the first version came; 0 if none ever came. ``findings`` and ``hard_findings``: at how
    many places the reviews of all versions found a fault, or a hard one.
    """

    unit_code: Series[str]
    form: Series[str]
    period: Series[str]
    due_on: Series[Any]
    received_at: Series[Any] = pa.Field(nullable=True)
    status: Series[str]
    late: Series[Any] = pa.Field(nullable=True)
    late_days: Series[int]
    findings: Series[int]
    hard_findings: Series[int]


def with_discipline(connection: Connection, site: str, owed: pd.DataFrame) -> DataFrame[OwedReport]:
    """The reports owed, which are rows of bi_report_status, and how well they were sent."""
    same = ["unit_code", "form", "period"]
    of_reports, of_findings = ([table.c[name] for name in same] for table in (report, finding))
    first = select(*of_reports, func.min(report.c.received_on).label("first"))
    hard = case((finding.c.level == "hard", finding.c.row_count), else_=0)
    places = func.sum(finding.c.row_count).label("findings"), func.sum(hard).label("hard_findings")
    received = read_frame(connection, first.where(report.c.site == site).group_by(*of_reports))
    faults = read_frame(
        connection, select(*of_findings, *places).where(finding.c.site == site).group_by(*of_findings)
    )
    joined = owed.merge(received, how="left", on=same).merge(faults, how="left", on=same)
    late = (pd.to_datetime(joined["first"]) - pd.to_datetime(joined["due_on"])).dt.days
    counts = {name: joined[name].fillna(0) for name in ("findings", "hard_findings")}
    return OwedReport.typed(joined.assign(late_days=late.clip(lower=0).fillna(0), **counts))
