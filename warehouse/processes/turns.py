"""Taking turns: what reads the ledger and then replaces files and results by what it has read is done by one
process of a home at a time.

Whoever comes second waits, and reads what the first has left; else the slower of two would put back what the
faster has replaced. The lock goes with its process, however that ends. Dagster's storage, which is made at
first use, is made by one process at a time, too.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASSESSMENT, INTAKE, RETURNING = "assessment", "intake", "returning"
PARTITIONS, STORAGE, DECIDING = "partitions", "dagster", "deciding"
"""What is done in turns. An assessment may wait for an intake, and both for the returning of workbooks; never
the other way round. Who shows the partitions, makes the storage or decides waits for nothing else."""


@contextmanager
def in_turn(home: Path, work: str) -> Iterator[None]:
    """Wait until no other process of the home does this work; none does until the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{work}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
