"""Figures about a sensitive group that count so few persons that one could tell who they are."""

import pytest

from assets.bulletins.figures.small_cells import without_small_parts
from assets.bulletins.model import FigureKey
from assets.bulletins.writers.page import bulletin_page
from schemas.assessment.remarks import PartCount, Remark, RemarkKind
from schemas.office.catalogue import BUILT_IN
from schemas.office.site import SiteSettings
from schemas.settings.bulletins import BulletinSettings
from tests.bulletins.small_bulletins import bulletin_of, score, small_frames, small_scheme, value

TRAINEES = {"form": "X05", "aggregate": "sum", "columns": ["trainees"], "span": "latest"}


def small_scheme_measures():
    return small_scheme().model_dump(mode="json", by_alias=True, exclude_none=True)["measures"]


def disabled_scheme():
    """B-1 counts trainees of 残疾人培训."""
    measure = {
        "form": "X05",
        "aggregate": "sum",
        "columns": ["trainees"],
        "where": [{"column": "category", "is": "残疾人培训"}],
        "span": "latest",
    }
    indicator = {
        "name": "残疾人培训人数",
        "unit_of_measure": "人",
        "formula": {"kind": "total", "measures": ["disabled"]},
        "target": {"kind": "number", "value": 10},
        "weight": 60,
        "score": {"method": "目标达成"},
    }
    base = small_scheme().model_dump(mode="json", by_alias=True, exclude_none=True)
    return small_scheme(
        measures={**base["measures"], "disabled": measure},
        indicators={"B-1": indicator, "B-2": base["indicators"]["B-2"]},
    )


def bulletin_with(count, settings=None):
    frames = small_frames(
        indicators=[
            value(
                "B-1",
                "甲镇",
                count,
                numerator=count,
                unit_of_measure="人",
                target=10,
                completion=count / 10,
                due_so_far=9,
                light="红",
            ),
            value("B-2", "甲镇", 0.31, numerator=31, denominator=100),
        ],
        scores=[score("甲镇", 64.0, 1)],
        items=[
            {"indicator": "B-1", "unit_code": "甲镇", "score": 24.0},
            {"indicator": "B-2", "unit_code": "甲镇", "score": 40.0},
        ],
        gaps=[
            {
                "indicator": "B-1",
                "indicator_name": "残疾人培训人数",
                "unit_code": "甲镇",
                "unit_name": "甲镇",
                "goal": "目标",
                "goal_value": 10,
                "needed": 10 - count,
                "unit_of_measure": "人",
                "points": 36.0,
                "says": f"再增加{10 - count}人，达到目标10人",
            }
        ],
    )
    return bulletin_of(frames, disabled_scheme(), settings)


@pytest.mark.parametrize("count", [1, 4])
def test_less_than_five_are_withheld_with_all_that_would_give_them_away(count):
    bulletin = bulletin_with(count)
    for kind in ("value", "completion", "item_score"):
        figure = bulletin.figures[FigureKey(kind, "B-1", "甲镇")]
        assert (figure.text, figure.value) == ("＊", None), kind
    # With the total and the other item the missing one could be computed.
    assert bulletin.figures[FigureKey("item_score", "B-2", "甲镇")].text == "＊"
    assert bulletin.figures[FigureKey("score", "", "甲镇")].text == "64.00"
    page = bulletin_page(bulletin)
    assert f"再增加{10 - count}人" not in page
    assert "人数少于5人，按规定不予公布" in page


@pytest.mark.parametrize("count", [0, 5])
def test_five_are_printed_and_so_is_nobody(count):
    assert bulletin_with(count).figures[FigureKey("value", "B-1", "甲镇")].text == str(count)


def test_the_threshold_and_the_sensitive_columns_are_settings():
    assert (
        bulletin_with(5, BulletinSettings(fewer_than=10)).figures[FigureKey("value", "B-1", "甲镇")].text
        == "＊"
    )
    assert (
        bulletin_with(4, BulletinSettings(sensitive=())).figures[FigureKey("value", "B-1", "甲镇")].text
        == "4"
    )


def test_an_indicator_that_only_includes_the_group_is_printed_but_not_its_small_part():
    """837 trainees of whom so many are disabled: the total is no secret, its parts are when one is small."""
    scheme = small_scheme(measures=small_scheme_measures() | {"trainees": TRAINEES})

    def printed(disabled):
        parts = {"学历技能双提升": 505, "残疾人培训": disabled, "民兵职业技能培训": 166}
        counts = tuple(PartCount("trainees", n, "category", kind) for kind, n in parts.items())
        remarks = [
            Remark(RemarkKind.DENOMINATOR, "分母：目标值"),
            Remark(RemarkKind.PARTS, "、".join(f"{kind}{n}" for kind, n in parts.items()), counts),
        ]
        return [remark.text for remark in without_small_parts(remarks, scheme, BulletinSettings())]

    assert printed(3) == ["分母：目标值"]
    assert printed(166) == ["分母：目标值", "学历技能双提升505、残疾人培训166、民兵职业技能培训166"]


def test_a_small_part_is_known_by_its_measure_too_whatever_it_is_called():
    said = Remark(RemarkKind.PARTS, "一类3、二类505", (PartCount("disabled", 3), PartCount("learners", 505)))
    assert without_small_parts([said], disabled_scheme(), BulletinSettings()) == ()
    other = Remark(RemarkKind.PARTS, "一类30、二类3", (PartCount("disabled", 30), PartCount("learners", 3)))
    assert without_small_parts([other], disabled_scheme(), BulletinSettings()) == (other,)


def test_a_setting_names_a_column_that_exists():
    settings = SiteSettings(
        id="here",
        name="教育局",
        periods={"history": "2022-01", "first": "2023-10"},
        bulletins={"sensitive": [{"column": "Z01.disabled_count"}, {"column": "Z01.nix"}]},
    )
    ((place, said),) = settings.findings(BUILT_IN)
    assert place == ("bulletins", "sensitive", 1, "column")
    assert said.startswith("没有“Z01.nix”这一列")
