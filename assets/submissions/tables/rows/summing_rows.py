"""The rows of a table that hold sums or parts: what each covers, and its figures."""

from collections.abc import Mapping

from assets.submissions.tables import row_kinds
from assets.submissions.tables.found_table import PartRow, TotalRow
from assets.submissions.tables.row_kinds import compact
from assets.submissions.tables.zones import Zone

_LEVELS = {"小计": 0, "合计": 1, "总计": 2}


def total_rows(zone: Zone, columns: Mapping[str, int]) -> list[TotalRow]:
    """Each total with the records it covers: those since the last total of the same or a higher level.

    A total above its records (汇总行在前) covers those that follow. A second 合计 with no records in between
    covers all records.
    """
    labels, count = zone.labels, len(zone.records)
    heads = {label for row, label, before in labels if before == 0}
    totals = []
    for position, (row, label, before) in enumerate(labels):
        if label in heads:
            following = (
                counted for _, other, counted in labels[position + 1 :] if _LEVELS[other] >= _LEVELS[label]
            )
            covered = (before, next(following, count))
        else:
            earlier = (
                counted
                for _, other, counted in reversed(labels[:position])
                if _LEVELS[other] >= _LEVELS[label]
            )
            covered = (next(earlier, 0), before)
        if covered[0] == covered[1]:
            covered = (0, before or count)
        totals.append(TotalRow(row + 1, label, _figures(zone, row, columns), covered))
    return totals


def part_rows(zone: Zone, columns: Mapping[str, int]) -> tuple[PartRow, ...]:
    """Each 其中 row with the record or total above it. One that has none above it is left out."""
    if not zone.parts.found:
        return ()
    wholes = sorted([*zone.records, *(row for row, _, _ in zone.labels)])
    found = []
    for row, label in zone.parts.found:
        above = [whole for whole in wholes if whole < row]
        if above:
            found.append(PartRow(row + 1, label, _figures(zone, row, columns), above[-1] + 1))
    return tuple(found)


def _figures(zone: Zone, row: int, columns: Mapping[str, int]) -> dict[str, object]:
    """The filled cells of a row, without its label."""
    values = {name: zone.sheet.cell(row, place) for name, place in columns.items()}
    return {
        name: value
        for name, value in values.items()
        if value is not None and not row_kinds.total_label([compact(value)])
    }
