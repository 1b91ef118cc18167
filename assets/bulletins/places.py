"""Where the files of bulletins lie in a home folder."""

from pathlib import Path

from assets.bulletins.model import DRAFT

FOLDER = "bulletins"


def drafts(home: Path, period: str, scheme: str = "*") -> list[Path]:
    """The files of the drafts of a period, or of one scheme's draft."""
    return sorted((home / FOLDER / period).glob(f"{scheme}_*_{DRAFT}.*"))
