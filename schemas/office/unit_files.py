"""The register of units as the office wrote it (``units.csv``): its lines, and what is wrong with them."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path

from schemas.documents import Problem, suggestion
from schemas.office.unit import Unit
from schemas.settings.mail import mail_address
from schemas.texts.csv_files import read_csv_text

COLUMNS = ("code", "name", "kind", "parent", "group", "short_names", "valid_from", "valid_to", "successor")
MAY_BE_ABSENT = ("mail",)


def read_units(path: Path, kinds: Mapping[str, str]) -> tuple[dict[str, Unit], dict[str, int], list[Problem]]:
    """The units by code, their lines by code, and what is wrong with single lines."""
    try:
        text = read_csv_text(path)
    except FileNotFoundError:
        return {}, {}, [Problem(path, 1, "找不到这个文件，请核对路径")]
    except UnicodeDecodeError:
        return {}, {}, [Problem(path, 1, "认不出文件的编码，请用 Excel 另存为“CSV UTF-8”")]
    rows = csv.DictReader(StringIO(text, newline=""), restkey="more")
    if sorted(set(rows.fieldnames or ()) - set(MAY_BE_ABSENT)) != sorted(COLUMNS) or _repeats(rows):
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


def _repeats(rows: csv.DictReader) -> bool:
    return len(set(rows.fieldnames or ())) != len(rows.fieldnames or ())


def unit_lines(path: Path) -> dict[str, int]:
    """The lines of a sound register by the codes of their units."""
    rows = csv.DictReader(StringIO(read_csv_text(path), newline=""))
    return {row["code"].strip(): rows.line_num for row in rows if not _is_blank(row)}


def _is_blank(row: dict[str, str]) -> bool:
    """A line with nothing but commas, which Excel leaves behind for deleted rows."""
    return not any(str(cell).strip() for cell in row.values() if cell)


def kind_advice(kind: str, kinds: Mapping[str, str]) -> str:
    """The end of a sentence about a kind that is not in ``kinds``: which kind it may be, or what to do."""
    by_word = {word: code for code, word in kinds.items()}
    if kind in by_word:
        return f"，请写“{by_word[kind]}”"
    near = suggestion(kind, kinds, f"应为 {'、'.join(kinds)} 之一")
    return f"{near}；本办公室自己的类别要写进 site.yaml 的 kinds"


_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)


def _unit(row: dict[str, str], kinds: Mapping[str, str]) -> Unit:
    """The unit of one line. ValueError with a sentence."""
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
        mail=_mail(row.get("mail") or ""),
    )
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        raise ValueError(f"“{unit.name}”的失效日期 {unit.valid_to} 早于生效日期 {unit.valid_from}，请改正")
    if unit.successor and not unit.valid_to:
        raise ValueError(
            f"“{unit.name}”写了承接单位（successor）却没有失效日期（valid_to），请补上或删去承接单位"
        )
    return unit


def _mail(cell: str) -> tuple[str, ...]:
    return tuple(mail_address(text.strip()) for text in cell.split("、") if text.strip())


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


def contradictions(units: dict[str, Unit]) -> Iterator[tuple[str, str]]:
    """What is wrong between lines, as (code, sentence): unknown parents and successors, circles, open units
    that nobody can tell apart.
    """
    owners: dict[str, Unit] = {}
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
        for address in unit.mail:
            if (owner := owners.setdefault(address, unit)) is not unit:
                yield unit.code, f"邮箱 {address} 已是“{owner.name}”的，一个邮箱只能属于一个单位，请改正其一"


def _is_circle(units: dict[str, Unit], unit: Unit, relation: str) -> bool:
    seen = {unit.code}
    code = getattr(unit, relation)
    while code in units:
        if code in seen:
            return True
        seen.add(code)
        code = getattr(units[code], relation)
    return False
