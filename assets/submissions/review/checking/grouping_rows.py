"""Rows that seem to stand for others: with rows indented below them, or named 一至三村 or 红旗村、前进村.
Others stand beside rows with their name and a mark or a part of it (东风村一组, ★东风村).

If such a row is a total, or the rows are its parts, and nobody said so, everything is counted twice.
"""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from assets.submissions.review.checking.named_totals import label_column
from assets.submissions.review.checking.unnamed_totals import Reported, key_of
from assets.submissions.review.findings import Finding, row_ranges
from assets.submissions.review.records import Records
from schemas.findings import KINDS
from schemas.form import NUMBERS

_NUMBER = r"(?:[一二三四五六七八九十]{1,3}|\d{1,3})"
_PLACE = r"(?:号|村|组|队|社区?|居委会|班|片区?|网格)"
_RANGE = re.compile(rf"^第?({_NUMBER})({_PLACE})?(?:至|到|[-—–~～])第?({_NUMBER})({_PLACE})?[^\d]{{0,6}}$")
_LISTED = re.compile(r"[、，,/+和及与\s]+")
_SEVERAL = re.compile(rf"{_LISTED.pattern}|至|到|等|[-—–~～]")
_COUNT_BEHIND = re.compile(rf"(?:等(?:{_NUMBER}|两)?个?|{_NUMBER}个?|两个?)(?:村|社区)?$|等$")
"""What may stand behind listed names: 东风、红旗两村, 东风村等3村."""
_MARKED = re.compile(
    rf"[*＊★☆※#＃●▲△]+|[(（\[【]第?{_NUMBER}[组队片号]?[)）\]】]|(?:第?{_NUMBER}|[东西南北上下前后大小])(?:组|队|片区?|网格|小区)$"
)
"""Marks and parts of a village in a name: ★东风村, 东风村（1组）, 东风村一组."""
_WRAPPED = re.compile(r"^[(（\[【](.+)[)）\]】]$")
_ONE = re.compile(rf"^第?({_NUMBER}){_PLACE}")
_CHINESE = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
CLEARLY_INDENTED = 2
"""A single row below another one must be indented at least so far to be asked about."""


def grouping_findings(records: Records, reported: Reported) -> list[Finding]:
    """A query for each such row, unless the last report had records with the keys of all rows concerned.

    Rows indented below a row are asked about if together they are not more than it in any column, and are not
    its sum (``unnamed_total_findings`` asks about that).
    """
    form = records.form
    label = label_column(form)
    names = [column.name for column in form.columns if column.additive and column.type.name in NUMBERS]
    if label is None or form.vertical or len(records.frame) < 2:
        return []
    labels = records.raw[label]
    places = records.frame.index.to_numpy()
    indents = np.array([_indent(labels[place]) for place in places], dtype=int)
    numbers = records.frame[names].astype("Float64").to_numpy(dtype=float, na_value=0)
    of_several = any(type(labels[place]) is str and _SEVERAL.search(labels[place]) for place in places)
    groups: list[tuple[int, list[int]]] = []
    if indents.any() and len(names) > 1:
        groups += _indented(records, numbers, indents)
    if of_several:
        groups += _named(records, [labels[place] for place in places], numbers)
    groups += _same_but_for_marks(records, [labels[place] for place in places])
    return [
        records.finding_at(places[first], (label,), KINDS["row-like-group"], rows=_rows(records, members))
        for first, members in groups
        if not _were_records(records, label, [first, *members], reported)
    ]


def _rows(records: Records, members: list[int]) -> str:
    return row_ranges(records.frame["row"].iloc[members])


def _were_records(records: Records, label: str, members: list[int], reported: Reported) -> bool:
    record = records.frame.iloc[members[0]]
    keys = reported(records.form, record["unit_code"], record["period"])
    return all(key_of([records.frame[label].iloc[member]]) in keys for member in members)


def _indented(records: Records, numbers: np.ndarray, indents: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    tables = records.table_numbers[records.frame.index.to_numpy()]
    first = 0
    while first < len(indents) - 1:
        stop = first + 1
        while stop < len(indents) and indents[stop] > indents[first] and tables[stop] == tables[first]:
            stop += 1
        members = list(range(first + 1, stop))
        together, whole = numbers[members].sum(axis=0), numbers[first]
        is_clear = len(members) > 1 or (members and indents[first + 1] - indents[first] >= CLEARLY_INDENTED)
        if is_clear and (together <= whole).all() and (together != whole).any() and (together != 0).sum() > 1:
            yield first, members
        first += 1


def _indent(name: object) -> int:
    """How far a name is indented: blanks of full width count twice."""
    if type(name) is not str:
        return 0
    blanks = name[: len(name) - len(name.lstrip())]
    return len(blanks) + blanks.count("\u3000")


def _named(records: Records, labels: list[object], numbers: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    """The rows whose names name several others: 红旗村、前进村 and 一至三村, with those others."""
    texts = [text.strip() if type(text) is str else "" for text in labels]
    reports = pd.factorize(records.frame["report_id"])[0]
    ordinals = [_value(found[1]) if (found := _ONE.match(text)) else 0 for text in texts]
    for place, text in enumerate(texts):
        ranged, listed = _RANGE.match(text), _names_listed(text)
        others = [other for other in range(len(texts)) if other != place and reports[other] == reports[place]]
        if ranged and re.search(_PLACE, text):
            first, last = _value(ranged[1]), _value(ranged[3])
            members = [
                other
                for other in others
                if first <= ordinals[other] <= last and not _RANGE.match(texts[other])
            ]
            members = members or _beside(numbers, reports, place, last - first + 1)
        else:
            members = [other for other in others if texts[other] in listed]
            if len(members) < 2 and not _SEVERAL.search("".join(text.split())):
                members = []  # a blank alone joins nothing: 东风村 埠子镇
        if members:
            yield place, members


def _names_listed(text: str) -> set[str]:
    """The names that a name lists, with and without 村. There are none if it is a single name."""
    names = set(filter(None, _LISTED.split(_COUNT_BEHIND.sub("", text))))
    if len(names) < 2 and "等" not in text:
        return set()
    return names | {f"{name}村" for name in names}


def _same_but_for_marks(records: Records, labels: list[object]) -> Iterator[tuple[int, list[int]]]:
    """The rows with a bare name, with those of the same name and a mark or a part behind it."""
    texts = [text.strip() if type(text) is str else "" for text in labels]
    bare = {text: _MARKED.sub("", _WRAPPED.sub(r"\1", text)) for text in dict.fromkeys(texts)}
    marked = {text: name for text, name in bare.items() if name and name != text and name in bare}
    if not marked:  # nearly always
        return
    reports = records.frame["report_id"].to_list()
    for place, text in enumerate(texts):
        members = [
            other
            for other, name in enumerate(map(marked.get, texts))
            if name == text and reports[other] == reports[place]
        ]
        if members:
            yield place, members


def _beside(numbers: np.ndarray, reports: np.ndarray, place: int, count: int) -> list[int]:
    """So many rows directly above or below a row of which none has a number larger than it."""
    for members in (range(place - count, place), range(place + 1, place + 1 + count)):
        is_there = count > 1 and members.start >= 0 and members.stop <= len(numbers)
        if (
            is_there
            and (reports[members] == reports[place]).all()
            and (numbers[members] <= numbers[place]).all()
        ):
            return list(members)
    return []


def _value(text: str) -> int:
    """The number that digits or Chinese numerals up to 99 write."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE.get(tens, 1) * 10 if ten else 0) + _CHINESE.get(ones, 0)
