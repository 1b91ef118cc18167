"""Changing the person key (更换密钥): every pseudonym is made anew under a new cover, and the old one is
destroyed.

Until it is done two keys lie side by side, ``person.key`` and ``person.key.next``. Each file says which key
it was rewritten for, the ledger which key its row keys are of, and both are changed as a whole or not at all:
so a rotation that was cut short is completed, never repeated, and whoever opens the office next completes it.
While it goes on nothing else may use the home: those who do hold its lock together, the rotation alone.
"""

import fcntl
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, Table, bindparam, select, update

from warehouse.database.database import lock_for_writing
from warehouse.database.tables import explanation, finding, person_key, report_content
from warehouse.facts.places import FactPlace
from warehouse.facts.store import FactStoreError
from warehouse.files.durable_files import ABANDONED_AFTER, flush_folder
from warehouse.files.private_files import write_private
from warehouse.office import Office
from warehouse.persons.pseudonyms import KEY_FILE, KEY_VARIABLE, PersonKey, PersonKeyError, read_person_key

NEXT_FILE = f"{KEY_FILE}.next"
LOCK_FILE = f"{KEY_FILE}.lock"
MARK = b"kaohe.person_key"
"""In the metadata of a Parquet file: the fingerprint of the key that a rotation rewrote it for."""

DIGESTS = (
    (finding, "row_key"),
    (explanation, "row_key"),
    (report_content, "keys_digest"),
    (report_content, "rows_digest"),
)
"""What the ledger keeps under the cover of the key, by table and column."""

LONGEST_WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.2


class RotationRefused(Exception):
    """The key cannot be changed now; the message says why in Chinese."""


@dataclass(frozen=True)
class Rotation:
    """What a rotation rewrote: files of the fact store, row keys of the ledger."""

    files: int
    row_keys: int


@contextmanager
def key_in_use(office: Office) -> Iterator[None]:
    """Use the home while its key stays what it is. A rotation that was cut short is completed first."""
    while True:
        with _lock(office.home) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            if not (office.home / NEXT_FILE).exists():
                office.forget_person_key()
                yield
                return
        complete_rotation(office)


def rotate(office: Office, longest_wait: float = LONGEST_WAIT_SECONDS) -> Rotation:
    """Give the office a new key; one that was begun and cut short is completed instead.

    Raises RotationRefused while something else uses the home for longer than ``longest_wait`` seconds, and
    where the key is given from outside: then nobody but who gives it can replace it.
    """
    if os.environ.get(KEY_VARIABLE):
        raise RotationRefused(
            f"密钥由环境变量 {KEY_VARIABLE} 给出，无法自动更换：请先把它的内容写进 {office.home / KEY_FILE}（权限 600）并去掉这个环境变量，"
            "更换后再从该文件取新密钥"
        )
    with _alone(office.home, longest_wait):
        following = office.home / NEXT_FILE
        if not following.exists():
            write_private(following, f"{office.person_key.with_new_cover().text()}\n".encode())
        return _complete(office)


def complete_rotation(office: Office, longest_wait: float = LONGEST_WAIT_SECONDS) -> Rotation | None:
    """Complete a rotation that was cut short; None if there is none, or somebody else has completed it
    meanwhile.
    """
    with _alone(office.home, longest_wait):
        return _complete(office) if (office.home / NEXT_FILE).exists() else None


def _complete(office: Office) -> Rotation:
    """From the old key to the next. Every part either is under the next key already and says so, or is still
    under the old one.
    """
    old, following = read_person_key(office.home / KEY_FILE), read_person_key(office.home / NEXT_FILE)
    if old.identity != following.identity:
        raise PersonKeyError(f"{office.home / NEXT_FILE} 不属于这把密钥，请从备份恢复整个 home 文件夹")
    place, sites = office.store.place, _sites_of(office, old, following)
    files = sum(_rewrite(place, name, sites, old, following) for name in _files(place))
    with office.engine.begin() as connection:
        keys = _rewrite_ledger(connection, sites, old, following)
    # It is under the old key. Nobody else uses the home now, but other offices may be writing where they
    # share a place.
    place.remove_incomplete(unchanged_for=ABANDONED_AFTER if office.facts_place else 0)
    _replace_key(office.home)
    office.forget_person_key()
    return Rotation(files, keys)


def _sites_of(office: Office, old: PersonKey, following: PersonKey) -> list[str]:
    """The sites whose persons are under the office's key: other offices may keep their facts in the same
    place, under keys of their own.
    """
    with office.engine.connect() as connection:
        ours = person_key.c.fingerprint.in_([old.fingerprint, following.fingerprint])
        return list(connection.scalars(select(person_key.c.site).where(ours)))


def _files(place: FactPlace) -> list[str]:
    """All files: which forms were about persons when they were written, only the files know."""
    patterns = ("accepted/*/*.parquet", "facts/*/site=*/period=*/part.parquet")
    return sorted(name for pattern in patterns for name in place.names(pattern))


def _rewrite(
    place: FactPlace, name: str, sites: Collection[str], old: PersonKey, following: PersonKey
) -> bool:
    """Rewrite the pseudonyms of a file; False if it has none, that was done before, or it is of another site.
    (All rows of a file are of one.)

    FactStoreError says what to do where it cannot be read: the rotation goes on from there.
    """
    table = _read(place, name)
    marks, position = table.schema.metadata or {}, table.schema.get_field_index("person")
    if (
        position < 0
        or marks.get(MARK) == following.fingerprint.encode()
        or not set(pc.unique(table["site"]).to_pylist()) <= set(sites)
    ):
        return False
    persons = table.column(position).combine_chunks().dictionary_encode()
    again = following.covered(old.uncovered(persons.dictionary.to_pylist()))
    column = pa.DictionaryArray.from_arrays(persons.indices, pa.array(again, pa.string())).cast(pa.string())
    rewritten = table.set_column(position, table.schema.field(position), column)
    place.put(name, rewritten.replace_schema_metadata({**marks, MARK: following.fingerprint.encode()}))
    return True


def _read(place: FactPlace, name: str) -> pa.Table:
    try:
        source = place.source(name)
    except OSError as error:
        raise FactStoreError(
            f"更换密钥时取不到文件 {place.location(name)}，请检查网络和权限后重新运行，会接着更换"
        ) from error
    try:
        return pq.read_table(source, page_checksum_verification=True, partitioning=None)
    except PermissionError:
        raise
    except (pa.ArrowException, OSError) as error:
        advice = "请删除这个文件后重新运行，会接着更换，并按存档的原件重算它"
        raise FactStoreError(f"更换密钥时文件 {place.location(name)} 已损坏，无法读取，{advice}") from error


def _rewrite_ledger(
    connection: Connection, sites: Collection[str], old: PersonKey, following: PersonKey
) -> int:
    """Rewrite the sites' row keys of findings and explanations made with the old key and name the next one,
    in one transaction.
    """
    count = 0
    for site in sorted(sites):
        lock_for_writing(connection, site)
        of_site = person_key.c.site == site
        if connection.scalar(select(person_key.c.fingerprint).where(of_site)) == old.fingerprint:
            count += sum(
                _rewrite_digests(connection, table, column, site, old, following) for table, column in DIGESTS
            )
            connection.execute(update(person_key).where(of_site).values(fingerprint=following.fingerprint))
    return count


def _rewrite_digests(
    connection: Connection, table: Table, digest: str, site: str, old: PersonKey, following: PersonKey
) -> int:
    key = list(table.primary_key.columns)
    names = [column.name for column in key]
    keyed = table.c[digest].is_not(None)
    found = connection.execute(
        select(*key, table.c[digest].label("stored")).where(table.c.site == site, keyed)
    ).all()
    again = following.covered(old.uncovered([row.stored for row in found]))
    changed = [(row, new) for row, new in zip(found, again, strict=True) if new != row.stored]
    if changed:
        statement = update(table).where(*(column == bindparam(f"old_{column.name}") for column in key))
        parameters = [
            {**{f"old_{name}": value for name, value in zip(names, row, strict=False)}, "again": new}
            for row, new in changed
        ]
        connection.execute(statement.values({digest: bindparam("again")}), parameters)
    return len(changed)


def _replace_key(home: Path) -> None:
    """Let the next key take the place of the old one, whose bytes are overwritten before they are given
    up.
    """
    with (home / KEY_FILE).open("r+b") as old:
        (home / NEXT_FILE).replace(home / KEY_FILE)
        flush_folder(home)
        old.write(bytes(os.fstat(old.fileno()).st_size))
        old.flush()
        os.fsync(old.fileno())


@contextmanager
def _lock(home: Path) -> Iterator[IO[str]]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK_FILE).open("a") as lock:
        yield lock


@contextmanager
def _alone(home: Path, longest_wait: float) -> Iterator[None]:
    """Use the home while nobody else does."""
    deadline = time.monotonic() + longest_wait
    with _lock(home) as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise RotationRefused(
                        "还有运行或命令正在使用这个 home 文件夹，请等它结束后重新执行"
                    ) from None
                time.sleep(_PAUSE_SECONDS)
            else:
                break
        yield
