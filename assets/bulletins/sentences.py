"""The grammar of a bulletin's sentences: who or what, how much, in which unit, better or worse, compared with
what.

Sections choose what to say; these functions say it. So a sentence always knows the direction and the unit of
what it tells, and a rate is only compared with a rate.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assets.bulletins.model import Figure, Point
from schemas.figures import is_share_unit

MOST_TOGETHER = 5
"""How many items an enumeration has in one paragraph; further ones begin a new paragraph."""
LIGHTS = ("绿", "蓝", "黄", "红")


@dataclass(frozen=True)
class Measured:
    """What a sentence measures. ``counts``: it is a number of things or persons, which may be many or few; if
    not, it is a rate or a level, which may be high or low. ``subject``: the word for what is counted, if the
    name of the indicator does not say it.
    """

    unit_of_measure: str
    higher_is_better: bool = True
    counts: bool = False
    subject: str = ""

    @property
    def suffix(self) -> str:
        """The unit behind a number. A per cent sign is part of the number itself."""
        return "" if is_share_unit(self.unit_of_measure) else self.unit_of_measure

    @property
    def most(self) -> str:
        """The word for the greatest value."""
        return "最多" if self.counts else "最高"

    @property
    def least(self) -> str:
        """The word for the smallest value."""
        return "最少" if self.counts else "最低"


def with_unit(figure: Figure | None, unit: str) -> str:
    """A figure with its unit: 425人, 30%, 缺报. Empty if there is no figure."""
    if figure is None:
        return ""
    return f"{figure.text}{unit}" if figure.number and not figure.number.after else figure.text


def extremes(measured: Measured, best: str, worst: str) -> str:
    """The best and the worst, the best first: 最高甲镇110%，最低乙镇80%. Fewest late reports are best:
    最少11个单位0次，最多乙镇7次.

    ``best`` and ``worst`` name units with their values.
    """
    first, last = (
        (measured.most, measured.least) if measured.higher_is_better else (measured.least, measured.most)
    )
    return f"{measured.subject}{first}{best}，{last}{worst}"


def moved(measured: Measured, before: Figure, after: Figure) -> str:
    """How a value has changed: 由68.7%提高到100%, 由366人减少到290人, 保持100%."""
    then, now = before.value or 0, after.value or 0
    shown = with_unit(after, measured.suffix)
    if before.text == after.text:
        return f"保持{shown}"
    rising, falling = ("增加", "减少") if measured.counts else ("提高", "下降")
    return f"由{with_unit(before, measured.suffix)}{rising if now > then else falling}到{shown}"


def lit(total: int, lights: Mapping[str, int]) -> str:
    """How many units have which light: 15个单位均为绿灯, 3个单位中绿灯1个、黄灯1个. Empty without lights."""
    shown = {light: lights[light] for light in LIGHTS if lights.get(light)}
    if len(shown) == 1 and sum(shown.values()) == total:
        return f"{total}个单位均为{next(iter(shown))}灯"
    counts = "、".join(f"{light}灯{count}个" for light, count in shown.items())
    return f"{total}个单位中{counts}" if counts else ""


def share_of_all(number: int, total: int, what: str) -> str:
    """How many of all indicators are scored or judged: 均计分, 其中4项计分."""
    return f"均{what}" if number == total else f"其中{number}项{what}"


def paragraphs(lead: str, items: Sequence[str], ending: str = "") -> Iterator[Point]:
    """An enumeration, about equally parted into paragraphs. Only the first paragraph has the lead; ``ending``
    closes the last one.
    """
    together = -(-len(items) // -(-len(items) // MOST_TOGETHER)) if items else 1
    for start in range(0, len(items), together):
        is_last = start + together >= len(items)
        said = "；".join(items[start : start + together])
        yield Point(f"{said}。{ending if is_last else ''}", "" if start else lead)
