"""Persons as keyed pseudonyms (假名).

A resident ID must not leave the review. An ordinary hash of it can be undone by trying all possible numbers.
So a person is known by the HMAC-SM3 (GB/T 32905) of the ID under a key that lies outside the warehouse. That
digest is encrypted with SM4 (GB/T 32907) under a second key, the cover. Rotation changes the cover
(``warehouse/persons/key_rotation.py``). Then persons stay linked, no original is needed, and somebody with
the old key can no longer find anybody.

Whoever has the key can find out whether a given ID is in the warehouse. Whoever loses it can never again tell
that an old and a new row are of the same person. Back it up apart from the data.
"""

import logging
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from warehouse.files.durable_files import flush_folder, make_folder
from warehouse.files.private_files import write_private

KEY_VARIABLE = "KAOHE_PERSON_KEY"
KEY_FILE = "person.key"
KEY_BYTES = 32
"""The length of a new identity key. A key from outside must have at least as many characters."""
COVER_BYTES = 16
"""The length of a cover. SM4 knows no other."""

_COVER = re.compile(rf"[0-9a-f]{{{2 * COVER_BYTES}}}")
_DIGEST = re.compile(rf"(?:[0-9a-f]{{{2 * COVER_BYTES}}}){{1,2}}")
"""A digest in hexadecimal, as long as one or two blocks of the cipher. Any other text in its place
(``repeated``) identifies nobody.
"""

_log = logging.getLogger(__name__)


class PersonKeyError(ValueError):
    """A key that cannot be used. The message says in Chinese why."""


@dataclass(frozen=True)
class PersonKey:
    """What makes pseudonyms. ``identity`` stays the same as long as persons are to be linked. A rotation
    changes ``cover``.

    A key without a cover was given by hand and never rotated.
    """

    identity: bytes = field(repr=False)
    cover: bytes | None = field(default=None, repr=False)

    def digest(self) -> HMAC:
        """A new HMAC-SM3 under the identity key. Its result identifies a person or a finding for ever, before
        the cover is put over it.
        """
        return HMAC(self.identity, SM3())

    def covered(self, digests: Sequence[str | None]) -> list[str | None]:
        """Digests (hexadecimal) as they may be stored. A text that is not a digest stays as it is."""
        return self._through(digests, lambda cipher: cipher.encryptor())

    def uncovered(self, stored: Sequence[str | None]) -> list[str | None]:
        """The digests below the cover. They are the same whatever the cover is."""
        return self._through(stored, lambda cipher: cipher.decryptor())

    def _through(
        self, texts: Sequence[str | None], way: Callable[[Cipher], CipherContext]
    ) -> list[str | None]:
        if self.cover is None:
            return list(texts)
        digests = {
            place: text
            for place, text in enumerate(texts)
            if isinstance(text, str) and _DIGEST.fullmatch(text)
        }
        # Blocks of keyed digests never repeat by chance, so each may be encrypted on its own. Doing all
        # at once is a hundred times faster.
        cipher = Cipher(algorithms.SM4(self.cover), modes.ECB())  # noqa: S305
        through = way(cipher).update(bytes.fromhex("".join(digests.values()))).hex()
        found, start = list(texts), 0
        for place, digest in digests.items():
            end = start + len(digest)
            found[place], start = through[start:end], end
        return found

    @property
    def fingerprint(self) -> str:
        """Tells this key from others without revealing any of it. The ledger keeps it beside what the key has
        made.
        """
        code = self.digest()
        code.update(b"fingerprint of a person key" + (self.cover or b""))
        return code.finalize().hex()[: 2 * COVER_BYTES]

    def with_new_cover(self) -> "PersonKey":
        """The key with which a rotation replaces this one."""
        return replace(self, cover=secrets.token_bytes(COVER_BYTES))

    def text(self) -> str:
        """The key as a file or KAOHE_PERSON_KEY holds it. Never show it to anybody."""
        return " ".join([self.identity.decode(), *([self.cover.hex()] if self.cover else [])])


def load_person_key(home: Path) -> PersonKey:
    """The key from KAOHE_PERSON_KEY. Otherwise the content of ``person.key`` in the home folder, which is
    made on first use (mode 0600).

    The same text gives the same pseudonyms from either place. PersonKeyError if it is too short to protect
    anybody.
    """
    if given := os.environ.get(KEY_VARIABLE):
        return parse_person_key(given, f"环境变量 {KEY_VARIABLE}")
    path = Path(home) / KEY_FILE
    if not path.exists():
        _make(path)
    return read_person_key(path)


def read_person_key(path: Path) -> PersonKey:
    """The key in a file. If others may read the file, the log says so."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        _log.warning("密钥文件 %s 可被他人读取，请执行 chmod 600 收紧权限", path)
    return parse_person_key(path.read_text(encoding="utf-8"), f"密钥文件 {path}")


def parse_person_key(text: str, place: str) -> PersonKey:
    """The key that a text holds: the identity key, and perhaps a blank and the cover. PersonKeyError names
    only the ``place``, not the text.
    """
    identity, *covers = text.split() or [""]
    if len(identity.encode()) < KEY_BYTES:
        raise PersonKeyError(f"{place}里的密钥太短，至少要 {KEY_BYTES} 个字符，请从备份恢复或换一个")
    if len(covers) > 1 or not all(map(_COVER.fullmatch, covers)):
        raise PersonKeyError(f"{place}里的密钥不完整或多出了内容，请从备份恢复")
    return PersonKey(identity.encode(), bytes.fromhex(covers[0]) if covers else None)


def pseudonyms(ids: pd.Series, key: PersonKey) -> pd.Series:
    """The pseudonym of each resident ID, 64 hexadecimal digits; missing IDs stay missing."""
    keyed = key.digest()

    def digest(resident_id: str) -> str:
        code = keyed.copy()
        code.update(resident_id.encode())
        return code.finalize().hex()

    known = ids.dropna().unique()
    return ids.map(dict(zip(known, key.covered([digest(each) for each in known]), strict=True))).astype(
        "string"
    )


def uncovered(stored: pd.Series, key: PersonKey) -> pd.Series:
    """Stored pseudonyms or row keys as they were before they were covered; missing ones stay missing."""
    return _mapped(stored, key.uncovered)


def covered(digests: pd.Series, key: PersonKey) -> pd.Series:
    """Digests as they are stored; the reverse of ``uncovered``."""
    return _mapped(digests, key.covered)


def _mapped(values: pd.Series, way: Callable[[Sequence[str]], Iterable[str | None]]) -> pd.Series:
    known = list(values.dropna().unique())
    return values.map(dict(zip(known, way(known), strict=True))).astype("string")


def _make(path: Path) -> None:
    """Write the key beside its place, and give it its name only when it is complete. If two processes do so
    at once, the first one wins.
    """
    make_folder(path.parent)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    made = PersonKey(secrets.token_hex(KEY_BYTES).encode()).with_new_cover()
    try:
        write_private(aside, f"{made.text()}\n".encode())
        path.hardlink_to(aside)
        flush_folder(path.parent)
    except FileExistsError:
        return
    finally:
        aside.unlink(missing_ok=True)
