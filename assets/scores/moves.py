"""Who has moved up (进位) or down in rank since the month before."""

import pandas as pd


def rank_moves(scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of bi_score whose rank differs from the month before: those that moved up and those that moved
    down, the farthest first. A unit that is not ranked now, or was not then, has not moved.
    """
    ranked = scores.dropna(subset=["rank", "previous_rank"])
    ranked = ranked.assign(steps=ranked["previous_rank"].astype(int) - ranked["rank"].astype(int))
    moved = ranked.assign(far=-ranked["steps"].abs()).sort_values(["far", "unit_code"])
    return moved[moved["steps"] > 0], moved[moved["steps"] < 0]


def moves_in_words(scores: pd.DataFrame) -> str:
    """进位的是甲镇（由第4名到第1名）；退位的是乙镇（由第1名到第2名）. Empty if nobody moved."""
    return "；".join(
        f"{word}的是"
        + "、".join(_move(row.unit_name, row.previous_rank, row.rank) for row in rows.itertuples())
        for word, rows in zip(("进位", "退位"), rank_moves(scores), strict=True)
        if len(rows)
    )


def _move(unit: str, before: float, now: float) -> str:
    return f"{unit}（由第{int(before)}名到第{int(now)}名）"
