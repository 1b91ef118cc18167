"""A bulletin (通报) before it is written to any file: text, tables and charts. Every number in them is a
``Figure``.

One ``Bulletin`` is written three times: as a Word document, a workbook and a page. A writer shows what it is
given and computes nothing, so the three cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

DRAFT = "草稿"


class FigureKey(NamedTuple):
    """Which number it is. ``kind`` is one of KINDS. ``item`` is an indicator or a step of a funnel ('' for
    the unit as a whole). The unit is the one that the number is about.
    """

    kind: str
    item: str
    unit_code: str


KINDS = {
    "score": "得分",
    "rank": "名次",
    "conclusion": "结论",
    "passed": "达标项",
    "failed": "未达标项",
    "undecided": "无法判定项",
    "item_score": "指标得分",
    "value": "完成值",
    "target": "目标值",
    "completion": "完成率",
    "due_so_far": "序时目标",
    "last_year": "上年同期",
    "light": "亮灯",
    "status": "状态",
    "verdict": "判定",
    "grade": "等次",
    "shortfall": "差额",
    "stage_count": "人数",
    "stage_share": "占上一步",
}
"""The kinds of figures, each with its Chinese title."""


class FigureState(StrEnum):
    """The meaning of a figure's text."""

    PLAIN = "plain"
    LOWER_BOUND = "lower_bound"
    MISSING = "missing"
    INCOMPARABLE = "incomparable"
    NOT_COMPUTED = "not_computed"
    NO_TARGET = "no_target"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


WITHOUT_VALUE = {
    FigureState.MISSING: "缺报",
    FigureState.INCOMPARABLE: "不可比",
    FigureState.NOT_COMPUTED: "无法计算",
    FigureState.NO_TARGET: "无目标值",
    FigureState.NOT_APPLICABLE: "不适用",
}
"""The states of a figure that has no value, with the words that are printed instead."""


NOT_ENTERED = "未录入"
"""Printed for a value that the office itself enters and has not entered: no unit is to blame for it."""


@dataclass(frozen=True)
class Number:
    """A number as it is printed.

    ``rounded`` has the decimals that are printed. It is ``times`` (1 or 100) the stored value. ``before`` (≥)
    and ``after`` (%, 人) are printed around it.
    """

    rounded: Decimal
    times: int = 1
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """The number as people read it."""
        return f"{self.before}{self.rounded:f}{self.after}"

    @property
    def decimals(self) -> int:
        """How many digits stand behind the point."""
        return max(0, -int(self.rounded.as_tuple().exponent))

    def to_decimals(self, decimals: int) -> "Number":
        """The same number with noughts at its end, up to so many decimals."""
        return replace(self, rounded=self.rounded.quantize(Decimal(1).scaleb(-max(decimals, self.decimals))))


@dataclass(frozen=True)
class Figure:
    """One number or word as it is printed.

    ``value`` is the value in the BI view (None: missing, withheld, or a word). ``text`` is for people.
    ``state`` says what the text stands for. ``number`` says how a number is printed. It is also None where
    only the text was kept, as in issued bulletins.
    """

    text: str
    value: float | None = None
    state: FigureState = FigureState.PLAIN
    number: Number | None = None

    @classmethod
    def of(cls, number: Number, value: float, state: FigureState = FigureState.PLAIN) -> "Figure":
        """The figure for a number."""
        return cls(number.text, value, state, number)

    def is_like(self, other: "Figure") -> bool:
        """Whether a reader sees the same number in both, or the same word in place of a number."""
        return (self.number, self.state) == (other.number, other.state)


Figures = Mapping[FigureKey, Figure]


@dataclass(frozen=True)
class TableCell:
    """One cell of a table: the printed text, the number behind it with its way of printing (if there is one),
    and the colour of a light.
    """

    text: str
    value: float | None = None
    light: str | None = None
    key: FigureKey | None = None
    number: Number | None = None

    @classmethod
    def of(cls, key: FigureKey, figures: Figures, light: str | None = None) -> "TableCell":
        """The cell of a figure; a dash where the bulletin has no such figure."""
        figure = figures.get(key, Figure("—"))
        return cls(figure.text, figure.value, light, key, figure.number)

    @classmethod
    def showing(cls, figure: Figure) -> "TableCell":
        """The cell of a figure that has no key."""
        return cls(figure.text, figure.value, number=figure.number)

    def to_decimals(self, decimals: int) -> "TableCell":
        """The same cell with at least so many decimals; a word stays as it is."""
        if self.number is None or self.text != self.number.text:
            return self
        number = self.number.to_decimals(decimals)
        return replace(self, text=number.text, number=number)

    @property
    def light_beside(self) -> str | None:
        """The light that is shown beside the text of the cell; None where the text itself is the light."""
        return None if self.key and self.key.kind == "light" else self.light


@dataclass(frozen=True)
class Table:
    """A table with its title. ``continues``: it goes on with the table before it, which is too wide for a
    page.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    continues: bool = False

    @property
    def lights_beside(self) -> tuple[str, ...]:
        """The lights that stand beside texts of its cells, each once."""
        return tuple(
            dict.fromkeys(cell.light_beside for row in self.rows for cell in row if cell.light_beside)
        )


@dataclass(frozen=True)
class Point:
    """A paragraph of a section. ``lead`` is how it opens, set apart in type, such as a unit's name."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the text: its heading, then its paragraphs and tables in their order."""

    heading: str
    parts: tuple[Point | Table, ...]


@dataclass(frozen=True)
class Chart:
    """A bar chart: a title, what a bar stands for, and a label and a figure for each bar. ``line`` is drawn
    across the bars, for example at the full score.
    """

    title: str
    measured: str
    bars: tuple[tuple[str, Figure], ...]
    line: Figure | None = None


@dataclass(frozen=True)
class UnitSheet:
    """All figures of one unit."""

    name: str
    table: Table
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issue:
    """How far a bulletin has come. A draft has no number. An issued bulletin has its number in the scheme's
    series, counted from 1.
    """

    number: int | None
    day: date
    notice: str = ""
    """The sentence about the notice period (公示); '' if there was none."""

    @property
    def words(self) -> str:
        """草稿, or 第3期."""
        return DRAFT if self.number is None else f"第{self.number}期"


@dataclass(frozen=True)
class Bulletin:
    """A bulletin of one scheme and period. ``sections`` are in the order of the text; ``annexes`` follow them
    (附表).
    """

    scheme: str
    period: str
    title_lines: tuple[str, ...]
    office: str
    issue: Issue
    sections: tuple[Section, ...]
    annexes: tuple[Table, ...]
    charts: tuple[Chart, ...]
    unit_sheets: tuple[UnitSheet, ...]
    indicator_notes: tuple[tuple[str, str], ...]
    """(Name of an indicator, how it is counted and what a reader must know about it)."""
    figures: Figures = field(repr=False, default_factory=dict)

    @property
    def title(self) -> str:
        """The title on one line."""
        return "".join(self.title_lines)
