"""Changing the person key: persons stay linked, figures stay, units may answer late, and nothing is left half
done.
"""

import fcntl
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.facts.facts import build_facts
from schemas.office.catalogue import BUILT_IN
from tests.support.form_examples import VALID
from tests.support.returned_loop import LoopOffice, explain
from tests.support.submitted_files import xlsx
from tests.support.workbooks import sheet, township_workbook
from warehouse.facts.choosing_place import fact_place
from warehouse.office import open_office
from warehouse.persons import key_rotation
from warehouse.persons.key_rotation import RotationRefused, complete_rotation, key_in_use, rotate
from warehouse.persons.pseudonyms import PersonKeyError, read_person_key

pytestmark = pytest.mark.services

ROSTER = BUILT_IN["Z02"]
OTHERS = f"accepted/{ROSTER.slug}/of-another.parquet"
REASON = "农业局联合办班，两个校区同时开课"


def sessions(period, trainees):
    """X05 of 宿城中专 with one training; more than 200 trainees are asked about."""
    return sheet(
        "X05",
        "宿城中专",
        period,
        [
            VALID["X05"]
            | {
                "started_on": f"{period}-01",
                "ended_on": f"{period}-02",
                "trainees": trainees,
                "attendances": trainees,
            }
        ],
    )


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """An office that has rosters of two months with persons in common, one query that was asked and one that
    was explained.
    """
    loop = LoopOffice(tmp_path_factory.mktemp("rotation"))
    loop.take(
        "10.xlsx", township_workbook("耿车镇", "2023-10", learners=5, sheets=["Z02"]), "2023-11-01 09:00"
    )
    loop.take(
        "11.xlsx",
        township_workbook("耿车镇", "2023-11", learners=5, first_learner=3, sheets=["Z02"]),
        "2023-12-01 09:00",
    )
    loop.take("a.xlsx", xlsx({"培训": sessions("2023-11", 260)}), "2023-12-02 09:00")
    loop.take("b.xlsx", explain(loop.workbook_of("a.xlsx"), REASON), "2023-12-03 09:00")
    loop.take("c.xlsx", xlsx({"培训": sessions("2023-12", 300)}), "2024-01-02 09:00")
    for period in ("2023-10", "2023-11"):
        build_facts(loop.office, ROSTER, period)
    loop.office.engine.dispose()
    return loop


@pytest.fixture
def loop(used, tmp_path):
    """A copy of it, to be changed."""
    return used.copy(tmp_path / "office")


def files(loop):
    place = loop.office.store.place
    names = [*place.names("accepted/*/*.parquet"), *place.names("facts/*/*/*/*.parquet")]
    return {name: pq.read_table(place.source(name), partitioning=None).to_pydict() for name in sorted(names)}


def keys(loop):
    found = {
        table: [
            row[0] for row in loop.rows(f"SELECT row_key FROM {table} ORDER BY submission_id, code, row_key")
        ]
        for table in ("finding", "explanation")
    }
    digests = loop.rows("SELECT keys_digest, rows_digest FROM report_content ORDER BY report_id")
    return {**found, "report_content": [digest for row in digests for digest in row]}


def everything(loop):
    """All that is keyed, as it is below the cover: what no rotation may change."""
    key = read_person_key(loop.home / "person.key")
    found = files(loop)
    for columns in found.values():
        if "person" in columns:
            columns["person"] = key.uncovered(columns["person"])
    return found, {table: sorted(map(str, key.uncovered(stored))) for table, stored in keys(loop).items()}


def linked(loop):
    """How many persons there are, and in how many rows."""
    persons = [
        person
        for path, columns in files(loop).items()
        if path.startswith("facts")
        for person in columns.get("person", ())
    ]
    return len(set(persons)), len(persons)


def test_everybody_gets_another_pseudonym_and_stays_the_same_person(loop):
    before, persons, shown, row_keys = everything(loop), linked(loop), files(loop), keys(loop)
    old = (loop.home / "person.key").read_text()
    done = rotate(loop.office)
    assert persons == linked(loop) == (7, 10)
    assert everything(loop) == before
    assert done.files == 4
    assert done.row_keys == sum(key is not None for found in row_keys.values() for key in found) > 2
    now = files(loop)
    for path, columns in shown.items():
        if "person" in columns:
            assert set(columns["person"]).isdisjoint(now[path]["person"])
    assert not set(row_keys["finding"]) & set(keys(loop)["finding"])
    path = loop.home / "person.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() != old
    assert sorted(each.name for each in loop.home.glob("person.key*")) == ["person.key", "person.key.lock"]


def test_the_next_pass_finds_everything_as_it_was(loop):
    rotate(loop.office)
    before = everything(loop), loop.findings(), loop.statuses()
    intake = loop.run()
    for period in ("2023-10", "2023-11"):
        build_facts(loop.office, ROSTER, period)
    assert intake.reports.empty
    assert (everything(loop), loop.findings(), loop.statuses()) == before


def test_a_person_who_is_reported_again_is_known_again(loop):
    rotate(loop.office)
    loop.take(
        "12.xlsx", township_workbook("耿车镇", "2023-12", learners=8, sheets=["Z02"]), "2024-01-01 09:00"
    )
    build_facts(loop.office, ROSTER, "2023-12")
    assert linked(loop) == (8, 18)


def test_a_unit_may_answer_with_the_workbook_it_got_before(loop):
    returned = loop.workbook_of("c.xlsx")
    rotate(loop.office)
    loop.take("d.xlsx", explain(returned, REASON), "2024-01-05 09:00")
    assert loop.statuses()["X05", "2023-12"] == "accepted"


def test_an_explanation_is_remembered_across_a_rotation(loop):
    rotate(loop.office)
    loop.take("e.xlsx", xlsx({"培训": sessions("2023-11", 260)}), "2024-01-06 09:00")
    assert loop.statuses()["X05", "2023-11"] == "accepted"


class Crash(Exception):
    pass


@pytest.mark.parametrize("function", ["_rewrite", "_rewrite_ledger", "_rewrite_digests", "_replace_key"])
@pytest.mark.parametrize("call", [1, 2, 4])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_rotation_that_is_cut_short_is_completed_by_whoever_comes_next(
    loop, monkeypatch, function, call, after
):
    before, calls, original = everything(loop), [], getattr(key_rotation, function)

    def crash(*arguments):
        calls.append(arguments)
        if len(calls) < call:
            return original(*arguments)
        if after:
            original(*arguments)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(key_rotation, function, crash)
        try:
            rotate(loop.office)
        except Crash:
            pass
        else:
            assert len(calls) < call, "that step is not taken so often"
    following = loop.home / "person.key.next"
    wanted = (following if following.exists() else loop.home / "person.key").read_text()
    loop.office.engine.dispose()

    fresh = open_office(loop.site, loop.home)
    with key_in_use(fresh):
        assert not following.exists()
        assert (loop.home / "person.key").read_text() == wanted, "no third key is made"
        assert fresh.person_key.text() == wanted.strip()
    assert everything(loop) == before
    assert linked(loop) == (7, 10)


def test_a_rotation_that_is_killed_is_completed_by_the_next_command(loop, kaohe):
    """For real, between two files: the process has no say in it."""
    before = everything(loop)
    program = (
        "import os, signal; from pathlib import Path; from warehouse.persons import key_rotation; from warehouse.office import open_office\n"
        "rewrite, done = key_rotation._rewrite, []\n"
        "def killed(*a):\n    done.append(rewrite(*a))\n    if len(done) == 2: os.kill(os.getpid(), signal.SIGKILL)\n    return True\n"
        f"key_rotation._rewrite = killed\nkey_rotation.rotate(open_office(Path({str(loop.site)!r}), Path({str(loop.home)!r})))"
    )
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (loop.home / "person.key.next").exists()
    done = kaohe("status", site=loop.site, home=loop.home)
    assert done.returncode == 0, done.stderr
    assert not (loop.home / "person.key.next").exists()
    assert everything(loop) == before
    text = (loop.home / "person.key").read_text()
    assert not any(part in done.stdout + done.stderr for part in text.split()), "a key is never shown"


def test_the_command_says_what_it_did_and_never_the_key(loop, kaohe):
    old = (loop.home / "person.key").read_text().split()
    done = kaohe("key", "rotate", site=loop.site, home=loop.home)
    assert done.returncode == 0, done.stderr
    assert "重写明细文件 4 个" in done.stdout
    new = (loop.home / "person.key").read_text().split()
    assert new[1] != old[1]
    assert not any(part in done.stdout + done.stderr for part in (*old, *new))


def test_nobody_uses_the_home_meanwhile(loop):
    with key_in_use(loop.office), pytest.raises(RotationRefused, match="正在使用"):
        rotate(loop.office, longest_wait=0.1)
    with (loop.home / "person.key.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        began = time.monotonic()
        with pytest.raises(RotationRefused):
            complete_rotation(loop.office, longest_wait=0.3)
        assert time.monotonic() - began > 0.25
    assert not (loop.home / "person.key.next").exists()


def test_a_key_given_from_outside_is_not_replaced(loop, monkeypatch):
    monkeypatch.setenv("KAOHE_PERSON_KEY", "5a" * 32)
    with pytest.raises(RotationRefused, match="KAOHE_PERSON_KEY"):
        rotate(loop.office)


@pytest.fixture(params=["file", "memory"])
def elsewhere(loop, tmp_path, monkeypatch, request):
    """The office with its facts at a URL, beside a file of another office that has a key of its own."""
    url = f"file://{tmp_path}/facts" if request.param == "file" else f"memory://{tmp_path.name}-{id(loop)}"
    place = fact_place(url)
    for name in ("accepted/*/*.parquet", "facts/*/*/*/*.parquet"):
        for path in loop.home.glob(name):
            place.put(path.relative_to(loop.home).as_posix(), pq.read_table(path, partitioning=None))
    for folder in ("accepted", "facts"):
        shutil.rmtree(loop.home / folder)
    monkeypatch.setenv("KAOHE_FACTS", url)
    roster = next(name for name in place.names("accepted/*/*.parquet") if ROSTER.slug in name)
    of_ours = pq.read_table(place.source(roster), partitioning=None)
    others = of_ours.set_column(
        of_ours.schema.get_field_index("site"), "site", pa.array(["another"] * of_ours.num_rows, pa.string())
    )
    place.put(OTHERS, others)
    return loop


def test_facts_at_a_url_are_rewritten_too_and_those_of_another_office_are_not(elsewhere):
    before, of_another = everything(elsewhere), bytes_of_another(elsewhere)
    shown = files(elsewhere)
    assert rotate(elsewhere.office).files == 4
    now = files(elsewhere)
    assert bytes_of_another(elsewhere) == of_another
    assert {
        name for name in now if "person" in now[name] and now[name]["person"] == shown[name]["person"]
    } == {OTHERS}
    after = everything(elsewhere)
    assert {name: rows for name, rows in after[0].items() if name != OTHERS} == {
        n: rows for n, rows in before[0].items() if n != OTHERS
    }
    assert after[1] == before[1]
    assert not (elsewhere.home / "accepted").exists()


def bytes_of_another(loop):
    """The bytes of the other office's file."""
    source = loop.office.store.place.source(OTHERS)
    return Path(source).read_bytes() if isinstance(source, str) else source.read()


@pytest.mark.parametrize("call", [1, 3])
def test_at_a_url_it_is_completed_too(elsewhere, monkeypatch, call):
    puts, place = [], type(elsewhere.office.store.place)
    original = place.put

    def crash(self, name, table):
        puts.append(name)
        if len(puts) == call:
            raise Crash
        original(self, name, table)

    with monkeypatch.context() as patch:
        patch.setattr(place, "put", crash)
        with pytest.raises(Crash):
            rotate(elsewhere.office)
    with key_in_use(open_office(elsewhere.site, elsewhere.home)):
        assert not (elsewhere.home / "person.key.next").exists()
    key = read_person_key(elsewhere.home / "person.key")
    persons = {
        person
        for name, rows in files(elsewhere).items()
        if name.startswith("facts/")
        for person in rows.get("person", ())
    }
    assert len(set(key.uncovered(sorted(persons)))) == len(persons) == 7
    assert not {person for person in files(elsewhere)[OTHERS]["person"] if person in persons}


def test_a_damaged_file_is_named_and_the_rotation_goes_on_without_it(loop, kaohe):
    before = everything(loop)
    damaged = next(path for path in loop.home.glob("facts/*/*/*/*.parquet") if ROSTER.slug in path.as_posix())
    damaged.write_bytes(damaged.read_bytes()[:-100])
    for command in (["key", "rotate"], ["status"]):
        stopped = kaohe(*command, site=loop.site, home=loop.home)
        assert stopped.returncode == 1
        assert f"文件 {damaged} 已损坏，无法读取，请删除这个文件后重新运行，会接着更换" in stopped.stderr
    damaged.unlink()
    assert kaohe("status", site=loop.site, home=loop.home).returncode == 0
    assert not (loop.home / "person.key.next").exists()
    for period in ("2023-10", "2023-11"):
        build_facts(loop.office, ROSTER, period)
    assert everything(loop) == before


def test_another_key_than_the_ledgers_is_noticed(loop):
    (loop.home / "person.key").unlink()
    with pytest.raises(PersonKeyError, match="不是现在这把密钥"):
        open_office(loop.site, loop.home).person_key  # noqa: B018
