"""What is read before it is written is still true then: another may write at any moment, and SQLite refuses who has read an older state."""

import pytest

from tests.support.other_writers import another_writes_after
from warehouse import key_rotation
from warehouse.office import Office
from warehouse.persons import load_person_key


@pytest.fixture
def office(site, url, tmp_path) -> Office:
    return Office(site, tmp_path / "home", tmp_path, url, None)


def test_the_first_person_key(office, url):
    with another_writes_after("FROM person_key", url) as reads:
        assert office.person_key
    assert reads


def test_a_rotation_of_the_person_key(office, url):
    old = office.person_key
    with another_writes_after("FROM person_key", url) as reads:
        key_rotation.rotate(office)
    assert reads
    assert load_person_key(office.home) != old
    assert office.person_key == load_person_key(office.home)
