"""Revisions (修订): what has changed since figures were issued, and which reports and decisions changed it.

A bulletin that was issued is never written again. What has become of its figures since is told in the next
issue: old value, new value, the reason, and the reports and decisions that caused it. Only figures that
people act on are told; the others follow from them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assets.bulletins.figures.reads import forms_of, forms_of_scheme
from assets.bulletins.model import KINDS, Figure, FigureKey, Figures, Point, Section, Table, TableCell
from assets.bulletins.wording import period_words
from schemas.assessment.assessed import AssessedUnit
from schemas.office.units import UnitRegistry
from schemas.scheme import Scheme

TOLD = ("value", "target", "status", "verdict", "conclusion", "item_score", "score", "rank", "stage_count")
"""The kinds of figures whose revisions are told."""
OF_OTHERS = "同组其他单位数据更正："
SCHEME_CHANGED = "考核方案已调整"
RECOMPUTED = "应报未报、逾期等报送情况有变化"
MOST = 3
"""Reports, and decisions, named as the cause of one revision."""
ABSENT = Figure("—")
"""Stands for a figure that an issue did not have."""


@dataclass(frozen=True)
class ReportChange:
    """A report that counts now and did not when the figures were issued (``counts``), or the other way
    round. ``names_units``: its rows are about other units than the one that sent it.
    """

    unit_code: str
    unit_name: str
    form: str
    form_title: str
    names_units: bool
    period: str
    version: int
    file_name: str
    received_at: datetime
    counts: bool

    @property
    def words(self) -> str:
        """耿车镇《老年教育机构情况表》（2023年12月，第2版，文件“…”，2024-01-12 09:00收到）."""
        received = f"{self.received_at:%Y-%m-%d %H:%M}收到"
        named = f"{self.unit_name}《{self.form_title}》"
        details = f"（{period_words(self.period)}，第{self.version}版，文件“{self.file_name}”，{received}）"
        return f"{named}{details}" if self.counts else f"{named}{details}不再有效"


@dataclass(frozen=True)
class DecisionChange:
    """A decision (认定) that counts now and did not when the figures were issued, or one that was revoked
    since. ``form`` None: it is about a whole file; ``indicators`` None: those that read the form.
    """

    unit_code: str
    form: str | None
    names_units: bool
    indicators: frozenset[str] | None
    words: str


@dataclass(frozen=True)
class RevisedFigure:
    """One figure of an issued bulletin that is another now. ``item_name`` is the indicator's or the stage's
    name.
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
    changes: Sequence[ReportChange | DecisionChange],
    scheme_changed: bool,
) -> list[RevisedFigure]:
    """The figures of one issued period that are others now, in the order of units and indicators, each with
    its reason. ``catalogue`` are the codes of all forms of the office.
    """
    order = {kind: place for place, kind in enumerate(TOLD)}
    items = {code: place for place, code in enumerate(scheme.indicators)}
    changed = [
        key
        for key in {**issued.figures, **now}
        if key.kind in order and _differs(issued.figures.get(key), now.get(key))
    ]
    changed.sort(key=lambda key: (key.unit_code, items.get(key.item, len(items)), key.item, order[key.kind]))
    by_code = {unit.code: unit for unit in units}
    return [
        RevisedFigure(
            issued.number,
            issued.period,
            key,
            by_code[key.unit_code].name if key.unit_code in by_code else registry.get(key.unit_code).name,
            scheme.indicators[key.item].name if key.item in scheme.indicators else key.item,
            issued.figures.get(key, ABSENT),
            now.get(key, ABSENT),
            _reason(
                registry,
                key,
                by_code.get(key.unit_code),
                [each for each in changes if _is_read(scheme, key, each, catalogue)],
                scheme_changed,
            ),
        )
        for key in changed
    ]


@dataclass(frozen=True)
class IssuedFigures:
    """The figures last made public of a period: as it was issued, with the revisions that later issues
    told.
    """

    number: int
    period: str
    figures: Mapping[FigureKey, Figure]


def _differs(old: Figure | None, new: Figure | None) -> bool:
    return (old.text if old else None) != (new.text if new else None)


def _reason(
    registry: UnitRegistry,
    key: FigureKey,
    unit: AssessedUnit | None,
    changes: Sequence[ReportChange | DecisionChange],
    scheme_changed: bool,
) -> str:
    """``changes``: those of what the figure is made of."""
    causes = [change for change in changes if _is_about(registry, unit, change)]
    if causes:
        return _words(causes)
    if scheme_changed:
        return SCHEME_CHANGED
    if changes and key.kind in ("rank", "score", "item_score"):
        return OF_OTHERS + _words(changes)
    return RECOMPUTED


def _words(changes: Sequence[ReportChange | DecisionChange]) -> str:
    """The reports, then the decisions; of many the first, and how many there are."""
    reports = [change.words for change in changes if isinstance(change, ReportChange)]
    made = [change.words for change in changes if isinstance(change, DecisionChange)]
    return "；".join(_first(words, of) for words, of in ((reports, "份报表"), (made, "件认定")) if words)


def _first(words: Sequence[str], of: str) -> str:
    return "、".join(words[:MOST]) + (f"等{len(words)}{of}" if len(words) > MOST else "")


def _is_read(
    scheme: Scheme, key: FigureKey, change: ReportChange | DecisionChange, catalogue: Collection[str]
) -> bool:
    """Whether a figure is made of what has changed."""
    if isinstance(change, DecisionChange):
        if change.indicators is not None:
            return not key.item or key.item in change.indicators
        if change.form is None:
            return True
    return change.form in _forms_read(scheme, key, catalogue)


def _forms_read(scheme: Scheme, key: FigureKey, catalogue: Collection[str]) -> set[str]:
    """The forms that a figure is made of; all of the scheme's for what is no single indicator's."""
    if key.item in scheme.indicators:
        return forms_of(scheme, key.item, catalogue)
    return forms_of_scheme(scheme, catalogue)


def _is_about(
    registry: UnitRegistry, unit: AssessedUnit | None, change: ReportChange | DecisionChange
) -> bool:
    """Whether a report or decision is about the unit: its own, of a unit below it, one that names units."""
    if unit is None:
        return False
    below = {each.code for each in registry.subtree(unit.data_code)}
    return change.unit_code in below or change.names_units


def revision_section(found: Sequence[RevisedFigure]) -> Section:
    """The section 修订说明: by issue what it said, what it is now, and why."""
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
