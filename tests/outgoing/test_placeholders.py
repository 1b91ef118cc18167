"""What an office may write into a report to pass up."""

import pytest

from assets.outgoing.placeholders import (
    Each,
    FigurePlaceholder,
    FormSum,
    PlaceholderError,
    UnitPlaceholder,
    placeholder,
    template,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (" A3-1 ", FigurePlaceholder("A3-1")),
        (" A3-1 @ 耿车镇 ", FigurePlaceholder("A3-1", unit="耿车镇")),
        (" A1-8.numerator ", FigurePlaceholder("A1-8", field="numerator")),
        ("township-2023:A3-1@321302101", FigurePlaceholder("A3-1", scheme="township-2023", unit="321302101")),
        (
            " township-2023：A3-1.score @ 耿车镇",
            FigurePlaceholder("A3-1", "score", "township-2023", "耿车镇"),
        ),
        (" sum Z03.regular_learners ", FormSum("Z03", "regular_learners")),
        ("sum Z03.regular_learners @ 耿车镇", FormSum("Z03", "regular_learners", "耿车镇")),
        ("　each　township ", Each("township")),
        (" unit ", UnitPlaceholder()),
    ],
)
def test_a_placeholder_means_one_thing(text, meant):
    assert placeholder(text) == meant


@pytest.mark.parametrize("text", ["", "  ", "sum Z03", "A3 1 + 2", "A3-1.a.b"])
def test_what_means_nothing_is_told(text):
    with pytest.raises(PlaceholderError, match="不是占位符"):
        placeholder(text)


def test_a_sentence_may_hold_several():
    found = template("共{{ sum Z03.activities }}次，{{ unit }}最多")
    assert found.texts == ("共", "次，", "最多")
    assert found.placeholders == (FormSum("Z03", "activities"), UnitPlaceholder())
    assert not found.is_value
    assert template(" {{ unit }} ").is_value
    assert template("没有占位符 {x}") is None
