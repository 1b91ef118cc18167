"""The light matrix: a box for each unit and indicator, coloured by its light, with the value in it."""

import pandas as pd

from assets.indicators.light_picture import LIGHT_COLOURS, UNLIT, light_picture, light_svg

FRAME = pd.DataFrame(
    {
        "unit_name": ["甲镇", "甲镇", "乙<镇"],
        "indicator": ["A3-1", "A3-2", "A3-1"],
        "indicator_name": ["完成率", "人数", "完成率"],
        "value": [1.25, None, 0.5],
        "unit_of_measure": ["%", "人", "%"],
        "absent": [None, None, None],
        "absence": [None, None, None],
        "is_lower_bound": [False, False, True],
        "light": pd.array(["绿", pd.NA, "红"], dtype="string"),
    }
)


def test_a_box_has_the_colour_of_its_light_and_the_value():
    picture = light_svg(FRAME, "2023-12")
    for colour, value in (
        (LIGHT_COLOURS["绿"], "125.00%"),
        (LIGHT_COLOURS["红"], "≥50.00%"),
        (UNLIT, "缺报"),
    ):
        assert f'fill="{colour[0]}"' in picture
        assert f">{value}</text>" in picture
    assert "A3-2 人数" in picture, "the legend names the indicators"
    assert "乙&lt;镇" in picture


def test_a_scheme_that_does_not_assess_the_month_has_no_picture():
    assert light_picture(FRAME.head(0), "2023-05") == "本方案不考核这个月。"
