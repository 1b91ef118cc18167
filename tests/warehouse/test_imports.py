"""Importing large libraries leaves the collector of garbage as it was, so that a process ends as any
other.
"""

import subprocess
import sys

import pytest

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


SPARES = """
import gc
from warehouse.processes.garbage import collect_seldom
from warehouse.processes.imports import importing
{first}
with importing():
    import decimal
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""


@pytest.mark.parametrize(("first", "spares"), [("collect_seldom()", True), ("", False)])
def test_only_a_process_that_collects_seldom_never_searches_again_what_it_imported(first, spares):
    ended = subprocess.run(
        [sys.executable, "-c", SPARES.format(first=first)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["True", str(spares)]
