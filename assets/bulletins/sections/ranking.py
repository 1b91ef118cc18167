"""排名: the units of each group in the order of their scores, or by what was concluded about them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from assets.bulletins.figures.material import AssessedRow, Material
from assets.bulletins.model import Point, Section
from assets.bulletins.wording import listed
from assets.scores.conclusions import FAILED, PASSED, UNDECIDED

CONCLUSIONS = (PASSED, FAILED, UNDECIDED)
"""The conclusions as ``bi_conclusion`` has them, the best first."""


def ranking(material: Material) -> Section | None:
    """The section 排名; 判定结果 where nobody gets points but everybody is judged; None where neither is."""
    if material.is_compliance:
        return Section("判定结果", tuple(_by_conclusion(material)))
    if not material.is_ranked:
        return None
    grades = list(_by_grade(material))
    lead = "名次。" if grades or list(_moves(material)) else ""
    groups = [
        Point(_in_order(material, units), f"{name}组。" if len(material.groups) > 1 else lead)
        for name, units in material.groups.items()
    ]
    return Section("排名", (*groups, *_moves(material), *grades))


def _in_order(material: Material, units: tuple[AssessedRow, ...]) -> str:
    if len(units) == 1:
        return f"{units[0].name}得{material.text('score', '', units[0].code)}分，组内只有一个单位，不排名。"
    ranked = [unit for unit in units if unit.rank is not None]
    places = [_place(material, list(tied)) for _, tied in groupby(ranked, key=lambda unit: unit.rank)]
    return listed(places) + "。"


def _place(material: Material, tied: list[AssessedRow]) -> str:
    """The units that share a rank: 并列第1名耿车镇、蔡集镇（98.50分）."""
    rank, score = (material.text(kind, "", tied[0].code) for kind in ("rank", "score"))
    return f"{'并列' if len(tied) > 1 else ''}第{rank}名{listed([unit.name for unit in tied])}（{score}分）"


def _moves(material: Material) -> Iterator[Point]:
    """Who has moved up and who has moved down since the month before, the farthest first. Nothing where
    nobody had a rank then.
    """
    rows = material.frames.scores.dropna(subset=["rank", "previous_rank"])
    places = {code: place for place, code in enumerate(unit.code for unit in material.units)}
    rows = rows.assign(
        steps=(rows["previous_rank"] - rows["rank"]).astype(int), place=rows["unit_code"].map(places)
    )
    moved = rows[rows["steps"] != 0].sort_values(["steps", "place"], key=_farthest_first)
    said = [
        f"{word}的是{listed([_move(row) for row in among.itertuples()])}"
        for word, among in (("进位", moved[moved["steps"] > 0]), ("退位", moved[moved["steps"] < 0]))
        if len(among)
    ]
    if said:
        yield Point(f"与上月相比，{'；'.join(said)}。", "进位情况。")


def _farthest_first(column: "pd.Series[int]") -> "pd.Series[int]":
    return -column.abs() if column.name == "steps" else column


def _move(row: Any) -> str:
    """王官集镇（由第4名到第1名）."""
    return f"{row.unit_name}（由第{int(row.previous_rank)}名到第{int(row.rank)}名）"


def _by_grade(material: Material) -> Iterator[Point]:
    """Which units got which grade (等次), the best grade first."""
    grades = material.scheme.grades
    for grade in grades.best_first if grades and material.is_graded else ():
        names = [unit.name for unit in material.units if material.text("grade", "", unit.code) == grade.name]
        if names:
            yield Point(f"{listed(names)}。", f"{grade.name}（{len(names)}个）。")


def _by_conclusion(material: Material) -> Iterator[Point]:
    for word in CONCLUSIONS:
        names = [unit.name for unit in material.units if material.text("conclusion", "", unit.code) == word]
        if names:
            yield Point(f"{listed(names)}。", f"{word}（{len(names)}个）。")
