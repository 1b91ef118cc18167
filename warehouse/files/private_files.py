"""Files that only the office may read, because they may hold personal data. Folders have mode 0700, files
0600. A file is complete or not there at all.
"""

import os
import stat
import tempfile
from pathlib import Path

from warehouse.files.durable_files import make_folder, replacing


def write_private(path: Path, data: bytes, *, can_be_made_again: bool = False) -> None:
    """Write a file; it replaces one that exists. Missing folders above it are made for the owner alone.

    ``can_be_made_again``: the next pass writes it again if a power cut takes it, so it is not flushed.
    """
    make_private(path.parent)
    with replacing(path, 0o600, flushing=not can_be_made_again) as file:
        file.write(data)


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, for the owner alone. Folders that exist stay as they
    are.
    """
    make_folder(folder, 0o700)


def own_temporary_folder() -> Path:
    """The folder of this account among the temporary files of the system. It is made if it is missing.
    PermissionError if others may have put something there.
    """
    folder = Path(tempfile.gettempdir()) / f"kaohe-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700:
        raise PermissionError(f"临时文件夹“{folder}”不是本程序建的，或别人能读，请删除它后重新运行")
    return folder
