"""Small bulletins: a scheme of two indicators, and the rows of the views about a few townships, written by
hand.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from assets.bulletins.building import build_bulletin
from assets.bulletins.figures.view_frames import BulletinFrames
from assets.bulletins.model import Bulletin, Issue, Point
from schemas.assessment.remarks import Remark, RemarkKind, stored_remarks
from schemas.office.catalogue import BUILT_IN
from schemas.scheme import Scheme
from schemas.settings.bulletins import BulletinSettings

PERIOD = "2023-11"
DAY = date(2023, 12, 10)

COLUMNS = {
    "indicators": """
        scheme indicator indicator_name unit_code unit_name period numerator denominator value unit_of_measure last_year change growth
        target completion due_so_far light note is_lower_bound absence remarks
    """,
    "scores": "scheme unit_code unit_name group_name period score full_score rank previous_rank",
    "grades": "scheme unit_code unit_name group_name period grade reason",
    "items": "scheme indicator unit_code period score full_score method reason",
    "gaps": "scheme indicator indicator_name unit_code unit_name period goal goal_value needed unit_of_measure points says",
    "monitoring": """
        scheme indicator indicator_name unit_code unit_name period value target completion due_so_far light previous_value month_change
        months_behind talk_list lacks rectification unit_of_measure
    """,
    "conclusions": "scheme unit_code unit_name period conclusion passed failed missing gaps",
    "verdicts": "scheme indicator indicator_name unit_code unit_name period value required shortfall unit_of_measure conclusion says",
    "statuses": "scheme indicator unit_code period status",
    "funnel": "scheme unit_code unit_name period step stage count share",
    "reports": "site unit_code unit_name form period due_on received_at version status late file_name",
}
"""The columns of the views that the frames of a bulletin are read from."""


def small_scheme(**changes: Any) -> Scheme:
    """B-1, a completion rate against issued targets, and B-2, a rate; both scored, in groups of the
    register.
    """
    learners = {"form": "Z02", "aggregate": "distinct_persons", "span": "latest"}
    regular = {"form": "Z03", "aggregate": "sum", "columns": ["regular_learners"], "span": "latest"}
    elderly = {"form": "J05", "aggregate": "sum", "columns": ["elderly"], "span": "latest"}
    score = {"method": "目标达成"}
    document = {
        "id": "small-2023",
        "title": "镇街教育考核（2023年）",
        "year": 2023,
        "authority": "示例方案",
        "illustrative": ["全部权重为示例"],
        "assessed": {"kind": "township", "under": "321302"},
        "full_score": 100,
        "missing": {"share": 0, "says": "缺报的指标不得分"},
        "light": {"preset": "three-colour by points", "behind": 0.3},
        "measures": {"learners": learners, "regular": regular, "elderly": elderly},
        "indicators": {
            "B-1": {
                "name": "双提升完成率",
                "unit_of_measure": "%",
                "formula": {"kind": "completion", "measures": ["learners"]},
                "target": {"kind": "issued"},
                "weight": 60,
                "score": score,
            },
            "B-2": {
                "name": "参与率",
                "unit_of_measure": "%",
                "formula": {
                    "kind": "ratio",
                    "numerator": ["regular"],
                    "denominator": ["elderly"],
                    "denominator_note": "老年人口",
                },
                "target": {"kind": "number", "value": 0.3},
                "weight": 40,
                "score": score,
            },
        },
    }
    return Scheme.model_validate(document | changes)


def frame(name: str, rows: list[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of a view; what a row does not say is missing."""
    return pd.DataFrame([{"period": PERIOD, **row} for row in rows], columns=COLUMNS[name].split())


def value(indicator: str, unit: str, number: float | None, **details: Any) -> dict[str, Any]:
    """A row of bi_indicator of 甲镇, 乙镇 …"""
    names = {"B-1": "双提升完成率", "B-2": "参与率"}
    note = "分母：目标值" if indicator == "B-1" else "分母：老年人口"
    row = {
        "indicator": indicator,
        "indicator_name": names.get(indicator, indicator),
        "unit_code": unit,
        "unit_name": unit,
    }
    return (
        row
        | {
            "value": number,
            "unit_of_measure": "%",
            "remarks": stored_remarks([Remark(RemarkKind.DENOMINATOR, note)]),
        }
        | details
    )


def score(unit: str, points: float | None, rank: int | None, group: str = "全体") -> dict[str, Any]:
    """A row of bi_score."""
    return {
        "unit_code": unit,
        "unit_name": unit,
        "group_name": group,
        "score": points,
        "full_score": 100.0,
        "rank": rank,
    }


def small_frames(**given: list[Mapping[str, Any]]) -> BulletinFrames:
    """The frames of a bulletin; those not given are empty."""
    return BulletinFrames(**{name: frame(name, given.get(name, [])) for name in COLUMNS})


def bulletin_of(
    frames: BulletinFrames,
    scheme: Scheme | None = None,
    settings: BulletinSettings | None = None,
    **more: Any,
) -> Bulletin:
    """The bulletin of small frames."""
    issue = more.pop("issue", Issue(None, DAY))
    period = more.pop("period", PERIOD)
    return build_bulletin(
        scheme or small_scheme(),
        settings or BulletinSettings(),
        "小样例教育局",
        BUILT_IN,
        frames,
        period,
        issue,
        **more,
    )


def text_of(bulletin: Bulletin, heading: str) -> str:
    """The paragraphs of a section in one text."""
    (section,) = [section for section in bulletin.sections if section.heading == heading]
    return "\n".join(part.lead + part.text for part in section.parts if isinstance(part, Point))
