"""Nothing that a run of the sample writes holds a name, an ID number or a phone number."""

import gzip
import json
import shutil
import sqlite3
import stat
import zlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.texts.identifiers import is_credit_code
from tests.support.databases import about_files
from tests.support.form_examples import VALID
from tests.support.personal_data import PersonalData, everything_told, personal_data_of, texts_in
from tests.support.review_examples import resident_id
from tests.support.submitted_files import xlsx
from tests.support.workbooks import sheet
from warehouse.office import DEFAULT_SITE

pytestmark = about_files

OFFICES_OWN_COPIES = {"archive", "returned", "evidence"}
"""Where workbooks lie as they came, go back to the unit they came from, or are the office's own; for the
owner alone.
"""


@pytest.fixture(scope="module")
def personal_data():
    return personal_data_of(sorted((DEFAULT_SITE / "submissions").glob("*.xlsx")))


def written(home: Path) -> list[Path]:
    """All files of a run but the workbooks themselves."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path for path in files if path.relative_to(home).parts[0] not in OFFICES_OWN_COPIES]


def test_the_sample_is_full_of_persons(personal_data):
    """Otherwise the next test would prove nothing."""
    assert len(personal_data.numbers) > 4000
    assert len(personal_data.names) > 1500
    assert len(personal_data.phones) > 200


@pytest.fixture(scope="module")
def home(sample, kaohe, tmp_path_factory):
    """The sample's home, with a bulletin that somebody drafted."""
    home = tmp_path_factory.mktemp("drafted") / "home"
    shutil.copytree(sample.home, home)
    drafted = kaohe("bulletin", "township-2023", "2023-12", home=home, as_of="2024-01-10")
    assert drafted.returncode == 0, drafted.stderr
    return home


def test_no_byte_of_a_run_tells_of_a_person(home, personal_data):
    parts = {path.relative_to(home).parts[0] for path in written(home)}
    assert parts >= {
        "accepted",
        "facts",
        "dagster",
        "warehouse.db",
        "bulletins",
        "reviews",
        "logs",
        "runs",
        "metrics",
    }
    kinds = {path.suffix for path in written(home)}
    assert kinds >= {".db", ".parquet", ".html", ".xlsx", ".docx", ".jsonl", ".json", ".prom"}
    assert everything_told(home, personal_data, but=OFFICES_OWN_COPIES) == {}


def test_the_offices_own_copies_are_for_the_owner_alone(sample, personal_data):
    for name in ("archive", "returned"):
        paths = [sample.home / name, *(sample.home / name).rglob("*")]
        modes = {("folder" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode)) for path in paths}
        assert modes <= {("folder", 0o700), ("file", 0o600), ("file", 0o400)}
        assert any(
            personal_data.found_in(text) for path in paths if path.is_file() for text in texts_in(path)
        ), "there they are"


def test_neither_does_what_the_command_prints(sample, personal_data, kaohe):
    assert personal_data.found_in(sample.output) == set()
    for arguments in (["status"], ["status", "--json"]):
        done = kaohe(*arguments, home=sample.home)
        assert done.returncode == 0
        assert personal_data.found_in(done.stdout + done.stderr) == set()


def test_names_of_files_do_not_either(small_office):
    """A clerk may put an ID number into the name of a file."""
    number, phone = "321399199305061221", "13912345678"
    small_office.send(f"学员{number}电话{phone}.xlsx", b"no workbook")
    small_office.run()
    secret = PersonalData(frozenset(), frozenset({number}), frozenset({phone}))
    (recorded,) = small_office.view("bi_submission").itertuples()
    assert recorded.file_name == "学员321399********1221电话139****5678.xlsx"
    assert not any(secret.found_in(text) for path in written(small_office.home) for text in texts_in(path))


def test_members_who_give_their_own_number_instead_of_an_organisations_code(small_office):
    """Resident IDs, two of them with a credit code's check character by chance, and numbers in other cells of
    the same roster.
    """
    ids = [resident_id(number=number) for number in range(100, 900)]
    like_codes = [number for number in ids if is_credit_code(pd.Series([number], dtype="string")).all()][:2]
    numbers, phone = [resident_id(), *like_codes, "321399930506122"], "13912345678"
    with (small_office.site_folder / "units.csv").open("a", encoding="utf-8") as units:
        units.write("321302ZJS,宿城区中华职教社,society,321302,,,,,\n")
    members = [{"member": f"社员{number}", "kind": "个人", "credit_code": number} for number in numbers]
    members += [
        {"member": f"电话{phone}", "kind": numbers[0], "joined_on": phone, "active": numbers[0]},
        {"member": "某公司"},
    ]
    rows = [VALID["S01"] | member for member in members]
    content = xlsx({f"社员{numbers[0]}": sheet("S01", "宿城区中华职教社", "2023-06", rows)})
    small_office.send(f"社员名册{phone}.xlsx", content)
    small_office.run()

    (status,) = small_office.view("bi_report_status", form="S01").itertuples()
    assert (status.status, status.rows_accepted, status.rows_held) == ("partly_accepted", 1, 5)
    codes = small_office.view("bi_finding", form="S01")["code"].value_counts()
    assert codes["credit-code-is-resident-id"] == len(numbers)
    secret = PersonalData(frozenset(), frozenset(numbers), frozenset({phone}))
    told = {
        path: found
        for path in written(small_office.home)
        for text in texts_in(path)
        if (found := secret.found_in(text))
    }
    assert told == {}
    plain = [text for path in written(small_office.home) for text in texts_in(path)]
    assert not any(numbers[-1] in text for text in plain), "the old number has 15 digits only"


PLANTED = "学员张小三，321399199305061221，19900001234"


@pytest.mark.parametrize("kind", ["json", "sqlite", "wal", "blob", "parquet", "xlsx", "gzip", "name"])
def test_the_search_would_find_a_person(tmp_path, kind):
    path = tmp_path / (PLANTED if kind == "name" else kind)
    held = None
    if kind == "json":
        path.write_text(json.dumps({"text": json.dumps(PLANTED)}))
    elif kind in ("sqlite", "wal", "blob"):
        held = sqlite3.connect(path)
        held.execute("PRAGMA journal_mode = WAL" if kind == "wal" else "PRAGMA encoding = 'UTF-16'")
        held.execute("CREATE TABLE log (line)")
        held.execute(
            "INSERT INTO log VALUES (?)", [zlib.compress(PLANTED.encode()) if kind == "blob" else PLANTED]
        )
        held.commit()
    elif kind == "parquet":
        pq.write_table(pa.table({"line": [PLANTED] * 100}), path)
    elif kind == "xlsx":
        path.write_bytes(xlsx({"表": [[PLANTED]]}))
    else:
        path.write_bytes(gzip.compress(PLANTED.encode()) if kind == "gzip" else b"")
    person = PersonalData(
        frozenset({"张小三"}), frozenset({"321399199305061221"}), frozenset({"19900001234"})
    )
    assert set().union(*everything_told(tmp_path, person).values()) >= {
        "张小三",
        "321399199305061221",
        "19900001234",
    }
    if held:
        held.close()


@pytest.mark.parametrize("part", ["199305061221", "19930506122", "321399930506122"])
def test_parts_of_a_number_are_found_too(part):
    person = PersonalData(frozenset(), frozenset({"321399199305061221"}), frozenset())
    assert person.found_in(f"编号{part}。") >= {part}
    assert person.found_in("3213991993050612") == set(), (
        "a number cut short after the date of birth is another's too"
    )
