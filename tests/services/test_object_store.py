"""The fact store in an S3 object store, spoken to by its own protocol: a server on 127.0.0.1 stands for
it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook
from warehouse.facts.store import FactStore

pytest.importorskip("moto.server")
pytest.importorskip("s3fs")
pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[2]
SECRET = "not-a-word-of-this-may-be-shown"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """The environment that reaches a bucket of a server, which is gone afterwards."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    access = {
        "AWS_ACCESS_KEY_ID": "kaohe",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (access | {"AWS_DEFAULT_REGION": "us-east-1"}).items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="facts-of-all")
        yield "s3://facts-of-all/kaohe"
    server.stop()


def run(office: SmallOffice, **settings: str) -> subprocess.CompletedProcess:
    command = [
        str(Path(sys.executable).with_name("kaohe")),
        "run",
        "--site",
        str(office.site_folder),
        "--home",
        str(office.home),
    ]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, timeout=300
    )


def offices(tmp_path: Path, name: str) -> SmallOffice:
    office = SmallOffice(tmp_path / name)
    for number, unit in enumerate(("耿车镇", "埠子镇")):
        office.send(
            f"{unit}.xlsx", township_workbook(unit, "2023-11", first_learner=2 * number, regular_learners=100)
        )
    return office


def test_a_pass_keeps_its_facts_there_and_nothing_of_them_at_home(bucket, tmp_path):
    local, remote = offices(tmp_path, "local"), offices(tmp_path, "remote")
    assert run(local).returncode == 0
    done = run(remote, KAOHE_FACTS=bucket)
    assert done.returncode == 0, done.stdout + done.stderr
    for view in ("bi_indicator", "bi_score"):
        expected, found = (office.view(view) for office in (local, remote))
        assert len(expected)
        assert found.sort_values(list(found.columns), ignore_index=True).equals(
            expected.sort_values(list(found.columns), ignore_index=True)
        )
    assert not (remote.home / "facts").exists()
    assert not (remote.home / "accepted").exists()
    assert FactStore(bucket).is_stored(local.office.forms["Z03"], "small", "2023-11")
    assert run(remote, KAOHE_FACTS=bucket).returncode == 0
    written = [path for path in remote.home.rglob("*") if path.is_file()]
    assert not [path for path in written if SECRET.encode() in path.read_bytes()]
    assert SECRET not in done.stdout + done.stderr
