"""``kaohe template``: blank workbooks from the command line."""

import stat

from openpyxl import load_workbook


def test_blanks_are_written_for_every_township(small_office, kaohe, tmp_path):
    done = kaohe(
        "template",
        "Z02",
        "z04",
        site=small_office.site_folder,
        home=small_office.home,
        period="2023-11",
        output=tmp_path / "空白表",
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout == f"已写好空白表 2 个：{tmp_path / '空白表'}\n"
    written = sorted((tmp_path / "空白表").iterdir())
    assert [path.name for path in written] == ["埠子镇-2023-11-空白表.xlsx", "耿车镇-2023-11-空白表.xlsx"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_what_cannot_be_made_is_said_in_one_sentence(small_office, kaohe, tmp_path):
    done = kaohe(
        "template",
        site=small_office.site_folder,
        home=small_office.home,
        unit="火星镇",
        output=tmp_path / "空白表",
    )
    assert done.returncode == 2
    assert done.stderr.strip() == "用法错误：单位“火星镇”不在单位名录中，请写规范名称或单位代码。"


def test_a_blank_tells_of_the_rules_as_the_office_has_set_them(small_office, kaohe, tmp_path):
    with (small_office.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("rules: {Z02-5: {most: 35}}\n")
    place = {"site": small_office.site_folder, "home": small_office.home, "output": tmp_path}
    assert kaohe("template", "Z02", unit="耿车镇", period="2023-11", **place).returncode == 0
    sheet = load_workbook(tmp_path / "耿车镇-2023-11-空白表.xlsx")["填表说明"]
    told = "".join(str(cell.value) for cell in sheet["A"])
    assert "35人" in told
    assert "50人" not in told
