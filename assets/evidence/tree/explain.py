"""Explaining (追溯) a score: from a question to the tree that answers it."""

from dataclasses import dataclass, replace

from assets.evidence.tree.grounds import TreeSources, grounds_of
from assets.evidence.tree.nodes import Kind, Node
from assets.evidence.tree.originals import Originals
from assets.evidence.tree.score_nodes import item_node, score_node
from assets.scores.questions import assessed_period, assessed_unit, indicator_of, scheme_of
from schemas.assessment.assessed import AssessedUnit
from schemas.scheme import Scheme
from warehouse.office import Office


@dataclass(frozen=True)
class Explanation:
    """The answer to one question: the unit, scheme, period and indicator (None: all) it is about, and the
    tree.
    """

    scheme: Scheme
    unit: AssessedUnit
    period: str
    indicator: str | None
    tree: Node


def explain_score(
    office: Office, scheme_id: str, indicator: str | None, unit: str, period: str
) -> Explanation:
    """Why a unit has its score of a period, for one indicator or for all (None). ``unit`` is a name or a
    code.

    Raises NotAssessed. The archived originals are opened to read the cells, and each opening is logged (see
    ``Originals``).
    """
    scheme = scheme_of(office, scheme_id)
    assessed = assessed_unit(office, scheme, unit, assessed_period(office, scheme, period))
    code = indicator_of(scheme, indicator, assessed) if indicator else None
    purpose = " ".join(filter(None, ["explain", scheme.id, code, assessed.code, period]))
    grounds = grounds_of(office, scheme, period, Originals(office, purpose), [assessed])
    return Explanation(scheme, assessed, period, code, explained(grounds, code, assessed))


def explained(grounds: TreeSources, code: str | None, unit: AssessedUnit) -> Node:
    """The tree of one indicator, or of the whole score, when the grounds are already loaded."""
    node = item_node(grounds, code, unit) if code else score_node(grounds, unit)
    if not grounds.originals.unreadable:
        return node
    names = "、".join(sorted(grounds.originals.unreadable.values()))
    lost = Node(
        Kind.NOTE,
        "存档原件读不到",
        says=(f"{names}：存档里没有这个文件或已损坏，相应的单元格标不出，请从备份恢复存档",),
    )
    return replace(node, beside=(*node.beside, lost))
