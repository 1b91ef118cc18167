"""The tables of what the figures are about (维度): the office, the forms that it collects, its periods, its
schemes and their indicators. The units are in ``tables``.

Reports and results name them by code; BI joins them to titles, dates and weights.
"""

from sqlalchemy import Boolean, Column, Date, Double, Integer, String, Table, Text

from schemas.results import CODE, NAME, PERIOD
from warehouse.database.metadata import FORM, SITE, key, metadata

office = Table("office", metadata, key("site", SITE), Column("title", Text, nullable=False))
"""The offices (主管部门). ``title`` is the office's name."""

office_form = Table(
    "office_form",
    metadata,
    key("site", SITE),
    key("form", FORM),
    Column("title", Text, nullable=False),
    Column("submitters", Text, nullable=False),
    Column("months", Text, nullable=False),
    Column("is_own", Boolean, nullable=False),
    Column("fact_table", Text),
)
"""The forms. ``submitters`` and ``months`` are joined by 、. Without ``fact_table`` the rows are about
persons and only in the fact store.
"""

office_period = Table(
    "office_period",
    metadata,
    key("site", SITE),
    key("period", PERIOD),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("as_of", Date, nullable=False),
)
"""The periods for which reports are taken. ``as_of`` is the day on which they were registered."""

scheme = Table(
    "scheme",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    Column("title", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("authority", Text, nullable=False),
    Column("full_score", Double, nullable=False),
    Column("follows", String(CODE)),
)
"""The schemes, as they are at the end of their year."""

scheme_indicator = Table(
    "scheme_indicator",
    metadata,
    key("site", SITE),
    key("scheme", CODE),
    key("indicator", CODE),
    Column("number", Integer, nullable=False),
    Column("indicator_name", String(NAME), nullable=False),
    Column("section", String(NAME)),
    Column("unit_of_measure", Text, nullable=False),
    Column("direction", String(10), nullable=False),
    Column("weight", Double),
    Column("method", Text),
    Column("office_section", String(NAME)),
)
"""The indicators of a scheme in their order. Without ``weight`` one is only monitored or judged."""
