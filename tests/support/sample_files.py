"""The committed workbooks of a sample office against those that its script makes."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def parts(path: Path) -> list[tuple]:
    """What a workbook consists of. Compressed bytes depend on the version of zlib, what they hold does
    not.
    """
    with zipfile.ZipFile(path) as archive:
        return [(entry.filename, entry.date_time, archive.read(entry)) for entry in archive.infolist()]


def assert_script_makes_committed_files(site: str, folder: Path) -> None:
    """The site's script, run into an empty folder, writes what lies in its ``submissions``."""
    inbox = ROOT / "sites" / site / "submissions"
    subprocess.run(
        [sys.executable, "-m", f"sites.{site}.make_submissions", str(folder)], cwd=ROOT, check=True
    )
    assert names_in(folder) == names_in(inbox)
    assert (folder / "received.csv").read_bytes() == (inbox / "received.csv").read_bytes()
    for made in folder.rglob("*.xlsx"):
        kept = inbox / made.relative_to(folder)
        assert made.read_bytes() == kept.read_bytes() or parts(made) == parts(kept), made.name


def names_in(folder: Path) -> set[str]:
    """The files of a folder and of those in it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
