"""Names, ID numbers and phone numbers of persons: those that workbooks hold, and where a text holds one of
them.
"""

import gzip
import html
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import load_workbook

from schemas.office.catalogue import BUILT_IN

NUMBER = re.compile(r"321399\d{11}[\dXx]")
DIGITS = re.compile(r"\d{11,}[Xx]?")
PHONE = re.compile(r"1[3-9]\d{9}")
LENGTHS = (11, 12, 15)
"""Of phones, of what is left of a number without its county, of old numbers."""
SIGNATURE = re.compile(r"(?:填表人|审核人|单位负责人)[:：]\s*([\u4e00-\u9fff]{2,4})")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
NOBODY = {"零报告"}
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
        pieces = {
            run[start : start + length]
            for run in runs
            for length in (2, 3, 4)
            for start in range(len(run) - length + 1)
        }
        numbers = {number.upper() for number in NUMBER.findall(text)}
        digits = {
            run[start : start + length]
            for run in DIGITS.findall(text.upper())
            for length in LENGTHS
            for start in range(len(run))
        }
        return (pieces & self.names) | (numbers & self.numbers) | (digits & (self.phones | self.parts))

    @cached_property
    def parts(self) -> frozenset[str]:
        """What gives a number away without being it: date of birth with the sequence (and check), and the old
        form of 15 digits.
        """
        found = {
            part for number in self.numbers for part in (number[6:17], number[6:], number[:6] + number[8:17])
        }
        return frozenset(found)


def personal_data_of(workbooks: Iterable[Path]) -> PersonalData:
    """All that stands under a header 姓名, or looks like an ID or phone number, or signs a sheet."""
    headers = {
        column.header
        for form in BUILT_IN.values()
        for column in form.columns
        if column.name in ("name", "winners")
    }
    names, text = set(), []
    for path in workbooks:
        for sheet in load_workbook(path).sheet_names:
            rows = load_workbook(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            text.extend(cell for row in rows for cell in row if isinstance(cell, str))
            names |= {name for cell in _below(rows, headers) for name in _names_in(cell)}
    joined = _narrow("\n".join(text))
    return PersonalData(
        frozenset(name for name in names | set(SIGNATURE.findall(joined)) if 2 <= len(name) <= 4),
        frozenset(number.upper() for number in NUMBER.findall(joined)),
        frozenset(PHONE.findall(NUMBER.sub("", joined))),
    )


def _names_in(cell: str) -> set[str]:
    """The names that a cell lists; a sentence below the table, or what says that there is nobody, is none."""
    listed = re.split("[、，,；;]", re.sub(r"\s", "", cell))
    return {
        name for name in (each.removesuffix("团队") for each in listed) if CHINESE.fullmatch(name)
    } - NOBODY


def _below(rows: list[list], headers: set[str]) -> Iterator[str]:
    """The texts below a cell that is one of the headers."""
    for number, row in enumerate(rows[:10]):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and re.sub(r"[\s*①]", "", cell) in headers:
                yield from (below[place] for below in rows[number + 1 :] if isinstance(below[place], str))


def _narrow(text: str) -> str:
    return text.translate({ord("０") + digit: str(digit) for digit in range(10)})


def everything_told(folder: Path, secret: PersonalData, but: Collection[str] = ()) -> dict[str, set[str]]:
    """By file below a folder what it tells of persons, in its bytes or its name; ``but`` names folders at its
    top that are left out.
    """
    told: dict[str, set[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder)
        if name.parts[0] not in but:
            for text in (name.as_posix(), *texts_in(path)):
                if found := secret.found_in(text):
                    told.setdefault(name.as_posix(), set()).update(found)
    return told


def texts_in(path: Path) -> Iterator[str]:
    """What can be read from a file: its bytes as text, what is packed in it, and what a database or a Parquet
    file keeps in its own way.

    A database is read with what stands in its write-ahead log only.
    """
    content = path.read_bytes()
    yield _unescaped(content.decode("utf-8", errors="ignore"))
    if content.startswith(b"PK"):
        with zipfile.ZipFile(path) as package:
            for part in package.infolist():
                yield part.filename
                yield _unescaped(html.unescape(package.read(part).decode("utf-8", errors="ignore")))
    elif content.startswith(b"\x1f\x8b"):
        yield _unescaped(gzip.decompress(content).decode("utf-8", errors="ignore"))
    elif content.startswith(b"SQLite format 3"):
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
