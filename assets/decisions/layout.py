"""The sheets in which an office writes its decisions (认定表, 评分录入表): one row for each decision."""

from dataclasses import dataclass

from schemas.decisions import KINDS, DecisionKind

KIND = "kind"
"""The column of the sheet 认定表 that says what is decided."""


@dataclass(frozen=True)
class DecisionSheet:
    """A sheet. ``columns``: header → particular; ``kinds``: title → the kind of decision that a row may
    be.
    """

    name: str
    columns: dict[str, str]
    kinds: dict[str, DecisionKind]


DECISIONS = DecisionSheet(
    "认定表",
    {
        "认定事项": KIND,
        "单位": "unit",
        "报表": "form",
        "报告期": "period",
        "文件": "file",
        "位置": "place",
        "值": "value",
        "理由": "reason",
        "依据": "basis",
        "认定人": "by",
    },
    {each.title: kind for kind, each in KINDS.items() if kind is not DecisionKind.ENTER},
)
ENTRIES = DecisionSheet(
    "评分录入表",
    {
        "方案": "scheme",
        "评分项": "entry",
        "单位": "unit",
        "报告期": "period",
        "值": "value",
        "理由": "reason",
        "依据": "basis",
        "录入人": "by",
    },
    {KINDS[DecisionKind.ENTER].title: DecisionKind.ENTER},
)
SHEETS = {each.name: each for each in (DECISIONS, ENTRIES)}
