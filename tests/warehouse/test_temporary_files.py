"""What computing measures leaves among the temporary files of the system: nothing, however the process ends."""

import os
import stat
import subprocess
import sys

import pytest

from warehouse.files.private_files import own_temporary_folder

COMPUTING = """
import os, ibis, pyarrow as pa
from warehouse.facts.measure_engines import DuckDBEngine
numbers = ibis.table({"number": "int64"}, name="numbers")
total = numbers.aggregate(total=numbers.number.sum())
assert DuckDBEngine().compute(total, {"numbers": pa.table({"number": [1, 2]})}) == [{"total": 3}]
os._exit(0)
"""


def test_an_engine_whose_process_ends_at_once_leaves_nothing(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", COMPUTING], env=environment, check=True)
    (own,) = tmp_path.iterdir()
    assert list(own.iterdir()) == []
    assert stat.S_IMODE(own.stat().st_mode) == 0o700


def test_a_folder_that_others_can_read_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = own_temporary_folder()
    assert own_temporary_folder() == folder
    folder.chmod(0o755)
    with pytest.raises(PermissionError, match="别人能读"):
        own_temporary_folder()


def test_a_link_in_its_place_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / f"kaohe-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError):
        own_temporary_folder()
