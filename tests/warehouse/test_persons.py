import logging
import stat
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from warehouse.persons import PersonKeyError, load_person_key, pseudonyms

IDS = pd.Series(["321399200001010017", None, "321399200001010025", "321399200001010017"], dtype="string", index=[3, 5, 7, 9])


@pytest.fixture(autouse=True)
def no_given_key(monkeypatch):
    monkeypatch.delenv("KAOHE_PERSON_KEY", raising=False)


def test_a_pseudonym_is_the_hmac_sm3_of_the_id():
    code = HMAC(b"k" * 32, SM3())
    code.update(b"321399200001010017")
    found = pseudonyms(IDS, b"k" * 32)
    assert found.loc[3] == found.loc[9] == code.finalize().hex()
    assert found.loc[7] != found.loc[3]
    assert found.isna().tolist() == [False, True, False, False]
    assert found.dtype == "string"


def test_another_key_gives_other_pseudonyms():
    assert pseudonyms(IDS, b"k" * 32).loc[3] != pseudonyms(IDS, b"l" * 32).loc[3]


def test_no_ids_give_no_pseudonyms():
    assert pseudonyms(pd.Series([], dtype="string"), b"k" * 32).empty
    assert pseudonyms(pd.Series([None, None], dtype="string"), b"k" * 32).isna().all()


def test_the_key_is_made_at_first_use_for_its_owner_only(tmp_path):
    key = load_person_key(tmp_path / "home")
    path = tmp_path / "home" / "person.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_person_key(tmp_path / "home") == key
    assert load_person_key(tmp_path / "other") != key
    assert [each.name for each in path.parent.iterdir()] == ["person.key"]


def test_all_who_start_at_once_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(load_person_key, [tmp_path] * 32))
    assert len(set(keys)) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["person.key"]


def test_the_key_may_be_given_from_outside_and_then_none_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("KAOHE_PERSON_KEY", "0123456789abcdef0123456789abcdef")
    assert load_person_key(tmp_path) == b"0123456789abcdef0123456789abcdef"
    assert list(tmp_path.iterdir()) == []


def test_the_same_text_is_the_same_key_from_file_or_environment(tmp_path, monkeypatch):
    from_file = load_person_key(tmp_path)
    monkeypatch.setenv("KAOHE_PERSON_KEY", (tmp_path / "person.key").read_text())
    assert load_person_key(tmp_path / "elsewhere") == from_file


def test_a_key_that_others_can_read_is_warned_of(tmp_path, caplog):
    load_person_key(tmp_path)
    (tmp_path / "person.key").chmod(0o644)
    with caplog.at_level(logging.WARNING):
        load_person_key(tmp_path)
    assert "chmod 600" in caplog.text
    assert (tmp_path / "person.key").read_text().strip() not in caplog.text


def test_an_empty_or_short_key_is_refused(tmp_path, monkeypatch):
    (tmp_path / "person.key").touch(mode=0o600)
    with pytest.raises(PersonKeyError, match="太短"):
        load_person_key(tmp_path)
    monkeypatch.setenv("KAOHE_PERSON_KEY", "secret")
    with pytest.raises(PersonKeyError, match="KAOHE_PERSON_KEY") as caught:
        load_person_key(tmp_path)
    assert "secret" not in str(caught.value)
