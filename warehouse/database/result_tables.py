"""The tables of results: what was assessed, and the bulletins that were made of it."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
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
    """The table that keeps such rows of every site."""
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
)
"""What each period's last assessment stood on, as a digest (see ``warehouse/results/assessments.py``)."""

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
"""The notice periods (公示) of drafts: from when to when, started by which role, and what figures were shown
then, as a digest.
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
"""The issued bulletins, numbered within a scheme. ``issued_by`` is a role; ``without_notice`` says why one
was issued before its time; ``decided``: the numbers of the decisions (认定) that it stands on.
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
"""The figures as they were issued. They are written once and never changed."""


bulletin_basis = Table(
    "bulletin_basis",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    key("report_id", IDENTIFIER),
)
"""The reports that were in force when a bulletin was issued: what is in force later and not among them has
changed its figures.
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
"""What the issue ``number`` told of changes to the figures of ``revised_number``."""


bulletin_file = Table(
    "bulletin_file",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key_number("number"),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
)
"""The files of an issued bulletin, by their path in the home folder."""


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
"""Objections (申诉) to a figure of a unit, numbered within a site; open while ``closed_on`` is missing. To be
answered by ``due_on``; one that asks for a review (复核) of an answer is a ``review_of`` that number.
"""
