"""Names, ID numbers and phone numbers of persons: those that workbooks hold, and where a text holds one of them."""

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import load_workbook

from schemas.forms import FORMS

NUMBER = re.compile(r"321399\d{11}[\dXx]")
PHONE = re.compile(r"1[3-9]\d{9}")
SIGNATURE = re.compile(r"(?:填表人|审核人|单位负责人)[:：]\s*([\u4e00-\u9fff]{2,4})")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class PersonalData:
    """What must not come to light; numbers in upper case."""

    names: frozenset[str]
    numbers: frozenset[str]
    phones: frozenset[str]

    def found_in(self, text: str) -> set[str]:
        """Which of it a text holds."""
        runs = CHINESE.findall(text)
        pieces = {run[start : start + length] for run in runs for length in (2, 3, 4) for start in range(len(run) - length + 1)}
        numbers = {number.upper() for number in NUMBER.findall(text)}
        return (pieces & self.names) | (numbers & self.numbers) | (set(PHONE.findall(text)) & self.phones)


def personal_data_of(workbooks: Iterable[Path]) -> PersonalData:
    """All that stands under a header 姓名, or looks like an ID or phone number, or signs a sheet."""
    headers = {column.header for form in FORMS.values() for column in form.columns if column.name in ("name", "winners")}
    names, text = set(), []
    for path in workbooks:
        for sheet in load_workbook(path).sheet_names:
            rows = load_workbook(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            text.extend(cell for row in rows for cell in row if isinstance(cell, str))
            names |= {name for cell in _below(rows, headers) for name in CHINESE.findall(re.sub(r"\s", "", cell))}
    joined = _narrow("\n".join(text))
    return PersonalData(
        frozenset(name for name in names | set(SIGNATURE.findall(joined)) if 2 <= len(name) <= 4),
        frozenset(number.upper() for number in NUMBER.findall(joined)),
        frozenset(PHONE.findall(NUMBER.sub("", joined))),
    )


def _below(rows: list[list], headers: set[str]) -> Iterator[str]:
    """The texts below a cell that is one of the headers."""
    for number, row in enumerate(rows[:10]):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and re.sub(r"[\s*①]", "", cell) in headers:
                yield from (below[place] for below in rows[number + 1 :] if isinstance(below[place], str))


def _narrow(text: str) -> str:
    return text.translate({ord("０") + digit: str(digit) for digit in range(10)})


def texts_in(path: Path) -> Iterator[str]:
    """What can be read from a file: its bytes as text, and what a database or a Parquet file keeps in its own way."""
    content = path.read_bytes()
    yield _unescaped(content.decode("utf-8", errors="ignore"))
    if content.startswith(b"SQLite format 3"):
        yield from map(_unescaped, _cells(path))
    elif content.startswith(b"PAR1"):
        table = pq.ParquetFile(path).read()
        yield from (str(value) for column in table.columns for value in set(column.to_pylist()))


def _cells(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield "\n".join(_text(value) for value in row if value is not None)


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode("utf-8", errors="ignore")
    except zlib.error:
        return value.decode("utf-8", errors="ignore")


def _unescaped(text: str) -> str:
    """JSON writes 张 as \\u5f20."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
