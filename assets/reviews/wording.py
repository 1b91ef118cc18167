"""A rule across reports in words: its title, what stands on each side, and what must hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from assets.reviews.comparing.rosters import NAMED
from schemas.cross_rules import Against, CrossRule, Earlier, Magnitude, Named, OtherForm, Relation, Usual
from schemas.form import Form

FAMILIES = {False: "表间", True: "跨期"}
"""The word for each family of rules, by ``CrossRule.between_periods``."""

_EARLIER = {
    Against.LAST_PERIOD: "上期",
    Against.LAST_OF_YEAR: "年内上期",
    Against.SAME_PERIOD_LAST_YEAR: "上年同期",
}
_USUAL = {Usual.OWN_LAST: "上次填报的数", Usual.ALL_UNITS: "本期各单位的中位数"}
_HOLDS = {
    Relation.EQUAL: "{right}应与{left}一致",
    Relation.AT_MOST: "{right}不应大于{left}",
    Relation.AT_LEAST: "{right}不应小于{left}",
    Relation.NEAR: "{right}与{left}相差应不到{times}倍",
    Relation.WITHIN: "{right}与{left}相比，变化不应超过±{most:.0%}",
}


@dataclass(frozen=True)
class Words:
    """The words for a rule.

    ``title``: the rule with its form, like “X02-4 毕业生去向名册（表间）”. ``left``: what it compares with.
    ``right``: what it compares in this report. ``holds``: what must hold.
    """

    title: str
    left: str
    right: str
    holds: str


def words_of(rule: CrossRule, form: Form, forms: Mapping[str, Form]) -> Words:
    """The words for a rule of a form; ``forms`` are those of the office."""
    left, right = _sides(rule, form, forms)
    holds = _HOLDS[rule.holds].format(left=left, right=right, **rule.parameters)
    return Words(f"{rule.code} {form.title}（{FAMILIES[rule.between_periods]}）", left, right, holds)


def _sides(rule: CrossRule, form: Form, forms: Mapping[str, Form]) -> tuple[str, str]:
    """The words for the left side and the right side."""
    added = "合计" if rule.of_report else ""
    match rule.compares:
        case Earlier(column, against):
            header = f"“{form.column(column).header}”{added}"
            return f"{_EARLIER[against]}{header}", f"本期{header}"
        case OtherForm(column, other, other_column):
            left = f"{forms[other].title}“{forms[other].column(other_column).header}”合计"
            if column is None:
                return left, f"本期{form.title}{'人数' if form.has_persons else '行数'}"
            return left, f"本期“{form.column(column).header}”{added}"
        case Magnitude(_, usual):
            return _USUAL[usual], "本期填报的数"
        case Named(name):
            return NAMED[name].left, NAMED[name].right
