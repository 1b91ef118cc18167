"""Which of the large libraries a command imports: one that asks for little starts at once."""

import json
import subprocess
import sys

import pytest

from tests.support.databases import about_files

pytestmark = about_files

LARGE = (
    "alembic",
    "dagster",
    "django",
    "docx",
    "duckdb",
    "great_expectations",
    "ibis",
    "jieba",
    "matplotlib",
    "openpyxl",
    "pandas",
    "pandera",
    "pyparsing",
    "python_calamine",
    "sqlalchemy",
)
ALLOWED = {
    ("--help",): set(),
    ("--version",): set(),
    ("nothing-of-the-kind",): set(),
    ("status",): {"pandas", "pandera", "sqlalchemy"},
    ("remind",): {"pandas", "pandera", "sqlalchemy"},
    ("check",): {"pandas", "pandera", "sqlalchemy"},
}

PROGRAM = """
import json, sys
from desk.command_line import run_command
run_command()
print()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def home(kaohe, tmp_path_factory):
    """A home in which a command has run."""
    home = tmp_path_factory.mktemp("imports") / "home"
    assert kaohe("database", "prepare", home=home).returncode == 0
    return home


@pytest.mark.parametrize("arguments", ALLOWED, ids=" ".join)
def test_a_command_imports_what_it_uses(arguments, home):
    options = ["--home", str(home)] if arguments[0] in ("status", "remind") else []
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments, *options], capture_output=True, text=True, check=True
    )
    modules = set(json.loads(ended.stdout.splitlines()[-1]))
    assert {name for name in LARGE if name in modules} == ALLOWED[arguments]
