"""Changing the person key (更换密钥): every pseudonym is made anew under a new cover, and the old cover is
destroyed.

Until that is done, two keys lie side by side, ``person.key`` and ``person.key.next``. Each file says for
which key it was rewritten. The ledger says to which key its row keys belong. Files and ledger change as a
whole or not at all. So a rotation that was cut short is completed, never repeated: whoever opens the office
next completes it. During a rotation nothing else may use the home. Everything else holds the home's lock
together; a rotation holds it alone.
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
"""An entry in the metadata of a Parquet file: the fingerprint of the key for which a rotation rewrote it."""

DIGESTS = (
    (finding, "row_key"),
    (explanation, "row_key"),
    (report_content, "keys_digest"),
    (report_content, "rows_digest"),
)
"""The columns of the ledger that are under the cover of the key, each with its table."""

LONGEST_WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.2


class RotationRefused(Exception):
    """The key cannot be changed now. The message says in Chinese why."""


@dataclass(frozen=True)
class Rotation:
    """How much a rotation rewrote: files of the fact store, and digests in the ledger."""

    files: int
    row_keys: int


@contextmanager
def key_in_use(office: Office) -> Iterator[None]:
    """Use the home while its key does not change. If a rotation was cut short, complete it first."""
    while True:
        with _lock(office.home) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            if not (office.home / NEXT_FILE).exists():
                office.forget_person_key()
                yield
                return
        complete_rotation(office)


def rotate(office: Office, longest_wait: float = LONGEST_WAIT_SECONDS) -> Rotation:
    """Give the office a new key. If a rotation was begun and cut short, complete that one instead.

    Raises RotationRefused if something else uses the home for longer than ``longest_wait`` seconds. It also
    does so if the key comes from the environment, because then only the person who sets it there can replace
    it.
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
    """Complete a rotation that was cut short. None if there is none, or if another process has completed it
    meanwhile.
    """
    with _alone(office.home, longest_wait):
        return _complete(office) if (office.home / NEXT_FILE).exists() else None


def _complete(office: Office) -> Rotation:
    """Go from the old key to the next one. Every part either says that it is under the next key, or is still
    under the old one.
    """
    old, following = read_person_key(office.home / KEY_FILE), read_person_key(office.home / NEXT_FILE)
    if old.identity != following.identity:
        raise PersonKeyError(f"{office.home / NEXT_FILE} 不属于这把密钥，请从备份恢复整个 home 文件夹")
    place, sites = office.store.place, _sites_of(office, old, following)
    files = sum(_rewrite(place, name, sites, old, following) for name in _files(place))
    with office.engine.begin() as connection:
        keys = _rewrite_ledger(connection, sites, old, following)
    # Half-written files are under the old key, so they go. Nobody else uses the home now, but if the place is
    # shared, other offices may be writing there.
    place.remove_incomplete(unchanged_for=ABANDONED_AFTER if office.facts_place else 0)
    _replace_key(office.home)
    office.forget_person_key()
    return Rotation(files, keys)


def _sites_of(office: Office, old: PersonKey, following: PersonKey) -> list[str]:
    """The sites whose persons are under the office's key. Other offices may keep their facts in the same
    place under keys of their own.
    """
    with office.engine.connect() as connection:
        ours = person_key.c.fingerprint.in_([old.fingerprint, following.fingerprint])
        return list(connection.scalars(select(person_key.c.site).where(ours)))


def _files(place: FactPlace) -> list[str]:
    """The names of all files. Only the files themselves say whether their form was about persons when they
    were written.
    """
    patterns = ("accepted/*/*.parquet", "facts/*/site=*/period=*/part.parquet")
    return sorted(name for pattern in patterns for name in place.names(pattern))


def _rewrite(
    place: FactPlace, name: str, sites: Collection[str], old: PersonKey, following: PersonKey
) -> bool:
    """Rewrite the pseudonyms of a file. False if it has none, is rewritten already, or belongs to a site with
    another key. (All rows of a file belong to one site.)

    FactStoreError if the file cannot be read. It says what to do; then the rotation continues with this file.
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
    """In one transaction, rewrite the digests of the sites that are still under the old key, and name the
    next key as theirs. Return how many digests changed.
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
    """Put the next key in the place of the old one, and overwrite the bytes of the old one."""
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
    """Use the home while nobody else does. RotationRefused if others use it for too long."""
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
