"""Workbooks that Excel has encrypted with its own built-in password.

Excel may write such a file if somebody protects the structure of a workbook or recommends to open it
read-only. Excel and WPS open it without asking for a password. Any other password must be removed by the
unit. Sources: [MS-OFFCRYPTO], [MS-XLS] 2.2.10.
"""

import io
import struct

from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.format.xls97 import Xls97File
from msoffcrypto.method.rc4 import DocumentRC4
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from assets.submissions.reading.formats.packages import COMPOUND_FILE
from assets.submissions.workbook import UnreadableWorkbook

_BUILT_IN_PASSWORD = "VelvetSweatshop"  # noqa: S105 - every Excel knows it
_BLOCK = 1024
_BOUND_SHEET, _PASSWORD = 0x85, 0x2F
_PLAIN = frozenset((0x809, _PASSWORD, 0xE1, 0x194, 0x195, 0x138, 0x196))
"""Records whose content is never encrypted."""
_PLAIN_BYTES_OF_BOUND_SHEET = 4


def plain_package(data: bytes) -> bytes:
    """An .xlsx as it is, or the decrypted one if Excel's own password protects it.

    Raises UnreadableWorkbook for other compound files.
    """
    return decrypted_package(data) if data.startswith(COMPOUND_FILE) else data


def decrypted_package(data: bytes) -> bytes:
    """The .xlsx in a compound file. Raises UnreadableWorkbook if another password is set."""
    opened = io.BytesIO()
    try:
        file = OOXMLFile(io.BytesIO(data))
        file.load_key(password=_BUILT_IN_PASSWORD, verify_password=True)
        file.decrypt(opened)
    except MemoryError:
        raise
    except Exception as error:  # another password, or an unknown method of encryption
        raise UnreadableWorkbook("file-with-password") from error
    return opened.getvalue()


def decrypted_stream(data: bytes, stream: bytes) -> bytes:
    """The stream of an old workbook, decrypted.

    ``data`` is the compound file, ``stream`` the encrypted stream in it. Raises UnreadableWorkbook if another
    password is set. The library's own method is not used: it would write the file to disk, and a reading
    process must not do that.
    """
    try:
        file = Xls97File(io.BytesIO(data))
        file.load_key(password=_BUILT_IN_PASSWORD)
        encrypted = io.BytesIO(stream)
        if file.type == "rc4":
            decrypted = DocumentRC4.decrypt(file.key, file.salt, encrypted, blocksize=_BLOCK)
        else:
            decrypted = DocumentRC4CryptoAPI.decrypt(
                file.key, file.salt, file.keySize, encrypted, blocksize=_BLOCK
            )
    except MemoryError:
        raise
    except Exception as error:  # as above
        raise UnreadableWorkbook("file-with-password") from error
    return _put_together(stream, decrypted.getvalue())


def _put_together(stream: bytes, decrypted: bytes) -> bytes:
    """The stream with decrypted contents. The heads of records and contents that are never encrypted stay."""
    whole, start = bytearray(stream), 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        first, stop = start + 4, start + 4 + length
        if kind == _PASSWORD:
            whole[start:stop] = bytes(2) + stream[start + 2 : first] + bytes(min(stop, len(stream)) - first)
        elif kind not in _PLAIN:
            first += _PLAIN_BYTES_OF_BOUND_SHEET if kind == _BOUND_SHEET else 0
            whole[first:stop] = decrypted[first:stop]
        start = stop
    return bytes(whole)
