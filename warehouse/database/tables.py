"""The tables of the serving database.

Every table has the site in its key, so several offices may share one database. Times of receipt are the
office's own clock time (``Site.time_zone``), because its people read that time and due dates are measured by
it. BI reads the views of ``warehouse/database/views.py`` and the ``fact_`` tables described here.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from schemas.results import CODE, NAME, PERIOD
from warehouse.database.metadata import (
    COLUMN,
    FORM,
    IDENTIFIER,
    ROW_KEY,
    SITE,
    among,
    key,
    key_number,
    metadata,
)

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
"""The statuses of accepted reports. The newest accepted version is in force; a returned report replaces
nothing.
"""


SUBMISSION_STATUSES = (
    "received", "accepted", "partly_accepted", "returned", "set_aside", "rejected", "duplicate",
)  # fmt: skip
"""What became of a file. ``received`` waits for its review. ``set_aside`` (待认定) waits until somebody
decides which unit and period it belongs to. ``rejected`` could not be used at all.
"""


CANDIDATE_SOURCES = ("sheet", "file_name", "content")
"""What says whose a file is: a sheet, the file's name, or content that equals another unit's."""


FINDING_STATES = ("open", "explained", "overruled", "superseded")
"""A finding is open until one of three things happens. A newer version of its report arrives, whatever
becomes of that version. Or an explanation closes it. Or the office decides to take the report all the same
(特批).
"""


unit = Table(
    "unit",
    metadata,
    key("site", SITE),
    key("code", CODE),
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
    key("site", SITE),
    key("unit_code", CODE),
    key("form", FORM),
    key("period", PERIOD),
    Column("due_on", Date, nullable=False),
    Column("as_of", Date, nullable=False),
)


submission = Table(
    "submission",
    metadata,
    key("site", SITE),
    key("submission_id", IDENTIFIER),
    Column("sha256", String(64), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("unit_code", String(CODE)),
    Column("period", String(PERIOD)),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("decided", Text, nullable=False, server_default=""),
    among("status", SUBMISSION_STATUSES),
    Index(None, "site", "sha256"),
    Index(None, "site", "status"),
)


candidate = Table(
    "candidate",
    metadata,
    key("site", SITE),
    key("submission_id", IDENTIFIER),
    key_number("number"),
    Column("source", String(20), nullable=False),
    Column("sheet", Text),
    Column("form", String(FORM)),
    Column("unit_code", String(CODE)),
    Column("unit_text", Text),
    Column("period", String(PERIOD)),
    Column("month", Integer),
    ForeignKeyConstraint(["site", "submission_id"], ["submission.site", "submission.submission_id"]),
    among("source", CANDIDATE_SOURCES),
)
"""What each place in a file says about its unit and period, for files that were set aside or could not be
used.

``form``: which form the sheet holds. ``unit_text``: a name that is in no register. ``month``: also given if
no year is stated.
"""


# ``sequence`` counts the batches of a site in the order in which they were recorded. ``queries`` counts the
# queries that are still open.
report = Table(
    "report",
    metadata,
    key("site", SITE),
    key("report_id", IDENTIFIER),
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
    among("status", REPORT_STATUSES),
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
said. The ``cross_`` columns hold the share of the review across reports (表间、跨期审核) in the counts, so
that the share can be taken back. If that review returned the report, ``cross_review`` names the run that did
so.
"""

report_content = Table(
    "report_content",
    metadata,
    key("site", SITE),
    key("report_id", IDENTIFIER),
    Column("keys_digest", String(ROW_KEY)),
    Column("rows_digest", String(ROW_KEY), nullable=False),
    Index(None, "site", "keys_digest"),
    Index(None, "site", "rows_digest"),
)
"""Digests by which the rows of a report are known. They show that a file holds what another unit reports."""

row_set_aside = Table(
    "row_set_aside",
    metadata,
    key("site", SITE),
    key("report_id", IDENTIFIER),
    Column("sheet", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("form", String(FORM), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Index(None, "site", "period", "form"),
)
"""Accepted rows that the review across reports holds back. While they stand here they are not facts."""


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
    Column("wrong", Text, nullable=False, server_default=""),
    Column("advice", Text),
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
    among("level", ("hard", "query")),
    among("state", FINDING_STATES),
    Index(None, "site", "report_id"),
    Index(None, "site", "period", "unit_code"),
)


explanation = Table(
    "explanation",
    metadata,
    key("site", SITE),
    key("submission_id", IDENTIFIER),
    key("form", FORM),
    key("code", CODE),
    key("column", COLUMN),
    key("row_key", ROW_KEY),
    Column("unit_code", String(CODE), nullable=False),
    Column("period", String(PERIOD), nullable=False),
    Column("given_at", DateTime, nullable=False),
    ForeignKeyConstraint(["site", "submission_id"], ["submission.site", "submission.submission_id"]),
    Index(None, "site", "unit_code", "form", "row_key"),
)
"""The accepted explanations (核实说明): which finding each answers, and which submission holds its words. The
words stay in the archive.
"""


decision = Table(
    "decision",
    metadata,
    key("site", SITE),
    key_number("number"),
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
    Column("request", String(64)),
    Index(None, "site", "kind"),
)
"""Decisions of the office (认定), numbered within a site. A decision is in force while ``revoked_by`` is
missing. ``request`` is the digest of what a workbook (认定表) or a form asks for, so that it is recorded only
once.
"""


person_key = Table(
    "person_key",
    metadata,
    key("site", SITE),
    Column("fingerprint", String(32), nullable=False),
)
"""Which person key made each site's pseudonyms and row keys. The table holds only a fingerprint of the key
(``PersonKey.fingerprint``).
"""


answering_file = Table(
    "answering_file",
    metadata,
    key("site", SITE),
    key("submission_id", IDENTIFIER),
    Column("answered_id", String(IDENTIFIER), nullable=False),
)
"""Files that hold answers to the queries about another file, given at the desk. They are entered before they
reach the inbox, so neither id needs to be in ``submission``.
"""


DELETED_KINDS = ("originals", "returned", "evidence", "attachments", "letters", "logs", "dagster_runs")
"""The kinds of files and records that a site's policy may keep for a limited time
(``schemas/settings/retention.py``).
"""


deleted_file = Table(
    "deleted_file",
    metadata,
    key("site", SITE),
    key("kind", 20),
    Column("path", Text, primary_key=True),
    Column("sha256", String(64)),
    Column("file_name", Text, nullable=False),
    Column("deleted_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    among("kind", DELETED_KINDS),
    Index(None, "site", "sha256"),
)
"""Files that were deleted because their time was over. They are entered before they are deleted. So if a file
is here and still exists, it has yet to be deleted.
"""


schema_fingerprint = Table(
    "schema_fingerprint",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
)
"""What the schema was last made from. With it, opening an up-to-date database costs one query."""
