"""Who has moved up or down in rank since the month before."""

import pandas as pd

from assets.scores.moves import moves_in_words

COLUMNS = ["unit_code", "unit_name", "rank", "previous_rank"]


def told(*rows) -> str:
    return moves_in_words(pd.DataFrame(list(rows), columns=COLUMNS))


def test_the_farthest_move_is_told_first():
    assert told(("1", "甲镇", 2, 3), ("2", "乙镇", 1, 4), ("3", "丙镇", 3, 1), ("4", "丁镇", 4, 2)) == (
        "进位的是乙镇（由第4名到第1名）、甲镇（由第3名到第2名）；"
        "退位的是丙镇（由第1名到第3名）、丁镇（由第2名到第4名）"
    )


def test_only_those_who_moved_are_told():
    assert told(("1", "甲镇", 1, 2), ("2", "乙镇", 1, 1)) == "进位的是甲镇（由第2名到第1名）"
    assert told(("1", "甲镇", 1, 1)) == ""


def test_without_a_rank_now_or_then_nobody_has_moved():
    assert told(("1", "甲镇", 1, None), ("2", "乙镇", None, 2)) == ""
