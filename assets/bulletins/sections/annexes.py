"""附表: scores and ranks, values and lights, what is still needed, the stages of a funnel, and the months of
a quarter.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from assets.bulletins.figures.figures import number_figure, score_figure, target_unit
from assets.bulletins.figures.material import MEASURED_KINDS, AssessedRow, Material
from assets.bulletins.figures.quarters import quarter_values
from assets.bulletins.model import KINDS, Figure, FigureKey, Table, TableCell
from assets.bulletins.sections.overview import FEW
from assets.bulletins.wording import period_words, quarter_words
from assets.monitoring.gaps import TARGET

MOST_COLUMNS = 8
"""How many indicators stand side by side on an upright A4 page; further ones go into a second table."""
SHORT_NAME, FEWER_COLUMNS = 5, 5
"""Names of at most so many characters are short; beside longer ones stand fewer columns."""
DETAILS = (
    "value",
    "target",
    "shortfall",
    "completion",
    "due_so_far",
    "last_year",
    "light",
    "status",
    "verdict",
    "item_score",
)
"""What the table of one unit says about each indicator, as far as the bulletin has it."""

Rows = Sequence[tuple[TableCell, ...]]


def annexes(material: Material) -> tuple[Table, ...]:
    """The tables that follow the text, in order. Tables that would be empty are left out."""
    tables = [
        *_results(material),
        *_values(material),
        *_stages(material),
        *_needed(material),
        *_quarter(material),
    ]
    return tuple(table for table in tables if table.rows)


def _results(material: Material) -> Iterator[Table]:
    if material.is_compliance:
        kinds = ("conclusion", "passed", "failed", "undecided")
        rows = [
            (TableCell(unit.name), *(_cell(material, kind, "", unit) for kind in kinds))
            for unit in material.units
        ]
        yield Table("达标判定表", ("单位", *(KINDS[kind] for kind in kinds)), tuple(rows))
    elif material.scheme.gives_points:
        codes = [code for code in material.indicators if _has(material, "item_score", code, material.units)]
        title = "得分排名表" if material.is_ranked else "得分表"
        for part, columns in enumerate(_portions(codes, _most_scores(material)) or [[]]):
            yield Table(
                _part(title, part),
                _score_headers(material, columns),
                tuple(_score_rows(material, columns)),
                continues=part > 0,
            )


def _most_scores(material: Material) -> int:
    """How many scores stand beside the units: fewer beside long names, so that no number is broken."""
    longest = max(len(word) for unit in material.units for word in (unit.name, unit.group))
    return MOST_COLUMNS if longest <= SHORT_NAME else FEWER_COLUMNS


def _score_headers(material: Material, codes: Sequence[str]) -> tuple[str, ...]:
    groups = ("组别",) if len(material.groups) > 1 else ()
    return (
        *groups,
        *(("名次",) if material.is_ranked else ()),
        "单位",
        "得分",
        *(("等次",) if material.is_graded else ()),
        *(material.indicators[code] for code in codes),
    )


def _score_rows(material: Material, codes: Sequence[str]) -> Iterator[tuple[TableCell, ...]]:
    for unit in material.units:
        group = (TableCell(unit.group),) if len(material.groups) > 1 else ()
        alone = len(material.groups[unit.group]) == 1
        place = TableCell("—") if alone else _cell(material, "rank", "", unit)
        rank = (place,) if material.is_ranked else ()
        yield (
            *group,
            *rank,
            TableCell(unit.name),
            _cell(material, "score", "", unit),
            *((_cell(material, "grade", "", unit),) if material.is_graded else ()),
            *(_cell(material, "item_score", code, unit) for code in codes),
        )


def _values(material: Material) -> Iterator[Table]:
    if len(material.units) <= FEW:
        for unit in material.units:
            yield unit_table(
                material, unit, f"{unit.name}指标完成情况表" if len(material.units) > 1 else "指标完成情况表"
            )
        return
    for part, codes in enumerate(_portions(list(material.indicators))):
        rows = [
            (TableCell(unit.name), *(_value_cell(material, code, unit) for code in codes))
            for unit in material.units
        ]
        titles = [_header(material, code) for code in codes]
        yield Table(
            _part("指标完成情况表", part),
            ("单位", *titles),
            _with_even_decimals(rows, material.rate_decimals),
            continues=part > 0,
        )


def _with_even_decimals(rows: Rows, rate_decimals: int = 0) -> tuple[tuple[TableCell, ...], ...]:
    """The rows with as many decimals in every cell of a column as one of them needs: above 96.25% stands
    90.00%. Rates have at least ``rate_decimals`` in all columns.
    """
    most = [
        max((cell.number.decimals for cell in column if cell.number), default=0)
        for column in zip(*rows, strict=True)
    ]
    return tuple(
        tuple(
            cell.to_decimals(max(places, rate_decimals) if _is_rate(cell) else places)
            for cell, places in zip(row, most, strict=True)
        )
        for row in rows
    )


def _is_rate(cell: TableCell) -> bool:
    return cell.number is not None and cell.number.after == "%"


def _header(material: Material, code: str) -> str:
    """The indicator with its unit of measure, and with its target if all units have the same one."""
    targets = {material.target_text("target", code, unit.code) for unit in material.units}
    common = targets.pop() if len(targets) == 1 else ""
    measured = material.scheme.indicators[code].unit_of_measure
    inside = "，".join(
        [
            *([measured] if measured != "%" else []),
            *([f"{material.target_word(code)}{common}"] if common else []),
        ]
    )
    return material.indicators[code] + (f"（{inside}）" if inside else "")


def unit_table(material: Material, unit: AssessedRow, title: str) -> Table:
    """The table of a unit, one line for each indicator. It has only the columns that hold something."""
    codes = [code for code in material.indicators if material.figure("value", code, unit.code)]
    kinds = [kind for kind in DETAILS if any(material.figure(kind, code, unit.code) for code in codes)]
    rows = [
        (
            TableCell(_named(material, code)),
            *(_detail(material, kind, code, unit) for kind in kinds),
        )
        for code in codes
    ]
    return Table(title, ("指标", *(KINDS[kind] for kind in kinds)), tuple(rows))


def _named(material: Material, code: str) -> str:
    """The indicator with its unit. Of a completion rate it is the unit of its task (任务：人)."""
    measured, of_target = material.measured(code).suffix, material.target_unit(code)
    inside = measured or (f"{material.target_word(code)}：{of_target}" if of_target else "")
    return material.indicators[code] + (f"（{inside}）" if inside else "")


def _detail(material: Material, kind: str, code: str, unit: AssessedRow) -> TableCell:
    if kind == "due_so_far":
        due = material.due_figure(code, unit.code)
        return TableCell.showing(due) if due else TableCell("—")
    light = material.figure(kind, code, unit.code) if kind == "light" else None
    cell = TableCell.of(FigureKey(kind, code, unit.code), material.figures, light.text if light else None)
    is_measured = kind in MEASURED_KINDS and _is_rate(cell)
    return cell.to_decimals(material.rate_decimals) if is_measured else cell


def _value_cell(material: Material, code: str, unit: AssessedRow) -> TableCell:
    light = material.figure("light", code, unit.code)
    return TableCell.of(FigureKey("value", code, unit.code), material.figures, light.text if light else None)


def _stages(material: Material) -> Iterator[Table]:
    funnel = material.frames.funnel[material.frames.funnel["period"] == material.period]
    stages = list(funnel.sort_values("step")["stage"].drop_duplicates())
    rows = []
    for unit in material.units:
        cells = []
        for stage in stages:
            cells.append(_cell(material, "stage_count", stage, unit))
            if stage != stages[0]:
                cells.append(_cell(material, "stage_share", stage, unit))
        rows.append((TableCell(unit.name), *cells))
    headers = [
        header for stage in stages for header in ([stage] if stage == stages[0] else [stage, "占上一步"])
    ]
    even = _with_even_decimals(rows) if stages else ()  # a funnel is wide: no nought more than needed
    yield Table("进度漏斗表", ("单位", *headers), even)


def _needed(material: Material) -> Iterator[Table]:
    gaps = material.frames.gaps
    wanted = gaps[(gaps["goal"] == TARGET) & (gaps["needed"].astype(float) > 0)]
    order = {unit.code: place for place, unit in enumerate(material.units)}
    places = {code: place for place, code in enumerate(material.indicators)}
    wanted = wanted.assign(
        unit=wanted["unit_code"].map(order), place=wanted["indicator"].map(places)
    ).sort_values(["unit", "place"])
    rows = tuple(
        _needed_row(material, row)
        for row in wanted.itertuples()
        if not material.is_withheld(row.indicator, row.unit_code)
    )
    points = ("可增加得分",) if material.scheme.gives_points else ()
    headers = ("单位", "指标", "目标值", "还需完成", *points)
    yield Table("达到目标还需完成的数量", headers, tuple(row[: len(headers)] for row in rows))


def _needed_row(material: Material, row: Any) -> tuple[TableCell, ...]:
    measured = row.unit_of_measure if not pd.isna(row.unit_of_measure) else ""
    figures = (
        number_figure(
            row.goal_value,
            target_unit(material.scheme, row.indicator),
            after=material.target_unit(row.indicator),
        ),
        number_figure(row.needed, measured, after=measured),
        score_figure(row.points),
    )
    return (
        TableCell(row.unit_name),
        TableCell(row.indicator_name),
        *(TableCell.showing(figure) for figure in figures),
    )


def _quarter(material: Material) -> Iterator[Table]:
    """At the end of a quarter: the values of each of its months."""
    if not material.sums_up_quarter:
        return
    months = quarter_values(material)
    of_codes = [_months_of(material, months, code) for code in material.indicators]
    cells = (cell for rows in of_codes for row in rows for cell in row if _is_rate(cell))
    decimals = max((cell.number.decimals for cell in cells if cell.number), default=0)
    rows = [row for rows in of_codes for row in _with_even_decimals(rows, decimals)]
    yield Table(
        f"{quarter_words(material.period)}各月完成值",
        ("指标", "单位", *map(period_words, months)),
        tuple(rows),
    )


def _months_of(
    material: Material, months: Mapping[str, Mapping[tuple[str, str], Figure]], code: str
) -> list[tuple[TableCell, ...]]:
    return [
        (
            TableCell(material.indicators[code]),
            TableCell(unit.name),
            *(_month_cell(months[month].get((code, unit.code))) for month in months),
        )
        for unit in material.units
        if material.figure("value", code, unit.code)
    ]


def _month_cell(figure: Figure | None) -> TableCell:
    return TableCell.showing(figure) if figure else TableCell("—")


def _cell(material: Material, kind: str, item: str, unit: AssessedRow) -> TableCell:
    return TableCell.of(FigureKey(kind, item, unit.code), material.figures)


def _has(material: Material, kind: str, code: str, units: Sequence[AssessedRow]) -> bool:
    return any(material.figure(kind, code, unit.code) for unit in units)


def _portions(codes: Sequence[str], most: int = MOST_COLUMNS) -> list[Sequence[str]]:
    return [codes[start : start + most] for start in range(0, len(codes), most)]


def _part(title: str, part: int) -> str:
    return title if part == 0 else f"{title}（续{part if part > 1 else ''}）"
