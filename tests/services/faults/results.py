"""What counts of a run, whatever befell it: the database, the facts, and which files lie where."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.contents import NAMES_OF_PASSES, ORDER_OF_PROCESSING, database_contents, file_hashes
from tests.support.view_contract import same_in_every_run
from warehouse.files.durable_files import BESIDE

FOLDERS = ("archive", "returned", "bulletins")
"""Of these it counts which files there are; that a file is whole where it belongs is what the archive's names
and the ledger say.
"""


@dataclass(frozen=True)
class Result:
    """The tables of the serving database, the views, the bytes of the facts, the names of the other files."""

    tables: dict[str, list[tuple]]
    views: dict[str, list[tuple]]
    facts: dict[str, str]
    files: list[str]


def result(home: Path) -> Result:
    """What a run left in its home."""
    return Result(
        database_contents(home, without=NAMES_OF_PASSES | ORDER_OF_PROCESSING),
        views(home),
        {
            name: content
            for name, content in file_hashes(home / "facts").items()
            if not Path(name).name.startswith(BESIDE)
        },
        sorted(
            path.relative_to(home).as_posix()
            for folder in FOLDERS
            for path in (home / folder).rglob("*")
            if _counts(path)
        ),
    )


def _counts(path: Path) -> bool:
    """Not what a killed run left half written, nor a damaged original that was put aside."""
    return path.is_file() and not path.name.startswith(BESIDE) and path.suffix != ".damaged"


def views(home: Path) -> dict[str, list[tuple]]:
    """Every view that BI reads, rows in a fixed order."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"
            )
        ]
        return {
            name: sorted(connection.execute(f"SELECT {same_in_every_run(name)} FROM {name}"), key=repr)
            for name in names
        }
