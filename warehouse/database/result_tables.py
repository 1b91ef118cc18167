"""The tables of results: what was assessed, and the bulletins that were made from it."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from schemas.frames import KEY, LENGTH, FrameModel
from schemas.results import (
    CODE,
    NAME,
    PERIOD,
    ConclusionItemRow,
    ConclusionRow,
    FunnelRow,
    GapRow,
    GradeRow,
    IndicatorRow,
    MonitoringRow,
    ScoreItemRow,
    ScoreRow,
    SectionRow,
    StatusRow,
)
from warehouse.database.metadata import IDENTIFIER, SITE, key, key_number, metadata

NUMBERS = {"Float64": Double, "Int64": Integer, "boolean": Boolean}


def table_of(name: str, row: type[FrameModel]) -> Table:
    """The table that keeps the rows of such a frame, for every site."""
    columns = []
    for column, about in row.to_schema().columns.items():
        stated = about.metadata or {}
        text = String(stated[LENGTH]) if stated.get(LENGTH) else Text
        kind, is_key = NUMBERS.get(str(about.dtype), text), stated.get(KEY, False)
        columns.append(
            Column(
                column, kind, primary_key=is_key, nullable=about.nullable and not is_key, autoincrement=False
            )
        )
    return Table(name, metadata, key("site", SITE), *columns)


assessment = Table(
    "assessment",
    metadata,
    key("site", SITE),
    key("period", PERIOD),
    Column("basis", String(64), nullable=False),
    Column("computed_at", DateTime),
)
"""The basis of each period's last assessment, as a digest (see ``warehouse/results/assessments.py``), and
when it was completed (UTC).
"""

scheme_assessment = Table(
    "scheme_assessment",
    metadata,
    key("site", SITE),
    key("period", PERIOD),
    key("scheme", CODE),
    Column("basis", String(64), nullable=False),
)
"""The basis of each scheme's last assessment of a period, as a digest (see
``warehouse/results/scheme_bases.py``).
"""

indicator_value = table_of("indicator_value", IndicatorRow)
score = table_of("score", ScoreRow)
score_section = table_of("score_section", SectionRow)
grade = table_of("grade", GradeRow)
score_item = table_of("score_item", ScoreItemRow)
conclusion = table_of("conclusion", ConclusionRow)
conclusion_item = table_of("conclusion_item", ConclusionItemRow)
indicator_status = table_of("indicator_status", StatusRow)
funnel_stage = table_of("funnel_stage", FunnelRow)
gap = table_of("gap", GapRow)
monitoring = table_of("monitoring", MonitoringRow)


bulletin_notice = Table(
    "bulletin_notice",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("period", PERIOD),
    Column("started_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("started_by", String(NAME), nullable=False),
    Column("figures_sha256", String(64), nullable=False),
)
"""The notice periods (公示) of drafts: their first and last day, the role that started them, and a digest of
the figures that were shown then.
"""


bulletin = Table(
    "bulletin",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    Column("period", String(PERIOD), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issued_by", String(NAME), nullable=False),
    Column("without_notice", Text),
    Column("figures_sha256", String(64), nullable=False),
    Column("scheme_sha256", String(64), nullable=False),
    Column("decided", Text, nullable=False, server_default=""),
)
"""The issued bulletins, numbered within a scheme. ``issued_by`` is a role. ``without_notice`` is the reason
if one was issued before its time. ``decided`` holds the numbers of the decisions (认定) that the bulletin
rests on.
"""


bulletin_figure = Table(
    "bulletin_figure",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    key("figure", 30),
    key("item", IDENTIFIER),
    key("unit_code", CODE),
    Column("value", Double),
    Column("shown", Text, nullable=False),
)
"""The figures as they were issued. They are written once and never change."""


bulletin_basis = Table(
    "bulletin_basis",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    key("report_id", IDENTIFIER),
)
"""The reports that were in force when a bulletin was issued. If another report is in force later, it has
changed the bulletin's figures.
"""


bulletin_revision = Table(
    "bulletin_revision",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    key_number("revised_number"),
    key("figure", 30),
    key("item", IDENTIFIER),
    key("unit_code", CODE),
    Column("old_value", Double),
    Column("old_shown", Text, nullable=False),
    Column("new_value", Double),
    Column("new_shown", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""What issue ``number`` told about changes to the figures of issue ``revised_number``."""


bulletin_file = Table(
    "bulletin_file",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
)
"""The files of an issued bulletin, by their paths in the home folder."""


objection = Table(
    "objection",
    metadata,
    key("site", SITE),
    key_number("objection"),
    Column("scheme", String(CODE), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Column("unit_code", String(CODE), nullable=False),
    Column("indicator", String(CODE), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("closed_on", Date),
    Column("outcome", String(20)),
    Column("closing_reason", Text),
    Column("due_on", Date),
    Column("review_of", Integer),
    Index(None, "site", "scheme", "period"),
)
"""Objections (申诉) to a unit's figure, numbered within a site. An objection is open while ``closed_on`` is
missing, and should be answered by ``due_on``. If it asks for a review (复核) of an answer, ``review_of`` is
the number of the objection that was answered.
"""
