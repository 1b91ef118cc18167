"""Files that only the office may read, for they can hold persons: folders 0700, files 0600, complete or not
there at all.
"""

from pathlib import Path

from warehouse.files.durable_files import make_folder, replacing


def write_private(path: Path, data: bytes) -> None:
    """Write a file, replacing one that is there; the folders above it that are missing are made for the owner
    alone.
    """
    make_private(path.parent)
    with replacing(path, 0o600) as file:
        file.write(data)


def make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, open to the owner alone; one that is there is left
    as it is.
    """
    make_folder(folder, 0o700)
