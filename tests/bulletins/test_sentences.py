"""The grammar of a bulletin's sentences, by example."""

import pytest

from assets.bulletins.figures.figures import number_figure
from assets.bulletins.model import Figure, FigureState
from assets.bulletins.sentences import (
    MOST_TOGETHER,
    Measured,
    extremes,
    lit,
    moved,
    paragraphs,
    share_of_all,
    with_unit,
)

RATE = Measured("%")
DROPOUT = Measured("%", higher_is_better=False)
TRAINED = Measured("人次", counts=True)
LATE = Measured("次", higher_is_better=False, counts=True, subject="迟报、漏报合计")
AVERAGE_AREA = Measured("平方米")


@pytest.mark.parametrize(
    ("measured", "best", "worst", "sentence"),
    [
        (RATE, "甲镇110%", "乙镇80%", "最高甲镇110%，最低乙镇80%"),
        (DROPOUT, "甲镇0.1%", "乙镇2%", "最低甲镇0.1%，最高乙镇2%"),
        (TRAINED, "甲镇90人次", "乙镇3人次", "最多甲镇90人次，最少乙镇3人次"),
        (LATE, "11个单位0次", "乙镇7次", "迟报、漏报合计最少11个单位0次，最多乙镇7次"),
        (AVERAGE_AREA, "甲校33平方米", "乙校20平方米", "最高甲校33平方米，最低乙校20平方米"),
    ],
    ids=["rate", "rate to keep low", "persons", "reports that are late", "an average"],
)
def test_the_best_comes_first_and_is_called_by_what_is_measured(measured, best, worst, sentence):
    assert extremes(measured, best, worst) == sentence


@pytest.mark.parametrize(
    ("measured", "before", "after", "sentence"),
    [
        (RATE, number_figure(0.687, "%"), number_figure(1, "%"), "由68.7%提高到100%"),
        (RATE, number_figure(1, "%"), number_figure(0.9, "%"), "由100%下降到90%"),
        (TRAINED, number_figure(366), number_figure(290), "由366人次减少到290人次"),
        (TRAINED, number_figure(20), number_figure(23), "由20人次增加到23人次"),
        (TRAINED, number_figure(20), number_figure(20), "保持20人次"),
    ],
)
def test_a_movement_has_a_direction_and_its_unit(measured, before, after, sentence):
    assert moved(measured, before, after) == sentence


@pytest.mark.parametrize(
    ("figure", "unit", "text"),
    [
        (number_figure(425), "人", "425人"),
        (number_figure(0.3, "%"), "", "30%"),
        (number_figure(3, "", after="人"), "人", "3人"),
        (Figure("缺报", state=FigureState.MISSING), "人", "缺报"),
        (None, "人", ""),
    ],
)
def test_a_number_has_its_unit_once_and_a_word_has_none(figure, unit, text):
    assert with_unit(figure, unit) == text


@pytest.mark.parametrize(
    ("total", "lights", "sentence"),
    [
        (15, {"绿": 15}, "15个单位均为绿灯"),
        (3, {"黄": 1, "绿": 1}, "3个单位中绿灯1个、黄灯1个"),
        (3, {"红": 2, "": 1}, "3个单位中红灯2个"),
        (3, {"": 3}, ""),
    ],
)
def test_lights_are_counted(total, lights, sentence):
    assert lit(total, lights) == sentence


def test_all_indicators_are_not_called_some_of_them():
    assert share_of_all(7, 7, "计分") == "均计分"
    assert share_of_all(4, 22, "计分") == "其中4项计分"


def test_an_enumeration_is_broken_into_paragraphs():
    items = [f"第{number}项" for number in range(MOST_TOGETHER + 2)]
    first, second = paragraphs("红灯事项。", items, "以上列入约谈。")
    assert (first.lead, second.lead) == ("红灯事项。", "")
    assert first.text == "第0项；第1项；第2项；第3项。"
    assert second.text == "第4项；第5项；第6项。以上列入约谈。"
    assert list(paragraphs("红灯事项。", [])) == []
