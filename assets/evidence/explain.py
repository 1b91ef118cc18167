"""Explaining (追溯) a score: from what somebody asks for to the tree that answers."""

from dataclasses import dataclass, replace

from assets.evidence.grounds import Grounds, grounds_of
from assets.evidence.nodes import Kind, Node
from assets.evidence.originals import Originals
from assets.evidence.score_nodes import item_node, score_node
from assets.indicators.stage import is_assessed
from schemas.assessed import AssessedUnit, assessed_units
from schemas.documents import suggestion
from schemas.periods import period_end
from schemas.scheme import Scheme
from schemas.units import KINDS
from warehouse.office import Office


class NotExplained(ValueError):
    """Something was asked for that is not there; the message says in one Chinese sentence what, and what there is."""


@dataclass(frozen=True)
class Explanation:
    """The answer to one question: whose score of which scheme, period and indicator (None: all), and the tree."""

    scheme: Scheme
    unit: AssessedUnit
    period: str
    indicator: str | None
    tree: Node


def explain_score(office: Office, scheme_id: str, indicator: str | None, unit: str, period: str) -> Explanation:
    """Why a unit has its score of a period, of one indicator or (None) of all. ``unit`` is a name or a code.

    Raises NotExplained. Opening the archived originals for the cells is logged (see ``Originals``).
    """
    scheme = scheme_of(office, scheme_id)
    assessed = _assessed_unit(office, scheme, unit, _assessed_period(office, scheme, period))
    code = _indicator_of(scheme, indicator, assessed) if indicator else None
    purpose = " ".join(filter(None, ["explain", scheme.id, code, assessed.code, period]))
    grounds = grounds_of(office, scheme, period, Originals(office, purpose))
    return Explanation(scheme, assessed, period, code, explained(grounds, code, assessed))


def explained(grounds: Grounds, code: str | None, unit: AssessedUnit) -> Node:
    """The tree of one indicator, or of the whole score, on grounds that are at hand."""
    node = item_node(grounds, code, unit) if code else score_node(grounds, unit)
    if not grounds.originals.unreadable:
        return node
    names = "、".join(sorted(grounds.originals.unreadable.values()))
    lost = Node(Kind.NOTE, "存档原件读不到", says=(f"{names}：存档里没有这个文件或已损坏，相应的单元格标不出，请从备份恢复存档",))
    return replace(node, beside=(*node.beside, lost))


def scheme_of(office: Office, scheme_id: str) -> Scheme:
    """The scheme of that id or title; NotExplained if there is none."""
    for scheme in office.schemes:
        if scheme_id in (scheme.id, scheme.title):
            return scheme
    ids = [scheme.id for scheme in office.schemes]
    raise NotExplained(f"没有方案“{scheme_id}”" + suggestion(scheme_id, ids, f"可选的方案：{'、'.join(ids) or '无'}"))


def _assessed_period(office: Office, scheme: Scheme, period: str) -> str:
    if not is_assessed(office, scheme, period):
        first = max(f"{scheme.year}-01", office.site.periods.first)
        raise NotExplained(f"方案 {scheme.id} 不考核 {period}，请选 {first} 到 {scheme.year}-12 之间的月份")
    return period


def _assessed_unit(office: Office, scheme: Scheme, text: str, period: str) -> AssessedUnit:
    registry, day = office.site.registry, period_end(period)
    assessed = {unit.code: unit for unit in assessed_units(scheme, registry, period)}
    named = registry.resolve(text, on=day, kinds=scheme.assessed.kinds, under=scheme.assessed.under) or registry.resolve(text, on=day)
    if named is None:
        names = [unit.name for unit in assessed.values()]
        raise NotExplained(f"单位表里没有“{text}”" + suggestion(text, names, f"本方案的被考核单位：{_few(names)}"))
    if named.code not in assessed:
        kinds = "、".join(KINDS[kind] for kind in scheme.assessed.kinds)
        raise NotExplained(f"方案 {scheme.id} 考核的是{kinds}，不考核{named.name}，可选：{_few([unit.name for unit in assessed.values()])}")
    return assessed[named.code]


def _indicator_of(scheme: Scheme, code: str, unit: AssessedUnit) -> str:
    codes = [each for each, indicator in scheme.indicators.items() if indicator.is_for(unit.kind)]
    found = next((each for each in codes if code in (each, scheme.indicators[each].name)), None)
    if found is None:
        raise NotExplained(f"方案 {scheme.id} 没有考核{unit.name}的指标“{code}”，可选：{'、'.join(codes)}")
    return found


def _few(names: list[str], most: int = 20) -> str:
    return "、".join(names[:most]) + (f" 等{len(names)}个" if len(names) > most else "")
