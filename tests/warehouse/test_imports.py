"""Importing large libraries leaves the collector of garbage as it was, so that a process ends as any
other.
"""

import subprocess
import sys

ENDS_IN_THE_MIDDLE = """
import duckdb
from warehouse.processes.imports import importing
connection = duckdb.connect()
rows = connection.sql("SELECT 1")
with importing():
    import decimal
def broken():
    try:
        raise ValueError
    except ValueError:
        raise SystemExit(1)
broken()
"""


def test_duckdb_has_nothing_to_tell_when_a_process_ends_that_imported_more_meanwhile():
    ended = subprocess.run([sys.executable, "-c", ENDS_IN_THE_MIDDLE], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "")
