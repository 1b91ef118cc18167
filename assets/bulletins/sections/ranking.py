"""排名: the units of each group in the order of their scores, or by what was concluded about them."""

from collections.abc import Iterator
from itertools import groupby

from assets.bulletins.figures.material import AssessedRow, Material
from assets.bulletins.model import Point, Section
from assets.bulletins.wording import listed
from assets.scores.conclusions import FAILED, PASSED, UNDECIDED
from assets.scores.moves import moves_in_words

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
    """Who has moved up and who has moved down since the month before. Nothing where nobody has."""
    if moves := moves_in_words(material.frames.scores):
        yield Point(f"与上月相比，{moves}。", "进位情况。")


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
