"""What the tests of the desk share: the desk's database is made once, and passwords are hashed at little cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.shared_runs import make_once


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_little() -> Iterator[None]:
    """Argon2 is slow on purpose. It is the same Argon2 here, with less memory and fewer rounds."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"time_cost": 1, "memory_cost": 64, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, value)
        yield


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Path:
    """A prepared home with the desk's own database besides: its migrations take longer than most tests."""

    def prepare(folder: Path) -> None:
        from django.db import connections

        from tests.support.desk import Desk
        from tests.support.offices import SmallOffice

        small = SmallOffice(folder, prepared_home=prepared_home)
        Desk(small)
        connections.close_all()
        small.office.engine.dispose()

    return make_once(tmp_path_factory, "prepared-desk", prepare) / "home"
