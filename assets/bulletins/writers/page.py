"""The bulletin as one self-contained HTML page: styles and charts (SVG) are inside it, and it needs no script
and no network.
"""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from assets.bulletins.model import Bulletin, Chart, Point, Section, Table
from assets.bulletins.wording import day_words, ordinal
from assets.bulletins.writers.annex_words import lights_note, numbered_annexes
from assets.bulletins.writers.colours import BAR, GROUNDS, LINES
from assets.submissions.cell_text import display_width

BAR_HEIGHT, BAR_GAP, TOP = 18, 8, 8
WIDTH, ROOM_FOR_VALUE, HALF_CHARACTER = 640, 80, 7
"""Measures of a chart, in pixels."""
LOWEST_LABEL, WIDEST_LABEL = 60, 260


@dataclass(frozen=True)
class DrawnBar:
    """A bar with the positions of its parts, in pixels."""

    label: str
    text: str
    y: int
    width: float


@dataclass(frozen=True)
class DrawnChart:
    """A chart with the positions of its parts, in pixels. ``line`` is the position and name of the line
    across the bars.
    """

    title: str
    measured: str
    label_width: int
    height: int
    bars: tuple[DrawnBar, ...]
    line: tuple[float, str] | None


def drawn(chart: Chart) -> DrawnChart:
    """The geometry of a chart. Bars start at the left and are as long as their values. Withheld and missing
    values have bars of no length.
    """
    most = (
        max([figure.value or 0 for _, figure in chart.bars] + ([chart.line.value or 0] if chart.line else []))
        or 1
    )
    label_width = min(
        max(max(display_width(label) for label, _ in chart.bars) * HALF_CHARACTER + 12, LOWEST_LABEL),
        WIDEST_LABEL,
    )
    scale = (WIDTH - label_width - ROOM_FOR_VALUE) / most
    bars = tuple(
        DrawnBar(
            label,
            figure.text,
            TOP + place * (BAR_HEIGHT + BAR_GAP),
            round(max(figure.value or 0, 0) * scale, 1),
        )
        for place, (label, figure) in enumerate(chart.bars)
    )
    line = (round(label_width + (chart.line.value or 0) * scale, 1), chart.line.text) if chart.line else None
    height = TOP + len(bars) * (BAR_HEIGHT + BAR_GAP) + (20 if line else 4)
    return DrawnChart(chart.title, chart.measured, label_width, height, bars, line)


def numbered(section: Section) -> list[tuple[str, Point | Table]]:
    """The parts of a section, each with the number of its lead, such as （一）. If only one part has a lead,
    it has no number.
    """
    leads = [part for part in section.parts if isinstance(part, Point) and part.lead]
    places = (
        {id(part): f"（{ordinal(place)}）" for place, part in enumerate(leads, 1)} if len(leads) > 1 else {}
    )
    return [(places.get(id(part), ""), part) for part in section.parts]


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assets.bulletins.writers", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["table"] = lambda part: isinstance(part, Table)
    return environment.get_template("bulletin.html")


def bulletin_page(bulletin: Bulletin) -> str:
    """The HTML of a bulletin."""
    return _template().render(
        bulletin=bulletin,
        day=day_words(bulletin.issue.day),
        sections=[
            (ordinal(place), section.heading, numbered(section))
            for place, section in enumerate(bulletin.sections, 1)
        ],
        charts=[drawn(chart) for chart in bulletin.charts],
        annexes=numbered_annexes(bulletin.annexes),
        lights_note=lights_note,
        grounds=GROUNDS,
        lines=LINES,
        bar_colour=BAR,
        width=WIDTH,
        bar_height=BAR_HEIGHT,
    )
