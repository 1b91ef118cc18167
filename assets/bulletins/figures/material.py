"""What the parts of a bulletin are written from: the scheme, the office's settings, the rows of the views,
and the figures made from them.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import pandas as pd

from assets.bulletins.figures.figures import number_figure
from assets.bulletins.figures.small_cells import without_small_parts
from assets.bulletins.figures.view_frames import BulletinFrames
from assets.bulletins.model import Figure, FigureKey, Figures, FigureState
from assets.bulletins.sentences import Measured, with_unit
from assets.bulletins.wording import QUARTER_ENDS
from assets.monitoring.counting import WHOLE, counting_of
from schemas.assessment.formulas import CompletionFormula, TotalFormula
from schemas.assessment.indicators import Indicator
from schemas.assessment.measures import ReportCount
from schemas.assessment.remarks import read_remarks
from schemas.figures import exact, is_share_unit
from schemas.office.catalogue import Catalogue
from schemas.scheme import Scheme
from schemas.settings.bulletins import BulletinSettings

BEHIND = ("红", "黄")
"""The lights that say that something is behind, the most serious first. They mean this in every preset."""

LEVELS = ("分", "倍")
"""Units of what is high or low, not many or few."""
MEASURED_KINDS = ("value", "completion", "last_year")
"""The kinds of figures that are measured, not set."""


@dataclass(frozen=True)
class AssessedRow:
    """A unit as the views name it, with its group and rank (None: not ranked)."""

    code: str
    name: str
    group: str
    rank: int | None


@dataclass(frozen=True)
class Material:
    """Everything that one bulletin says. ``next_due`` is the day when the reports of the next period are due
    (None: no day).
    """

    scheme: Scheme
    settings: BulletinSettings
    forms: Catalogue
    frames: BulletinFrames
    figures: Figures
    period: str
    next_due: date | None = None

    @cached_property
    def units(self) -> tuple[AssessedRow, ...]:
        """The assessed units: groups in the order of the register, and units inside a group by rank."""
        rows = [
            AssessedRow(
                row.unit_code,
                row.unit_name,
                row.group_name or "",
                None if pd.isna(row.rank) else int(row.rank),
            )
            for row in self.frames.scores.sort_values("unit_code").itertuples()
        ]
        groups = list(dict.fromkeys(row.group for row in rows))
        return tuple(
            sorted(rows, key=lambda row: (groups.index(row.group), row.rank is None, row.rank or 0, row.code))
        )

    @cached_property
    def groups(self) -> dict[str, tuple[AssessedRow, ...]]:
        """The assessed units by the name of their group."""
        names = dict.fromkeys(unit.group for unit in self.units)
        return {name: tuple(unit for unit in self.units if unit.group == name) for name in names}

    @cached_property
    def indicators(self) -> dict[str, str]:
        """The names of the indicators of this period by code, in the order of the scheme."""
        present = set(
            self.frames.indicators.loc[self.frames.indicators["period"] == self.period, "indicator"]
        )
        return {code: indicator.name for code, indicator in self.scheme.indicators.items() if code in present}

    @cached_property
    def notes(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(Indicator, unit) → the sentences about the value that may be printed."""
        frame = self.frames.indicators
        return {
            (row.indicator, row.unit_code): tuple(
                remark.text
                for remark in without_small_parts(read_remarks(row.remarks), self.scheme, self.settings)
            )
            for row in frame[frame["period"] == self.period].itertuples()
            if not self.is_withheld(row.indicator, row.unit_code)
        }

    @cached_property
    def common_notes(self) -> dict[str, tuple[str, ...]]:
        """For each indicator, the sentences that the notes of all its units share. They say how it is
        counted.
        """
        by_indicator: dict[str, list[tuple[str, ...]]] = {}
        for (code, _), sentences in self.notes.items():
            by_indicator.setdefault(code, []).append(sentences)
        return {
            code: tuple(sentence for sentence in of_units[0] if all(sentence in each for each in of_units))
            for code, of_units in by_indicator.items()
        }

    def measured(self, code: str) -> Measured:
        """What an indicator measures, for a sentence about it."""
        indicator = self.scheme.indicators[code]
        is_total = isinstance(indicator.formula, TotalFormula)
        unit = indicator.unit_of_measure
        return Measured(
            unit,
            indicator.direction == "higher",
            is_total and unit not in LEVELS and not is_share_unit(unit),
            self._counted_reports(indicator) if is_total else "",
        )

    def _counted_reports(self, indicator: Indicator) -> str:
        """What is counted of reports (迟报、漏报合计), because such an indicator is often named for what is
        wanted (及时性). It is not said twice where the name says it.
        """
        measures = [self.scheme.measures[name] for name in indicator.measure_names]
        if not all(isinstance(measure, ReportCount) and measure.title for measure in measures):
            return ""
        titles = "、".join(str(measure.title) for measure in measures)
        counted = f"{titles}合计" if len(measures) > 1 else titles
        return "" if indicator.name.endswith(counted) else counted

    def target_unit(self, code: str) -> str:
        """The unit behind an indicator's target. A completion rate is compared with a number of persons or
        things, so its target has their unit.
        """
        indicator = self.scheme.indicators[code]
        if isinstance(indicator.formula, CompletionFormula):
            return counting_of(indicator, self.scheme.measures, self.forms).word
        return self.measured(code).suffix

    def target_word(self, code: str) -> str:
        """What a target is called: that of a completion rate is a task (任务425人), not a rate to reach."""
        is_task = isinstance(self.scheme.indicators[code].formula, CompletionFormula)
        return "任务" if is_task else "目标"

    def target_text(self, kind: str, code: str, unit_code: str) -> str:
        """A target (``kind``: target, due_so_far, last_year …) with its unit; '' if there is none."""
        unit = self.measured(code).suffix if kind == "last_year" else self.target_unit(code)
        return with_unit(self.figure(kind, code, unit_code), unit)

    def due_figure(self, code: str, unit_code: str) -> Figure | None:
        """What was due so far, as it is printed. Of a completion rate it is the rate that was due; of persons
        or things it is the whole number that reaches the pace: 1.33人 is reached by 2人.
        """
        due, target = (self.figure(kind, code, unit_code) for kind in ("due_so_far", "target"))
        part = exact(due.value) if due else None
        if due is None or part is None:
            return due
        indicator = self.scheme.indicators[code]
        if isinstance(indicator.formula, CompletionFormula):
            whole = exact(target.value) if target else None
            return number_figure(part / whole, "%") if whole else None
        if self.measured(code).counts and set(self._steps(code)) == {WHOLE}:
            return number_figure(ceil(part) if indicator.direction == "higher" else floor(part))
        return due

    @property
    def has_whole_paces(self) -> bool:
        """Whether a pace is printed as another number than it was computed, because it is a whole one."""
        return any(
            (shown := self.due_figure(key.item, key.unit_code)) is not None
            and not isinstance(self.scheme.indicators[key.item].formula, CompletionFormula)
            and not shown.is_like(figure)
            for key, figure in self.figures.items()
            if key.kind == "due_so_far"
        )

    def _steps(self, code: str) -> tuple[Fraction, ...]:
        return counting_of(self.scheme.indicators[code], self.scheme.measures, self.forms).steps

    @cached_property
    def rate_decimals(self) -> int:
        """How many decimals the rates in the tables have: as many as one of them needs, so that 90.00% does
        not stand beside 90%. Targets and paces stay as they were set.
        """
        return max(
            (
                figure.number.decimals
                for key, figure in self.figures.items()
                if key.kind in MEASURED_KINDS and figure.number and figure.number.after == "%"
            ),
            default=0,
        )

    @property
    def sums_up_quarter(self) -> bool:
        """Whether this bulletin sums up a quarter: the scheme asks for it, and the period ends a quarter."""
        return self.scheme.quarterly_summary and int(self.period[5:]) in QUARTER_ENDS

    @property
    def has_targets(self) -> bool:
        """Whether any indicator has a target to compare with."""
        return any(key.kind == "target" for key in self.figures)

    @property
    def is_compliance(self) -> bool:
        """Whether the scheme judges without giving points (达标)."""
        return len(self.frames.conclusions) > 0

    @property
    def is_graded(self) -> bool:
        """Whether its units get a grade (等次)."""
        return len(self.frames.grades) > 0

    @property
    def is_ranked(self) -> bool:
        """Whether the scheme gives points and a unit has others to be ranked against."""
        return self.scheme.gives_points and any(len(units) > 1 for units in self.groups.values())

    def figure(self, kind: str, item: str, unit_code: str) -> Figure | None:
        """A figure; None if the bulletin does not have it."""
        return self.figures.get(FigureKey(kind, item, unit_code))

    def text(self, kind: str, item: str, unit_code: str) -> str:
        """A figure as it is printed; '' if the bulletin does not have it."""
        figure = self.figure(kind, item, unit_code)
        return figure.text if figure else ""

    def unit_name(self, code: str) -> str:
        """The name of an assessed unit."""
        return next(unit.name for unit in self.units if unit.code == code)

    def is_withheld(self, indicator: str, unit_code: str) -> bool:
        """Whether the value is too small to be printed. Everything that would reveal it is then withheld
        too.
        """
        return self.state(indicator, unit_code) is FigureState.WITHHELD

    def state(self, indicator: str, unit_code: str) -> FigureState | None:
        """The state of a value as it is printed; None where there is no such value."""
        value = self.figure("value", indicator, unit_code)
        return None if value is None else value.state
