"""Building a bulletin: what the views say becomes the text, tables and charts that all three writers show.
Everything here is pure.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from assets.bulletins.figures.figures import figures_of
from assets.bulletins.figures.material import AssessedRow, Material
from assets.bulletins.figures.revisions import RevisedFigure, revision_section
from assets.bulletins.figures.view_frames import BulletinFrames
from assets.bulletins.model import Bulletin, Issue, UnitSheet
from assets.bulletins.sections.annexes import annexes, unit_table
from assets.bulletins.sections.charts import charts
from assets.bulletins.sections.lagging import lagging
from assets.bulletins.sections.next_steps import next_steps
from assets.bulletins.sections.overview import overview
from assets.bulletins.sections.ranking import ranking
from assets.bulletins.sections.remarks import remarks
from assets.bulletins.wording import period_words, quarter_words, subject
from schemas.office.catalogue import Catalogue
from schemas.scheme import Scheme
from schemas.settings.bulletins import BulletinSettings

LONGEST_TITLE_LINE = 19
"""How many characters of a title (2号) fit on a line of the page."""


def build_bulletin(
    scheme: Scheme,
    settings: BulletinSettings,
    office: str,
    forms: Catalogue,
    frames: BulletinFrames,
    period: str,
    issue: Issue,
    told: Sequence[RevisedFigure] = (),
    next_due: date | None = None,
) -> Bulletin:
    """The bulletin of a scheme and period, from the rows of the views.

    ``office`` is the office's name. It signs unless the settings name another issuer. ``forms`` are the
    office's forms. ``told`` are the revisions of earlier issues that this bulletin tells. ``next_due`` is the
    day when the reports of the next period are due; None if none are due.
    """
    material = Material(
        scheme, settings, forms, frames, figures_of(scheme, settings, frames, period), period, next_due
    )
    parts = (overview(material), ranking(material), lagging(material), next_steps(material))
    sections = [section for section in parts if section is not None]
    sections += [revision_section(told)] if told else []
    return Bulletin(
        scheme=scheme.id,
        period=period,
        title_lines=title_lines(material),
        office=settings.issuer or office,
        issue=issue,
        sections=(*sections, remarks(material, issue)),
        annexes=annexes(material),
        charts=charts(material),
        unit_sheets=tuple(
            _unit_sheet(material, unit)
            for unit in material.units
            if len(material.units) <= settings.most_unit_sheets
        ),
        indicator_notes=tuple(_indicator_notes(material)),
        figures=material.figures,
    )


def title_lines(material: Material) -> tuple[str, ...]:
    """The lines of the title: 关于2023年12月 | …情况的通报.

    A scheme that sums up quarters has 调度情况 in the title of a month, and 总结情况 in the title at a
    quarter's end. A long title goes on to a third line. It is broken where its meaning allows.
    """
    about = subject(material.scheme.title)
    if material.sums_up_quarter:
        first, ending = quarter_words(material.period), "总结情况的通报"
    else:
        first, ending = (
            period_words(material.period),
            f"{'调度' if material.scheme.quarterly_summary else ''}情况的通报",
        )
    if len(about + ending) <= LONGEST_TITLE_LINE:
        return f"关于{first}", about + ending
    return f"关于{first}", about, ending


def _unit_sheet(material: Material, unit: AssessedRow) -> UnitSheet:
    score, rank, conclusion = (material.text(kind, "", unit.code) for kind in ("score", "rank", "conclusion"))
    place = f"{unit.group}组第{rank}名" if len(material.groups) > 1 else f"第{rank}名"
    said = [f"得分{score}分（满分{material.scheme.full_score}分）"] if score else []
    said += [place] if rank and len(material.groups[unit.group]) > 1 else []
    said += [f"结论：{conclusion}"] if conclusion else []
    lines = ["，".join(said) + "。"] if said else []
    return UnitSheet(
        unit.name,
        unit_table(material, unit, unit.name),
        (*lines, *_wanted(material, unit), *_notes(material, unit)),
    )


def _wanted(material: Material, unit: AssessedRow) -> Iterator[str]:
    """What the unit still needs, by indicator and goal."""
    gaps = material.frames.gaps
    for row in gaps[gaps["unit_code"] == unit.code].itertuples():
        if (
            row.indicator in material.indicators
            and not material.is_withheld(row.indicator, unit.code)
            and row.says
        ):
            yield f"{row.indicator_name}：{row.says}。"


def _notes(material: Material, unit: AssessedRow) -> Iterator[str]:
    """The notes on this unit's figures, without the sentences that apply to every unit."""
    for code, name in material.indicators.items():
        common = material.common_notes.get(code, ())
        own = [sentence for sentence in material.notes.get((code, unit.code), ()) if sentence not in common]
        if own:
            yield f"{name}：{'；'.join(own)}。"


def _indicator_notes(material: Material) -> Iterator[tuple[str, str]]:
    for code, name in material.indicators.items():
        indicator = material.scheme.indicators[code]
        said = [f"计分方法：{indicator.score.method}"] if indicator.score else ["只监测、不计分"]
        said += [f"权重{indicator.weight}分"] if indicator.weight else []
        yield name, "；".join([*said, *material.common_notes.get(code, ())]) + "。"
