"""Importing large libraries so that a command starts and ends quickly."""

import subprocess
import sys

PROGRAM = """
import atexit, sys
from warehouse.imports import importing
with importing():
    import duckdb
atexit.register(print, "said at the end", file=sys.stderr)
connection = duckdb.connect()
print("a failure", file=sys.stderr)
"""


def test_a_process_that_froze_its_libraries_says_nothing_of_them_when_it_ends():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "a failure\nsaid at the end\n")
