"""CSV files of an office, as people save them."""

from pathlib import Path


def read_csv_text(path: Path) -> str:
    """The text of a CSV file in UTF-8 or in GB18030, which Chinese Excel writes. UnicodeDecodeError if it is
    neither.
    """
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
