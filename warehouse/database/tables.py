"""The tables of the serving database.

Every table is keyed by site, so that several offices may share one database. Times of receipt are the
office's own clock time (``Site.time_zone``): that is what its people read, and what a due date is measured
by. What BI reads are the views of ``warehouse/database/views.py`` and the ``fact_`` tables here.
"""

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.types import TypeEngine

from schemas.form import Form

REPORT_STATUSES = (
    "nil",
    "accepted",
    "accepted_with_queries",
    "partly_accepted",
    "accepted_by_decision",
    "returned",
)
"""What became of a report."""

ACCEPTED_STATUSES = REPORT_STATUSES[:-1]
"""Of these the newest version is in force; a returned report replaces nothing."""

SUBMISSION_STATUSES = (
    "received", "accepted", "partly_accepted", "returned", "set_aside", "rejected", "duplicate",
)  # fmt: skip
"""What became of a file.

``received`` waits for its review, ``set_aside`` (待认定) for somebody to decide whose it is and for when,
``rejected`` could not be used at all.
"""

CANDIDATE_SOURCES = ("sheet", "file_name", "content")
"""What says whose a file is: a sheet, its name, or that its content is another unit's."""

FINDING_STATES = ("open", "explained", "overruled", "superseded")
"""A finding is open until a newer version of its report arrives, whatever becomes of that, until an
explanation closes it, or until the office decides to take the report all the same (特批).
"""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _key(name: str, length: int) -> Column:
    return Column(name, String(length), primary_key=True)


def _key_number(name: str) -> Column:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _among(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


SITE, CODE, FORM, PERIOD, NAME, IDENTIFIER, COLUMN, ROW_KEY = 50, 50, 20, 7, 200, 120, 63, 32

unit = Table(
    "unit",
    metadata,
    _key("site", SITE),
    _key("code", CODE),
    Column("name", String(NAME), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("parent", String(CODE)),
    Column("group_name", String(NAME)),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", String(CODE)),
)

obligation = Table(
    "obligation",
    metadata,
    _key("site", SITE),
    _key("unit_code", CODE),
    _key("form", FORM),
    _key("period", PERIOD),
    Column("due_on", Date, nullable=False),
    Column("as_of", Date, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    _key("site", SITE),
    _key("submission_id", IDENTIFIER),
    Column("sha256", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("unit_code", String(CODE)),
    Column("period", String(PERIOD)),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("decided", Text, nullable=False, server_default=""),
    _among("status", SUBMISSION_STATUSES),
    Index(None, "site", "sha256"),
    Index(None, "site", "status"),
)

candidate = Table(
    "candidate",
    metadata,
    _key("site", SITE),
    _key("submission_id", IDENTIFIER),
    _key_number("number"),
    Column("source", String(20), nullable=False),
    Column("sheet", Text),
    Column("form", String(FORM)),
    Column("unit_code", String(CODE)),
    Column("unit_text", Text),
    Column("period", String(PERIOD)),
    Column("month", Integer),
    ForeignKeyConstraint(["site", "submission_id"], ["submission.site", "submission.submission_id"]),
    _among("source", CANDIDATE_SOURCES),
)
"""What each place says of whose a file is and for when, of files that were set aside or could not be used.

``form``: which form the sheet holds. ``unit_text``: a name in no register. ``month``: also where the year is
not stated.
"""

# ``sequence`` counts the batches of a site in the order they were recorded; ``queries`` is what is still
# asked
report = Table(
    "report",
    metadata,
    _key("site", SITE),
    _key("report_id", IDENTIFIER),
    Column("unit_code", String(CODE), nullable=False),
    Column("form", String(FORM), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Column("version", Integer, nullable=False),
    Column("submission_id", String(IDENTIFIER), nullable=False),
    Column("batch", String(IDENTIFIER), nullable=False),
    Column("status", String(30), nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_accepted", Integer, nullable=False),
    Column("rows_held", Integer, nullable=False),
    Column("rows_skipped", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("queries", Integer, nullable=False),
    Column("in_force", Boolean, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("queries_explained", Integer, nullable=False, server_default="0"),
    Column("form_status", String(30), nullable=False, server_default=""),
    Column("cross_rows_held", Integer, nullable=False, server_default="0"),
    Column("cross_errors", Integer, nullable=False, server_default="0"),
    Column("cross_queries", Integer, nullable=False, server_default="0"),
    Column("cross_review", String(IDENTIFIER)),
    ForeignKeyConstraint(["site", "submission_id"], ["submission.site", "submission.submission_id"]),
    _among("status", REPORT_STATUSES),
    CheckConstraint("rows_read = rows_accepted + rows_held + rows_skipped", name="rows_accounted_for"),
    Index(None, "site", "period", "form", "unit_code"),
    Index(None, "site", "submission_id"),
    Index(None, "site", "batch"),
    Index(
        "uq_report_in_force",
        "site",
        "unit_code",
        "form",
        "period",
        unique=True,
        sqlite_where=text("in_force"),
        postgresql_where=text("in_force"),
    ),
)

"""``status`` and the counts say what counts now. ``form_status`` is what the report's own review (表内审核)
said; the ``cross_`` columns are the share of the review across reports (表间、跨期审核) in the counts, so
that it can be taken back; ``cross_review`` is the run of it that returned the report, if any did."""

row_set_aside = Table(
    "row_set_aside",
    metadata,
    _key("site", SITE),
    _key("report_id", IDENTIFIER),
    Column("sheet", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("form", String(FORM), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Index(None, "site", "period", "form"),
)
"""Accepted rows that the review across reports holds back; they are no facts while they stand here."""

finding = Table(
    "finding",
    metadata,
    Column("finding_id", Integer, primary_key=True),
    Column("site", String(SITE), nullable=False),
    Column("report_id", String(IDENTIFIER), nullable=False),
    Column("submission_id", String(IDENTIFIER), nullable=False),
    Column("unit_code", String(CODE), nullable=False),
    Column("form", String(FORM), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Column("level", String(10), nullable=False),
    Column("code", String(50), nullable=False),
    Column("sheet", Text),
    Column("cell", Text),
    Column("header", Text),
    Column("message", Text, nullable=False),
    Column("value", Text),
    Column("row_count", Integer, nullable=False),
    Column("places", Text),
    Column("state", String(20), nullable=False),
    Column("column", String(COLUMN)),
    Column("row_key", String(ROW_KEY)),
    Column("explained_by", String(IDENTIFIER)),
    Column("is_cross", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["site", "report_id"], ["report.site", "report.report_id"]),
    _among("level", ("hard", "query")),
    _among("state", FINDING_STATES),
    Index(None, "site", "report_id"),
    Index(None, "site", "period", "unit_code"),
)

explanation = Table(
    "explanation",
    metadata,
    _key("site", SITE),
    _key("submission_id", IDENTIFIER),
    _key("form", FORM),
    _key("code", CODE),
    _key("column", COLUMN),
    _key("row_key", ROW_KEY),
    Column("unit_code", String(CODE), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Column("given_at", DateTime, nullable=False),
    ForeignKeyConstraint(["site", "submission_id"], ["submission.site", "submission.submission_id"]),
    Index(None, "site", "unit_code", "form", "row_key"),
)
"""The accepted explanations (核实说明): which finding each answers, and in which submission its words stand;
these stay in the archive.
"""

assessment = Table(
    "assessment",
    metadata,
    _key("site", SITE),
    _key("period", PERIOD),
    Column("basis", String(64), nullable=False),
)
"""What each period's last assessment stood on, as a digest (see ``warehouse/results/assessments.py``)."""

indicator_value = Table(
    "indicator_value",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    _key("period", PERIOD),
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
)
"""``absence`` says why there is no value; ``note`` is what ``remarks`` (JSON) say in words."""

score = Table(
    "score",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    Column("group_name", String(NAME)),
    _key("period", PERIOD),
    Column("score", Double),
    Column("full_score", Double),
    Column("rank", Integer),
    Column("follows", String(CODE)),
)
"""``follows`` is the scheme of the year before with whose ranks its are compared."""

score_section = Table(
    "score_section",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("section", NAME),
    _key("unit_code", CODE),
    _key("period", PERIOD),
    Column("score", Double),
    Column("full_score", Double),
    Column("rank", Integer),
)

grade = Table(
    "grade",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    Column("group_name", String(NAME)),
    _key("period", PERIOD),
    Column("grade", String(50), nullable=False),
    Column("reason", Text, nullable=False),
)

score_item = Table(
    "score_item",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("indicator", CODE),
    _key("unit_code", CODE),
    _key("period", PERIOD),
    Column("score", Double),
    Column("full_score", Double),
    Column("method", String(50)),
    Column("reason", Text),
)

conclusion = Table(
    "conclusion",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    _key("period", PERIOD),
    Column("conclusion", String(20), nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("gaps", Text, nullable=False),
)

conclusion_item = Table(
    "conclusion_item",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    _key("period", PERIOD),
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
    _key("site", SITE),
    _key("scheme", CODE),
    _key("indicator", CODE),
    _key("unit_code", CODE),
    _key("period", PERIOD),
    Column("status", String(20)),
)

funnel_stage = Table(
    "funnel_stage",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    _key("period", PERIOD),
    _key_number("step"),
    Column("stage", Text, nullable=False),
    Column("count", Double),
    Column("share", Double),
)

gap = Table(
    "gap",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    _key("period", PERIOD),
    _key("goal", 20),
    Column("goal_value", Double),
    Column("needed", Double),
    Column("unit_of_measure", String(50)),
    Column("points", Double),
    Column("says", Text, nullable=False),
)

monitoring = Table(
    "monitoring",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("indicator", CODE),
    Column("indicator_name", Text, nullable=False),
    _key("unit_code", CODE),
    Column("unit_name", String(NAME), nullable=False),
    _key("period", PERIOD),
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
)

bulletin_notice = Table(
    "bulletin_notice",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key("period", PERIOD),
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
    _key("site", SITE),
    _key("scheme", CODE),
    _key_number("number"),
    Column("period", String(PERIOD), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issued_by", String(NAME), nullable=False),
    Column("without_notice", Text),
    Column("figures_sha256", String(64), nullable=False),
    Column("scheme_sha256", String(64), nullable=False),
)
"""The issued bulletins, numbered within a scheme. ``issued_by`` is a role; ``without_notice`` says why one
was issued before its time.
"""

bulletin_figure = Table(
    "bulletin_figure",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key_number("number"),
    _key("figure", 30),
    _key("item", IDENTIFIER),
    _key("unit_code", CODE),
    Column("value", Double),
    Column("shown", Text, nullable=False),
)
"""The figures as they were issued. They are written once and never changed."""

bulletin_basis = Table(
    "bulletin_basis",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key_number("number"),
    _key("report_id", IDENTIFIER),
)
"""The reports that were in force when a bulletin was issued: what is in force later and not among them has
changed its figures.
"""

bulletin_revision = Table(
    "bulletin_revision",
    metadata,
    _key("site", SITE),
    _key("scheme", CODE),
    _key_number("number"),
    _key_number("revised_number"),
    _key("figure", 30),
    _key("item", IDENTIFIER),
    _key("unit_code", CODE),
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
    _key("site", SITE),
    _key("scheme", CODE),
    _key_number("number"),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64), nullable=False),
)
"""The files of an issued bulletin, by their path in the home folder."""

objection = Table(
    "objection",
    metadata,
    _key("site", SITE),
    _key_number("objection"),
    Column("scheme", String(CODE), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Column("unit_code", String(CODE), nullable=False),
    Column("indicator", String(CODE), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("closed_on", Date),
    Column("outcome", String(20)),
    Column("closing_reason", Text),
    Index(None, "site", "scheme", "period"),
)
"""Objections (申诉) to a figure of a unit, numbered within a site; open while ``closed_on`` is missing."""

decision = Table(
    "decision",
    metadata,
    _key("site", SITE),
    _key_number("number"),
    Column("kind", String(20), nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("unit_code", String(CODE)),
    Column("form", String(FORM)),
    Column("period", String(PERIOD)),
    Column("scheme", String(CODE)),
    Column("indicator", String(CODE)),
    Column("submission_id", String(IDENTIFIER)),
    Column("file_name", Text),
    Column("cell", Text),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("basis", Text),
    Column("revoked_by", Integer),
    Index(None, "site", "kind"),
)
"""Decisions of the office (认定), numbered within a site; in force while ``revoked_by`` is missing."""

person_key = Table(
    "person_key",
    metadata,
    _key("site", SITE),
    Column("fingerprint", String(32), nullable=False),
)
"""By which person key each site's pseudonyms and row keys were made; of a key only its fingerprint is here
(``PersonKey.fingerprint``).
"""

DELETED_KINDS = ("originals", "returned", "evidence", "logs", "dagster_runs")
"""What a site's policy keeps for a time only (``schemas/settings/retention.py``)."""

deleted_file = Table(
    "deleted_file",
    metadata,
    _key("site", SITE),
    _key("kind", 20),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64)),
    Column("file_name", Text, nullable=False),
    Column("deleted_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    _among("kind", DELETED_KINDS),
    Index(None, "site", "sha256"),
)
"""Files that were deleted because their time was over, entered before they go: what is here and still lies
there is yet to be deleted.
"""

schema_fingerprint = Table(
    "schema_fingerprint",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
)
"""One row: what the schema was last made from, so that opening an up-to-date database costs one query."""


def _sql_type(arrow: pa.DataType) -> TypeEngine:
    if pa.types.is_decimal(arrow):
        return Numeric(arrow.precision, arrow.scale, asdecimal=False)
    kinds: dict[pa.DataType, TypeEngine] = {
        pa.string(): Text(),
        pa.int64(): BigInteger(),
        pa.date32(): Date(),
        pa.bool_(): Boolean(),
    }
    return kinds[arrow]


FACT_PREFIX = "fact_"


def fact_table_of(form: Form, site: str | None = None) -> Table:
    """The table of a form's facts that BI may read; ``site`` gives a site one of its own (``fact_tables``).

    The ``fact_`` tables follow the forms, not the migrations: a new form or column needs no revision.
    """
    own = f"__{site.replace('-', '_')}" if site else ""
    return Table(
        f"{FACT_PREFIX}{form.slug}{own}",
        MetaData(naming_convention=metadata.naming_convention),
        Column("site", String(SITE), nullable=False),
        Column("unit_code", String(CODE), nullable=False),
        Column("subject_code", String(CODE), nullable=False),
        Column("period", String(PERIOD), nullable=False),
        *(Column(column.name, _sql_type(column.type.arrow)) for column in form.stored_columns),
        Column("lower_bounds", Text),
        Column("report_id", String(IDENTIFIER), nullable=False),
        Column("source_sheet", Text, nullable=False),
        Column("source_row", Integer, nullable=False),
        Index(None, "site", "period", "unit_code"),
    )
