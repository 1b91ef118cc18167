import logging
import stat
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from warehouse.persons.pseudonyms import (
    PersonKey,
    PersonKeyError,
    covered,
    load_person_key,
    parse_person_key,
    pseudonyms,
    uncovered,
)

IDS = pd.Series(
    ["321399200001010017", None, "321399200001010025", "321399200001010017"],
    dtype="string",
    index=[3, 5, 7, 9],
)


@pytest.fixture(autouse=True)
def no_given_key(monkeypatch):
    monkeypatch.delenv("KAOHE_PERSON_KEY", raising=False)


K, L = PersonKey(b"k" * 32), PersonKey(b"l" * 32)
COVER = bytes.fromhex("0123456789abcdeffedcba9876543210")
"""The key and the plain text of the example in GB/T 32907."""


def test_a_pseudonym_without_a_cover_is_the_hmac_sm3_of_the_id():
    code = HMAC(b"k" * 32, SM3())
    code.update(b"321399200001010017")
    found = pseudonyms(IDS, K)
    assert found.loc[3] == found.loc[9] == code.finalize().hex()
    assert found.loc[7] != found.loc[3]
    assert found.isna().tolist() == [False, True, False, False]
    assert found.dtype == "string"


def test_another_key_gives_other_pseudonyms():
    assert pseudonyms(IDS, K).loc[3] != pseudonyms(IDS, L).loc[3]


def test_the_cover_is_sm4():
    assert PersonKey(b"k" * 32, COVER).covered([COVER.hex()]) == ["681edf34d206965e86b3e94f536e4246"]


def test_under_another_cover_the_same_person_has_another_pseudonym_and_the_same_digest_below_it():
    old, new = PersonKey(b"k" * 32, COVER), PersonKey(b"k" * 32, COVER).with_new_cover()
    before, after = pseudonyms(IDS, old), pseudonyms(IDS, new)
    assert set(before.dropna()).isdisjoint(after.dropna())
    assert uncovered(before, old).equals(uncovered(after, new))
    assert covered(uncovered(before, old), new).equals(after)
    assert uncovered(after, new).equals(pseudonyms(IDS, K))


def test_what_is_no_digest_is_neither_covered_nor_uncovered():
    texts = ["repeated", None, "Sheet!B5", "a" * 31, "A" * 32, "a" * 33]
    key = PersonKey(b"k" * 32, COVER)
    assert key.covered(texts) == texts == key.uncovered(texts)


def test_a_key_does_not_show_in_messages():
    key = PersonKey(b"k" * 32, COVER)
    assert "kkkk" not in repr(key)
    assert COVER.hex() not in repr(key) + key.fingerprint
    with pytest.raises(PersonKeyError) as caught:
        parse_person_key("k" * 32 + " not-a-cover", "这里")
    assert "not-a-cover" not in str(caught.value)


def test_the_fingerprint_tells_keys_apart():
    keys = [K, L, PersonKey(b"k" * 32, COVER), K.with_new_cover()]
    assert len({key.fingerprint for key in keys}) == len(keys)
    assert parse_person_key(keys[2].text(), "这里") == keys[2]


def test_no_ids_give_no_pseudonyms():
    assert pseudonyms(pd.Series([], dtype="string"), K).empty
    assert pseudonyms(pd.Series([None, None], dtype="string"), K).isna().all()


def test_the_key_is_made_at_first_use_for_its_owner_only(tmp_path):
    key = load_person_key(tmp_path / "home")
    path = tmp_path / "home" / "person.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key.cover, "it can be destroyed by a rotation from the first day on"
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
    assert load_person_key(tmp_path) == PersonKey(b"0123456789abcdef0123456789abcdef")
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
