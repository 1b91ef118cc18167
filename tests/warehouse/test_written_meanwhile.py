"""What is read before it is written is still true then: another may write at any moment, and SQLite refuses
who has read an older state.
"""

import os
from dataclasses import replace

import pytest

from schemas.settings.retention import Duration, RetentionSettings
from tests.support.other_writers import another_writes_after
from warehouse.keeping import retention
from warehouse.office import Office
from warehouse.persons import key_rotation
from warehouse.persons.pseudonyms import load_person_key


@pytest.fixture
def office(site, url, tmp_path) -> Office:
    opened = Office(site, tmp_path / "home", tmp_path, url, None)
    opened.prepare()
    return opened


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


def test_the_deletion_of_what_is_past_its_time(office, url, site_id):
    logs = office.home / "logs"
    logs.mkdir(parents=True)
    (logs / "kaohe-2020-01-01.jsonl").touch()
    os.utime(logs / "kaohe-2020-01-01.jsonl", (0, 0))
    keeping = replace(office, site=replace(office.site, retention=RetentionSettings(logs=Duration(years=1))))
    with another_writes_after("SELECT", url) as reads:
        gone = retention.delete_expired(keeping, retention.expired_files(keeping))
    assert reads
    assert [each.path for each in gone] == ["logs/kaohe-2020-01-01.jsonl"]
    with office.engine.connect() as connection:
        assert retention.deleted_paths(connection, site_id, "logs") == {"logs/kaohe-2020-01-01.jsonl"}
