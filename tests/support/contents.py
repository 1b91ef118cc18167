"""What a run has written, in a shape that two runs can be compared by."""

import hashlib
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

NAMES_OF_PASSES = frozenset({("report", "batch"), ("report", "cross_review")})
"""Columns that hold the id of a run of Dagster, different in every pass."""

ORDER_OF_PROCESSING = frozenset({("report", "sequence"), ("finding", "finding_id")})
"""Columns that tell in which pass, or in which order, something was recorded."""


def database_contents(home: Path, without: Collection[tuple[str, str]] = frozenset()) -> dict[str, list[tuple]]:
    """Every table of the serving database with its rows in a fixed order; ``without`` leaves out columns (table, column)."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {table: _rows(connection, table, without) for table in tables}


def _rows(connection: sqlite3.Connection, table: str, without: Collection[tuple[str, str]]) -> list[tuple]:
    columns = [column for _, column, *_ in connection.execute(f"PRAGMA table_info({table})") if (table, column) not in without]
    return sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)


def file_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
