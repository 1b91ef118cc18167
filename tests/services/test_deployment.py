"""The files of deployment/: systemd understands them; backup and restore lose nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.services.test_postgresql_roles import as_role, make_roles
from tests.support.offices import SmallOffice
from tests.support.postgresql import new_database, server_programs
from tests.support.workbooks import township_workbook
from warehouse.database.roles import WRITER
from warehouse.office import open_office

pytestmark = pytest.mark.services

DEPLOYMENT = Path(__file__).parents[2] / "deployment"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOYMENT / "systemd").iterdir()))
def test_systemd_understands_the_units(unit, tmp_path):
    lines = (DEPLOYMENT / "systemd" / unit).read_text(encoding="utf-8").splitlines()
    runnable = [
        "/usr/bin/true".join(line.split(line.partition("=")[2].split()[0]))
        if line.startswith("Exec")
        else line
        for line in lines
    ]
    (tmp_path / unit).write_text("\n".join(runnable) + "\n", encoding="utf-8")
    checked = subprocess.run(["systemd-analyze", "verify", tmp_path / unit], capture_output=True, text=True)
    assert str(tmp_path / unit) not in checked.stderr
    assert unit not in checked.stderr.replace("kaohe-webserver.service not found", "")


def test_what_is_restored_goes_on_where_it_was(postgresql, tmp_path):
    """The database is saved while a pass has taken reports in and not yet assessed them; the home after
    it.
    """
    url = new_database(postgresql)
    make_roles(url)
    office = SmallOffice(tmp_path / "office", warehouse_url=as_role(url, WRITER))
    office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=200))
    office.run()
    office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", regular_learners=10, first_learner=10))
    place = ["-h", str(make_url(url).query["host"]), "-U", "kaohe"]
    dump = subprocess.run(
        [server_programs() / "pg_dump", *place, "-Fc", make_url(url).database],
        check=True,
        capture_output=True,
    ).stdout
    office.run()

    copied = new_database(postgresql)
    make_roles(copied)
    restore = [
        server_programs() / "pg_restore",
        *place,
        "--exit-on-error",
        "--single-transaction",
        "-d",
        make_url(copied).database,
    ]
    subprocess.run(restore, input=dump, check=True)
    shutil.copytree(office.home, tmp_path / "home")
    restored = SmallOffice.__new__(SmallOffice)
    restored.__dict__ |= {"home": tmp_path / "home", "inbox": office.inbox, "site_folder": office.site_folder}
    restored.__dict__["office"] = open_office(
        office.site_folder, tmp_path / "home", warehouse_url=as_role(copied, WRITER)
    )
    assert restored.run().periods == ("2023-11",)
    assert figures(restored) == figures(office)
    assert restored.run().periods == ()


def figures(office: SmallOffice) -> list[list[str]]:
    return [
        sorted(map(repr, office.view(name).values.tolist()))
        for name in ("bi_report_status", "bi_indicator", "bi_score", "bi_score_item")
    ]
