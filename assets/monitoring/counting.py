"""How an indicator is counted: the smallest step by which its numerator can change, and the word for what is
counted (人, 人次, 万元 …).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from math import gcd, lcm

from schemas.assessment.formulas import (
    CompletionFormula,
    Formula,
    GrowthFormula,
    RatioFormula,
    WeightedFormula,
)
from schemas.assessment.indicators import Indicator
from schemas.assessment.measures import FormMeasure, Measure, ReportCount
from schemas.figures import decimal_text
from schemas.form import Form

WHOLE = Fraction(1)
AMOUNT = Fraction(1, 10_000)
"""The smallest step of an amount: amounts (万元, 平方米) are reported with up to four decimals."""

WORDS_OF_HEADERS = {
    "人次": "人次",
    "人数": "人",
    "生数": "人",
    "人口": "人",
    "升入": "人",
    "升学": "人",
    "次数": "次",
    "户数": "户",
    "数量": "个",
    "学时": "学时",
}
"""The word for what a column counts, found by a word in its header. It is used where the header has no unit
in brackets.
"""

OF_PERSONS, OF_ROWS, OF_UNITS, OF_REPORTS = "人", "项", "个", "份"
"""The words for what is counted, where no column says it."""

_IN_BRACKETS = re.compile(r"（(人次|人|家|个|次|台|册|元|万元|平方米|月|年)）$")


@dataclass(frozen=True)
class Counting:
    """``steps``: the smallest amounts by which the counted number can change, one for each measure. ``word``:
    the unit of that number; empty if the measures do not share one.
    """

    steps: tuple[Fraction, ...]
    word: str

    def least_change(self, distance: Fraction) -> Fraction:
        """The smallest change, in whole steps, that covers a distance. Medals worth 10 and 6 points give 6,
        10, 12, 16 …, but not 8 or 14.
        """
        return least_sum(distance, self.steps)


def counting_of(indicator: Indicator, measures: Mapping[str, Measure], forms: Mapping[str, Form]) -> Counting:
    """How the numerator of an indicator is counted; ``measures`` are those of the scheme. For a rate, the
    unit is that of its numerator.
    """
    formula = indicator.formula
    names = _numerator_names(formula, indicator)
    if isinstance(formula, WeightedFormula):
        steps = [Fraction(term.weight) * _step(measures[term.measure], forms) for term in formula.terms]
    else:
        # No report counts an entered value, so it may change by the smallest step of an amount.
        steps = [_step(measures[name], forms) for name in names] or [AMOUNT]
    is_rate = isinstance(formula, RatioFormula | CompletionFormula | GrowthFormula)
    word = _common_word((measures[name] for name in names), forms) if is_rate else indicator.unit_of_measure
    return Counting(tuple(steps), word)


def denominator_counting(
    formula: RatioFormula, measures: Mapping[str, Measure], forms: Mapping[str, Form]
) -> Counting:
    """How the denominator of a ratio is counted."""
    chosen = [measures[name] for name in formula.denominator]
    return Counting(tuple(_step(each, forms) for each in chosen), _common_word(chosen, forms))


def _numerator_names(formula: Formula, indicator: Indicator) -> tuple[str, ...]:
    return formula.numerator if isinstance(formula, RatioFormula) else indicator.measure_names


def _step(measure: Measure, forms: Mapping[str, Form]) -> Fraction:
    if not isinstance(measure, FormMeasure) or measure.aggregate != "sum":
        return WHOLE
    form = forms[measure.form]
    return AMOUNT if any(form.column(name).type.name == "amount" for name in measure.columns) else WHOLE


def common_step(steps: Sequence[Fraction]) -> Fraction:
    """The greatest number of which all steps are multiples. Medals worth 10 and 6 points change a sum in
    steps of two.
    """
    return Fraction(gcd(*(step.numerator for step in steps)), lcm(*(step.denominator for step in steps)))


FINEST = 10_000
"""If the smallest step is more than this many times the common step, sums are assumed to exist at every
common step.
"""


def least_sum(distance: Fraction, steps: Sequence[Fraction]) -> Fraction:
    """The smallest sum of whole numbers of the steps that is not less than a distance; 0 where the distance
    is not above 0.
    """
    common = common_step(steps)
    wanted = max(-(-distance // common), 0)
    sizes = sorted({int(step / common) for step in steps})
    if sizes[0] == 1 or sizes[0] > FINEST:
        return wanted * common
    smallest = sizes[0]
    sums = _least_by_remainder(sizes)
    return common * min(each + smallest * max(-((each - wanted) // smallest), 0) for each in sums)


def _least_by_remainder(sizes: Sequence[int]) -> list[int]:
    """For every remainder after division by the smallest size, the least sum that has it. All greater sums
    with that remainder follow by adding the smallest size.
    """
    smallest = sizes[0]
    least: dict[int, int] = {}
    reachable = [0]
    while len(least) < smallest:
        found = heappop(reachable)
        if found % smallest not in least:
            least[found % smallest] = found
            for size in sizes[1:]:
                heappush(reachable, found + size)
    return list(least.values())


def _common_word(measures: Iterable[Measure], forms: Mapping[str, Form]) -> str:
    words = {_word(measure, forms) for measure in measures}
    return words.pop() if len(words) == 1 else ""


def _word(measure: Measure, forms: Mapping[str, Form]) -> str:
    if isinstance(measure, ReportCount):
        return OF_REPORTS
    if not isinstance(measure, FormMeasure) or measure.aggregate in ("units", "distinct", "distinct_listed"):
        return OF_UNITS
    form = forms[measure.form]
    if measure.aggregate != "sum":
        return OF_PERSONS if form.has_persons else OF_ROWS
    words = {_header_word(form.column(name).header) for name in measure.columns}
    return words.pop() if len(words) == 1 else ""


def _header_word(header: str) -> str:
    if written := _IN_BRACKETS.search(header):
        return written[1]
    return next((word for part, word in WORDS_OF_HEADERS.items() if part in header), "")


def counted_text(number: Fraction, word: str) -> str:
    """A counted number with its unit: 124人, 12.5万元."""
    return f"{decimal_text(number, 4)}{word}"
