"""A simulation in the terminal and for a script: which units move, and because of which indicators."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assets.simulation.changes import Difference
from assets.simulation.simulation import ItemChange, Movement, Placing
from assets.simulation.trial import Trial
from schemas.figures import decimal_text, points_text, signed_text
from schemas.scheme import Scheme


def print_simulation(
    console: Console, stored: Scheme, trial: Trial, period: str, moved: Sequence[Movement]
) -> None:
    """Print what was changed, the old and new score and rank of every unit, then for each unit the indicators
    that changed.
    """
    console.print(f"[bold]{escape(stored.title)}[/bold]　{period} 推演", soft_wrap=True)
    for difference in trial.differences:
        console.print(f"  改动 {escape(difference_text(difference))}", soft_wrap=True)
    if not trial.differences:
        console.print("  没有改动。")
    console.print(_table(moved))
    for each in moved:
        if each.items:
            console.print(
                f"{escape(each.unit_name)}：{'；'.join(escape(item_text(item)) for item in each.items)}",
                soft_wrap=True,
            )
    ranks = (
        f"，{sum(bool(each.places_won) for each in moved)}个名次有变化" if trial.scheme.gives_points else ""
    )
    console.print(
        f"{len(moved)}个单位，{sum(bool(each.items) for each in moved)}个的得分或判定有变化{ranks}。"
    )
    if trial.scheme.illustrative:
        console.print(f"方案中的示例性规定：{escape(' '.join(trial.scheme.illustrative))}", soft_wrap=True)
    console.print("以上只是推演，没有改动任何数据，方案文件也没有变。")


def difference_text(difference: Difference) -> str:
    """One changed value of the scheme: A3-1.weight：25 → 30."""
    before, after = (
        "（无）" if value is None else str(value) for value in (difference.before, difference.after)
    )
    return f"{difference.name}：{before} → {after}"


def item_text(item: ItemChange) -> str:
    """One changed indicator: A3-1 学历技能双提升完成率 27.5 → 33. In a scheme without points, the verdicts
    take the place of the points.
    """
    if item.before is None and item.after is None:
        return (
            f"{item.indicator} {item.name} {item.reason_before or '不判定'} → {item.reason_after or '不判定'}"
        )
    return f"{item.indicator} {item.name} {_points(item.before)} → {_points(item.after)}"


def _points(points: Fraction | None) -> str:
    return "不计分" if points is None else decimal_text(points)


def _table(moved: Sequence[Movement]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    is_graded = any(each.before.grade or each.after.grade for each in moved)
    for header in ("组别", "单位"):
        table.add_column(header)
    for header in ("名次", "变化", "得分", "增减"):
        table.add_column(header, justify="right")
    if is_graded:
        table.add_column("等次")
    for each in moved:
        table.add_row(
            escape(each.after.group or each.before.group or ""),
            escape(each.unit_name),
            _arrow(_rank(each.before), _rank(each.after)),
            _places(each),
            _arrow(_score(each.before), _score(each.after)),
            "" if not each.score_change else signed_text(each.score_change),
            *([_arrow(each.before.grade or "—", each.after.grade or "—")] if is_graded else []),
        )
    return table


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _rank(standing: Placing) -> str:
    return "—" if standing.rank is None else str(standing.rank)


def _score(standing: Placing) -> str:
    return "—" if standing.score is None else points_text(standing.score)


def _places(moved: Movement) -> str:
    if not moved.places_won:
        return ""
    return (
        f"[green]↑{moved.places_won}[/green]" if moved.places_won > 0 else f"[red]↓{-moved.places_won}[/red]"
    )


def simulation_data(stored: Scheme, trial: Trial, period: str, moved: Sequence[Movement]) -> dict[str, Any]:
    """The simulation for a script. Points are numbers; missing ones are null."""
    return {
        "scheme": stored.id,
        "trial": trial.scheme.id,
        "period": period,
        "changes": [
            {"name": each.name, "before": _plain(each.before), "after": _plain(each.after)}
            for each in trial.differences
        ],
        "illustrative": list(trial.scheme.illustrative),
        "units": [_movement_data(each) for each in moved],
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _movement_data(moved: Movement) -> dict[str, Any]:
    return {
        "unit_code": moved.unit_code,
        "unit_name": moved.unit_name,
        "group_before": moved.before.group,
        "group_after": moved.after.group,
        "score_before": _number(moved.before.score),
        "score_after": _number(moved.after.score),
        "score_change": _number(moved.score_change),
        "rank_before": moved.before.rank,
        "rank_after": moved.after.rank,
        "grade_before": moved.before.grade,
        "grade_after": moved.after.grade,
        "places_won": moved.places_won,
        "items": [
            {
                "indicator": item.indicator,
                "name": item.name,
                "before": _number(item.before),
                "after": _number(item.after),
                "reason_before": item.reason_before,
                "reason_after": item.reason_after,
            }
            for item in moved.items
        ],
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
