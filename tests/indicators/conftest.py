import pytest

from tests.support.indicator_office import Office


@pytest.fixture
def office(tmp_path) -> Office:
    return Office(tmp_path)
