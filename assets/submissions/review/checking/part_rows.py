"""其中 rows: no part may be larger than the row above it, and men and women together are that row.

A part counts nowhere. But where it does not fit, one of the two figures is wrong.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pandas as pd

from assets.submissions.review.cells.clean_cells import DECIMALS
from assets.submissions.review.cells.values import parse_cells
from assets.submissions.review.findings import Finding, values_told
from assets.submissions.review.records import Records
from assets.submissions.tables.found_table import PartRow
from assets.submissions.tables.row_kinds import SEX
from schemas.findings import KINDS
from schemas.form import NUMBERS, Column
from schemas.privacy import as_text

_LEAST = 0.5 * 10**-DECIMALS
Figures = Mapping[str, float]


def part_findings(records: Records) -> list[Finding]:
    """A query about each part that is larger than its whole in some column, and about each row whose men and
    women do not add up to it. Cells that could not be read, or hold only a lower bound, are not compared.
    """
    columns = [column for column in records.form.columns if column.additive and column.type.name in NUMBERS]
    found: list[Finding] = []
    for number, report in enumerate(records.tables):
        by_whole: dict[int, list[PartRow]] = defaultdict(list)
        for part in report.table.parts:
            by_whole[part.whole].append(part)
        for row, parts in by_whole.items():
            whole = _whole(records, number, row, columns)
            figures = [_stated(records, number, part.values, columns) for part in parts]
            found.extend(_too_large(records, number, whole, zip(parts, figures, strict=True)))
            found.extend(_not_whole(records, number, whole, parts, figures))
    return found


def _stated(records: Records, number: int, values: Mapping[str, object], columns: list[Column]) -> Figures:
    """The figures of a part or a total, as far as they can be read."""
    units, stated = records.tables[number].table.units, {}
    for column in columns:
        unit = units.get(column.name)
        parsed = parse_cells(
            [values.get(column.name)], column, [unit.unit if unit and unit.is_certain else None]
        )
        value = parsed.values.astype("Float64").iloc[0]
        if not (pd.isna(value) or parsed.lower_bounds[0]):
            stated[column.name] = float(value)
    return stated


def _whole(records: Records, number: int, row: int, columns: list[Column]) -> Figures:
    """The figures of the record or total in a sheet row."""
    table = records.tables[number].table
    for total in table.totals:
        if total.row == row:
            return _stated(records, number, total.values, columns)
    position = int(records.starts[number]) + table.rows.index(row)
    if position not in records.frame.index:
        return {}
    values = records.frame.loc[position]
    return {
        column.name: float(values[column.name])
        for column in columns
        if pd.notna(values[column.name]) and not records.lower_bounds[column.name][position]
    }


def _too_large(
    records: Records, number: int, whole: Figures, parts: Iterator[tuple[PartRow, Figures]]
) -> Iterator[Finding]:
    for part, figures in parts:
        for name, value in figures.items():
            if name in whole and value > whole[name] + _LEAST:
                details = {"value": as_text(value), "sum": as_text(whole[name]), "whole": str(part.whole)}
                yield _finding(records, number, part, name, "part-exceeds-whole", details)
                break


def _not_whole(
    records: Records, number: int, whole: Figures, parts: list[PartRow], figures: list[Figures]
) -> Iterator[Finding]:
    sexes = [
        found[0][0] for part in parts if (found := SEX.search(part.label.removeprefix("其中").lstrip(":：")))
    ]
    if sorted(sexes) != ["女", "男"] or len(parts) != 2:
        return
    for name in whole:
        if all(name in each for each in figures):
            together = sum(each[name] for each in figures)
            if abs(together - whole[name]) > _LEAST:
                details = {
                    "sum": as_text(together),
                    "stated": as_text(whole[name]),
                    "whole": str(parts[0].whole),
                }
                yield _finding(records, number, parts[0], name, "parts-differ-from-whole", details)
                return


def _finding(
    records: Records, number: int, part: PartRow, name: str, code: str, details: Mapping[str, str]
) -> Finding:
    report, kind = records.tables[number], KINDS[code]
    label = part.label[:20]
    return Finding(
        report_id=report.report_id,
        level=kind.level,
        code=code,
        template=kind.says,
        says=kind.says.filled(header=records.form.column(name).header, label=label, **details),
        told=values_told({"label": label, **details}),
        sheet=report.table.sheet,
        row=part.row,
        columns=(name,),
        cells=(report.table.total_address(name, part),),
        value=details.get("value"),
    )
