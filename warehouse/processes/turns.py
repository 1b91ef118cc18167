"""Taking turns. Some work reads the ledger and then replaces files and results by what it has read. In a home
only one process at a time does such work.

A second process waits, and then reads what the first has written. Otherwise the slower of the two would put
back what the faster has replaced. The lock ends with its process, however that ends. Dagster's storage is
made at first use; that too is done by one process at a time.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASSESSMENT, INTAKE, RETURNING = "assessment", "intake", "returning"
PARTITIONS, STORAGE, DECIDING, MAIL, ATTACHING = "partitions", "dagster", "deciding", "mail", "attaching"
"""The kinds of work that take turns. An assessment may wait for an intake, and both for the returning of
workbooks, but never the other way round. What deletes old files waits for an intake and then for the
attaching. A process that shows the partitions, makes the storage, decides, attaches or goes through the mail
waits for nothing else.
"""


@contextmanager
def in_turn(home: Path, work: str) -> Iterator[None]:
    """Wait until no other process of the home does this work. No other one does it before the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{work}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
