"""What a pass tells as new: what differs from how everything stood before it."""

import pandas as pd
from rich.console import Console

from pipelines.commands.pass_news import Standing, news, print_news
from schemas.office.catalogue import BUILT_IN

FILES = ["submission_id", "file_name", "status", "reason"]
REPORTS = ["period", "unit_code", "unit_name", "form", "status", "version"]


def standing(files=(), reports=()) -> Standing:
    return Standing(
        pd.DataFrame(files, columns=FILES),
        pd.DataFrame(reports, columns=REPORTS).astype({"version": "Int64"}),
    )


def told(before: Standing, after: Standing, periods: tuple[str, ...] = ()) -> str:
    console = Console(width=200)
    with console.capture() as shown:
        print_news(console, news(before, after), periods, BUILT_IN)
    return shown.get()


OLD = ("a", "旧.xlsx", "accepted", None)
STOOD = ("2023-11", "1", "耿车镇", "Z03", "returned", 1)


def test_a_second_pass_without_new_files_has_no_news():
    same = standing([OLD], [STOOD])
    assert news(same, same).is_nothing
    assert "没有新文件，报表没有变化。" in told(same, same)


def test_only_what_has_changed_is_told():
    before = standing([OLD], [STOOD, ("2023-11", "2", "埠子镇", "Z03", "accepted", 1)])
    after = standing(
        [OLD, ("b", "新.xlsx", "accepted", None), ("c", "谁的.xlsx", "set_aside", "不知道是谁的。")],
        [
            ("2023-11", "1", "耿车镇", "Z03", "accepted", 2),
            ("2023-11", "2", "埠子镇", "Z03", "accepted", 1),
            ("2023-12", "2", "埠子镇", "Z03", "returned", 1),
            ("2023-12", "1", "耿车镇", "Z03", "missing", None),
        ],
    )
    said = told(before, after, ("2023-11",))
    assert "新收或重新办理的文件 2 个：全部通过 1，待认定 1" in said
    assert "谁的.xlsx：不知道是谁的。" in said
    assert "通过 1 份：2023-11 耿车镇 Z03 老年教育机构月报表" in said
    assert "退回 1 份：2023-12 埠子镇 Z03 老年教育机构月报表" in said
    assert "新逾期未报 1 份：2023-12 耿车镇 Z03 老年教育机构月报表" in said
    assert "重新考核了 2023-11" in said


def test_a_version_that_came_back_again_is_news():
    again = standing([OLD], [("2023-11", "1", "耿车镇", "Z03", "returned", 2)])
    assert len(news(standing([OLD], [STOOD]), again).returned) == 1


def test_a_file_that_was_assigned_to_a_unit_is_news():
    aside = standing([("c", "谁的.xlsx", "set_aside", "不知道是谁的。")])
    assert list(news(aside, standing([("c", "谁的.xlsx", "accepted", None)])).files["submission_id"]) == ["c"]
