"""Four townships in two groups, a scheme with one indicator, and its frames made from what was counted."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from assets.indicators.formulas import Computed
from assets.indicators.values import IndicatorValue, indicator_frame
from schemas.assessment.assessed import assessed_units
from schemas.assessment.remarks import Remark
from schemas.scheme import Scheme
from tests.support.small_schemes import ELDERLY, LEARNERS, registry_of, scheme_of

UNITS = ("甲街道", "乙街道", "丙街道", "丁镇")
REGISTRY = registry_of(UNITS)

MEASURES = {
    "learners": LEARNERS,
    "elderly": ELDERLY,
    "persons": {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"},
    "teachers": {"form": "X07", "aggregate": "sum", "columns": ["teachers"], "span": "latest"},
    "pupils": {"form": "X07", "aggregate": "sum", "columns": ["students"], "span": "latest"},
    "income": {"form": "P01", "aggregate": "sum", "columns": ["income"], "span": "latest"},
    "gold": {"title": "金牌", "form": "X04", "aggregate": "count", "span": "latest"},
    "silver": {"title": "银牌", "form": "X04", "aggregate": "count", "span": "latest"},
}
TOTAL = {"kind": "total", "measures": ["learners"]}
AMOUNT = {"kind": "total", "measures": ["income"]}
RATIO = {
    "kind": "ratio",
    "numerator": ["learners"],
    "denominator": ["elderly"],
    "denominator_note": "老年人口",
}
PUPILS_A_TEACHER = {
    "kind": "ratio",
    "numerator": ["pupils"],
    "denominator": ["teachers"],
    "denominator_note": "专任教师数",
}
COMPLETION = {"kind": "completion", "measures": ["persons"]}
DIFFERENCE = {"kind": "difference", "minuend": ["learners"], "subtrahend": ["elderly"]}
GROWTH = {"kind": "growth", "measures": ["learners"]}
WEIGHTED = {
    "kind": "weighted",
    "terms": [{"measure": "gold", "weight": 10}, {"measure": "silver", "weight": 6}],
    "cap": 60,
}


def scheme(indicator: dict, **changes: object) -> Scheme:
    """A scheme of one indicator A of weight 10."""
    has_weight = indicator.get("score", {}).get("method") not in (None, "达标", "加分", "一票否决")
    own = {"name": "指标", "formula": TOTAL} | ({"weight": 10} if has_weight else {})
    settings = {"group_by": "unit_group", "full_score": 10, "measures": MEASURES} | changes
    return scheme_of({"A": own | indicator}, **settings)


def computed(assessed: Scheme, counted: Fraction | None, of: Fraction | None) -> Computed:
    """What the formula of A gives when ``counted`` is its numerator and ``of`` its denominator."""
    formula = assessed.indicators["A"].formula
    if counted is None:
        return Computed()
    if formula.kind in ("ratio", "completion", "growth"):
        return Computed(counted, of, counted / of * Fraction(getattr(formula, "scale", 1)))
    value = min(counted, Fraction(formula.cap)) if formula.kind == "weighted" and formula.cap else counted
    return Computed(counted, None, value)


def frame(
    assessed: Scheme,
    counted: Mapping[str, object],
    *,
    of: object = None,
    target: object = None,
    last_year: object = None,
    period: str = "2023-12",
    remarks: tuple[Remark, ...] = (),
) -> pd.DataFrame:
    """The indicators of a period: unit → what was counted (None: no value), all with the same denominator,
    target and last year.
    """
    exact = {
        name: None if number is None else Fraction(number)
        for name, number in {"of": of, "target": target, "last": last_year}.items()
    }
    units = {unit.code: unit for unit in assessed_units(assessed, REGISTRY, period)}
    values = [
        IndicatorValue(
            "A",
            assessed.indicators["A"],
            units[name],
            computed(assessed, None if number is None else Fraction(number), exact["of"]),
            exact["last"],
            exact["target"],
            int(period[5:]),
            remarks=remarks if number is None else (),
        )
        for name, number in counted.items()
    ]
    return indicator_frame(assessed, period, values)
