"""Nothing that any command writes or prints, and nothing that a crash leaves behind, holds a name, an ID
number or a phone number.

The samples of a county and of a college are read and every command is used on them. What is for the office
alone has folders of its own.
"""

import json
import os
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner

from desk.command_line import main_group
from tests.sites.conftest import SITES
from tests.support.offices import SmallOffice
from tests.support.personal_data import PersonalData, everything_told, personal_data_of
from tests.support.workbooks import FAULTY, township_workbook

pytestmark = pytest.mark.services

OWN = {"archive", "returned", "evidence"}
COMMANDS = {
    "county": [
        ["status"],
        ["status", "--json"],
        ["watch", "--gaps"],
        ["explain", "dual-upgrade-2022", "{unit}", "2022-12", "--rows", "all"],
        ["explain", "dual-upgrade-2022", "{unit}", "2022-12", "--json"],
        ["explain", "dual-upgrade-2022", "{unit}", "2022-12", "--evidence"],
        ["documents"],
        ["documents", "--json"],
        ["remind"],
        ["remind", "--json"],
        ["simulate", "dual-upgrade-2022"],
        ["bulletin", "dual-upgrade-2022", "2022-12"],
        ["replay", "Z02-1", "--period", "2022-12"],
        ["template", "--period", "2022-12", "--output", "{out}"],
        ["access"],
        ["access", "--json"],
        ["metrics"],
        ["key", "rotate"],
        ["run", "--json"],
    ],
    "college": [
        ["status"],
        ["watch"],
        ["explain", "college-training-2023", "{unit}", "2023-12", "--rows", "all"],
        ["simulate", "college-training-2023"],
        ["bulletin", "college-training-2023", "2023-12"],
        ["remind"],
        ["key", "rotate"],
        ["run"],
    ],
}
UNITS = {"county": "云岭镇", "college": "智能制造学院"}


@pytest.fixture(scope="module", params=COMMANDS)
def used(request, tmp_path_factory):
    """(site, its home, its persons, by command what it printed) after a run and every command."""
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    printed = {}
    with pytest.MonkeyPatch.context() as patch:
        for key in [key for key in os.environ if key.startswith("KAOHE_")]:
            patch.delenv(key)
        patch.setenv("DAGSTER_HOME", "")
        patch.setenv("COLUMNS", "250")
        for command in (["run"], *COMMANDS[name]):
            arguments = [argument.format(unit=UNITS[name], out=folder / "blank") for argument in command]
            done = CliRunner(
                env={"KAOHE_SITE": str(SITES / name), "KAOHE_HOME": str(folder / "home")}
            ).invoke(main_group, arguments)
            printed[" ".join(command)] = (done.exit_code, f"{done.output}{done.exception or ''}")
    return (
        name,
        folder / "home",
        personal_data_of(sorted((SITES / name / "submissions").rglob("*.xlsx"))),
        printed,
    )


def test_every_command_does_its_work(used):
    _, _, persons, printed = used
    assert {command: said for command, (code, said) in printed.items() if code} == {}
    assert len(persons.names) > 10, "otherwise the next tests would prove nothing"


def test_no_command_prints_a_person(used):
    _, _, persons, printed = used
    assert {
        command: found for command, (_, said) in printed.items() if (found := persons.found_in(said))
    } == {}


def test_nothing_written_tells_of_a_person_but_what_is_the_offices_own(used):
    _, home, persons, _ = used
    assert everything_told(home, persons, but=OWN) == {}
    assert everything_told(home / "archive", persons)


def test_what_is_the_offices_own_is_for_the_owner_alone(used):
    _, home, _, _ = used
    paths = [
        path for name in OWN if (home / name).exists() for path in (home / name, *(home / name).rglob("*"))
    ]
    modes = {("folder" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes <= {("folder", 0o700), ("file", 0o600), ("file", 0o400)}
    for name in ("person.key", "logs"):
        path = home / name
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_the_log_of_access_names_commands_and_files_but_nobody(used):
    name, home, persons, _ = used
    if name != "county":
        pytest.skip("the college's commands open no original of a person")
    log = (home / "evidence" / "access.log").read_text(encoding="utf-8")
    entries = [json.loads(line) for line in log.splitlines()]
    assert {entry["for"].split()[0] for entry in entries} == {"explain", "documents", "replay", "template"}
    assert all(len(entry["sha256"]) == 64 and entry["who"] and entry["at"] for entry in entries)
    assert persons.found_in(log) == set()


CRASH = """
import sys
from assets.submissions import intake
from assets.submissions.review import form_reviews
def broken(*arguments, **named):
    raise ValueError("cannot handle 学员甲, 张小三 321399199305061221 19900001234")
{where} = broken
from pipelines.cli import main
sys.argv = ["kaohe", "run"]
main()
"""


@pytest.mark.parametrize("where", ["intake.reviews", "intake.write_owed_workbooks"])
def test_a_crash_does_not_quote_what_it_stumbled_on(tmp_path, prepared_home, where):
    """Neither on the screen nor in Dagster's storage, the log or the summary; the place of the fault is
    told.
    """
    office = SmallOffice(tmp_path, prepared_home=prepared_home)
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("KAOHE_", "DAGSTER_"))
    }
    environment |= {"KAOHE_SITE": str(office.site_folder), "KAOHE_HOME": str(office.home)}
    program = CRASH.format(where=where)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 1
    assert "ValueError at" in done.stderr
    assert "张小三" not in done.stdout + done.stderr
    secret = PersonalData(
        frozenset({"张小三"}), frozenset({"321399199305061221"}), frozenset({"19900001234"})
    )
    assert everything_told(office.home, secret, but=OWN) == {}
    (record,) = (office.home / "runs").glob("*.json")
    assert "ValueError at" in json.loads(record.read_text(encoding="utf-8"))["error"]
