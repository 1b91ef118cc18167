"""Which person key an office's pseudonyms belong to. So a lost or wrong key is noticed before one person gets
two pseudonyms.
"""

from sqlalchemy import Connection, Select, insert, select

from warehouse.database.database import lock_for_writing
from warehouse.database.tables import person_key
from warehouse.persons.pseudonyms import KEY_FILE, KEY_VARIABLE, PersonKey, PersonKeyError


def is_known(connection: Connection, site: str, key: PersonKey) -> bool:
    """Whether this is the key that the ledger has for the site."""
    return connection.scalar(_fingerprint(site)) == key.fingerprint


def recognise(connection: Connection, site: str, key: PersonKey) -> None:
    """Enter the site's first key in the ledger. PersonKeyError if the ledger has another key.

    Works inside the caller's transaction, in which nothing may have been read before. Only a rotation
    replaces a key (``warehouse/persons/key_rotation.py``).
    """
    lock_for_writing(connection, site)
    first = connection.scalar(_fingerprint(site))
    if first is None:
        connection.execute(insert(person_key).values(site=site, fingerprint=key.fingerprint))
    elif first != key.fingerprint:
        raise PersonKeyError(
            f"密钥与台账不符：给库中人员编码的不是现在这把密钥。请恢复原来的 {KEY_FILE}（或环境变量 {KEY_VARIABLE}）；"
            "如果是从备份恢复数据库，请把密钥、明细和数据库恢复到同一时间"
        )


def _fingerprint(site: str) -> Select:
    return select(person_key.c.fingerprint).where(person_key.c.site == site)
