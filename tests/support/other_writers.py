"""Somebody else who writes to the serving database just when it is least wanted."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from warehouse.database.database import POSTGRESQL_DRIVER


@contextmanager
def another_writes_after(words: str, url: str) -> Iterator[list[str]]:
    """After every statement with these words another connection commits a row, unless whoever made the
    statement has the lock for writing.

    Gives the statements.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        other = create_engine(parsed.set(drivername=POSTGRESQL_DRIVER), poolclass=NullPool)
    else:
        other = create_engine(parsed, poolclass=NullPool, connect_args={"timeout": 0})
    seen: list[str] = []

    def write(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if words in statement:
            seen.append(statement)
            with suppress(OperationalError), other.begin() as connection:
                row = text("INSERT INTO assessment (site, period, basis) VALUES (:site, '2023-10', 'x')")
                connection.execute(row, {"site": f"elsewhere-{uuid4().hex}"})

    event.listen(Engine, "after_cursor_execute", write)
    try:
        yield seen
    finally:
        event.remove(Engine, "after_cursor_execute", write)
        other.dispose()
