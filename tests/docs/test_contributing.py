"""CONTRIBUTING's steps, followed literally: the form's class, its example rows, a workbook for it, a scheme
over it.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(
    r"^```(\w*)\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
FORM, EXAMPLES, TABLES, _, WORKBOOK = (text for language, text in BLOCKS if language == "python")
TEMPLATE = next(
    line.split(maxsplit=1)[1] for _, text in BLOCKS for line in text.splitlines() if " template Z05 " in line
)
SCHEME = next(text for language, text in BLOCKS if language == "yaml")

AT_THE_END_OF_ITS_MODULE = f"import schemas.forms.townships as module\nexec({FORM!r}, vars(module))\n"
"""Stands for writing the class into the module: the form is there before anything else is imported."""


def python(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", AT_THE_END_OF_ITS_MODULE + program, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


COMMANDS = """
import json
import sys
from contextlib import redirect_stdout
from io import StringIO

from desk.command_line import run_command

for line in sys.stdin:
    sys.argv = ["kaohe", *json.loads(line)]
    with redirect_stdout(StringIO()) as written:
        code = run_command()
    print(json.dumps([code, written.getvalue()]), flush=True)
"""
"""A process that makes one command after the other: the form is written into its module once."""


@dataclass(frozen=True)
class Trial:
    """A copy of the sample office with an inbox of its own, and the process that works for it."""

    folder: Path
    process: subprocess.Popen[str]

    def kaohe(self, *arguments: str) -> str:
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        code, written = json.loads(self.process.stdout.readline())
        assert code == 0, written
        return written

    def run(self) -> dict:
        folder = str(self.folder)
        return json.loads(self.kaohe("run", "--site", folder, "--home", f"{folder}/home", "--json"))


@pytest.fixture(scope="module")
def trial(tmp_path_factory) -> Iterator[Trial]:
    """The workbook is in its inbox."""
    folder = tmp_path_factory.mktemp("trial")
    for name in ("submissions", "schemes"):
        (folder / name).mkdir()
    for name in ("site.yaml", "units.csv"):
        shutil.copy(ROOT / "sites" / "sucheng" / name, folder)
    command = [sys.executable, "-c", AT_THE_END_OF_ITS_MODULE + COMMANDS]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        trial = Trial(folder, process)
        trial.kaohe(*TEMPLATE.replace("/tmp/trial", str(folder)).split())
        python(WORKBOOK.replace("/tmp/trial", str(folder)))
        yield trial
        process.stdin.close()


def test_the_example_rows_pass_and_fail_as_they_say():
    program = f"""
import sys
sys.path[:0] = ["tests/schemas"]
VALID, FAULTS, CATALOGUE, COLUMNS, CHECKS = {{}}, [], [], {{}}, {{}}
exec({EXAMPLES!r})
exec({TABLES!r})
import test_forms as tests
for row in CATALOGUE:
    tests.test_forms_are_those_of_the_catalogue(*row)
tests.COLUMNS.update(COLUMNS)
tests.CHECKS.update(CHECKS)
tests.VALID.update(VALID)
tests.test_columns_keep_their_names_and_types("Z05")
tests.test_every_check_has_its_place_and_level("Z05")
tests.test_a_valid_row_has_no_finding("Z05")
for fault in FAULTS:
    tests.test_each_fault_gives_its_finding_on_its_columns(*fault)
"""
    python(program)


def test_a_workbook_a_fault_and_a_scheme_come_out_as_described(trial):
    assert trial.run()["submissions"] == {"accepted": 1}
    workbook = load_workbook(next(trial.folder.joinpath("submissions").glob("*.xlsx")))
    workbook["社区书屋开放情况表"].cell(5, 5).value = 301
    workbook.save(trial.folder / "submissions" / "耿车镇2023年6月书屋更正.xlsx")
    assert trial.run()["submissions"] == {"accepted": 1, "returned": 1}
    (trial.folder / "schemes" / "reading-2023.yaml").write_text(SCHEME, encoding="utf-8")
    scores = {row["unit_name"]: row["score"] for row in trial.run()["scores"] if row["period"] == "2023-12"}
    assert scores.pop("耿车镇") == 75
    assert set(scores.values()) == {0}
