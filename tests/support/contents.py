"""What a run has written, in a shape that two runs can be compared by."""

import hashlib
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, create_engine, inspect, select

from warehouse import office

NAMES_OF_PASSES = frozenset({("report", "batch"), ("report", "cross_review"), ("assessment", "computed_at")})
"""Columns that hold the id or the time of a run, different in every pass."""

KEYS_OF_HOMES = frozenset(
    {("person_key", "fingerprint"), ("report_content", "keys_digest"), ("report_content", "rows_digest")}
)
"""Columns that tell homes with person keys of their own apart."""

ORDER_OF_PROCESSING = frozenset({("report", "sequence"), ("finding", "finding_id")})
"""Columns that tell in which pass, or in which order, something was recorded."""


def database_contents(
    home: Path, without: Collection[tuple[str, str]] = frozenset()
) -> dict[str, list[tuple]]:
    """Every table of the serving database with its rows in a fixed order; ``without`` leaves out columns
    (table, column).
    """
    engine = create_engine(office.default_url(home))
    with engine.connect() as connection:
        contents = {
            name: _rows(connection, name, without) for name in sorted(inspect(connection).get_table_names())
        }
    engine.dispose()
    return contents


def _rows(connection: Connection, name: str, without: Collection[tuple[str, str]]) -> list[tuple]:
    table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
    columns = [column for column in table.columns if (name, column.name) not in without]
    return sorted(map(tuple, connection.execute(select(*columns))), key=repr)


def file_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }
