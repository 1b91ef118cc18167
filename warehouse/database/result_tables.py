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

from warehouse.database.metadata import CODE, IDENTIFIER, NAME, PERIOD, SITE, key, key_number, metadata

assessment = Table(
    "assessment",
    metadata,
    key("site", SITE),
    key("period", PERIOD),
    Column("basis", String(64), nullable=False),
)
"""What each period's last assessment stood on, as a digest (see ``warehouse/results/assessments.py``)."""


indicator_value = Table(
    "indicator_value",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    key("period", PERIOD),
    Column("numerator", Double),
    Column("denominator", Double),
    Column("value", Double),
    Column("unit_of_measure", String(50)),
    Column("last_year", Double),
    Column("change", Double),
    Column("growth", Double),
    Column("target", Double),
    Column("completion", Double),
    Column("due_so_far", Double),
    Column("light", String(10)),
    Column("note", Text),
    Column("base_year", Integer),
    Column("base_value", Double),
    Column("base_change", Double),
    Column("is_lower_bound", Boolean),
    Column("absence", String(20)),
    Column("remarks", Text),
    Column("office_section", String(NAME)),
)
"""``absence`` says why there is no value; ``note`` is what ``remarks`` (JSON) say in words."""


score = Table(
    "score",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    Column("group_name", String(NAME)),
    key("period", PERIOD),
    Column("score", Double),
    Column("full_score", Double),
    Column("rank", Integer),
    Column("follows", String(CODE)),
)
"""``follows`` is the scheme of the year before with whose ranks its are compared."""


score_section = Table(
    "score_section",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("section", NAME),
    key("unit_code", CODE),
    key("period", PERIOD),
    Column("score", Double),
    Column("full_score", Double),
    Column("rank", Integer),
)


grade = Table(
    "grade",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    Column("group_name", String(NAME)),
    key("period", PERIOD),
    Column("grade", String(50), nullable=False),
    Column("reason", Text, nullable=False),
)


score_item = Table(
    "score_item",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    key("unit_code", CODE),
    key("period", PERIOD),
    Column("score", Double),
    Column("full_score", Double),
    Column("method", String(50)),
    Column("reason", Text),
    Column("self_score", Double),
)
"""``self_score`` is what the unit itself says it should be (自评分)."""


conclusion = Table(
    "conclusion",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    key("period", PERIOD),
    Column("conclusion", String(20), nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("gaps", Text, nullable=False),
)


conclusion_item = Table(
    "conclusion_item",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    key("period", PERIOD),
    Column("value", Double),
    Column("required", Double),
    Column("shortfall", Double),
    Column("unit_of_measure", String(50)),
    Column("conclusion", String(20), nullable=False),
    Column("says", Text, nullable=False),
)


indicator_status = Table(
    "indicator_status",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    key("unit_code", CODE),
    key("period", PERIOD),
    Column("status", String(20)),
)


funnel_stage = Table(
    "funnel_stage",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    key("period", PERIOD),
    key_number("step"),
    Column("stage", Text, nullable=False),
    Column("count", Double),
    Column("share", Double),
)


gap = Table(
    "gap",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    key("period", PERIOD),
    key("goal", 20),
    Column("goal_value", Double),
    Column("needed", Double),
    Column("unit_of_measure", String(50)),
    Column("points", Double),
    Column("says", Text, nullable=False),
)


monitoring = Table(
    "monitoring",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    key("period", PERIOD),
    Column("value", Double),
    Column("target", Double),
    Column("completion", Double),
    Column("due_so_far", Double),
    Column("light", String(10)),
    Column("previous_value", Double),
    Column("month_change", Double),
    Column("months_behind", Integer, nullable=False),
    Column("talk_list", Integer, nullable=False),
    Column("lacks", Text, nullable=False),
    Column("rectification", String(20), nullable=False),
    Column("unit_of_measure", String(50)),
    Column("office_section", String(NAME)),
)


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
