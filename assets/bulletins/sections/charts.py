"""The charts of a bulletin: scores by unit, and how far the indicators have come."""

from collections.abc import Iterator

from assets.bulletins.figures.figures import number_figure, score_figure
from assets.bulletins.figures.material import Material
from assets.bulletins.model import Chart, Figure
from assets.bulletins.sections.overview import FEW

MOST_BARS = 40


def charts(material: Material) -> tuple[Chart, ...]:
    """The charts in order; charts without a bar are left out."""
    return tuple(
        chart for chart in (*_scores(material), *_progress(material), *_stages(material)) if chart.bars
    )


def _scores(material: Material) -> Iterator[Chart]:
    if not material.is_ranked:
        return
    full = score_figure(material.scheme.full_score)
    for name, units in material.groups.items():
        bars = [
            (unit.name, figure)
            for unit in units[:MOST_BARS]
            if (figure := material.figure("score", "", unit.code))
        ]
        yield Chart(f"{name}组得分" if len(material.groups) > 1 else "各单位得分", "得分", tuple(bars), full)


def _progress(material: Material) -> Iterator[Chart]:
    """With few units, one chart for each unit with the completion of every indicator. With many units, one
    chart for each indicator with the completion of every unit.
    """
    whole = number_figure(1, "%")
    if len(material.units) <= FEW:
        for unit in material.units:
            bars = [
                (name, figure)
                for code, name in material.indicators.items()
                if (figure := _completion(material, code, unit.code))
            ]
            yield Chart(f"{unit.name}各项指标完成率", "完成率", tuple(bars), whole)
        return
    for code, name in material.indicators.items():
        bars = [
            (unit.name, figure)
            for unit in material.units[:MOST_BARS]
            if (figure := _completion(material, code, unit.code))
        ]
        yield Chart(f"{name}：完成率", "完成率", tuple(bars), whole)


def _completion(material: Material, code: str, unit: str) -> Figure | None:
    figure = material.figure("completion", code, unit)
    if figure is None or figure.value is None or figure.number is None:
        return None
    return Figure.of(figure.number.to_decimals(material.rate_decimals), figure.value, figure.state)


def _stages(material: Material) -> Iterator[Chart]:
    """With few units, the funnel of each. With many units there is no chart, because a table has their
    funnels.
    """
    if len(material.units) > FEW:
        return
    funnel = material.frames.funnel[material.frames.funnel["period"] == material.period].sort_values("step")
    for unit in material.units:
        own = funnel[funnel["unit_code"] == unit.code]["stage"]
        bars = [
            (stage, figure) for stage in own if (figure := material.figure("stage_count", stage, unit.code))
        ]
        yield Chart(f"{unit.name}进度漏斗", "人数", tuple(bars))
