"""Expensive runs that all tests share, made once although the tests run in several processes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` fills: by the first process that asks for it, while the others wait for it to
    be done.
    """
    in_parallel = "popen-gw" in factory.getbasetemp().name
    root = factory.getbasetemp().parent if in_parallel else factory.getbasetemp()
    folder = root / f"shared-{name}"
    with FileLock(root / f"shared-{name}.lock"):
        done = root / f"shared-{name}.done"
        if not done.exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
