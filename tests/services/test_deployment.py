"""The files of deployment/: systemd and nginx understand them, nginx lets nobody in without a password;
backup and restore lose nothing.
"""

import shutil
import socket
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
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def nginx(tmp_path):
    """nginx with the configuration, its files and port put elsewhere; gives a function that asks for a page
    of a host.
    """
    if NGINX is None or not all(map(shutil.which, ("openssl", "curl"))):
        pytest.skip("nginx, openssl or curl is not installed")
    names = [
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=kaohe.example",
        "-keyout",
        tmp_path / "kaohe.key",
        "-out",
        tmp_path / "kaohe.crt",
    ]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", *names], check=True, capture_output=True
    )
    for name in ("stewards", "viewers"):
        (tmp_path / f"kaohe-{name}").write_text(f"{name}:{{PLAIN}}secret\n")
    port = free_port()
    site = (DEPLOYMENT / "nginx" / "kaohe.conf").read_text(encoding="utf-8")
    (tmp_path / "site.conf").write_text(
        site.replace("/etc/nginx/", f"{tmp_path}/").replace("listen 443", f"listen 127.0.0.1:{port}")
    )
    logs = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; daemon off; master_process off;"
    (tmp_path / "nginx.conf").write_text(
        f"{logs} events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    )
    server = subprocess.Popen([NGINX, "-c", tmp_path / "nginx.conf"], stderr=subprocess.DEVNULL)

    def status(host: str, *options: str) -> str:
        command = [
            "curl",
            "-sk",
            "--retry",
            "20",
            "--retry-connrefused",
            "--retry-delay",
            "1",
            "--resolve",
            f"{host}:{port}:127.0.0.1",
        ]
        asked = subprocess.run(
            [*command, "-o", "/dev/null", "-w", "%{http_code}", *options, f"https://{host}:{port}/"],
            capture_output=True,
        )
        return asked.stdout.decode()

    yield status
    server.terminate()
    server.wait()


@pytest.mark.parametrize(
    ("host", "own", "other"),
    [("kaohe.example", "stewards", "viewers"), ("kaohe-viewer.example", "viewers", "stewards")],
)
def test_nginx_lets_in_only_the_accounts_of_the_host(nginx, host, own, other):
    assert nginx(host) == "401"
    assert nginx(host, "-u", f"{own}:wrong") == "401"
    assert nginx(host, "-u", f"{other}:secret") == "401"
    assert nginx(host, "--retry", "0", "-u", f"{own}:secret") in ("502", "200"), (
        "let through to where the pages would be"
    )


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
