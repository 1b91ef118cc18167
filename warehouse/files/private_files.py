"""Files that only the office may read, because they may hold personal data. Folders have mode 0700, files
0600. A file is complete or not there at all.
"""

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
