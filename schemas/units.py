"""Units (单位): who reports and who is assessed, as a tree with names and codes that change over time.

The register of units is a CSV file of the office (``units.csv``)::

    code,name,kind,parent,group,short_names,valid_from,valid_to,successor
    321302112,屠园镇,township,321302,镇,屠园,2021-08-01,,
    321302203,屠园乡,township,321302,镇,,,2021-07-31,321302112

``short_names`` are separated by 、; dates are ISO and may be empty; ``valid_to`` is the last day of validity;
a closed unit names the unit that took over as its successor, and its old name and code still lead there.
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from io import StringIO
from pathlib import Path

import pandas as pd

from schemas.documents import DocumentError, Problem, suggestion
from schemas.texts.csv_files import read_csv_text

KINDS = {
    "city": "市",
    "district": "区县",
    "township": "镇街",
    "school": "中等职业学校",
    "bureau": "区县教育局",
    "society": "中华职教社",
    "college": "高职院校",
    "college_department": "二级学院",
    "city_office": "市级部门",
}
"""The kinds of units that there always are, and what they are called; an office may add its own."""

COLUMNS = ("code", "name", "kind", "parent", "group", "short_names", "valid_from", "valid_to", "successor")

PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
}
"""Provinces by the first two digits of their codes (GB/T 2260): they are no units, but names often begin with
them.
"""

DIVISION_ENDINGS = ("街道", "镇", "乡", "区", "县", "市")
"""The generic end of a division's name, often left out: 耿车 for 耿车镇."""

OFFICE_ENDINGS = ("人民政府", "政府", "办事处")
"""The end of the name of a division's own office: 幸福街道办事处 reports for 幸福街道."""


@dataclass(frozen=True)
class Unit:
    """One unit. ``group`` is what it is ranked in (分类考核); ``valid_from`` and ``valid_to`` are its first
    and last day (None: open).
    """

    code: str
    name: str
    kind: str
    parent: str | None = None
    group: str | None = None
    short_names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its short names."""
        return (self.name, *self.short_names)


class UnknownUnit(LookupError):
    """No unit is called so; the message says so in Chinese."""


class UnitRegistry:
    """All units of a site, and how to find one by what people write."""

    def __init__(self, units: Iterable[Unit], kinds: Mapping[str, str] = KINDS) -> None:
        """The units must be consistent; ``load`` checks that for a file. ``kinds``: those there are, with
        their words.
        """
        self._units = {unit.code: unit for unit in units}
        self.kinds = kinds

    @classmethod
    def load(cls, path: Path, kinds: Mapping[str, str] = KINDS) -> "UnitRegistry":
        """The register in a CSV file; raises DocumentError with every faulty line."""
        units, lines, problems = _read(Path(path), kinds)
        problems = problems or [
            Problem(Path(path), lines[code], sentence) for code, sentence in _contradictions(units)
        ]
        if problems:
            raise DocumentError.listing(problems)
        return cls(units.values(), kinds)

    def __iter__(self) -> Iterator[Unit]:
        """All units, closed ones too, in the order of the file."""
        return iter(self._units.values())

    def __len__(self) -> int:
        """How many units there are, closed ones too."""
        return len(self._units)

    def __contains__(self, code: object) -> bool:
        """Whether there is a unit of that code."""
        return code in self._units

    def get(self, code: str) -> Unit:
        """The unit of that code, closed or not; KeyError if there is none."""
        return self._units[code]

    def of_kind(self, kind: str, under: str | None = None, on: date | None = None) -> list[Unit]:
        """The units of a kind at or below a unit: those that exist on a day, or without one those that are
        not closed.
        """
        among = self.subtree(under) if under else self
        return [
            unit
            for unit in among
            if unit.kind == kind and (unit.valid_to is None if on is None else unit.valid_on(on))
        ]

    def ancestors(self, code: str) -> list[Unit]:
        """The unit itself, its parent, and so on to the top."""
        found = [self._units[code]]
        while found[-1].parent:
            found.append(self._units[found[-1].parent])
        return found

    def subtree(self, code: str) -> list[Unit]:
        """The unit and everything below it, closed units too, parents before children; KeyError if there is
        no such unit.
        """
        found = [self._units[code]]
        for unit in found:
            found.extend(self._children[unit.code])
        return found

    def closure(self) -> pd.DataFrame:
        """Every pair (ancestor, descendant) of codes, each unit with itself included."""
        pairs = [(above.code, unit.code) for unit in self for above in self.ancestors(unit.code)]
        return pd.DataFrame(pairs, columns=["ancestor", "descendant"], dtype="str")

    def district_of(self, code: str) -> Unit | None:
        """The district a unit belongs to, itself if it is one; None for units above districts."""
        return next((unit for unit in self.ancestors(code) if unit.kind == "district"), None)

    def named(self, text: str, on: date | None = None) -> Unit:
        """The unit that somebody names, as ``resolve`` understands it. UnknownUnit if there is none."""
        found = self.resolve(text, on=on)
        if found is None:
            raise UnknownUnit(f"单位“{text}”不在单位名录中，请写规范名称或单位代码")
        return found

    def resolve(
        self,
        text: str,
        on: date | None = None,
        kinds: Collection[str] | None = None,
        under: str | None = None,
    ) -> Unit | None:
        """The one unit that a text names, None if there is none or more than one.

        Understood are codes and names, full or short, in any width and spacing; the names of higher units in
        front (江苏省宿迁市宿城区…); the generic end left out (耿车 for 耿车镇) or the office's added
        (幸福街道办事处); and a code beside the name, if they agree. A closed unit stands for itself on the
        days it existed (``on``), otherwise for its successor. ``kinds`` and ``under`` (a code: that unit and
        everything below) narrow the choice.
        """
        written = normalised(text)
        codes = {code for code in _WORD.findall(written) if code in self._codes}
        if not codes:
            return self._by_name(written, on, kinds, under)
        by_code = _only(self._narrowed({self._codes[code] for code in codes}, on, kinds, under))
        rest = _WORD.sub(lambda word: "" if word[0] in codes else word[0], written).strip(_AROUND_CODES)
        by_name = self._by_name(rest, on, None, None)
        return by_code if by_name in (None, by_code) else None

    def merged_unit(self, text: str, unit: Unit, on: date | None) -> Unit | None:
        """The unit a text names that was closed by a day (``on``; None: whenever) and merged into ``unit``;
        None if the text names ``unit``.

        A unit that only changed its name or code (the next day, and into a unit of its own) is not merged:
        it is the same one.
        """
        for merged in self._merged_into(unit.code):
            is_closed = on is None or (merged.valid_to is not None and on > merged.valid_to)
            if is_closed and merged.name not in unit.names and self.resolve(text, merged.valid_to) == merged:
                return merged
        return None

    def _merged_into(self, code: str) -> Iterator[Unit]:
        """The units that another took over, in the end, and that it is not itself under another name."""
        before = self._predecessors[code]
        for unit in before:
            day_after = unit.valid_to and unit.valid_to + timedelta(days=1)
            if len(before) > 1 or self._units[code].valid_from != day_after:
                yield unit
                yield from self._all_before(unit.code)
            else:
                yield from self._merged_into(unit.code)

    def _all_before(self, code: str) -> Iterator[Unit]:
        for unit in self._predecessors[code]:
            yield unit
            yield from self._all_before(unit.code)

    def _by_name(
        self, written: str, on: date | None, kinds: Collection[str] | None, under: str | None
    ) -> Unit | None:
        """A full name goes before a short one, and that before a name completed by us."""
        readings = list(self._readings(written))
        for names in (self._full_names, self._short_names, self._derived_names):
            found = {
                code
                for prefixes, rest in readings
                for code in names.get(rest, ())
                if all(self._lies_in(code, prefix) for prefix in prefixes)
            }
            if found and (units := self._narrowed(found, on, kinds, under)):  # few texts are a name at all
                return _only(units)
        return None

    def _readings(self, written: str) -> Iterator[tuple[tuple[str, ...], str]]:
        """The text as it stands, then with names of higher units taken off its front, each with and without
        an office's ending.
        """
        waiting: list[tuple[tuple[str, ...], str]] = [((), written)]
        for prefixes, rest in waiting:
            yield prefixes, rest
            yield from (
                (prefixes, rest.removesuffix(end))
                for end in OFFICE_ENDINGS
                if rest.endswith(end) and rest != end
            )
            lengths = range(2, min(len(rest), self._longest_prefix + 1))
            waiting.extend(
                ((*prefixes, rest[:length]), rest[length:])
                for length in lengths
                if rest[:length] in self._prefixes
            )

    def _lies_in(self, code: str, prefix: str) -> bool:
        above = {unit.code for unit in self.ancestors(code)[1:]}
        return any(place in above or place == f"province {code[:2]}" for place in self._prefixes[prefix])

    def _narrowed(
        self, codes: set[str], on: date | None, kinds: Collection[str] | None, under: str | None
    ) -> set[Unit]:
        units = {unit for code in codes if (unit := self._in_office(self._units[code], on))}
        if kinds:
            units = {unit for unit in units if unit.kind in kinds}
        if under:
            units = {
                unit for unit in units if any(above.code == under for above in self.ancestors(unit.code))
            }
        if len(units) > 1 and on:
            units = {unit for unit in units if unit.valid_on(on)} or units
        return units

    def _in_office(self, unit: Unit, on: date | None) -> Unit | None:
        """The unit, or once it is closed who took over; None for a unit closed without successor."""
        while unit.valid_to and (on is None or on > unit.valid_to):
            if not unit.successor:
                return None
            unit = self._units[unit.successor]
        return unit

    @cached_property
    def _children(self) -> dict[str, list[Unit]]:
        children: dict[str, list[Unit]] = defaultdict(list)
        for unit in self:
            if unit.parent:
                children[unit.parent].append(unit)
        return children

    @cached_property
    def _predecessors(self) -> dict[str, list[Unit]]:
        predecessors: dict[str, list[Unit]] = defaultdict(list)
        for unit in self:
            if unit.successor:
                predecessors[unit.successor].append(unit)
        return predecessors

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {normalised(code): code for code in self._units}

    @cached_property
    def _full_names(self) -> dict[str, set[str]]:
        return _index((unit.name, unit.code) for unit in self)

    @cached_property
    def _short_names(self) -> dict[str, set[str]]:
        return _index((name, unit.code) for unit in self for name in unit.short_names)

    @cached_property
    def _derived_names(self) -> dict[str, set[str]]:
        """Names without those of the units above in front (江苏省…, 宿城区…) and without their generic end
        (镇, 街道 …).
        """
        derived: list[tuple[str, str]] = []
        for unit in self:
            for name in unit.names:
                bare = _without_prefixes(normalised(name), self._names_above(unit))
                derived += [(bare, unit.code), (_without_ending(bare, unit.kind), unit.code)]
        return _index(derived)

    def _names_above(self, unit: Unit) -> list[str]:
        above = [normalised(higher.name) for higher in self.ancestors(unit.code)[1:]]
        return [*above, PROVINCES[unit.code[:2]]] if unit.code[:2] in PROVINCES else above

    @cached_property
    def _prefixes(self) -> dict[str, set[str]]:
        """What may stand before a name: the places above it by their name, full or without its generic
        end.
        """
        places = [(province, f"province {digits}") for digits, province in PROVINCES.items()]
        places += [(_PROVINCE_ENDING.sub("", name), place) for name, place in list(places)]
        for code in {unit.parent for unit in self if unit.parent}:
            unit = self._units[code]
            places += [
                (form, code)
                for name in unit.names
                for form in (name, _without_ending(normalised(name), unit.kind))
            ]
        return _index(places)

    @cached_property
    def _longest_prefix(self) -> int:
        return max(map(len, self._prefixes))


_WORD = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*")
_PROVINCE_ENDING = re.compile(r"(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_AROUND_CODES = "()[]{}<>【】《》-_—:,.、;/|·"


def normalised(text: str) -> str:
    """A name as it is compared: half-width (NFKC), without white space, in lower case."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).lower()


def _only(units: set[Unit]) -> Unit | None:
    return next(iter(units)) if len(units) == 1 else None


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        index[normalised(name)].add(code)
    return dict(index)


def _without_prefixes(name: str, prefixes: Iterable[str]) -> str:
    for prefix in sorted(prefixes, key=len, reverse=True):
        rest = name.removeprefix(prefix)
        if len(rest) >= 2 and rest != name:
            return _without_prefixes(rest, prefixes)
    return name


def _without_ending(name: str, kind: str) -> str:
    if kind not in ("city", "district", "township"):
        return name
    ending = next((ending for ending in DIVISION_ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending) if len(name) - len(ending) >= 2 else name


# ---------------------------------------------------------------- reading and checking the file


def _read(path: Path, kinds: Mapping[str, str]) -> tuple[dict[str, Unit], dict[str, int], list[Problem]]:
    """The units and their lines by code, and what is wrong with single lines."""
    try:
        text = read_csv_text(path)
    except FileNotFoundError:
        return {}, {}, [Problem(path, 1, "找不到这个文件，请核对路径")]
    except UnicodeDecodeError:
        return {}, {}, [Problem(path, 1, "认不出文件的编码，请用 Excel 另存为“CSV UTF-8”")]
    rows = csv.DictReader(StringIO(text, newline=""), restkey="more")
    if sorted(rows.fieldnames or ()) != sorted(COLUMNS):
        return (
            {},
            {},
            [
                Problem(
                    path, 1, f"表头应为 {','.join(COLUMNS)}，现为 {','.join(rows.fieldnames or ())}，请改正"
                )
            ],
        )
    units: dict[str, Unit] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for row in rows:
        if _is_blank(row):
            continue
        try:
            unit = _unit(row, kinds)
            if unit.code in units:
                raise ValueError(
                    f"单位代码 {unit.code} 重复，“{units[unit.code].name}”已用此代码，请改正其一"
                )
            units[unit.code], lines[unit.code] = unit, rows.line_num
        except ValueError as error:
            problems.append(Problem(path, rows.line_num, str(error)))
    return units, lines, problems


def unit_lines(path: Path) -> dict[str, int]:
    """The lines of a sound register by the codes of their units."""
    rows = csv.DictReader(StringIO(read_csv_text(path), newline=""))
    return {row["code"].strip(): rows.line_num for row in rows if not _is_blank(row)}


def _is_blank(row: dict[str, str]) -> bool:
    """A line of commas alone, which Excel leaves behind for deleted rows."""
    return not any(str(cell).strip() for cell in row.values() if cell)


def kind_advice(kind: str, kinds: Mapping[str, str]) -> str:
    """The end of a sentence about a kind that is none of ``kinds``: which it may be, or what to do."""
    by_word = {word: code for code, word in kinds.items()}
    if kind in by_word:
        return f"，请写“{by_word[kind]}”"
    near = suggestion(kind, kinds, f"应为 {'、'.join(kinds)} 之一")
    return f"{near}；本办公室自己的类别要写进 site.yaml 的 kinds"


_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)


def _unit(row: dict[str, str], kinds: Mapping[str, str]) -> Unit:
    """The unit of one line; ValueError with a sentence."""
    if row.get("more") or any(row[column] is None for column in COLUMNS):
        raise ValueError(f"这一行的列数与表头不一致，应为 {len(COLUMNS)} 列，请检查逗号")
    cells = {column: row[column].strip() for column in COLUMNS}
    for column, word in (("code", "代码"), ("name", "名称")):
        if not cells[column]:
            raise ValueError(f"单位的{word}（{column}）是空的，请补上")
    for column in ("code", "parent", "successor"):
        if _SCIENTIFIC.fullmatch(cells[column]):
            raise ValueError(
                f"“{cells['name']}”的 {column}“{cells[column]}”被 Excel 改成了科学计数法，"
                "请把这一列设为文本格式，重新填写代码"
            )
    if cells["kind"] not in kinds:
        raise ValueError(
            f"“{cells['name']}”的类别（kind）不能是“{cells['kind']}”" + kind_advice(cells["kind"], kinds)
        )
    unit = Unit(
        code=cells["code"],
        name=cells["name"],
        kind=cells["kind"],
        parent=cells["parent"] or None,
        group=cells["group"] or None,
        short_names=tuple(name.strip() for name in cells["short_names"].split("、") if name.strip()),
        valid_from=_day(cells, "valid_from"),
        valid_to=_day(cells, "valid_to"),
        successor=cells["successor"] or None,
    )
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        raise ValueError(f"“{unit.name}”的失效日期 {unit.valid_to} 早于生效日期 {unit.valid_from}，请改正")
    if unit.successor and not unit.valid_to:
        raise ValueError(
            f"“{unit.name}”写了承接单位（successor）却没有失效日期（valid_to），请补上或删去承接单位"
        )
    return unit


def _day(cells: dict[str, str], column: str) -> date | None:
    try:
        return _written_day(cells[column]) if cells[column] else None
    except ValueError:
        raise ValueError(
            f"“{cells['name']}”的 {column} 应为日期（如 2021-08-01），现为“{cells[column]}”"
        ) from None


def _written_day(text: str) -> date:
    """A day as 2021-08-01 or, as Excel writes it, 2021/8/1."""
    return date(*map(int, re.split("[-/]", text))) if _DAY.fullmatch(text) else date.fromisoformat(text)


_DAY = re.compile(r"[0-9]{4}([-/])[0-9]{1,2}\1[0-9]{1,2}")


def _contradictions(units: dict[str, Unit]) -> Iterator[tuple[str, str]]:
    """What is wrong between lines, as (code, sentence): unknown parents and successors, circles, open units
    nobody can tell apart.
    """
    open_names = Counter((unit.name, unit.parent) for unit in units.values() if unit.valid_to is None)
    for unit in units.values():
        for relation, word in (("parent", "上级单位"), ("successor", "承接单位")):
            code = getattr(unit, relation)
            if code and code not in units:
                yield (
                    unit.code,
                    f"“{unit.name}”的{word}（{relation}）{code} 不在本表中，请核对代码或补上该单位",
                )
            elif _is_circle(units, unit, relation):
                yield unit.code, f"“{unit.name}”的{word}（{relation}）绕回了自身，请改正"
        if unit.valid_to is None and open_names[unit.name, unit.parent] > 1:
            yield unit.code, f"同一上级下有多个“{unit.name}”，无法区分，请改名或给停用的单位填失效日期"


def _is_circle(units: dict[str, Unit], unit: Unit, relation: str) -> bool:
    seen = {unit.code}
    code = getattr(unit, relation)
    while code in units:
        if code in seen:
            return True
        seen.add(code)
        code = getattr(units[code], relation)
    return False
