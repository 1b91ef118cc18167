"""``kaohe template``: blank workbooks from the command line."""

import stat

import pytest

pytestmark = pytest.mark.slow


def test_blanks_are_written_for_every_township(small_office, kaohe, tmp_path):
    done = kaohe(
        "template", "Z02", "z04", site=small_office.site_folder, home=small_office.home, period="2023-11", output=tmp_path / "空白表"
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout == f"已写好空白表 2 个：{tmp_path / '空白表'}\n"
    written = sorted((tmp_path / "空白表").iterdir())
    assert [path.name for path in written] == ["埠子镇-2023-11-空白表.xlsx", "耿车镇-2023-11-空白表.xlsx"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_what_cannot_be_made_is_said_in_one_sentence(small_office, kaohe, tmp_path):
    done = kaohe("template", site=small_office.site_folder, home=small_office.home, unit="火星镇", output=tmp_path / "空白表")
    assert done.returncode == 2
    assert done.stderr.strip() == "用法错误：单位“火星镇”不在单位名录中，请写规范名称或单位代码。"
