"""Decisions of the office (认定): what a steward may decide."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class DecisionKind(StrEnum):
    """The kinds; their values are the words of ``kaohe decide``."""

    ACCEPT = "accept"
    EXTEND = "extend"
    ASSIGN = "assign"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    EXEMPT = "exempt"
    ENTER = "enter"
    AUDIT = "audit"
    REVOKE = "revoke"


@dataclass(frozen=True)
class KindOfDecision:
    """The name of a kind, and one sentence on what it does."""

    title: str
    says: str


KINDS: dict[DecisionKind, KindOfDecision] = {
    DecisionKind.ACCEPT: KindOfDecision("特批", "接收最新一版中被退回的，强制性错误转为已特批"),
    DecisionKind.EXTEND: KindOfDecision("延期", "这个单位这张报表的报送期限改到这一天"),
    DecisionKind.ASSIGN: KindOfDecision("认定归属", "这个文件是这个单位这个月的"),
    DecisionKind.REFUSE: KindOfDecision("不予接收", "待认定的文件不予接收"),
    DecisionKind.WITHDRAW: KindOfDecision("撤回", "撤回现行一版，恢复上一版有效的"),
    DecisionKind.CORRECT: KindOfDecision("更正", "更正一个数（电话更正）"),
    DecisionKind.EXEMPT: KindOfDecision("不适用", "这个单位不考核这项指标"),
    DecisionKind.ENTER: KindOfDecision("录入", "录入评分、满意度、其他部门数据"),
    DecisionKind.AUDIT: KindOfDecision("抽查核实", "抽查上报数，按核实的比例计"),
    DecisionKind.REVOKE: KindOfDecision("撤销", "撤销一件认定"),
}
"""The kinds in the order in which they are listed."""

_WHAT = {
    DecisionKind.EXTEND: "延到{value}",
    DecisionKind.CORRECT: "{cell}更正为{value}",
    DecisionKind.ENTER: "录入{value}",
    DecisionKind.AUDIT: "核实数÷上报数为{value}",
    DecisionKind.REVOKE: "撤销第{value}号",
}
"""How a decision of a kind is told, with its columns filled in. Other kinds are told by their title."""


def decision_words(made: Any) -> str:
    """How a decision is named everywhere: 第5号认定（特批，教育局职社科科长，2023-12-10：停机；依据：12号）.

    ``made``: a row of the ledger's decisions.
    """
    kind = DecisionKind(made.kind)
    what = _WHAT[kind].format(cell=made.cell, value=made.value) if kind in _WHAT else KINDS[kind].title
    basis = f"；依据：{made.basis}" if isinstance(made.basis, str) and made.basis else ""
    return f"第{made.number}号认定（{what}，{made.made_by}，{made.made_at:%Y-%m-%d}：{made.reason}{basis}）"
