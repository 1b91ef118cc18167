"""Kaohe as an office installs it: from a wheel, into an environment of its own, used from any folder."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.services  # it makes an environment

Kaohe = Callable[..., str]


@pytest.fixture(scope="module")
def kaohe(tmp_path_factory) -> Kaohe:
    """The installed command, used from an empty folder. The libraries are those of the environment that runs
    the tests; of Kaohe itself it has only what the wheel brings.
    """
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"  # building leaves folders behind
    shutil.copytree(
        ROOT, source, ignore=shutil.ignore_patterns(".*", "build", "dist", "tests", "docs"), symlinks=True
    )
    built = ["wheel", "-q", str(source), "--no-deps", "--no-build-isolation", "-w", str(folder / "wheel")]
    subprocess.run([sys.executable, "-m", "pip", *built], check=True, cwd=folder)
    (wheel,) = (folder / "wheel").glob("kaohe-*.whl")
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    (packages,) = environment.glob("lib/python*/site-packages")
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "libraries.pth").write_text(libraries + "\n", encoding="utf-8")
    installed = ["install", "-q", "--no-deps", "--prefix", str(environment), "--ignore-installed", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *installed], check=True, cwd=folder)
    empty = folder / "empty"
    empty.mkdir()

    def run(*arguments: object) -> str:
        done = subprocess.run(
            [environment / "bin" / "python", environment / "bin" / "kaohe", *map(str, arguments)],
            cwd=empty,
            env={name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "HOME")},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_it_brings_the_sample_office(kaohe, tmp_path):
    sent = list((ROOT / "sites" / "sucheng" / "submissions").rglob("*.xlsx"))
    assert f"收到文件 {len(sent)} 个" in kaohe("run", "--home", tmp_path / "home")


def test_an_office_stands_in_a_folder_of_its_own(kaohe, tmp_path):
    kaohe("init", tmp_path / "甲县", "--name", "甲县教育局")
    assert "没有发现错误" in kaohe("check", "--site", tmp_path / "甲县")
    kaohe("run", "--site", tmp_path / "甲县", "--home", tmp_path / "home")
    assert "甲县教育局" in kaohe("status", "--site", tmp_path / "甲县", "--home", tmp_path / "home")
