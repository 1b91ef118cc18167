"""An inbox full of everything that can harm, and one honest workbook among it, through the command that an
office runs.
"""

import os
import resource
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.hostile_files import ARMED, REFUSED
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

pytestmark = pytest.mark.services

HONEST = township_workbook("耿车镇", "2023-11")
SECONDS, GIGABYTES = 180, 4.5
"""What the pass over all of them may take: each file that must be waited for or that fills memory adds some
seconds.
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = SmallOffice(tmp_path_factory.mktemp("hostile"))
    office.send("耿车镇.xlsx", HONEST)
    for name, (make, _) in REFUSED.items():
        content = make()
        office.send(f"{name}.{'xlsx' if content.startswith(b'PK') else 'csv'}", content)
    for name, make in ARMED.items():
        office.send(name, make())
    _odd_names(office)
    _odd_places(office)
    return office


def _odd_names(office):
    for number, name in enumerate(
        [
            b"CON.xlsx",
            "埠子镇\n2.xlsx".encode(),
            "\u202excod.xlsx".encode(),
            "埠子镇报表".encode("gbk") + b".xlsx",
            b"\xff\xfe\xfd.xlsx",
            b"-rf *.xlsx",
            b"=cmd.csv",
            ("长" * 80).encode() + b".xlsx",
            "名单321399199305061226.xlsx".encode(),
        ]
    ):
        with open(os.path.join(os.fsencode(office.inbox), name), "wb") as file:  # noqa: PTH118, PTH123 - a name that is no text
            file.write(b"no workbook %d" % number)


def _odd_places(office):
    outside = office.home.parent / "outside.xlsx"
    outside.write_bytes(township_workbook("埠子镇", "2023-11", first_learner=90))
    (office.inbox / "链接.xlsx").symlink_to(outside)
    (office.inbox / "文件夹链接").symlink_to("/etc")
    (office.inbox / "断了的链接.xlsx").symlink_to("/nowhere")
    os.mkfifo(office.inbox / "管道.xlsx")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()  # noqa: PTH109
        os.chdir(office.inbox)  # the address of a socket may not be long
        listener.bind("插座.xlsx")
        os.chdir(here)
    deep = office.inbox.joinpath(*("层",) * 14)
    deep.mkdir(parents=True)
    (deep / "太深.xlsx").write_bytes(HONEST)
    if os.geteuid() == 0:
        os.mknod(office.inbox / "设备.xlsx", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    else:
        (office.inbox / "不许读.xlsx").write_bytes(HONEST)
        (office.inbox / "不许读.xlsx").chmod(0)


@pytest.fixture(scope="module")
def passed(office):
    command = [str(Path(sys.executable).with_name("kaohe")), "run"]
    environment = os.environ | {
        "KAOHE_SITE": str(office.site_folder),
        "KAOHE_HOME": str(office.home),
        "DAGSTER_HOME": str(office.home / "dagster"),
    }
    before = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done, time.monotonic() - before


@pytest.fixture(scope="module")
def recorded(office, passed):
    return office.view("bi_submission").set_index("file_name")


def test_the_pass_ends_well_and_in_time(passed):
    done, seconds = passed
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert seconds < SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < GIGABYTES * 1e6


def test_the_honest_workbook_is_accepted(office, recorded):
    assert recorded.loc["耿车镇.xlsx"]["status"] == "accepted"
    assert office.status_of("Z03") == ("accepted", 1)


@pytest.mark.parametrize("name", REFUSED)
def test_each_refused_file_has_its_reason(recorded, name):
    (row,) = [row for file_name, row in recorded.iterrows() if file_name.startswith(f"{name}.")]
    assert row["status"] == "rejected"
    assert any(words in row["reason"] for words in REFUSED[name][1].split("|")), row["reason"]


@pytest.mark.parametrize("name", ARMED)
def test_each_armed_report_is_taken_for_what_it_is(recorded, name):
    row = recorded.loc[name]
    assert row["status"] in ("partly_accepted", "returned", "duplicate"), row["reason"]


def test_every_file_has_one_row_with_a_reason_that_can_be_read(office, recorded):
    found = [path for path in office.inbox.rglob("*") if path.is_symlink() or not path.is_dir()]
    assert len(recorded) == len(found)  # the folder too deep stands for the one file in it
    for name, row in recorded.iterrows():
        assert name.isprintable(), name
        assert row["status"] in ("accepted", "partly_accepted", "returned") or row["reason"].isprintable(), (
            name
        )


def test_names_are_shown_as_they_were_meant(recorded):
    assert {
        "埠子镇报表.xlsx",
        "埠子镇\ufffd2.xlsx",
        "\ufffdxcod.xlsx",
        "-rf *.xlsx",
        "=cmd.csv",
        "CON.xlsx",
    } <= set(recorded.index)
    assert "名单321399********1226.xlsx" in recorded.index


@pytest.mark.parametrize(
    "name", ["链接.xlsx", "文件夹链接", "断了的链接.xlsx", "管道.xlsx", "插座.xlsx", "设备.xlsx"]
)
def test_what_is_no_plain_file_is_not_read(recorded, name):
    if name == "设备.xlsx" and os.geteuid() != 0:
        pytest.skip("only the superuser can make a device file")
    assert "不是普通文件" in recorded.loc[name]["reason"]


def test_a_folder_too_deep_is_told(recorded):
    (name,) = [name for name in recorded.index if name.startswith("层/")]
    assert (
        recorded.loc[name]["reason"]
        == "文件夹“层”超过上限12层，里面的文件没有读取，请移到上层文件夹后重新报送。"
    )


def test_nothing_was_written_where_names_point(office):
    for path in ("/tmp/hostile-part.xml", "/etc/cron.d/x"):
        assert not os.path.exists(path)  # noqa: PTH110


def test_a_second_pass_changes_nothing(office, passed, recorded):
    office.run()
    again = office.view("bi_submission").set_index("file_name")
    assert again["status"].to_dict() == recorded["status"].to_dict()
    assert again["reason"].fillna("").to_dict() == recorded["reason"].fillna("").to_dict()


def test_ten_thousand_tiny_files_are_a_matter_of_seconds(tmp_path):
    office = SmallOffice(tmp_path)
    office.send("耿车镇.xlsx", HONEST)
    for number in range(10_000):
        (office.inbox / f"{number}.xlsx").write_bytes(b"%d" % number)
    before = time.process_time()
    office.run()
    assert time.process_time() - before < 90
    recorded = office.view("bi_submission")
    assert len(recorded) == 10_001 and (recorded["status"] == "rejected").sum() == 10_000
    assert office.status_of("Z03") == ("accepted", 1)
