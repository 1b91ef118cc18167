"""Persons as keyed pseudonyms (假名).

A resident ID must not leave the review, and an ordinary hash of one can be undone by trying all possible numbers. So a person is
known by the HMAC-SM3 (GB/T 32905) of the ID under a key that lies outside the warehouse. Whoever has the key can find out whether a given
ID is in the warehouse; whoever loses it can never again tell that an old and a new row are of one person. Back it up apart from the data.
"""

import logging
import os
import secrets
import stat
from pathlib import Path

import pandas as pd
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

KEY_VARIABLE = "KAOHE_PERSON_KEY"
KEY_FILE = "person.key"
KEY_BYTES = 32
"""Length of a new key; a given one must have at least as many characters."""

_log = logging.getLogger(__name__)


class PersonKeyError(ValueError):
    """A key that cannot be used; the message says why in Chinese."""


def load_person_key(home: Path) -> bytes:
    """The key: KAOHE_PERSON_KEY, else the content of ``person.key`` in the home folder, which is made at first use (mode 0600).

    The same text gives the same pseudonyms from either place. PersonKeyError if it is too short to protect anybody.
    """
    if given := os.environ.get(KEY_VARIABLE):
        return _checked(given, f"环境变量 {KEY_VARIABLE}")
    path = Path(home) / KEY_FILE
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        _log.warning("密钥文件 %s 可被他人读取，请执行 chmod 600 收紧权限", path)
    return _checked(path.read_text(encoding="utf-8"), f"密钥文件 {path}")


def pseudonyms(ids: pd.Series, key: bytes) -> pd.Series:
    """The pseudonym of each resident ID, 64 hexadecimal digits; missing IDs stay missing."""
    keyed = HMAC(key, SM3())

    def pseudonym(resident_id: str) -> str:
        code = keyed.copy()
        code.update(resident_id.encode())
        return code.finalize().hex()

    return ids.map({resident_id: pseudonym(resident_id) for resident_id in ids.dropna().unique()}).astype("string")


def _make(path: Path) -> None:
    """Write the key aside and give it its name only when complete; of two processes that do so at once, the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(aside)
    except FileExistsError:
        return
    finally:
        aside.unlink()


def _checked(text: str, place: str) -> bytes:
    key = text.strip().encode()
    if len(key) < KEY_BYTES:
        raise PersonKeyError(f"{place}里的密钥太短，至少要 {KEY_BYTES} 个字符，请从备份恢复或换一个")
    return key
