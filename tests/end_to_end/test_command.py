"""The ``kaohe`` command: what it says, and with which exit code it ends (0 finished, 1 could not finish, 2
wrong usage).
"""

import json
import os
import re
from dataclasses import dataclass

import pytest

from tests.support.offices import copy_of_sample_site
from tests.support.workbooks import FAULTY, township_workbook

FINISHED, COULD_NOT_FINISH, WRONG_USAGE = 0, 1, 2


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code and what it wrote."""

    code: int
    output: str
    errors: str


@pytest.fixture
def kaohe_here(kaohe, monkeypatch, tmp_path):
    """The command with the settings in the environment. Its home is an empty folder unless it is given."""
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "home"))

    def run(*arguments: str) -> Ended:
        (tmp_path / "home").mkdir(exist_ok=True)
        settings = {name: value for name, value in os.environ.items() if name.startswith("KAOHE_")}
        done = kaohe(*arguments, **settings)
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


def test_it_says_which_version_it_is(kaohe_here):
    ended = kaohe_here("--version")
    assert (ended.code, ended.errors) == (FINISHED, "")
    assert re.fullmatch(r"考核 Kaohe \d+\.\d+\.\d+\n", ended.output)


def is_one_chinese_sentence(text: str) -> bool:
    """One line that ends in 。 and has no traceback in it."""
    return (
        bool(re.fullmatch(r"[^\n]*[\u4e00-\u9fff][^\n]*。\n", text.lstrip("\n"))) and "Traceback" not in text
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--periodd", "2023-12"], "没有选项 --periodd"),
        (["frobnicate"], "没有命令 frobnicate，可用的命令：init、check、year、run、status"),
        (["run", "everything"], "多写了参数"),
        (["run", "--home"], "选项 --home 后面要跟一个值"),
        (["run", "--period", "2023-13"], "“2023-13”不是月份，请写成 YYYY-MM"),
        (["status", "--period", "十二月"], "“十二月”不是月份"),
        (
            ["run", "--period", "2030-01"],
            "2030-01 不在本办公室的报告期之内，请选 2022-01 到 2023-12 之间的月份",
        ),
        (["status", "--period", "2021-12"], "2021-12 不在本办公室的报告期之内"),
        (["run", "--as-of", "2023-2-30"], "“2023-2-30”不是日期，请写成 YYYY-MM-DD"),
        (["run", "--site", "nowhere"], "文件夹“nowhere”不存在"),
        (["run", "--inbox", "nowhere"], "文件夹“nowhere”不存在"),
        (
            ["run", "--warehouse", "nonsense"],
            "数据库地址无法识别，请写成 sqlite:////文件路径 或 postgresql://用户@主机/库名",
        ),
        (
            ["status", "--warehouse", "mysql://someone@somewhere/kaohe"],
            "数据库地址无法识别，请写成 sqlite:////文件路径 或 postgresql://用户@主机/库名",
        ),
        (["ui", "--port", "abc"], "“abc”不是端口"),
        (["run", "--json=3"], "选项 --json 后面不带值"),
        (["year", "last"], "年份 写得不对，应是整数，不小于 2000、不大于 2100"),
        (
            ["objection", "close", "1", "--outcome", "perhaps", "--reason", "无"],
            "--outcome 写得不对，应是采纳、部分采纳、不采纳之一",
        ),
        (["objection", "undo"], "没有命令 undo，可用的命令：add、review、list、close"),
        (["decide", "revoke", "one", "--by", "科长", "--reason", "无"], "编号 写得不对，应是整数"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_gets_one_sentence(kaohe_here, arguments, says):
    ended = kaohe_here(*arguments)
    assert ended.code == WRONG_USAGE
    assert says in ended.errors
    assert ended.errors.lstrip("\n").startswith("用法错误：")
    assert is_one_chinese_sentence(ended.errors), ended.errors
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", ended.errors), "an English sentence of the library"
    assert ended.output.strip() == ""


@pytest.mark.parametrize(
    ("file", "right", "wrong", "stands_at", "says"),
    [
        ("site.yaml", "due_day: 5", "due_day: 40", "due_day: 40", "“due_day”应不大于 28，现为 40"),
        ("site.yaml", "periods:", "perriods:", "perriods:", "不认识“perriods”，是否想写“periods”"),
        (
            "units.csv",
            "321302001,幸福街道,township,321302,",
            "321302001,幸福街道,township,999999,",
            "999999",
            "999999",
        ),
        (
            "schemes/township-2023.yaml",
            "    weight: 25\n",
            "    weight: 26\n",
            "full_score",
            "各指标权重之和为 101，与满分 100 不符",
        ),
        ("schemes/township-2023.yaml", "form: Z02", "form: Z99", "form: Z99", "没有“Z99”这张报表"),
        (
            "schemes/township-2023.yaml",
            "[regular_learners]",
            "[regular_learner]",
            "[regular_learner]",
            "是否想写“regular_learners”",
        ),
        (
            "schemes/township-2023.yaml",
            "method: 扣分",
            "method: 扣分法",
            "method: 扣分法",
            "“method”不能是“扣分法”，是否想写“扣分”",
        ),
    ],
    ids=["number", "key", "parent", "weights", "form", "column", "method"],
)
def test_a_faulty_file_of_the_site_is_told_with_file_line_and_sentence(
    kaohe_here, tmp_path, file, right, wrong, stands_at, says
):
    site = copy_of_sample_site(tmp_path / "site", first="2023-10")
    path = site / file
    before = path.read_text(encoding="utf-8")
    assert right in before
    after = before.replace(right, wrong, 1)
    path.write_text(after, encoding="utf-8")
    line = next(number for number, text in enumerate(after.splitlines(), start=1) if stands_at in text)
    ended = kaohe_here("run", "--site", site)
    assert ended.code == WRONG_USAGE
    told = dict(re.findall(rf"{re.escape(str(path))}:(\d+)：(.+)", ended.errors))
    assert says in told.get(str(line), ""), ended.errors
    assert "Traceback" not in ended.errors


def test_status_does_not_need_the_schemes(kaohe_here, tmp_path):
    site = copy_of_sample_site(tmp_path / "site", first="2023-10")
    (site / "schemes" / "township-2023.yaml").write_text("id: [", encoding="utf-8")
    assert kaohe_here("status", "--site", site).code == FINISHED


@pytest.mark.parametrize("place", ["a-file/home", "a-file"])
def test_a_home_that_cannot_be_written_gets_one_sentence(kaohe_here, tmp_path, place):
    (tmp_path / "a-file").write_text("not a folder")
    ended = kaohe_here("run", "--home", tmp_path / place)
    assert ended.code == WRONG_USAGE
    assert f"文件夹“{tmp_path / place}”不能写入，请换一个位置或检查权限" in ended.errors
    assert is_one_chinese_sentence(ended.errors)


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["watch"],
        ["explain", "township-2023", "耿车镇", "2023-12"],
        ["simulate", "township-2023"],
        ["bulletin", "township-2023", "2023-12"],
        ["remind"],
        ["decide", "list"],
        ["objection", "list"],
        ["replay", "R01", "--period", "2023-12"],
        ["documents"],
        ["collect", "Z03", "2023-12"],
        ["fill", "市报表", "2023-12"],
        ["export", "2023-12"],
        ["access"],
        ["metrics"],
        ["retain"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_a_home_that_is_not_there_is_not_made_by_what_only_reads(kaohe_here, tmp_path, arguments):
    """A mistyped home must not look like an office to which nothing was sent."""
    ended = kaohe_here(*arguments, "--home", tmp_path / "mistyped")
    assert ended.code == WRONG_USAGE
    assert f"文件夹“{tmp_path / 'mistyped'}”不存在，里面还没有可看的结果" in ended.errors
    assert is_one_chinese_sentence(ended.errors)
    assert not (tmp_path / "mistyped").exists()


def test_a_database_that_is_none_cannot_be_used(kaohe_here, tmp_path):
    (tmp_path / "warehouse.db").write_bytes(b"not a database" * 100)
    ended = kaohe_here("status", "--warehouse", f"sqlite:///{tmp_path / 'warehouse.db'}")
    assert ended.code == COULD_NOT_FINISH
    assert ended.errors.startswith("没有完成：")
    assert is_one_chinese_sentence(ended.errors), ended.errors


def test_an_inbox_that_the_site_names_and_is_not_there_is_told(kaohe_here, tmp_path):
    site = copy_of_sample_site(tmp_path / "site", first="2023-10")
    (site / "submissions").rmdir()
    ended = kaohe_here("run", "--site", site)
    assert ended.code == WRONG_USAGE
    assert str(site / "submissions") in ended.errors
    assert is_one_chinese_sentence(ended.errors), ended.errors


def test_a_pass_that_fails_when_it_has_computed_figures_says_its_sentence_and_no_more(kaohe, small_office):
    """Nor does a library that was used tell in the end what it thinks of that."""
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-01 09:00")
    (small_office.home / "receipts").write_text("not a folder")
    ended = kaohe("run", site=small_office.site_folder, home=small_office.home)
    assert ended.returncode == COULD_NOT_FINISH
    assert "没有完成：考核 2023-11：" in ended.stderr
    assert is_one_chinese_sentence(ended.stderr), ended.stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["status", "--help"], ["ui", "--help"]], ids=" ".join
)
def test_help_is_chinese(kaohe_here, arguments):
    ended = kaohe_here(*arguments)
    assert ended.code == FINISHED
    assert not re.search(
        r"(?i)usage|options|commands|show this|default|integer|text\b|path\b", ended.output
    ), "click's own English"
    assert "用法" in ended.output


def test_without_arguments_it_shows_the_commands(kaohe_here):
    ended = kaohe_here()
    assert ended.code == WRONG_USAGE
    for command in ("run", "status", "ui"):
        assert re.search(rf"^ +{command} +\S*[\u4e00-\u9fff]", ended.output + ended.errors, re.MULTILINE), (
            command
        )


class TestRun:
    @pytest.fixture
    def sent(self, small_office):
        """Both townships have sent something; one has a report returned."""
        small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
        small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", first_learner=50, **FAULTY))
        return small_office

    def test_it_ends_well_whatever_was_returned(self, kaohe_here, sent):
        ended = kaohe_here("run", "--site", sent.site_folder)
        assert ended.code == FINISHED, ended.errors
        for line in (
            "小样例教育局　截至 2023年12月10日",
            "收到文件 2 个：全部通过 1，部分通过 1",
            "应报报表 6 份：已通过 5，退回 1",
            "区对镇街社会教育考核（2023年）",
            f"kaohe status --site {sent.site_folder}",
            f"kaohe ui --site {sent.site_folder}，",
        ):
            assert line in ended.output
        assert re.search(r"2023-11 +埠子镇 +Z03 老年教育机构月报表 +退回 +1", ended.output)

    def test_json_is_all_that_is_written_to_the_output(self, kaohe_here, sent):
        ended = kaohe_here("run", "--site", sent.site_folder, "--json")
        told = json.loads(ended.output)
        assert (told["site"], told["as_of"], told["periods"]) == ("small", "2023-12-10", ["2023-11"])
        assert told["submissions"] == {"accepted": 1, "partly_accepted": 1}
        assert told["reports"] == {"accepted": 5, "returned": 1}
        assert {score["unit_name"] for score in told["scores"]} == {"耿车镇", "埠子镇"}

    def test_settings_come_from_the_environment(self, kaohe_here, sent, monkeypatch, tmp_path):
        inbox = tmp_path / "another"
        inbox.mkdir()
        for name, value in {
            "KAOHE_SITE": sent.site_folder,
            "KAOHE_INBOX": inbox,
            "KAOHE_AS_OF": "2023-12-01",
        }.items():
            monkeypatch.setenv(name, str(value))
        ended = kaohe_here("run", "--json")
        told = json.loads(ended.output)
        assert (told["as_of"], told["home"]) == ("2023-12-01", str(tmp_path / "home"))
        assert told["submissions"] == {}, "the other inbox is empty"

    def test_only_the_period_that_is_asked_for_is_assessed(self, kaohe_here, sent):
        kaohe_here("run", "--site", sent.site_folder)
        told = json.loads(
            kaohe_here("run", "--site", sent.site_folder, "--period", "2023-10", "--json").output
        )
        assert told["periods"] == ["2023-10"]

    def test_a_pass_that_cannot_finish_says_where_and_why(self, kaohe_here, sent, tmp_path):
        (tmp_path / "home" / "archive").write_text("in the way of the archive")
        ended = kaohe_here("run", "--site", sent.site_folder)
        assert ended.code == COULD_NOT_FINISH
        assert ended.errors.lstrip("\n").startswith("没有完成：")
        assert str(tmp_path / "home" / "archive") in ended.errors
        assert "Traceback" not in ended.errors


class TestStatus:
    def test_before_anything_came_everything_is_missing(self, kaohe_here, small_office):
        rows = json.loads(kaohe_here("status", "--site", small_office.site_folder, "--json").output)
        assert {(row["unit_name"], row["form"], row["status"]) for row in rows} == {
            (unit, form, "missing") for unit in ("耿车镇", "埠子镇") for form in ("Z02", "Z03", "Z04")
        }

    def test_the_rates_as_json(self, sample, kaohe_here):
        ended = kaohe_here("status", "--home", sample.home, "--period", "2023-11", "--rates", "--json")
        assert ended.code == FINISHED
        assert json.loads(ended.output)["month"].keys() == {"total", "units", "forms"}

    def test_the_matrix_of_a_period(self, kaohe_here, sample):
        ended = kaohe_here("status", "--home", sample.home, "--period", "2023-11")
        assert ended.code == FINISHED
        assert "宿迁市宿城区教育局 2023-11 报送情况" in ended.output
        assert re.search(r"屠园镇.*缺", ended.output)
        assert re.search(r"王官集镇.*✓迟", ended.output)
        assert re.search(r"埠子镇.*退", ended.output)

    def test_the_newest_period_is_shown_if_none_is_named(self, kaohe_here, sample):
        rows = json.loads(kaohe_here("status", "--home", sample.home, "--json").output)
        assert {row["period"] for row in rows} == {"2023-12"}
        assert {
            "site",
            "unit_code",
            "unit_name",
            "form",
            "status",
            "due_on",
            "late",
            "errors",
            "file_name",
        } <= set(rows[0])
