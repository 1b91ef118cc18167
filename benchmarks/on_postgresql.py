"""What a pass takes with a PostgreSQL server of its own on the same machine, as durable as usual."""

import os
import shutil
import time
from pathlib import Path

from benchmarks.measuring import FOLDER, RUNS, Measured, MemoryWatch, Repeated, measure
from tests.support.postgresql import BY_SOCKET_ONLY, NoPostgresql, new_database, own_server

SETTLED_AFTER = 2.0
"""Seconds after which the server has ended the processes of a pass, so that their time is counted."""


def on_postgresql(name: str, command: list[str], rows: int) -> list[Repeated]:
    """First runs of a command of Kaohe, each in a new database. What the server takes is counted in. Empty if
    no server can be started here.
    """
    try:
        with own_server(BY_SOCKET_ONLY) as server:
            process = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
            runs = [_once(name, command, new_database(server.url), process, rows) for _ in range(RUNS)]
    except NoPostgresql as reason:
        print(f"{name}: {reason}")
        return []
    return [Repeated.of(name, runs)]


def _once(name: str, command: list[str], database: str, server: int, rows: int) -> Measured:
    shutil.rmtree(FOLDER / "home", ignore_errors=True)
    before = _processor_time(server)
    watch = MemoryWatch(server)
    watch.start()
    found = measure(name, [*command, "--warehouse", database], rows)
    watch.stop()
    time.sleep(SETTLED_AFTER)
    return Measured(
        name, found.wall, found.processor + _processor_time(server) - before, found.peak + watch.peak, rows
    )


def _processor_time(process: int) -> float:
    """The seconds that a process and its children that have ended took."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:15])) / os.sysconf("SC_CLK_TCK")
