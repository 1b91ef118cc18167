"""What an assessment scheme (考核方案) is. ``schemas.office.scheme_files`` loads one.

A scheme is a YAML document that an office edits: which units it assesses, by which indicators (formulas over
measures), against which targets, with which weights, scoring methods, pace and lights. A scheme that names an
unknown form, column, measure or unit, or whose weights do not add up, is refused at load with file, line and
a sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, ValidationError

from schemas.assessment.applicability import MissingRule
from schemas.assessment.changes import CannotChange, Change, apply_changes
from schemas.assessment.derived import as_scored, derived_findings, out_of
from schemas.assessment.formulas import EntrySettings, MeanOfUnitsFormula, ScoresFormula
from schemas.assessment.grades import Grades, ScoreSection, place_findings, weight_findings
from schemas.assessment.indicators import Coefficients, Indicator, IssuedTarget
from schemas.assessment.measures import FormMeasure, Measure, Span, UnitCount, measure_findings
from schemas.assessment.scheme_parts import Assessed, Escalation, FunnelStage, Revision, StatusRule
from schemas.documents import Finding, Location, Strict, suggestion
from schemas.form import Form
from schemas.office.unit import KINDS
from schemas.office.unit_files import kind_advice
from schemas.office.units import UnitRegistry
from schemas.scoring.levels import ComplianceMethod
from schemas.scoring.lights import LightPreset
from schemas.scoring.methods import scoring_findings

UNREVISABLE = ("id", "title", "year", "assessed", "scope", "revisions", "measures", "funnel")
"""What a revision within the year cannot set. With another one of these it would be another scheme."""

TARGETS_FORM = "J03"
"""目标任务下达表, the form with the issued targets."""


class Scheme(Strict):
    """An assessment scheme. ``illustrative`` says which of its weights and targets are examples and not
    policy.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str = Field(min_length=1)
    year: Annotated[int, Field(ge=2000, le=2100)]
    authority: str = Field(min_length=1)
    illustrative: tuple[str, ...] = ()
    assessed: Assessed
    scope: Literal["self", "district"] = "self"
    """district: the unit is assessed on the data of its whole district, for example a bureau on its schools
    and townships.
    """
    group_by: Literal["unit_group"] | None = None
    groups: dict[str, tuple[str, ...]] | None = None
    full_score: Annotated[Decimal, Field(ge=0)] = Decimal(100)
    """0: a scheme without points. It only judges by 达标, or only monitors."""
    decimals: Annotated[int, Field(ge=0, le=4)] = 2
    """The decimals of a score."""
    missing: MissingRule | None = None
    not_applicable: Literal["redistribute", "full_marks"] = "redistribute"
    """What becomes of the weight of an indicator that does not apply to a unit. Either the other indicators
    take it, or the unit gets full marks for it.
    """
    may_exceed_weight: bool = True
    """Whether a unit's score may be more than the full score."""
    coefficients: Coefficients = {}
    light: LightPreset
    escalation: Escalation = Escalation()
    sections: dict[str, ScoreSection] = {}
    """一级指标: each indicator that is part of the full score stands in one of them."""
    ties: tuple[str, ...] = ()
    """The indicators that decide between equal totals by their scores, one after the other."""
    grades: Grades | None = None
    follows: str | None = None
    """The id of the scheme of the year before. Ranks are compared with its ranks."""
    statuses: StatusRule | None = None
    funnel: tuple[FunnelStage, ...] = ()
    quarterly_summary: bool = False
    """Whether the bulletin of a quarter's last month sums up the quarter (一月一调度、一季度一总结)."""
    revisions: tuple[Revision, ...] = ()
    """What changes within the year. The months before a revision keep their rules."""
    entries: dict[str, EntrySettings] = {}
    """The values that the office enters, by name."""
    measures: dict[str, Measure]
    indicators: dict[str, Indicator] = Field(min_length=1)

    _by_revisions: dict[int, "Scheme"] = PrivateAttr(default_factory=dict)

    def in_month(self, period: str) -> "Scheme":
        """The scheme as it is in a month, with the revisions up to then. Raises CannotChange or
        ValidationError if one cannot be applied.
        """
        number = sum(revision.since <= period for revision in self.revisions)
        if number == 0:
            return self
        if number not in self._by_revisions:
            self._by_revisions[number] = self._revised(self.revisions[:number])
        return self._by_revisions[number]

    def _revised(self, revisions: Sequence[Revision]) -> "Scheme":
        values = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        del values["revisions"]
        for revision in revisions:
            changes = [Change(tuple(name.split(".")), value) for name, value in revision.settings.items()]
            values = apply_changes(values, changes, type(self).model_fields)
        told = "；".join(f"{revision.since}起按{revision.says}" for revision in revisions)
        return type(self).model_validate(values | {"authority": f"{self.authority}（{told}）"})

    @property
    def gives_points(self) -> bool:
        """Whether its units get a score and a rank."""
        return self.full_score > 0

    @property
    def counts_school_years(self) -> bool:
        """Whether any of its measures counts over a school year."""
        spans = (getattr(measure, "span", None) for measure in self.measures.values())
        return Span.SCHOOL_YEAR in spans

    @property
    def forms(self) -> tuple[str, ...]:
        """The codes of the forms that its measures and targets read."""
        read = {measure.form for measure in self.measures.values() if isinstance(measure, FormMeasure)}
        if any(isinstance(indicator.target, IssuedTarget) for indicator in self.indicators.values()):
            read.add(TARGETS_FORM)
        return tuple(sorted(read))

    def forms_of(self, indicator: Indicator) -> frozenset[str]:
        """The codes of the forms from which one of its indicators is computed, including the form of its
        issued targets.
        """
        measures = (self.measures[name] for name in indicator.measure_names)
        read = {measure.form for measure in measures if isinstance(measure, FormMeasure)}
        return frozenset(read | {TARGETS_FORM} if isinstance(indicator.target, IssuedTarget) else read)

    @property
    def built_on(self) -> tuple[str, ...]:
        """The ids of the other schemes whose scores it takes in."""
        formulas = [each.formula for each in self.indicators.values()]
        named = {name for each in formulas if isinstance(each, ScoresFormula) for name in each.shares}
        return tuple(sorted(named - {self.id}))

    @property
    def base_years(self) -> frozenset[int]:
        """The years with which its indicators are compared, besides last year."""
        return frozenset(
            indicator.compare_with.year for indicator in self.indicators.values() if indicator.compare_with
        )

    def findings(self, forms: Mapping[str, Form], registry: UnitRegistry | None) -> Iterator[Finding]:
        """What is wrong beyond the types of single values, each with its place in the document."""
        kinds = registry.kinds if registry is not None else KINDS
        for name, measure in self.measures.items():
            yield from _within(("measures", name), measure_findings(measure, forms))
        for code, indicator in self.indicators.items():
            yield from _within(("indicators", code), indicator.findings(self.measures, forms))
            scored = as_scored(indicator, self.indicators, self.entries)
            yield from _within(("indicators", code), scoring_findings(indicator.score, scored))
        unknown = list(self._kind_findings(kinds))
        yield from unknown
        if not unknown:
            yield from self._weight_findings(kinds)
        yield from self._points_findings()
        yield from self._status_findings()
        yield from self._funnel_findings()
        yield from self._indicator_findings(kinds)
        yield from derived_findings(self.indicators, self.entries)
        yield from self._standing_findings()
        yield from self._revision_findings(forms, registry)
        yield from self._group_findings()
        if registry is not None:
            yield from self._unit_findings(registry)

    def _kind_findings(self, kinds: Mapping[str, str]) -> Iterator[Finding]:
        """Kinds of units that the office does not have."""
        named: list[tuple[Location, str]] = [(("assessed", "kind"), kind) for kind in self.assessed.kinds]
        named += [
            (("measures", name, "count_units"), measure.count_units)
            for name, measure in self.measures.items()
            if isinstance(measure, UnitCount)
        ]
        named += [
            (("indicators", code, "formula", "kind_of_unit"), indicator.formula.kind_of_unit)
            for code, indicator in self.indicators.items()
            if isinstance(indicator.formula, MeanOfUnitsFormula)
        ]
        for location, kind in named:
            if kind not in kinds:
                yield location, f"“{location[-1]}”不能是“{kind}”" + kind_advice(kind, kinds)

    def _weight_findings(self, kinds: Mapping[str, str]) -> Iterator[Finding]:
        """For every kind of unit the weights of the indicators that assess it must add up to the full
        score.
        """
        for kind in self.assessed.kinds:
            weights = sum(
                (each.weight or Decimal(0) for each in self.indicators.values() if each.is_for(kind)),
                Decimal(0),
            )
            if weights != self.full_score:
                whose = f"考核{kinds[kind]}的" if len(self.assessed.kinds) > 1 else ""
                yield (
                    ("full_score",),
                    f"{whose}各指标权重之和为 {weights}，与满分 {self.full_score} 不符，请调整权重或满分",
                )

    def _points_findings(self) -> Iterator[Finding]:
        """A scheme with points must say what a missing value gets. One without points has nothing to give or
        to take.
        """
        if self.gives_points:
            if self.missing is None:
                yield ("missing",), "缺少“missing”，请补上：计分的方案要写明缺报的指标怎么计分"
            return
        if self.missing is not None:
            yield ("missing",), "不计分的方案（full_score: 0）不写 missing，缺报的按无法判定处理，请删去"
        for code, indicator in self.indicators.items():
            if indicator.score is not None and not isinstance(indicator.score, ComplianceMethod):
                yield (
                    ("indicators", code, "score"),
                    f"不计分的方案（full_score: 0）只能用“达标”，不能用“{indicator.score.method}”",
                )

    def _status_findings(self) -> Iterator[Finding]:
        if self.statuses is not None and all(
            indicator.target is None for indicator in self.indicators.values()
        ):
            yield ("statuses",), "写了 statuses（状态），至少要有一项指标写 target（目标值）"

    def _funnel_findings(self) -> Iterator[Finding]:
        if len(self.funnel) == 1:
            yield ("funnel",), "funnel（漏斗）至少要有两步"
        names = [stage.name for stage in self.funnel]
        for index, stage in enumerate(self.funnel):
            if stage.measure not in self.measures:
                yield (
                    ("funnel", index, "measure"),
                    f"measures 里没有“{stage.measure}”"
                    + suggestion(stage.measure, self.measures, "请先定义这个度量"),
                )
            if stage.name in names[:index]:
                yield ("funnel", index, "name"), f"funnel（漏斗）里“{stage.name}”写了两次，请改名"

    def _indicator_findings(self, kinds: Mapping[str, str]) -> Iterator[Finding]:
        for code, indicator in self.indicators.items():
            if indicator.compare_with is not None and indicator.compare_with.year >= self.year:
                yield (
                    ("indicators", code, "compare_with", "year"),
                    f"比较的年份应早于考核年度 {self.year}，请改正",
                )
            for place, kind in _kinds_named(indicator):
                if kind not in self.assessed.kinds:
                    yield (
                        ("indicators", code, *place),
                        f"本方案不考核{kinds.get(kind, f'“{kind}”')}，请改正，或在 assessed 的 kind 里补上",
                    )

    def out_of(self, indicator: Indicator) -> Decimal | None:
        """The full score of what an indicator takes over by 直接计分. None if nothing says it."""
        return out_of(indicator, self.entries)

    def _standing_findings(self) -> Iterator[Finding]:
        """Sections that do not add up, ties decided by an indicator without points, grades in a scheme
        without points.
        """
        weights = {code: each.weight or Decimal(0) for code, each in self.indicators.items()}
        if self.sections:
            yield from _within(("sections",), place_findings(self.sections, weights))
            for kind in self.assessed.kinds:
                own = {code: weight for code, weight in weights.items() if self.indicators[code].is_for(kind)}
                yield from _within(("sections",), weight_findings(self.sections, own, self.full_score))
        for index, code in enumerate(self.ties):
            if code not in self.indicators:
                yield ("ties", index), f"方案里没有指标“{code}”" + suggestion(code, self.indicators, "请改正")
            elif self.indicators[code].score is None:
                yield ("ties", index), f"指标 {code} 不计分，不能用来区分并列，请改正"
        if self.grades is not None and not self.gives_points:
            yield ("grades",), "不计分的方案（full_score: 0）不写 grades（等次）"

    def _revision_findings(
        self, forms: Mapping[str, Form], registry: UnitRegistry | None
    ) -> Iterator[Finding]:
        """Revisions that are out of order or of another year, and what is wrong with the scheme after each of
        them.
        """
        months = [revision.since for revision in self.revisions]
        for index, month in enumerate(months):
            if not month.startswith(f"{self.year}-") or month in months[:index] or months != sorted(months):
                yield (
                    ("revisions", index, "from"),
                    f"修订的月份应在 {self.year} 年内，从早到晚，各不相同，现为 {month}",
                )
                return
        for index, revision in enumerate(self.revisions):
            if forbidden := sorted({name.split(".")[0] for name in revision.settings} & set(UNREVISABLE)):
                yield ("revisions", index, "set"), f"年内修订不能改 {'、'.join(forbidden)}，请另写方案"
                return
            try:
                found = list(self.in_month(revision.since).findings(forms, registry))
            except (CannotChange, ValidationError) as error:
                found = [((), str(error) if isinstance(error, CannotChange) else "修订后的方案不合写法")]
            yield from ((("revisions", index, "set"), f"{revision.since}起：{said}") for _, said in found)

    def _group_findings(self) -> Iterator[Finding]:
        if self.group_by and self.groups:
            yield ("groups",), "分组写了两种：group_by（按单位表分组）和 groups（按名单分组），请只留一种"
        seen: dict[str, str] = {}
        for group, codes in (self.groups or {}).items():
            for index, code in enumerate(codes):
                if code in seen:
                    yield ("groups", group, index), f"单位 {code} 已在“{seen[code]}”组，每个单位只能在一个组"
                seen.setdefault(code, group)

    def _unit_findings(self, registry: UnitRegistry) -> Iterator[Finding]:
        places: list[tuple[tuple[str | int, ...], str]] = [(("assessed", "under"), self.assessed.under)]
        places += [(("assessed", "only", i), code) for i, code in enumerate(self.assessed.only or ())]
        places += [
            (("groups", group, i), code)
            for group, codes in (self.groups or {}).items()
            for i, code in enumerate(codes)
        ]
        places += [
            (("indicators", key, "stated", "unit"), i.stated.unit)
            for key, i in self.indicators.items()
            if i.stated
        ]
        places += [
            (("indicators", key, "applies", *place), code)
            for key, i in self.indicators.items()
            for place, code in i.applies.unit_codes
        ]
        places += [
            (("indicators", key, "coefficients", code), code)
            for key, i in self.indicators.items()
            for code in i.coefficients
        ]
        places += [(("coefficients", code), code) for code in self.coefficients]
        for location, code in places:
            if not _is_known(registry, code):
                yield location, f"单位表里没有代码为“{code}”的单位，请核对"


def _kinds_named(indicator: Indicator) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The kinds of units that an indicator names, each with its place."""
    if indicator.assesses is not None:
        yield ("assesses",), indicator.assesses
    for index, kind in enumerate(indicator.applies.kinds or ()):
        yield ("applies", "kinds", index), kind


def _is_known(registry: UnitRegistry, code: str) -> bool:
    try:
        return registry.get(code) is not None
    except KeyError:
        return False


def _within(place: tuple[str, ...], findings: Iterator[Finding]) -> Iterator[Finding]:
    for location, sentence in findings:
        yield (*place, *location), sentence
