"""有关说明: which parts of the scheme are only examples, what the lights mean, how missing figures, lower
bounds and withheld figures are shown, and the notice.
"""

from collections.abc import Iterator
from fractions import Fraction

from assets.bulletins.figures.material import Material
from assets.bulletins.figures.small_cells import SAYS
from assets.bulletins.model import WITHOUT_VALUE, FigureState, Issue, Point, Section
from schemas.figures import AT_LEAST, percent_text
from schemas.scoring.lights import BlueIsGoodLight, DeadlineLight, GrowthLight, LightPreset, PointsLight

MISSING = WITHOUT_VALUE[FigureState.MISSING]


def remarks(material: Material, issue: Issue) -> Section:
    """The section 有关说明."""
    return Section("有关说明", tuple(_remarks(material, issue)))


def _remarks(material: Material, issue: Issue) -> Iterator[Point]:
    if issue.notice:
        yield Point(issue.notice, "公示情况。")
    if material.scheme.illustrative:
        yield Point("".join(f"{each.rstrip('。')}。" for each in material.scheme.illustrative), "示例内容。")
    printed = {figure.text for figure in material.figures.values()}
    states = {figure.state for figure in material.figures.values()}
    if any(key.kind == "light" for key in material.figures):
        yield Point(light_words(material.scheme.light), "亮灯规则。")
    symbols = ["“缺报”表示没有有效报表，不按0计"] if MISSING in printed else []
    if FigureState.LOWER_BOUND in states:
        symbols.append(f"“{AT_LEAST}”表示报表填的是“余”数，按下限计")
    if FigureState.WITHHELD in states:
        symbols.append(SAYS.format(fewer_than=material.settings.fewer_than).rstrip("。"))
    if material.has_whole_paces:
        symbols.append("序时目标折算出小数的，按达到进度所需的整数列出")
    if symbols:
        yield Point("；".join(symbols) + "。", "符号。")


def light_words(preset: LightPreset) -> str:
    """The meaning of the lights of a preset, in a sentence."""
    if isinstance(preset, PointsLight):
        points = percent_text(Fraction(preset.behind)).removesuffix("%")
        return f"达到序时进度为绿灯，落后不超过{points}个百分点为黄灯，落后更多为红灯。"
    if isinstance(preset, GrowthLight):
        return f"同比增幅不低于{percent_text(Fraction(preset.plan))}且不低于组内平均增幅为绿灯，有增长但低于其中之一为黄灯，下降为红灯。"
    if isinstance(preset, DeadlineLight):
        day = f"{preset.deadline.year}年{preset.deadline.month}月{preset.deadline.day}日"
        return f"完成时限为{day}，距时限{preset.near_days}天以内未完成为蓝灯，落后于序时进度为黄灯，逾期未完成为红灯。"
    if isinstance(preset, BlueIsGoodLight):
        good, fair = percent_text(Fraction(preset.good)), percent_text(Fraction(preset.fair))
        return f"达到序时目标的{good}为蓝灯（好），达到{fair}为黄灯（一般），低于此为红灯（差）。"
    raise TypeError(f"no words for the lights of {preset!r}")
