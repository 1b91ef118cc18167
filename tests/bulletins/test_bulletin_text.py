"""What a bulletin says: names, numbers and gaps, in the order of official bulletins, for every kind of
scheme.
"""

from datetime import date

from assets.bulletins.model import FigureKey
from schemas.settings.bulletins import BulletinSettings
from tests.bulletins.small_bulletins import bulletin_of, score, small_frames, small_scheme, text_of, value

MONITORED = {
    "unit_code": "乙镇",
    "unit_name": "乙镇",
    "months_behind": 2,
    "talk_list": 1,
    "lacks": "差5人",
    "rectification": "未整改",
}


def ranked_frames(**more):
    given = {
        "indicators": [
            value(
                "B-1",
                "甲镇",
                1.1,
                numerator=55,
                denominator=50,
                target=50,
                completion=1.1,
                due_so_far=45,
                light="绿",
            ),
            value(
                "B-1",
                "乙镇",
                0.8,
                numerator=40,
                denominator=50,
                target=50,
                completion=0.8,
                due_so_far=45,
                light="黄",
            ),
            value("B-1", "丙镇", None, target=50, due_so_far=45),
            value(
                "B-2",
                "甲镇",
                0.3347,
                numerator=3347,
                denominator=10000,
                target=0.3,
                completion=1.1157,
                due_so_far=0.3,
                light="绿",
            ),
            value(
                "B-2",
                "乙镇",
                0.31,
                numerator=31,
                denominator=100,
                target=0.3,
                completion=1.0333,
                due_so_far=0.3,
                light="绿",
            ),
            value(
                "B-2",
                "丙镇",
                0.3,
                numerator=30,
                denominator=100,
                target=0.3,
                completion=1,
                due_so_far=0.3,
                light="绿",
            ),
            value(
                "B-2",
                "丁镇",
                0.3,
                numerator=30,
                denominator=100,
                target=0.3,
                completion=1,
                due_so_far=0.3,
                light="绿",
            ),
        ],
        "scores": [score("甲镇", 100, 1), score("乙镇", 88.5, 2), score("丙镇", 40, 3), score("丁镇", 40, 3)],
        "monitoring": [
            {
                "indicator": "B-1",
                "indicator_name": "双提升完成率",
                "light": "黄",
                "value": 0.8,
                "completion": 0.8,
                "due_so_far": 45,
            }
            | MONITORED
        ],
        "gaps": [
            {
                "indicator": "B-1",
                "indicator_name": "双提升完成率",
                "unit_code": "乙镇",
                "unit_name": "乙镇",
                "goal": "目标",
                "goal_value": 50,
                "needed": 10,
                "unit_of_measure": "人",
                "points": 11.5,
                "says": "再增加10人，达到目标50人，可多得11.5分",
            }
        ],
        "reports": [
            {
                "unit_code": "丙镇",
                "unit_name": "丙镇",
                "form": "Z02",
                "due_on": "2023-12-05",
                "status": "missing",
                "late": 1,
            },
            {
                "unit_code": "甲镇",
                "unit_name": "甲镇",
                "form": "Z02",
                "due_on": "2023-12-05",
                "status": "accepted",
                "late": 0,
            },
        ],
    }
    return small_frames(**(given | more))


def test_sections_stand_in_the_order_of_official_bulletins():
    headings = [section.heading for section in bulletin_of(ranked_frames()).sections]
    assert headings == ["总体情况", "排名", "进展滞后事项", "下一步要求", "有关说明"]


def test_a_long_title_is_parted_where_its_meaning_is():
    scheme = small_scheme(title="全市职业教育产教协同发展监测评价（2023年）")
    assert bulletin_of(ranked_frames(), scheme).title_lines == (
        "关于2023年11月",
        "全市职业教育产教协同发展监测评价",
        "情况的通报",
    )
    assert bulletin_of(ranked_frames()).title_lines == ("关于2023年11月", "镇街教育考核情况的通报")


def test_every_unit_has_a_sheet_unless_there_are_too_many_to_leaf_through():
    four, settings = ranked_frames(), BulletinSettings(most_unit_sheets=4)
    assert [sheet.name for sheet in bulletin_of(four, settings=settings).unit_sheets] == [
        "甲镇",
        "乙镇",
        "丁镇",
        "丙镇",
    ]
    assert bulletin_of(four, settings=BulletinSettings(most_unit_sheets=3)).unit_sheets == ()


def test_nobody_is_asked_to_catch_up_where_there_are_no_targets():
    bulletin = bulletin_of(
        small_frames(indicators=[value("B-2", "甲镇", 0.31)], scores=[score("甲镇", 77.5, 1)])
    )
    assert "各项指标没有下达目标值，不判断进度。" in text_of(bulletin, "进展滞后事项")
    assert "各项指标没有下达目标值，不提进度要求。" in text_of(bulletin, "下一步要求")


def test_the_overview_counts_reports_scores_and_lights():
    text = text_of(bulletin_of(ranked_frames()), "总体情况")
    assert "截至2023年11月底，镇街教育考核（2023年）考核4个单位、2项指标，均计分" in text
    assert "应报报表2份，已通过1份，缺报1份。缺报的是丙镇《学历技能双提升学员名册》" in text
    assert "4个单位平均67.13分，最高甲镇100.00分，最低丁镇、丙镇40.00分，相差60.00分（满分100分）" in text
    assert "双提升完成率。3个单位中绿灯1个、黄灯1个，最高甲镇110%，最低乙镇80%，缺报1个（丙镇）" in text


def test_equal_ranks_are_told_together():
    assert "第1名甲镇（100.00分）、第2名乙镇（88.50分）、并列第3名丁镇、丙镇（40.00分）" in text_of(
        bulletin_of(ranked_frames()), "排名"
    )


def test_what_is_behind_is_told_with_its_due_its_months_and_the_talk_list():
    text = text_of(bulletin_of(ranked_frames()), "进展滞后事项")
    assert "黄灯事项（1项次）。双提升完成率（序时进度90%）：乙镇80%。" in text
    assert "乙镇连续2个月落后1项（双提升完成率）。列入约谈名单的单位：乙镇。" in text
    assert "缺报事项。双提升完成率：丙镇。缺报的指标不得分。" in text


def test_next_steps_name_what_is_needed_and_by_when():
    text = text_of(bulletin_of(ranked_frames(), next_due=date(2024, 1, 5)), "下一步要求")
    assert "乙镇。双提升完成率：再增加10人，达到目标50人，可多得11.5分。" in text
    assert "丙镇。补报2023年11月《学历技能双提升学员名册》。" in text
    assert "请于2024年1月5日前报送2023年12月报表" in text
    assert "甲镇" not in text


def test_what_is_only_an_example_is_said():
    assert "示例内容。全部权重为示例。" in text_of(bulletin_of(ranked_frames()), "有关说明")


def test_missing_is_told_as_missing_and_never_as_nought():
    figures = bulletin_of(ranked_frames()).figures
    assert figures[FigureKey("value", "B-1", "丙镇")].text == "缺报"
    assert figures[FigureKey("value", "B-1", "丙镇")].value is None


def test_lower_bounds_keep_their_sign_and_growth_on_nothing_its_word():
    frames = small_frames(
        indicators=[
            value(
                "B-1",
                "甲镇",
                2.0,
                numerator=200,
                denominator=100,
                is_lower_bound=1,
            ),
            value("B-2", "甲镇", None, numerator=3, denominator=0, absence="incomparable"),
        ],
        scores=[score("甲镇", 60, 1)],
    )
    bulletin = bulletin_of(frames)
    assert bulletin.figures[FigureKey("value", "B-1", "甲镇")].text == "≥200%"
    assert bulletin.figures[FigureKey("value", "B-2", "甲镇")].text == "不可比"
    assert "“≥”表示报表填的是“余”数，按下限计" in text_of(bulletin, "有关说明")


def test_a_single_unit_is_not_ranked():
    frames = small_frames(indicators=[value("B-2", "甲镇", 0.31)], scores=[score("甲镇", 77.5, 1)])
    bulletin = bulletin_of(frames)
    assert "排名" not in [section.heading for section in bulletin.sections]
    assert "考核1个单位（甲镇）" in text_of(bulletin, "总体情况")
    assert "甲镇得77.50分（满分100分）" in text_of(bulletin, "总体情况")
    assert "名次" not in bulletin.annexes[0].headers


def compliance_scheme():
    indicator = small_scheme().model_dump(mode="json", by_alias=True, exclude_none=True)["indicators"]["B-2"]
    del indicator["weight"]
    return small_scheme(
        full_score=0, missing=None, indicators={"B-2": indicator | {"score": {"method": "达标"}}}
    )


def test_a_scheme_of_compliance_tells_conclusions_and_what_is_lacking():
    conclusions = [
        {
            "unit_code": "甲镇",
            "unit_name": "甲镇",
            "conclusion": "达标",
            "passed": 1,
            "failed": 0,
            "missing": 0,
            "gaps": "",
        },
        {
            "unit_code": "乙镇",
            "unit_name": "乙镇",
            "conclusion": "未达标",
            "passed": 0,
            "failed": 1,
            "missing": 0,
            "gaps": "参与率25%，差5个百分点",
        },
    ]
    frames = small_frames(
        indicators=[value("B-2", "甲镇", 0.31), value("B-2", "乙镇", 0.25)],
        scores=[score("甲镇", None, None), score("乙镇", None, None)],
        conclusions=conclusions,
    )
    bulletin = bulletin_of(frames, compliance_scheme())
    assert "2个单位中，达标1个、未达标1个；本方案只判定达标与否，不计分、不排名" in text_of(
        bulletin, "总体情况"
    )
    assert text_of(bulletin, "判定结果") == "达标（1个）。甲镇。\n未达标（1个）。乙镇。"
    assert "乙镇（未达标）。参与率25%，差5个百分点。" in text_of(bulletin, "进展滞后事项")
    assert [cell.text for cell in bulletin.annexes[0].rows[0]] == ["乙镇", "未达标", "0", "1", "0"]


def test_items_that_were_not_begun_are_listed_for_clearing():
    statuses = [
        {"indicator": "B-1", "unit_code": "甲镇", "status": "未启动"},
        {"indicator": "B-2", "unit_code": "甲镇", "status": "引领"},
    ]
    frames = small_frames(
        indicators=[value("B-1", "甲镇", 0, numerator=0, target=50), value("B-2", "甲镇", 0.4)],
        scores=[score("甲镇", 40, 1)],
        statuses=statuses,
    )
    text = text_of(bulletin_of(frames), "进展滞后事项")
    assert "未启动事项（1项次，列入清零清单）。双提升完成率：甲镇（0%，任务50人）。" in text
    assert "参与率" not in text


def test_a_funnel_is_told_stage_by_stage():
    funnel = [
        {"unit_code": "甲镇", "unit_name": "甲镇", "step": 1, "stage": "报名", "count": 40.0},
        {"unit_code": "甲镇", "unit_name": "甲镇", "step": 2, "stage": "注册", "count": 30.0, "share": 0.75},
    ]
    frames = small_frames(
        indicators=[value("B-2", "甲镇", 0.4)], scores=[score("甲镇", 40, 1)], funnel=funnel
    )
    (table,) = [annex for annex in bulletin_of(frames).annexes if annex.title == "进度漏斗表"]
    assert table.headers == ("单位", "报名", "注册", "占上一步")
    assert [cell.text for cell in table.rows[0]] == ["甲镇", "40", "30", "75%"]


def test_a_quarter_is_summed_up_at_its_end_only():
    scheme = small_scheme(quarterly_summary=True)
    months = ("2023-10", "2023-11", "2023-12")
    rows = [
        value("B-2", "甲镇", number, period=month, target=0.3)
        for month, number in zip(months, (0.1, 0.2, 0.3), strict=True)
    ]
    end = bulletin_of(small_frames(indicators=rows, scores=[score("甲镇", 40, 1)]), scheme, period="2023-12")
    assert end.title == "关于2023年第四季度镇街教育考核总结情况的通报"
    assert "参与率：甲镇由10%提高到30%" in text_of(end, "总体情况")
    assert [cell.text for cell in end.annexes[-1].rows[0]] == ["参与率", "甲镇", "10%", "20%", "30%"]
    month = bulletin_of(small_frames(indicators=rows[1:2], scores=[score("甲镇", 40, 1)]), scheme)
    assert month.title == "关于2023年11月镇街教育考核调度情况的通报"
    assert not any("各月" in annex.title for annex in month.annexes)


def test_what_the_office_has_not_entered_is_not_called_missing():
    """No unit is to blame for it, and it is scored by its own rule."""
    entered = {
        "name": "群众满意度",
        "unit_of_measure": "分",
        "formula": {"kind": "entered", "entry": "satisfaction"},
        "weight": 40,
        "missing": {"share": 0.6, "says": "没有测评的得六成"},
        "score": {"method": "直接计分"},
    }
    indicators = small_scheme().model_dump(mode="json", by_alias=True, exclude_none=True)["indicators"]
    scheme = small_scheme(
        indicators={"B-1": indicators["B-1"], "B-2": entered},
        entries={"satisfaction": {"title": "群众满意度", "unit_of_measure": "分", "most": 100}},
    )
    bulletin = bulletin_of(ranked_frames(indicators=[
        value("B-1", "甲镇", 0.8, numerator=40, denominator=50, target=50, completion=0.8, due_so_far=45),
        value("B-1", "乙镇", None, target=50, due_so_far=45),
        *(value("B-2", unit, None) for unit in ("甲镇", "乙镇", "丙镇", "丁镇")),
    ]), scheme)  # fmt: skip
    text = text_of(bulletin, "进展滞后事项")
    assert "缺报事项。双提升完成率：乙镇。缺报的指标不得分。" in text
    assert "尚未录入。群众满意度：各单位。没有测评的得六成。" in text
    assert bulletin.figures[FigureKey("value", "B-2", "甲镇")].text == "未录入"


def test_a_pace_of_persons_is_the_whole_number_that_reaches_it():
    scheme = scheme_of_learners({"kind": "total", "measures": ["learners"]}, unit_of_measure="人")
    numbers = {"target": 4, "completion": 0.25, "due_so_far": 1.33, "unit_of_measure": "人"}
    bulletin = bulletin_of(one_behind(1, **numbers), scheme)
    assert "参训人数（序时目标2人）：甲镇1人" in text_of(bulletin, "进展滞后事项")
    assert row_of(bulletin, "甲镇指标完成情况表")["序时目标"] == "2"
    assert "序时目标折算出小数的，按达到进度所需的整数列出" in text_of(bulletin, "有关说明")


def test_the_pace_of_a_completion_rate_is_a_rate_in_text_and_table():
    numbers = {"target": 4, "completion": 0.25, "due_so_far": 1.33}
    bulletin = bulletin_of(one_behind(0.25, **numbers), scheme_of_learners(COMPLETION))
    assert "参训人数（序时进度33.25%）：甲镇25%" in text_of(bulletin, "进展滞后事项")
    assert row_of(bulletin, "甲镇指标完成情况表")["序时目标"] == "33.25%"
    assert "整数" not in text_of(bulletin, "有关说明")


def test_measured_rates_have_the_same_decimals_in_all_tables_and_targets_stay_as_set():
    frames = small_frames(
        indicators=[
            value("B-2", "甲镇", 0.9, target=0.3, completion=3.0),
            value("B-2", "乙镇", 0.9625, target=0.3, completion=3.2083),
        ],
        scores=[score("甲镇", 40, 1), score("乙镇", 40, 1)],
    )
    first, second = (row_of(bulletin_of(frames), f"{unit}指标完成情况表") for unit in ("甲镇", "乙镇"))
    assert (first["完成值"], first["完成率"], first["目标值"]) == ("90.00%", "300.00%", "30%")
    assert (second["完成值"], second["完成率"], second["目标值"]) == ("96.25%", "320.83%", "30%")
    drawn = [
        figure.text
        for chart in bulletin_of(frames).charts
        if "完成率" in chart.title
        for _, figure in chart.bars
    ]
    assert sorted(drawn) == ["300.00%", "320.83%"]


def test_who_moved_up_and_down_is_told_the_farthest_first():
    ranks = {
        "甲镇": (1, 4),
        "乙镇": (2, 1),
        "丙镇": (3, 2),
        "丁镇": (4, 3),
        "戊镇": (5, None),
        "己镇": (6, 6),
    }
    frames = small_frames(
        indicators=[value("B-2", unit, 0.31) for unit in ranks],
        scores=[
            score(unit, 90 - rank, rank) | {"previous_rank": before} for unit, (rank, before) in ranks.items()
        ],
    )
    text = text_of(bulletin_of(frames), "排名")
    assert (
        "进位情况。与上月相比，进位的是甲镇（由第4名到第1名）；退位的是丁镇（由第3名到第4名）、丙镇（由第2名到第3名）"
        in text
    )
    assert "戊镇（由" not in text
    assert "己镇（由" not in text


def test_without_ranks_of_the_month_before_nobody_has_moved():
    assert "进位" not in text_of(bulletin_of(ranked_frames()), "排名")


def test_what_is_missing_is_told_with_each_rule_once():
    names = {"B-1": "双提升完成率", "B-2": "参与率"}
    frames = small_frames(
        indicators=[value(code, unit, None) for code in names for unit in ("甲镇", "乙镇")],
        scores=[score("甲镇", 0, 1), score("乙镇", 0, 1)],
    )
    text = text_of(bulletin_of(frames), "进展滞后事项")
    assert text.count("缺报的指标不得分") == 1
    assert "缺报事项。双提升完成率、参与率：各单位。缺报的指标不得分。" in text


def test_many_units_are_told_by_their_group_where_one_is_apart():
    units = ("甲镇", "乙镇", "丙镇", "丁镇")
    frames = small_frames(
        indicators=[value("B-2", unit, 0.31, light="绿") for unit in ("某县", *units)],
        scores=[score("某县", 50, 1, "区县"), *(score(unit, 50, 1, "镇街") for unit in units)],
    )
    assert "某县31%（绿灯）；镇街组4个单位均为绿灯，均为31%。" in text_of(bulletin_of(frames), "总体情况")


def test_a_unit_alone_in_its_group_has_no_place_in_the_table():
    units = ("甲镇", "乙镇", "丙镇")
    frames = small_frames(
        indicators=[value("B-2", unit, 0.31) for unit in ("某县", *units)],
        scores=[score("某县", 50, 1, "区县"), *(score(unit, 50, 1, "镇街") for unit in units)],
    )
    bulletin = bulletin_of(frames)
    assert row_of(bulletin, "得分排名表") == {
        "组别": "镇街", "名次": "1", "单位": "丙镇", "得分": "50.00"
    }  # fmt: skip
    assert [cell.text for cell in bulletin.annexes[0].rows[-1]] == ["区县", "—", "某县", "50.00"]
    (sheet,) = [sheet for sheet in bulletin.unit_sheets if sheet.name == "某县"]
    assert sheet.remarks == ("得分50.00分（满分100分）。",)


COMPLETION = {"kind": "completion", "measures": ["learners"]}


def scheme_of_learners(formula, unit_of_measure="%"):
    """B-1 alone, counted as the formula says."""
    indicator = small_scheme().model_dump(mode="json", by_alias=True, exclude_none=True)["indicators"]["B-1"]
    named = {"name": "参训人数", "formula": formula, "unit_of_measure": unit_of_measure, "weight": 100}
    return small_scheme(indicators={"B-1": indicator | named})


def one_behind(number, **details):
    """甲镇 with a yellow light for B-1, and 乙镇 without values."""
    monitored = {"indicator": "B-1", "unit_code": "甲镇", "unit_name": "甲镇", "light": "黄", "value": number}
    return small_frames(
        indicators=[value("B-1", "甲镇", number, light="黄", **details)],
        scores=[score("甲镇", 40, 1), score("乙镇", None, None)],
        monitoring=[monitored | details],
    )


def row_of(bulletin, title):
    """The first row of a table, by its headers."""
    (table,) = [annex for annex in bulletin.annexes if annex.title == title]
    return dict(zip(table.headers, (cell.text for cell in table.rows[0]), strict=True))
