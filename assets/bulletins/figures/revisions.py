"""Revisions (修订): what has changed since figures were issued, and which reports and decisions changed it.

An issued bulletin is never written again. The next issue tells which of its figures have changed since: the
old value, the new value, the reason, and what caused the change (see ``causes``).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from assets.bulletins.figures.causes import Causes, Changed
from assets.bulletins.model import KINDS, Figure, FigureKey, Figures, Point, Section, Table, TableCell
from assets.bulletins.wording import period_words
from schemas.assessment.assessed import AssessedUnit
from schemas.office.units import UnitRegistry
from schemas.scheme import Scheme

TOLD = (
    *("value", "last_year", "target", "due_so_far", "completion", "light", "status", "verdict", "shortfall"),
    *("conclusion", "passed", "failed", "undecided", "item_score", "score", "rank", "grade"),
    *("stage_count", "stage_share"),
)
"""All kinds of figures, in the order in which their revisions are told."""
ABSENT = Figure("—")
"""Stands for a figure that an issue did not have."""


@dataclass(frozen=True)
class RevisedFigure:
    """One figure of an issued bulletin that has changed since. ``item_name`` is the name of the indicator or
    of the funnel stage.
    """

    number: int
    period: str
    key: FigureKey
    unit_name: str
    item_name: str
    old: Figure
    new: Figure
    reason: str


def revisions(
    scheme: Scheme,
    registry: UnitRegistry,
    catalogue: Collection[str],
    units: Sequence[AssessedUnit],
    issued: "IssuedFigures",
    now: Figures,
    changes: Sequence[Changed],
    scheme_changed: bool,
) -> list[RevisedFigure]:
    """The figures of one issued period that have changed, in the order of units and indicators, each with its
    reason. ``catalogue`` are the codes of all forms of the office.
    """
    order = {kind: place for place, kind in enumerate(TOLD)}
    items = {code: place for place, code in enumerate(scheme.indicators)}
    by_code = {unit.code: unit for unit in units}
    causes = Causes(
        issued.period, scheme, registry, catalogue, by_code, issued.figures, now, changes, scheme_changed
    )
    changed = sorted(
        (key for key in causes.changed if key.kind in order),
        key=lambda key: (key.unit_code, items.get(key.item, len(items)), key.item, order[key.kind]),
    )
    return [
        RevisedFigure(
            issued.number,
            issued.period,
            key,
            by_code[key.unit_code].name if key.unit_code in by_code else registry.get(key.unit_code).name,
            scheme.indicators[key.item].name if key.item in scheme.indicators else key.item,
            issued.figures.get(key, ABSENT),
            now.get(key, ABSENT),
            causes.reason(key),
        )
        for key in changed
    ]


@dataclass(frozen=True)
class IssuedFigures:
    """The figures of a period that were made public last: as they were issued, with the revisions that later
    issues have told.
    """

    number: int
    period: str
    figures: Mapping[FigureKey, Figure]


def with_objections(found: Sequence[RevisedFigure], raised: pd.DataFrame) -> list[RevisedFigure]:
    """The revisions. Where somebody objected to a figure, its revision also tells the objection and the
    outcome. ``raised`` are the closed and open objections to the issued period.
    """
    answers: dict[tuple[str, str], list[str]] = {}
    for row in raised[raised["closed_on"].notna()].itertuples():
        word = "异议" if pd.isna(row.review_of) else "复核"
        answer = f"第{row.objection}号{word}（{row.outcome}）"
        answers.setdefault((str(row.indicator), str(row.unit_code)), []).append(answer)
    return [
        replace(each, reason=f"{each.reason}；{'、'.join(said)}")
        if (said := answers.get((each.key.item, each.key.unit_code)))
        else each
        for each in found
    ]


def revision_section(found: Sequence[RevisedFigure]) -> Section:
    """The section 修订说明. It says for each issue what the issue said, what is true now, and why."""
    return Section("修订说明", tuple(_parts(found)))


def _parts(found: Sequence[RevisedFigure]) -> Iterator[Point | Table]:
    for number, period in dict.fromkeys((each.number, each.period) for each in found):
        rows = [each for each in found if (each.number, each.period) == (number, period)]
        yield Point(
            f"第{number}期（{period_words(period)}）公布后，下列{len(rows)}项数据有更正，以本期为准。"
        )
        cells = tuple(
            (
                TableCell(each.unit_name),
                TableCell(revised_item(each)),
                TableCell.showing(each.old),
                TableCell.showing(each.new),
                TableCell(each.reason),
            )
            for each in rows
        )
        yield Table(
            f"第{number}期数据更正表", ("单位", "项目", "原公布", "更正为", "原因及所依据的报表、认定"), cells
        )


def revised_item(each: RevisedFigure) -> str:
    """What was revised: 老年教育参与率完成值, 名次."""
    return f"{each.item_name}{KINDS[each.key.kind]}" if each.item_name else KINDS[each.key.kind]
